"""Where an order stands on its way, as the home office shows it (rules 37 and 38).

One pure function from what the outbox knows of a package, its newest answer and the time.
"Handed over" is never shown as arrived: only an answer of the office says that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

__all__ = ["Answered", "Sent", "Step", "answer_due", "journey"]

_SATURDAY = 5
_TECHNICAL_WAITS = frozenset(
    {"needs-update", "confirm-workstation", "still-arriving", "incomplete"}
)


class Step(StrEnum):
    """The steps of rule 37, in the words the JSON uses."""

    DRAFT = "draft"
    PACKED = "packed"
    SENT = "sent"
    RECEIVED = "received"
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest answer to a package: result and reason as the receipt has them."""

    result: str
    reason: str | None
    final: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What the outbox knows of one package.

    `handed_over_at` is None as long as no channel has it. `expects_answer` is False for a file
    that was saved into a folder that is no channel: nobody knows when and how it will be carried
    to the office (rule 38).
    """

    handed_over_at: datetime | None
    answer: Answered | None = None
    expects_answer: bool = True


def journey(sent: Sent | None, now: datetime, working_days: int = 1) -> Step:
    """Return the step of an order whose newest package is `sent`; None: it was never packed.

    An answer outweighs everything, also where our own note of handing over was lost with a
    power failure. Source: rules 33, 34, 37 and 38.
    """
    if sent is None:
        return Step.DRAFT
    if sent.answer is not None:
        return _answered(sent.answer)
    if sent.handed_over_at is None:
        return Step.PACKED
    if sent.expects_answer and now > answer_due(sent.handed_over_at, working_days):
        return Step.NO_ANSWER
    return Step.SENT


def _answered(answer: Answered) -> Step:
    if not answer.final:
        waits_for_program = answer.result == "waiting" and answer.reason in _TECHNICAL_WAITS
        return Step.RECEIVED if waits_for_program else Step.OPEN
    return Step.REFUSED if answer.result == "refused" else Step.DONE


def answer_due(handed_over_at: datetime, working_days: int = 1) -> datetime:
    """Return when an answer should have come: so many working days later.

    What is handed over on a weekend counts from Monday 0:00 on. Public holidays are not known.
    """
    due = _out_of_weekend(handed_over_at.astimezone(UTC))
    for _ in range(working_days):
        due += timedelta(days=1)
        if due.weekday() >= _SATURDAY:
            due += timedelta(days=2)
    return due


def _out_of_weekend(moment: datetime) -> datetime:
    """Return `moment`, or the start of the next Monday when it lies on a weekend."""
    if moment.weekday() < _SATURDAY:
        return moment
    monday = moment.date() + timedelta(days=7 - moment.weekday())
    return datetime.combine(monday, time(), UTC)
