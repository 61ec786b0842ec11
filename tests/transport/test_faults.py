"""The faults a folder brings (F01-F23, F26): each is brought about, and the order comes once."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from channel_contract import NAME, WORKSTATION, digest, only, take_all
from folder_world import FolderWorld
from packages import package
from qtf_format.channel import (
    OFFICE_BOX,
    ChannelError,
    ChannelPaused,
    ChannelUnreachable,
    Completeness,
)
from qtf_transport.container import SIZE_LIMIT
from qtf_transport.disk import Content
from qtf_transport.folder import FolderChannel
from qtf_transport.recall import Recall

T = TypeVar("T")

WHOLE = package(b"order" * 2000)
TEMPORARY = [
    ".x.qtf.~1a2b3c4d",
    ".syncthing.x.qtf.tmp",
    "~syncthing~x.qtf.tmp",
    "x.qtf.filepart",
    "x.qtf.part",
    "x.qtf.crdownload",
    "~$x.qtf",
    "x.qtf~RF1b9046.TMP",
    ".~q-0123456789abcdef.part",
]
CONFLICTS = [
    "x (conflicted copy 2026-06-16 143218).qtf",
    "x (Anna's conflicted copy).qtf",
    "x.sync-conflict-20260616-143218-ABCDEFG.qtf",
    "x-PC1.qtf",
    "x (1).qtf",
]


@pytest.fixture
def world(tmp_path: Path) -> FolderWorld:
    return FolderWorld(tmp_path)


@pytest.fixture
def office(world: FolderWorld) -> FolderChannel:
    channel = world.channel(OFFICE_BOX)
    channel.set_up(create=True)
    return channel


def settle_down(channel: FolderChannel) -> None:
    """List until nothing is due: as a watcher that has been running for a while."""
    while channel.wait(0):
        list(channel.arrivals())


def until(ask: Callable[[], T | None]) -> T:
    """Ask until there is an answer; the test's own time limit ends it."""
    while (answer := ask()) is None:
        threading.Event().wait(0.001)
    return answer


def seconds_until_woken(world: FolderWorld, channel: FolderChannel) -> float:
    before = world.monotonic_s
    assert channel.wait(100_000)
    return world.monotonic_s - before


def test_f01_a_growing_file_is_taken_at_its_last_byte(
    world: FolderWorld, office: FolderChannel
) -> None:
    for size in range(0, len(WHOLE), 1024):
        world.put(WHOLE[:size], "x.qtf")
        assert take_all(office) == []
    world.put(WHOLE, "x.qtf")
    assert take_all(office) == [WHOLE]


def test_f02_a_file_made_in_full_size_and_filled_later_is_not_called_damaged(
    world: FolderWorld, office: FolderChannel
) -> None:
    seen = set()
    for filled in range(0, len(WHOLE), 1000):
        world.put(WHOLE[:filled] + bytes(len(WHOLE) - filled), "x.qtf")
        for arrival in office.arrivals():
            fetched = office.fetch(arrival)
            assert isinstance(fetched, tuple)
            seen.add(fetched[0])
        world.advance(20)
    assert seen == {Completeness.SETTLING}
    world.put(WHOLE, "x.qtf")
    assert take_all(office) == [WHOLE]


def test_f02_a_file_filled_from_its_end_is_found_without_an_event(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(bytes(len(WHOLE)), "x.qtf")
    settle_down(office)
    (world.folder / "x.qtf").write_bytes(WHOLE)
    assert seconds_until_woken(world, office) <= 2
    assert take_all(office) == [WHOLE]


def test_f03_an_upload_that_stopped_is_looked_at_ever_more_rarely(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE[: len(WHOLE) * 6 // 10], "x.qtf")
    looks = 0
    end = world.monotonic_s + 25 * 3600
    while world.monotonic_s < end:
        office.wait(end - world.monotonic_s)
        assert office.fetch(only(office))
        looks += 1
    assert looks < 25 * 3600 / 100
    assert office.health().last_error is None


@pytest.mark.parametrize("name", TEMPORARY)
def test_f04_a_temporary_file_is_left_alone_until_it_gets_its_name(
    world: FolderWorld, office: FolderChannel, name: str
) -> None:
    world.put(WHOLE, name)
    assert take_all(office) == []
    (world.folder / name).rename(world.folder / "x.qtf")
    assert take_all(office) == [WHOLE]


@pytest.mark.parametrize(
    "name",
    [
        ".dropbox.cache",
        ".tmp.drivedownload",
        ".tmp.driveupload",
        ".stversions",
        "@eaDir",
        "done",
        "return",
    ],
)
def test_f05_a_side_folder_is_never_looked_into(
    world: FolderWorld, office: FolderChannel, name: str
) -> None:
    (world.folder / name).mkdir()
    (world.folder / name / "x.qtf").write_bytes(WHOLE)
    assert take_all(office) == []
    assert "x.qtf" not in world.disk.opened


def test_f06_conflict_copies_are_just_more_of_the_same(
    world: FolderWorld, office: FolderChannel
) -> None:
    for name in ["x.qtf", *CONFLICTS]:
        world.put(WHOLE, name)
    assert take_all(office) == [WHOLE] * 6
    assert world.lying() == []


def test_f07_a_conflict_copy_with_another_revision_comes_as_well(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(package(b"revision 1"), "x.qtf")
    world.put(package(b"revision 2"), CONFLICTS[0])
    assert sorted(take_all(office)) == sorted([package(b"revision 1"), package(b"revision 2")])


def test_f08_a_file_renamed_over_the_one_that_was_read_is_a_new_arrival(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(package(b"0"), "x.qtf")
    for number in range(1, 20):
        arrival = only(office)
        fetched = office.fetch(arrival)
        world.put(package(b"%d" % number), "y.part")
        os.replace(world.folder / "y.part", world.folder / "x.qtf")
        assert fetched == (Completeness.COMPLETE, package(b"%d" % (number - 1)))
        office.acknowledge(arrival, digest(package(b"%d" % (number - 1))))
    assert take_all(office) == [package(b"19")]


def test_f08_a_file_renamed_over_in_the_middle_of_putting_away_is_not_removed(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(package(b"taken"), "x.qtf")
    arrival = only(office)
    office.fetch(arrival)

    def replace_it() -> None:
        (world.folder / ".y").write_bytes(package(b"new"))
        os.replace(world.folder / ".y", world.folder / "x.qtf")

    world.disk.after_link = replace_it
    office.acknowledge(arrival, digest(package(b"taken")))
    world.disk.after_link = lambda: None
    assert world.done() == [package(b"taken")]
    assert take_all(office) == [package(b"new")]


def test_f09_new_content_of_the_same_size_and_time_is_seen(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(package(b"one"), "x.qtf")
    arrival = only(office)
    office.fetch(arrival)
    world.put(package(b"two"), "x.qtf")
    office.acknowledge(arrival, digest(package(b"one")))
    assert only(office).token != arrival.token
    assert take_all(office) == [package(b"two")]


def test_f10_a_name_in_other_letters_is_the_same_file(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE, "order.qtf")
    arrival = only(office)
    (world.folder / "order.qtf").rename(world.folder / "ORDER.QTF")
    office.acknowledge(arrival, digest(WHOLE))
    assert take_all(office) == [WHOLE]


def test_f11_an_online_only_placeholder_is_shown_and_not_opened_by_looking(
    world: FolderWorld, office: FolderChannel
) -> None:
    for name in ("x.qtf", "holiday.jpg"):
        world.put(WHOLE, name)
        world.disk.placeholders.add(name)
    assert only(office).file_name == "x.qtf"
    assert not {"x.qtf", "holiday.jpg"} & set(world.disk.opened)


def test_f11_a_placeholder_that_the_cloud_fetches_at_once_is_taken(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE, "x.qtf")
    world.disk.placeholders.add("x.qtf")
    world.disk.cloud.set()
    assert take_all(office) == [WHOLE]


def test_f11_a_placeholder_that_never_comes_keeps_nobody_waiting(world: FolderWorld) -> None:
    recall, cloud = Recall(patience_s=0), threading.Event()
    path = world.folder / "x.qtf"
    path.write_bytes(WHOLE)

    def slow() -> Content | None:
        cloud.wait()
        return world.disk.read(str(path), 100_000)

    assert [recall.read("x", slow), recall.read("x", slow), recall.read("y", slow)] == [None] * 3
    cloud.set()
    content = until(lambda: recall.read("x", slow))
    assert content.data == WHOLE


def test_f13_a_file_without_an_event_is_found_by_polling(
    world: FolderWorld, office: FolderChannel
) -> None:
    settle_down(office)
    (world.folder / "x.qtf").write_bytes(WHOLE)
    assert seconds_until_woken(world, office) <= 15
    assert take_all(office) == [WHOLE]
    settle_down(office)
    (world.folder / "y.qtf").write_bytes(WHOLE)
    assert seconds_until_woken(world, office) <= 2
    assert take_all(office) == [WHOLE]


def test_f15_after_too_many_events_everything_is_looked_at(
    world: FolderWorld, office: FolderChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    (world.folder / "notes.txt").write_bytes(b"foreign")
    settle_down(office)
    (world.folder / "notes.txt").write_bytes(WHOLE)
    assert take_all(office) == []
    monkeypatch.setattr(world.wakes[0], "hints", lambda: None)
    assert take_all(office) == [WHOLE]


def test_f15_every_few_minutes_everything_is_looked_at(
    world: FolderWorld, office: FolderChannel
) -> None:
    (world.folder / "notes.txt").write_bytes(b"foreign")
    settle_down(office)
    (world.folder / "notes.txt").write_bytes(WHOLE)
    assert seconds_until_woken(world, office) <= 180
    assert take_all(office) == [WHOLE]


def test_f16_rule_51_a_folder_that_goes_and_comes_back_is_taken_up_again_by_itself(
    world: FolderWorld, office: FolderChannel
) -> None:
    settle_down(office)
    away = world.folder.with_name("away")
    world.folder.rename(away)
    assert seconds_until_woken(world, office) <= 15
    with pytest.raises(ChannelPaused):
        next(office.arrivals())
    assert not office.wait(3600)
    (away / "x.qtf").write_bytes(WHOLE)
    away.rename(world.folder)
    assert seconds_until_woken(world, office) <= 3
    assert take_all(office) == [WHOLE]


def test_f16_rule_51_an_empty_folder_in_its_place_is_not_ours(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE, "x.qtf")
    world.folder.rename(world.folder.with_name("away"))
    world.folder.mkdir()
    with pytest.raises(ChannelPaused):
        next(office.arrivals())
    with pytest.raises(ChannelPaused):
        office.send(WHOLE, NAME, WORKSTATION)
    assert list(world.folder.iterdir()) == []


def test_f16_rule_51_another_exchange_in_its_place_is_not_ours(
    world: FolderWorld, office: FolderChannel
) -> None:
    list(office.arrivals())
    world.lose_marker()
    world.channel(OFFICE_BOX).set_up(create=True)
    with pytest.raises(ChannelPaused):
        next(office.arrivals())


def test_f17_a_read_only_folder_is_taken_from(world: FolderWorld, office: FolderChannel) -> None:
    world.put(WHOLE, "x.qtf")
    world.make_read_only()
    assert office.fetch(only(office)) == (Completeness.COMPLETE, WHOLE)
    with pytest.raises(ChannelError):
        office.send(WHOLE, NAME, WORKSTATION)


@pytest.mark.parametrize("call", ["head", "read"])
def test_f18_a_file_we_may_not_read_waits_and_the_others_go_on(
    world: FolderWorld, office: FolderChannel, call: str
) -> None:
    world.put(package(b"one"), "one.qtf")
    world.put(package(b"two"), "two.qtf")
    world.disk.fail_next(call, "one.qtf", errno.EACCES)
    assert package(b"two") in take_all(office)
    take_all(office)
    assert world.lying() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.qtf", "a\\nb.qtf"),
        (b"caf\xe9.qtf", "caf\\xe9.qtf"),
        (b"x" * 251 + b".qtf", "x" * 251 + ".qtf"),
        ("fdp.\u202eqtf".encode(), "fdp.\\u202eqtf"),
        (b"100%25/".replace(b"/", b"%2F") + b".qtf", "100%25%2F.qtf"),
    ],
)
def test_f19_a_strange_name_is_taken_and_shown_escaped(
    world: FolderWorld, office: FolderChannel, name: bytes, shown: str
) -> None:
    (world.folder / os.fsdecode(name)).write_bytes(WHOLE)
    assert only(office).file_name == shown
    assert take_all(office) == [WHOLE]


def test_f20_what_is_no_plain_file_is_nothing_to_us(
    world: FolderWorld, office: FolderChannel
) -> None:
    outside = world.folder.with_name("outside.qtf")
    outside.write_bytes(WHOLE)
    (world.folder / "link.qtf").symlink_to(outside)
    (world.folder / "folder.qtf").mkdir()
    os.mkfifo(world.folder / "pipe.qtf")
    assert take_all(office) == []
    assert outside.exists()


def test_f20_a_link_that_takes_the_place_of_a_file_is_not_followed(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE, "x.qtf")
    arrival = only(office)
    outside = world.folder.with_name("outside.qtf")
    outside.write_bytes(WHOLE)
    (world.folder / "x.qtf").unlink()
    (world.folder / "x.qtf").symlink_to(outside)
    office.fetch(arrival)
    office.acknowledge(arrival, digest(WHOLE))
    assert outside.exists()
    assert world.done() == []


def test_f21_thousands_of_old_files_come_once_each(
    world: FolderWorld, office: FolderChannel
) -> None:
    # 10,000 and 50,000: benchmarks/folder_burst.py; here the temporary folder must stay small.
    for number in range(2_000):
        (world.folder / f"{number}.qtf").write_bytes(package(b"%d" % number))
    assert len(set(take_all(office))) == 2_000
    assert take_all(office) == []


@pytest.mark.parametrize("call", ["stamp", "head", "read"])
def test_f22_a_file_that_vanishes_in_between_is_dropped_silently(
    world: FolderWorld,
    office: FolderChannel,
    call: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.put(WHOLE, "x.qtf")
    original = getattr(world.disk, call)

    def vanish(path: str, *rest: int) -> object:
        if path.endswith("x.qtf"):
            Path(path).unlink(missing_ok=True)
        return original(path, *rest)

    monkeypatch.setattr(world.disk, call, vanish)
    assert take_all(office) == []
    assert office.health().last_error is None


def test_f23_a_file_held_by_another_program_is_tried_again(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.put(WHOLE, "x.qtf")
    world.disk.fail_next("read", "x.qtf", errno.EBUSY, times=20)
    for _ in range(20):
        assert office.fetch(only(office)) == (Completeness.INCOMPLETE, b"")
        assert seconds_until_woken(world, office) <= 2
    assert take_all(office) == [WHOLE]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("call", ["write_new", "replace", "sync_folder"])
def test_f26_a_full_disk_leaves_nothing_half_sent(
    world: FolderWorld, office: FolderChannel, call: str, code: int
) -> None:
    home = world.channel(WORKSTATION)
    home.set_up(create=False)
    world.disk.fail_next(call, "*", code)
    with pytest.raises(ChannelUnreachable) as caught:
        home.send(WHOLE, NAME, OFFICE_BOX)
    assert str(world.folder) in caught.value.sentences("de")[1]
    assert [path for path in world.folder.iterdir() if path.name.endswith(".part")] == []
    home.send(WHOLE, NAME, OFFICE_BOX)
    assert take_all(office) == [WHOLE]


def test_a_file_beyond_the_size_limit_is_handed_out_cut_and_put_away(
    world: FolderWorld, office: FolderChannel
) -> None:
    path = world.folder / "x.qtf"
    path.write_bytes(WHOLE)
    os.truncate(path, SIZE_LIMIT + 4096)
    arrival = only(office)
    fetched = office.fetch(arrival)
    assert isinstance(fetched, tuple)
    assert (fetched[0], len(fetched[1])) == (Completeness.COMPLETE, SIZE_LIMIT + 1)
    world.channel(OFFICE_BOX).acknowledge(arrival, digest(fetched[1]))
    assert list(office.arrivals()) == []
