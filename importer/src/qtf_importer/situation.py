"""What the office knows about an arriving order, read fresh inside the transaction (rule 20)."""

from __future__ import annotations

from dataclasses import dataclass

from qtf_format.ids import OrderId
from qtf_format.model import Order
from qtf_format.package import Opened, OrderPayload
from qtf_importer.case import Case
from qtf_importer.detail import Warn
from qtf_importer.rules.facts import ArrivalFacts, ClassifySettings, KnownOrder, WaitingItem
from qtf_office.numbers import number_key
from qtf_office.storage import inbox, orders, ranges
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.orders import OrderHead
from qtf_office.storage.workstations import Workstation

__all__ = ["Situation", "look", "payload_of"]


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts for the rules, and the rows they were made from."""

    facts: ArrivalFacts
    series: str
    head: OrderHead | None
    waiting: InboxItem | None
    holder: OrderHead | None


def payload_of(opened: Opened) -> OrderPayload:
    """Return the order of an order package."""
    assert isinstance(opened.payload, OrderPayload)
    return opened.payload


def look(case: Case, opened: Opened, sender: Workstation) -> Situation:
    """Read everything the rules want to know, except addresses and totals."""
    ref = opened.ref
    assert ref is not None
    conn, tenant = case.conn, case.tenant
    series = ranges.series_of(conn, tenant, ref.kind)
    key = number_key(ref.number)
    head = orders.find(conn, tenant, ref.order_id)
    holder = orders.find_by_number(conn, tenant, series, key)
    waiting = _waiting(case, ref.order_id)
    facts = ArrivalFacts(
        ref=ref,
        sender=opened.sender,
        number_key=key,
        allowed_kinds=frozenset(sender.kinds),
        in_range=ranges.allows(conn, tenant, opened.sender, (series, ref.number)),
        known=_known(head) if head else None,
        holder=holder.order_id if holder else None,
        waiting=_as_fact(waiting),
        accepted=frozenset(case.answers.settled),
        settings=_settings(case),
    )
    return Situation(facts, series, head, waiting, holder)


def _waiting(case: Case, order_id: OrderId) -> InboxItem | None:
    """Return the newest other item of this order that waits."""
    found = inbox.by_order(case.conn, case.tenant, order_id, state="waiting")
    others = [item for item in found if item.item_id != case.item_id]
    return others[-1] if others else None


def _as_fact(item: InboxItem | None) -> WaitingItem | None:
    if item is None or item.revision is None or item.content_digest is None:
        return None
    return WaitingItem(item.item_id, item.revision, item.content_digest)


def _known(head: OrderHead) -> KnownOrder:
    return KnownOrder(
        order_id=head.order_id,
        number_key=head.number_key,
        kind=head.kind,
        revision=head.revision,
        content_digest=head.content_digest,
        exchanged_revision=head.exchanged_revision,
        exchanged_digest=head.exchanged_digest,
        owner=head.owner,
        is_deleted=head.is_deleted,
        is_processed=head.processed is not None,
        is_locked=head.locked,
    )


def _settings(case: Case) -> ClassifySettings:
    chosen = case.office.settings.import_
    return ClassifySettings(chosen.out_of_range, chosen.hold_for_address)


def number_warnings(case: Case, series: str, order: Order) -> tuple[Warn, ...]:
    """Warn of a number that differs from a stored one in leading zeros only (rule 19)."""
    key = number_key(order.number)
    stripped = key.lstrip("0")
    if stripped == key or not stripped:
        return ()
    shorter = [key[n:] for n in range(1, len(key) - len(stripped) + 1)]
    for other in shorter:
        head = orders.find_by_number(case.conn, case.tenant, series, other)
        if head is not None:
            return (Warn("number-differs-in-zeros", {"number": order.number, "ours": head.number}),)
    return ()
