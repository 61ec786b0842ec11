"""What the office's answers change at home (rules 32-34, 64; format sections 9 and 15)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qtf_exporter.answers import (
    Alarm,
    Ignored,
    OwnBlock,
    SentPackage,
    Update,
    WhyIgnored,
    judge,
    missing,
    next_number,
    next_sequence,
    top_numbers,
)
from qtf_format.ids import Digest, PackageId
from qtf_format.payloads import Gap, ReceiptItem, ReceiptResult

CID, MAN = b"\x11" * 16, b"\x22" * 32
SENT = SentPackage(PackageId(CID.hex()), Digest(MAN.hex()))


def item(res: ReceiptResult = ReceiptResult.IMPORTED, *, final: bool = True) -> ReceiptItem:
    return ReceiptItem(cid=CID, man=MAN, res=res, final=final)


def test_a_first_answer_confirms_the_package() -> None:
    update = judge(item(), SENT, 1)
    assert isinstance(update, Update)
    assert (update.state, update.result, update.final) == ("confirmed", "imported", True)


def test_an_interim_answer_confirms_the_arrival_and_is_not_final() -> None:
    update = judge(item(ReceiptResult.WAITING, final=False), SENT, 1)
    assert isinstance(update, Update)
    assert (update.state, update.final) == ("confirmed", False)


def test_a_final_refusal_names_its_reason_and_the_offered_number() -> None:
    refusal = ReceiptItem(
        cid=CID,
        man=MAN,
        res=ReceiptResult.REFUSED,
        final=True,
        code="E410",
        reason="duplicate-number",
        next="10007",
    )
    update = judge(refusal, SENT, 1)
    assert isinstance(update, Update)
    assert (update.state, update.reason, update.code) == ("refused", "duplicate-number", "E410")
    assert update.offered_number == "10007"


def test_an_answer_about_other_bytes_is_an_alarm_e420() -> None:
    forged = ReceiptItem(cid=CID, man=b"\x33" * 32, res=ReceiptResult.IMPORTED, final=True)
    assert judge(forged, SENT, 1) == Alarm(SENT.package_id)


def test_an_answer_to_a_package_we_never_sent_is_ignored() -> None:
    assert judge(item(), None, 1) == Ignored(SENT.package_id, WhyIgnored.NOT_OURS)


def test_rule_32_the_same_receipt_twice_changes_nothing_the_second_time() -> None:
    answered = SentPackage(SENT.package_id, SENT.manifest_sha, answered_by=4, final=True)
    assert judge(item(), answered, 4) == Ignored(SENT.package_id, WhyIgnored.REPEATED)


def test_rule_33_a_late_interim_answer_never_replaces_the_final_one() -> None:
    answered = SentPackage(SENT.package_id, SENT.manifest_sha, answered_by=9, final=True)
    late = judge(item(ReceiptResult.WAITING, final=False), answered, 8)
    assert late == Ignored(SENT.package_id, WhyIgnored.LATE)


def test_rule_33_the_final_answer_follows_the_interim_one() -> None:
    answered = SentPackage(SENT.package_id, SENT.manifest_sha, answered_by=3, final=False)
    assert isinstance(judge(item(), answered, 5), Update)


@given(st.permutations(range(1, 7)))
def test_receipts_in_any_order_end_in_the_newest_answer(order: list[int]) -> None:
    results = list(ReceiptResult)
    sent, shown = SENT, None
    for sequence in order:
        answer = ReceiptItem(cid=CID, man=MAN, res=results[sequence - 1], final=sequence == 6)
        verdict = judge(answer, sent, sequence)
        if isinstance(verdict, Update):
            sent = SentPackage(sent.package_id, sent.manifest_sha, sequence, verdict.final)
            shown = verdict.result
    assert shown is results[5]


def test_only_what_we_sealed_ourselves_is_sent_again_for_a_gap() -> None:
    gaps = (Gap(first=2, last=3), Gap(first=7, last=10**15))
    assert missing(gaps, [1, 2, 4, 7]) == [2, 7]


def test_rule_64_the_sequence_goes_on_above_the_highest_the_office_saw() -> None:
    assert next_sequence(3, 9) == 9
    assert next_sequence(9, 3) == 9


def test_rule_64_the_number_goes_on_above_the_highest_own_one_the_office_saw() -> None:
    block = OwnBlock("main", 10_001, 20_000, 10_005)
    assert next_number(block, top_numbers(["main 10011"])) == 10_012


def test_rule_64_numbers_of_other_series_or_ranges_say_nothing() -> None:
    block = OwnBlock("main", 10_001, 20_000, 10_005)
    top = top_numbers(["quote 10011", "main 999", "main 20001", "main A-7", "nonsense"])
    assert next_number(block, top) == 10_005


def test_rule_64_the_last_number_of_a_range_uses_it_up() -> None:
    block = OwnBlock("main", 10_001, 20_000, 10_005)
    assert next_number(block, [("main", 20_000)]) == 20_001
