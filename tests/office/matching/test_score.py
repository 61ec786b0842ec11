"""Two addresses compared field by field (rules 54 to 56)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_format.model import Address, ContactPoint, Role
from qtf_office.matching.reasons import SENTENCES, Finding, Hard
from qtf_office.matching.score import compare
from some_addresses import an_address, person


def findings(one: Address, other: Address) -> set[Finding]:
    return {reason.finding for reason in compare(one, other).reasons}


def test_every_finding_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Finding)


def test_rule_54_equal_after_normalising_is_equal() -> None:
    other = an_address("MEIER, Hans", street="Haupt-Straße 12", city="Frankfurt/Main")
    score = compare(an_address(), other)
    assert score.is_equal
    assert score.value > 0.99


def test_rule_54_with_the_same_postcode_a_place_may_say_more() -> None:
    assert compare(an_address(), an_address(city="Frankfurt")).is_equal


@pytest.mark.parametrize("missing", ["street", "name"])
def test_rule_54_too_little_is_never_certain(missing: str) -> None:
    poor = msgspec.structs.replace(an_address(), **{missing: None})
    assert not compare(poor, poor).is_equal


@pytest.mark.parametrize(
    ("changed", "hard"),
    [
        ({}, {Hard.POSTCODE, Hard.PLACE_AND_STREET}),
        ({"postcode": "60594"}, {Hard.PLACE_AND_STREET}),
        ({"street": "Bergweg 3"}, {Hard.POSTCODE}),
        ({"street": "Bergweg 3", "postcode": "50667", "city": "Köln"}, set()),
    ],
)
def test_rule_54_hard_fields_that_agree_are_named(changed: dict[str, Any], hard: set[Hard]) -> None:
    assert compare(an_address(), an_address(**changed)).agreeing == hard


@pytest.mark.parametrize(
    ("field", "value", "hard"),
    [
        ("phone", "069 1234567", Hard.PHONE),
        ("email", "hans@meier.example", Hard.EMAIL),
        ("vat_id", "DE123456789", Hard.VAT_ID),
    ],
)
def test_rule_54_identifiers_agree(field: str, value: str, hard: Hard) -> None:
    one = an_address(**{field: value})
    other = an_address(street="Bergweg 3", postcode="50667", city="Köln", **{field: value})
    assert compare(one, other).agreeing == {hard}


def test_rule_55_a_contradicting_vat_id_caps_the_score() -> None:
    one, other = (an_address("Nordwind GmbH", vat_id=f"DE12345678{n}") for n in (1, 2))
    score = compare(one, other)
    assert score.contradicts
    assert not score.is_equal
    assert score.value <= 0.30


def test_rule_56_the_reasons_stand_in_words() -> None:
    score = compare(an_address("Hans Meier"), an_address("Hans Maier", street="Hauptstr. 14"))
    german = [reason.text("de") for reason in score.reasons]
    english = [reason.text("en") for reason in score.reasons]
    assert german[0] == "Meier/Maier klingen gleich"
    assert {"gleiche Postleitzahl", "andere Hausnummer"} <= set(german)
    assert {"Meier/Maier sound alike", "same postcode", "other house number"} <= set(english)


def test_rule_56_names_in_reasons_are_spelled_as_written() -> None:
    score = compare(an_address("Hans Möller"), an_address("Hans Müller"))
    assert score.reasons[0].text("de") == "Möller/Müller klingen gleich"


def test_braces_in_a_name_do_no_harm() -> None:
    text = compare(an_address("Hans {0}Meier{a}"), an_address("Hans {b}Maier")).reasons[0].text
    assert text("de")
    assert text("en")


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        ("Hans Meier", "Karl Meier", Finding.OTHER_GIVEN_NAME),
        ("Hans Meier", "Heinz Meier", Finding.OTHER_GIVEN_NAME),
        ("Martin Meier", "Martina Meier", Finding.OTHER_GIVEN_NAME),
        ("Stefan Meier", "Stefanie Meier", Finding.OTHER_GIVEN_NAME),
        ("Hans Meier", "Johannes Meier", Finding.SIMILAR_GIVEN_NAME),
        ("Stefan Meier", "Stephan Meier", Finding.SIMILAR_GIVEN_NAME),
        ("H. Meier", "Hans Meier", Finding.SIMILAR_GIVEN_NAME),
        ("Meier", "Hans Meier", Finding.GIVEN_NAME_MISSING),
        ("Meier Hans", "Hans Meier", Finding.NAMES_SWAPPED),
        ("Hans Meier jun.", "Hans Meier sen.", Finding.OTHER_GENERATION),
        ("Hans Meier jun.", "Hans Meier", Finding.GENERATION_ONCE),
        ("Eva Meier", "Eva Schulz-Meier", Finding.PART_OF_NAME),
        ("Hans Przybylski", "Hans Przybylsky", Finding.NAME_SOUNDS_ALIKE),
        ("Hans Schneider", "Hans Schniefder", Finding.SIMILAR_NAME),
        ("Nordwind Bau GmbH", "Nordwind Bau KG", Finding.OTHER_LEGAL_FORM),
        ("Nordwind Bau GmbH", "Nordwind Baugesellschaft mbH", Finding.PART_OF_NAME),
        ("Hans Meier", "Meier Dachbau GmbH", Finding.PERSON_AND_COMPANY),
        ("Schulz Dachbau GmbH", "Meier Dachbau GmbH", Finding.OTHER_NAME),
    ],
)
def test_what_is_found_in_two_names(one: str, other: str, finding: Finding) -> None:
    assert finding in findings(an_address(one), an_address(other))


def test_numbers_tell_companies_of_one_name_apart() -> None:
    for one, other in [("Halle 3", "Halle 4"), ("Körperschaften II", "Körperschaften")]:
        score = compare(an_address(f"Finanzamt {one}"), an_address(f"Finanzamt {other}"))
        assert not score.is_equal
        assert not score.names_alike


def test_father_and_son_are_one_household_and_not_alike() -> None:
    score = compare(an_address("Hans Meier"), an_address("Karl Meier"))
    assert score.is_household
    assert not score.names_alike


words = st.sampled_from(
    ["Meier", "Maier", "Müller", "Mueller", "Schulz", "Hans", "Johannes", "Eva", "Bau", "GmbH",
     "Dachdeckerei", "von", "Dr.", "jun.", "KG", "&"]
)  # fmt: skip
names = st.none() | st.lists(words, min_size=1, max_size=4).map(" ".join)
contacts = st.lists(
    st.sampled_from(
        [
            ContactPoint(use="phone", value="069 1234567"),
            ContactPoint(use="phone", value="069 7654321"),
            ContactPoint(use="email", value="info@meier.example"),
            ContactPoint(use="email", value="eva@gmx.de"),
        ]
    ),
    max_size=2,
).map(tuple)
some_addresses = st.builds(
    Address,
    roles=st.just((Role.BUYER,)),
    name=names,
    person=st.none() | st.builds(person, names, names),
    street=st.sampled_from([None, "Hauptstr. 12", "Haupt-Straße 14", "Bergweg 3", "Postfach 12"]),
    postcode=st.sampled_from([None, "60311", "60113", "50667"]),
    city=st.sampled_from([None, "Frankfurt", "Frankfurt am Main", "Köln"]),
    vat_id=st.sampled_from([None, "DE123456781", "DE123456782"]),
    contacts=contacts,
)


@given(some_addresses, some_addresses)
def test_a_score_is_symmetric_and_a_probability(one: Address, other: Address) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.value == back.value
    assert 0 <= there.value <= 1
    assert (there.agreeing, there.is_equal, there.names_alike, there.is_household) == (
        back.agreeing,
        back.is_equal,
        back.names_alike,
        back.is_household,
    )
    assert [r.finding for r in there.reasons] == [r.finding for r in back.reasons]


@given(some_addresses, some_addresses)
def test_rule_55_no_pair_with_contradicting_vat_ids_is_equal(one: Address, other: Address) -> None:
    score = compare(one, other)
    if one.vat_id and other.vat_id and one.vat_id != other.vat_id:
        assert score.contradicts
        assert not score.is_equal


AGREEING: tuple[dict[str, Any], ...] = (
    {"contacts": (ContactPoint(use="phone", value="0221 111222"),)},
    {"contacts": (ContactPoint(use="email", value="same@example.org"),)},
    {"vat_id": "DE999999999"},
    {"postcode": "10115"},
    {"city": "Berlin"},
)


@given(some_addresses, some_addresses, st.sampled_from(AGREEING))
def test_adding_an_agreeing_field_never_lowers_the_score(
    one: Address, other: Address, agreeing: dict[str, Any]
) -> None:
    cleared: dict[str, Any] = {name: () if name == "contacts" else None for name in agreeing}
    poor, poor_other = (msgspec.structs.replace(a, **cleared) for a in (one, other))
    rich, rich_other = (msgspec.structs.replace(a, **agreeing) for a in (one, other))
    assert compare(rich, rich_other).value >= compare(poor, poor_other).value


@given(some_addresses)
def test_every_address_with_a_name_and_a_place_is_equal_to_itself(address: Address) -> None:
    score = compare(address, address)
    located = bool(address.street and (address.postcode or address.city))
    named = any(reason.finding is Finding.SAME_NAME for reason in score.reasons)
    if located and named:
        assert score.is_equal
