"""The assistant for a number that the office has already used (rule 67).

The order gets the number the office offered, or the next free one of this workstation's range; the
old one stays as a reference; the content changed, so its revision is raised.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import Connection

from qtf_exporter.errors import NumberNotOurs, NumberTaken
from qtf_exporter.packing import Refused, find
from qtf_format.ids import OrderId
from qtf_format.model import Order, Reference
from qtf_office.directory import Office
from qtf_office.numbers import number_key, plain_number
from qtf_office.storage import orders, outbox, ranges
from qtf_office.storage.orders import Links, OrderContent, OrderHead, OrderWrite

__all__ = ["PREVIOUS_NUMBER", "Renumbered", "renumber", "with_number"]

logger = logging.getLogger(__name__)

PREVIOUS_NUMBER = "previous-number"
"""Type of the reference that keeps the old number."""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """An order under its new number. `was_sent`: an earlier revision left already."""

    order_id: OrderId
    old: str
    new: str
    revision: int
    was_sent: bool


def with_number(order: Order, number: str) -> Order:
    """Return the order under another number, the old one kept as a reference."""
    kept = Reference(type=PREVIOUS_NUMBER, number=order.number)
    others = tuple(r for r in order.references if (r.type, r.number) != (kept.type, number))
    return replace(order, number=number, references=(*others, kept))


def renumber(office: Office, asked: str, wanted: str | None = None) -> Renumbered | Refused:
    """Give an order another number, in one transaction.

    Raises:
        NumberTaken: another order here has the wanted number.
        NumberNotOurs: the wanted number is not in our range.
        NumberRangeExhausted: there is no free number left.
    """
    with office.write() as conn:
        head = find(conn, office, asked)
        if isinstance(head, Refused):
            return head
        number = _new_number(conn, office, head, wanted)
        stored = orders.read(conn, office.tenant, head.order_id)
        assert stored is not None  # its head was read in this transaction
        content = OrderContent.of(with_number(stored.order, number), stored.addresses)
        revision = orders.next_revision(head, content.digest)
        write = OrderWrite(
            order_id=head.order_id,
            content=content,
            series=head.series,
            revision=revision,
            owner=head.owner,
            at=office.now(),
            links=Links(
                tuple(orders.address_links(conn, office.tenant, head.order_id)),
                orders.article_links(conn, office.tenant, head.order_id),
            ),
        )
        orders.replace_content(conn, office.tenant, write)
    logger.info("renumbered %s to %s, revision %s", head.number, number, revision)
    return Renumbered(head.order_id, head.number, number, revision, head.exchanged_revision > 0)


def _new_number(conn: Connection, office: Office, head: OrderHead, wanted: str | None) -> str:
    number = wanted if wanted is not None else _offered(conn, office, head)
    if number is None:
        return ranges.next_number(conn, office.tenant, office.workstation, head.series)
    _check(conn, office, head, number)
    value = plain_number(number)
    if value is not None:
        ranges.raise_next(conn, office.tenant, office.workstation, (head.series, value))
    return number.strip()


def _offered(conn: Connection, office: Office, head: OrderHead) -> str | None:
    """Return the number that the office offered with its refusal, while it is free here."""
    for item in outbox.by_order(conn, office.tenant, head.order_id):
        if item.state != "refused" or item.receipt_next is None:
            return None
        taken = orders.find_by_number(
            conn, office.tenant, head.series, number_key(item.receipt_next)
        )
        is_ours = _is_ours(conn, office, head.series, item.receipt_next)
        return item.receipt_next if taken is None and is_ours else None
    return None


def _check(conn: Connection, office: Office, head: OrderHead, number: str) -> None:
    if not _is_ours(conn, office, head.series, number):
        raise NumberNotOurs(number=number)
    taken = orders.find_by_number(conn, office.tenant, head.series, number_key(number))
    if taken is not None:
        raise NumberTaken(number=number)


def _is_ours(conn: Connection, office: Office, series: str, number: str) -> bool:
    return ranges.allows(conn, office.tenant, office.workstation, (series, number))
