"""What an authentic receipt changes in our outbox and counters (rules 32-36, 64; format 9 and 15).

Runs inside the caller's transaction. What each answer means is decided in `answers`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from qtf_exporter.answers import (
    Alarm,
    OwnBlock,
    SentPackage,
    Update,
    Verdict,
    judge,
    missing,
    next_number,
    next_sequence,
    top_numbers,
)
from qtf_format.ids import Digest, PackageId
from qtf_format.payloads import Gap, Receipt
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.storage import counters, outbox, ranges
from qtf_office.storage.counters import PACKAGE_SEQUENCE
from qtf_office.storage.outbox import OutboxItem, OutboxState

__all__ = ["Answer", "Applied", "apply_receipt"]

logger = logging.getLogger(__name__)

CLOCK_TOLERANCE = timedelta(minutes=5)
"""From which difference to the office's clock on a person is told (rule 88)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a receipt: what it means, and the row it is about as it stands now."""

    verdict: Verdict
    item: OutboxItem | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What one receipt changed.

    `sent_again` are packages the office never got and that go out once more. `counter_moved` means
    that the office had seen more of us than we knew: this machine was restored or copied.
    `clock_ahead_s` is how far the office's clock is ahead of ours, where that is too much.
    """

    answers: tuple[Answer, ...]
    sent_again: tuple[OutboxItem, ...] = ()
    counter_moved: bool = False
    clock_ahead_s: int | None = None

    @property
    def is_alarm(self) -> bool:
        """Say whether somebody should look at once."""
        return self.counter_moved or any(isinstance(a.verdict, Alarm) for a in self.answers)


def apply_receipt(conn: Connection, office: Office, receipt: Receipt, sequence: int) -> Applied:
    """Apply the office's package `sequence`: its answers, its gaps and its counters."""
    answers = []
    for item in receipt.items:
        row = outbox.by_package(conn, office.tenant, PackageId(item.cid.hex()))
        verdict = judge(item, _sent(row), sequence)
        answers.append(Answer(verdict, _apply(conn, office, row, verdict)))
    return Applied(
        answers=tuple(answers),
        sent_again=_close_gaps(conn, office, receipt.gaps),
        counter_moved=_move_counters(conn, office, receipt),
        clock_ahead_s=_clock_ahead(office, receipt.clock),
    )


def _sent(row: OutboxItem | None) -> SentPackage | None:
    if row is None:
        return None
    return SentPackage(
        PackageId(row.package_id),
        Digest(row.manifest_sha),
        answered_by=row.receipt_sequence,
        final=bool(row.receipt_final),
    )


def _apply(
    conn: Connection, office: Office, row: OutboxItem | None, verdict: Verdict
) -> OutboxItem | None:
    if isinstance(verdict, Alarm):
        logger.error("E420: receipt does not match what was sealed as %s", verdict.package_id)
    if row is None or not isinstance(verdict, Update):
        return row
    answered = replace(
        row,
        state=verdict.state,
        next_try_at=None,
        last_error=None,
        receipt_result=verdict.result.value,
        receipt_reason=verdict.reason,
        receipt_code=verdict.code,
        receipt_final=verdict.final,
        receipt_next=verdict.offered_number,
        receipt_at=office.now(),
        receipt_sequence=verdict.sequence,
    )
    outbox.save(conn, office.tenant, answered)
    logger.info("order %s: %s %s", row.number, verdict.result, verdict.reason or "")
    return answered


def _close_gaps(conn: Connection, office: Office, gaps: Sequence[Gap]) -> tuple[OutboxItem, ...]:
    """Let the sealed bytes that never arrived go out again: the same package."""
    if not gaps:
        return ()
    states: tuple[OutboxState, ...] = ("handed-over",)
    handed = outbox.list_items(conn, office.tenant, states=states)
    lost = set(missing(gaps, [item.sequence for item in handed]))
    again = tuple(
        replace(item, state="unknown", next_try_at=None) for item in handed if item.sequence in lost
    )
    for item in again:
        logger.warning("the office never got %s; it is sent again", item.package_id)
        outbox.save(conn, office.tenant, item)
    return again


def _move_counters(conn: Connection, office: Office, receipt: Receipt) -> bool:
    """Go on above everything the office has seen of us (rule 64)."""
    tenant, me = office.tenant, office.workstation
    last = counters.value(conn, tenant, me, PACKAGE_SEQUENCE)
    raised = next_sequence(last, receipt.n)
    if raised != last:
        logger.error("the office has seen package %s of us, our counter stood at %s", raised, last)
        counters.raise_to(conn, tenant, me, (PACKAGE_SEQUENCE, raised))
    top = top_numbers(receipt.top)
    for block in ranges.list_all(conn, tenant, me):
        own = OwnBlock(block.series, block.first, block.last, block.next)
        beyond = next_number(own, top) - 1
        if beyond >= block.next:
            ranges.raise_next(conn, tenant, me, (block.series, beyond))
    return raised != last


def _clock_ahead(office: Office, clock_ms: int) -> int | None:
    """Return how many seconds the office's clock is ahead of ours, where a person should know.

    A receipt may have lain around for days, so being behind says nothing.
    """
    ahead = clock_ms - milliseconds(office.clock.now())
    return ahead // 1000 if ahead > CLOCK_TOLERANCE.total_seconds() * 1000 else None
