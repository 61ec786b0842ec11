"""From a file to its outcome: keep the bytes, open them, settle them (rule 39).

The bytes are safe before anything looks at them, and every later step works on those bytes, never
on the shared file. Passing trouble leaves everything as it was; an exception that nobody expected
is tried three times with growing pauses, then the file is set aside and the queue goes on
(rule 40).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

from qtf_format.channel import Arrival, CannotAcknowledge, Channel, Completeness, Gone
from qtf_format.frame import look
from qtf_format.package import Reader
from qtf_format.reading import read
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import Parcel, parcel_of
from qtf_importer.records import stumbled
from qtf_importer.rules.verdict import Outcome as Word
from qtf_importer.rules.verdict import Reason
from qtf_importer.settle import outcome_of, settle
from qtf_office.archive import IMPORT_STORE_STEPS
from qtf_office.clock import instant
from qtf_office.directory import Office
from qtf_office.errors import OfficeError
from qtf_office.failpoints import reach
from qtf_office.reader import CHANNEL_LIMIT_BYTES, reader_for
from qtf_office.storage import arrivals, inbox
from qtf_office.storage.inbox import InboxItem

__all__ = ["TRIES", "Desk", "open_desk"]

logger = logging.getLogger(__name__)

TRIES = 3
"""How often a file that makes the program stumble is tried (rule 40)."""

PAUSES = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and after the second time."""


@dataclass(slots=True)
class Desk:
    """Where files are taken one after the other: who reads, and which files rest for a while.

    It holds for one look into the channels. Whatever counts is read again in the transaction.
    """

    office: Office
    reader: Reader
    resting: dict[str, InboxItem] = field(default_factory=dict)

    def take_arrival(self, channel: Channel, arrival: Arrival) -> Outcome | None:
        """Take one file out of a channel; None: it vanished, which is nothing to tell.

        The source is acknowledged only when the file is settled or waits for a person.

        Raises:
            ChannelError: the channel could not do its part.
            OfficeError: passing trouble; the source was not touched.
        """
        reach("import.seen")
        fetched = channel.fetch(arrival)
        if isinstance(fetched, Gone):
            return None
        completeness, data = fetched
        if completeness in _UNFINISHED:
            return _unfinished(arrival, completeness, data)
        reach("import.read")
        at = instant(arrival.seen_at)
        parcel = parcel_of(data, arrival.file_name, channel.name, at, arrival.token)
        outcome = self.take(parcel)
        if outcome.state != "received":
            self._put_away(channel, arrival, parcel)
        return outcome

    def _put_away(self, channel: Channel, arrival: Arrival, parcel: Parcel) -> None:
        """Take a settled file out of the way, or pass over it from now on (F17)."""
        try:
            channel.acknowledge(arrival, parcel.digest)
        except CannotAcknowledge as trouble:
            logger.warning("a settled file stays in channel %s: %s", channel.name, trouble)
            office = self.office
            with office.write() as conn:
                arrivals.remember(
                    conn, office.tenant, channel.name, arrival.token, parcel.digest, office.now()
                )
        reach("import.acknowledged")

    def take(self, parcel: Parcel) -> Outcome:
        """Keep a parcel's bytes and give it its outcome."""
        rests = self.resting.get(parcel.digest)
        if rests is not None and (rests.next_try_at or "") > self.office.now():
            return self._told(rests)
        self.office.archive.store(
            "received", parcel.data, digest=parcel.digest, steps=IMPORT_STORE_STEPS
        )
        try:
            opened = read(parcel.data, self.reader)
            reach("import.opened")
            outcome = settle(self.office, parcel, opened)
        except OfficeError:
            raise
        except Exception as error:  # noqa: BLE001 - one poisonous file must not stop the others
            return self._stumbled(parcel, error)
        self.resting.pop(parcel.digest, None)
        return outcome

    def _stumbled(self, parcel: Parcel, error: Exception) -> Outcome:
        """Note that the program stumbled over a file; after the third time it is set aside."""
        logger.error("stumbled over %s", parcel.digest, exc_info=error)
        with self.office.write() as conn:
            before = inbox.find_by_digest(conn, self.office.tenant, parcel.digest)
            attempts = (before.attempts if before else 0) + 1
            pause = PAUSES[attempts - 1] if attempts < TRIES else None
            item = stumbled(conn, self.office, parcel, before, (attempts, pause, error))
            outcome = outcome_of(conn, self.office, item)
        if item.state == "received":
            self.resting[parcel.digest] = item
        return outcome

    def _told(self, item: InboxItem) -> Outcome:
        with self.office.read() as conn:
            return outcome_of(conn, self.office, item)


_UNFINISHED = {
    Completeness.INCOMPLETE: Reason.INCOMPLETE,
    Completeness.SETTLING: Reason.STILL_ARRIVING,
}


def _unfinished(arrival: Arrival, completeness: Completeness, data: bytes) -> Outcome:
    """Tell of a file that is not judged yet; it is not in the inbox (format 3.1 and 3.2)."""
    seen = look(data, CHANNEL_LIMIT_BYTES)
    return Outcome(
        item=None,
        file=arrival.file_name,
        digest=None,
        outcome=Word.WAITING,
        reason=_UNFINISHED[completeness],
        code=seen.code,
        state="received",
    )


def open_desk(office: Office, *, size_limit: int | None = None) -> Desk:
    """Return a desk that believes of senders what the office believes now."""
    with office.read() as conn:
        reader = reader_for(office, conn)
        resting = inbox.list_items(conn, office.tenant, states=["received"])
    if size_limit is not None:
        reader = replace(reader, size_limit=size_limit)
    return Desk(office, reader, {item.digest: item for item in resting})
