"""The table of arrivals, line by line (rules 4 to 30 and 42)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_format.codes import Code
from qtf_format.ids import Digest, OrderId, WorkstationId
from qtf_format.model import OrderKind, OrderRef
from qtf_format.payloads import ReceiptResult
from qtf_importer.rules.classify import classify
from qtf_importer.rules.facts import ArrivalFacts, ClassifySettings, KnownOrder, WaitingItem
from qtf_importer.rules.verdict import Action, Outcome, Reason, ReceiptDue

ONE, TWO, THREE = Digest("1" * 64), Digest("2" * 64), Digest("3" * 64)
HOME, OTHER_HOME = WorkstationId("a" * 32), WorkstationId("b" * 32)
ORDER = OrderId("00000000-0000-4000-8000-000000000001")
OTHER_ORDER = OrderId("00000000-0000-4000-8000-000000000002")


def ref(revision: int = 1, digest: Digest = ONE, **changed: Any) -> OrderRef:
    values: dict[str, Any] = {"number": "10001", "kind": OrderKind.QUOTE, **changed}
    return OrderRef(order_id=ORDER, revision=revision, content_digest=digest, **values)


def known(revision: int = 1, digest: Digest = ONE, **changed: Any) -> KnownOrder:
    stored = KnownOrder(
        order_id=ORDER,
        number_key="10001",
        kind=OrderKind.QUOTE,
        revision=revision,
        content_digest=digest,
        exchanged_revision=revision,
        exchanged_digest=digest,
        owner=HOME,
    )
    return replace(stored, **changed)


def facts(arriving: OrderRef | None = None, **changed: Any) -> ArrivalFacts:
    arriving = arriving or ref()
    base = ArrivalFacts(ref=arriving, sender=HOME, number_key=arriving.number, in_range=True)
    return replace(base, **changed)


def test_rule_4_and_10_a_kind_the_workstation_may_not_send_is_rejected_for_good() -> None:
    verdict = classify(facts(allowed_kinds=frozenset({OrderKind.DELIVERY_NOTE})))
    assert (verdict.rule, verdict.outcome, verdict.reason) == (
        10, Outcome.REJECTED, Reason.FORBIDDEN_KIND
    )  # fmt: skip
    assert verdict.code is Code.E417
    assert verdict.receipt is ReceiptDue.FINAL


def test_rule_5_a_changed_kind_under_the_same_id_is_refused() -> None:
    verdict = classify(facts(ref(2, TWO, kind=OrderKind.CONFIRMATION), known=known()))
    assert (verdict.rule, verdict.outcome) == (5, Outcome.REJECTED)


def test_rule_11_the_same_again_is_unchanged_and_final() -> None:
    verdict = classify(facts(known=known()))
    assert (verdict.rule, verdict.outcome, verdict.code) == (11, Outcome.UNCHANGED, Code.E401)
    assert (verdict.receipt, verdict.result) == (ReceiptDue.FINAL, ReceiptResult.DUPLICATE)
    assert verdict.action is Action.NONE


def test_rule_11_the_same_again_is_unchanged_although_the_office_edited_it() -> None:
    edited = replace(known(), revision=2, content_digest=TWO)
    verdict = classify(facts(known=edited))
    assert verdict.rule == 11


def test_rule_12_the_same_content_with_a_higher_revision_only_notes_the_revision() -> None:
    verdict = classify(facts(ref(4), known=known()))
    assert (verdict.rule, verdict.outcome) == (12, Outcome.UNCHANGED)
    assert verdict.action is Action.NOTE_REVISION


@pytest.mark.parametrize("revision", [2, 5])
def test_rule_13_and_28_a_newer_revision_renews_and_gaps_are_normal(revision: int) -> None:
    verdict = classify(facts(ref(revision, TWO), known=known()))
    assert (verdict.rule, verdict.outcome, verdict.action) == (13, Outcome.RENEWED, Action.RENEW)
    assert (verdict.receipt, verdict.result) == (ReceiptDue.FINAL, ReceiptResult.RENEWED)


def test_rule_14_and_28_a_late_older_revision_is_outdated() -> None:
    verdict = classify(facts(ref(3, TWO), known=known(5)))
    assert (verdict.rule, verdict.outcome, verdict.code) == (14, Outcome.OUTDATED, Code.E415)
    assert verdict.action is Action.KEEP_IN_HISTORY
    assert verdict.result is ReceiptResult.STALE


def test_rule_15_the_same_revision_with_other_content_waits_and_raises_an_alarm() -> None:
    verdict = classify(facts(ref(1, TWO), known=known()))
    assert (verdict.rule, verdict.outcome, verdict.reason) == (15, Outcome.WAITING, Reason.FORK)
    assert verdict.code is Code.E412
    assert verdict.alarm


def test_rule_16_an_unknown_order_with_a_used_number_is_rejected() -> None:
    verdict = classify(facts(holder=OTHER_ORDER))
    assert (verdict.rule, verdict.outcome, verdict.reason) == (
        16, Outcome.REJECTED, Reason.DUPLICATE_NUMBER
    )  # fmt: skip
    assert (verdict.code, verdict.action) == (Code.E410, Action.NONE)
    assert verdict.receipt is ReceiptDue.FINAL


def test_rule_17_a_number_outside_the_range_waits() -> None:
    verdict = classify(facts(in_range=False))
    assert (verdict.rule, verdict.outcome, verdict.code) == (17, Outcome.WAITING, Code.E411)
    assert verdict.receipt is ReceiptDue.INTERIM


def test_rule_17_an_administrator_may_have_it_rejected() -> None:
    settings = ClassifySettings(out_of_range="reject")
    verdict = classify(facts(in_range=False, settings=settings))
    assert (verdict.rule, verdict.outcome) == (17, Outcome.REJECTED)


def test_rule_17_does_not_apply_to_an_unguarded_workstation() -> None:
    assert classify(facts(in_range=None)).rule == 18


def test_rule_16_comes_before_rule_17() -> None:
    assert classify(facts(holder=OTHER_ORDER, in_range=False)).rule == 16


def test_rule_17_a_person_may_take_it_all_the_same() -> None:
    verdict = classify(facts(in_range=False, accepted=frozenset({"number-out-of-range"})))
    assert verdict.outcome is Outcome.IMPORTED


def test_rule_18_everything_else_is_imported() -> None:
    verdict = classify(facts())
    assert (verdict.rule, verdict.outcome, verdict.reason) == (18, Outcome.IMPORTED, None)
    assert (verdict.receipt, verdict.result) == (ReceiptDue.FINAL, ReceiptResult.IMPORTED)


def test_rule_18_and_33_with_an_open_address_the_answer_is_interim() -> None:
    verdict = classify(facts(open_addresses=1))
    assert (verdict.outcome, verdict.action) == (Outcome.IMPORTED, Action.IMPORT)
    assert (verdict.receipt, verdict.result) == (ReceiptDue.INTERIM, ReceiptResult.IMPORTED)


def test_rule_57_those_who_want_it_hold_the_order_for_its_address() -> None:
    settings = ClassifySettings(hold_for_address=True)
    verdict = classify(facts(open_addresses=1, settings=settings))
    assert (verdict.rule, verdict.outcome) == (57, Outcome.WAITING)


def test_rule_22_the_same_content_of_a_deleted_order_is_unchanged() -> None:
    verdict = classify(facts(known=known(is_deleted=True)))
    assert (verdict.rule, verdict.outcome, verdict.reason) == (
        22, Outcome.UNCHANGED, Reason.DELETED_IN_OFFICE
    )  # fmt: skip


def test_rule_22_a_newer_revision_of_a_deleted_order_waits_for_a_person() -> None:
    verdict = classify(facts(ref(2, TWO), known=known(is_deleted=True)))
    assert (verdict.rule, verdict.outcome, verdict.code) == (22, Outcome.WAITING, Code.E416)


def test_rule_23_a_changed_number_that_is_free_is_a_revision_like_any_other() -> None:
    verdict = classify(facts(ref(2, TWO, number="10002"), known=known()))
    assert verdict.outcome is Outcome.RENEWED


def test_rule_23_a_changed_number_that_is_taken_waits() -> None:
    arriving = ref(2, TWO, number="10002")
    verdict = classify(facts(arriving, known=known(), holder=OTHER_ORDER))
    assert (verdict.rule, verdict.outcome, verdict.code) == (23, Outcome.WAITING, Code.E410)


def test_rule_23_a_changed_number_of_a_foreign_range_waits() -> None:
    verdict = classify(facts(ref(2, TWO, number="2"), known=known(), in_range=False))
    assert (verdict.rule, verdict.outcome) == (17, Outcome.WAITING)


def test_rule_26_an_order_edited_in_the_office_waits() -> None:
    verdict = classify(facts(ref(2, TWO), known=known(content_digest=THREE)))
    assert (verdict.rule, verdict.outcome, verdict.code) == (26, Outcome.WAITING, Code.E414)


def test_rule_26_take_theirs_renews() -> None:
    accepted = frozenset({"edited-in-office"})
    verdict = classify(facts(ref(2, TWO), known=known(content_digest=THREE), accepted=accepted))
    assert verdict.outcome is Outcome.RENEWED


@pytest.mark.parametrize("built_on", ["is_processed", "is_locked"])
def test_rule_27_an_order_that_led_to_something_is_never_changed(built_on: str) -> None:
    every = frozenset(reason.value for reason in Reason)
    built = replace(known(), **{built_on: True})  # type: ignore[arg-type]
    verdict = classify(facts(ref(2, TWO), known=built, accepted=every))
    assert (verdict.rule, verdict.outcome) == (27, Outcome.WAITING)


def test_rule_30_a_newer_revision_takes_the_place_of_the_waiting_one() -> None:
    arriving = facts(ref(2, TWO), in_range=False, waiting=WaitingItem(7, 1, ONE))
    verdict = classify(arriving)
    assert (verdict.outcome, verdict.replaces) == (Outcome.WAITING, 7)


def test_rule_30_the_same_package_content_joins_the_waiting_one() -> None:
    verdict = classify(facts(in_range=False, waiting=WaitingItem(7, 1, ONE)))
    assert (verdict.outcome, verdict.joins) == (Outcome.UNCHANGED, 7)
    assert verdict.receipt is ReceiptDue.INTERIM


def test_rule_30_an_older_revision_comes_too_late_for_the_waiting_one() -> None:
    waiting = WaitingItem(7, 4, THREE)
    verdict = classify(facts(ref(2, TWO), known=known(), waiting=waiting))
    assert verdict.outcome is Outcome.OUTDATED


def test_rule_15_two_contents_of_one_waiting_revision_are_a_fork() -> None:
    verdict = classify(facts(ref(1, TWO), in_range=False, waiting=WaitingItem(7, 1, ONE)))
    assert (verdict.reason, verdict.alarm) == (Reason.FORK, True)


def test_rule_15_a_fork_is_told_although_a_newer_one_waits() -> None:
    verdict = classify(facts(ref(1, TWO), known=known(), waiting=WaitingItem(7, 3, THREE)))
    assert verdict.reason is Reason.FORK


def test_rule_42_a_total_that_its_lines_do_not_add_up_to_waits() -> None:
    for arriving in (
        facts(total_mismatch=True),
        facts(ref(2, TWO), known=known(), total_mismatch=True),
    ):
        verdict = classify(arriving)
        assert (verdict.rule, verdict.reason) == (42, Reason.TOTAL_MISMATCH)


def test_another_workstation_cannot_renew_the_order_nor_raise_its_revision() -> None:
    for digest in (ONE, TWO):
        verdict = classify(facts(ref(9, digest), known=known(), sender=OTHER_HOME))
        assert (verdict.outcome, verdict.code) == (Outcome.QUARANTINED, Code.E413)
        assert verdict.action is Action.NONE


def test_an_order_of_the_office_that_never_travelled_is_compared_as_it_stands() -> None:
    own = known(3, TWO, exchanged_revision=0, exchanged_digest=None)
    assert classify(facts(ref(3, TWO), known=own)).rule == 11
    assert classify(facts(ref(2, ONE), known=own)).outcome is Outcome.OUTDATED


digests = st.sampled_from([ONE, TWO, THREE])
kinds = st.sampled_from(list(OrderKind))
revisions = st.integers(1, 4)
refs = st.builds(
    OrderRef,
    order_id=st.just(ORDER),
    revision=revisions,
    number=st.sampled_from(["10001", "10002"]),
    kind=kinds,
    content_digest=digests,
)
knowns = st.builds(
    KnownOrder,
    order_id=st.just(ORDER),
    number_key=st.sampled_from(["10001", "10002"]),
    kind=kinds,
    revision=revisions,
    content_digest=digests,
    exchanged_revision=revisions,
    exchanged_digest=st.none() | digests,
    owner=st.sampled_from([HOME, OTHER_HOME]),
    is_deleted=st.booleans(),
    is_processed=st.booleans(),
    is_locked=st.booleans(),
)
any_facts = st.builds(
    ArrivalFacts,
    ref=refs,
    sender=st.sampled_from([HOME, OTHER_HOME]),
    number_key=st.sampled_from(["10001", "10002"]),
    allowed_kinds=st.none() | st.frozensets(kinds),
    in_range=st.none() | st.booleans(),
    known=st.none() | knowns,
    holder=st.sampled_from([None, ORDER, OTHER_ORDER]),
    waiting=st.none() | st.builds(WaitingItem, st.integers(1, 9), revisions, digests),
    total_mismatch=st.booleans(),
    open_addresses=st.integers(0, 2),
    accepted=st.frozensets(st.sampled_from([reason.value for reason in Reason])),
    settings=st.builds(ClassifySettings, st.sampled_from(["wait", "reject"]), st.booleans()),
)

_CHANGING = (Action.IMPORT, Action.RENEW)


@given(any_facts)
def test_every_combination_of_facts_has_one_consistent_verdict(arriving: ArrivalFacts) -> None:
    verdict = classify(arriving)
    assert verdict.receipt is not ReceiptDue.NONE
    assert verdict.result is not None
    assert (verdict.action in _CHANGING) == (verdict.outcome in (Outcome.IMPORTED, Outcome.RENEWED))
    assert (verdict.outcome is Outcome.WAITING) == (verdict.action is Action.WAIT)
    final = verdict.receipt is ReceiptDue.FINAL
    open_question = (
        verdict.action is Action.WAIT
        or verdict.joins
        or verdict.reason in (Reason.ADDRESS_QUESTION,)
    )
    assert final != bool(open_question)


@given(any_facts)
def test_an_order_is_imported_only_once_and_renewed_only_upwards(arriving: ArrivalFacts) -> None:
    verdict = classify(arriving)
    stored = arriving.known
    if verdict.action is Action.IMPORT:
        assert stored is None
        assert arriving.holder in (None, ORDER)
    if verdict.action is Action.RENEW:
        assert stored is not None
        accepted_fork = Reason.FORK in arriving.accepted
        assert arriving.ref.revision > stored.base_revision or (
            accepted_fork and arriving.ref.revision == stored.base_revision
        )
        assert not stored.is_processed
        assert not stored.is_locked
        assert stored.kind is arriving.ref.kind


@given(any_facts)
def test_applying_an_arrival_makes_the_same_arrival_unchanged(arriving: ArrivalFacts) -> None:
    verdict = classify(arriving)
    if verdict.action not in _CHANGING:
        return
    after = known(
        arriving.ref.revision,
        arriving.ref.content_digest,
        kind=arriving.ref.kind,
        number_key=arriving.number_key,
    )
    again = classify(replace(arriving, known=after, holder=ORDER, waiting=None))
    assert again.outcome is Outcome.UNCHANGED


_HINDRANCES: tuple[dict[str, Any], ...] = (
    {"total_mismatch": True},
    {"in_range": False},
    {"holder": OTHER_ORDER},
    {"allowed_kinds": frozenset()},
    {"accepted": frozenset()},
    {"sender": OTHER_HOME},
)


@given(any_facts, st.sampled_from(_HINDRANCES))
def test_a_further_hindrance_never_lets_more_through(
    arriving: ArrivalFacts, hindrance: dict[str, Any]
) -> None:
    if arriving.known is not None:
        arriving = replace(arriving, known=replace(arriving.known, owner=HOME))
    if classify(arriving).action not in _CHANGING:
        assert classify(replace(arriving, **hindrance)).action not in _CHANGING


@given(any_facts, st.sampled_from(["is_deleted", "is_processed", "is_locked"]))
def test_what_the_office_built_on_an_order_never_lets_more_through(
    arriving: ArrivalFacts, built: str
) -> None:
    if arriving.known is None or classify(arriving).action in _CHANGING:
        return
    hindered = replace(arriving.known, **{built: True})  # type: ignore[arg-type]
    assert classify(replace(arriving, known=hindered)).action not in _CHANGING


def test_any_order_of_arrival_ends_with_the_highest_revision() -> None:
    contents = {1: ONE, 2: TWO, 3: THREE}
    for arrivals in product((1, 2, 3), repeat=4):
        stored: KnownOrder | None = None
        for revision in arrivals:
            verdict = classify(facts(ref(revision, contents[revision]), known=stored))
            if verdict.action in _CHANGING:
                stored = known(revision, contents[revision])
        assert stored is not None
        assert stored.exchanged_revision == max(arrivals)
