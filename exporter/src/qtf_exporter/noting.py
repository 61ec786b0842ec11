"""The home office's inbox: which files came, which packages count as seen (rules 20, 21 and 83)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.package import Opened, Refusal
from qtf_office.clock import Instant, milliseconds
from qtf_office.directory import Office
from qtf_office.storage import inbox, journal
from qtf_office.storage.inbox import InboxItem, SeenPackage
from qtf_office.storage.journal import JournalEntry

__all__ = ["CheckSeen", "Fate", "File", "Noted", "note"]


class Fate(StrEnum):
    """What became of one file in our box."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"  # known already
    IGNORED = "ignored"  # set aside with its reason
    WAITING = "waiting"  # still arriving, or needs an update of this program


@dataclass(frozen=True, slots=True)
class File:
    """One complete file from a channel, or one that waited here (`is_retaken`)."""

    data: bytes = field(repr=False)
    digest: Digest
    name: str
    channel: str
    is_retaken: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of a file: what became of it, what it was, and why it changed nothing."""

    fate: Fate
    kind: str | None
    reason: str | None
    code: Code | None


@dataclass(frozen=True, slots=True)
class CheckSeen:
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


def note(
    conn: Connection, office: Office, file: File, opened: Opened | Refusal, noted: Noted
) -> None:
    """Write the file into the inbox and the journal, and an authentic package as seen."""
    now = office.now()
    before = inbox.find_by_digest(conn, office.tenant, file.digest)
    item = replace(
        before or _new_item(file, now),
        deliveries=(before.deliveries if before else 0) + (not file.is_retaken),
        state="waiting" if noted.fate is Fate.WAITING else "settled",
        outcome=_OUTCOMES[noted.fate],
        reason=noted.reason,
        code=noted.code,
        package_kind=noted.kind,
        settled_at=None if noted.fate is Fate.WAITING else now,
    )
    # What an unproved file says of itself is believed by nobody, and not noted either.
    if isinstance(opened, Opened) or opened.proved:
        item = replace(
            item,
            sender=opened.sender,
            package_id=opened.package_id,
            manifest_sha=opened.manifest_sha,
            sequence=opened.sequence,
        )
    if before is None:
        item = inbox.add(conn, office.tenant, item)
        entry = JournalEntry(
            event="received",
            at_ms=milliseconds(office.clock.now()),
            sha=file.digest,
            result=item.outcome,
        )
        journal.append(conn, office.tenant, entry)
    else:
        inbox.save(conn, office.tenant, item)
    if isinstance(opened, Opened):
        inbox.mark_seen(conn, office.tenant, _seen(opened, item.item_id, now))


def _new_item(file: File, now: Instant) -> InboxItem:
    return InboxItem(
        digest=file.digest,
        size=len(file.data),
        file_name=file.name,
        channel=file.channel,
        arrived_at=now,
    )


def _seen(opened: Opened, item_id: int, now: Instant) -> SeenPackage:
    return SeenPackage(
        package_id=opened.package_id,
        manifest_sha=opened.manifest_sha,
        workstation_id=opened.sender,
        sign_key=opened.signing_key,
        sequence=opened.sequence,
        item_id=item_id,
        at=now,
    )
