"""Which orders may leave this workstation (rules 4, 10, 17, 65)."""

from __future__ import annotations

import pytest

from qtf_exporter.choice import Block, Candidate, Hindrance, hindrance, offered, running_low
from qtf_format.model import OrderKind

OWN = [Block("main", 10_001, 20_000, 10_005, guarded=True)]
ANY = frozenset[OrderKind]()


def candidate(
    kind: str = "quote", number: str = "10004", state: str = "active", series: str = "main"
) -> Candidate:
    return Candidate(kind, series, number, state)


@pytest.mark.parametrize("kind", ["invoice", "credit-note", "partial-invoice", "letter", ""])
def test_rule_4_what_never_travels_is_neither_offered_nor_packed(kind: str) -> None:
    assert not offered(kind, ANY)
    assert hindrance(candidate(kind), ANY, OWN) is Hindrance.FORBIDDEN_KIND


@pytest.mark.parametrize("kind", list(OrderKind))
def test_rule_4_every_kind_that_travels_is_offered(kind: OrderKind) -> None:
    assert offered(kind, ANY)
    assert hindrance(candidate(kind), ANY, OWN) is None


def test_rule_10_a_kind_that_is_not_allowed_here_is_refused() -> None:
    allowed = frozenset({OrderKind.QUOTE})
    assert hindrance(candidate("order"), allowed, OWN) is Hindrance.FORBIDDEN_KIND
    assert hindrance(candidate("quote"), allowed, OWN) is None


@pytest.mark.parametrize("number", ["10000", "20001", "A-17", "010004", "-10004", "10004.5"])
def test_rule_17_a_number_outside_the_own_range_is_refused(number: str) -> None:
    assert hindrance(candidate(number=number), ANY, OWN) is Hindrance.NUMBER_OUT_OF_RANGE


@pytest.mark.parametrize("number", ["10001", " 10004 ", "20000"])
def test_rule_17_a_number_of_the_own_range_is_taken(number: str) -> None:
    assert hindrance(candidate(number=number), ANY, OWN) is None


def test_rule_17_a_range_of_another_series_does_not_count() -> None:
    assert hindrance(candidate(series="quotes"), ANY, OWN) is Hindrance.NUMBER_OUT_OF_RANGE


def test_an_unguarded_workstation_takes_every_number_of_its_host_program() -> None:
    unguarded = [Block("main", 10_001, 20_000, 10_001, guarded=False)]
    assert hindrance(candidate(number="K0001"), ANY, unguarded) is None


def test_an_order_that_the_office_handed_down_keeps_the_offices_number() -> None:
    handed_down = Candidate("quote", "main", "77", "active", owned=False)
    assert hindrance(handed_down, ANY, OWN) is None


def test_a_deleted_order_does_not_travel() -> None:
    assert hindrance(candidate(state="deleted"), ANY, OWN) is Hindrance.DELETED


def test_rule_65_a_tenth_left_is_the_moment_to_warn() -> None:
    assert running_low([Block("main", 1, 100, 90, guarded=True)], "main") is None
    assert running_low([Block("main", 1, 100, 91, guarded=True)], "main") == 10
    assert running_low([Block("main", 1, 100, 101, guarded=True)], "main") == 0


def test_rule_65_a_further_block_ends_the_warning() -> None:
    blocks = [
        Block("main", 1, 100, 101, guarded=True),
        Block("main", 201, 300, 201, guarded=True),
    ]
    assert running_low(blocks, "main") is None


def test_rule_65_an_unguarded_range_never_runs_low() -> None:
    assert running_low([Block("main", 1, 10, 11, guarded=False)], "main") is None
