"""Numbers for a new workstation (rule 62): proposed, wished, per kind, unguarded."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pairing_world import World
from qtf_format.model import OrderKind
from qtf_format.payloads import NumberBlock
from qtf_office.errors import RangeOverlap
from qtf_office.pairing import RangeWish, parse_range
from qtf_office.pairing.wishes import RangeNotUnderstood
from qtf_office.storage import ranges, workstations

invite_module = sys.modules["qtf_office.pairing.invite"]  # the package names the function so


def _blocks(world: World, name: str, *wishes: str, **more: Any) -> list[tuple[object, ...]]:
    invited = world.invite(name, ranges=tuple(parse_range(w) for w in wishes), **more)
    return [(b.series, b.first, b.last, b.guarded) for b in invited.blocks]


def test_rule_62_the_next_block_of_ten_thousand_is_proposed(world: World) -> None:
    assert _blocks(world, "HO-1") == [("main", 10_001, 20_000, True)]
    assert _blocks(world, "HO-2") == [("main", 20_001, 30_000, True)]


def test_rule_62_a_wished_range_is_registered_and_cannot_overlap(world: World) -> None:
    assert _blocks(world, "HO-1", "40001-50000") == [("main", 40_001, 50_000, True)]
    with pytest.raises(RangeOverlap):
        _blocks(world, "HO-2", "50000-60000")
    with world.main.read() as conn:
        assert workstations.find_by_name(conn, world.main.tenant, "HO-2") is None


def test_any_gives_a_block_that_is_not_guarded(world: World) -> None:
    assert _blocks(world, "HO-1", "any") == [("main", 10_001, 20_000, False)]


def test_a_kind_with_a_range_of_its_own_gets_a_series_of_its_own(world: World) -> None:
    blocks = _blocks(world, "HO-1", "quote=500-999")
    assert blocks == [("main", 10_001, 20_000, True), ("quote", 500, 999, True)]
    with world.main.read() as conn:
        series = ranges.series_map(conn, world.main.tenant)
    assert series == {OrderKind.QUOTE: "quote"}


def test_a_later_workstation_gets_a_block_in_every_series_it_needs(world: World) -> None:
    world.pair("HO-1", ranges=(parse_range("quote=500-999"),))
    assert [b[0] for b in _blocks(world, "HO-2")] == ["main", "quote"]
    assert [b[0] for b in _blocks(world, "HO-3", kinds=(OrderKind.QUOTE,))] == ["quote"]


def test_the_new_workstation_knows_its_series_and_ranges(world: World) -> None:
    world.join(world.invite(ranges=(parse_range("quote=any"), parse_range("40001-40010"))))
    with world.home() as office, office.read() as conn:
        own = ranges.list_all(conn, office.tenant, office.workstation)
        assert ranges.series_map(conn, office.tenant) == {OrderKind.QUOTE: "quote"}
    assert {(r.series, r.guarded) for r in own} == {("main", True), ("quote", False)}
    with world.home() as office, office.write() as conn:
        assert ranges.next_number(conn, office.tenant, office.workstation) == "40001"


def test_a_repeated_invitation_with_other_numbers_freezes_the_first_ones(world: World) -> None:
    first = world.invite()
    second = world.invite(ranges=(RangeWish(None, 40_001, 50_000),))
    assert second.blocks == (NumberBlock(series="main", first=40_001, last=50_000),)
    with world.main.read() as conn:
        rows = ranges.list_all(conn, world.main.tenant, first.workstation.workstation_id)
    assert [(r.first, r.state) for r in rows] == [(10_001, "frozen"), (40_001, "open")]
    third = world.invite(ranges=(RangeWish(None, 40_001, 50_000),))
    assert third.blocks == second.blocks


@pytest.mark.parametrize(
    "given", ["", "5", "10-1", "0-5", "a-b", "invoice=1-2", "quote=", "1-2-3", "-1-2", "ANY"]
)
def test_a_range_that_is_none_is_named(given: str) -> None:
    with pytest.raises(RangeNotUnderstood):
        parse_range(given)


def test_the_notation_of_ranges() -> None:
    assert parse_range(" 10001 - 20000 ") == RangeWish(None, 10_001, 20_000)
    assert parse_range("delivery-note=7–8") == RangeWish(OrderKind.DELIVERY_NOTE, 7, 8)
    assert not parse_range("quote=any").is_guarded


def test_rule_62_two_administrators_at_once_get_different_blocks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, others = invite_module.seal_pair_fill, iter(["HO-2"])

    def seal_while_somebody_is_faster(*args: Any) -> Any:
        for name in others:
            world.invite(name)
        return original(*args)

    monkeypatch.setattr(invite_module, "seal_pair_fill", seal_while_somebody_is_faster)
    (slower,) = world.invite("HO-1").blocks
    with world.main.read() as conn:
        every = ranges.list_all(conn, world.main.tenant)
    assert [r.first for r in every] == [1, 10_001, 20_001]
    assert slower.first == 20_001
