"""What hangs on an order: its lines, its links to our addresses and articles, its files.

They repeat what stands in the order's content, for searching and linking, and are written with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from qtf_format.ids import OrderId, TenantId
from qtf_format.model import Line, Role
from qtf_office.storage.order_records import AddressLink, OrderWrite
from qtf_office.storage.schema import order_address, order_file, order_line
from qtf_office.storage.sql import Statement, insert_all

__all__ = [
    "address_links",
    "article_links",
    "decimal_text",
    "delete_parts",
    "orders_of_address",
    "set_address_links",
    "set_article_links",
    "write_parts",
]

_insert_line = insert_all(order_line)
_insert_address = insert_all(order_address)
_insert_file = insert_all(order_file)
_delete_parts = tuple(
    Statement(
        delete(part).where(
            part.c.tenant_id == bindparam("tenant"), part.c.order_id == bindparam("order_id")
        )
    )
    for part in (order_line, order_address, order_file)
)


def write_parts(conn: Connection, tenant: TenantId, new: OrderWrite) -> None:
    """Write lines, address links and files of an order that has none."""
    order = new.content.order
    articles, order_id = new.links.articles, new.order_id
    lines = [_line(tenant, order_id, line, articles.get(line.sort)) for line in order.lines]
    _insert_line.run_rows(conn, lines)
    _write_address_links(conn, tenant, new.order_id, new.links.addresses)
    files = {file.sha256: file for file in order.attachments}.values()
    rows = [(tenant, order_id, f.sha256, f.name, f.media_type, f.size) for f in files]
    _insert_file.run_rows(conn, rows)


def decimal_text(value: Decimal | None) -> str | None:
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
        decimal_text(line.quantity),
        line.unit,
        decimal_text(line.price),
        decimal_text(line.price_per),
        decimal_text(line.amount),
        decimal_text(line.tax_rate),
    )


def delete_parts(conn: Connection, tenant: TenantId, order_id: OrderId) -> None:
    """Remove lines, address links and files of an order."""
    for statement in _delete_parts:
        statement.run(conn, {"tenant": tenant, "order_id": order_id})


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
        delete(order_address).where(
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
