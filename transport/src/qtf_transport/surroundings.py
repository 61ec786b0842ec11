"""What a folder channel gets from outside, so that tests can pass other ones in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qtf_transport.disk import Disk
from qtf_transport.wake import FolderWake, Wake

__all__ = ["Surroundings"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """File calls, wall clock, monotonic clock (seconds) and what is slept on."""

    disk: Disk = field(default_factory=Disk)
    clock: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    wake: Callable[[str], Wake] = FolderWake

    def wall_s(self) -> float:
        """Return the wall clock in seconds since 1970, as file times are."""
        return self.clock().timestamp()
