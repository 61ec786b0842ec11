"""Rule 20 and faults F32, F62, F65: two importers on one database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from import_world import Home, World, an_order_for
from qtf_importer import settle, situation
from qtf_importer.look import look
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import HAND, parcel_of
from qtf_importer.receive import open_desk
from qtf_office.directory import Office, open_office
from qtf_office.errors import LostRace


def at_once(*works: Callable[[], object]) -> None:
    """Run all of them at the same time; what one raises is raised here."""
    barrier, raised = threading.Barrier(len(works)), list[Exception]()

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - handed on to the test
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


@pytest.fixture
def second(world: World) -> Office:
    """Another program that has the same office open."""
    return open_office(world.office.directory, world.clock)


def take(office: Office, data: bytes, found: list[Outcome]) -> None:
    found.append(open_desk(office).take(parcel_of(data, "x.qtf", HAND, office.now())))


def test_one_package_taken_by_two_importers_counts_once(
    world: World, home: Home, second: Office
) -> None:
    with second:
        for number in range(10_001, 10_006):
            found: list[Outcome] = []
            data = home.seal(an_order_for(str(number))).data
            at_once(
                lambda data=data, found=found: take(world.office, data, found),  # type: ignore[misc]
                lambda data=data, found=found: take(second, data, found),  # type: ignore[misc]
            )
            assert sorted(each.outcome for each in found) == ["imported", "unchanged"]
    assert len(world.heads()) == 5


def test_one_number_from_two_workstations_is_given_to_one(
    world: World, home: Home, second: Office
) -> None:
    free = world.home("HO-2", (20_001, 30_000), guarded=False)
    with second:
        for number in range(10_001, 10_006):
            found: list[Outcome] = []
            one, other = home.seal(an_order_for(str(number))), free.seal(an_order_for(str(number)))
            at_once(
                lambda one=one, found=found: take(world.office, one.data, found),  # type: ignore[misc]
                lambda other=other, found=found: take(second, other.data, found),  # type: ignore[misc]
            )
            assert sorted(each.outcome for each in found) == ["imported", "rejected"]
    assert len(world.heads()) == 5


def test_two_watchers_of_one_folder_share_the_work(
    world: World, home: Home, second: Office
) -> None:
    sealed = [home.seal(an_order_for(str(number))) for number in range(10_001, 10_013)]
    for each in sealed:
        world.exchange.put(each.data, each.file_name)
    one, other = world.exchange.channel(name="x"), world.exchange.channel(name="x")
    with second:
        at_once(lambda: look(world.office, [one]), lambda: look(second, [other]))
    assert len(world.heads()) == len(sealed)
    assert {item.deliveries for item in world.items()} == {1}
    for each in sealed:
        assert [answer.repeat for answer in home.answers(each)] == [False]


def test_rule_20_a_lost_race_is_classified_again(
    world: World, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer gets the number between our look and our insert."""
    real, lost = settle.settle_in, list[bool]()

    def lose_once(*args: object, **more: object) -> Outcome:
        if not lost:
            lost.append(True)
            raise LostRace(constraint="number")
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(settle, "settle_in", lose_once)
    assert home.send().outcome == "imported"
    assert lost


def test_rule_20_the_database_itself_refuses_a_second_order_of_one_number(
    world: World, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the facts are wrong, nothing is doubled: the unique key has the last word."""
    home.send()
    real, looks = situation.look, list[bool]()

    def blind_once(*args: object) -> situation.Situation:
        found = real(*args)  # type: ignore[arg-type]
        looks.append(True)
        if len(looks) == 1:
            return replace(found, facts=replace(found.facts, holder=None))
        return found

    monkeypatch.setattr("qtf_importer.ordering.look", blind_once)
    outcome = home.send(an_order_for(title="Zweiter"))
    assert (outcome.outcome, outcome.reason) == ("rejected", "duplicate-number")
    assert len(looks) == 2
    assert len(world.heads()) == 1


def test_a_file_dragged_while_the_watcher_takes_it_counts_once(
    world: World, home: Home, second: Office, tmp_path: Path
) -> None:
    sealed = home.seal()
    world.exchange.put(sealed.data, "a.qtf")
    found: list[Outcome] = []
    with second:
        at_once(
            lambda: look(world.office, [world.exchange.channel()]),
            lambda: take(second, sealed.data, found),
        )
    assert len(world.heads()) == 1
    assert found[0].outcome in ("imported", "unchanged")
