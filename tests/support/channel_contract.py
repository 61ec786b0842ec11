"""What every channel keeps, whatever carries the files; each channel's tests inherit it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod

import pytest

from packages import package
from qtf_format.channel import (
    OFFICE_BOX,
    Arrival,
    CannotAcknowledge,
    Channel,
    ChannelMisconfigured,
    ChannelPaused,
    Completeness,
    Gone,
)

WORKSTATION = "0a1b2c3d"
NAME = "q-0a1b2c3d-00000001-deadbeef.qtf"


class World(ABC):
    """A place with a way for strangers to lay files in, and a clock."""

    @abstractmethod
    def channel(self, box: str) -> Channel:
        """Return one end; nothing is set up yet."""

    @abstractmethod
    def put(self, data: bytes, name: str, box: str = OFFICE_BOX) -> None:
        """Lay a file into a box as anybody can, over whatever was there, just now."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Let time pass."""

    @abstractmethod
    def lying(self, box: str = OFFICE_BOX) -> list[bytes]:
        """Return what lies in a box."""

    @abstractmethod
    def done(self, box: str = OFFICE_BOX) -> list[bytes]:
        """Return what was put away from a box."""

    @abstractmethod
    def lose_marker(self) -> None:
        """Make the place look like another one."""

    @abstractmethod
    def make_read_only(self) -> None:
        """Allow reading only."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def take_all(channel: Channel) -> list[bytes]:
    """Take everything complete, as an importer does."""
    taken = []
    for arrival in channel.arrivals():
        match channel.fetch(arrival):
            case (Completeness.COMPLETE, data):
                taken.append(data)
                channel.acknowledge(arrival, digest(data))
    return taken


def only(channel: Channel) -> Arrival:
    (arrival,) = channel.arrivals()
    return arrival


class ChannelContract:
    """Inherit, and provide the fixture `world`."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    @pytest.fixture
    def office(self, world: World) -> Channel:
        channel = world.channel(OFFICE_BOX)
        channel.set_up(create=True)
        return channel

    @pytest.fixture
    def home(self, world: World, office: Channel) -> Channel:
        channel = world.channel(WORKSTATION)
        channel.set_up(create=False)
        return channel

    def test_a_sent_file_arrives_whole_in_the_box_it_was_sent_to(
        self, office: Channel, home: Channel
    ) -> None:
        home.send(package(b"order"), NAME, OFFICE_BOX)
        assert list(home.arrivals()) == []
        assert only(office).file_name == NAME
        assert office.fetch(only(office)) == (Completeness.COMPLETE, package(b"order"))

    def test_rule_38_an_answer_lies_in_the_box_of_its_workstation(
        self, office: Channel, home: Channel
    ) -> None:
        office.send(package(b"receipt"), NAME, WORKSTATION)
        assert list(office.arrivals()) == []
        assert take_all(home) == [package(b"receipt")]

    def test_sending_the_same_again_leaves_one_file(
        self, world: World, office: Channel, home: Channel
    ) -> None:
        for _ in range(3):
            home.send(package(), NAME, OFFICE_BOX)
        assert len(list(office.arrivals())) == 1

    def test_sending_other_bytes_under_the_same_name_keeps_both(
        self, office: Channel, home: Channel
    ) -> None:
        for body in (b"one", b"two", b"one"):
            home.send(package(body), NAME, OFFICE_BOX)
        assert sorted(take_all(office)) == sorted([package(b"one"), package(b"two")])

    def test_a_file_sent_again_after_it_was_taken_arrives_again(
        self, world: World, office: Channel, home: Channel
    ) -> None:
        for _ in range(2):
            home.send(package(), NAME, OFFICE_BOX)
            assert take_all(office) == [package()]
        assert world.lying() == []

    def test_an_acknowledged_file_is_kept_beside(
        self, world: World, office: Channel, home: Channel
    ) -> None:
        home.send(package(), NAME, OFFICE_BOX)
        take_all(office)
        assert list(office.arrivals()) == []
        assert world.lying() == []
        assert world.done() == [package()]

    def test_acknowledging_twice_is_harmless(self, office: Channel, home: Channel) -> None:
        home.send(package(), NAME, OFFICE_BOX)
        arrival = only(office)
        office.fetch(arrival)
        for _ in range(2):
            office.acknowledge(arrival, digest(package()))
        assert list(office.arrivals()) == []

    def test_a_file_that_changed_after_it_was_taken_stays_as_a_new_arrival(
        self, world: World, office: Channel
    ) -> None:
        world.put(package(b"one"), "x.qtf")
        arrival = only(office)
        office.fetch(arrival)
        world.put(package(b"two"), "x.qtf")
        office.acknowledge(arrival, digest(package(b"one")))
        assert take_all(office) == [package(b"two")]

    def test_a_token_outlives_the_channel_and_is_plain_ascii(
        self, world: World, office: Channel
    ) -> None:
        world.put(package(), "Größe 1.qtf")
        arrival = only(office)
        again = world.channel(OFFICE_BOX)
        assert arrival.token.isascii()
        assert only(again).token == arrival.token
        again.acknowledge(arrival, digest(package()))
        assert world.done() == [package()]

    def test_a_token_changes_with_the_file(self, world: World, office: Channel) -> None:
        world.put(package(b"one"), "x.qtf")
        first = only(office)
        world.put(package(b"four"), "x.qtf")
        assert only(office).token != first.token

    def test_arrivals_come_oldest_first(self, world: World, office: Channel) -> None:
        names = ["zebra.qtf", "apple.qtf", "mouse.qtf"]
        for name in names:
            world.put(package(name.encode()), name)
            world.advance(10)
        assert [arrival.file_name for arrival in office.arrivals()] == names

    def test_a_file_that_vanishes_before_it_is_read_is_gone(
        self, world: World, office: Channel
    ) -> None:
        world.put(package(), "x.qtf")
        arrival = only(office)
        take_all(office)
        assert office.fetch(arrival) == Gone()
        office.acknowledge(arrival, digest(package()))

    def test_rule_49_half_a_file_waits_however_long(self, world: World, office: Channel) -> None:
        world.put(package()[:50], "x.qtf")
        world.advance(100_000)
        assert office.fetch(only(office)) == (Completeness.INCOMPLETE, package()[:50])
        world.put(package(), "x.qtf")
        assert take_all(office) == [package()]

    def test_rule_49_an_empty_file_called_like_a_package_waits(
        self, world: World, office: Channel
    ) -> None:
        world.put(b"", "x.qtf")
        assert office.fetch(only(office)) == (Completeness.INCOMPLETE, b"")

    @pytest.mark.parametrize("data", [package()[:-1] + b"?", package() + b"?"])
    def test_a_damaged_file_is_final_only_after_30_s_without_change(
        self, world: World, office: Channel, data: bytes
    ) -> None:
        world.put(data, "x.qtf")
        assert office.fetch(only(office)) == (Completeness.SETTLING, data)
        world.advance(29)
        assert office.fetch(only(office)) == (Completeness.SETTLING, data)
        world.advance(2)
        assert office.fetch(only(office)) == (Completeness.FINAL, data)

    def test_a_damaged_file_that_changes_begins_to_settle_anew(
        self, world: World, office: Channel
    ) -> None:
        for ending in (b"?", b"!"):
            world.put(package() + ending, "x.qtf")
            assert office.fetch(only(office)) == (Completeness.SETTLING, package() + ending)
            world.advance(20)
        assert office.fetch(only(office)) == (Completeness.SETTLING, package() + b"!")

    def test_a_foreign_file_is_left_alone(self, world: World, office: Channel) -> None:
        world.put(b"%PDF-1.7 not ours at all, whatever it is called", "invoice.pdf")
        world.put(b"not ours at all, whatever it is called", "order.qtf")
        assert list(office.arrivals()) == []
        assert len(world.lying()) == 2

    def test_rule_50_a_name_means_nothing(self, world: World, office: Channel) -> None:
        names = ["x.qtf.txt", "x.qt_", "ATT00001.dat", "x (conflicted copy).qtf", "noname"]
        for name in names:
            world.put(package(name.encode()), name)
        assert sorted(take_all(office)) == sorted(package(name.encode()) for name in names)

    def test_a_name_is_shown_escaped(self, world: World, office: Channel) -> None:
        world.put(package(), "a\nb\u202egpj.qtf")
        assert only(office).file_name == "a\\nb\\u202egpj.qtf"
        assert take_all(office) == [package()]

    def test_rule_51_without_its_marker_nothing_is_done(
        self, world: World, office: Channel, home: Channel
    ) -> None:
        home.send(package(), NAME, OFFICE_BOX)
        world.lose_marker()
        with pytest.raises(ChannelPaused):
            next(office.arrivals())
        with pytest.raises(ChannelPaused):
            home.send(package(b"two"), NAME, OFFICE_BOX)
        assert world.lying() == [package()]
        assert isinstance(office.health().trouble, ChannelPaused)

    def test_rule_51_only_the_main_office_makes_the_marker(self, world: World) -> None:
        with pytest.raises(ChannelPaused):
            world.channel(WORKSTATION).set_up(create=False)

    def test_setting_up_again_changes_nothing(self, office: Channel, home: Channel) -> None:
        home.send(package(), NAME, OFFICE_BOX)
        office.set_up(create=True)
        home.set_up(create=False)
        assert take_all(office) == [package()]

    def test_a_read_only_place_lets_files_be_taken_and_says_which_stay(
        self, world: World, office: Channel
    ) -> None:
        world.put(package(), "x.qtf")
        world.make_read_only()
        arrival = only(office)
        assert office.fetch(arrival) == (Completeness.COMPLETE, package())
        with pytest.raises(CannotAcknowledge) as caught:
            office.acknowledge(arrival, digest(package()))
        assert caught.value.fields["token"] == arrival.token
        assert only(office).token == arrival.token

    @pytest.mark.parametrize("box", ["../../etc", "", "0A1B2C3D", "0a1b2c3d/..", "return"])
    def test_a_box_that_cannot_be_is_refused(self, office: Channel, world: World, box: str) -> None:
        with pytest.raises(ChannelMisconfigured):
            office.send(package(), NAME, box)
        with pytest.raises(ChannelMisconfigured):
            world.channel(box)

    def test_waiting_ends_when_something_came(self, world: World, office: Channel) -> None:
        while office.wait(0):
            list(office.arrivals())
        world.put(package(), "x.qtf")
        assert office.wait(600)
        assert take_all(office) == [package()]

    def test_health_tells_when_and_what(self, world: World, office: Channel) -> None:
        assert office.health().last_looked_at is None
        world.put(package()[:40], "x.qtf")
        list(office.arrivals())
        health = office.health()
        assert health.last_looked_at is not None
        assert (health.waiting, health.last_error) == (1, None)

    def test_a_good_place_passes_its_own_test(self, office: Channel) -> None:
        assert all(failed is None for _, failed in office.test("de"))
        assert list(office.arrivals()) == []
