"""One plain form of an address, in which spelling habits do not matter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_format.model import Address, ContactPoint, PartyId, Role
from qtf_office.matching.folding import fold
from qtf_office.matching.names import NormalName
from qtf_office.matching.normalise import NormalAddress, normal, normal_digest
from some_addresses import an_address, person


def name_of(text: str) -> NormalName:
    return normal(an_address(text)).name


def place_of(**given: str) -> NormalAddress:
    return normal(Address(roles=(Role.SITE,), **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "mueller"),
        ("MÜLLER", "mueller"),
        (unicodedata.normalize("NFD", "Müller"), "mueller"),
        ("Großkreuz", "grosskreuz"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Şükrü Yıldız", "suekrue yildiz"),
        ("İstanbul", "istanbul"),
        ("Дмитрий", "dmitrij"),
        ("O’Brien", "obrien"),
        ("  Haupt - Straße ", "haupt strasse"),
    ],
)
def test_letters_have_one_plain_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_any_text_folds_to_ascii_words_once_and_for_all(text: str) -> None:
    folded = fold(text)
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "written",
    ["Hans Meier", "Herr Hans Meier", "MEIER, Hans", "Hr. Dr. Hans Meier", "Dipl.-Ing. Hans Meier"],
)
def test_salutation_title_and_order_do_not_matter(written: str) -> None:
    assert normal_digest(an_address(written)) == normal_digest(an_address("Hans Meier"))


def test_a_person_in_fields_of_its_own_is_the_same() -> None:
    in_fields = an_address(None, person=person("Hans", "Meier", "Herr"))
    both = an_address("Meier", person=person("Hans", "Meier"))
    assert normal_digest(in_fields) == normal_digest(both) == normal_digest(an_address())


@pytest.mark.parametrize("written", ["Karl von der Heide", "von der Heide, Karl"])
def test_particles_stand_apart_from_the_surname(written: str) -> None:
    name = name_of(written)
    assert (name.given, name.particle, name.family) == (("karl",), "vonder", ("heide",))


def test_v_is_von_only_inside_a_name() -> None:
    assert name_of("Eva v. Berg").particle == "von"
    assert name_of("V. Berg").given == ("v",)


def test_a_double_name_has_two_parts() -> None:
    assert name_of("Eva Meier-Schulze").family == ("meier", "schulze")
    assert name_of("Hans-Peter Schmidt").family == ("schmidt",)


def test_junior_and_senior_are_not_the_same() -> None:
    junior, senior = name_of("Hans Meier jun."), name_of("Hans Meier Senior")
    assert (junior.generation, senior.generation) == ("jun", "sen")
    assert junior.identity != senior.identity


def test_without_first_name_the_salutation_tells_people_apart() -> None:
    assert name_of("Herr Meier").identity != name_of("Frau Meier").identity
    assert name_of("Herr Hans Meier").identity == name_of("Hans Meier").identity


@pytest.mark.parametrize(
    ("written", "words", "form"),
    [
        ("Müller Bedachungs GmbH & Co. KG", ("mueller", "bedachungs"), "gmbh co kg"),
        ("Müller Bedachungs GmbH und Co KG", ("mueller", "bedachungs"), "gmbh co kg"),
        ("Fa. Huber e.K.", ("huber",), "ek"),
        ("Nordwind Gesellschaft mit beschränkter Haftung", ("nordwind",), "gmbh"),
        ("Nordwind UG (haftungsbeschränkt)", ("nordwind",), "ug"),
        ("Turnverein 1860 e. V.", ("turnverein", "1860"), "ev"),
        ("Sägewerk Alm Ges.m.b.H.", ("saegewerk", "alm"), "gmbh"),
        ("Stadt Köln", ("stadt", "koeln"), ""),
        ("Elektro Huber", ("elektro", "huber"), ""),
    ],
)
def test_companies_lose_their_legal_form(written: str, words: tuple[str, ...], form: str) -> None:
    name = name_of(written)
    assert name.is_company
    assert (name.words, name.legal_form) == (words, form)


def test_the_contact_person_of_a_company_is_no_part_of_its_identity() -> None:
    company = an_address("Nordwind GmbH", person=person("Eva", "Klein"))
    care_of = an_address("Nordwind GmbH", name2="z. Hd. Frau Klein")
    plain = an_address("Nordwind GmbH")
    assert normal_digest(company) == normal_digest(care_of) == normal_digest(plain)


def test_a_company_name_over_two_lines_is_one_name() -> None:
    split = an_address("Müller Dachbau", name2="GmbH & Co. KG")
    assert normal_digest(split) == normal_digest(an_address("Müller Dachbau GmbH & Co. KG"))


def test_other_legal_forms_are_other_companies() -> None:
    assert normal_digest(an_address("Müller Bau GmbH")) != normal_digest(
        an_address("Müller Bau KG")
    )


@pytest.mark.parametrize(
    "street",
    [
        "Hauptstraße 12a", "Hauptstr. 12 a", "Haupt-Str. 12A", "HAUPTSTRASSE 12 A",
        "Hauptstr.12a", "Haupt Strasse Nr. 12a",
    ],
)  # fmt: skip
def test_streets_have_one_spelling(street: str) -> None:
    plain = place_of(street=street)
    assert (plain.street, plain.house.text) == ("hauptstr", "12a")


@pytest.mark.parametrize(
    ("street", "plain", "house"),
    [
        ("Straße des 17. Juni 135", "strdes17juni", "135"),
        ("Q 7, 24", "q7", "24"),
        ("Am Stadtgraben 2-4", "amstadtgraben", "2-4"),
        ("Lange Straße 12 bis 14", "langestr", "12-14"),
        ("Otto Wels Str. 5", "ottowelsstr", "5"),
        ("Marktplatz", "marktpl", ""),
        ("St.-Anna-Platz 1/3", "sanktannapl", "1-3"),
        ("Hauptstr. 12/3", "hauptstr", "12/3"),
        ("Sankt-Anna-Pl. 1", "sanktannapl", "1"),
    ],
)
def test_house_numbers_are_found_at_the_end(street: str, plain: str, house: str) -> None:
    found = place_of(street=street)
    assert (found.street, found.house.text) == (plain, house)


def test_a_house_number_in_both_fields_counts_once() -> None:
    assert place_of(street="Hauptstr. 5", house_number="5") == place_of(street="Hauptstr. 5")


def test_a_range_covers_the_numbers_within() -> None:
    whole, inside = place_of(street="Weg 12-16").house, place_of(street="Weg 14").house
    assert whole.covers(inside)
    assert not inside.covers(whole)


def test_a_post_box_is_no_street() -> None:
    plain = place_of(street="Postfach 12 34")
    assert (plain.street, plain.post_box) == ("", "1234")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Frankfurt a.M.", "Frankfurt am Main"),
        ("Frankfurt/Main", "Frankfurt (Main)"),
        ("St. Ingbert", "Sankt Ingbert"),
        ("Neustadt a.d. Weinstraße", "Neustadt an der Weinstrasse"),
        ("Villingen-Schwenningen", "Villingen - Schwenningen"),
    ],
)
def test_places_have_one_spelling(one: str, other: str) -> None:
    assert place_of(city=one).place == place_of(city=other).place


def test_two_frankfurts_stay_two() -> None:
    assert place_of(city="Frankfurt (Oder)").place != place_of(city="Frankfurt am Main").place


def test_a_postcode_in_the_wrong_field_is_found() -> None:
    right = place_of(postcode="60311", city="Frankfurt")
    assert place_of(city="D-60311 Frankfurt") == right
    assert place_of(street="60311 Frankfurt").postcode == "60311"
    assert place_of(postcode="D-60311", city="Frankfurt") == right


def test_old_and_new_phone_forms_are_one() -> None:
    spellings = ("069/12 34 56-78", "+49 (0)69 12345678", "0049 69 12345678", "(069) 12345678")
    found = {normal(an_address(phone=spelled)).phones for spelled in spellings}
    assert found == {frozenset({"+496912345678"})}


def test_what_is_no_phone_number_is_left_out() -> None:
    assert normal(an_address(phone="nach Absprache")).phones == frozenset()


def test_mail_addresses_and_vat_ids_have_one_spelling() -> None:
    plain = normal(an_address(email="Eva <EVA@Googlemail.com>", vat_id="DE 123.456.789"))
    assert plain.emails == {"eva@gmail.com"}
    assert plain.vat_id == "DE123456789"


def test_a_gln_is_taken_from_the_identifiers() -> None:
    gln = PartyId(scheme="0088", value="4000001000005")
    assert normal(an_address(ids=(gln,))).gln == "4000001000005"


def test_phones_and_identifiers_are_no_part_of_the_identity() -> None:
    rich = an_address(phone="069 123456", vat_id="DE123456789")
    assert normal_digest(rich) == normal_digest(an_address())


def test_the_digest_is_stable() -> None:
    # Remembered decisions are found by it: when this changes, all of them are lost.
    assert normal_digest(an_address()) == (
        "92c00ff7d788cd990a4d06faf1e273babc65bd4c77042f25bf6122c64103359a"
    )


texts = st.none() | st.text(max_size=40)
any_addresses = st.builds(
    Address,
    roles=st.just((Role.BUYER,)),
    name=texts,
    name2=texts,
    person=st.none() | st.builds(person, texts, texts, texts),
    street=texts,
    house_number=texts,
    postcode=texts,
    city=texts,
    district=texts,
    country=st.sampled_from([None, "DE", "AT"]),
    post_box=texts,
    vat_id=texts,
    contacts=st.tuples()
    | st.tuples(st.builds(ContactPoint, use=st.just("phone"), value=st.text())),
)


@given(any_addresses)
def test_any_address_has_a_plain_form(address: Address) -> None:
    assert len(normal_digest(address)) == 64


@given(any_addresses)
def test_case_does_not_matter(address: Address) -> None:
    def shout(text: str | None) -> str | None:
        # Letters whose capital is another word (dotless i, sharp s in old fonts) aside.
        return text.upper() if text and text.isascii() else text

    loud = Address(
        roles=address.roles,
        name=shout(address.name),
        street=shout(address.street),
        postcode=shout(address.postcode),
        city=shout(address.city),
    )
    quiet = Address(
        roles=address.roles,
        name=address.name,
        street=address.street,
        postcode=address.postcode,
        city=address.city,
    )
    assert normal_digest(loud) == normal_digest(quiet)
