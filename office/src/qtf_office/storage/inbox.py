"""The inbox: one row per file that came, unique by its bytes, and what became of it.

Beside it the packages that count as seen (rule 21: only after a committed import).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from qtf_format.codes import Code
from qtf_format.ids import Digest, OrderId, PackageId, TenantId, WorkstationId
from qtf_office.clock import Instant
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import inbox_item
from qtf_office.storage.schema import seen_package as seen_table
from qtf_office.storage.sql import Statement

__all__ = [
    "InboxItem",
    "ItemState",
    "SeenPackage",
    "add",
    "by_order",
    "by_package",
    "count_delivery",
    "counts",
    "due",
    "find_by_digest",
    "gaps",
    "get",
    "highest_sequence",
    "list_items",
    "mark_seen",
    "save",
    "seen_package",
    "seen_sequence",
    "unsee",
]

ItemState = Literal["received", "waiting", "settled"]
"""`received`: not decided yet, tried again; `waiting`: needs a person or an update; `settled`."""

Detail = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """One file that came. `item_id` is 0 until it is added.

    `file_name` and `channel` say how it came and mean nothing (rule 50). `sender`, `package_*`
    and what follows are set once they are proved. `detail`: what a person needs to see and to
    answer, as plain JSON values.
    """

    item_id: int = 0
    digest: Digest
    size: int
    file_name: str
    channel: str
    arrived_at: Instant
    deliveries: int = 1
    state: ItemState = "received"
    outcome: str | None = None
    reason: str | None = None
    code: Code | None = None
    sender: WorkstationId | None = None
    package_kind: str | None = None
    package_id: PackageId | None = None
    manifest_sha: Digest | None = None
    sequence: int | None = None
    order_id: OrderId | None = None
    number: str | None = None
    kind: str | None = None
    revision: int | None = None
    content_digest: Digest | None = None
    settled_at: Instant | None = None
    attempts: int = 0
    next_try_at: Instant | None = None
    last_error: str | None = None
    detail: Detail | None = None
    decided_by: str | None = None
    undone_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class SeenPackage:
    """A package that counts. `sign_key`: the public key it was signed with, 32 bytes."""

    package_id: PackageId
    manifest_sha: Digest
    workstation_id: WorkstationId
    sign_key: bytes
    sequence: int
    item_id: int
    at: Instant


def _detail_out(detail: Detail) -> str:
    return json.dumps(detail, ensure_ascii=False, separators=(",", ":"))


_items = Rows(
    inbox_item,
    InboxItem,
    ("item_id",),
    into={"detail": json.loads, "code": Code},
    out={"detail": _detail_out, "code": str},
)
_c = inbox_item.c
_by_digest = Statement(
    select(*_items.columns).where(
        _c.tenant_id == bindparam("tenant"), _c.digest == bindparam("digest")
    )
)
_by_order = Statement(
    select(*_items.columns)
    .where(_c.tenant_id == bindparam("tenant"), _c.order_id == bindparam("order_id"))
    .order_by(_c.item_id)
)
_seen = Rows(
    seen_table,
    SeenPackage,
    ("package_id",),
    into={"sign_key": bytes.fromhex},
    out={"sign_key": bytes.hex},
)
_s = seen_table.c
_by_sequence = Statement(
    select(*_seen.columns).where(
        _s.tenant_id == bindparam("tenant"),
        _s.workstation_id == bindparam("workstation"),
        _s.sign_key == bindparam("sign_key"),
        _s.sequence == bindparam("sequence"),
    )
)


def add(conn: Connection, tenant: TenantId, new: InboxItem) -> InboxItem:
    """Write a new item and return it with its id."""
    return replace(new, item_id=_items.add(conn, tenant, new))


def save(conn: Connection, tenant: TenantId, changed: InboxItem) -> None:
    """Write a changed item over its row."""
    _items.save(conn, tenant, changed)


def get(conn: Connection, tenant: TenantId, item_id: int) -> InboxItem | None:
    """Return one item."""
    return _items.get(conn, tenant, item_id)


def find_by_digest(conn: Connection, tenant: TenantId, digest: Digest) -> InboxItem | None:
    """Return the item of these very bytes."""
    row = _by_digest.run(conn, {"tenant": tenant, "digest": digest}).first()
    return None if row is None else _items.record(row)


def by_package(conn: Connection, tenant: TenantId, package_id: PackageId) -> list[InboxItem]:
    """Return the items of one package id, oldest first."""
    query = _items.select(tenant).where(_c.package_id == package_id).order_by(_c.item_id)
    return _items.records(conn, query)


def by_order(
    conn: Connection, tenant: TenantId, order_id: OrderId, state: ItemState | None = None
) -> list[InboxItem]:
    """Return the items of one order, oldest first (rule 30: at most one of them waits)."""
    values = {"tenant": tenant, "order_id": order_id}
    found = [_items.record(row) for row in _by_order.run(conn, values)]
    return [item for item in found if state in (None, item.state)]


def list_items(
    conn: Connection,
    tenant: TenantId,
    states: Collection[ItemState] | None = None,
    outcomes: Collection[str] | None = None,
    limit: int | None = None,
) -> list[InboxItem]:
    """Return items, newest first."""
    query = _items.select(tenant).order_by(_c.item_id.desc()).limit(limit)
    if states is not None:
        query = query.where(_c.state.in_(states))
    if outcomes is not None:
        query = query.where(_c.outcome.in_(outcomes))
    return _items.records(conn, query)


def due(conn: Connection, tenant: TenantId, now: Instant) -> list[InboxItem]:
    """Return the items that are not decided yet and may be tried now, oldest first (rule 40)."""
    is_due = or_(_c.next_try_at.is_(None), _c.next_try_at <= now)
    query = _items.select(tenant).where(and_(_c.state == "received", is_due)).order_by(_c.item_id)
    return _items.records(conn, query)


def count_delivery(conn: Connection, tenant: TenantId, item_id: int) -> int:
    """Count that the same bytes came once more; return how often they came."""
    raised = conn.execute(
        update(inbox_item)
        .where(_c.tenant_id == tenant, _c.item_id == item_id)
        .values(deliveries=_c.deliveries + 1)
        .returning(_c.deliveries)
    )
    return int(raised.scalar_one())


def counts(conn: Connection, tenant: TenantId) -> dict[ItemState, int]:
    """Count the items of each state."""
    found: dict[ItemState, int] = {"received": 0, "waiting": 0, "settled": 0}
    query = select(_c.state, func.count()).where(_c.tenant_id == tenant).group_by(_c.state)
    for state, number in conn.execute(query):
        found[state] = number
    return found


def seen_package(conn: Connection, tenant: TenantId, package_id: PackageId) -> SeenPackage | None:
    """Return a package that counts as seen (format section 9)."""
    return _seen.get(conn, tenant, package_id)


def seen_sequence(
    conn: Connection,
    tenant: TenantId,
    workstation: WorkstationId,
    sign_key: bytes,
    sequence: int,
) -> SeenPackage | None:
    """Return the package with which a workstation and key used this sequence number."""
    values = {
        "tenant": tenant,
        "workstation": workstation,
        "sign_key": sign_key.hex(),
        "sequence": sequence,
    }
    row = _by_sequence.run(conn, values).first()
    return None if row is None else _seen.record(row)


def mark_seen(conn: Connection, tenant: TenantId, new: SeenPackage) -> None:
    """Count a package as seen. Only together with its committed outcome (rule 21)."""
    _seen.insert(conn, tenant, new)


def unsee(conn: Connection, tenant: TenantId, item_id: int) -> None:
    """Take the seen mark of an item away (rule 43, undo)."""
    conn.execute(delete(seen_table).where(_s.tenant_id == tenant, _s.item_id == item_id))


def highest_sequence(conn: Connection, tenant: TenantId, workstation: WorkstationId) -> int:
    """Return the highest sequence number seen of a workstation; 0 if none."""
    query = select(func.max(_s.sequence)).where(
        _s.tenant_id == tenant, _s.workstation_id == workstation
    )
    return int(conn.execute(query).scalar() or 0)


def gaps(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, limit: int = 100
) -> list[tuple[int, int]]:
    """Return the sequence numbers that never came, as closed intervals, lowest first."""
    seen = (
        select(
            _s.sequence,
            func.lag(_s.sequence, 1, 0).over(order_by=_s.sequence).label("before"),
        )
        .where(_s.tenant_id == tenant, _s.workstation_id == workstation)
        .subquery()
    )
    query = (
        select(seen.c.before + 1, seen.c.sequence - 1)
        .where(seen.c.sequence > seen.c.before + 1)
        .order_by(seen.c.sequence)
        .limit(limit)
    )
    return [(int(first), int(last)) for first, last in conn.execute(query)]
