"""The outbox: sealed packages, written once, handed over until a channel has them (rule 2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, bindparam, func, or_, select

from qtf_format.ids import Digest, OrderId, PackageId, TenantId, WorkstationId
from qtf_office.clock import Instant
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import outbox as outbox_table
from qtf_office.storage.schema import outbox_bytes
from qtf_office.storage.sql import Statement, insert_all

__all__ = [
    "OutboxItem",
    "OutboxState",
    "add",
    "by_order",
    "by_package",
    "counts",
    "data",
    "due",
    "get",
    "list_items",
    "repeats",
    "save",
    "unarchived",
]

OutboxState = Literal["sealed", "handed-over", "unknown", "confirmed", "refused"]
"""`unknown`: a hand-over was cut off, so it is repeated; the last two are set by receipts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One sealed package, without its bytes. `outbox_id` is 0 until it is added.

    `recipient`: the workstation it is for. `receipt_*`: the newest answer to it.
    """

    outbox_id: int = 0
    package_id: PackageId
    package_kind: str
    recipient: WorkstationId
    sequence: int
    manifest_sha: Digest
    digest: Digest
    file_name: str
    created_at: Instant
    order_id: OrderId | None = None
    revision: int | None = None
    number: str | None = None
    state: OutboxState = "sealed"
    channel: str | None = None
    handed_over_at: Instant | None = None
    attempts: int = 0
    next_try_at: Instant | None = None
    last_error: str | None = None
    archived: bool = False
    receipt_result: str | None = None
    receipt_reason: str | None = None
    receipt_code: str | None = None
    receipt_final: bool | None = None
    receipt_next: str | None = None
    receipt_at: Instant | None = None
    receipt_sequence: int | None = None


_rows = Rows(
    outbox_table, OutboxItem, ("outbox_id",), into={"archived": bool, "receipt_final": bool}
)
_c = outbox_table.c
_keep = insert_all(outbox_bytes)
_data = Statement(
    select(outbox_bytes.c.data).where(
        outbox_bytes.c.tenant_id == bindparam("tenant"),
        outbox_bytes.c.outbox_id == bindparam("outbox_id"),
    )
)


def add(conn: Connection, tenant: TenantId, new: OutboxItem, data: bytes) -> OutboxItem:
    """Write a new package with its bytes and return it with its id."""
    added = replace(new, outbox_id=_rows.add(conn, tenant, new))
    _keep.run(conn, {"tenant_id": tenant, "outbox_id": added.outbox_id, "data": data})
    return added


def save(conn: Connection, tenant: TenantId, changed: OutboxItem) -> None:
    """Write a changed item over its row; its bytes never change."""
    _rows.save(conn, tenant, changed)


def get(conn: Connection, tenant: TenantId, outbox_id: int) -> OutboxItem | None:
    """Return one item."""
    return _rows.get(conn, tenant, outbox_id)


def data(conn: Connection, tenant: TenantId, outbox_id: int) -> bytes:
    """Return the sealed bytes of an item."""
    return bytes(_data.run(conn, {"tenant": tenant, "outbox_id": outbox_id}).scalar_one())


def by_package(conn: Connection, tenant: TenantId, package_id: PackageId) -> OutboxItem | None:
    """Return the item of a package id."""
    found = _rows.records(conn, _rows.select(tenant).where(_c.package_id == package_id))
    return found[0] if found else None


def by_order(conn: Connection, tenant: TenantId, order_id: OrderId) -> list[OutboxItem]:
    """Return the packages of one order, newest first."""
    query = _rows.select(tenant).where(_c.order_id == order_id).order_by(_c.outbox_id.desc())
    return _rows.records(conn, query)


def list_items(
    conn: Connection,
    tenant: TenantId,
    states: Collection[OutboxState] | None = None,
    limit: int | None = None,
) -> list[OutboxItem]:
    """Return items, newest first."""
    query = _rows.select(tenant).order_by(_c.outbox_id.desc()).limit(limit)
    return _rows.records(conn, query if states is None else query.where(_c.state.in_(states)))


def due(conn: Connection, tenant: TenantId, now: Instant) -> list[OutboxItem]:
    """Return what still has to be handed over and may be tried now, oldest first."""
    query = (
        _rows.select(tenant)
        .where(
            _c.state.in_(("sealed", "unknown")),
            or_(_c.next_try_at.is_(None), _c.next_try_at <= now),
        )
        .order_by(_c.outbox_id)
    )
    return _rows.records(conn, query)


def repeats(conn: Connection, tenant: TenantId, now: Instant) -> list[OutboxItem]:
    """Return what was handed over, got no answer and is to go out once more, oldest first."""
    query = (
        _rows.select(tenant)
        .where(_c.state == "handed-over", _c.next_try_at <= now)
        .order_by(_c.outbox_id)
    )
    return _rows.records(conn, query)


def unarchived(conn: Connection, tenant: TenantId, limit: int) -> list[OutboxItem]:
    """Return what was handed over and is not in the archive yet, oldest first."""
    query = (
        _rows.select(tenant)
        .where(_c.archived.is_(False), _c.handed_over_at.is_not(None))
        .order_by(_c.outbox_id)
        .limit(limit)
    )
    return _rows.records(conn, query)


def counts(conn: Connection, tenant: TenantId) -> dict[OutboxState, int]:
    """Count the items of each state."""
    states: tuple[OutboxState, ...] = ("sealed", "handed-over", "unknown", "confirmed", "refused")
    found = dict.fromkeys(states, 0)
    query = select(_c.state, func.count()).where(_c.tenant_id == tenant).group_by(_c.state)
    for state, number in conn.execute(query):
        found[state] = number
    return found
