"""How outcomes are written down: the inbox item, the seen mark, the journal, the answer."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.package import Opened, Refusal
from qtf_format.payloads import ReceiptResult
from qtf_importer.again import Standing
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import Detail, to_json
from qtf_importer.parcel import Parcel
from qtf_importer.receipts import Answer, queue
from qtf_importer.rules.refusals import refusal_verdict
from qtf_importer.rules.verdict import Outcome, Reason, ReceiptDue, Verdict
from qtf_importer.version import PROGRAM
from qtf_office.clock import instant, milliseconds
from qtf_office.directory import Office
from qtf_office.failpoints import reach
from qtf_office.storage import inbox, journal, workstations
from qtf_office.storage.inbox import InboxItem, SeenPackage
from qtf_office.storage.journal import DECIDED, RECEIVED, JournalEntry

__all__ = ["blank", "journalled", "judged", "of_copy", "refused", "seen", "with_package", "write"]

logger = logging.getLogger(__name__)


def blank(case: Case) -> InboxItem:
    """Return the item as it stands before this verdict: the stored one, or a new one."""
    parcel, before = case.parcel, case.before
    if before is None:
        return InboxItem(
            digest=parcel.digest,
            size=len(parcel.data),
            file_name=parcel.file_name,
            channel=parcel.channel,
            arrived_at=parcel.arrived_at,
        )
    if not parcel.is_delivery or _is_same_delivery(case):
        return before
    return replace(
        before,
        deliveries=before.deliveries + 1,
        channel=parcel.channel,
        file_name=parcel.file_name,
    )


def _is_same_delivery(case: Case) -> bool:
    delivery = case.parcel.delivery
    return delivery is not None and delivery == detail_of(case.before).delivery


def with_package(item: InboxItem, opened: Opened | Refusal) -> InboxItem:
    """Return the item with what is proved about its package."""
    ref = opened.ref
    kind = opened.kind.value if isinstance(opened, Opened) else opened.kind
    return replace(
        item,
        sender=opened.sender,
        package_kind=kind,
        package_id=opened.package_id,
        manifest_sha=opened.manifest_sha,
        sequence=opened.sequence,
        order_id=ref.order_id if ref else None,
        number=ref.number if ref else None,
        kind=ref.kind.value if ref else None,
        revision=ref.revision if ref else None,
        content_digest=ref.content_digest if ref else None,
    )


def judged(case: Case, item: InboxItem, verdict: Verdict, detail: Detail) -> InboxItem:
    """Return the item with a verdict; it waits while its answer is not the last word."""
    waits = verdict.joins is None and (
        verdict.receipt is ReceiptDue.INTERIM or verdict.outcome is Outcome.WAITING
    )
    kept = replace(
        detail,
        program=PROGRAM,
        delivery=case.parcel.delivery or detail_of(case.before).delivery,
    )
    return replace(
        item,
        state="waiting" if waits else "settled",
        outcome=verdict.outcome.value,
        reason=verdict.reason.value if verdict.reason else None,
        code=verdict.code,
        settled_at=None if waits else case.now(),
        next_try_at=None,
        last_error=None,
        detail=to_json(kept),
        decided_by=case.by or (item.decided_by if case.was_counted() else None),
        undone_at=None,
    )


def write(case: Case, item: InboxItem) -> InboxItem:
    """Write the item over its row, or as a new row; return it with its id."""
    if item.item_id:
        inbox.save(case.conn, case.tenant, item)
        return item
    return inbox.add(case.conn, case.tenant, item)


def seen(case: Case, opened: Opened, item: InboxItem) -> None:
    """Count the package as seen (rule 21) and note its sequence number."""
    if inbox.seen_package(case.conn, case.tenant, opened.package_id) is not None:
        return
    inbox.mark_seen(
        case.conn,
        case.tenant,
        SeenPackage(
            package_id=opened.package_id,
            manifest_sha=opened.manifest_sha,
            workstation_id=opened.sender,
            sign_key=opened.signing_key,
            sequence=opened.sequence,
            item_id=item.item_id,
            at=case.now(),
        ),
    )
    workstations.note_seen(case.conn, case.tenant, opened.sender, (opened.sequence, case.now()))


def journalled(case: Case, item: InboxItem) -> None:
    """Add what happened to the journal; no personal data (format section 16)."""
    entry = JournalEntry(
        event=DECIDED if case.by else RECEIVED,
        at_ms=milliseconds(case.office.clock.now()),
        sha=item.digest,
        package_id=item.package_id,
        result=item.outcome,
        by=item.sender,
    )
    journal.append(case.conn, case.tenant, entry)
    reach("import.journal-written")


def refused(case: Case, refusal: Refusal) -> InboxItem:
    """Write a file that could not be opened, or an authentic package that is not taken."""
    verdict = refusal_verdict(refusal, case.parcel.by_hand)
    reach("import.decided")
    item = blank(case)
    detail = Detail(answers=case.answers)
    if refusal.proved:
        item = with_package(item, refusal)
    else:
        detail = replace(detail, claimed_sender=_hoped_for(case, refusal))
    if verdict.alarm:
        logger.error("alarm: %s in a file that names %s", refusal.code, refusal.sender or "nobody")
    item = judged(case, item, verdict, detail)
    if detail.claimed_sender is not None:
        item = replace(item, state="waiting", settled_at=None)
    item = write(case, item)
    journalled(case, item)
    if verdict.receipt is not ReceiptDue.NONE and verdict.result is not None:
        _answer(case, refusal, verdict, verdict.result)
    return item


def _hoped_for(case: Case, refusal: Refusal) -> str | None:
    """Return the claimed sender if it may still become known: invited, or suspended for a while.

    Such a file is looked at again by itself (format 14.3, 6). It stays in quarantine until then.
    """
    if refusal.code not in (Code.E211, Code.E212) or refusal.sender is None:
        return None
    row = workstations.get(case.conn, case.tenant, refusal.sender)
    hopeful = row is not None and row.state in ("invited", "answered", "suspended")
    return refusal.sender if hopeful else None


def _answer(case: Case, refusal: Refusal, verdict: Verdict, result: ReceiptResult) -> None:
    if refusal.sender is None or refusal.package_id is None or refusal.manifest_sha is None:
        return
    queue(
        case.conn,
        case.office,
        Answer(
            workstation=refusal.sender,
            package_id=refusal.package_id,
            manifest_sha=refusal.manifest_sha,
            result=result,
            reason=verdict.reason,
            code=verdict.code,
            final=verdict.receipt is ReceiptDue.FINAL,
        ),
    )
    reach("import.receipt-written")


def of_copy(case: Case, opened: Opened, original: InboxItem, now: Standing) -> InboxItem:
    """Return the item of a package that came before in other bytes; it has its own row."""
    verdict = Verdict(11, now.outcome, now.reason, now.code)
    item = judged(case, with_package(blank(case), opened), verdict, Detail())
    return replace(item, state="settled", settled_at=case.now(), order_id=original.order_id)


def stumbled(
    conn: Connection,
    office: Office,
    parcel: Parcel,
    before: InboxItem | None,
    trouble: tuple[int, timedelta | None, Exception],
) -> InboxItem:
    """Write that the program stumbled over a file.

    Args:
        trouble: which try this was, how long to rest (None: it was the last), and the exception.
            Only its type is kept: its words may hold content of the file.
    """
    attempts, pause, error = trouble
    item = blank(Case(office, conn, parcel, NOT_OPENED, before))
    detail = replace(detail_of(before), delivery=parcel.delivery, program=PROGRAM)
    item = replace(item, attempts=attempts, last_error=type(error).__name__, detail=to_json(detail))
    if pause is not None:
        item = replace(
            item,
            state="received",
            outcome=Outcome.WAITING.value,
            reason=Reason.LOCAL_TROUBLE.value,
            next_try_at=instant(office.clock.now() + pause),
        )
    else:
        item = replace(
            item,
            state="settled",
            outcome=Outcome.QUARANTINED.value,
            reason=Reason.PROGRAM_ERROR.value,
            next_try_at=None,
            settled_at=office.now(),
        )
    case = Case(office, conn, parcel, NOT_OPENED, before)
    item = write(case, item)
    journalled(case, item)
    return item


NOT_OPENED = Refusal(Code.E101, "not opened")
"""Stands for the contents of a file that could not even be looked at."""
