"""What only the exchange folder does: its places, its marker, its own test, what it says."""

from __future__ import annotations

import errno
import hashlib
import string
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from channel_contract import NAME, WORKSTATION, only
from folder_world import FolderWorld
from packages import package
from qtf_format.channel import (
    OFFICE_BOX,
    CannotAcknowledge,
    ChannelError,
    ChannelMisconfigured,
    ChannelPaused,
    ChannelSettings,
)
from qtf_format.errors import Text
from qtf_transport import messages
from qtf_transport.folder import FolderChannel, create_marker, open_channel
from qtf_transport.marker import exchange_id
from qtf_transport.names import MARKER


@pytest.fixture
def world(tmp_path: Path) -> FolderWorld:
    return FolderWorld(tmp_path)


@pytest.fixture
def office(world: FolderWorld) -> FolderChannel:
    channel = world.channel(OFFICE_BOX)
    channel.set_up(create=True)
    return channel


def test_the_office_finds_the_folder_as_a_plug_in(tmp_path: Path) -> None:
    (point,) = entry_points(group="qtf.channels", name="folder")
    channel = point.load()(ChannelSettings("f", "folder", {"path": str(tmp_path)}), OFFICE_BOX)
    channel.set_up(create=True)
    assert channel.name == "f"


@pytest.mark.parametrize("options", [{}, {"path": ""}, {"path": "relative/folder"}])
def test_a_folder_without_a_full_path_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(ChannelMisconfigured):
        open_channel(ChannelSettings("f", "folder", options), OFFICE_BOX)


def test_files_lie_where_people_find_them(world: FolderWorld, office: FolderChannel) -> None:
    office.send(package(), NAME, WORKSTATION)
    world.channel(WORKSTATION).send(package(), NAME, OFFICE_BOX)
    found = {str(path.relative_to(world.folder)) for path in world.folder.rglob("*.*")}
    assert found == {MARKER, NAME, f"return/{WORKSTATION}/{NAME}"}


def test_opening_a_channel_touches_nothing(world: FolderWorld) -> None:
    world.channel(OFFICE_BOX).close()
    assert list(world.folder.iterdir()) == []


def test_rule_51_the_marker_tells_people_and_programs(tmp_path: Path) -> None:
    create_marker(tmp_path / "new" / "folder")
    text = (tmp_path / "new" / "folder" / MARKER).read_bytes()
    assert exchange_id(text) is not None
    assert "Bitte löschen" in text.decode()
    assert "Please do not delete" in text.decode()
    create_marker(tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder" / MARKER).read_bytes() == text


def test_rule_51_a_marker_somebody_edited_still_counts_while_its_id_stands(
    world: FolderWorld, office: FolderChannel
) -> None:
    marker = world.folder / MARKER
    marker.write_bytes(marker.read_bytes().replace(b"\r\n", b"\n") + b"\nthank you, Erika\n")
    assert list(office.arrivals()) == []
    marker.write_bytes(b"")
    with pytest.raises(ChannelPaused):
        next(office.arrivals())


def test_rule_51_the_settings_may_name_the_exchange(world: FolderWorld) -> None:
    create_marker(world.folder)
    options = {"path": str(world.folder), "exchange-id": "0" * 32}
    with pytest.raises(ChannelPaused):
        open_channel(ChannelSettings("f", "folder", options), OFFICE_BOX).set_up(create=False)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b.qtf", "a\\b.qtf", "c:x.qtf", "a\0b"])
def test_a_name_with_a_path_in_it_is_not_sent(office: FolderChannel, name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        office.send(package(), name, OFFICE_BOX)


@pytest.mark.parametrize(
    ("call", "code", "step"),
    [
        ("entries", errno.EACCES, messages.STEP_LIST),
        ("write_new", errno.ENOSPC, messages.STEP_WRITE),
        ("replace", errno.EACCES, messages.STEP_RENAME),
        ("sync_folder", errno.EIO, messages.STEP_RENAME),
    ],
)
def test_the_test_names_the_step_that_fails_and_what_to_do(
    world: FolderWorld, office: FolderChannel, call: str, code: int, step: Text
) -> None:
    world.disk.fail_next(call, "*", code, times=9)
    last, failed = office.test("de")[-1]
    assert last == step.de
    assert failed is not None
    assert "„" in failed


def test_the_test_says_when_the_folder_is_gone_or_not_ours(world: FolderWorld) -> None:
    channel = world.channel(OFFICE_BOX)
    assert [step for step, failed in channel.test() if failed] == [messages.STEP_MARKER.en]
    world.folder.rmdir()
    assert [step for step, failed in channel.test() if failed] == [messages.STEP_FOLDER.en]


def test_the_test_warns_of_little_space(
    world: FolderWorld, office: FolderChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.disk, "free_bytes", lambda _: 5_000_000)
    assert office.test("de")[-1] == (messages.STEP_SPACE.de, "Nur noch 5 MB frei.")


def test_the_test_leaves_nothing_behind(world: FolderWorld, office: FolderChannel) -> None:
    office.test()
    left = [path.name for path in world.folder.rglob("*") if path.is_file()]
    assert left == [MARKER]


def test_the_test_works_without_hard_links(world: FolderWorld, office: FolderChannel) -> None:
    world.disk.fail_next("link", "*", errno.EPERM)
    assert all(failed is None for _, failed in office.test())


def test_trouble_is_told_by_health_until_it_is_over(
    world: FolderWorld, office: FolderChannel
) -> None:
    world.disk.fail_next("entries", "*", errno.EHOSTDOWN)
    with pytest.raises(ChannelError):
        list(office.arrivals())
    trouble = office.health().trouble
    assert trouble is not None
    assert "Host is down" in trouble.sentences("de")[1]
    assert office.health().last_error
    assert list(office.arrivals()) == []
    assert office.health().last_error is None


def test_a_foreign_file_is_opened_once_only(world: FolderWorld, office: FolderChannel) -> None:
    world.put(b"%PDF-1.7", "invoice.pdf")
    for _ in range(3):
        list(office.arrivals())
    assert world.disk.opened.count("invoice.pdf") == 1
    world.put(package(), "invoice.pdf")
    assert only(office).file_name == "invoice.pdf"


def test_among_thousands_of_others_ours_is_found_under_any_name(
    world: FolderWorld, office: FolderChannel
) -> None:
    for number in range(1500):
        (world.folder / f"{number}.jpg").write_bytes(b"picture")
    (world.folder / "ATT00001.dat").write_bytes(package(b"one"))
    (world.folder / "x.qtf").write_bytes(package(b"two"))
    for _ in range(2):
        names = [arrival.file_name for arrival in office.arrivals()]
        assert sorted(names) == ["ATT00001.dat", "x.qtf"]
    (world.folder / "ATT00002.dat").write_bytes(package(b"three"))
    names = [arrival.file_name for arrival in office.arrivals()]
    assert sorted(names) == ["ATT00001.dat", "ATT00002.dat", "x.qtf"]


def test_thousands_of_one_sender_come_in_the_order_of_sending(
    world: FolderWorld, office: FolderChannel
) -> None:
    names = [f"q-0a1b2c3d-{number:08d}-{number * 7919 % 2**32:08x}.qtf" for number in range(1500)]
    for name in reversed(names):
        (world.folder / name).write_bytes(package())
    assert [arrival.file_name for arrival in office.arrivals()] == names


def test_what_a_writer_left_half_written_is_removed_after_a_day(
    world: FolderWorld, office: FolderChannel
) -> None:
    ours, theirs = ".~q-0123456789abcdef.part", "x.qtf.part"
    for name in (ours, theirs):
        world.put(package()[:20], name)
    list(office.arrivals())
    assert (world.folder / ours).exists()
    world.advance(25 * 3600)
    list(world.channel(OFFICE_BOX).arrivals())
    assert not (world.folder / ours).exists()
    assert (world.folder / theirs).exists()


def test_a_file_where_a_box_should_be_is_named(world: FolderWorld, office: FolderChannel) -> None:
    (world.folder / "return").write_bytes(b"")
    with pytest.raises(ChannelError) as caught:
        office.send(package(), NAME, WORKSTATION)
    assert "return" in caught.value.sentences("de")[1]


def test_a_link_where_finished_files_go_is_not_followed(
    world: FolderWorld, office: FolderChannel
) -> None:
    outside = world.folder.with_name("outside")
    outside.mkdir()
    (world.folder / "done").symlink_to(outside)
    world.put(package(), "x.qtf")
    with pytest.raises(CannotAcknowledge):
        office.acknowledge(only(office), hashlib.sha256(package()).hexdigest())
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", messages.__all__)
def test_every_sentence_has_the_same_fields_in_both_languages(name: str) -> None:
    text: Text = getattr(messages, name)
    fields = [
        {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
        for sentence in (text.de, text.en)
    ]
    assert fields[0] == fields[1]
