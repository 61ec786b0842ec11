"""One look into every channel: take what lies there, answer, hand over what is due.

Harmless to repeat and to cut off anywhere. A channel in trouble is noted and does not stop the
others; trouble with the office itself ends the look with everything untouched that is not safe.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from qtf_format.channel import Arrival, Channel, ChannelError, ChannelPaused
from qtf_importer.outcome import Outcome
from qtf_importer.receipts import pack_pending
from qtf_importer.receive import Desk, open_desk
from qtf_importer.revisit import revisit
from qtf_office import channels as office_channels
from qtf_office.directory import Office
from qtf_office.dispatch import Dispatched, hand_over
from qtf_office.errors import OfficeError
from qtf_office.storage import arrivals

__all__ = ["BATCH", "Looked", "answer", "look", "look_into"]

logger = logging.getLogger(__name__)

BATCH = 200
"""After so many files the answers so far are packed and sent, however many more lie there."""

Tell = Callable[[Outcome], None]


@dataclass(slots=True)
class Looked:
    """What one look brought: outcomes in order, and which channels failed.

    `broken` is the trouble with the office that ended the look early: what is not told here is
    untouched and comes with the next look (rule 40).
    """

    outcomes: list[Outcome] = field(default_factory=list)
    troubles: dict[str, ChannelError] = field(default_factory=dict)
    broken: OfficeError | OSError | None = None


def look(
    office: Office,
    channels: Iterable[Channel],
    tell: Tell = lambda _: None,
    *,
    revisiting: bool = True,
) -> Looked:
    """Look again at what waits, drain every channel, send what is to be sent.

    `revisiting` False leaves out what waits for its cause to go; new files are all that is taken.
    """
    looked = Looked()
    ways = list(channels)
    try:
        desk = open_desk(office)
        for outcome in revisit(desk) if revisiting else ():
            _note(looked, outcome, tell)
        for channel in ways:
            look_into(desk, channel, looked, tell)
            answer(office, ways, looked)
        if not ways:
            answer(office, ways, looked)
    except (OfficeError, OSError) as trouble:
        logger.error("the look ended early: %s", type(trouble).__name__)
        looked.broken = trouble
    return looked


def look_into(desk: Desk, channel: Channel, looked: Looked, tell: Tell = lambda _: None) -> None:
    """Take everything that lies in one channel."""
    taken = 0
    try:
        for arrival in _fresh(desk.office, channel):
            outcome = _take(desk, channel, arrival, looked)
            if outcome is None:
                continue
            _note(looked, outcome, tell)
            taken += 1
            if taken % BATCH == 0:
                answer(desk.office, [channel], looked)
    except ChannelError as trouble:
        _failed(looked, channel, trouble)
    except (OfficeError, OSError):
        raise
    except Exception as error:
        logger.error("channel %s stumbled", channel.name, exc_info=error)
        _failed(looked, channel, ChannelError(channel=channel.name, detail=type(error).__name__))
    trouble_now = looked.troubles.get(channel.name)
    office_channels.note_look(desk.office, channel.name, str(trouble_now) if trouble_now else None)


def _take(desk: Desk, channel: Channel, arrival: Arrival, looked: Looked) -> Outcome | None:
    """Take one file; one that cannot be read does not stop the others (F18)."""
    try:
        return desk.take_arrival(channel, arrival)
    except ChannelPaused:
        raise
    except ChannelError as trouble:
        _failed(looked, channel, trouble)
        return None


def _fresh(office: Office, channel: Channel) -> Iterator[Arrival]:
    """Give the arrivals that were not dealt with before."""
    for some in _chunks(channel.arrivals()):
        with office.read() as conn:
            known = {
                arrival.token
                for arrival in some
                if arrivals.seen(conn, office.tenant, channel.name, arrival.token) is not None
            }
        yield from (arrival for arrival in some if arrival.token not in known)


def _chunks(found: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    some: list[Arrival] = []
    for arrival in found:
        some.append(arrival)
        if len(some) >= BATCH:
            yield some
            some = []
    if some:
        yield some


def answer(office: Office, channels: Iterable[Channel], looked: Looked) -> None:
    """Pack the answers that are due, and hand over whatever lies in the outbox (rule 31)."""
    try:
        pack_pending(office)
    except (OfficeError, OSError):
        raise
    except Exception as error:
        logger.error("the receipts could not be packed", exc_info=error)
    done: Dispatched = hand_over(office, channels)
    for waiting in done.waiting:
        if waiting.error is not None:
            looked.troubles.setdefault(str(waiting.error.fields.get("channel", "")), waiting.error)


def _failed(looked: Looked, channel: Channel, trouble: ChannelError) -> None:
    logger.warning("channel %s is in trouble: %s", channel.name, trouble)
    looked.troubles[channel.name] = trouble


def _note(looked: Looked, outcome: Outcome, tell: Tell) -> None:
    looked.outcomes.append(outcome)
    tell(outcome)
