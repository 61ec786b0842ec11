"""Rules 39 to 41, 49 and 51: nothing is lost to trouble, and one bad file stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest

from import_world import Home, World, an_order_for
from memory_channel import MemoryExchange
from qtf_format.channel import ChannelPaused, ChannelUnreachable
from qtf_format.package import Opened, Reader, Refusal
from qtf_format.reading import read
from qtf_importer import receive
from qtf_importer.look import look
from qtf_importer.parcel import display_name
from qtf_importer.receipts import pack_pending
from qtf_office.archive import Archive
from qtf_office.errors import DiskFull, OfficeLocked
from qtf_office.storage import outbox


def refuse(error: Exception) -> Callable[..., NoReturn]:
    def raise_it(*_args: object, **_more: object) -> NoReturn:
        raise error

    return raise_it


class TestPassingTrouble:
    """Rule 40: the same item again, the source untouched."""

    def test_rule_40_a_full_disk_leaves_the_source_and_the_inbox_untouched(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.exchange.put(home.seal().data, "a.qtf")
        with monkeypatch.context() as full:
            full.setattr(Archive, "store", refuse(DiskFull(place="archive")))
            with pytest.raises(DiskFull):
                world.look()
        assert world.items() == []
        assert list(world.exchange.boxes["office"]) == ["a.qtf"]
        assert [each.outcome for each in world.look().outcomes] == ["imported"]

    def test_rule_40_a_busy_database_leaves_the_source_untouched(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.exchange.put(home.seal().data, "a.qtf")
        with monkeypatch.context() as busy:
            busy.setattr(receive, "settle", refuse(OfficeLocked()))
            with pytest.raises(OfficeLocked):
                world.look()
        assert world.exchange.done == []
        assert [each.outcome for each in world.look().outcomes] == ["imported"]

    def test_rule_31_a_receipt_that_cannot_be_packed_undoes_nothing(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sealed = home.seal()
        world.exchange.put(sealed.data, "a.qtf")
        with monkeypatch.context() as broken:
            broken.setattr("qtf_importer.look.pack_pending", refuse(OfficeLocked()))
            with pytest.raises(OfficeLocked):
                world.look()
        assert len(world.heads()) == 1
        world.look()
        assert home.answer(sealed).final


class TestStumbling:
    """Rule 40: three tries with growing pauses, then quarantine; the queue goes on."""

    @pytest.fixture
    def poison(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> bytes:
        """A file over which the program stumbles."""
        bad = home.seal(an_order_for("10066")).data

        def stumble(data: bytes, reader: Reader) -> Opened | Refusal:
            if data == bad:
                raise ZeroDivisionError("Erika Beispiel")
            return read(data, reader)

        monkeypatch.setattr(receive, "read", stumble)
        return bad

    def test_rule_40_three_tries_then_quarantine_and_the_others_go_on(
        self, world: World, home: Home, poison: bytes
    ) -> None:
        world.exchange.put(poison, "gift.qtf")
        world.exchange.put(home.seal().data, "gut.qtf")
        first, good = world.look().outcomes
        assert (first.outcome, first.reason, first.state) == (
            "waiting",
            "local-trouble",
            "received",
        )
        assert good.outcome == "imported"
        assert "gift.qtf" in world.exchange.boxes["office"]  # the source is untouched
        (resting,) = world.look().outcomes
        assert world.item(resting.item).attempts == 1
        world.clock.advance(minutes=2)
        world.look()
        assert world.item(first.item).attempts == 2
        world.clock.advance(minutes=2)
        world.look()
        assert world.item(first.item).attempts == 2  # the pause has grown
        world.clock.advance(minutes=10)
        world.look()
        item = world.item(first.item)
        assert (item.state, item.outcome, item.reason) == (
            "settled",
            "quarantined",
            "program-error",
        )
        assert "gift.qtf" not in world.exchange.boxes["office"]
        assert item.last_error == "ZeroDivisionError"  # never its words
        assert world.look().outcomes == []

    def test_rule_21_a_file_set_aside_so_is_examined_afresh_when_offered_again(
        self, world: World, home: Home, poison: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.exchange.put(poison, "gift.qtf")
        for minutes in (0, 2, 20):
            world.clock.advance(minutes=minutes)
            world.look()
        monkeypatch.undo()
        world.exchange.put(poison, "gift.qtf")
        assert [each.outcome for each in world.look().outcomes] == ["imported"]


class TestChannels:
    """A channel in trouble is told and does not stop the others."""

    def test_one_failing_channel_does_not_stop_the_other(self, world: World, home: Home) -> None:
        broken = MemoryExchange(is_ours=True, is_unreachable=True)
        world.exchange.put(home.seal().data, "a.qtf")
        ways = [broken.channel(name="kaputt"), world.exchange.channel(name="heil")]
        looked = look(world.office, ways)
        assert [each.outcome for each in looked.outcomes] == ["imported"]
        assert list(looked.troubles) == ["kaputt"]
        assert isinstance(looked.troubles["kaputt"], ChannelUnreachable)

    def test_a_mistake_in_one_channel_does_not_stop_the_other(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.exchange.put(home.seal().data, "a.qtf")
        odd = MemoryExchange(is_ours=True).channel(name="seltsam")
        monkeypatch.setattr(odd, "arrivals", refuse(KeyError("Erika Beispiel")))
        looked = look(world.office, [odd, world.exchange.channel()])
        assert [each.outcome for each in looked.outcomes] == ["imported"]
        assert list(looked.troubles) == ["seltsam"]

    def test_rule_31_a_mistake_in_packing_receipts_leaves_them_queued(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sealed = home.seal()
        world.exchange.put(sealed.data, "a.qtf")
        with monkeypatch.context() as broken:
            broken.setattr("qtf_importer.look.pack_pending", refuse(KeyError("x")))
            assert [each.outcome for each in world.look().outcomes] == ["imported"]
        assert home.receipts() == []
        world.look()
        assert home.answer(sealed).final

    def test_rule_51_a_place_that_is_not_ours_is_left_alone(self, world: World, home: Home) -> None:
        world.exchange.put(home.seal().data, "a.qtf")
        world.exchange.is_ours = False
        looked = look(world.office, [world.exchange.channel()])
        assert isinstance(looked.troubles["memory"], ChannelPaused)
        assert world.items() == []
        assert list(world.exchange.boxes["office"]) == ["a.qtf"]

    def test_a_read_only_place_is_taken_once_and_passed_over_from_then_on(
        self, world: World, home: Home
    ) -> None:
        world.exchange.put(home.seal().data, "a.qtf")
        world.exchange.is_read_only = True
        assert [each.outcome for each in world.look().outcomes] == ["imported"]
        assert world.look().outcomes == []
        assert world.items()[0].deliveries == 1

    def test_rule_39_a_file_settled_but_not_put_away_is_the_same_delivery(
        self, world: World, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sealed = home.seal()
        world.exchange.put(sealed.data, "a.qtf")
        channel = world.exchange.channel()
        with monkeypatch.context() as cut:
            cut.setattr(channel, "acknowledge", refuse(ChannelUnreachable(channel="memory")))
            assert look(world.office, [channel]).troubles
        (again,) = world.look().outcomes
        assert again.outcome == "unchanged"
        assert world.items()[0].deliveries == 1
        assert [answer.repeat for answer in home.answers(sealed)] == [False]

    def test_the_same_file_on_two_ways_counts_once(self, world: World, home: Home) -> None:
        other = MemoryExchange(is_ours=True)
        data = home.seal().data
        world.exchange.put(data, "a.qtf")
        other.put(data, "b.qtf")
        looked = look(world.office, [world.exchange.channel(), other.channel(name="zweiter")])
        assert [each.outcome for each in looked.outcomes] == ["imported", "unchanged"]
        assert len(world.heads()) == 1

    def test_without_a_channel_the_answers_wait_in_the_outbox(
        self, world: World, home: Home
    ) -> None:
        from qtf_importer.parcel import HAND, parcel_of
        from qtf_importer.receive import open_desk

        sealed = home.seal()
        open_desk(world.office).take(parcel_of(sealed.data, "x", HAND, world.office.now()))
        look(world.office, [])
        with world.office.read() as conn:
            waiting = outbox.list_items(conn, world.office.tenant, states=["sealed"])
        assert [item.package_kind for item in waiting if item.package_kind == "receipt"]
        world.look()
        assert home.answer(sealed).final

    def test_many_files_are_answered_with_few_receipts(self, world: World, home: Home) -> None:
        for number in range(10_001, 10_021):
            world.exchange.put(home.seal(an_order_for(str(number))).data, f"{number}.qtf")
        world.look()
        (receipt,) = home.receipts()
        assert len(receipt.items) == 20


def test_nothing_is_packed_where_nobody_waits(world: World) -> None:
    assert pack_pending(world.office) == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("q-1.qtf", "q-1.qtf"),
        ("Angebot Müller (1).qtf", "Angebot Müller (1).qtf"),
        ("a\nb", "a\\x0ab"),
        ("x\u202efdp.qtf", "x\\u202efdp.qtf"),
        ("kaputt\udcff.qtf", "kaputt\\xff.qtf"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_a_name_is_shown_on_one_line_and_without_tricks(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_a_name_that_is_too_long_is_cut() -> None:
    assert len(display_name("x" * 1000)) == 255
