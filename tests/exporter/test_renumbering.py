"""The assistant for a number that the office has already used (rule 67)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from home_office import Offices, make_order
from qtf_exporter.errors import NumberNotOurs, NumberTaken
from qtf_exporter.packing import Packed, Refused, pack
from qtf_exporter.renumbering import Renumbered, renumber, with_number
from qtf_format.model import Reference
from qtf_office.storage import orders, outbox, ranges


def renumbered(offices: Offices, asked: str, wanted: str | None = None) -> Renumbered:
    result = renumber(offices.home, asked, wanted)
    assert isinstance(result, Renumbered)
    return result


def refuse(offices: Offices, number: str, offered: str | None) -> None:
    packed = pack(offices.home, number)
    assert isinstance(packed, Packed)
    with offices.home.write() as conn:
        row = replace(packed.item, state="refused", receipt_next=offered)
        outbox.save(conn, offices.home.tenant, row)


def test_rule_67_the_offered_number_is_taken_the_old_one_kept_the_revision_raised(
    offices: Offices,
) -> None:
    order_id = offices.write("10001")
    refuse(offices, "10001", "10007")
    done = renumbered(offices, "10001")
    assert (done.old, done.new, done.revision, done.was_sent) == ("10001", "10007", 2, True)
    with offices.home.read() as conn:
        stored = orders.read(conn, offices.home.tenant, order_id)
    assert stored is not None
    assert stored.head.number == stored.order.number == "10007"
    assert Reference(type="previous-number", number="10001") in stored.order.references


def test_rule_67_the_next_package_is_a_new_one_of_the_same_order(offices: Offices) -> None:
    order_id = offices.write("10001")
    refuse(offices, "10001", None)
    done = renumbered(offices, "10001")
    packed = pack(offices.home, done.new)
    assert isinstance(packed, Packed)
    assert (packed.item.order_id, packed.item.revision) == (order_id, 2)
    assert packed.item.number == done.new


def test_without_an_offer_the_next_free_number_of_the_own_range_is_taken(offices: Offices) -> None:
    offices.write("10001")
    offices.write("10002")
    assert renumbered(offices, "10001").new == "10003"


def test_an_offered_number_that_is_used_here_by_now_is_passed_over(offices: Offices) -> None:
    offices.write("10001")
    refuse(offices, "10001", "10002")
    offices.write("10002")
    assert renumbered(offices, "10001").new == "10003"


def test_a_wanted_number_is_never_handed_out_again(offices: Offices) -> None:
    offices.write("10001")
    assert renumbered(offices, "10001", "10050").new == "10050"
    with offices.home.write() as conn:
        home = offices.home
        assert ranges.next_number(conn, home.tenant, home.workstation) == "10051"


def test_a_wanted_number_must_be_free_and_our_own(offices: Offices) -> None:
    offices.write("10001")
    offices.write("10002")
    with pytest.raises(NumberTaken):
        renumber(offices.home, "10001", "10002")
    with pytest.raises(NumberNotOurs):
        renumber(offices.home, "10001", "77")


def test_an_order_outside_the_range_can_be_brought_into_it(offices: Offices) -> None:
    offices.write("77")
    assert isinstance(pack(offices.home, "77"), Refused)
    assert isinstance(pack(offices.home, renumbered(offices, "77").new), Packed)


def test_an_unknown_order_is_refused(offices: Offices) -> None:
    assert isinstance(renumber(offices.home, "nothing"), Refused)


def test_going_back_to_a_former_number_keeps_the_trail_straight() -> None:
    there = with_number(make_order("10001"), "10002")
    back = with_number(there, "10001")
    assert [(r.type, r.number) for r in back.references] == [("previous-number", "10002")]
