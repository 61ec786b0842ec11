"""The worker goes on: with new settings, and through trouble that passes (rule 40)."""

from __future__ import annotations

import pytest

from home_office import Offices
from qtf_exporter import running
from qtf_exporter.receiving import take_all
from qtf_exporter.running import Cycle, Stop, run_forever
from qtf_exporter.shipping import send_orders
from qtf_exporter.shown_run import Teller
from qtf_format.channel import ChannelSettings
from qtf_format.errors import QtfError
from qtf_office.errors import OfficeLocked
from qtf_office.settings import add_channel, remove_channel


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits."""
    monkeypatch.setattr(running, "_wait", lambda ways, stop: None)


class Listener:
    """Hears of the worker's cycles and stops it after so many."""

    def __init__(self, cycles: int) -> None:
        self.stop, self.left = Stop(), cycles
        self.heard: list[Cycle | QtfError] = []

    def tell(self, news: Cycle | QtfError) -> None:
        self.heard.append(news)
        self.left -= 1
        if self.left == 0:
            self.stop.ask()


def queued(offices: Offices) -> None:
    """One order that waits in the outbox."""
    offices.write("10001")
    away = offices.folder.rename(offices.folder.with_name("away"))
    send_orders(offices.home, ["10001"], None)
    away.rename(offices.folder)
    offices.clock.advance(minutes=5)


def test_the_worker_sends_what_waits(offices: Offices) -> None:
    queued(offices)
    listener = Listener(1)
    run_forever(offices.home, listener.stop, listener.tell)
    assert [item.state for item in offices.outbox()] == ["handed-over"]


def test_a_channel_set_up_meanwhile_is_used(offices: Offices) -> None:
    queued(offices)
    path = offices.home.settings_path
    remove_channel(path, "cloud")
    listener = Listener(3)

    def tell(news: Cycle | QtfError) -> None:
        if not listener.heard:
            add_channel(path, ChannelSettings("new", "folder", {"path": str(offices.folder)}))
        listener.tell(news)

    run_forever(offices.home, listener.stop, tell)
    assert [(item.state, item.channel) for item in offices.outbox()] == [("handed-over", "new")]


def test_rule_40_a_locked_office_does_not_end_the_worker(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(offices)
    tries = iter([True, True, False])

    def locked_twice(*given: object) -> object:
        if next(tries, False):
            raise OfficeLocked
        return take_all(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("qtf_exporter.running.take_all", locked_twice)
    listener = Listener(3)
    run_forever(offices.home, listener.stop, listener.tell)
    assert [isinstance(news, OfficeLocked) for news in listener.heard] == [True, True, False]
    assert [item.state for item in offices.outbox()] == ["handed-over"]


def test_the_same_trouble_is_told_once_and_again_when_it_comes_back(offices: Offices) -> None:
    said: list[str] = []
    teller = Teller("de", said.append)
    for is_away in (True, True, False, True):
        listener = Listener(1)
        if is_away and offices.folder.exists():
            offices.folder.rename(offices.folder.with_name("away"))
        if not is_away:
            offices.folder.with_name("away").rename(offices.folder)
        run_forever(offices.home, listener.stop, listener.tell)
        teller.tell(listener.heard[0])
    assert len(said) == 2
    assert said[0] == said[1]
