"""What the inbox shows: outcomes of items, and for one item the question with all it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from qtf_format.package import Opened, OrderPayload
from qtf_importer.errors import ItemUnknown
from qtf_importer.outcome import Outcome, of_item
from qtf_importer.questions import Question, question_of
from qtf_importer.rules.renewal import Difference, differences
from qtf_office.directory import Office
from qtf_office.storage import inbox, orders, workstations
from qtf_office.storage.inbox import InboxItem

__all__ = ["ItemView", "one_item", "open_and_recent"]

RECENT = 1000
"""How many settled items the list shows beside everything that is open."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with its question and, where there are two contents, what differs."""

    outcome: Outcome
    question: Question | None
    differences: tuple[Difference, ...] = ()


def open_and_recent(office: Office) -> list[ItemView]:
    """Return everything that is open and what came last, newest first, with its questions."""
    with office.read() as conn:
        names = _names(conn, office)
        waiting = inbox.list_items(conn, office.tenant, states=("waiting", "received"))
        settled = inbox.list_items(conn, office.tenant, states=["settled"], limit=RECENT)
    found = sorted((*waiting, *settled), key=lambda item: -item.item_id)
    outcomes = [of_item(item, names) for item in found]
    return [ItemView(outcome, question_of(outcome)) for outcome in outcomes]


def one_item(office: Office, item_id: int) -> ItemView:
    """Return one item with its question.

    Raises:
        ItemUnknown: there is none.
    """
    with office.read() as conn:
        item = inbox.get(conn, office.tenant, item_id)
        if item is None:
            raise ItemUnknown(item=item_id)
        outcome = of_item(item, _names(conn, office))
        stored = orders.read(conn, office.tenant, item.order_id) if item.order_id else None
    question = question_of(outcome)
    if question is None or not question.is_about_content or stored is None:
        return ItemView(outcome, question)
    theirs = _content(office, item)
    if theirs is None:
        return ItemView(outcome, question)
    found = differences(stored.order, theirs.order, stored.addresses, theirs.addresses)
    return ItemView(outcome, question, found)


def _content(office: Office, item: InboxItem) -> OrderPayload | None:
    """Return the order of a waiting item from the archive."""
    from qtf_importer.examine import reopen

    opened = reopen(office, item)
    if isinstance(opened, Opened) and isinstance(opened.payload, OrderPayload):
        return opened.payload
    return None


def _names(conn: Connection, office: Office) -> Mapping[str, str]:
    return {row.workstation_id: row.name for row in workstations.list_all(conn, office.tenant)}
