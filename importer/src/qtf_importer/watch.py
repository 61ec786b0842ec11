"""Day and night: look when something may have arrived, and every few minutes in any case.

One thread does everything, so that no two imports of one process can meet. Trouble with the
office (database busy, disk full) makes it pause and go on by itself; a stop is noticed within a
second, and what is being done is finished first.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from qtf_format.channel import Channel, ChannelError
from qtf_importer.look import Looked, Tell, look
from qtf_office import channels
from qtf_office.channels import OpenChannels
from qtf_office.directory import Office
from qtf_office.errors import OfficeError

__all__ = ["Stop", "stop_on_signals", "watch"]

logger = logging.getLogger(__name__)

EVERY_S = 120.0
"""The longest time between two looks: events only help, the listing is the truth (rule 49)."""

REVISIT_EVERY_S = 60.0
"""How often items that wait for their cause to go are looked at again."""

SLICE_S = 1.0
"""How long one wait may take before a stop is noticed."""

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 300.0


@dataclass(slots=True)
class Stop:
    """Says when to end; set by a signal."""

    asked: bool = False

    def ask(self) -> None:
        """Ask for the end."""
        self.asked = True


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """End cleanly on Ctrl-C and on a service manager's stop, for the length of a block."""
    stop = Stop()

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.ask()

    wanted = (signal.SIGINT, signal.SIGTERM)
    former = {number: signal.signal(number, handle) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def watch(
    office: Office,
    stop: Stop,
    tell: Tell,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Watch all channels until `stop` is asked for; `tell` hears of every file."""
    pause_s = FIRST_PAUSE_S
    while not stop.asked:
        try:
            office.reload_settings()
            with channels.open_all(office) as opened:
                for looked in _looks(office, opened, stop, tell, sleep):
                    if looked.broken is not None:
                        raise looked.broken
                    pause_s = FIRST_PAUSE_S
        except (OfficeError, OSError) as trouble:
            logger.error("the office cannot be used right now: %s", trouble)
            _rest(pause_s, stop, sleep)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


def _looks(
    office: Office,
    opened: OpenChannels,
    stop: Stop,
    tell: Tell,
    sleep: Callable[[float], None],
) -> Iterator[Looked]:
    """Look again and again with these channels, until the settings name others."""
    named = office.settings.channels
    revisited_s = -REVISIT_EVERY_S
    while not stop.asked:
        is_time = time.monotonic() - revisited_s >= REVISIT_EVERY_S
        yield look(office, opened, tell, revisiting=is_time)
        if is_time:
            revisited_s = time.monotonic()
        _wait(list(opened), stop, sleep)
        if opened.troubles or office.reload_settings().channels != named:
            return


def _wait(ways: Sequence[Channel], stop: Stop, sleep: Callable[[float], None]) -> None:
    """Wait until a channel may have something, or the time is over."""
    slice_s = SLICE_S / max(1, len(ways))
    for number in range(int(EVERY_S / slice_s)):
        if stop.asked:
            return
        if not ways:
            sleep(slice_s)
            continue
        channel = ways[number % len(ways)]
        try:
            if channel.wait(slice_s):
                return
        except ChannelError as trouble:
            logger.info("cannot wait for channel %s: %s", channel.name, trouble)
            sleep(slice_s)


def _rest(pause_s: float, stop: Stop, sleep: Callable[[float], None]) -> None:
    for _ in range(int(pause_s / SLICE_S)):
        if stop.asked:
            return
        sleep(SLICE_S)
