"""What the lists of `qtf-office` say: rows for JSON, taken from the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from qtf_format.errors import Exit, QtfError, Text
from qtf_format.ids import OrderId
from qtf_format.model import Address, OrderKind
from qtf_office import journey
from qtf_office.clock import moment
from qtf_office.directory import Office, OfficeRole
from qtf_office.dispatch import BY_HAND
from qtf_office.jsonform import address_json, article_json, order_json
from qtf_office.matching.folding import words
from qtf_office.matching.phonetics import cologne
from qtf_office.numbers import number_key
from qtf_office.storage import addresses as address_store
from qtf_office.storage import articles as article_store
from qtf_office.storage import inbox, outbox, workstations
from qtf_office.storage import orders as order_store
from qtf_office.storage import ranges as range_store
from qtf_office.storage.addresses import StoredAddress
from qtf_office.storage.inbox import ItemState
from qtf_office.storage.orders import OrderFilter, OrderHead
from qtf_office.storage.outbox import OutboxItem

__all__ = [
    "OrderAmbiguous",
    "OrderUnknown",
    "address_rows",
    "article_rows",
    "order_form",
    "order_rows",
    "range_rows",
]

Row = dict[str, Any]

WAITING: tuple[ItemState, ...] = ("waiting",)


class OrderUnknown(QtfError):
    """No order has this number. Fields: `number`."""

    title = Text("Einen Vorgang „{number}“ gibt es nicht.", "There is no order “{number}”.")
    advice = Text(
        "„qtf-office orders“ zeigt alle Vorgänge.", "“qtf-office orders” shows all orders."
    )
    exit = Exit.USAGE


class OrderAmbiguous(QtfError):
    """Several kinds have an order of this number. Fields: `number`, `choices`."""

    title = Text("Die Nummer „{number}“ gibt es mehrfach.", "There are several orders “{number}”.")
    advice = Text("Nennen Sie die Art dazu: {choices}.", "Name the kind too: {choices}.")
    exit = Exit.USAGE


def order_rows(office: Office, conn: Connection) -> list[Row]:
    """Return all orders that are not deleted."""
    steps = _Steps(office, conn)
    return [
        {
            "number": head.number,
            "kind": head.kind.value,
            "order_id": head.order_id,
            "revision": head.revision,
            "date": head.issue_date,
            "buyer": head.buyer,
            "total": head.total,
            "currency": head.currency,
            "marked": head.marked,
            "state": steps.of(head),
        }
        for head in order_store.list_heads(conn, office.tenant, OrderFilter())
    ]


class _Steps:
    """Where orders stand, read once for all of them (rule 37)."""

    def __init__(self, office: Office, conn: Connection) -> None:
        """Read the outbox and the open questions."""
        self._office = office
        self._now = office.clock.now()
        self._sent: dict[OrderId, OutboxItem] = {}
        self._open: set[OrderId] = set()
        if office.role is OfficeRole.MAIN:
            waiting = inbox.list_items(conn, office.tenant, states=WAITING)
            self._open = {item.order_id for item in waiting if item.order_id is not None}
        else:
            for item in outbox.list_items(conn, office.tenant):
                if item.order_id is not None:
                    newest = self._sent.get(item.order_id)
                    if newest is None or newest.outbox_id < item.outbox_id:
                        self._sent[item.order_id] = item

    def of(self, head: OrderHead) -> str:
        """Return the step of one order."""
        if self._office.role is OfficeRole.MAIN:
            if head.order_id in self._open:
                return journey.Step.OPEN.value
            return (journey.Step.DONE if head.imported_at else journey.Step.DRAFT).value
        item = self._sent.get(head.order_id)
        if head.is_edited:
            return journey.Step.DRAFT.value
        if item is None:  # handed down with the initial fill, and as the office has it
            return journey.Step.DONE.value
        days = self._office.settings.export.answer_within_days
        return journey.journey(_sent(item), self._now, days).value


def _sent(item: OutboxItem) -> journey.Sent:
    answer = None
    if item.receipt_result is not None:
        answer = journey.Answered(
            item.receipt_result, item.receipt_reason, final=bool(item.receipt_final)
        )
    at = moment(item.handed_over_at) if item.handed_over_at else None
    return journey.Sent(at, answer, item.channel != BY_HAND)


def order_form(office: Office, conn: Connection, asked: str) -> Row:
    """Return the JSON form of the order that a person means: its number, or `kind:number`.

    Raises:
        OrderUnknown, OrderAmbiguous
    """
    head = _find(office, conn, asked)
    stored = order_store.read(conn, office.tenant, head.order_id)
    assert stored is not None  # same snapshot
    links = order_store.address_links(conn, office.tenant, head.order_id)
    form = order_json(
        stored.order, stored.addresses, {link.place: link.address_id for link in links}
    )
    listed = order_store.article_links(conn, office.tenant, head.order_id)
    for line in form["lines"]:
        line["article"] = listed.get(line["sort"])
    owner = workstations.get(conn, office.tenant, head.owner)
    leading = {
        "order_id": head.order_id,
        "number": form.pop("number"),
        "kind": form.pop("kind"),
        "revision": head.revision,
    }
    trailing = {
        "content_digest": head.content_digest,
        "state": _Steps(office, conn).of(head),
        "owner": owner.name if owner else None,
        "edited": head.is_edited,
        "marked": head.marked,
    }
    return leading | form | trailing


def _find(office: Office, conn: Connection, asked: str) -> OrderHead:
    found = _living(office, conn, asked)
    kind, _, number = asked.partition(":")
    if not found and number and kind in set(OrderKind):
        found = [head for head in _living(office, conn, number) if head.kind == kind]
    if not found:
        raise OrderUnknown(number=asked)
    if len(found) > 1:
        choices = ", ".join(f"{head.kind.value}:{head.number}" for head in found)
        raise OrderAmbiguous(number=asked, choices=choices)
    return found[0]


def _living(office: Office, conn: Connection, number: str) -> list[OrderHead]:
    heads = order_store.numbered(conn, office.tenant, number_key(number))
    return [head for head in heads if not head.is_deleted]


def address_rows(office: Office, conn: Connection, search: str | None) -> list[Row]:
    """Return the addresses; with `search` those that contain or sound like all its words."""
    if search is None or not search.strip():
        found = address_store.list_all(conn, office.tenant)
    else:
        found = address_store.search(conn, office.tenant, search)
        held = {one.address_id for one in found}
        found += [one for one in _sounding(office, conn, search) if one.address_id not in held]
    return [_address_row(one) for one in found]


def _address_row(stored: StoredAddress) -> Row:
    return {
        "address_id": stored.address_id,
        "state": stored.state,
        **address_json(stored.address),
        "customer_number": stored.customer_number,
    }


def _sounding(office: Office, conn: Connection, search: str) -> list[StoredAddress]:
    """Return addresses in which every word is there or one that sounds like it (rule 53)."""
    wanted = [(word, _sound(word)) for word in words(search)]
    return [
        one
        for one in address_store.iterate(conn, office.tenant)
        if _has_all(wanted, _said(one.address))
    ]


def _has_all(wanted: list[tuple[str, str]], said: set[str]) -> bool:
    sounds = {_sound(word) for word in said}
    return bool(wanted) and all(
        (sound and sound in sounds) or any(word in other for other in said)
        for word, sound in wanted
    )


def _said(address: Address) -> set[str]:
    person = address.person
    texts = (
        *(address.name, address.name2, address.name3, address.name4),
        *(address.street, address.house_number, address.postcode, address.city),
        *((person.given, person.family) if person else ()),
    )
    return {word for text in texts if text for word in words(text)}


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    return cologne(word)


def article_rows(office: Office, conn: Connection) -> list[Row]:
    """Return all articles."""
    return [article_json(one.article) for one in article_store.list_all(conn, office.tenant)]


def range_rows(office: Office, conn: Connection) -> list[Row]:
    """Return all number ranges. State: open, frozen, or unguarded (open, and rule 17 is off)."""
    names = {w.workstation_id: w.name for w in workstations.list_all(conn, office.tenant)}
    return [
        {
            "workstation": names.get(one.workstation_id, one.workstation_id),
            "series": one.series,
            "first": one.first,
            "last": one.last,
            "next": one.next,
            "state": "unguarded" if one.state == "open" and not one.guarded else one.state,
            "guarded": one.guarded,
            "left": one.left,
        }
        for one in range_store.list_all(conn, office.tenant)
    ]
