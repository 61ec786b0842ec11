"""The master data of an initial fill: what goes into a `pair.fill`, and back into tables."""

from __future__ import annotations

import logging
from collections.abc import Set
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from qtf_format.channel import ChannelSettings
from qtf_format.ids import order_id_bytes, order_id_from_bytes
from qtf_format.model import Address, Article
from qtf_format.payloads import ChannelHint, FilledOrder, PairFill
from qtf_office.directory import Office
from qtf_office.matching.keys import search_keys
from qtf_office.matching.normalise import normal_digest
from qtf_office.storage import addresses, articles, orders, ranges
from qtf_office.storage.addresses import NewAddress
from qtf_office.storage.orders import OrderContent, OrderFilter, OrderWrite

__all__ = ["INCLUDES", "channel_hints", "channel_settings", "collect", "take_in"]

logger = logging.getLogger(__name__)

INCLUDES = ("addresses", "articles", "orders")
"""What `--include` may name."""


def collect(
    conn: Connection, office: Office, include: Set[str]
) -> tuple[tuple[Address, ...], tuple[Article, ...], tuple[FilledOrder, ...]]:
    """Return the addresses, articles and orders to hand down.

    Orders with attachments stay out: a fill carries no files, and an order is never handed down
    without its files.
    """
    book: tuple[Address, ...] = ()
    if "addresses" in include:
        book = tuple(
            replace(stored.address, id=stored.address_id, customer_number=stored.customer_number)
            for stored in addresses.iterate(conn, office.tenant)
            if stored.state == "active"
        )
    listed: tuple[Article, ...] = ()
    if "articles" in include:
        listed = tuple(stored.article for stored in articles.list_all(conn, office.tenant))
    open_orders = _orders(conn, office) if "orders" in include else ()
    return book, listed, open_orders


def _orders(conn: Connection, office: Office) -> tuple[FilledOrder, ...]:
    filled: list[FilledOrder] = []
    for head in orders.list_heads(conn, office.tenant, OrderFilter()):
        stored = orders.read(conn, office.tenant, head.order_id)
        if stored is None or stored.order.attachments or head.locked or head.processed:
            continue
        filled.append(
            FilledOrder(
                oid=order_id_bytes(head.order_id),
                rev=head.revision,
                order=stored.order,
                addresses=stored.addresses,
            )
        )
    return tuple(filled)


def take_in(conn: Connection, office: Office, fill: PairFill) -> None:
    """Write the master data of a fill into the tables of a new office."""
    at = office.now()
    book = [
        NewAddress(
            address_id=address.id or UUID(int=place).hex,
            address=address,
            normal_digest=normal_digest(address),
            keys=search_keys(address),
            at=at,
            customer_number=address.customer_number,
        )
        for place, address in enumerate(fill.addresses, start=1)
    ]
    addresses.insert_many(conn, office.tenant, book)
    articles.upsert_many(conn, office.tenant, fill.articles, at)
    for filled in fill.orders:
        write = OrderWrite(
            order_id=order_id_from_bytes(filled.oid),
            content=OrderContent.of(filled.order, filled.addresses),
            series=ranges.series_of(conn, office.tenant, filled.order.kind),
            revision=filled.rev,
            owner=office.office_workstation,
            at=at,
            imported=True,
        )
        orders.insert(conn, office.tenant, write)
    logger.info(
        "taken in: %s addresses, %s articles, %s orders",
        len(book),
        len(fill.articles),
        len(fill.orders),
    )


def channel_hints(channels: tuple[ChannelSettings, ...]) -> tuple[ChannelHint, ...]:
    """Return the channels of the office as a fill names them."""
    return tuple(
        ChannelHint(
            name=c.name,
            kind=c.kind,
            options=tuple(f"{k}={v}" for k, v in sorted(c.options.items())),
        )
        for c in channels
    )


def channel_settings(hint: ChannelHint) -> ChannelSettings:
    """Return the settings that a fill names."""
    pairs = (option.partition("=") for option in hint.options)
    return ChannelSettings(hint.name, hint.kind, {key: value for key, _, value in pairs})
