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
from enum import StrEnum

from qtf_format.reading import read
from sqlalchemy import Connection

from qtf_exporter.applying import Applied, apply_receipt
from qtf_format.channel import Arrival, CannotAcknowledge, Channel, ChannelError, Completeness, Gone
from qtf_format.codes import REACTIONS, Code, Reaction
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.package import Opened, Refusal
from qtf_format.payloads import Receipt, Trust
from qtf_office import channels as office_channels
from qtf_office import trust
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.reader import reader_for
from qtf_office.storage import arrivals, inbox, journal
from qtf_office.storage.inbox import InboxItem, SeenPackage
from qtf_office.storage.journal import JournalEntry

__all__ = ["Fate", "Incoming", "Taken", "take_all"]

logger = logging.getLogger(__name__)


class Fate(StrEnum):
    """What became of one file in our box."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"  # known already
    IGNORED = "ignored"  # set aside with its reason
    WAITING = "waiting"  # still arriving, or needs an update of this program


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
    incoming = settle(office, _File(data, digest, arrival.file_name, channel.name))
    _acknowledge(office, channel, arrival, digest)
    logger.info("took %s from %s: %s %s", arrival.file_name, channel.name, incoming.fate, digest)
    return incoming


def _acknowledge(office: Office, channel: Channel, arrival: Arrival, digest: Digest) -> None:
    """Take the file out of the way; where that is impossible, note that it is dealt with."""
    try:
        channel.acknowledge(arrival, digest)
    except CannotAcknowledge:
        with office.write() as conn:
            arrivals.remember(
                conn, office.tenant, channel.name, arrival.token, digest, office.now()
            )


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    digest: Digest
    name: str
    channel: str


def settle(office: Office, file: _File) -> Incoming:
    """Open one complete file and apply what it says, in one transaction."""
    with office.read() as conn:
        known = inbox.find_by_digest(conn, office.tenant, file.digest)
    if known is not None and known.state == "settled" and known.outcome != "quarantined":
        return _once_more(office, file, known)
    office.archive.store("received", file.data, digest=file.digest)
    with office.write() as conn:
        opened = read(
            file.data, reader_for(office, conn), check_seen=_CheckSeen(conn, office.tenant)
        )
        incoming = _judged(conn, office, file, opened)
        _note(conn, office, file, opened, incoming)
    return incoming


def _once_more(office: Office, file: _File, known: InboxItem) -> Incoming:
    with office.write() as conn:
        inbox.count_delivery(conn, office.tenant, known.item_id)
    return Incoming(file.name, file.channel, Fate.UNCHANGED, known.package_kind)


def _judged(conn: Connection, office: Office, file: _File, opened: Opened | Refusal) -> Incoming:
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
            return replace(plain, kind="trust", fate=Fate.IGNORED, reason="older-list")


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


@dataclass(frozen=True, slots=True)
class _CheckSeen:
    """Step 19 of the format's checks, against what this office has seen."""

    conn: Connection
    tenant: TenantId

    def __call__(
        self,
        tenant: TenantId,
        sender: WorkstationId,
        signing_key: bytes,
        sequence: int,
        package_id: PackageId,
        manifest_sha: Digest,
    ) -> Code | None:
        """Return E401, E402 or E403, or None for a package that is new."""
        seen = inbox.seen_package(self.conn, self.tenant, package_id)
        if seen is not None:
            return Code.E401 if seen.manifest_sha == manifest_sha else Code.E402
        if inbox.seen_sequence(self.conn, self.tenant, sender, signing_key, sequence):
            return Code.E403
        return None


_OUTCOMES = {
    Fate.APPLIED: "imported",
    Fate.UNCHANGED: "unchanged",
    Fate.IGNORED: "quarantined",
    Fate.WAITING: "waiting",
}


def _note(
    conn: Connection, office: Office, file: _File, opened: Opened | Refusal, incoming: Incoming
) -> None:
    """Write the file into the inbox and the journal, and an authentic package as seen."""
    now = office.now()
    before = inbox.find_by_digest(conn, office.tenant, file.digest)
    item = InboxItem(
        item_id=before.item_id if before else 0,
        digest=file.digest,
        size=len(file.data),
        file_name=file.name,
        channel=file.channel,
        arrived_at=before.arrived_at if before else now,
        deliveries=before.deliveries + 1 if before else 1,
        state="waiting" if incoming.fate is Fate.WAITING else "settled",
        outcome=_OUTCOMES[incoming.fate],
        reason=incoming.reason,
        code=incoming.code,
        sender=opened.sender,
        package_kind=incoming.kind,
        package_id=opened.package_id,
        manifest_sha=opened.manifest_sha,
        sequence=opened.sequence,
        settled_at=None if incoming.fate is Fate.WAITING else now,
    )
    if before is None:
        item = inbox.add(conn, office.tenant, item)
    else:
        inbox.save(conn, office.tenant, item)
    if isinstance(opened, Opened):
        seen = SeenPackage(
            package_id=opened.package_id,
            manifest_sha=opened.manifest_sha,
            workstation_id=opened.sender,
            sign_key=opened.signing_key,
            sequence=opened.sequence,
            item_id=item.item_id,
            at=now,
        )
        inbox.mark_seen(conn, office.tenant, seen)
    if before is None:
        entry = JournalEntry(
            event="received",
            at_ms=milliseconds(office.clock.now()),
            sha=file.digest,
            result=item.outcome,
        )
        journal.append(conn, office.tenant, entry)
