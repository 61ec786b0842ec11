"""Unattended: answers in, outbox out, again and again (`qtf-export run`).

One cycle is harmless to repeat and to cut off anywhere. Answers are taken first, so that what the
office never got goes out again in the same cycle.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType

from qtf_exporter.answers import Update
from qtf_exporter.overview import packages
from qtf_exporter.receiving import Fate, Incoming, Taken, take_all, take_waiting
from qtf_format.channel import Channel, ChannelError
from qtf_format.errors import QtfError
from qtf_office import channels, dispatch
from qtf_office.channels import OpenChannels
from qtf_office.directory import Office
from qtf_office.dispatch import Dispatched
from qtf_office.errors import DatabaseUnreachable, DiskFull, LostRace, OfficeLocked
from qtf_office.journey import Step
from qtf_office.storage import outbox

__all__ = ["Cycle", "Stop", "cycle", "needs_person", "retry_all", "run_forever", "stop_on_signals"]

logger = logging.getLogger(__name__)

PAUSE_S = 15.0
"""The longest time between two cycles: when the outbox has something due again, and in case a
channel missed an event (rule 49)."""

SLICE_S = 1.0
"""How long one wait may take before a stop is noticed."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle did. `waiting` is how many packages are left in the outbox."""

    taken: Taken
    dispatched: Dispatched
    waiting: int
    troubles: tuple[tuple[str, ChannelError], ...]

    @property
    def needs_person(self) -> bool:
        """Say whether this cycle brought something that a person should look at."""
        return any(needs_person(incoming) for incoming in self.taken.items)


def needs_person(incoming: Incoming) -> bool:
    """Say whether a person should look at what came: an alarm, a refusal, a file set aside."""
    if incoming.is_alarm or incoming.fate is Fate.IGNORED:
        return True
    answers = incoming.applied.answers if incoming.applied else ()
    return any(isinstance(a.verdict, Update) and a.verdict.state == "refused" for a in answers)


def cycle(office: Office, opened: OpenChannels, *, is_first: bool = True) -> Cycle:
    """Take what came, hand over what is due.

    The first cycle of a program also looks at what waited for a newer version of it.
    """
    waited = take_waiting(office) if is_first else []
    taken = take_all(office, opened)
    if waited:
        taken = replace(taken, items=(*waited, *taken.items))
    dispatched = dispatch.hand_over(office, opened)
    with office.read() as conn:
        left = outbox.list_items(conn, office.tenant, states=("sealed", "unknown"))
    troubles = dict(opened.troubles) | dict(taken.troubles)
    for waiting in dispatched.waiting:
        if waiting.error is not None:
            troubles.setdefault(str(waiting.error.fields.get("channel", "")), waiting.error)
    return Cycle(taken, dispatched, len(left), tuple(troubles.items()))


def retry_all(office: Office) -> Dispatched:
    """Send everything again that waits or got no answer in time (rule 37)."""
    overdue = [view.item.package_id for view in packages(office) if view.step is Step.NO_ANSWER]
    with channels.open_all(office) as opened:
        due = dispatch.hand_over(office, opened, retry=True)
        again = dispatch.hand_over(office, opened, packages=overdue, again=True)
    return Dispatched(due.handed_over + again.handed_over, due.waiting + again.waiting)


@dataclass(slots=True)
class Stop:
    """Says when to end; set by a signal."""

    asked: bool = field(default=False)

    def ask(self) -> None:
        """Ask for the end: what is being done is finished first."""
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


Tell = Callable[[Cycle | QtfError], None]
"""Hears of each cycle, and of passing trouble that kept one from being done."""

PASSING = (OfficeLocked, DatabaseUnreachable, DiskFull, LostRace)
"""Trouble that goes away by itself, or when somebody helps; the worker goes on (rule 40)."""


def run_forever(office: Office, stop: Stop, tell: Tell) -> None:
    """Run cycles until `stop` is asked for."""
    is_first = True
    while not stop.asked:
        office.reload_settings()
        with channels.open_all(office) as opened:
            _run_with(office, opened, stop, tell, is_first=is_first)
        is_first = False


def _run_with(
    office: Office, opened: OpenChannels, stop: Stop, tell: Tell, *, is_first: bool
) -> None:
    """Run cycles with these channels, until the settings name others or one could not be opened."""
    named = office.settings.channels
    while not stop.asked:
        try:
            tell(cycle(office, opened, is_first=is_first))
        except PASSING as trouble:
            logger.warning("a cycle could not be done: %s", trouble)
            tell(trouble)
        is_first = False
        _wait(list(opened), stop)
        if opened.troubles or office.reload_settings().channels != named:
            return


def _wait(ways: list[Channel], stop: Stop) -> None:
    """Wait until a channel may have something, or the pause is over."""
    slices = int(PAUSE_S / SLICE_S)
    for number in range(slices):
        if stop.asked:
            return
        if not ways:
            time.sleep(SLICE_S)
            continue
        channel = ways[number % len(ways)]
        try:
            if channel.wait(SLICE_S):
                return
        except ChannelError as trouble:
            logger.info("cannot wait for channel %s: %s", channel.name, trouble)
            time.sleep(SLICE_S)
