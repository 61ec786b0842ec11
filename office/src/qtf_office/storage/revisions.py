"""Former contents of orders: what a renewal replaced, what was sent, what came too late (rule 25).

Append-only: a revision of one origin is kept once; keeping it again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import Digest, OrderId, PackageId, TenantId
from qtf_format.model import Address, Order
from qtf_office.clock import Instant
from qtf_office.storage.content import OrderContent, read_addresses, read_order
from qtf_office.storage.schema import order_revision, orders
from qtf_office.storage.sql import Statement

__all__ = ["Revision", "RevisionOrigin", "RevisionWrite", "add", "keep_current", "of_order"]

RevisionOrigin = Literal["received", "sent", "office", "stale"]
"""Where it came from; `office`: an edit of ours that was replaced; `stale`: it came late."""

_COLUMNS = [column.name for column in order_revision.columns]


@dataclass(frozen=True, slots=True)
class Revision:
    """One former content of an order."""

    order_id: OrderId
    revision: int
    origin: RevisionOrigin
    number: str
    content_digest: Digest
    order: Order
    addresses: tuple[Address, ...]
    package_id: PackageId | None
    at: Instant


@dataclass(frozen=True, slots=True)
class RevisionWrite:
    """A revision to be kept that is not the stored content (one that came too late)."""

    order_id: OrderId
    revision: int
    origin: RevisionOrigin
    content: OrderContent
    package_id: PackageId | None
    at: Instant


def add(conn: Connection, tenant: TenantId, new: RevisionWrite) -> None:
    """Keep one revision."""
    values = {
        "tenant_id": tenant,
        "order_id": new.order_id,
        "revision": new.revision,
        "origin": new.origin,
        "number": new.content.order.number,
        "content_digest": new.content.digest,
        "content": new.content.raw_order,
        "addresses": new.content.raw_addresses,
        "package_id": new.package_id,
        "at": new.at,
    }
    conn.execute(_insert(conn).values(**values).on_conflict_do_nothing())


def keep_current(
    conn: Connection,
    tenant: TenantId,
    order_id: OrderId,
    kept: tuple[RevisionOrigin, PackageId | None, Instant],
) -> None:
    """Copy the stored content of an order into its history, before it is replaced.

    Args:
        kept: where that content came from, in which package, and the instant of keeping it.
    """
    origin, package_id, at = kept
    _keep[conn.dialect.name].run(
        conn,
        {
            "tenant": tenant,
            "order": order_id,
            "kept_origin": origin,
            "kept_package": package_id,
            "kept_at": at,
        },
    )


def _keeping(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> Statement:
    copied: Select[Any] = select(
        orders.c.tenant_id,
        orders.c.order_id,
        orders.c.revision,
        bindparam("kept_origin", type_=order_revision.c.origin.type),
        orders.c.number,
        orders.c.content_digest,
        orders.c.content,
        orders.c.addresses,
        bindparam("kept_package", type_=order_revision.c.package_id.type),
        bindparam("kept_at", type_=order_revision.c.at.type),
    ).where(orders.c.tenant_id == bindparam("tenant"), orders.c.order_id == bindparam("order"))
    kept = dialect(order_revision).from_select(_COLUMNS, copied)
    return Statement(kept.on_conflict_do_nothing())


_keep = {"sqlite": _keeping(sqlite.Insert), "postgresql": _keeping(postgresql.Insert)}


def _insert(conn: Connection) -> sqlite.Insert | postgresql.Insert:
    if conn.dialect.name == "sqlite":
        return sqlite.insert(order_revision)
    return postgresql.insert(order_revision)


def of_order(conn: Connection, tenant: TenantId, order_id: OrderId) -> list[Revision]:
    """Return the former contents of one order, oldest first."""
    columns = order_revision.c
    found = conn.execute(
        select(order_revision)
        .where(columns.tenant_id == tenant, columns.order_id == order_id)
        .order_by(columns.at, columns.revision, columns.origin)
    )
    return [
        Revision(
            order_id=row.order_id,
            revision=row.revision,
            origin=row.origin,
            number=row.number,
            content_digest=row.content_digest,
            order=read_order(row.content),
            addresses=read_addresses(row.addresses),
            package_id=row.package_id,
            at=row.at,
        )
        for row in found
    ]
