"""Orders: their content, their history, and what they refer to.

The content lies in `orders` as canonical msgpack; `order_line`, `order_address` and `order_file`
repeat what searches and links need and are rewritten with it. A deleted order stays as a
tombstone with its id, number and digest (rule 22).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

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

from qtf_format.ids import Digest, OrderId, TenantId, WorkstationId
from qtf_format.model import Address, Line, Order, OrderKind, Role
from qtf_office.clock import Instant
from qtf_office.numbers import number_key
from qtf_office.storage.content import OrderContent, read_addresses, read_order
from qtf_office.storage.schema import (
    order_address,
    order_file,
    order_line,
    order_revision,
    orders,
)
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

AddressDecision = Literal["known", "same", "new", "asked", "policy", "open"]
"""How the address of an order was found among ours; `open`: a person still has to say."""

DECISIONS: tuple[AddressDecision, ...] = get_args(AddressDecision)


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order without its content. `exchanged_*`: as last sent or received."""

    order_id: OrderId
    series: str
    number: str
    number_key: str
    kind: OrderKind
    revision: int
    content_digest: Digest
    owner: WorkstationId
    state: Literal["active", "deleted"]
    locked: bool
    processed: str | None
    marked: bool
    exchanged_revision: int
    exchanged_digest: Digest | None
    imported_at: Instant | None
    created_at: Instant
    changed_at: Instant
    deleted_at: Instant | None
    issue_date: str | None
    buyer: str | None
    total: str | None
    currency: str | None

    @property
    def is_deleted(self) -> bool:
        """Only the tombstone is left (rule 22)."""
        return self.state == "deleted"

    @property
    def is_edited(self) -> bool:
        """The content changed since it was last sent or received (rule 26), or never was."""
        return self.content_digest != self.exchanged_digest


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """A whole order."""

    head: OrderHead
    order: Order
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class AddressLink:
    """Which of our addresses stands behind the address at `place` (index) of an order."""

    place: int
    roles: tuple[Role, ...]
    address_id: str | None
    normal_digest: str
    decision: AddressDecision


@dataclass(frozen=True, slots=True)
class Links:
    """What an order refers to: our addresses, and our articles by the `sort` of the line."""

    addresses: tuple[AddressLink, ...] = ()
    articles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderWrite:
    """An order to be written. `imported`: it came from `owner`, so it counts as exchanged now."""

    order_id: OrderId
    content: OrderContent
    series: str
    revision: int
    owner: WorkstationId
    at: Instant
    imported: bool = False
    links: Links = field(default_factory=Links)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; None: no matter."""

    kinds: Collection[OrderKind] | None = None
    owner: WorkstationId | None = None
    marked: bool | None = None
    edited: bool | None = None
    deleted: bool | None = False
    text: str | None = None
    limit: int | None = None


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
_insert_line = insert_all(order_line)
_insert_address = insert_all(order_address)
_insert_file = insert_all(order_file)
_parts = (order_line, order_address, order_file)
_delete_parts = tuple(
    Statement(
        sql_delete(part).where(
            part.c.tenant_id == bindparam("tenant"), part.c.order_id == bindparam("order_id")
        )
    )
    for part in _parts
)


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


def next_revision(head: OrderHead, digest: Digest) -> int:
    """Return the revision an order has with this content (rule 1).

    One more than the last exchanged one when the content differs from it; going back to the
    exchanged content is going back to its revision.
    """
    if digest == head.exchanged_digest:
        return head.exchanged_revision
    return head.exchanged_revision + 1


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
    _write_parts(conn, tenant, new)


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
        "total": _text(content.total),
        "currency": order.currency,
    }


def _write_parts(conn: Connection, tenant: TenantId, new: OrderWrite) -> None:
    order = new.content.order
    articles, order_id = new.links.articles, new.order_id
    lines = [_line(tenant, order_id, line, articles.get(line.sort)) for line in order.lines]
    _insert_line.run_rows(conn, lines)
    _write_address_links(conn, tenant, new.order_id, new.links.addresses)
    files = {file.sha256: file for file in order.attachments}.values()
    rows = [(tenant, order_id, f.sha256, f.name, f.media_type, f.size) for f in files]
    _insert_file.run_rows(conn, rows)


def _text(value: Decimal | None) -> str | None:
    """Write a Decimal down; never with an exponent."""
    if value is None:
        return None
    text = str(value)
    return format(value, "f") if "E" in text else text


def _line(
    tenant: TenantId, order_id: OrderId, line: Line, article: str | None
) -> tuple[str | int | None, ...]:
    """Return the columns of `order_line`, in their order."""
    return (
        tenant,
        order_id,
        line.sort,
        line.kind.value,
        line.position,
        line.article_number,
        article,
        line.text,
        _text(line.quantity),
        line.unit,
        _text(line.price),
        _text(line.price_per),
        _text(line.amount),
        _text(line.tax_rate),
    )


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
    for statement in _delete_parts:
        statement.run(conn, {"tenant": tenant, "order_id": new.order_id})
    _write_parts(conn, tenant, new)


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


def address_links(conn: Connection, tenant: TenantId, order_id: OrderId) -> list[AddressLink]:
    """Return the links of one order by place."""
    columns = order_address.c
    found = conn.execute(
        select(
            columns.place,
            columns.roles,
            columns.address_id,
            columns.normal_digest,
            columns.decision,
        )
        .where(columns.tenant_id == tenant, columns.order_id == order_id)
        .order_by(columns.place)
    )
    return [
        AddressLink(row.place, _roles(row.roles), row.address_id, row.normal_digest, row.decision)
        for row in found
    ]


def _roles(text: str) -> tuple[Role, ...]:
    return tuple(Role(word) for word in text.split())


def set_address_links(
    conn: Connection, tenant: TenantId, order_id: OrderId, links: Iterable[AddressLink]
) -> None:
    """Replace all address links of one order."""
    conn.execute(
        sql_delete(order_address).where(
            order_address.c.tenant_id == tenant, order_address.c.order_id == order_id
        )
    )
    _write_address_links(conn, tenant, order_id, links)


def _write_address_links(
    conn: Connection, tenant: TenantId, order_id: OrderId, links: Iterable[AddressLink]
) -> None:
    rows = [
        (
            tenant,
            order_id,
            link.place,
            " ".join(role.value for role in link.roles),
            link.address_id,
            link.normal_digest,
            link.decision,
        )
        for link in links
    ]
    _insert_address.run_rows(conn, rows)


def orders_of_address(conn: Connection, tenant: TenantId, address_id: str) -> list[OrderId]:
    """Return the orders that refer to one of our addresses."""
    found = conn.execute(
        select(order_address.c.order_id)
        .where(order_address.c.tenant_id == tenant, order_address.c.address_id == address_id)
        .distinct()
        .order_by(order_address.c.order_id)
    )
    return [OrderId(row.order_id) for row in found]


def article_links(conn: Connection, tenant: TenantId, order_id: OrderId) -> dict[int, str]:
    """Return which article stands behind which line (by `sort`)."""
    columns = order_line.c
    found = conn.execute(
        select(columns.sort, columns.article_key).where(
            columns.tenant_id == tenant,
            columns.order_id == order_id,
            columns.article_key.is_not(None),
        )
    )
    return {row.sort: row.article_key for row in found}


def set_article_links(
    conn: Connection, tenant: TenantId, order_id: OrderId, links: Mapping[int, str]
) -> None:
    """Replace all article links of one order; lines not named refer to nothing."""
    columns = order_line.c
    where = and_(columns.tenant_id == tenant, columns.order_id == order_id)
    conn.execute(update(order_line).where(where).values(article_key=None))
    if links:
        conn.execute(
            update(order_line)
            .where(where, columns.sort == bindparam("at_sort"))
            .values(article_key=bindparam("to_article")),
            [{"at_sort": sort, "to_article": key} for sort, key in links.items()],
        )
