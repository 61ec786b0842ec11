"""Orders: their content, their history, and what they refer to.

The content lies in `orders` as canonical msgpack; `order_line`, `order_address` and `order_file`
repeat what searches and links need and are rewritten with it. A deleted order stays as a
tombstone with its id, number and digest (rule 22).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import delete as sql_delete

from qtf_format.ids import Digest, OrderId, TenantId
from qtf_format.model import OrderKind
from qtf_office.clock import Instant
from qtf_office.numbers import number_key
from qtf_office.storage.content import OrderContent, read_addresses, read_order
from qtf_office.storage.order_parts import (
    address_links,
    article_links,
    decimal_text,
    delete_parts,
    orders_of_address,
    set_address_links,
    set_article_links,
    write_parts,
)
from qtf_office.storage.order_records import (
    AddressDecision,
    AddressLink,
    Links,
    OrderFilter,
    OrderHead,
    OrderWrite,
    StoredOrder,
    next_revision,
)
from qtf_office.storage.schema import order_revision, orders
from qtf_office.storage.sql import Statement, insert_all, like

__all__ = [
    "AddressDecision",
    "AddressLink",
    "Links",
    "OrderContent",
    "OrderFilter",
    "OrderHead",
    "OrderWrite",
    "StoredOrder",
    "address_links",
    "article_links",
    "delete",
    "erase",
    "find",
    "find_by_number",
    "insert",
    "list_heads",
    "marked",
    "next_revision",
    "numbered",
    "orders_of_address",
    "read",
    "replace_content",
    "restore",
    "set_address_links",
    "set_article_links",
    "set_exchanged",
    "set_locked",
    "set_marked",
    "set_processed",
    "unmark_sent",
]

_HEAD = [orders.c[name] for name in OrderHead.__slots__]
_by_id = and_(orders.c.tenant_id == bindparam("tenant"), orders.c.order_id == bindparam("order_id"))
_find = Statement(select(*_HEAD).where(_by_id))
_find_by_number = Statement(
    select(*_HEAD).where(
        orders.c.tenant_id == bindparam("tenant"),
        orders.c.series == bindparam("series"),
        orders.c.number_key == bindparam("number_key"),
    )
)
_numbered = Statement(
    select(*_HEAD)
    .where(
        orders.c.tenant_id == bindparam("tenant"),
        orders.c.number_key == bindparam("number_key"),
    )
    .order_by(orders.c.state, orders.c.series)
)
_marked = Statement(
    select(*_HEAD)
    .where(
        orders.c.tenant_id == bindparam("tenant"),
        orders.c.marked.is_(True),
        orders.c.state == "active",
    )
    .order_by(func.length(orders.c.number_key), orders.c.number_key, orders.c.series)
)
_set_exchanged = Statement(
    update(orders)
    .where(_by_id)
    .values(
        revision=bindparam("exchanged"),
        exchanged_revision=bindparam("exchanged"),
        exchanged_digest=bindparam("digest"),
    )
)
_read = Statement(select(*_HEAD, orders.c.content, orders.c.addresses).where(_by_id))
_insert = insert_all(orders)

_KIND, _LOCKED, _MARKED = (OrderHead.__slots__.index(n) for n in ("kind", "locked", "marked"))


def _head(row: Sequence[Any]) -> OrderHead:
    """Turn the first columns of a row into a head."""
    values = list(row[: len(_HEAD)])
    values[_KIND] = OrderKind(values[_KIND])
    values[_LOCKED] = bool(values[_LOCKED])
    values[_MARKED] = bool(values[_MARKED])
    return OrderHead(*values)


def find(conn: Connection, tenant: TenantId, order_id: OrderId) -> OrderHead | None:
    """Return one order without its content; a deleted one, too."""
    row = _find.run(conn, {"tenant": tenant, "order_id": order_id}).first()
    return _head(row) if row else None


def find_by_number(
    conn: Connection, tenant: TenantId, series: str, number_key: str
) -> OrderHead | None:
    """Return the order that uses a number; a deleted one still does."""
    values = {"tenant": tenant, "series": series, "number_key": number_key}
    row = _find_by_number.run(conn, values).first()
    return _head(row) if row else None


def read(conn: Connection, tenant: TenantId, order_id: OrderId) -> StoredOrder | None:
    """Return one whole order; a deleted one, too."""
    row = _read.run(conn, {"tenant": tenant, "order_id": order_id}).first()
    if row is None:
        return None
    *_, content, addresses = row
    return StoredOrder(_head(row), read_order(content), read_addresses(addresses))


def numbered(conn: Connection, tenant: TenantId, key: str) -> list[OrderHead]:
    """Return the orders of one number, in every series, deleted ones last."""
    return [_head(row) for row in _numbered.run(conn, {"tenant": tenant, "number_key": key})]


def marked(conn: Connection, tenant: TenantId) -> list[OrderHead]:
    """Return the orders marked for sending, by number."""
    return [_head(row) for row in _marked.run(conn, {"tenant": tenant})]


def list_heads(conn: Connection, tenant: TenantId, which: OrderFilter) -> list[OrderHead]:
    """Return orders by number, shortest numbers first so that 9999 stands before 10000."""
    found = conn.execute(
        select(*_HEAD)
        .where(orders.c.tenant_id == tenant, *_conditions(which))
        .order_by(func.length(orders.c.number_key), orders.c.number_key, orders.c.series)
        .limit(which.limit)
    )
    return [_head(row) for row in found]


def _conditions(which: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.kinds is not None:
        conditions.append(orders.c.kind.in_([str(kind) for kind in which.kinds]))
    if which.owner is not None:
        conditions.append(orders.c.owner == which.owner)
    if which.marked is not None:
        conditions.append(orders.c.marked.is_(which.marked))
    if which.deleted is not None:
        conditions.append(orders.c.state == ("deleted" if which.deleted else "active"))
    if which.edited is not None:
        same = orders.c.content_digest == orders.c.exchanged_digest
        edited = or_(orders.c.exchanged_digest.is_(None), ~same)
        conditions.append(edited if which.edited else same)
    if which.text:
        pattern = like(number_key(which.text))
        conditions.append(
            or_(
                orders.c.number_key.like(pattern, escape="\\"),
                orders.c.buyer.ilike(like(which.text), escape="\\"),
            )
        )
    return conditions


def insert(conn: Connection, tenant: TenantId, new: OrderWrite) -> None:
    """Write a new order with its lines, files and links.

    Raises `LostRace` (at the end of `office.write()`) when the id or the number is taken.
    """
    exchanged = _exchanged(new)
    _insert.run(
        conn,
        {
            "tenant_id": tenant,
            **_content_columns(new),
            "owner": new.owner,
            "state": "active",
            "locked": False,
            "processed": None,
            "marked": False,
            "exchanged_revision": exchanged[0],
            "exchanged_digest": exchanged[1],
            "imported_at": new.at if new.imported else None,
            "created_at": new.at,
            "deleted_at": None,
        },
    )
    write_parts(conn, tenant, new)


def _exchanged(new: OrderWrite) -> tuple[int, Digest | None]:
    return (new.revision, new.content.digest) if new.imported else (0, None)


def _content_columns(new: OrderWrite) -> dict[str, object]:
    content, order = new.content, new.content.order
    return {
        "order_id": new.order_id,
        "series": new.series,
        "number": order.number,
        "number_key": number_key(order.number),
        "kind": order.kind.value,
        "revision": new.revision,
        "content_digest": content.digest,
        "content": content.raw_order,
        "addresses": content.raw_addresses,
        "changed_at": new.at,
        "issue_date": order.issue_date.isoformat() if order.issue_date else None,
        "buyer": content.buyer,
        "total": decimal_text(content.total),
        "currency": order.currency,
    }


def replace_content(conn: Connection, tenant: TenantId, new: OrderWrite) -> None:
    """Replace the whole content of an order (rule 25): lines, files and links with it.

    Owner, marks, locks and the instant of the first import stay. The former content is gone
    unless `revisions.keep_current` was called before.
    """
    changes = _content_columns(new)
    if new.imported:
        changes["exchanged_revision"], changes["exchanged_digest"] = _exchanged(new)
        changes["imported_at"] = func.coalesce(orders.c.imported_at, new.at)
    _change(conn, tenant, [new.order_id], changes)
    delete_parts(conn, tenant, new.order_id)
    write_parts(conn, tenant, new)


def _change(
    conn: Connection,
    tenant: TenantId,
    order_ids: Collection[OrderId],
    changes: Mapping[str, object],
) -> None:
    conn.execute(
        update(orders)
        .where(orders.c.tenant_id == tenant, orders.c.order_id.in_(order_ids))
        .values(**changes)
    )


def set_exchanged(
    conn: Connection, tenant: TenantId, order_id: OrderId, revision: int, digest: Digest
) -> None:
    """Note what was sent or received last, and that the order has this revision now.

    Used when an order is packed, and for rule 12 (higher revision, same content).
    """
    exchanged = {"exchanged": revision, "digest": digest}
    _set_exchanged.run(conn, {"tenant": tenant, "order_id": order_id, **exchanged})


def set_marked(
    conn: Connection, tenant: TenantId, order_ids: Collection[OrderId], marked: bool
) -> None:
    """Mark orders for sending, or take the mark away."""
    _change(conn, tenant, order_ids, {"marked": marked})


_unmark_sent = Statement(
    update(orders)
    .where(
        _by_id,
        orders.c.marked.is_(True),
        orders.c.content_digest == orders.c.exchanged_digest,
    )
    .values(marked=False)
)


def unmark_sent(conn: Connection, tenant: TenantId, order_ids: Collection[OrderId]) -> None:
    """Take away the mark of orders that left; one that was edited since keeps it."""
    sent = [{"tenant": tenant, "order_id": order_id} for order_id in order_ids]
    _unmark_sent.run_many(conn, sent)


def set_locked(conn: Connection, tenant: TenantId, order_id: OrderId, locked: bool) -> None:
    """Lock an order against renewal (rule 27)."""
    _change(conn, tenant, [order_id], {"locked": locked})


def set_processed(
    conn: Connection, tenant: TenantId, order_id: OrderId, led_to: str | None
) -> None:
    """Note what an order led to (an invoice, a delivery), so that it is not renewed (rule 27)."""
    _change(conn, tenant, [order_id], {"processed": led_to})


def delete(conn: Connection, tenant: TenantId, order_id: OrderId, at: Instant) -> None:
    """Delete an order for people; id, number and digest stay (rule 22)."""
    changes = {"state": "deleted", "deleted_at": at, "changed_at": at, "marked": False}
    _change(conn, tenant, [order_id], changes)


def restore(conn: Connection, tenant: TenantId, order_id: OrderId, at: Instant) -> None:
    """Bring a deleted order back as it was."""
    _change(conn, tenant, [order_id], {"state": "active", "deleted_at": None, "changed_at": at})


def erase(conn: Connection, tenant: TenantId, order_id: OrderId) -> None:
    """Take an order out as if it had never come: its number is free again (rule 43, undo)."""
    for table in (order_revision, orders):
        conn.execute(
            sql_delete(table).where(table.c.tenant_id == tenant, table.c.order_id == order_id)
        )
