"""What comes back from the office: receipts and trust lists (rules 32-36, 64; format 9, 14, 15).

The same order of work as an import (rule 39): the bytes are archived, opened, and one transaction
notes the file and everything it changes; only then is the source acknowledged. Every step may run
twice. What is not proved to come from our office is set aside with its reason and changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_exporter.applying import Applied, apply_receipt
from qtf_exporter.noting import CheckSeen, Fate, File, Noted, note
from qtf_format.channel import Arrival, CannotAcknowledge, Channel, ChannelError, Completeness, Gone
from qtf_format.codes import REACTIONS, Code, Reaction
from qtf_format.errors import QtfError
from qtf_format.ids import Digest
from qtf_format.package import Opened, Refusal
from qtf_format.payloads import Receipt, Trust
from qtf_format.reading import read
from qtf_office import channels as office_channels
from qtf_office import trust
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.reader import reader_for
from qtf_office.storage import arrivals, inbox
from qtf_office.storage.inbox import InboxItem, ItemState

__all__ = ["Fate", "Incoming", "Taken", "take_all", "take_waiting"]

logger = logging.getLogger(__name__)

UNEXPECTED = "unexpected"
"""Reason of a file that stays where it is because of a mistake of ours."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file that came, and what it changed. `reason` and `code` say why it changed nothing."""

    file: str
    channel: str
    fate: Fate
    kind: str | None = None
    reason: str | None = None
    code: Code | None = None
    applied: Applied | None = None

    @property
    def is_alarm(self) -> bool:
        """Say whether somebody should look at once."""
        by_code = self.code is not None and REACTIONS[self.code] is Reaction.ALARM
        return by_code or (self.applied is not None and self.applied.is_alarm)


@dataclass(frozen=True, slots=True)
class Taken:
    """Everything one look into the channels brought, and which of them could not be looked at."""

    items: tuple[Incoming, ...]
    troubles: tuple[tuple[str, ChannelError], ...]


def take_all(office: Office, channels: Iterable[Channel]) -> Taken:
    """Take everything that lies in our box of each channel.

    A channel in trouble stops only itself.
    """
    items: list[Incoming] = []
    troubles: list[tuple[str, ChannelError]] = []
    for channel in channels:
        try:
            for arrival in channel.arrivals():
                incoming = _take_one(office, channel, arrival)
                if incoming is not None:
                    items.append(incoming)
        except ChannelError as trouble:
            logger.warning("channel %s cannot be looked at: %s", channel.name, trouble)
            troubles.append((channel.name, trouble))
            office_channels.note_look(office, channel.name, str(trouble))
        else:
            office_channels.note_look(office, channel.name)
    return Taken(tuple(items), tuple(troubles))


def _take_one(office: Office, channel: Channel, arrival: Arrival) -> Incoming | None:
    with office.read() as conn:
        if arrivals.seen(conn, office.tenant, channel.name, arrival.token) is not None:
            return None
    fetched = channel.fetch(arrival)
    if isinstance(fetched, Gone):
        return None
    completeness, data = fetched
    if completeness in (Completeness.INCOMPLETE, Completeness.SETTLING):
        reason = "incomplete" if completeness is Completeness.INCOMPLETE else "still-arriving"
        return Incoming(arrival.file_name, channel.name, Fate.WAITING, reason=reason)
    digest = Digest(hashlib.sha256(data).hexdigest())
    incoming = _settle_safely(office, File(data, digest, arrival.file_name, channel.name))
    if incoming.reason != UNEXPECTED:
        _acknowledge(office, channel, arrival, digest)
    logger.info("took %s from %s: %s %s", arrival.file_name, channel.name, incoming.fate, digest)
    return incoming


def _settle_safely(office: Office, file: File) -> Incoming:
    """Settle one file; a mistake of ours about it is logged, and the others go on (rule 40)."""
    try:
        try:
            return settle(office, file)
        except LostRace:
            # Another process took the same file at the same moment: now it is known.
            return settle(office, file)
    except QtfError:
        raise
    except Exception:  # the one place that keeps a single file from stopping all others
        logger.exception("file %s could not be dealt with", file.digest)
        return Incoming(file.name, file.channel, Fate.IGNORED, reason=UNEXPECTED)


def take_waiting(office: Office) -> list[Incoming]:
    """Look again at what waited for a newer version of this program (rule 7).

    Returns only what is no longer waiting.
    """
    with office.read() as conn:
        states: tuple[ItemState, ...] = ("waiting",)
        waiting = inbox.list_items(conn, office.tenant, states=states)
    found = []
    for item in waiting:
        data = office.archive.read(item.digest, "received")
        if data is not None:
            file = File(data, item.digest, item.file_name, item.channel, is_retaken=True)
            incoming = settle(office, file)
            if incoming.fate is not Fate.WAITING:
                found.append(incoming)
    return found


def _acknowledge(office: Office, channel: Channel, arrival: Arrival, digest: Digest) -> None:
    """Take the file out of the way; where that is impossible, note that it is dealt with."""
    try:
        channel.acknowledge(arrival, digest)
    except CannotAcknowledge:
        with office.write() as conn:
            arrivals.remember(
                conn, office.tenant, channel.name, arrival.token, digest, office.now()
            )


def settle(office: Office, file: File) -> Incoming:
    """Open one complete file and apply what it says, in one transaction."""
    with office.read() as conn:
        known = inbox.find_by_digest(conn, office.tenant, file.digest)
    if known is not None and known.state == "settled" and known.outcome != "quarantined":
        return _once_more(office, file, known)
    office.archive.store("received", file.data, digest=file.digest)
    with office.write() as conn:
        seen = CheckSeen(conn, office.tenant)
        opened = read(file.data, reader_for(office, conn), check_seen=seen)
        incoming = _judged(conn, office, file, opened)
        fate = Noted(incoming.fate, incoming.kind, incoming.reason, incoming.code)
        note(conn, office, file, opened, fate)
    return incoming


def _once_more(office: Office, file: File, known: InboxItem) -> Incoming:
    with office.write() as conn:
        inbox.count_delivery(conn, office.tenant, known.item_id)
    return Incoming(file.name, file.channel, Fate.UNCHANGED, known.package_kind)


def _judged(conn: Connection, office: Office, file: File, opened: Opened | Refusal) -> Incoming:
    plain = Incoming(file.name, file.channel, Fate.APPLIED)
    if isinstance(opened, Refusal):
        return _set_aside(plain, opened)
    match opened.payload:
        case Receipt() as receipt:
            applied = apply_receipt(conn, office, receipt, opened.sequence)
            return replace(plain, kind=opened.kind.value, applied=applied)
        case Trust() as listed:
            return _trusted(conn, office, plain, listed)
        case _:
            return replace(plain, fate=Fate.IGNORED, kind=opened.kind.value, reason="not-for-us")


def _trusted(conn: Connection, office: Office, plain: Incoming, listed: Trust) -> Incoming:
    accepted = trust.accept(conn, office, listed)
    match accepted.verdict:
        case trust.Acceptance.TAKEN:
            return replace(plain, kind="trust")
        case trust.Acceptance.KNOWN:
            return replace(plain, kind="trust", fate=Fate.UNCHANGED)
        case trust.Acceptance.OLDER:
            # In a folder an older list may simply come late; nothing of it counts.
            older = replace(plain, kind="trust", fate=Fate.IGNORED, reason="older-list")
            return replace(older, code=accepted.code)


_REASONS = {
    Code.E101: "not-ours",
    Code.E201: "not-ours",
    Code.E110: "needs-update",
    Code.E304: "needs-update",
    Code.E303: "needs-update",
    Code.E210: "wrong-tenant",
    Code.E211: "unknown-sender",
    Code.E212: "unknown-sender",
    Code.E213: "revoked-sender",
    Code.E214: "bad-signature",
    Code.E215: "bad-signature",
    Code.E216: "bad-signature",
    Code.E202: "bad-signature",
    Code.E217: "not-from-office",
    Code.E105: "limit-exceeded",
    Code.E312: "limit-exceeded",
    Code.E402: "copied-identity",
    Code.E403: "copied-identity",
}


def _set_aside(plain: Incoming, refusal: Refusal) -> Incoming:
    if refusal.code is Code.E401:
        return replace(plain, fate=Fate.UNCHANGED, kind=refusal.kind)
    reason = _REASONS.get(refusal.code, "damaged")
    fate = Fate.WAITING if reason == "needs-update" else Fate.IGNORED
    logger.warning("set aside %s: %s %s", plain.file, refusal.code, refusal.detail)
    return replace(plain, fate=fate, kind=refusal.kind, reason=reason, code=refusal.code)
