"""When to look at a folder again without being told: pure time keeping, nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Pacing"]

_FULL_S = 180.0  # everything in the folder is looked at again this often (rule 49)
_QUIET_POLL_S = 15.0  # is there a new name? asked this often although events should tell
_BRISK_POLL_S = 2.0  # ... and this often while events are known to be missing
_BRISK_FOR_S = 600.0
_PAUSED_POLL_S = 3.0
# A check may take one part in so many of the time, whatever lies in the folder.
_SHARE = 100.0


@dataclass(slots=True)
class Pacing:
    """The next moments (monotonic seconds) at which something is due.

    `full_s` a listing of everything, `look_s` another look at a waiting file, `poll_s` a check
    for new names. Everything is due at the start.
    """

    full_s: float = -math.inf
    look_s: float = math.inf
    poll_s: float = -math.inf
    brisk_until_s: float = -math.inf

    def next_s(self) -> float:
        """Return the first of them."""
        return min(self.full_s, self.look_s, self.poll_s)

    def listed(self, now_s: float) -> None:
        """Note a full listing."""
        self.full_s = now_s + _FULL_S

    def looked(self) -> None:
        """Note that all waiting files are looked at now."""
        self.look_s = math.inf

    def look_by(self, moment_s: float) -> None:
        """Have a waiting file looked at by `moment_s`."""
        self.look_s = min(self.look_s, moment_s)

    def polled(self, now_s: float, cost_s: float) -> None:
        """Note a check for new names and what it cost."""
        usual = _BRISK_POLL_S if now_s < self.brisk_until_s else _QUIET_POLL_S
        self.poll_s = now_s + max(usual, cost_s * _SHARE)

    def paused(self, now_s: float) -> None:
        """Note that the place is not ours at the moment."""
        self.poll_s = now_s + _PAUSED_POLL_S

    def events_missed(self, now_s: float) -> None:
        """Note that something arrived which no event told."""
        self.brisk_until_s = now_s + _BRISK_FOR_S
