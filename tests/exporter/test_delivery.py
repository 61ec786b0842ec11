"""*Save* and *Send*: into a folder, by a channel, or queued (rules 2, 37, 38, 50)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from home_office import Offices
from qtf_exporter.errors import NoFolder, UnknownChannel
from qtf_exporter.overview import mark, marked_numbers, offered_orders, packages
from qtf_exporter.running import cycle, retry_all
from qtf_exporter.shipping import save_orders, send_orders
from qtf_office import channels
from qtf_office.archive import verify_archive
from qtf_office.journey import Step
from qtf_office.settings import remove_channel


def qtf_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.qtf"))


def test_send_lays_the_sealed_bytes_into_the_offices_box(offices: Offices) -> None:
    offices.write("10001")
    [result] = send_orders(offices.home, ["10001"], None)
    assert (result.outcome, result.step) == ("sent", Step.SENT)
    [file] = qtf_files(offices.folder)
    assert result.item is not None
    assert file.read_bytes() == offices.sealed_bytes(result.item)
    assert result.item.channel == "cloud"


def test_rule_37_without_a_reachable_channel_the_order_is_queued(offices: Offices) -> None:
    offices.write("10001")
    offices.folder.rename(offices.folder.with_name("away"))
    [result] = send_orders(offices.home, ["10001"], None)
    assert (result.outcome, result.step) == ("queued", Step.PACKED)
    assert result.trouble is not None
    offices.folder.with_name("away").rename(offices.folder)
    assert len(retry_all(offices.home).handed_over) == 1
    assert len(qtf_files(offices.folder)) == 1


def test_rule_51_nothing_is_written_into_a_folder_without_its_marker(offices: Offices) -> None:
    offices.write("10001")
    shutil.rmtree(offices.folder)
    offices.folder.mkdir()
    [result] = save_orders(offices.home, ["10001"], None)
    assert result.outcome == "queued"
    assert list(offices.folder.iterdir()) == []


def test_rule_2_every_route_carries_the_same_bytes(offices: Offices, tmp_path: Path) -> None:
    offices.write("10001")
    stick = tmp_path / "stick"
    stick.mkdir()
    send_orders(offices.home, ["10001"], None)
    [saved] = save_orders(offices.home, ["10001"], stick)
    assert [f.read_bytes() for f in qtf_files(stick)] == [
        f.read_bytes() for f in qtf_files(offices.folder)
    ]
    assert saved.file == str(qtf_files(stick)[0])
    assert len(offices.outbox()) == 1


def test_rule_37_send_again_publishes_the_same_package_once_more(offices: Offices) -> None:
    offices.write("10001")
    send_orders(offices.home, ["10001"], None)
    [file] = qtf_files(offices.folder)
    before = file.read_bytes()
    file.unlink()
    [again] = send_orders(offices.home, ["10001"], None)
    assert again.outcome == "sent"
    assert qtf_files(offices.folder)[0].read_bytes() == before


def test_rule_38_a_file_saved_beside_every_channel_expects_no_answer(
    offices: Offices, tmp_path: Path
) -> None:
    offices.write("10001")
    stick = tmp_path / "stick"
    stick.mkdir()
    save_orders(offices.home, ["10001"], stick)
    offices.clock.advance(days=30)
    [view] = packages(offices.home)
    assert view.step is Step.SENT
    assert view.item.next_try_at is None


def test_a_named_folder_that_is_the_exchange_folder_is_the_channel(offices: Offices) -> None:
    offices.write("10001")
    [result] = save_orders(offices.home, ["10001"], offices.folder)
    assert result.item is not None
    assert result.item.channel == "cloud"


def test_rule_37_no_answer_within_a_working_day_is_shown(offices: Offices) -> None:
    offices.write("10001")
    send_orders(offices.home, ["10001"], None)
    offices.clock.advance(days=1, minutes=1)
    assert [view.step for view in offered_orders(offices.home)] == [Step.NO_ANSWER]
    send_orders(offices.home, ["10001"], None)
    assert [view.step for view in offered_orders(offices.home)] == [Step.SENT]


def test_one_order_that_fails_does_not_stop_the_others(offices: Offices, tmp_path: Path) -> None:
    for number in ("10001", "77", "10002"):
        offices.write(number)
    results = save_orders(offices.home, ["10001", "77", "nothing", "10002", "10001"], None)
    assert [(r.asked, r.outcome) for r in results] == [
        ("10001", "saved"),
        ("77", "refused"),
        ("nothing", "refused"),
        ("10002", "saved"),
    ]
    assert len(qtf_files(offices.folder)) == 2


def test_a_folder_that_cannot_be_written_leaves_the_order_in_the_outbox(
    offices: Offices, tmp_path: Path
) -> None:
    offices.write("10001")
    gone = tmp_path / "pulled-out"
    [result] = save_orders(offices.home, ["10001"], gone)
    assert (result.outcome, result.step) == ("queued", Step.PACKED)


def test_sent_orders_lose_their_mark_and_queued_ones_keep_it(offices: Offices) -> None:
    offices.write("10001")
    offices.write("10002")
    mark(offices.home, ["10001", "10002"], True)
    assert marked_numbers(offices.home) == ["quote:10001", "quote:10002"]
    send_orders(offices.home, ["quote:10001"], None)
    offices.folder.rename(offices.folder.with_name("away"))
    send_orders(offices.home, ["quote:10002"], None)
    assert marked_numbers(offices.home) == ["quote:10002"]


def test_a_channel_that_does_not_exist_is_named_before_anything_is_packed(
    offices: Offices,
) -> None:
    offices.write("10001")
    with pytest.raises(UnknownChannel):
        send_orders(offices.home, ["10001"], "nowhere")
    assert offices.outbox() == []


def test_without_an_exchange_folder_save_says_so_before_anything_is_packed(
    offices: Offices,
) -> None:
    offices.write("10001")
    remove_channel(offices.home.settings_path, "cloud")
    offices.home.reload_settings()
    with pytest.raises(NoFolder):
        save_orders(offices.home, ["10001"], None)
    assert offices.outbox() == []


def test_without_any_channel_send_queues(offices: Offices) -> None:
    offices.write("10001")
    remove_channel(offices.home.settings_path, "cloud")
    offices.home.reload_settings()
    [result] = send_orders(offices.home, ["10001"], None)
    assert (result.outcome, result.step) == ("queued", Step.PACKED)
    assert len(offices.outbox()) == 1


def test_no_temporary_file_is_left_behind(offices: Offices, tmp_path: Path) -> None:
    offices.write("10001")
    stick = tmp_path / "stick"
    stick.mkdir()
    save_orders(offices.home, ["10001"], stick)
    assert [path.suffix for path in stick.iterdir()] == [".qtf"]


def test_rule_83_the_worker_archives_what_was_sent_byte_for_byte(
    offices: Offices, tmp_path: Path
) -> None:
    offices.write("10001")
    offices.write("10002")
    stick = tmp_path / "stick"
    stick.mkdir()
    send_orders(offices.home, ["10001"], None)
    save_orders(offices.home, ["10002"], stick)
    for _ in range(2):
        with channels.open_all(offices.home) as opened:
            cycle(offices.home, opened)
    for item in offices.outbox():
        kept = offices.home.archive.read(item.digest, "sent")
        assert kept == offices.sealed_bytes(item)
    with offices.home.read() as conn:
        assert verify_archive(conn, offices.home.tenant, offices.home.archive).problems == ()
