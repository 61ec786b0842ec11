"""The clock that is passed in, and how instants are written down.

Instants in the database are text `YYYY-MM-DDTHH:MM:SS.mmmZ`: UTC, always the same length, so
that they sort as text. Revisions are never ordered by them (rule 88).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NewType, Protocol

__all__ = ["Clock", "Instant", "SystemClock", "instant", "milliseconds", "moment"]

Instant = NewType("Instant", str)
"""A moment as text, in UTC, to the millisecond."""


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


def instant(moment: datetime) -> Instant:
    """Write an aware moment down; what is finer than a millisecond is cut off."""
    utc = moment.astimezone(UTC)
    return Instant(f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z")


def moment(instant: str) -> datetime:
    """Read an instant back."""
    return datetime.fromisoformat(instant)


def milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970-01-01 UTC, as the format writes instants."""
    return (int(moment.timestamp()) * 1000) + moment.microsecond // 1000
