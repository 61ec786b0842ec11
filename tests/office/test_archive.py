from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from offices import main_office
from qtf_format.ids import Digest
from qtf_office import failpoints
from qtf_office.archive import (
    IMPORT_STORE_STEPS,
    Archive,
    ArchiveProblem,
    Attachments,
    StoreSteps,
    clear_spool,
    verify_archive,
)
from qtf_office.directory import Office
from qtf_office.durable import POSIX, sync_folder, write_whole
from qtf_office.errors import DiskFull, FolderReadOnly
from qtf_office.storage import journal
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.schema import journal as journal_table

DATA = b"QTF\x00 sealed bytes"
DIGEST = Digest(hashlib.sha256(DATA).hexdigest())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    for name in ("archive", "spool"):
        (tmp_path / name).mkdir()
    return Archive(tmp_path / "archive", tmp_path / "spool")


def spooled(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "spool").iterdir()]


def test_a_file_is_kept_under_its_digest(archive: Archive, tmp_path: Path) -> None:
    path = archive.store("received", DATA)
    assert path == tmp_path / "archive" / "received" / DIGEST[:2] / f"{DIGEST}.qtf"
    assert path.read_bytes() == DATA
    assert archive.holds("received", DIGEST)
    assert not archive.holds("sent", DIGEST)
    assert spooled(tmp_path) == []


def test_a_kept_file_is_read_back(archive: Archive) -> None:
    archive.store("sent", DATA)
    assert archive.read(DIGEST) == DATA
    assert archive.read(DIGEST, "received") is None
    assert list(archive.digests("sent")) == [DIGEST]
    assert list(archive.digests("received")) == []


def test_storing_the_same_again_changes_nothing(archive: Archive) -> None:
    path = archive.store("received", DATA)
    before = path.stat()
    assert archive.store("received", DATA, digest=DIGEST) == path
    assert path.stat().st_ino == before.st_ino


def test_a_file_that_went_bad_on_disk_is_written_anew(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    path = archive.store("received", DATA)
    path.write_bytes(DATA[:5])
    archive.store("received", DATA)
    assert path.read_bytes() == DATA
    assert "no longer matches" in caplog.text


def test_storing_makes_two_fsyncs(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.store("received", b"the first file makes the folders")
    calls = []
    real = os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    archive.store("received", DATA)
    assert len(calls) == (2 if POSIX else 1)


_CRASH = """
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from qtf_office.archive import IMPORT_STORE_STEPS, Archive
root = Path(sys.argv[1])
Archive(root / "archive", root / "spool").store(
    "received", b"QTF\\x00 sealed bytes", steps=IMPORT_STORE_STEPS
)
"""


@pytest.mark.parametrize("step", IMPORT_STORE_STEPS)
def test_rule_39_after_a_power_cut_the_file_is_whole_or_not_there(
    archive: Archive, tmp_path: Path, step: str
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _CRASH, str(tmp_path)],
        env={**os.environ, "QTF_FAIL_POINT": step},
        check=False,
    )
    assert killed.returncode != 0
    kept = archive.read(DIGEST, "received")
    assert kept == (DATA if step in IMPORT_STORE_STEPS[2:] else None)
    archive.store("received", DATA)
    assert archive.read(DIGEST, "received") == DATA


def test_the_steps_of_a_store_are_reached_in_order(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []
    monkeypatch.setattr(failpoints, "reach", reached.append)
    archive.store("sent", DATA, steps=StoreSteps("a", "b", "c", "d"))
    assert reached == ["a", "b", "c", "d"]


def test_a_full_disk_leaves_nothing_behind(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull) as caught:
        archive.store("received", DATA)
    assert caught.value.code == "E502"
    assert spooled(tmp_path) == []
    assert not archive.holds("received", DIGEST)


def test_a_folder_that_may_not_be_written_is_named(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_from: Path, _to: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FolderReadOnly) as caught:
        archive.store("received", DATA)
    assert DIGEST[:2] in str(caught.value.fields["place"])


def test_an_attachment_is_kept_under_its_digest(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    attachments = Attachments(tmp_path / "attachments", tmp_path / "spool")
    for _ in range(2):
        assert attachments.store(DATA) == DIGEST
    assert attachments.holds(DIGEST)
    assert attachments.read(DIGEST) == DATA
    assert attachments.read("0" * 64) is None
    assert spooled(tmp_path) == []


def test_the_first_file_makes_all_folders_at_once(archive: Archive, tmp_path: Path) -> None:
    archive.store("received", DATA)
    assert len(list((tmp_path / "archive" / "received").iterdir())) == 256
    assert [path.name for path in (tmp_path / "archive").iterdir()] == ["received"]


def test_a_folder_that_somebody_tidied_away_is_made_again(archive: Archive) -> None:
    archive.store("received", b"first")
    archive.path("received", DIGEST).parent.rmdir()
    assert archive.store("received", DATA).read_bytes() == DATA


def test_two_processes_may_make_the_folders(archive: Archive, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: archive.store("sent", b"%d" % n), range(12)))
    assert len(list(archive.digests("sent"))) == 12
    assert [path.name for path in (tmp_path / "archive").iterdir()] == ["sent"]


def test_what_power_cuts_left_in_the_spool_goes_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / "old.tmp", tmp_path / "young.tmp"
    for path, age in ((old, 2), (young, 0)):
        path.write_bytes(b"half")
        moment = datetime(2026, 11, 21, tzinfo=UTC) - timedelta(days=age)
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    clear_spool(tmp_path, datetime(2026, 11, 20, tzinfo=UTC))
    assert list(tmp_path.iterdir()) == [young]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with main_office(tmp_path / "office") as made:
        for event, kind in ((journal.RECEIVED, "received"), (journal.SENT, "sent")):
            data = DATA + kind.encode()
            made.archive.store(kind, data)  # type: ignore[arg-type]
            note(made, event, data)
        yield made


def note(office: Office, event: str, data: bytes) -> None:
    digest = Digest(hashlib.sha256(data).hexdigest())
    with office.write() as conn:
        journal.append(conn, office.tenant, JournalEntry(event=event, at_ms=1, sha=digest))


def problems(office: Office) -> list[str]:
    with office.read() as conn:
        report = verify_archive(conn, office.tenant, office.archive)
    return [problem.kind for problem in report.problems]


def test_rule_83_a_good_archive_has_no_problems(office: Office) -> None:
    with office.read() as conn:
        report = verify_archive(conn, office.tenant, office.archive)
    assert (report.files, report.entries, report.problems) == (2, 2, ())


def test_rule_83_a_changed_file_is_found(office: Office) -> None:
    (digest,) = office.archive.digests("received")
    office.archive.path("received", digest).write_bytes(b"forged")
    with office.read() as conn:
        report = verify_archive(conn, office.tenant, office.archive)
    assert report.problems == (ArchiveProblem("changed", digest),)


def test_rule_83_a_missing_file_is_found(office: Office) -> None:
    (digest,) = office.archive.digests("sent")
    office.archive.path("sent", digest).unlink()
    assert problems(office) == ["missing"]


def test_rule_83_a_file_that_was_never_noted_is_found(office: Office) -> None:
    office.archive.store("received", b"from before a power cut")
    assert problems(office) == ["unlisted"]


def test_rule_83_an_erased_file_is_not_missed(office: Office) -> None:
    (digest,) = office.archive.digests("received")
    office.archive.path("received", digest).unlink()
    note(office, journal.ERASED, DATA + b"received")
    assert problems(office) == []


def test_rule_83_a_rewritten_journal_is_found(office: Office) -> None:
    with office.write() as conn:
        conn.execute(delete(journal_table).where(journal_table.c.n == 1))
    assert "chain" in problems(office)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "office.toml"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["office.toml"]
    sync_folder(tmp_path)


def test_a_failed_replacement_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "office.toml"
    target.write_bytes(b"old")

    def refuse(_from: Path, _to: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FolderReadOnly):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["office.toml"]
