"""What an answer of the office means for what we sent (rules 32-34, 64; format sections 9 and 15).

Pure: receipts may come late, twice, in any order, or not belong to us at all; these functions say
what each one changes, and the answer "nothing" is a value with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from qtf_format.ids import Digest, PackageId
from qtf_format.payloads import Gap, ReceiptItem, ReceiptResult

__all__ = [
    "Alarm",
    "Ignored",
    "OwnBlock",
    "SentPackage",
    "Update",
    "Verdict",
    "WhyIgnored",
    "judge",
    "missing",
    "next_number",
    "next_sequence",
    "top_numbers",
]


@dataclass(frozen=True, slots=True)
class SentPackage:
    """A package of our outbox and the newest answer it has.

    `answered_by` is the sequence of the office's package that brought it; None: no answer yet.
    """

    package_id: PackageId
    manifest_sha: Digest
    answered_by: int | None = None
    final: bool = False


class WhyIgnored(StrEnum):
    """Why an answer changes nothing."""

    NOT_OURS = "not-ours"  # a package that our outbox does not know
    LATE = "late"  # a newer answer is here already
    REPEATED = "repeated"  # this very answer is here already


@dataclass(frozen=True, slots=True)
class Ignored:
    """The answer changes nothing."""

    package_id: PackageId
    why: WhyIgnored


@dataclass(frozen=True, slots=True)
class Alarm:
    """The answer speaks of other bytes than those we sealed (E420).

    Nothing changes; somebody must look.
    """

    package_id: PackageId


@dataclass(frozen=True, slots=True)
class Update:
    """The package's new answer."""

    package_id: PackageId
    state: Literal["confirmed", "refused"]
    result: ReceiptResult
    reason: str | None
    code: str | None
    final: bool
    offered_number: str | None
    sequence: int


Verdict = Ignored | Alarm | Update


def judge(item: ReceiptItem, sent: SentPackage | None, sequence: int) -> Verdict:
    """Return what one answer of the office's package `sequence` changes.

    The higher sequence wins, whatever the clocks say. A repeat (rule 32) is an answer like any
    other: where it is news to us, the first one was lost.
    """
    package_id = PackageId(item.cid.hex())
    if sent is None:
        return Ignored(package_id, WhyIgnored.NOT_OURS)
    if item.man.hex() != sent.manifest_sha:
        return Alarm(package_id)
    if sent.answered_by is not None and sequence <= sent.answered_by:
        why = WhyIgnored.REPEATED if sequence == sent.answered_by else WhyIgnored.LATE
        return Ignored(package_id, why)
    refused = item.final and item.res is ReceiptResult.REFUSED
    return Update(
        package_id=package_id,
        state="refused" if refused else "confirmed",
        result=item.res,
        reason=item.reason,
        code=item.code,
        final=item.final,
        offered_number=item.next,
        sequence=sequence,
    )


def missing(gaps: Sequence[Gap], sealed: Iterable[int]) -> list[int]:
    """Return those of our `sealed` sequences that the office says never came, ascending.

    The office may name gaps as wide as it likes: only what is really ours is looked at.
    """
    return sorted(
        number for number in sealed if any(gap.first <= number <= gap.last for gap in gaps)
    )


def next_sequence(last_used: int, highest_seen: int) -> int:
    """Return the last sequence to count on from: the higher of ours and the office's (rule 64)."""
    return max(last_used, highest_seen)


@dataclass(frozen=True, slots=True)
class OwnBlock:
    """One of our number ranges: closed interval, and the next number to hand out."""

    series: str
    first: int
    last: int
    next: int


def top_numbers(top: Sequence[str]) -> list[tuple[str, int]]:
    """Return (series, number) of each "series number" of a receipt.

    What is no plain number is left out.
    """
    found = []
    for entry in top:
        series, _, number = entry.rpartition(" ")
        if series and number.isascii() and number.isdigit():
            found.append((series, int(number)))
    return found


def next_number(block: OwnBlock, top: Sequence[tuple[str, int]]) -> int:
    """Return the number a block goes on with (rule 64).

    That is the higher of its own counter and the highest own number the office saw, plus one. A
    number outside the block says nothing about it.
    """
    seen = [n + 1 for series, n in top if series == block.series and block.first <= n <= block.last]
    return max([block.next, *seen])
