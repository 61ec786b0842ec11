"""Section 7 of the exchange rules inside the import: rules 29, 30, 53 to 60."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from import_world import Home, World, an_order_for
from offices import an_address
from qtf_format.model import Role
from qtf_format.payloads import ReceiptResult
from qtf_importer.errors import AlreadyDecided, NoSuchAddress

OURS = an_address("Schornsteinfegerei Ruß")
SIMILAR = replace(OURS, name="Schornsteinfegerei Russ", house_number="9")
OTHER = replace(
    an_address("Bäckerei Semmelweis"), person=None, street="Markt", house_number="1",
    postcode="80331", city="München", contacts=(),
)  # fmt: skip


def test_rule_54_an_equal_address_is_used_without_asking(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(OURS,))
    assert outcome.outcome == "imported"
    assert [(e.decision, e.address_id) for e in outcome.detail.addresses] == [("same", known)]
    assert len(world.addresses()) == 1


def test_rule_54_an_address_unlike_all_others_is_new(world: World, home: Home) -> None:
    world.know(OURS)
    outcome = home.send(addresses=(OTHER,))
    (entry,) = outcome.detail.addresses
    assert entry.decision == "new"
    assert len(world.addresses()) == 2


def test_rule_57_a_similar_address_comes_in_provisionally_with_an_open_question(
    world: World, home: Home
) -> None:
    known = world.know(OURS)
    sealed = home.seal(addresses=(SIMILAR,))
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("imported", "address-question")
    assert outcome.open_questions == 1
    (entry,) = outcome.detail.addresses
    assert (entry.role, entry.decision) == ("buyer", "open")
    assert entry.candidates[0].address_id == known
    assert 0 < entry.candidates[0].score <= 1
    assert entry.candidates[0].reasons  # rule 56
    states = {each.address_id: each.state for each in world.addresses()}
    assert states[entry.address_id or ""] == "provisional"
    assert home.answer(sealed).final is False
    assert home.answer(sealed).res is ReceiptResult.IMPORTED


def test_rule_53_the_existing_address_is_chosen_and_the_provisional_one_goes(
    world: World, home: Home
) -> None:
    known = world.know(OURS)
    sealed = home.seal(addresses=(SIMILAR,))
    outcome = home.deliver(sealed)
    decided = world.decide(outcome.item, address=1, use=known)
    assert (decided.outcome, decided.reason, decided.open_questions) == ("imported", None, 0)
    assert [link.address_id for link in world.links(outcome.order_id)] == [known]
    assert len(world.addresses()) == 1
    assert (home.answer(sealed).res, home.answer(sealed).final) == (ReceiptResult.IMPORTED, True)
    assert world.item(outcome.item).state == "settled"


def test_rule_53_the_imported_address_is_kept_as_a_new_one(world: World, home: Home) -> None:
    world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, address=1, new=True)
    assert [each.state for each in world.addresses()] == ["active", "active"]
    assert [link.decision for link in world.links(outcome.order_id)] == ["asked"]


def test_rule_60_the_answer_same_is_remembered(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, address=1, use=known)
    second = home.send(an_order_for("10002"), addresses=(SIMILAR,))
    (entry,) = second.detail.addresses
    assert (second.open_questions, entry.decision, entry.address_id) == (0, "known", known)


def test_rule_60_the_answer_different_is_remembered(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, address=1, new=True)
    second = home.send(an_order_for("10002"), addresses=(SIMILAR,))
    (entry,) = second.detail.addresses
    assert second.open_questions == 0
    assert entry.address_id not in (None, known)


def test_rule_60_of_two_people_the_second_sees_who_decided_what(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, by="berta", address=1, use=known)
    with pytest.raises(AlreadyDecided) as told:
        world.decide(outcome.item, by="anna", address=1, new=True)
    assert told.value.fields["by"] == "berta"


def test_rule_59_one_address_in_several_roles_is_asked_once(world: World, home: Home) -> None:
    known = world.know(OURS)
    twice = (
        replace(SIMILAR, roles=(Role.BUYER, Role.INVOICE)),
        replace(SIMILAR, roles=(Role.SITE,)),
    )
    outcome = home.send(addresses=twice)
    assert [entry.role for entry in outcome.detail.addresses] == ["buyer", "invoice", "site"]
    assert outcome.open_questions == 1
    decided = world.decide(outcome.item, address=3, use=known)
    assert decided.open_questions == 0
    assert {link.address_id for link in world.links(outcome.order_id)} == {known}


def test_rule_59_the_order_keeps_its_own_copy_of_the_address(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, address=1, use=known)
    assert world.order(outcome.order_id).addresses == (SIMILAR,)
    assert world.addresses()[0].address == OURS


def test_several_questions_are_answered_one_by_one(world: World, home: Home) -> None:
    ours = world.know(OURS)
    baker = world.know(OTHER)
    like_baker = replace(OTHER, roles=(Role.SITE,), house_number="3", name="Bäckerei Semelweis")
    outcome = home.send(addresses=(SIMILAR, like_baker))
    assert outcome.open_questions == 2
    first = world.decide(outcome.item, address=2, use=baker)
    assert (first.open_questions, world.item(outcome.item).state) == (1, "waiting")
    second = world.decide(outcome.item, address=1, use=ours)
    assert (second.open_questions, world.item(outcome.item).state) == (0, "settled")
    assert [link.address_id for link in world.links(outcome.order_id)] == [ours, baker]


def test_rule_57_orders_that_shared_a_provisional_address_share_the_decision(
    world: World, home: Home
) -> None:
    known = world.know(OURS)
    first = home.send(addresses=(SIMILAR,))
    second = home.send(an_order_for("10002"), addresses=(SIMILAR,))
    assert second.open_questions == 0  # the same provisional address, asked once
    world.decide(first.item, address=1, use=known)
    assert [link.address_id for link in world.links(second.order_id)] == [known]


def test_rule_57_the_office_may_hold_the_order_until_the_address_is_decided(
    world: World, home: Home
) -> None:
    world.set_import(hold_for_address=True)
    known = world.know(OURS)
    sealed = home.seal(addresses=(SIMILAR,))
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("waiting", "address-question")
    assert world.heads() == []
    assert outcome.detail.addresses[0].address_id is None
    decided = world.decide(outcome.item, address=1, use=known)
    assert (decided.outcome, decided.open_questions) == ("imported", 0)
    assert [link.decision for link in world.links(outcome.order_id)] == ["asked"]
    assert home.answer(sealed).final


def test_a_held_order_with_a_new_address_is_stored_with_it(world: World, home: Home) -> None:
    world.set_import(hold_for_address=True)
    world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    assert world.decide(outcome.item, address=1, new=True).outcome == "imported"
    assert [each.state for each in world.addresses()] == ["active", "active"]
    again = home.send(an_order_for("10002"), addresses=(SIMILAR,))
    assert (again.outcome, again.open_questions) == ("imported", 0)


def test_a_held_order_comes_in_when_the_office_stops_holding(world: World, home: Home) -> None:
    world.set_import(hold_for_address=True)
    world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.set_import(hold_for_address=False)
    (again,) = world.look().outcomes
    assert (again.item, again.outcome, again.open_questions) == (outcome.item, "imported", 1)


def test_always_ask_asks_even_where_the_address_is_certain(world: World, home: Home) -> None:
    world.set_import(always_ask=True)
    known = world.know(OURS)
    outcome = home.send(addresses=(OURS,))
    assert outcome.open_questions == 1
    assert outcome.detail.addresses[0].preselected == known


def test_rule_29_a_renewal_keeps_the_decision(world: World, home: Home) -> None:
    known = world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    world.decide(outcome.item, address=1, use=known)
    renewed = home.send(
        an_order_for(title="Zwei"), order_id=outcome.order_id, revision=2, addresses=(SIMILAR,)
    )
    assert (renewed.outcome, renewed.open_questions) == ("renewed", 0)
    assert [link.address_id for link in world.links(outcome.order_id)] == [known]


def test_rule_29_only_the_role_whose_address_changed_is_asked(world: World, home: Home) -> None:
    ours = world.know(OURS)
    world.know(OTHER)
    site = replace(OTHER, roles=(Role.SITE,))
    outcome = home.send(addresses=(SIMILAR, site))
    world.decide(outcome.item, address=1, use=ours)
    moved = replace(site, house_number="5", name="Bäckerei Semelweis")
    renewed = home.send(
        an_order_for(title="Zwei"),
        order_id=outcome.order_id,
        revision=2,
        addresses=(SIMILAR, moved),
    )
    asked = [entry.role for entry in renewed.detail.addresses if entry.asks]
    assert asked == ["site"]


def test_rule_30_a_renewal_takes_over_the_open_question_of_the_first_import(
    world: World, home: Home
) -> None:
    known = world.know(OURS)
    sealed = home.seal(addresses=(SIMILAR,))
    first = home.deliver(sealed)
    renewal = home.seal(
        an_order_for(title="Zwei"), order_id=first.order_id, revision=2, addresses=(SIMILAR,)
    )
    renewed = home.deliver(renewal)
    assert (renewed.outcome, renewed.item, renewed.open_questions) == ("renewed", first.item, 1)
    assert len(world.items("waiting")) == 1
    assert len(world.addresses()) == 2  # still one provisional address
    assert home.answer(sealed).final  # rule 33
    world.decide(first.item, address=1, use=known)
    assert [link.address_id for link in world.links(first.order_id)] == [known]
    assert len(world.addresses()) == 1
    assert (home.answer(renewal).res, home.answer(renewal).final) == (ReceiptResult.RENEWED, True)


def test_a_renewal_with_another_address_drops_the_provisional_one(world: World, home: Home) -> None:
    world.know(OURS)
    first = home.send(addresses=(SIMILAR,))
    home.send(an_order_for(title="Zwei"), order_id=first.order_id, revision=2, addresses=(OTHER,))
    assert world.items("waiting") == []
    assert sorted(each.state for each in world.addresses()) == ["active", "active"]


def test_an_open_question_survives_a_renewal_that_has_to_wait(world: World, home: Home) -> None:
    known = world.know(OURS)
    first = home.send(addresses=(SIMILAR,))
    world.edit(first.order_id, title="Unsere")
    renewal = home.seal(
        an_order_for(title="Ihre"), order_id=first.order_id, revision=2, addresses=(SIMILAR,)
    )
    waiting = home.deliver(renewal)
    assert (waiting.outcome, waiting.reason) == ("waiting", "edited-in-office")
    kept = world.decide(waiting.item, choice="keep")
    assert (kept.outcome, kept.open_questions) == ("imported", 1)
    assert home.answer(renewal).reason == "kept-ours"
    world.decide(waiting.item, address=1, use=known)
    assert [link.address_id for link in world.links(first.order_id)] == [known]
    assert home.answer(renewal).reason == "kept-ours"
    assert world.items("waiting") == []


def test_rule_58_a_customer_number_from_home_is_ignored_and_reported(
    world: World, home: Home
) -> None:
    outcome = home.send(addresses=(replace(OTHER, customer_number="4711"),))
    assert [warning.code for warning in outcome.detail.warnings] == ["customer-number-ignored"]
    assert world.addresses()[0].customer_number is None


def test_an_address_that_is_not_there_cannot_be_chosen(world: World, home: Home) -> None:
    world.know(OURS)
    outcome = home.send(addresses=(SIMILAR,))
    with pytest.raises(NoSuchAddress):
        world.decide(outcome.item, address=1, use="0" * 32)
    with pytest.raises(NoSuchAddress):
        world.decide(outcome.item, address=2, new=True)
    assert world.item(outcome.item).state == "waiting"
