"""When a file that looks damaged may be called damaged (format 3.2): after 30 s without change."""

from __future__ import annotations

from dataclasses import dataclass

from qtf_format.channel import Completeness
from qtf_format.package import FileState
from qtf_transport.disk import Stamp

__all__ = ["STILL_S", "Sight", "next_look_s", "verdict"]

STILL_S = 30.0
_RAREST_LOOK_S = 180.0


@dataclass(frozen=True, slots=True)
class Sight:
    """One state of a file, and since when (monotonic seconds) it has been seen like that."""

    stamp: Stamp
    digest: str
    since_s: float

    def same_as(self, other: Sight) -> bool:
        """Tell whether size, time and content are those of `other`."""
        return self.stamp[:2] == other.stamp[:2] and self.digest == other.digest


def verdict(state: FileState, sight: Sight, *, wall_s: float, now_s: float) -> Completeness:
    """Say what a file in `state` counts as, being in sight as `sight` says.

    `wall_s` is the wall clock (for the file's own time), `now_s` the monotonic one.

    Source: format 3.1 and 3.2.
    """
    match state:
        case FileState.COMPLETE:
            return Completeness.COMPLETE
        case FileState.INCOMPLETE | FileState.NOT_QTF:
            return Completeness.INCOMPLETE
        case FileState.DAMAGED | FileState.TRAILING:
            is_still = _still_s(sight, wall_s, now_s) >= STILL_S
            return Completeness.FINAL if is_still else Completeness.SETTLING


def next_look_s(completeness: Completeness, sight: Sight, *, wall_s: float, now_s: float) -> float:
    """Return when (monotonic) to look at a waiting file again without being told.

    A settling one when it will have been still for long enough; an incomplete one ever more
    rarely, because a file filled in place on a network share tells nobody.
    """
    if completeness is Completeness.SETTLING:
        return now_s + max(0.0, STILL_S - _still_s(sight, wall_s, now_s))
    age_s = max(0.0, wall_s - sight.stamp.mtime_ns / 1e9)
    return now_s + min(_RAREST_LOOK_S, max(1.0, age_s / 4))


def _still_s(sight: Sight, wall_s: float, now_s: float) -> float:
    """Return for how long the file has not changed; a time in the future proves nothing."""
    return max(wall_s - sight.stamp.mtime_ns / 1e9, now_s - sight.since_s)
