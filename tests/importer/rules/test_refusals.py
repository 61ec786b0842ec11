"""Files that could not be opened (rules 6 to 10, 21, 35)."""

from __future__ import annotations

import pytest

from qtf_format.codes import REACTIONS, Code, Reaction
from qtf_format.package import Refusal
from qtf_importer.rules.refusals import refusal_verdict
from qtf_importer.rules.verdict import Choice, Outcome, Reason, ReceiptDue

TABLE = [
    (Code.E101, 6, Outcome.QUARANTINED, Reason.DAMAGED),
    (Code.E103, 6, Outcome.QUARANTINED, Reason.DAMAGED),
    (Code.E104, 6, Outcome.QUARANTINED, Reason.DAMAGED),
    (Code.E105, 6, Outcome.QUARANTINED, Reason.LIMIT_EXCEEDED),
    (Code.E110, 7, Outcome.WAITING, Reason.NEEDS_UPDATE),
    (Code.E304, 7, Outcome.WAITING, Reason.NEEDS_UPDATE),
    (Code.E202, 6, Outcome.QUARANTINED, Reason.DAMAGED),
    (Code.E210, 9, Outcome.REJECTED, Reason.WRONG_TENANT),
    (Code.E211, 8, Outcome.QUARANTINED, Reason.UNKNOWN_SENDER),
    (Code.E213, 8, Outcome.QUARANTINED, Reason.REVOKED_SENDER),
    (Code.E214, 6, Outcome.QUARANTINED, Reason.BAD_SIGNATURE),
    (Code.E215, 6, Outcome.QUARANTINED, Reason.BAD_SIGNATURE),
    (Code.E217, 10, Outcome.REJECTED, Reason.FORBIDDEN_KIND),
    (Code.E417, 10, Outcome.REJECTED, Reason.FORBIDDEN_KIND),
    (Code.E312, 6, Outcome.QUARANTINED, Reason.LIMIT_EXCEEDED),
    (Code.E313, 6, Outcome.QUARANTINED, Reason.DAMAGED),
]


@pytest.mark.parametrize(("code", "rule", "outcome", "reason"), TABLE)
def test_rules_6_to_10_each_code_has_its_line(
    code: Code, rule: int, outcome: Outcome, reason: Reason
) -> None:
    verdict = refusal_verdict(Refusal(code, ""), by_hand=True)
    assert (verdict.rule, verdict.outcome, verdict.reason) == (rule, outcome, reason)
    assert verdict.code is code


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_verdict_and_alarms_as_the_format_says(code: Code) -> None:
    verdict = refusal_verdict(Refusal(code, "", proved=True), by_hand=True)
    assert verdict.alarm == (REACTIONS[code] is Reaction.ALARM)
    assert verdict.outcome not in (Outcome.IMPORTED, Outcome.RENEWED)


@pytest.mark.parametrize("code", list(Code))
def test_rule_6_nobody_unproved_is_answered(code: Code) -> None:
    verdict = refusal_verdict(Refusal(code, "", proved=False), by_hand=False)
    assert verdict.receipt is ReceiptDue.NONE
    assert verdict.result is None


@pytest.mark.parametrize("kind", ["receipt", "trust", "pair.fill", "pair.accept"])
def test_rule_35_only_orders_are_answered(kind: str) -> None:
    refusal = Refusal(Code.E310, "", proved=True, kind=kind)
    assert refusal_verdict(refusal, by_hand=False).receipt is ReceiptDue.NONE


def test_rule_6_a_proved_sender_hears_of_a_broken_order() -> None:
    verdict = refusal_verdict(Refusal(Code.E310, "", proved=True, kind="order"), by_hand=False)
    assert verdict.receipt is ReceiptDue.FINAL


def test_rule_7_a_newer_format_is_answered_for_the_time_being() -> None:
    verdict = refusal_verdict(Refusal(Code.E304, "", proved=True, kind="master"), by_hand=False)
    assert verdict.receipt is ReceiptDue.INTERIM


@pytest.mark.parametrize("code", [Code.E211, Code.E212, Code.E213])
def test_rule_8_a_refused_sender_gets_no_answer_even_when_proved(code: Code) -> None:
    verdict = refusal_verdict(Refusal(code, "", proved=True, kind="order"), by_hand=True)
    assert verdict.receipt is ReceiptDue.NONE


def test_rule_8_a_person_may_take_the_file_of_an_unknown_sender_once() -> None:
    assert Choice.ACCEPT in refusal_verdict(Refusal(Code.E211, ""), by_hand=True).choices


def test_an_incomplete_file_waits_in_a_channel_and_is_judged_by_hand() -> None:
    incomplete = Refusal(Code.E102, "")
    waiting = refusal_verdict(incomplete, by_hand=False)
    assert (waiting.outcome, waiting.reason) == (Outcome.WAITING, Reason.INCOMPLETE)
    judged = refusal_verdict(incomplete, by_hand=True)
    assert (judged.outcome, judged.reason) == (Outcome.QUARANTINED, Reason.DAMAGED)
