"""One authentic order: the rules' verdict on fresh facts, and everything that follows from it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from qtf_format import totals
from qtf_format.package import Opened
from qtf_importer import apply, joining, records
from qtf_importer.addressing import AddressPlan, plan
from qtf_importer.apply import NOTHING_PLANNED, Plans
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import AddressEntry, Answers, Detail, Warn
from qtf_importer.receipts import Answer, note_number, queue
from qtf_importer.rules.addresses import ignored_customer_numbers
from qtf_importer.rules.articles import ArticleWarning
from qtf_importer.rules.classify import classify
from qtf_importer.rules.verdict import Action, Outcome, Reason, ReceiptDue, Verdict
from qtf_importer.situation import Situation, look, number_warnings, payload_of
from qtf_office.failpoints import reach
from qtf_office.storage import orders, ranges
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.workstations import Workstation

__all__ = ["take"]

logger = logging.getLogger(__name__)

_APPLIED = (Action.IMPORT, Action.RENEW)


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    plans: Plans = NOTHING_PLANNED
    told: Mapping[str, str] | None = None


def take(case: Case, opened: Opened, sender: Workstation) -> InboxItem:
    """Classify an order and do what the verdict says; return its item."""
    situation = look(case, opened, sender)
    case = _with_earlier_answers(case, situation)
    judged = _judged(case, opened, situation)
    verdict = judged.verdict
    if verdict.alarm:
        logger.error("alarm: %s in package %s", verdict.code, opened.package_id)
    reach("import.decided")
    detail = _detail(case, situation, judged)
    if verdict.replaces is not None and situation.waiting is not None:
        detail = _carry_over(detail, verdict, situation.waiting)
        case = joining.take_place(case, situation.waiting)
    item = records.with_package(records.blank(case), opened)
    item = records.write(case, records.judged(case, item, verdict, detail))
    case = replace(case, before=item)
    if verdict.joins is not None:
        joining.join(case, opened, verdict.joins)
    apply.store(case, opened, situation, verdict, judged.plans)
    if verdict.outcome is not Outcome.QUARANTINED:
        records.seen(case, opened, item)
    if verdict.action in _APPLIED:
        note_number(case.conn, case.office, opened.sender, situation.series, item.number or "")
    records.journalled(case, item)
    _answer(case, opened, sender, situation, verdict)
    return item


def _with_earlier_answers(case: Case, situation: Situation) -> Case:
    """Take over what was said about addresses while an earlier revision waited (rules 29, 30)."""
    earlier = detail_of(situation.waiting).answers.addresses
    if not earlier:
        return case
    merged = {**earlier, **case.answers.addresses}
    return replace(case, answers=replace(case.answers, addresses=merged))


def _judged(case: Case, opened: Opened, situation: Situation) -> _Judged:
    """Ask the rules; totals and addresses are looked at only where nothing else holds it up."""
    verdict = classify(situation.facts)
    if verdict.action not in _APPLIED:
        return _Judged(verdict)
    payload = payload_of(opened)
    wrong = totals.mismatch(payload.order)
    facts = replace(situation.facts, total_mismatch=wrong is not None)
    verdict = classify(facts)
    if verdict.action not in _APPLIED:
        told = (
            {"declared": f"{wrong.declared:f}", "computed": f"{wrong.computed:f}"} if wrong else {}
        )
        return _Judged(verdict, told=told)
    former = []
    if verdict.action is Action.RENEW:
        former = orders.address_links(case.conn, case.tenant, situation.facts.ref.order_id)
    planned = plan(case, payload.addresses, former)
    verdict = classify(replace(facts, open_addresses=planned.open_count))
    linked = apply.link(case, payload.order)
    warnings = (
        *map(_warn, linked.warnings),
        *(
            Warn("customer-number-ignored", {"number": number})
            for number in ignored_customer_numbers(payload.addresses)
        ),
        *number_warnings(case, situation.series, payload.order),
        *_unknown_fields(opened),
    )
    return _Judged(verdict, Plans(planned, linked, warnings))


def _warn(found: ArticleWarning) -> Warn:
    fields = {
        "position": found.position,
        "number": found.number,
        "ours": found.ours,
        "theirs": found.theirs,
    }
    return Warn(found.code, fields)


def _unknown_fields(opened: Opened) -> tuple[Warn, ...]:
    count = opened.unknown_fields
    return (Warn("unknown-fields", {"count": str(count)}),) if count else ()


def _detail(case: Case, situation: Situation, judged: _Judged) -> Detail:
    verdict, plans = judged.verdict, judged.plans
    before = detail_of(case.before)
    detail = Detail(
        told=judged.told or {},
        dropped_articles=plans.articles.dropped,
        warnings=plans.warnings,
        addresses=_entries(plans.addresses, is_held=verdict.action is Action.WAIT),
        answers=_left(case.answers, verdict),
        joined=before.joined,
    )
    if verdict.action is Action.RENEW and situation.head is not None:
        return replace(detail, former=apply.former_of(case, situation.head))
    return replace(detail, new_order=verdict.action is Action.IMPORT)


def _entries(planned: AddressPlan, *, is_held: bool) -> tuple[AddressEntry, ...]:
    """Return the entries to show; an address of a held order is not stored anywhere yet."""
    entries = planned.entries()
    if not is_held:
        return entries
    unstored = {each.address_id for each in planned.groups if each.creates is not None}
    return tuple(
        replace(entry, address_id=None) if entry.address_id in unstored else entry
        for entry in entries
    )


def _left(answers: Answers, verdict: Verdict) -> Answers:
    """Return the answers to keep: those of an item that still waits, for its next look."""
    waits = verdict.action is Action.WAIT
    return answers if waits else replace(answers, addresses={})


def _carry_over(detail: Detail, verdict: Verdict, waiting: InboxItem) -> Detail:
    """Keep open address questions of an order that is stored while its renewal has to wait."""
    former = detail_of(waiting)
    if verdict.action is not Action.WAIT or waiting.outcome == Outcome.WAITING:
        return detail
    return replace(detail, addresses=former.addresses)


def _answer(
    case: Case, opened: Opened, sender: Workstation, situation: Situation, verdict: Verdict
) -> None:
    if verdict.receipt is ReceiptDue.NONE or verdict.result is None:
        return
    head = situation.head
    is_known = verdict.outcome is Outcome.UNCHANGED and head is not None
    answer = Answer(
        workstation=opened.sender,
        package_id=opened.package_id,
        manifest_sha=opened.manifest_sha,
        result=verdict.result,
        reason=verdict.reason,
        code=verdict.code,
        final=verdict.receipt is ReceiptDue.FINAL,
        first_import=head.imported_at if is_known and head else None,
        offered=_offered(case, opened, situation, verdict),
    )
    queue(case.conn, case.office, answer, sender)
    if answer.final and case.before is not None:
        joining.answer_joined(case, case.before, answer)
    reach("import.receipt-written")


def _offered(case: Case, opened: Opened, situation: Situation, verdict: Verdict) -> str | None:
    """Offer the next free number of the sender's own range (rule 16)."""
    if verdict.reason is not Reason.DUPLICATE_NUMBER:
        return None
    return ranges.peek_number(case.conn, case.tenant, opened.sender, situation.series)
