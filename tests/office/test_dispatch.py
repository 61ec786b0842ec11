"""Handing over what is due: pauses that outlive a restart, no row that stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory_channel import MemoryChannel, MemoryExchange
from offices import SetClock, main_office
from qtf_format.channel import OFFICE_BOX, ChannelUnreachable
from qtf_format.ids import Digest, OrderId, PackageId, WorkstationId, box_of
from qtf_office.archive import verify_archive
from qtf_office.directory import Office
from qtf_office.dispatch import BY_HAND, hand_over, mark_handed_over, next_pause, next_repeat
from qtf_office.storage import outbox
from qtf_office.storage.outbox import OutboxItem

HOME = WorkstationId("ab" * 16)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with main_office(tmp_path / "office") as made:
        yield made


@pytest.fixture
def exchange() -> MemoryExchange:
    return MemoryExchange(is_ours=True)


def _queue(office: Office, text: str = "one", kind: str = "trust", **more: Any) -> OutboxItem:
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    item = OutboxItem(
        package_id=PackageId(digest[:32]),
        package_kind=kind,
        recipient=HOME,
        sequence=1,
        manifest_sha=Digest(digest),
        digest=Digest(digest),
        file_name=f"{text}.qtf",
        created_at=office.now(),
    )
    with office.write() as conn:
        return outbox.add(conn, office.tenant, replace(item, **more), data)


def _row(office: Office, item: OutboxItem) -> OutboxItem:
    with office.read() as conn:
        found = outbox.get(conn, office.tenant, item.outbox_id)
    assert found is not None
    return found


def _clock(office: Office) -> SetClock:
    assert isinstance(office.clock, SetClock)
    return office.clock


def test_what_is_due_lands_in_the_box_of_its_reader(
    office: Office, exchange: MemoryExchange
) -> None:
    item = _queue(office)
    done = hand_over(office, [exchange.channel()])
    assert [i.outbox_id for i in done.handed_over] == [item.outbox_id]
    assert exchange.boxes[box_of(HOME)]["one.qtf"].data == b"one"
    row = _row(office, item)
    assert (row.state, row.channel, row.archived) == ("handed-over", "memory", True)
    assert hand_over(office, [exchange.channel()]).handed_over == ()


def test_what_is_for_the_office_lands_in_the_office_box(
    office: Office, exchange: MemoryExchange
) -> None:
    _queue(office, recipient=office.office_workstation)
    hand_over(office, [exchange.channel()])
    assert list(exchange.boxes) == [OFFICE_BOX]


def test_rule_83_what_left_is_in_the_archive_and_the_journal(
    office: Office, exchange: MemoryExchange
) -> None:
    item = _queue(office)
    hand_over(office, [exchange.channel()])
    assert office.archive.read(item.digest, "sent") == b"one"
    with office.read() as conn:
        report = verify_archive(conn, office.tenant, office.archive)
    assert report.problems == ()


def test_rule_40_offline_waits_with_growing_pauses_across_restarts(
    office: Office, exchange: MemoryExchange
) -> None:
    item = _queue(office)
    exchange.is_unreachable = True
    pauses = []
    for _ in range(4):
        done = hand_over(office, [exchange.channel()])
        assert isinstance(done.waiting[0].error, ChannelUnreachable)
        row = _row(office, item)
        assert row.next_try_at is not None
        assert row.state == "sealed"
        # Too early: the row is not even looked at, whichever process asks.
        assert hand_over(office, [exchange.channel()]).waiting == ()
        pauses.append(next_pause(row.attempts))
        _clock(office).advance(seconds=pauses[-1].total_seconds())
    assert pauses == sorted(set(pauses))
    exchange.is_unreachable = False
    assert len(hand_over(office, [exchange.channel()]).handed_over) == 1
    assert _row(office, item).last_error is None


def test_a_person_who_asks_for_it_does_not_wait_for_the_pause(
    office: Office, exchange: MemoryExchange
) -> None:
    _queue(office)
    exchange.is_unreachable = True
    hand_over(office, [exchange.channel()])
    exchange.is_unreachable = False
    assert len(hand_over(office, [exchange.channel()], retry=True).handed_over) == 1


def test_the_second_channel_takes_what_the_first_does_not(
    office: Office, exchange: MemoryExchange
) -> None:
    other = MemoryExchange(is_ours=True)
    exchange.is_unreachable = True
    item = _queue(office)
    hand_over(office, [exchange.channel(name="a"), other.channel(name="b")])
    assert _row(office, item).channel == "b"


def test_one_channel_can_be_asked_for(office: Office, exchange: MemoryExchange) -> None:
    other = MemoryExchange(is_ours=True)
    item = _queue(office)
    hand_over(office, [exchange.channel(name="a"), other.channel(name="b")], only="b")
    assert _row(office, item).channel == "b"
    assert not exchange.boxes


def test_without_a_channel_nothing_is_counted_as_a_failure(office: Office) -> None:
    item = _queue(office)
    (waiting,) = hand_over(office, []).waiting
    assert waiting.error is None
    assert _row(office, item) == item


class _Fussy(MemoryChannel):
    """Refuses one file name; counts how often it was asked."""

    asked = 0

    def send(self, data: bytes, file_name: str, box: str) -> None:
        """Refuse `bad.qtf`."""
        self.asked += 1
        if file_name == "bad.qtf":
            raise ChannelUnreachable(channel=self.name, detail="no")
        super().send(data, file_name, box)


def test_a_channel_that_failed_is_left_alone_for_the_rest_of_the_run(
    office: Office, exchange: MemoryExchange
) -> None:
    _queue(office, "bad")
    _queue(office, "good")
    fussy = _Fussy(exchange, OFFICE_BOX, "fussy")
    done = hand_over(office, [fussy, exchange.channel(name="other")])
    assert len(done.handed_over) == 2
    assert fussy.asked == 1


@pytest.mark.parametrize("kind", ["order", "pair.accept"])
def test_rule_37_an_unanswered_package_goes_out_again_unchanged(
    office: Office, exchange: MemoryExchange, kind: str
) -> None:
    item = _queue(office, kind=kind, order_id=OrderId("o") if kind == "order" else None)
    hand_over(office, [exchange.channel()])
    sent_at = []
    for hour in range(1, 100):
        exchange.boxes.clear()
        _clock(office).advance(hours=1)
        if hand_over(office, [exchange.channel()]).handed_over:
            sent_at.append(hour)
            assert exchange.boxes[box_of(HOME)]["one.qtf"].data == b"one"
    assert sent_at == [1, 7, 31, 55, 79]
    first = _row(office, item).handed_over_at
    assert first == "2026-11-21T08:00:00.000Z"


def test_an_answered_package_is_not_sent_again(office: Office, exchange: MemoryExchange) -> None:
    item = _queue(office, kind="order")
    hand_over(office, [exchange.channel()])
    with office.write() as conn:
        row = _row_in(conn, office, item)
        outbox.save(conn, office.tenant, replace(row, state="confirmed", next_try_at=None))
    _clock(office).advance(days=30)
    assert hand_over(office, [exchange.channel()], retry=True).handed_over == ()


def _row_in(conn: object, office: Office, item: OutboxItem) -> OutboxItem:
    found = outbox.get(conn, office.tenant, item.outbox_id)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_answer_that_was_faster_than_our_note_stays(
    office: Office, exchange: MemoryExchange
) -> None:
    item = _queue(office, kind="order")
    with office.write() as conn:
        answered = replace(_row_in(conn, office, item), state="confirmed")
        outbox.save(conn, office.tenant, answered)
    marked = mark_handed_over(office, item, "memory")
    assert marked.state == "confirmed"
    assert marked.next_try_at is None


def test_rule_38_no_answer_is_expected_to_what_a_person_carries(office: Office) -> None:
    item = _queue(office, kind="order")
    assert mark_handed_over(office, item, BY_HAND).next_try_at is None


def test_only_the_named_packages_are_handed_over(office: Office, exchange: MemoryExchange) -> None:
    one, two = _queue(office, "one"), _queue(office, "two")
    hand_over(office, [exchange.channel()], packages=[two.package_id])
    assert _row(office, one).state == "sealed"
    assert _row(office, two).state == "handed-over"


@given(st.integers(min_value=-5, max_value=10**9))
def test_pauses_grow_and_stay_between_half_a_minute_and_an_hour(attempts: int) -> None:
    assert timedelta(seconds=30) <= next_pause(attempts) <= next_pause(attempts + 1)
    assert next_pause(attempts + 1) <= timedelta(hours=1)
    assert next_repeat(attempts) <= next_repeat(attempts + 1) <= timedelta(days=1)
