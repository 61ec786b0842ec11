"""Putting one order in from outside: for scripts and host programs (`qtf-office put`).

The order is found by its `order_id`, else by its number; what is there already is replaced as a
whole, unless a number or an id would change its meaning behind somebody's back.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from msgspec.structs import replace
from sqlalchemy import Connection

from qtf_format.errors import QtfError, Text
from qtf_format.ids import OrderId
from qtf_format.model import Address, Order
from qtf_office.directory import Office, OfficeRole
from qtf_office.jsonread import OrderForm
from qtf_office.matching.normalise import normal_digest
from qtf_office.numbers import number_key
from qtf_office.storage import addresses, articles, orders, ranges, revisions
from qtf_office.storage.orders import AddressLink, Links, OrderContent, OrderHead, OrderWrite

__all__ = ["PutDone", "PutRefused", "PutResult", "put_order"]

logger = logging.getLogger(__name__)


class PutRefused(QtfError):
    """The order stays as it is. `reason` is a short code; fields: `number`."""

    title = Text(
        "Der Vorgang „{number}“ wurde nicht übernommen.", "The order “{number}” was not taken over."
    )

    def __init__(self, reason: str, number: str) -> None:
        """Choose the advice that fits `reason`."""
        super().__init__(number=number)
        self.reason = reason
        self.advice = _WHY[reason]


_WHY = {
    "duplicate-number": Text(
        "Die Nummer gehört schon zu einem anderen Vorgang. Nehmen Sie eine andere oder lassen Sie "
        "die Angabe „number“ weg, dann bekommt er die nächste freie.",
        "The number belongs to another order already. Take another one, or leave “number” out to "
        "get the next free one.",
    ),
    "other-kind": Text(
        "Die Art eines vorhandenen Vorgangs lässt sich nicht ändern (Regel 5). Legen Sie einen "
        "neuen an und nennen Sie den alten in „derived_from“.",
        "The kind of an existing order cannot change (rule 5). Make a new one and name the old "
        "one in “derived_from”.",
    ),
    "deleted": Text("Er wurde hier gelöscht.", "It was deleted here."),
    "locked": Text(
        "Er ist gesperrt oder schon weiterverarbeitet.", "It is locked or was processed already."
    ),
    "file-missing": Text(
        "Eine genannte Anlage liegt nicht in diesem Büro.",
        "An attachment it names is not in this office.",
    ),
}


class PutDone(StrEnum):
    """What was done."""

    CREATED = "created"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PutResult:
    """The order as it is now. `outside_range`: the number is not of this workstation's range."""

    done: PutDone
    head: OrderHead
    outside_range: bool


def put_order(office: Office, form: OrderForm) -> PutResult:
    """Create or replace one order.

    A new order takes the form's revision where it is 1 or more, else 1; that of an existing one
    follows its content (rule 1).

    Raises:
        PutRefused: nothing was changed.
        NumberRangeExhausted: it needs a number and none is left.
    """
    _needs_files(office, form.order)
    with office.write() as conn:
        series = ranges.series_of(conn, office.tenant, form.order.kind)
        known = _find(conn, office, form, series)
        order = form.order if form.has_number else _numbered(conn, office, form.order, known)
        content = OrderContent.of(order, form.addresses)
        if known is None:
            done, order_id = PutDone.CREATED, OrderId(form.order_id or str(uuid4()))
        else:
            _may_replace(known, order)
            is_same = known.content_digest == content.digest
            done = PutDone.UNCHANGED if is_same else PutDone.RENEWED
            order_id = known.order_id
        if done is not PutDone.UNCHANGED:
            _number_is_free(conn, office, order, series, order_id)
            _write(conn, office, _draft(conn, office, form, known, order_id, content, series))
        head = orders.find(conn, office.tenant, order_id)
        assert head is not None
        outside = _is_outside(conn, office, head)
    logger.info("put %s revision %s: %s", head.number, head.revision, done)
    return PutResult(done, head, outside)


def _needs_files(office: Office, order: Order) -> None:
    if not all(office.attachments.holds(one.sha256) for one in order.attachments):
        raise PutRefused("file-missing", order.number)


def _find(conn: Connection, office: Office, form: OrderForm, series: str) -> OrderHead | None:
    if form.order_id is not None:
        return orders.find(conn, office.tenant, OrderId(form.order_id))
    if form.has_number:
        key = number_key(form.order.number)
        return orders.find_by_number(conn, office.tenant, series, key)
    return None


def _numbered(conn: Connection, office: Office, order: Order, known: OrderHead | None) -> Order:
    if known is not None:
        return replace(order, number=known.number)
    series = ranges.series_of(conn, office.tenant, order.kind)
    number = ranges.next_number(conn, office.tenant, office.workstation, series)
    return replace(order, number=number)


def _may_replace(known: OrderHead, order: Order) -> None:
    if known.is_deleted:
        raise PutRefused("deleted", known.number)
    if known.kind != order.kind:
        raise PutRefused("other-kind", known.number)
    if known.locked or known.processed:
        raise PutRefused("locked", known.number)


def _number_is_free(
    conn: Connection, office: Office, order: Order, series: str, order_id: OrderId
) -> None:
    holder = orders.find_by_number(conn, office.tenant, series, number_key(order.number))
    if holder is not None and holder.order_id != order_id:
        raise PutRefused("duplicate-number", order.number)


def _draft(
    conn: Connection,
    office: Office,
    form: OrderForm,
    known: OrderHead | None,
    order_id: OrderId,
    content: OrderContent,
    series: str,
) -> tuple[OrderHead | None, OrderWrite]:
    if known is None:
        revision = max(form.revision or 1, 1)
    else:
        revision = orders.next_revision(known, content.digest)
    write = OrderWrite(
        order_id=order_id,
        content=content,
        series=series,
        revision=max(revision, 1),
        owner=known.owner if known else office.workstation,
        at=office.now(),
        links=_links(conn, office, content.order, content.addresses),
    )
    return known, write


def _write(conn: Connection, office: Office, draft: tuple[OrderHead | None, OrderWrite]) -> None:
    known, write = draft
    if known is None:
        orders.insert(conn, office.tenant, write)
        return
    if office.role is OfficeRole.MAIN and not known.is_edited:
        # What came from home stays readable beside what the office makes of it (rules 25 and 26).
        revisions.keep_current(conn, office.tenant, known.order_id, ("received", None, write.at))
    orders.replace_content(conn, office.tenant, write)


def _links(conn: Connection, office: Office, order: Order, parts: tuple[Address, ...]) -> Links:
    """Link what is known: addresses by the id they carry, articles by their number (rule 61)."""
    ids = [a.id for a in parts if a.id is not None]
    known = addresses.get_many(conn, office.tenant, ids) if ids else {}
    keys = {
        line.sort: number_key(line.article_number) for line in order.lines if line.article_number
    }
    listed = articles.known(conn, office.tenant, set(keys.values())) if keys else {}
    return Links(
        addresses=tuple(
            AddressLink(
                place=place,
                roles=address.roles,
                address_id=address.id if address.id in known else None,
                normal_digest=normal_digest(address),
                decision="known" if address.id in known else "new",
            )
            for place, address in enumerate(parts)
        ),
        articles={sort: key for sort, key in keys.items() if key in listed},
    )


def _is_outside(conn: Connection, office: Office, head: OrderHead) -> bool:
    if head.owner != office.workstation or office.role is OfficeRole.MAIN:
        return False
    return not ranges.allows(conn, office.tenant, office.workstation, (head.series, head.number))
