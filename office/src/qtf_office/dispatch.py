"""The outbox worker of both ends: hands sealed bytes to a channel until one has them.

Offline is a normal state. What is due is tried once per call; trouble is noted at the row and
tried again after a growing pause, across restarts, because the time of the next try stands in
the database. A package without an answer is handed over again, the same bytes, after 1, 6 and
24 hours and then daily (format section 15). Sending the same bytes twice is harmless, so a crash
between handing over and noting it needs no care (rule 39).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from qtf_format.channel import OFFICE_BOX, Channel, ChannelError
from qtf_format.ids import PackageId, box_of
from qtf_format.package import Kind
from qtf_office.clock import instant, milliseconds
from qtf_office.directory import Office
from qtf_office.errors import OfficeError
from qtf_office.failpoints import reach
from qtf_office.storage import journal, orders, outbox
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.outbox import OutboxItem, OutboxState

__all__ = [
    "BY_HAND",
    "UNANSWERED",
    "Dispatched",
    "NotHandedOver",
    "archive_sent",
    "hand_over",
    "mark_all",
    "mark_handed_over",
    "next_pause",
    "next_repeat",
]

logger = logging.getLogger(__name__)

BY_HAND = "hand"
"""Stands for the channel of a file that a person carries; no answer is expected (rule 38)."""

BATCH = 20
"""How many packages are noted in one transaction."""

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)

_REPEATS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
_UNSENT: tuple[OutboxState, ...] = ("sealed", "unknown")
UNANSWERED: tuple[OutboxState, ...] = ("handed-over",)
"""Outbox states of packages that some channel has and nobody answered finally."""

_EXPECTS_ANSWER = frozenset({Kind.ORDER, Kind.PAIR_ACCEPT})


class _Steps(NamedTuple):
    """Fail points around one hand-over: the channel has it; we noted that."""

    sent: str
    marked: str


_STEPS = {
    Kind.ORDER: _Steps("export.published", "export.marked"),
    Kind.RECEIPT: _Steps("receipt.sent", "receipt.marked"),
    Kind.TRUST: _Steps("pairing.trust-sent", ""),
    Kind.PAIR_ACCEPT: _Steps("pairing.accept-sent", ""),
}
_NO_STEPS = _Steps("", "")


@dataclass(frozen=True, slots=True)
class NotHandedOver:
    """A package that no channel took this time, and why. `error` None: there is no channel."""

    item: OutboxItem
    error: ChannelError | None


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What became of the packages that were due."""

    handed_over: tuple[OutboxItem, ...] = ()
    waiting: tuple[NotHandedOver, ...] = ()


def next_pause(attempts: int) -> timedelta:
    """Return how long to wait after so many failed tries in a row (1 or more)."""
    doublings = min(max(attempts, 1) - 1, 10)  # beyond that the longest pause holds anyway
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def next_repeat(times: int) -> timedelta:
    """Return after how long an unanswered package goes out again, handed over `times` times."""
    return _REPEATS[min(max(times, 1), len(_REPEATS)) - 1]


def hand_over(
    office: Office,
    channels: Iterable[Channel],
    *,
    only: str | None = None,
    packages: Sequence[str] | None = None,
    now: datetime | None = None,
    retry: bool = False,
    again: bool = False,
) -> Dispatched:
    """Hand what is due in the outbox to the channels; the first that takes it is enough.

    `only` names the one channel to use; `packages` the package ids to look at (default: all);
    `retry` also takes what is not due yet, `again` whatever `packages` names, even what was handed
    over or answered before (rule 37: send again; the wait for an answer begins anew). Troubles are
    noted and returned, never raised.
    """
    moment = now or office.clock.now()
    ways = _Ways([c for c in channels if only is None or c.name == only])
    done: list[OutboxItem] = []
    waiting: list[NotHandedOver] = []
    named = again and packages is not None
    due = _named(office, packages or ()) if named else _due(office, moment, packages, retry=retry)
    for start in range(0, len(due), BATCH):
        taken: list[tuple[OutboxItem, str]] = []
        for item in due[start : start + BATCH]:
            channel = _send_one(office, item, ways)
            if isinstance(channel, str):
                taken.append((item, channel))
            else:
                waiting.append(NotHandedOver(_note_trouble(office, item, channel, moment), channel))
        done += mark_all(office, taken, moment)
    if packages is None:
        archive_sent(office)
    return Dispatched(tuple(done), tuple(waiting))


class _Ways:
    """The channels of one run; one that failed is not tried again in the same run."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = channels
        self._failed: dict[str, ChannelError] = {}

    def send(self, item: OutboxItem, data: bytes, box: str) -> str | ChannelError | None:
        """Return the name of the channel that took it, or the newest trouble."""
        trouble: ChannelError | None = None
        # The way it took before comes first, so that a repeat lies where the first one lay.
        for channel in sorted(self._channels, key=lambda c: c.name != item.channel):
            if channel.name in self._failed:
                trouble = self._failed[channel.name]
                continue
            try:
                channel.send(data, item.file_name, box)
            except ChannelError as error:
                logger.warning("channel %s did not take a package: %s", channel.name, error)
                self._failed[channel.name] = trouble = error
            else:
                return channel.name
        return trouble


def _due(
    office: Office, now: datetime, packages: Sequence[str] | None, *, retry: bool
) -> list[OutboxItem]:
    moment = instant(now)
    with office.read() as conn:
        if retry:
            found = outbox.list_items(conn, office.tenant, states=_UNSENT)
            found = sorted(found, key=lambda item: item.outbox_id)
        else:
            found = outbox.due(conn, office.tenant, moment)
        again = outbox.repeats(conn, office.tenant, moment)
    wanted = None if packages is None else set(packages)
    return [i for i in (*found, *again) if wanted is None or i.package_id in wanted]


def _named(office: Office, packages: Sequence[str]) -> list[OutboxItem]:
    with office.read() as conn:
        found = [outbox.by_package(conn, office.tenant, PackageId(name)) for name in packages]
    return [replace(item, handed_over_at=None) for item in found if item is not None]


def _send_one(office: Office, item: OutboxItem, ways: _Ways) -> str | ChannelError | None:
    with office.read() as conn:
        data = outbox.data(conn, office.tenant, item.outbox_id)
    box = OFFICE_BOX if item.recipient == office.office_workstation else box_of(item.recipient)
    taken = ways.send(item, data, box)
    if isinstance(taken, str):
        reach(_STEPS.get(Kind(item.package_kind), _NO_STEPS).sent)
        logger.info("handed over %s %s to %s", item.package_kind, item.package_id, taken)
    return taken


def mark_handed_over(
    office: Office, item: OutboxItem, channel: str, now: datetime | None = None
) -> OutboxItem:
    """Note that `channel` (or a hand, `BY_HAND`) took one package."""
    [marked] = mark_all(office, [(item, channel)], now)
    return marked


def mark_all(
    office: Office, taken: Sequence[tuple[OutboxItem, str]], now: datetime | None = None
) -> list[OutboxItem]:
    """Note which channels took which packages, in one transaction.

    An answer that was faster than this note stays. An order that left as it stands now loses its
    mark. A power cut may take the note back: then the same bytes are handed over once more.
    """
    if not taken:
        return []
    moment = now or office.clock.now()
    with office.write(is_lasting=False) as conn:
        marked = [_mark(conn, office, item, channel, moment) for item, channel in taken]
        sent = [item.order_id for item in marked if item.order_id is not None]
        orders.unmark_sent(conn, office.tenant, sent)
    for item in marked:
        reach(_STEPS.get(Kind(item.package_kind), _NO_STEPS).marked)
    return marked


def _mark(
    conn: Connection, office: Office, item: OutboxItem, channel: str, now: datetime
) -> OutboxItem:
    fresh = outbox.get(conn, office.tenant, item.outbox_id) or item
    times = fresh.attempts + 1 if fresh.state == "handed-over" else 1
    is_answered = fresh.state in ("confirmed", "refused")
    expects = fresh.package_kind in _EXPECTS_ANSWER and not is_answered and channel != BY_HAND
    marked = replace(
        fresh,
        state=fresh.state if is_answered else "handed-over",
        channel=channel,
        handed_over_at=item.handed_over_at or instant(now),
        attempts=times,
        next_try_at=instant(now + next_repeat(times)) if expects else None,
        last_error=None,
    )
    outbox.save(conn, office.tenant, marked)
    return marked


def archive_sent(office: Office) -> None:
    """Copy what was handed over into the archive (rule 83).

    The worker does this after its work, so that nobody waits for it. Until then the bytes are
    safe in the outbox row. A file without its note is copied again.
    """
    while True:
        with office.read() as conn:
            items = outbox.unarchived(conn, office.tenant, BATCH)
        if not items:
            return
        for item in items:
            with office.read() as conn:
                data = outbox.data(conn, office.tenant, item.outbox_id)
            office.archive.store("sent", data, digest=item.digest)
        with office.write() as conn:
            for item in items:
                _note_archived(conn, office, item)


def _note_archived(conn: Connection, office: Office, item: OutboxItem) -> None:
    fresh = outbox.get(conn, office.tenant, item.outbox_id)
    if fresh is None or fresh.archived:
        return
    entry = JournalEntry(
        event="sent",
        at_ms=milliseconds(office.clock.now()),
        sha=fresh.digest,
        package_id=fresh.package_id,
    )
    journal.append(conn, office.tenant, entry)
    outbox.save(conn, office.tenant, replace(fresh, archived=True))


def _note_trouble(
    office: Office, item: OutboxItem, error: ChannelError | None, now: datetime
) -> OutboxItem:
    """Note at the row what went wrong; a row that cannot be noted is simply due again."""
    if error is None:
        return item
    try:
        with office.write() as conn:
            fresh = outbox.get(conn, office.tenant, item.outbox_id) or item
            if fresh.state in ("confirmed", "refused"):
                return fresh
            waits_for_answer = fresh.state == "handed-over"
            attempts = fresh.attempts if waits_for_answer else fresh.attempts + 1
            marked = replace(
                fresh,
                attempts=attempts,
                next_try_at=instant(now + next_pause(attempts)),
                last_error=" ".join(part for part in error.sentences("de") if part)[:500],
            )
            outbox.save(conn, office.tenant, marked)
            return marked
    except OfficeError as trouble:
        logger.warning("a failed hand-over could not be noted: %s", type(trouble).__name__)
        return item
