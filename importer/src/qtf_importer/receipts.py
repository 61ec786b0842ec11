"""Answers to the workstations (rules 31 to 36, format section 15).

An answer is queued in the transaction that made the outcome; it is a function of the package id
and that outcome. Afterwards everything queued for one workstation goes into one sealed receipt,
which waits in the outbox like any other package. Trouble here never undoes an import.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, WorkstationId
from qtf_format.package import Kind
from qtf_format.payloads import Gap, Receipt, ReceiptItem, ReceiptResult
from qtf_format.sealing import seal_receipt
from qtf_office.clock import Instant, instant, milliseconds, moment
from qtf_office.directory import Office
from qtf_office.envelope import header, put_into_outbox
from qtf_office.failpoints import reach
from qtf_office.numbers import plain_number
from qtf_office.storage import inbox, journal, ranges, receipts, workstations
from qtf_office.storage.receipts import PendingReceipt
from qtf_office.storage.workstations import Workstation

__all__ = ["MOST_ITEMS", "Answer", "note_number", "pack_pending", "queue", "queue_repeat"]

logger = logging.getLogger(__name__)

GAP_AGE = timedelta(hours=24)
"""From which age on a gap is told to the workstation (format section 9)."""

MOST_ITEMS = 1000
"""Answers in one receipt at most; a part of a package may hold 4 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said about one package. `first_import`: rule 11; `offered`: rule 16."""

    workstation: WorkstationId
    package_id: PackageId
    manifest_sha: Digest
    result: ReceiptResult
    reason: str | None = None
    code: Code | None = None
    final: bool = True
    first_import: Instant | None = None
    offered: str | None = None


def queue(
    conn: Connection, office: Office, answer: Answer, known: Workstation | None = None
) -> None:
    """Keep an answer for the next receipt, inside the transaction of the outcome (rule 31).

    `known` is the workstation's row where the caller has just read it.

    A workstation that we do not know, that is revoked or not yet confirmed gets none (rules 8
    and 35); neither does the office itself.
    """
    row = known or workstations.get(conn, office.tenant, answer.workstation)
    if row is None or not _may_hear(row):
        return
    item = ReceiptItem(
        cid=bytes.fromhex(answer.package_id),
        man=bytes.fromhex(answer.manifest_sha),
        res=answer.result,
        final=answer.final,
        code=answer.code,
        reason=answer.reason,
        first=milliseconds(moment(answer.first_import)) if answer.first_import else None,
        next=answer.offered,
    )
    receipts.queue(conn, office.tenant, row.workstation_id, item, office.now())


def queue_repeat(
    conn: Connection, office: Office, workstation: WorkstationId, package_id: PackageId
) -> None:
    """Give the last answer to a package again, marked as a repeat (rule 32)."""
    row = workstations.get(conn, office.tenant, workstation)
    newest = receipts.newest(conn, office.tenant, package_id)
    if row is None or newest is None or not _may_hear(row):
        return
    again = msgspec.structs.replace(newest, repeat=True)
    receipts.queue(conn, office.tenant, workstation, again, office.now())


def _may_hear(row: Workstation) -> bool:
    return row.role != "office" and row.state in ("active", "suspended") and bool(row.seal_key)


def note_number(
    conn: Connection, office: Office, sender: WorkstationId, series: str, number: str
) -> None:
    """Remember the highest number seen inside a workstation's own ranges (rules 36 and 64).

    The office hands out nothing from them, so "next" in its register is what comes behind that.
    """
    value = plain_number(number)
    if value is not None:
        ranges.raise_next(conn, office.tenant, sender, (series, value))


def pack_pending(office: Office) -> int:
    """Pack every queued answer, one receipt per workstation; return how many receipts.

    Everything happens in one transaction: an answer is either still queued or in a sealed receipt.
    """
    with office.read() as conn:
        if not receipts.pending(conn, office.tenant):
            return 0
    with office.write() as conn:
        packed = 0
        for workstation, waiting in receipts.pending(conn, office.tenant).items():
            packed += _pack_for(conn, office, workstation, waiting)
    reach("receipt.committed")
    return packed


def _pack_for(
    conn: Connection, office: Office, workstation: WorkstationId, waiting: list[PendingReceipt]
) -> int:
    row = workstations.get(conn, office.tenant, workstation)
    if row is None or not _may_hear(row):
        return 0
    count = 0
    for start in range(0, len(waiting), MOST_ITEMS):
        _pack_one(conn, office, row, waiting[start : start + MOST_ITEMS])
        count += 1
    return count


def _pack_one(
    conn: Connection, office: Office, row: Workstation, waiting: Sequence[PendingReceipt]
) -> None:
    assert row.seal_key is not None
    receipt = _receipt(conn, office, row, newest_of(entry.item for entry in waiting))
    sealed = seal_receipt(header(conn, office, row.seal_key), receipt)
    reach("receipt.sealed")
    item = put_into_outbox(conn, office, Kind.RECEIPT, row.workstation_id, sealed)
    ids = [entry.receipt_item_id for entry in waiting]
    receipts.packed(conn, office.tenant, ids, item.outbox_id)
    logger.info("receipt %s packed with %s answers", sealed.package_id, len(receipt.items))


def newest_of(items: Iterable[ReceiptItem]) -> tuple[ReceiptItem, ...]:
    """Return one answer per package, the last one; a repeat only where all are repeats."""
    kept: dict[bytes, ReceiptItem] = {}
    for item in items:
        before = kept.pop(item.cid, None)
        is_repeat = item.repeat and (before is None or before.repeat)
        kept[item.cid] = msgspec.structs.replace(item, repeat=is_repeat)
    return tuple(kept.values())


def _receipt(
    conn: Connection, office: Office, row: Workstation, items: tuple[ReceiptItem, ...]
) -> Receipt:
    tenant, sender = office.tenant, row.workstation_id
    tip = journal.tip(conn, tenant)
    trusted = workstations.newest_trust_list(conn, tenant)
    return Receipt(
        n=inbox.highest_sequence(conn, tenant, sender),
        gaps=_gaps(conn, office, row),
        items=items,
        top=_top(conn, office, sender),
        jn=tip.n,
        jh=tip.hash,
        ep=trusted.epoch if trusted else 0,
        clock=milliseconds(office.clock.now()),
    )


def _gaps(conn: Connection, office: Office, row: Workstation) -> tuple[Gap, ...]:
    """Return the sequence numbers that are missing for a day: what is younger may be under way."""
    before = instant(office.clock.now() - GAP_AGE)
    found = []
    for first, last in inbox.gaps(conn, office.tenant, row.workstation_id):
        after = inbox.seen_sequence(
            conn, office.tenant, row.workstation_id, row.sign_key or b"", last + 1
        )
        if after is not None and after.at <= before:
            found.append(Gap(first=first, last=last))
    return tuple(found)


def _top(conn: Connection, office: Office, sender: WorkstationId) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for each in ranges.list_all(conn, office.tenant, sender):
        if each.next > each.first:
            seen[each.series] = max(seen.get(each.series, 0), each.next - 1)
    return tuple(f"{series} {highest}" for series, highest in sorted(seen.items()))
