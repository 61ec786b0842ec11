"""What the home office knows of its orders and packages, read for lists (rules 4, 37, 38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from qtf_exporter.choice import Hindrance, offered
from qtf_exporter.packing import Refused, allowed_kinds, find
from qtf_format.ids import OrderId
from qtf_format.model import OrderKind
from qtf_office.clock import moment
from qtf_office.directory import Office
from qtf_office.dispatch import BY_HAND
from qtf_office.journey import Answered, Sent, Step, journey
from qtf_office.storage import orders, outbox
from qtf_office.storage.orders import OrderFilter, OrderHead
from qtf_office.storage.outbox import OutboxItem

__all__ = [
    "OrderView",
    "PackageView",
    "mark",
    "marked_numbers",
    "offered_orders",
    "packages",
    "step_of",
]

ORDER = "order"
"""The kind of packages that people care about; others are the program's own."""


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order that can be sent, and where it stands."""

    head: OrderHead
    step: Step


@dataclass(frozen=True, slots=True)
class PackageView:
    """One package that was packed, and where it stands."""

    item: OutboxItem
    step: Step


def step_of(item: OutboxItem | None, now: datetime, working_days: int) -> Step:
    """Return the step of a package; None: there is none."""
    if item is None:
        return Step.DRAFT
    answer = None
    if item.receipt_result is not None:
        answer = Answered(item.receipt_result, item.receipt_reason, bool(item.receipt_final))
    handed = moment(item.handed_over_at) if item.handed_over_at else None
    return journey(Sent(handed, answer, item.channel != BY_HAND), now, working_days)


def _all_packages(conn: Connection, office: Office) -> list[OutboxItem]:
    return [i for i in outbox.list_items(conn, office.tenant) if i.package_kind == ORDER]


def offered_orders(office: Office) -> list[OrderView]:
    """Return the orders that may be chosen for sending (the first of rule 4's three checks)."""
    with office.read() as conn:
        allowed = allowed_kinds(conn, office)
        heads = orders.list_heads(conn, office.tenant, OrderFilter())
        newest: dict[OrderId, OutboxItem] = {}
        for item in _all_packages(conn, office):
            if item.order_id is not None:
                newest.setdefault(item.order_id, item)
    now, days = office.clock.now(), office.settings.export.answer_within_days
    views = []
    for head in heads:
        if offered(head.kind, allowed):
            edited = head.content_digest != head.exchanged_digest
            step = step_of(None if edited else newest.get(head.order_id), now, days)
            views.append(OrderView(head, step))
    return views


def packages(office: Office) -> list[PackageView]:
    """Return everything that was packed, newest first."""
    with office.read() as conn:
        items = _all_packages(conn, office)
    now, days = office.clock.now(), office.settings.export.answer_within_days
    return [PackageView(item, step_of(item, now, days)) for item in items]


def marked_numbers(office: Office) -> list[str]:
    """Return what to ask for to get the marked orders, one of each."""
    with office.read() as conn:
        heads = orders.marked(conn, office.tenant)
    return [f"{head.kind}:{head.number}" for head in heads]


def _choosable(head: OrderHead | Refused, allowed: frozenset[OrderKind]) -> OrderHead | Refused:
    """Refuse to choose what the list does not offer."""
    if isinstance(head, OrderHead) and not offered(head.kind, allowed):
        return Refused(head.number, Hindrance.FORBIDDEN_KIND, head)
    return head


def mark(office: Office, asked: Sequence[str], is_marked: bool) -> list[OrderHead | Refused]:
    """Mark orders for sending, or take the marks back; one answer for each that was asked."""
    with office.write() as conn:
        allowed = allowed_kinds(conn, office)
        answers = [_choosable(find(conn, office, number), allowed) for number in asked]
        found = [head.order_id for head in answers if isinstance(head, OrderHead)]
        if found:
            orders.set_marked(conn, office.tenant, found, is_marked)
    return answers
