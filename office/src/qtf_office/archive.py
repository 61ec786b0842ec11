"""Every file received or sent, byte for byte, named by its SHA-256 (format section 16, rule 83).

`received/ab/<sha256>.qtf` and `sent/ab/<sha256>.qtf`; the 256 folders of each are made together
with the first file, so that storing one makes two fsyncs (its bytes, its name) and no more.
Files are only ever added. The journal in the database says which ones there must be.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection

from qtf_format.ids import Digest, TenantId
from qtf_office import failpoints
from qtf_office.durable import disk_errors, sync_folder
from qtf_office.storage import journal

__all__ = [
    "IMPORT_STORE_STEPS",
    "Archive",
    "ArchiveKind",
    "ArchiveProblem",
    "ArchiveReport",
    "Attachments",
    "StoreSteps",
    "clear_spool",
    "verify_archive",
]

logger = logging.getLogger(__name__)

ArchiveKind = Literal["received", "sent"]
KINDS: tuple[ArchiveKind, ...] = ("received", "sent")


class StoreSteps(NamedTuple):
    """Fail points of one `store`, in order."""

    written: str
    synced: str
    archived: str
    folder_synced: str


IMPORT_STORE_STEPS = StoreSteps(
    "import.spool-written", "import.spool-synced", "import.archived", "import.archive-synced"
)


class Archive:
    """The folders `archive/received` and `archive/sent` of one office, fed through `spool/`."""

    def __init__(self, root: Path, spool: Path) -> None:
        """Keep files under `root`; `spool` lies on the same disk."""
        self._root = root
        self._spool = spool

    def path(self, kind: ArchiveKind, digest: str) -> Path:
        """Return where a file of this digest lies, or would lie."""
        return self._root / kind / digest[:2] / f"{digest}.qtf"

    def store(
        self,
        kind: ArchiveKind,
        data: bytes,
        *,
        digest: str | None = None,
        steps: StoreSteps | None = None,
    ) -> Path:
        """Keep `data` for good; durable when this returns. Storing the same again is harmless.

        Raises:
            DiskFull, FolderReadOnly: nothing was kept.
        """
        name = digest or hashlib.sha256(data).hexdigest()
        target = self.path(kind, name)
        if not target.parent.is_dir():
            with disk_errors(self._root):
                _make_fan(self._root / kind)
        _store(self._spool, target, data, steps)
        return target

    def holds(self, kind: ArchiveKind, digest: str) -> bool:
        """Say whether a file of this digest is kept."""
        return self.path(kind, digest).is_file()

    def read(self, digest: str, kind: ArchiveKind | None = None) -> bytes | None:
        """Return a kept file; from either folder where `kind` is not given."""
        for each in KINDS if kind is None else (kind,):
            try:
                return self.path(each, digest).read_bytes()
            except FileNotFoundError:
                continue
        return None

    def digests(self, kind: ArchiveKind) -> Iterator[Digest]:
        """Name everything that is kept, sorted."""
        for path in sorted((self._root / kind).glob("??/*.qtf")):
            yield Digest(path.stem)


class Attachments:
    """Files that belong to orders, by SHA-256, in `attachments/`."""

    def __init__(self, root: Path, spool: Path) -> None:
        """Keep files under `root`; `spool` lies on the same disk."""
        self._root = root
        self._spool = spool

    def path(self, digest: str) -> Path:
        """Return where a file of this digest lies, or would lie."""
        return self._root / digest[:2] / digest

    def store(self, data: bytes) -> Digest:
        """Keep a file; durable when this returns."""
        digest = Digest(hashlib.sha256(data).hexdigest())
        target = self.path(digest)
        if not target.parent.is_dir():
            with disk_errors(self._root):
                target.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(self._root)
        _store(self._spool, target, data, None)
        return digest

    def holds(self, digest: str) -> bool:
        """Say whether a file of this digest is kept."""
        return self.path(digest).is_file()

    def read(self, digest: str) -> bytes | None:
        """Return a kept file."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None


def _make_fan(folder: Path) -> None:
    """Make the folder with its 256 parts; beside and renamed, so that it is there whole or not."""
    if folder.exists():  # somebody tidied up an empty part
        _make_parts(folder)
        return
    beside = folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")
    _make_parts(beside)
    try:
        os.rename(beside, folder)
    except OSError:
        # Another process was faster: its folder is not empty, so ours cannot take its place.
        shutil.rmtree(beside)
        if not folder.is_dir():
            raise
    sync_folder(folder.parent)


def _make_parts(folder: Path) -> None:
    for number in range(256):
        (folder / f"{number:02x}").mkdir(parents=True, exist_ok=True)
    sync_folder(folder)


def clear_spool(spool: Path, before: datetime) -> None:
    """Remove what power cuts left half-written, once nobody can be writing it any more."""
    for path in spool.glob("*.tmp"):
        with suppress(OSError):  # another process clears up, too
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def _store(spool: Path, target: Path, data: bytes, steps: StoreSteps | None) -> None:
    """Write to the spool, sync, rename into place, sync the name."""
    if _lies_there(target, data):
        sync_folder(target.parent)
        return
    beside = spool / f"{target.stem[:16]}.{uuid4().hex[:8]}.tmp"
    with disk_errors(target.parent):
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                _reach(steps, 0)
                os.fsync(file.fileno())
            _reach(steps, 1)
            os.replace(beside, target)
            _reach(steps, 2)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    _reach(steps, 3)


def _reach(steps: StoreSteps | None, step: int) -> None:
    if steps is not None:
        failpoints.reach(steps[step])


def _lies_there(target: Path, data: bytes) -> bool:
    """Say whether the very bytes are kept already; a file that went bad is written anew."""
    try:
        kept = target.read_bytes()
    except FileNotFoundError:
        return False
    if kept == data:
        return True
    logger.error("archived file %s no longer matches its name; it is replaced", target.name)
    return False


@dataclass(frozen=True, slots=True)
class ArchiveProblem:
    """One thing wrong: a `missing`, `changed` or `unlisted` file, or the `chain` at entry `n`."""

    kind: Literal["missing", "changed", "unlisted", "chain"]
    digest: Digest | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What "check archive" found: how many files and journal entries, and what is wrong."""

    files: int
    entries: int
    problems: tuple[ArchiveProblem, ...]


def verify_archive(conn: Connection, tenant: TenantId, archive: Archive) -> ArchiveReport:
    """Recompute the journal's chain and compare every kept file with its name and the journal.

    A file may lie there without an entry when power failed before the commit (rule 39); it is
    reported as `unlisted`, for information.
    """
    problems: list[ArchiveProblem] = []
    report = journal.verify(conn, tenant)
    if report.first_bad is not None:
        problems.append(ArchiveProblem("chain", n=report.first_bad))
    listed = _listed(conn, tenant)
    files = 0
    for kind in KINDS:
        kept = set()
        for digest in archive.digests(kind):
            files += 1
            kept.add(digest)
            if hashlib.sha256(archive.read(digest, kind) or b"").hexdigest() != digest:
                problems.append(ArchiveProblem("changed", digest))
        problems += [ArchiveProblem("missing", d) for d in sorted(listed[kind] - kept)]
        problems += [ArchiveProblem("unlisted", d) for d in sorted(kept - listed[kind])]
    return ArchiveReport(files, report.entries, tuple(problems))


def _listed(conn: Connection, tenant: TenantId) -> dict[ArchiveKind, set[Digest]]:
    """Say which files the journal wants to be there: named and not erased since."""
    listed: dict[ArchiveKind, set[Digest]] = {kind: set() for kind in KINDS}
    for entry in journal.entries(conn, tenant):
        if entry.sha is None:
            continue
        if entry.event == journal.ERASED:
            for digests in listed.values():
                digests.discard(entry.sha)
        else:
            kind: ArchiveKind = "sent" if entry.event == journal.SENT else "received"
            listed[kind].add(entry.sha)
    return listed
