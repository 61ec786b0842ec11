"""The journal: an append-only chain of hashes over everything that came in and went out.

An entry is canonical msgpack {n, at, ev, sha, cid, res, by} without personal data, and
hash(n) = SHA-256("qtf/1/journal" 00 hash(n-1) entry). Source: format section 16.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, select

from qtf_format import canonical
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_office.storage.schema import journal
from qtf_office.storage.sql import Statement, insert_all, stream

__all__ = [
    "DECIDED",
    "ERASED",
    "RECEIVED",
    "SENT",
    "UNDONE",
    "JournalEntry",
    "JournalReport",
    "JournalTip",
    "append",
    "entries",
    "tip",
    "verify",
]

RECEIVED = "received"
"""A file came and got its outcome; `sha` is its digest."""
SENT = "sent"
"""A file was sealed by us; `sha` is its digest."""
DECIDED = "decided"
"""A person decided about an item."""
UNDONE = "undone"
"""An import was taken back (rule 43)."""
ERASED = "erased"
"""An archived file was erased after its retention time (rule 83)."""

_PREFIX = b"qtf/1/journal\0"
_START = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One thing that happened. `at_ms`: Unix milliseconds. `by`: workstation id, never a name.

    `n` is its number, set when it is read back.
    """

    event: str
    at_ms: int
    sha: Digest | None = None
    package_id: PackageId | None = None
    result: str | None = None
    by: WorkstationId | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class JournalTip:
    """Number and hash of the newest entry; 0 and 32 zero bytes where there is none."""

    n: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class JournalReport:
    """How many entries there are, and the number of the first one that does not fit, if any."""

    entries: int
    first_bad: int | None


_c = journal.c
_tip = Statement(
    select(_c.n, _c.hash).where(_c.tenant_id == bindparam("tenant")).order_by(_c.n.desc()).limit(1)
)
_insert = insert_all(journal)


def append(conn: Connection, tenant: TenantId, entry: JournalEntry) -> JournalTip:
    """Add an entry behind the newest one; returns the new tip."""
    last = tip(conn, tenant)
    n = last.n + 1
    raw = canonical.pack(_plain(n, entry))
    new = _link(last.hash, raw)
    _insert.run_rows(conn, [(tenant, n, raw, new.hex())])
    return JournalTip(n, new)


def _plain(n: int, entry: JournalEntry) -> dict[str, int | str | bytes]:
    fields: dict[str, int | str | bytes | None] = {
        "n": n,
        "at": entry.at_ms,
        "ev": entry.event,
        "sha": entry.sha and bytes.fromhex(entry.sha),
        "cid": entry.package_id and bytes.fromhex(entry.package_id),
        "res": entry.result,
        "by": entry.by,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _link(previous: bytes, raw: bytes) -> bytes:
    return hashlib.sha256(_PREFIX + previous + raw).digest()


def tip(conn: Connection, tenant: TenantId) -> JournalTip:
    """Return the newest entry's number and hash; receipts carry it to the workstations."""
    row = _tip.run(conn, {"tenant": tenant}).first()
    return JournalTip(0, _START) if row is None else JournalTip(row[0], bytes.fromhex(row[1]))


def entries(conn: Connection, tenant: TenantId) -> Iterator[JournalEntry]:
    """Give all entries, oldest first."""
    for _, raw, _ in _stored(conn, tenant):
        yield _read(raw)


def _stored(conn: Connection, tenant: TenantId) -> Iterator[tuple[int, bytes, str]]:
    query = select(_c.n, _c.entry, _c.hash).where(_c.tenant_id == tenant).order_by(_c.n)
    for row in stream(conn, query):
        yield row.n, row.entry, row.hash


def _read(raw: bytes) -> JournalEntry:
    plain = msgspec.msgpack.decode(raw)
    return JournalEntry(
        event=plain["ev"],
        at_ms=plain["at"],
        sha=Digest(plain["sha"].hex()) if "sha" in plain else None,
        package_id=PackageId(plain["cid"].hex()) if "cid" in plain else None,
        result=plain.get("res"),
        by=plain.get("by"),
        n=plain["n"],
    )


def verify(conn: Connection, tenant: TenantId) -> JournalReport:
    """Recompute the chain from the beginning."""
    previous, count = _START, 0
    for n, raw, written in _stored(conn, tenant):
        count += 1
        previous = _link(previous, raw)
        if n != count or previous.hex() != written or _read(raw).n != n:
            return JournalReport(count, n)
    return JournalReport(count, None)
