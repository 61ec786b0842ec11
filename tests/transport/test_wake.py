"""Real file events: what wakes, what does not, and an observer that died is replaced."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from packages import package
from qtf_format.channel import OFFICE_BOX, ChannelSettings
from qtf_transport.folder import FolderChannel
from qtf_transport.wake import FolderWake

# Longer than any machine needs; a test ends as soon as the event is there.
PATIENCE_S = 30.0


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


@pytest.fixture
def wake(box: Path) -> Iterator[FolderWake]:
    wake = FolderWake(str(box))
    assert wake.ensure()
    yield wake
    wake.stop()


def woken_by(wake: FolderWake) -> set[str]:
    assert wake.pause(PATIENCE_S)
    return wake.hints() or set()


def rename_in(box: Path) -> None:
    outside = box.with_name("outside")
    outside.write_bytes(package())
    outside.rename(box / "x.qtf")


def link_in(box: Path) -> None:
    outside = box.with_name("outside")
    outside.write_bytes(package())
    os.link(outside, box / "x.qtf")


def rename_inside(box: Path) -> None:
    (box / ".x.part").write_bytes(package())
    (box / ".x.part").rename(box / "x.qtf")


def write(box: Path) -> None:
    (box / "x.qtf").write_bytes(package())


@pytest.mark.parametrize("bring", [rename_in, link_in, rename_inside, write])
def test_f12_a_file_wakes_however_it_comes(wake: FolderWake, box: Path, bring: object) -> None:
    assert callable(bring)
    bring(box)
    assert woken_by(wake) == {"x.qtf"}


def test_temporary_files_and_folders_wake_nobody(wake: FolderWake, box: Path) -> None:
    for name in (".~q-0123456789abcdef.part", "x.qtf.filepart", "~$x.qtf"):
        (box / name).write_bytes(b"half")
    (box / "folder.qtf").mkdir()
    write(box)
    assert woken_by(wake) == {"x.qtf"}


def test_a_file_that_leaves_delays_no_other(wake: FolderWake, box: Path) -> None:
    write(box)
    woken_by(wake)
    for number in range(20):
        (box / "x.qtf").rename(box.with_name("away"))
        rename_in(box)
        # watchdog alone holds this back for 0.5 s
        assert wake.pause(PATIENCE_S), number
        wake.hints()


def test_more_events_than_can_be_named_are_told_as_such(wake: FolderWake, box: Path) -> None:
    for number in range(3000):
        (box / f"{number}.qtf").touch()
    (box / "last").touch()
    names: set[str] | None = set()
    while names is not None and "last" not in names:
        assert wake.pause(PATIENCE_S)
        names = wake.hints()


@pytest.mark.parametrize("way", ["deleted", "renamed"])
def test_f16_a_folder_that_came_back_is_watched_again(
    wake: FolderWake, box: Path, way: str
) -> None:
    if way == "deleted":
        box.rmdir()
    else:
        box.rename(box.with_name("elsewhere"))
    assert wake.pause(PATIENCE_S)  # that it goes is told at once
    assert wake.hints() is None
    assert not wake.ensure()
    box.mkdir()
    assert wake.ensure()
    assert not wake.ensure()
    write(box)
    assert woken_by(wake) == {"x.qtf"}


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    wake = FolderWake(str(tmp_path / "nowhere"))
    assert not wake.ensure()
    assert not wake.pause(0)
    wake.stop()


def test_after_stopping_nothing_is_started_again(wake: FolderWake) -> None:
    threads = threading.active_count()
    wake.stop()
    assert not wake.ensure()
    assert threading.active_count() < threads


def test_closing_from_another_thread_ends_the_sleep(tmp_path: Path) -> None:
    channel = FolderChannel(ChannelSettings("f", "folder", {"path": str(tmp_path)}), OFFICE_BOX)
    channel.set_up(create=True)
    while channel.wait(0):
        list(channel.arrivals())
    woken: list[bool] = []
    sleeper = threading.Thread(target=lambda: woken.append(channel.wait(PATIENCE_S)))
    sleeper.start()
    channel.close()
    sleeper.join(PATIENCE_S)
    assert woken == [False]


def test_a_sleeping_channel_takes_what_another_one_sends(tmp_path: Path) -> None:
    settings = ChannelSettings("f", "folder", {"path": str(tmp_path)})
    office, home = FolderChannel(settings, OFFICE_BOX), FolderChannel(settings, "0a1b2c3d")
    office.set_up(create=True)
    while office.wait(0):
        list(office.arrivals())
    sender = threading.Thread(target=home.send, args=(package(), "x.qtf", OFFICE_BOX))
    sender.start()
    assert office.wait(PATIENCE_S)
    assert [arrival.file_name for arrival in office.arrivals()] == ["x.qtf"]
    sender.join()
    office.close()
    home.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts handles as Linux has them")
def test_starting_and_failing_to_start_leave_no_handle_and_no_thread(tmp_path: Path) -> None:
    def in_use() -> tuple[int, int]:
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    before = in_use()
    box = tmp_path / "box"
    wake = FolderWake(str(box))
    for _ in range(5):
        assert not wake.ensure()
        box.mkdir()
        assert wake.ensure()
        assert wake.ensure(anew=True)
        box.rmdir()
    wake.stop()
    deadline = time.monotonic() + PATIENCE_S
    while in_use() != before and time.monotonic() < deadline:
        threading.Event().wait(0.001)  # threads end on their own
    assert in_use() == before
