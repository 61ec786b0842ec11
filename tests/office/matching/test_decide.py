"""The three lanes of an arriving address (rules 53 to 60)."""

from __future__ import annotations

import json

import pytest

from qtf_format.model import Address
from qtf_office.matching.decide import (
    Decision,
    Known,
    Lane,
    LaneKind,
    MatchSettings,
    Verdict,
    decide,
    label,
)
from some_addresses import an_address, person

DEFAULT = MatchSettings()


def lane(
    address: Address,
    *stored: Address,
    remembered: dict[str, Verdict] | None = None,
    settings: MatchSettings = DEFAULT,
) -> Lane:
    known = [Known(f"a{n}", each, "active") for n, each in enumerate(stored)]
    return decide(address, known, remembered or {}, settings)


def test_rule_54_certain_when_equal_after_normalising() -> None:
    found = lane(an_address(), an_address("Meier, Hans", street="Haupt-Str. 12"))
    assert (found.kind, found.decision, found.address_id) == (
        LaneKind.CERTAIN,
        Decision.SAME,
        "a0",
    )


def test_rule_54_similar_is_asked() -> None:
    found = lane(an_address(), an_address("Hans Maier", street="Hauptstr. 14"))
    assert (found.kind, found.decision, found.address_id) == (LaneKind.ASK, Decision.OPEN, None)
    assert found.preselected == "a0"


def test_rule_54_different_is_new() -> None:
    found = lane(an_address(), an_address("Fritz Huber"))
    assert (found.kind, found.decision, found.candidates) == (LaneKind.NEW, Decision.NEW, ())


def test_rule_54_alike_without_any_hard_field_is_new() -> None:
    elsewhere = an_address(street="Bergweg 3", postcode="50667", city="Köln")
    assert lane(an_address(), elsewhere).kind is LaneKind.NEW


def test_rule_54_alike_in_sound_and_the_same_postcode_is_asked() -> None:
    moved = an_address("Hans Maier", street="Bergweg 3")
    assert lane(an_address(), moved).kind is LaneKind.ASK


def test_rule_54_always_ask_links_nothing_without_a_person() -> None:
    found = lane(an_address(), an_address(), settings=MatchSettings(always_ask=True))
    assert (found.kind, found.preselected) == (LaneKind.ASK, "a0")


def test_rule_54_the_same_but_too_little_to_be_certain_is_asked() -> None:
    poor = Address(roles=an_address().roles, name="Nordwind GmbH")
    assert lane(poor, poor).kind is LaneKind.ASK


@pytest.mark.parametrize(
    "relative", ["Karl Meier", "Heinz Meier", "Hanna Meier", "Hans Meier jun."]
)
def test_father_and_son_are_asked_never_linked(relative: str) -> None:
    assert lane(an_address("Hans Meier"), an_address(relative)).kind is LaneKind.ASK
    assert lane(an_address(relative), an_address("Hans Meier")).kind is LaneKind.ASK


def test_a_neighbour_is_new() -> None:
    assert lane(an_address(), an_address("Eva Schulz", street="Hauptstr. 14")).kind is LaneKind.NEW


def test_another_company_in_the_same_house_is_new() -> None:
    assert lane(an_address("Nordwind GmbH"), an_address("Südstern AG")).kind is LaneKind.NEW


def test_another_legal_form_is_asked_never_linked() -> None:
    found = lane(an_address("Nordwind Bau GmbH"), an_address("Nordwind Bau KG"))
    assert found.kind is LaneKind.ASK


def test_rule_55_too_close_to_each_other_nothing_is_preselected() -> None:
    found = lane(
        an_address("Hans Meier", street="Hauptstr. 13"),
        an_address("Hans Meier", street="Hauptstr. 12"),
        an_address("Hans Meier", street="Hauptstr. 14"),
    )
    assert found.is_ambiguous
    assert found.preselected is None


def test_rule_55_two_equal_ones_are_not_certain() -> None:
    found = lane(an_address(), an_address(), an_address())
    assert (found.kind, found.preselected) == (LaneKind.ASK, None)


def test_rule_55_a_contradicting_vat_id_is_never_certain() -> None:
    one, other = (an_address("Nordwind GmbH", vat_id=f"DE12345678{n}") for n in (1, 2))
    assert lane(one, other).kind is not LaneKind.CERTAIN
    remembered = {"a0": Verdict.SAME}
    assert lane(one, other, remembered=remembered).kind is LaneKind.ASK


def test_rule_56_at_most_five_candidates_the_best_first() -> None:
    stored = [an_address("Hans Maier", street=f"Hauptstr. {n}") for n in range(11, 19)]
    found = lane(an_address(), *stored)
    assert len(found.candidates) == 5
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert found.candidates[0].address_id == "a1"


def test_rule_60_a_remembered_same_is_certain() -> None:
    moved = an_address("Hans Meyer", street="Bergweg 3", postcode="50667", city="Köln")
    found = lane(an_address(), moved, remembered={"a0": Verdict.SAME})
    assert (found.kind, found.decision) == (LaneKind.CERTAIN, Decision.KNOWN)


def test_rule_60_a_remembered_different_is_never_offered_again() -> None:
    stored = an_address("Hans Maier")
    assert lane(an_address(), stored, remembered={"a0": Verdict.DIFFERENT}).kind is LaneKind.NEW


def test_an_address_of_our_own_books_that_came_back_unchanged_is_known() -> None:
    own = an_address(id="0" * 32)
    known = [Known("0" * 32, an_address(), "active"), Known("1" * 32, an_address(), "active")]
    found = decide(own, known, {}, DEFAULT)
    assert (found.decision, found.address_id) == (Decision.KNOWN, "0" * 32)


def test_deleted_addresses_are_no_candidates() -> None:
    deleted = [Known("a0", an_address(), "deleted")]
    assert decide(an_address(), deleted, {}, DEFAULT).kind is LaneKind.NEW


def test_the_order_of_candidates_does_not_matter() -> None:
    stored = [Known(f"a{n}", an_address("Hans Maier", street=f"Weg {n}"), "active") for n in "123"]
    assert decide(an_address(), stored, {}, DEFAULT) == decide(
        an_address(), stored[::-1], {}, DEFAULT
    )


def test_an_outcome_shows_each_role_with_candidates_and_reasons() -> None:
    found = lane(an_address(), an_address("Hans Maier"))
    buyer, invoice = found.to_json(["buyer", "invoice"], "de")
    assert (buyer["role"], invoice["role"], buyer["decision"]) == ("buyer", "invoice", "open")
    shown = json.dumps(buyer["candidates"], ensure_ascii=False)
    assert '"label": "Hans Maier, Hauptstr. 12, 60311 Frankfurt am Main"' in shown
    assert '"reasons": ["Meier/Maier klingen gleich", ' in shown


def test_a_label_names_company_and_person_once() -> None:
    both = an_address("Nordwind GmbH", person=person("Eva", "Klein"))
    assert label(both).startswith("Nordwind GmbH, Eva Klein, Hauptstr. 12")
    twice = an_address("Eva Klein", person=person("Eva", "Klein"))
    assert label(twice).startswith("Eva Klein, Hauptstr.")
