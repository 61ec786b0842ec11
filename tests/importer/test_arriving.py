"""Sections 2 and 3 of the exchange rules, with real packages on real databases."""

from __future__ import annotations

from uuid import uuid4

import pytest

from import_world import Home, World, a_line, an_order_for
from qtf_format.model import OrderKind
from qtf_format.payloads import ReceiptResult
from qtf_office.storage import orders, ranges, revisions


def test_rule_18_a_new_order_is_imported_and_answered(world: World, home: Home) -> None:
    sealed = home.seal()
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason, outcome.number) == ("imported", None, "10001")
    head = world.head(outcome.order_id)
    assert head is not None
    assert (head.revision, head.owner) == (1, home.workstation)
    answer = home.answer(sealed)
    assert (answer.res, answer.final, answer.repeat) == (ReceiptResult.IMPORTED, True, False)
    assert answer.man.hex() == sealed.manifest_sha


def test_rule_11_the_same_bytes_again_are_unchanged_and_answered_as_a_repeat(
    world: World, home: Home
) -> None:
    sealed = home.seal()
    first = home.deliver(sealed)
    again = home.deliver(sealed)
    assert (again.outcome, again.item) == ("unchanged", first.item)
    assert world.item(first.item).deliveries == 2
    assert len(world.heads()) == 1
    first_answer, repeat = home.answers(sealed)
    assert (repeat.res, repeat.repeat) == (first_answer.res, True)  # rule 32


def test_rule_11_the_same_content_in_another_package_names_the_first_import(
    world: World, home: Home
) -> None:
    first = home.send()
    sealed = home.seal(order_id=first.order_id)
    assert home.deliver(sealed).outcome == "unchanged"
    answer = home.answer(sealed)
    assert (answer.res, answer.final) == (ReceiptResult.DUPLICATE, True)
    assert answer.first is not None


def test_rule_12_a_higher_revision_of_the_same_content_is_only_noted(
    world: World, home: Home
) -> None:
    first = home.send()
    outcome = home.send(order_id=first.order_id, revision=3)
    assert (outcome.outcome, outcome.reason) == ("unchanged", "only-revision")
    head = world.head(first.order_id)
    assert head is not None
    assert head.exchanged_revision == 3


def test_rule_13_and_25_a_newer_revision_renews_as_a_whole(world: World, home: Home) -> None:
    first = home.send(an_order_for(lines=(a_line(0), a_line(1)), declared=None))
    newer = an_order_for(title="Neu", lines=(a_line(0, text="Ganz anders"),))
    outcome = home.send(newer, order_id=first.order_id, revision=2)
    assert (outcome.outcome, outcome.reason) == ("renewed", None)
    stored = world.order(first.order_id)
    assert stored.order == newer
    with world.office.read() as conn:
        (former,) = revisions.of_order(conn, world.office.tenant, stored.head.order_id)
    assert (former.revision, len(former.order.lines)) == (1, 2)


def test_rules_14_and_28_an_older_revision_is_kept_but_not_applied(
    world: World, home: Home
) -> None:
    first = home.send()
    home.send(an_order_for(title="Fünf"), order_id=first.order_id, revision=5)
    late = home.seal(an_order_for(title="Drei"), order_id=first.order_id, revision=3)
    assert home.deliver(late).outcome == "outdated"
    assert world.order(first.order_id).order.title == "Fünf"
    assert home.answer(late).res is ReceiptResult.STALE
    with world.office.read() as conn:
        kept = revisions.of_order(conn, world.office.tenant, world.heads()[0].order_id)
    assert [(each.revision, each.origin) for each in kept] == [(1, "received"), (3, "stale")]


def test_rule_15_two_contents_of_one_revision_wait_as_a_fork(world: World, home: Home) -> None:
    first = home.send()
    forked = home.seal(an_order_for(title="Anders"), order_id=first.order_id)
    outcome = home.deliver(forked)
    assert (outcome.outcome, outcome.reason, outcome.code) == ("waiting", "fork", "E412")
    assert world.order(first.order_id).order.title is None
    assert home.answer(forked).final is False
    taken = world.decide(outcome.item, choice="renew")
    assert taken.outcome == "renewed"
    assert world.order(first.order_id).order.title == "Anders"
    assert (home.answer(forked).res, home.answer(forked).final) == (ReceiptResult.RENEWED, True)


def test_rule_16_a_number_of_another_order_is_refused_and_nothing_is_written(
    world: World, home: Home
) -> None:
    home.send()
    before = world.addresses()
    sealed = home.seal(an_order_for(title="Zweiter"))
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason, outcome.code) == (
        "rejected",
        "duplicate-number",
        "E410",
    )
    assert len(world.heads()) == 1
    assert world.addresses() == before
    answer = home.answer(sealed)
    assert (answer.res, answer.final, answer.next) == (ReceiptResult.REFUSED, True, "10002")


def test_rule_16_the_offered_number_comes_from_the_senders_own_range(
    world: World, home: Home
) -> None:
    other = world.home("HO-2", (20_001, 30_000))
    home.send(an_order_for("20001"))
    world.decide(world.items()[-1].item_id, choice="accept")
    sealed = other.seal(an_order_for("20001"))
    other.deliver(sealed)
    assert other.answer(sealed).next == "20002"


def test_rule_19_numbers_compare_without_case_and_width(world: World) -> None:
    home = world.home(guarded=False)
    home.send(an_order_for("ab-1"))
    outcome = home.send(an_order_for("ＡＢ-1"))
    assert outcome.reason == "duplicate-number"


def test_rule_19_leading_zeros_count_and_only_warn(world: World) -> None:
    home = world.home(guarded=False)
    home.send(an_order_for("815"))
    outcome = home.send(an_order_for("0815"))
    assert outcome.outcome == "imported"
    assert [warning.code for warning in outcome.detail.warnings] == ["number-differs-in-zeros"]


def test_rule_17_a_number_outside_the_range_waits_and_may_be_accepted(
    world: World, home: Home
) -> None:
    sealed = home.seal(an_order_for("99"))
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("waiting", "number-out-of-range")
    assert world.heads() == []
    assert home.answer(sealed).final is False
    assert world.decide(outcome.item, choice="accept").outcome == "imported"
    assert [head.number for head in world.heads()] == ["99"]
    assert (home.answer(sealed).res, home.answer(sealed).final) == (ReceiptResult.IMPORTED, True)


def test_rule_17_an_administrator_may_have_them_rejected(world: World, home: Home) -> None:
    world.set_import(out_of_range="reject")
    outcome = home.send(an_order_for("99"))
    assert (outcome.outcome, outcome.reason) == ("rejected", "number-out-of-range")


def test_rule_17_a_wider_range_lets_a_waiting_order_in_by_itself(world: World, home: Home) -> None:
    outcome = home.send(an_order_for("30001"))
    with world.office.write() as conn:
        block = ranges.new_range(home.workstation, (30_001, 30_100))
        ranges.register(conn, world.office.tenant, block)
    (again,) = world.look().outcomes
    assert (again.item, again.outcome) == (outcome.item, "imported")


def test_rule_17_does_not_bind_a_workstation_that_numbers_by_itself(world: World) -> None:
    home = world.home(guarded=False)
    assert home.send(an_order_for("K0001")).outcome == "imported"


def test_rule_10_a_kind_not_allowed_to_the_workstation_is_rejected(world: World) -> None:
    home = world.home(kinds=[OrderKind.QUOTE])
    sealed = home.seal(an_order_for(kind=OrderKind.WORK_ORDER))
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("rejected", "forbidden-kind")
    assert home.answer(sealed).res is ReceiptResult.REFUSED


def test_rule_5_the_kind_of_an_order_never_changes(world: World, home: Home) -> None:
    first = home.send()
    changed_kind = an_order_for(kind=OrderKind.CONFIRMATION)
    outcome = home.send(changed_kind, order_id=first.order_id, revision=2)
    assert (outcome.outcome, outcome.reason) == ("rejected", "kind-changed")


def test_another_workstation_cannot_renew_an_order(world: World, home: Home) -> None:
    first = home.send()
    other = world.home("HO-2", (20_001, 30_000))
    outcome = other.send(an_order_for(title="Fremd"), order_id=first.order_id, revision=2)
    assert (outcome.outcome, outcome.code) == ("quarantined", "E413")
    assert world.order(first.order_id).order.title is None


def test_rule_23_a_free_new_number_is_a_revision_like_any_other(world: World, home: Home) -> None:
    first = home.send()
    outcome = home.send(an_order_for("10007"), order_id=first.order_id, revision=2)
    assert outcome.outcome == "renewed"
    assert [head.number for head in world.heads()] == ["10007"]


def test_rule_23_a_taken_new_number_waits(world: World, home: Home) -> None:
    first = home.send()
    home.send(an_order_for("10002"))
    outcome = home.send(an_order_for("10002"), order_id=first.order_id, revision=2)
    assert (outcome.outcome, outcome.reason) == ("waiting", "number-changed")


def test_rule_22_a_deleted_order_stays_deleted_until_a_person_says_so(
    world: World, home: Home
) -> None:
    first = home.send()
    with world.office.write() as conn:
        order_id = world.heads()[0].order_id
        orders.delete(conn, world.office.tenant, order_id, world.office.now())
    same = home.send(order_id=first.order_id)
    assert (same.outcome, same.reason) == ("unchanged", "deleted-in-office")
    newer = home.send(an_order_for(title="Neu"), order_id=first.order_id, revision=2)
    assert (newer.outcome, newer.reason) == ("waiting", "deleted-in-office")
    assert world.decide(newer.item, choice="renew").outcome == "renewed"
    head = world.head(first.order_id)
    assert head is not None
    assert head.state == "active"


def test_rule_24_a_refusal_stays_the_answer_and_reserves_nothing(world: World, home: Home) -> None:
    first = home.send()
    sealed = home.seal(an_order_for(title="Zweiter"))
    refused = home.deliver(sealed)
    world.undo(first.item)
    again = home.deliver(sealed)
    assert (again.outcome, again.reason) == ("rejected", "duplicate-number")
    assert home.answer(sealed).repeat
    assert again.item == refused.item
    assert home.send(an_order_for(title="Dritter")).outcome == "imported"


class TestEditedInOffice:
    """Rule 26: the office changed the order since the last import."""

    @pytest.fixture
    def waiting(self, world: World, home: Home) -> tuple[str, int]:
        """An order changed on both sides; its id and the waiting item."""
        first = home.send()
        world.edit(first.order_id, title="Unsere Fassung")
        outcome = home.send(an_order_for(title="Ihre"), order_id=first.order_id, revision=2)
        assert (outcome.outcome, outcome.reason) == ("waiting", "edited-in-office")
        assert outcome.item is not None
        assert outcome.order_id is not None
        return outcome.order_id, outcome.item

    def test_rule_26_take_theirs(self, world: World, waiting: tuple[str, int]) -> None:
        order_id, item = waiting
        assert world.decide(item, choice="renew").outcome == "renewed"
        assert world.order(order_id).order.title == "Ihre"
        with world.office.read() as conn:
            head = world.heads()[0]
            kept = revisions.of_order(conn, world.office.tenant, head.order_id)
        assert [each.order.title for each in kept if each.origin == "office"] == ["Unsere Fassung"]

    def test_rule_26_keep_ours(self, world: World, home: Home, waiting: tuple[str, int]) -> None:
        order_id, item = waiting
        decided = world.decide(item, choice="keep")
        assert (decided.outcome, decided.reason) == ("rejected", "kept-ours")
        assert world.order(order_id).order.title == "Unsere Fassung"
        answer = home.answers()[-1]
        assert (answer.res, answer.reason) == (ReceiptResult.REFUSED, "kept-ours")
        same = home.send(an_order_for(title="Ihre"), order_id=order_id, revision=2)
        assert same.outcome == "unchanged"

    def test_rule_26_keep_both(self, world: World, waiting: tuple[str, int]) -> None:
        order_id, item = waiting
        decided = world.decide(item, choice="both")
        assert decided.outcome == "imported"
        assert world.order(order_id).order.title == "Unsere Fassung"
        (copy,) = [head for head in world.heads() if head.order_id != order_id]
        stored = world.order(copy.order_id)
        assert (copy.number, stored.order.title) == ("1", "Ihre")
        assert stored.order.references[-1].number == "10001"

    def test_rule_26_going_back_to_what_was_received_clears_the_way(
        self, world: World, waiting: tuple[str, int]
    ) -> None:
        order_id, item = waiting
        world.edit(order_id, title=None)
        (again,) = world.look().outcomes
        assert (again.item, again.outcome) == (item, "renewed")

    def test_deciding_twice_says_who_decided_what(
        self, world: World, waiting: tuple[str, int]
    ) -> None:
        from qtf_importer.errors import AlreadyDecided

        _, item = waiting
        world.decide(item, by="berta", choice="keep")
        with pytest.raises(AlreadyDecided) as told:
            world.decide(item, by="anna", choice="renew")
        assert told.value.fields["by"] == "berta"


@pytest.mark.parametrize("how", ["locked", "processed"])
def test_rule_27_a_processed_or_locked_order_is_never_renewed(
    world: World, home: Home, how: str
) -> None:
    first = home.send()
    with world.office.write() as conn:
        order_id = world.heads()[0].order_id
        if how == "locked":
            orders.set_locked(conn, world.office.tenant, order_id, True)
        else:
            orders.set_processed(conn, world.office.tenant, order_id, "delivery")
    outcome = home.send(an_order_for(title="Neu"), order_id=first.order_id, revision=2)
    assert (outcome.outcome, outcome.reason) == ("waiting", "processed-in-office")
    kept = world.decide(outcome.item, choice="keep")
    assert kept.reason == "kept-ours"
    assert world.order(first.order_id).order.title is None


def test_rule_30_a_newer_revision_takes_the_place_of_the_waiting_one(
    world: World, home: Home
) -> None:
    first = home.seal(an_order_for("99"))
    waiting = home.deliver(first)
    newer = home.seal(an_order_for("99", title="Neu"), order_id=waiting.order_id, revision=2)
    outcome = home.deliver(newer)
    assert (outcome.outcome, outcome.item) == ("waiting", waiting.item)
    assert len(world.items("waiting")) == 1
    assert (home.answer(first).res, home.answer(first).final) == (ReceiptResult.STALE, True)
    world.decide(outcome.item, choice="accept")
    assert world.order(waiting.order_id).order.title == "Neu"
    assert home.answer(newer).final
    assert home.deliver(first).outcome == "outdated"


def test_rule_30_the_same_content_joins_the_waiting_item_and_its_answer(
    world: World, home: Home
) -> None:
    waiting = home.send(an_order_for("99"))
    twin = home.seal(an_order_for("99"), order_id=waiting.order_id)
    outcome = home.deliver(twin)
    assert (outcome.outcome, outcome.reason) == ("unchanged", "already-waiting")
    assert home.answer(twin).final is False
    world.decide(waiting.item, choice="accept")
    assert (home.answer(twin).res, home.answer(twin).final) == (ReceiptResult.IMPORTED, True)


def test_rule_30_an_older_revision_comes_too_late_for_the_waiting_one(
    world: World, home: Home
) -> None:
    waiting = home.send(an_order_for("99", title="Zwei"), revision=2)
    late = home.send(an_order_for("99", title="Eins"), order_id=waiting.order_id, revision=1)
    assert late.outcome == "outdated"
    assert world.items("waiting")[0].revision == 2


def test_rule_42_totals_that_do_not_add_up_wait_with_both_figures(world: World, home: Home) -> None:
    from decimal import Decimal

    from qtf_format.model import Totals

    wrong = an_order_for(declared=Totals(net=Decimal("999.00")))
    sealed = home.seal(wrong)
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("waiting", "total-mismatch")
    assert outcome.detail.told == {"declared": "999.00", "computed": "105.00"}
    assert world.decide(outcome.item, choice="accept").outcome == "imported"


def test_several_hindrances_are_asked_one_after_the_other(world: World, home: Home) -> None:
    from decimal import Decimal

    from qtf_format.model import Totals

    outcome = home.send(an_order_for("99", declared=Totals(net=Decimal("999.00"))))
    assert outcome.reason == "number-out-of-range"
    then = world.decide(outcome.item, choice="accept")
    assert (then.outcome, then.reason) == ("waiting", "total-mismatch")
    assert world.decide(outcome.item, choice="accept").outcome == "imported"


def test_a_waiting_order_can_be_rejected_for_good(world: World, home: Home) -> None:
    sealed = home.seal(an_order_for("99"))
    outcome = home.deliver(sealed)
    decided = world.decide(outcome.item, choice="reject")
    assert (decided.outcome, decided.reason) == ("rejected", "rejected-by-person")
    assert (home.answer(sealed).res, home.answer(sealed).final) == (ReceiptResult.REFUSED, True)
    assert world.heads() == []


def test_rule_61_an_unknown_article_loses_only_its_reference(world: World, home: Home) -> None:
    world.know_article("A-1", unit="MTR")
    lines = (a_line(0, article_number="A-1"), a_line(1, article_number="X-9", position="2"))
    outcome = home.send(an_order_for(lines=lines, declared=None))
    assert outcome.outcome == "imported"
    assert outcome.detail.dropped_articles == ("X-9",)
    with world.office.read() as conn:
        linked = orders.article_links(conn, world.office.tenant, world.heads()[0].order_id)
    assert linked == {0: "a-1"}
    assert world.order(outcome.order_id).order.lines[1].article_number == "X-9"


def test_rule_61_another_unit_links_with_a_warning(world: World, home: Home) -> None:
    world.know_article("A-1", unit="C62")
    outcome = home.send(an_order_for(lines=(a_line(0, article_number="A-1"),)))
    assert [warning.code for warning in outcome.detail.warnings] == ["other-unit"]


def test_random_order_of_delivery_ends_in_the_newest_revision(world: World, home: Home) -> None:
    order_id = str(uuid4())
    sealed = [
        home.seal(an_order_for(title=f"Fassung {n}"), order_id=order_id, revision=n)
        for n in range(1, 5)
    ]
    for n in (2, 0, 3, 1, 3, 2, 0, 1):
        home.deliver(sealed[n])
    assert world.order(order_id).order.title == "Fassung 4"
    assert len(world.heads()) == 1
    assert not any(item.state == "waiting" for item in world.items())
