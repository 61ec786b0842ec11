"""Where an order stands on its way (rules 33, 34, 37, 38)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qtf_office.journey import Answered, Sent, Step, answer_due, journey

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)


def sent(answer: Answered | None = None) -> Sent:
    return Sent(MONDAY, answer)


def test_rule_37_an_order_that_was_never_packed_is_a_draft() -> None:
    assert journey(None, MONDAY) is Step.DRAFT


def test_rule_37_sealed_but_not_handed_over_is_packed_however_long_it_lasts() -> None:
    waiting = Sent(None)
    assert journey(waiting, MONDAY + timedelta(days=400)) is Step.PACKED


def test_rule_37_handed_over_is_sent_and_never_more_than_that_without_an_answer() -> None:
    assert journey(sent(), MONDAY) is Step.SENT
    assert journey(sent(), MONDAY + timedelta(days=1)) is Step.SENT


def test_rule_37_no_answer_within_one_working_day_is_no_answer() -> None:
    assert journey(sent(), MONDAY + timedelta(days=1, seconds=1)) is Step.NO_ANSWER


def test_rule_37_a_longer_time_can_be_set() -> None:
    later = MONDAY + timedelta(days=1, seconds=1)
    assert journey(sent(), later, working_days=2) is Step.SENT


def test_rule_38_a_file_carried_by_hand_expects_no_answer() -> None:
    assert journey(Sent(MONDAY, expects_answer=False), MONDAY + timedelta(days=400)) is Step.SENT


@pytest.mark.parametrize("result", ["imported", "renewed", "duplicate", "stale"])
def test_rule_34_a_calm_final_answer_ends_the_way(result: str) -> None:
    answer = Answered(result, None, final=True)
    assert journey(sent(answer=answer), MONDAY) is Step.DONE


def test_rule_37_a_final_refusal_is_refused() -> None:
    answer = Answered("refused", "duplicate-number", final=True)
    assert journey(sent(answer=answer), MONDAY) is Step.REFUSED


@pytest.mark.parametrize(
    ("result", "reason"),
    [("waiting", "fork"), ("waiting", "number-out-of-range"), ("imported", "open-address")],
)
def test_rule_33_an_interim_answer_about_a_question_is_open_in_the_office(
    result: str, reason: str
) -> None:
    answer = Answered(result, reason, final=False)
    assert journey(sent(answer=answer), MONDAY + timedelta(days=9)) is Step.OPEN


def test_rule_7_an_office_that_waits_for_its_update_has_received_the_order() -> None:
    answer = Answered("waiting", "needs-update", final=False)
    assert journey(sent(answer=answer), MONDAY) is Step.RECEIVED


def test_an_answer_counts_even_where_our_note_of_handing_over_was_lost() -> None:
    lost_note = Sent(None, Answered("imported", None, final=True))
    assert journey(lost_note, MONDAY) is Step.DONE


def test_rule_37_a_working_day_from_friday_ends_on_monday() -> None:
    assert answer_due(FRIDAY) == FRIDAY + timedelta(days=3)


def test_rule_37_what_leaves_on_a_weekend_counts_from_monday_on() -> None:
    sunday = FRIDAY + timedelta(days=2)
    assert answer_due(sunday) == datetime(2026, 3, 10, tzinfo=UTC)
    assert answer_due(sunday - timedelta(days=1)) == datetime(2026, 3, 10, tzinfo=UTC)
