from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update

from offices import an_order, order_write, workstation
from qtf_format.ids import TenantId, WorkstationId
from qtf_format.model import OrderKind
from qtf_office.directory import Office
from qtf_office.errors import LostRace, NumberRangeExhausted, RangeOverlap
from qtf_office.storage import orders, ranges, workstations
from qtf_office.storage.ranges import Level, NumberRange, new_range
from qtf_office.storage.schema import number_range

HOME = workstation().workstation_id


@pytest.fixture
def home(office: Office) -> WorkstationId:
    with office.write() as conn:
        workstations.insert(conn, office.tenant, workstation())
    return HOME


def test_rule_62_a_second_workstation_starts_with_10001(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    assert ranges.propose_block(conn, office.tenant) == (10_001, 20_000)
    given_ = ranges.register_next(conn, office.tenant, home)
    assert (given_.first, given_.last, given_.next) == (10_001, 20_000, 10_001)
    assert ranges.propose_block(conn, office.tenant) == (20_001, 30_000)


def test_rule_62_odd_ranges_are_left_behind(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register(conn, office.tenant, new_range(home, (15_000, 15_010)))
    assert ranges.propose_block(conn, office.tenant) == (20_001, 30_000)
    assert ranges.propose_block(conn, office.tenant, "quotes") == (1, 10_000)
    assert ranges.propose_block(conn, office.tenant, size=500) == (15_501, 16_000)


@pytest.mark.parametrize(
    "block", [(1, 1), (10_000, 10_001), (5, 6), (1, 10_000), (9_999, 90_000), (1, 99_999)]
)
def test_rule_62_an_overlap_cannot_be_stored(
    office: Office, home: WorkstationId, block: tuple[int, int]
) -> None:
    with pytest.raises(RangeOverlap), office.write() as conn:
        ranges.register(conn, office.tenant, new_range(home, block))
    with office.read() as conn:
        assert ranges.list_all(conn, office.tenant, home) == []


def test_rule_62_not_even_by_a_change_behind_our_back(office: Office, home: WorkstationId) -> None:
    with office.write() as conn:
        ranges.register(conn, office.tenant, new_range(home, (10_001, 20_000)))
    grow = update(number_range).where(number_range.c.first == 1).values(last=10_001)
    with pytest.raises(LostRace), office.write() as conn:
        conn.execute(grow)
    move = update(number_range).where(number_range.c.first == 10_001)
    with office.write() as conn:
        conn.execute(move.values(last=30_000))  # growing where there is room is fine


def test_the_same_numbers_are_free_in_another_series_and_tenant(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register(conn, office.tenant, new_range(home, (1, 10_000), "quotes"))
    stranger = TenantId("f" * 32)
    workstations.insert(conn, stranger, workstation())
    ranges.register(conn, stranger, new_range(home, (1, 10_000)))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    blocks=st.lists(
        st.tuples(st.integers(1, 60), st.integers(0, 25), st.sampled_from(["main", "quotes"])),
        max_size=8,
    )
)
def test_rule_62_no_sequence_of_registrations_stores_an_overlap(
    office: Office, blocks: list[tuple[int, int, str]]
) -> None:
    with office.write() as conn:
        conn.execute(number_range.delete())
    accepted: list[tuple[int, int, str]] = []
    for first, length, series in blocks:
        new = new_range(office.workstation, (first, first + length), series)
        free = all(
            series != other or first > end or first + length < start
            for start, end, other in accepted
        )
        if free:
            accepted.append((first, first + length, series))
            with office.write() as conn:
                ranges.register(conn, office.tenant, new)
        else:
            with pytest.raises(RangeOverlap), office.write() as conn:
                ranges.register(conn, office.tenant, new)
    with office.read() as conn:
        stored = ranges.list_all(conn, office.tenant)
    assert sorted((r.first, r.last, r.series) for r in stored) == sorted(accepted)
    for one, other in combinations(stored, 2):
        assert one.series != other.series or one.last < other.first


def test_numbers_are_handed_out_in_order(office: Office, conn: Connection) -> None:
    taken = [ranges.next_number(conn, office.tenant, office.workstation) for _ in range(3)]
    assert taken == ["1", "2", "3"]
    assert ranges.peek_number(conn, office.tenant, office.workstation) == "4"
    assert ranges.peek_number(conn, office.tenant, office.workstation) == "4"


def test_a_number_kept_from_a_document_is_skipped(office: Office, conn: Connection) -> None:
    for number in ("1", "3"):
        orders.insert(conn, office.tenant, order_write(an_order(number)))
    taken = [ranges.next_number(conn, office.tenant, office.workstation) for _ in range(2)]
    assert taken == ["2", "4"]


def test_rule_65_at_the_end_of_the_range_new_orders_stop(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register(conn, office.tenant, new_range(home, (20_001, 20_002)))
    taken = [ranges.next_number(conn, office.tenant, home) for _ in range(2)]
    assert taken == ["20001", "20002"]
    assert ranges.peek_number(conn, office.tenant, home) is None
    with pytest.raises(NumberRangeExhausted):
        ranges.next_number(conn, office.tenant, home)
    ranges.register(conn, office.tenant, new_range(home, (30_001, 40_000)))
    assert ranges.next_number(conn, office.tenant, home) == "30001"


def test_rule_65_a_warning_is_due_when_a_tenth_is_left(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    assert ranges.level(conn, office.tenant, home) == Level(0, 0)
    ranges.register(conn, office.tenant, new_range(home, (20_001, 20_100)))
    ranges.raise_next(conn, office.tenant, home, ("main", 20_089))
    assert ranges.level(conn, office.tenant, home) == Level(11, 100)
    assert not ranges.level(conn, office.tenant, home).is_low
    ranges.next_number(conn, office.tenant, home)
    assert ranges.level(conn, office.tenant, home).is_low


def test_rule_64_numbers_go_on_behind_the_highest_one_in_a_receipt(
    office: Office, conn: Connection
) -> None:
    me = office.workstation
    ranges.raise_next(conn, office.tenant, me, ("main", 41))
    ranges.raise_next(conn, office.tenant, me, ("main", 7))  # never back
    ranges.raise_next(conn, office.tenant, me, ("main", 99_999))  # not ours
    assert ranges.next_number(conn, office.tenant, me) == "42"


def test_rule_63_a_frozen_range_gives_no_more_numbers(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register_next(conn, office.tenant, home)
    ranges.freeze(conn, office.tenant, home)
    with pytest.raises(NumberRangeExhausted):
        ranges.next_number(conn, office.tenant, home)
    assert ranges.propose_block(conn, office.tenant) == (20_001, 30_000)


def test_rule_74_numbers_of_a_frozen_range_are_still_the_workstations(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register_next(conn, office.tenant, home)
    ranges.freeze(conn, office.tenant, home)
    assert ranges.allows(conn, office.tenant, home, ("main", "10001"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("10001", True),
        ("20000", True),
        (" 10001 ", True),
        ("１０００１", True),
        ("10000", False),
        ("20001", False),
        ("010001", False),
        ("AN-10001", False),
        ("10001.0", False),
        ("", False),
    ],
)
def test_rule_17_a_number_lies_inside_the_senders_range(
    office: Office, home: WorkstationId, conn: Connection, number: str, expected: bool
) -> None:
    ranges.register_next(conn, office.tenant, home)
    assert ranges.allows(conn, office.tenant, home, ("main", number)) is expected
    assert not ranges.allows(conn, office.tenant, home, ("quotes", number))


def test_rule_17_does_not_apply_to_an_unguarded_workstation(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    ranges.register_next(conn, office.tenant, home, guarded=False)
    assert ranges.allows(conn, office.tenant, home, ("main", "AN-2026/7"))
    assert ranges.next_number(conn, office.tenant, home) == "10001"


def test_rule_19_a_kind_can_have_a_series_of_its_own(office: Office, conn: Connection) -> None:
    assert ranges.series_of(conn, office.tenant, OrderKind.QUOTE) == "main"
    ranges.set_series(conn, office.tenant, OrderKind.QUOTE, "quotes")
    ranges.set_series(conn, office.tenant, OrderKind.QUOTE, "offers")
    assert ranges.series_of(conn, office.tenant, OrderKind.QUOTE) == "offers"
    assert ranges.series_of(conn, office.tenant, OrderKind.ORDER) == "main"
    assert ranges.series_map(conn, office.tenant) == {OrderKind.QUOTE: "offers"}


def test_a_range_belongs_to_a_workstation_that_exists(office: Office) -> None:
    nobody = new_range(WorkstationId("9" * 32), (50_001, 60_000))
    with pytest.raises(Exception, match=r"(?i)foreign key"), office.write() as conn:
        ranges.register(conn, office.tenant, nobody)


def test_a_range_is_listed_as_it_was_registered(
    office: Office, home: WorkstationId, conn: Connection
) -> None:
    wanted = replace(new_range(home, (10_001, 20_000)), guarded=False)
    ranges.register(conn, office.tenant, wanted)
    assert ranges.list_all(conn, office.tenant, home) == [wanted]
    assert isinstance(wanted, NumberRange)
    count = select(func.count()).select_from(number_range)
    assert conn.execute(count).scalar_one() == 2
