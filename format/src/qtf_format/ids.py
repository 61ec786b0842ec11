"""Identities: distinct types, so that one cannot be taken for another.

Inside the product they are text (`OrderId` a canonical UUID with dashes, the others lower-case
hex); on the wire they are 16 raw bytes. The functions here are the only conversions.
"""

from __future__ import annotations

from typing import NewType
from uuid import UUID

__all__ = ["Digest", "OrderId", "PackageId", "TenantId", "WorkstationId", "box_of"]

TenantId = NewType("TenantId", str)
WorkstationId = NewType("WorkstationId", str)
PackageId = NewType("PackageId", str)
OrderId = NewType("OrderId", str)
Digest = NewType("Digest", str)
"""SHA-256 as 64 lower-case hex digits."""


def order_id_from_bytes(raw: bytes) -> OrderId:
    """Return the order id of 16 raw bytes."""
    return OrderId(str(UUID(bytes=raw)))


def order_id_bytes(order_id: OrderId) -> bytes:
    """Return the 16 raw bytes of an order id."""
    return UUID(order_id).bytes


def box_of(workstation: WorkstationId) -> str:
    """Return the name of a workstation's box in every channel."""
    return workstation[:8]
