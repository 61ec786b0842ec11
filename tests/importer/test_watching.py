"""The unattended watcher: it goes on through trouble and ends when it is told to."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from import_world import Home, World, an_order_for, copied_world
from qtf_format.channel import ChannelSettings
from qtf_importer import watch as watching
from qtf_importer.look import Looked, look
from qtf_importer.outcome import Outcome
from qtf_importer.watch import Stop, stop_on_signals, watch
from qtf_office.channels import last_look
from qtf_office.errors import OfficeLocked
from qtf_office.settings import add_channel


@pytest.fixture
def world(tmp_path: Path, office_template: Path) -> Iterator[World]:
    """A main office on SQLite with a real exchange folder."""
    with copied_world(tmp_path, office_template) as made:
        made.with_folder(tmp_path / "exchange")
        yield made


class Watcher:
    """Runs the loop until it has told of so many files, or slept so often."""

    def __init__(self, world: World, files: int = 1, naps: int = 50) -> None:
        self.world, self.files, self.naps = world, files, naps
        self.stop = Stop()
        self.told: list[Outcome] = []
        self.slept: list[float] = []

    def tell(self, outcome: Outcome) -> None:
        self.told.append(outcome)
        if len(self.told) >= self.files:
            self.stop.ask()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) >= self.naps:
            self.stop.ask()

    def run(self) -> list[str]:
        watch(self.world.office, self.stop, self.tell, self.sleep)
        return [outcome.outcome for outcome in self.told]


def test_what_lies_there_at_the_start_is_taken(world: World, home: Home, tmp_path: Path) -> None:
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data)
    assert Watcher(world).run() == ["imported"]
    assert len(home.receipts_in(tmp_path / "exchange")) == 1


def test_a_file_that_comes_later_is_noticed(world: World, home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "exchange"
    (folder / "a.qtf").write_bytes(home.seal().data)
    watcher = Watcher(world, files=2)
    second = home.seal(an_order_for("10002")).data
    told = watcher.tell

    def tell(outcome: Outcome) -> None:
        told(outcome)
        if len(watcher.told) == 1:
            (folder / "b.qtf").write_bytes(second)

    watcher.tell = tell  # type: ignore[method-assign]
    assert watcher.run() == ["imported", "imported"]


def test_rule_40_a_busy_office_is_waited_for_with_growing_pauses(
    world: World, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data)
    troubles = [OfficeLocked(), OfficeLocked()]

    def busy_twice(*args: object, **more: object) -> Looked:
        if troubles:
            return Looked(broken=troubles.pop())
        return look(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "look", busy_twice)
    watcher = Watcher(world)
    assert watcher.run() == ["imported"]
    assert sum(watcher.slept) == watching.FIRST_PAUSE_S * 3  # once, then twice as long


def test_a_channel_in_trouble_is_noted_and_tried_again(
    world: World, home: Home, tmp_path: Path
) -> None:
    gone = ChannelSettings("weg", "folder", {"path": str(tmp_path / "weg")})
    add_channel(world.office.settings_path, gone)
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data)
    assert Watcher(world).run() == ["imported"]
    assert last_look(world.office, "weg").error
    assert last_look(world.office, "cloud").error is None


def test_a_channel_of_an_unknown_kind_does_not_stop_the_others(
    world: World, home: Home, tmp_path: Path
) -> None:
    add_channel(world.office.settings_path, ChannelSettings("brief", "pigeon", {}))
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data)
    assert Watcher(world).run() == ["imported"]


def test_without_any_channel_it_waits_for_one(world: World) -> None:
    from qtf_office.settings import remove_channel

    remove_channel(world.office.settings_path, "cloud")
    watcher = Watcher(world, naps=3)
    assert watcher.run() == []
    assert len(watcher.slept) == 3


def test_what_waits_is_looked_at_again_once_a_minute_at_most(
    world: World, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def count(*args: object, revisiting: bool, **more: object) -> Looked:
        asked.append(revisiting)
        return look(*args, revisiting=revisiting, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "look", count)
    folder = tmp_path / "exchange"
    (folder / "a.qtf").write_bytes(home.seal().data)
    watcher = Watcher(world, files=2)
    second, told = home.seal(an_order_for("10002")).data, watcher.tell

    def tell(outcome: Outcome) -> None:
        told(outcome)
        (folder / "b.qtf").write_bytes(second)

    watcher.tell = tell  # type: ignore[method-assign]
    watcher.run()
    assert asked[0]
    assert not any(asked[1:])


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_for_the_end_and_the_former_handler_comes_back(number: int) -> None:
    before = signal.getsignal(number)
    with stop_on_signals() as stop:
        os.kill(os.getpid(), number)
        assert stop.asked
    assert signal.getsignal(number) is before
