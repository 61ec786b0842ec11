"""Publishing and putting away where the file system is poorer, or the name is taken."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from folder_world import SeamDisk
from qtf_transport.moving import publish, put_away


@pytest.fixture
def disk() -> SeamDisk:
    return SeamDisk()


def away(disk: SeamDisk, folder: Path, name: str = "x.qtf") -> None:
    stamp = disk.stamp(str(folder / name))
    assert stamp is not None
    put_away(disk, str(folder), name, stamp)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("code", [None, errno.EPERM, errno.ENOTSUP])
def test_a_finished_file_moves_with_or_without_hard_links(
    disk: SeamDisk, tmp_path: Path, code: int | None
) -> None:
    (tmp_path / "x.qtf").write_bytes(b"one")
    if code:
        disk.fail_next("link", "x.qtf", code)
    away(disk, tmp_path)
    assert contents(tmp_path) == {}
    assert contents(tmp_path / "done") == {"x.qtf": b"one"}


@pytest.mark.parametrize("code", [None, errno.EPERM])
def test_a_name_taken_by_other_bytes_is_never_overwritten(
    disk: SeamDisk, tmp_path: Path, code: int | None
) -> None:
    for data in (b"one", b"two", b"three"):
        (tmp_path / "x.qtf").write_bytes(data)
        if code:
            disk.fail_next("link", "x.qtf", code)
        away(disk, tmp_path)
    assert sorted(contents(tmp_path / "done").values()) == [b"one", b"three", b"two"]


@pytest.mark.parametrize("code", [None, errno.EPERM])
def test_the_same_bytes_are_kept_once(disk: SeamDisk, tmp_path: Path, code: int | None) -> None:
    for _ in range(2):
        (tmp_path / "x.qtf").write_bytes(b"one")
        if code:
            disk.fail_next("link", "x.qtf", code)
        away(disk, tmp_path)
    assert contents(tmp_path / "done") == {"x.qtf": b"one"}
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("call", ["link", "replace", "unlink"])
def test_a_break_in_the_middle_loses_nothing_and_the_next_try_ends_it(
    disk: SeamDisk, tmp_path: Path, call: str
) -> None:
    (tmp_path / "x.qtf").write_bytes(b"one")
    disk.fail_next(call, "*", errno.EIO)
    with pytest.raises(OSError, match=r"x\.qtf|part"):
        away(disk, tmp_path)
    kept = [*contents(tmp_path).values(), *contents(tmp_path / "done").values()]
    assert b"one" in kept
    if (tmp_path / "x.qtf").exists():
        away(disk, tmp_path)
    assert contents(tmp_path / "done") == {"x.qtf": b"one"}


def test_publishing_never_overwrites_and_never_repeats(disk: SeamDisk, tmp_path: Path) -> None:
    for data in (b"one", b"two", b"one", b"two"):
        publish(disk, str(tmp_path), "x.qtf", data)
    assert contents(tmp_path) == {"x.qtf": b"one", "x-2.qtf": b"two"}


def test_what_is_published_is_on_the_disk_before_it_has_its_name(
    disk: SeamDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for call in ("write_new", "replace", "sync_folder"):
        original = getattr(disk, call)

        def noted(*arguments: object, call: str = call, original: object = original) -> None:
            calls.append(call)
            assert callable(original)
            original(*arguments)

        monkeypatch.setattr(disk, call, noted)
    publish(disk, str(tmp_path), "x.qtf", b"one")
    assert calls == ["write_new", "replace", "sync_folder"]
