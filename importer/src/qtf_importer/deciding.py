"""What a person's answer does, inside the one transaction (rules 26, 27, 59 and 60)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import uuid4

import msgspec

from qtf_format.ids import OrderId
from qtf_format.model import Order, Reference
from qtf_format.package import Opened
from qtf_format.payloads import ReceiptResult
from qtf_importer import apply, joining, records
from qtf_importer.addressing import NEW, plan
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import AddressEntry, Detail, to_json
from qtf_importer.errors import NoSuchAddress
from qtf_importer.receipts import Answer, queue
from qtf_importer.rules.verdict import Outcome, Reason
from qtf_importer.situation import payload_of
from qtf_office.failpoints import reach
from qtf_office.storage import addresses, decisions, inbox, orders, ranges, revisions
from qtf_office.storage.decisions import Decision
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.orders import Links, OrderContent, OrderWrite
from qtf_office.storage.revisions import RevisionWrite

__all__ = [
    "answer_stored_address",
    "check_address",
    "finish",
    "keep_both",
    "keep_ours",
    "note_held",
]


def finish(case: Case, item: InboxItem, outcome: Outcome, reason: Reason | None) -> InboxItem:
    """Settle an item by a person's word and follow its interim answer with the final one."""
    settled = replace(
        item,
        state="settled",
        outcome=outcome.value,
        reason=reason.value if reason else None,
        code=None,
        settled_at=case.now(),
        decided_by=case.by,
    )
    inbox.save(case.conn, case.tenant, settled)
    records.journalled(case, settled)
    if not detail_of(settled).answered:
        _answer_finally(case, settled, outcome, reason)
    return settled


def _answer_finally(case: Case, item: InboxItem, outcome: Outcome, reason: Reason | None) -> None:
    for workstation, package_id, manifest_sha in joining.packages_of(item):
        answer = Answer(
            workstation=workstation,
            package_id=package_id,
            manifest_sha=manifest_sha,
            result=_RESULTS[outcome],
            reason=reason,
        )
        queue(case.conn, case.office, answer)
    reach("import.receipt-written")


_RESULTS = {
    Outcome.IMPORTED: ReceiptResult.IMPORTED,
    Outcome.RENEWED: ReceiptResult.RENEWED,
    Outcome.REJECTED: ReceiptResult.REFUSED,
}


def keep_ours(case: Case, item: InboxItem, opened: Opened) -> InboxItem:
    """Keep what the office has; the sender's content stays readable in the history (rule 26)."""
    _note_theirs(case, opened)
    settled = finish(case, item, Outcome.REJECTED, Reason.KEPT_OURS)
    detail = detail_of(settled)
    if not any(entry.asks for entry in detail.addresses):
        return settled
    # The stored order still has an open address question; the item goes on asking that.
    asking = replace(
        settled,
        state="waiting",
        outcome=Outcome.IMPORTED.value,
        reason=Reason.ADDRESS_QUESTION.value,
        settled_at=None,
        detail=to_json(replace(detail, answered=True)),
    )
    inbox.save(case.conn, case.tenant, asking)
    return asking


def _note_theirs(case: Case, opened: Opened) -> None:
    """Note what the sender sent last, so that the same again is calm and the next is a renewal."""
    ref = opened.ref
    assert ref is not None
    late = RevisionWrite(
        ref.order_id,
        ref.revision,
        "stale",
        apply.content_of(opened),
        opened.package_id,
        case.now(),
    )
    revisions.add(case.conn, case.tenant, late)
    orders.set_exchanged(case.conn, case.tenant, ref.order_id, ref.revision, ref.content_digest)


def keep_both(case: Case, item: InboxItem, opened: Opened) -> InboxItem:
    """Store the sender's content as an order of our own, with a free number of the office.

    What the office has keeps identity and number; a later revision is again one of that order.
    """
    ref, payload = opened.ref, payload_of(opened)
    assert ref is not None
    series = ranges.series_of(case.conn, case.tenant, ref.kind)
    own = case.office.office_workstation
    number = ranges.next_number(case.conn, case.tenant, own, series)
    former = Reference(type="previous-number", number=payload.order.number)
    copy = _with_number(payload.order, number, former)
    planned = plan(case, payload.addresses)
    order_id = OrderId(str(uuid4()))
    apply.keep_files(case, payload.files)
    links = Links(planned.links(), apply.link(case, copy).links)
    write = OrderWrite(
        order_id=order_id,
        content=OrderContent.of(copy, payload.addresses),
        series=series,
        revision=1,
        owner=own,
        at=case.now(),
        links=links,
    )
    orders.insert(case.conn, case.tenant, write)
    addresses.insert_many(case.conn, case.tenant, planned.new_addresses(item.item_id, case.now()))
    _note_theirs(case, opened)
    detail = Detail(addresses=planned.entries(), joined=detail_of(item).joined, copied_to=order_id)
    copied = replace(item, number=number, detail=to_json(detail))
    if planned.open_count == 0:
        return finish(case, copied, Outcome.IMPORTED, None)
    asking = replace(
        copied,
        state="waiting",
        outcome=Outcome.IMPORTED.value,
        reason=Reason.ADDRESS_QUESTION.value,
        code=None,
        decided_by=case.by,
    )
    inbox.save(case.conn, case.tenant, asking)
    records.journalled(case, asking)
    return asking


def _with_number(order: Order, number: str, former: Reference) -> Order:
    return msgspec.structs.replace(order, number=number, references=(*order.references, former))


def check_address(case: Case, address_id: str) -> None:
    """Make sure that an address can be used. Raises NoSuchAddress."""
    found = addresses.get(case.conn, case.tenant, address_id)
    if found is None or found.state == "deleted":
        raise NoSuchAddress(address=address_id)


def note_held(case: Case, item: InboxItem, entry: AddressEntry, chosen: str) -> InboxItem:
    """Note the answer about an address of an order that is not stored yet."""
    _remember(case, entry, None if chosen == NEW else chosen)
    detail = detail_of(item)
    given = {**detail.answers.addresses, entry.normal_digest: chosen}
    told = replace(
        detail,
        answers=replace(detail.answers, addresses=given),
        addresses=_with_decision(detail, entry, None if chosen == NEW else chosen),
    )
    noted = replace(item, detail=to_json(told), decided_by=case.by)
    inbox.save(case.conn, case.tenant, noted)
    return noted


def answer_stored_address(
    case: Case, item: InboxItem, entry: AddressEntry, chosen: str
) -> InboxItem:
    """Answer the question about an address of a stored order; settles the item with the last one.

    The existing address: every order that has the provisional one gets the existing one instead,
    and the provisional one goes. A new one: the provisional address becomes a full one.
    """
    provisional = entry.address_id
    assert provisional is not None
    keeps = chosen in (NEW, provisional)
    if keeps:
        addresses.set_state(case.conn, case.tenant, provisional, "active", case.now())
    final = provisional if keeps else chosen
    detail = detail_of(item)
    _relink(case, OrderId(detail.copied_to or item.order_id or ""), provisional, final)
    if not keeps:
        addresses.erase(case.conn, case.tenant, provisional)
    _remember(case, entry, final, is_new=keeps)
    detail = replace(detail, addresses=_with_decision(detail, entry, final))
    changed = replace(item, detail=to_json(detail), decided_by=case.by)
    if detail.open_questions:
        inbox.save(case.conn, case.tenant, changed)
        records.journalled(case, changed)
        return changed
    return finish(case, changed, Outcome(item.outcome or ""), None)


def _relink(case: Case, asked: OrderId, provisional: str, final: str) -> None:
    """Let every order that has the provisional address have the final one."""
    for order_id in orders.orders_of_address(case.conn, case.tenant, provisional):
        links = [
            replace(
                link,
                address_id=final,
                decision="asked" if order_id == asked else link.decision,
            )
            if link.address_id == provisional
            else link
            for link in orders.address_links(case.conn, case.tenant, order_id)
        ]
        orders.set_address_links(case.conn, case.tenant, order_id, links)


def _with_decision(
    detail: Detail, entry: AddressEntry, address_id: str | None
) -> tuple[AddressEntry, ...]:
    return tuple(
        replace(each, decision="asked", address_id=address_id)
        if each.normal_digest == entry.normal_digest and each.decision == "open"
        else each
        for each in detail.addresses
    )


def _remember(
    case: Case, entry: AddressEntry, address_id: str | None, *, is_new: bool = False
) -> None:
    """Remember both answers, *same* and *different*, so that nobody is asked twice (rule 60)."""

    def keep(other: str, verdict: Literal["same", "different"]) -> None:
        decision = Decision(
            normal_digest=entry.normal_digest,
            address_id=other,
            verdict=verdict,
            decided_at=case.now(),
            decided_by=case.by or "",
            item_id=case.item_id,
        )
        decisions.remember(case.conn, case.tenant, decision)

    if address_id is not None:
        keep(address_id, "same")
    if is_new or address_id is None:
        for candidate in entry.candidates:
            if candidate.address_id != address_id:
                keep(candidate.address_id, "different")
