"""What all readers of addresses share."""

from __future__ import annotations

import pytest

from qtf_format.model import Address, Role
from qtf_office.documents.addresses import country_code, merge, split_street
from qtf_office.documents.intake import Intake


@pytest.mark.parametrize(
    ("street", "parts"),
    [
        ("Engesserstr.1", ("Engesserstr.", "1")),
        ("Hauptstraße 12 a", ("Hauptstraße", "12 a")),
        ("Mainzer Str.109-111", ("Mainzer Str.", "109-111")),
        ("Straße des 17. Juni 135", ("Straße des 17. Juni", "135")),
        ("Ludwig-Erhard-Allee 20", ("Ludwig-Erhard-Allee", "20")),
        ("12 RUE DE LA FONTAINE", ("12 RUE DE LA FONTAINE", None)),
        ("BUYER_ADDR_1", ("BUYER_ADDR_1", None)),
        ("Postfach 12", ("Postfach 12", None)),
        ("Am Markt 5, 2. OG", ("Am Markt 5, 2. OG", None)),
        ("Am Markt", ("Am Markt", None)),
        ("7", ("7", None)),
    ],
)
def test_street_and_number_part_only_where_they_clearly_stand_together(
    street: str, parts: tuple[str, str | None]
) -> None:
    assert split_street(street) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [("Deutschland", "DE"), ("D", "DE"), ("at", "AT"), ("Österreich", "AT"), ("XK", "XK")],
)
def test_countries_are_known_by_code_and_name(text: str, code: str) -> None:
    assert country_code(text, Intake()) == (code, None)


def test_an_unknown_country_stays_as_text_and_is_named() -> None:
    intake = Intake()
    assert country_code("Neverland", intake) == (None, "Neverland")
    assert len(intake.warnings) == 1


def test_one_address_in_several_roles_is_one_address() -> None:
    one = Address(roles=(Role.BUYER,), name="A", city="B")
    two = Address(roles=(Role.DELIVERY,), name="A", city="B")
    other = Address(roles=(Role.INVOICE,), name="A", city="C")
    assert [a.roles for a in merge([one, other, two], Intake())] == [
        (Role.BUYER, Role.DELIVERY), (Role.INVOICE,),
    ]  # fmt: skip


def test_an_empty_address_is_none() -> None:
    assert merge([Address(roles=(Role.BUYER,))], Intake()) == ()


def test_more_addresses_than_an_order_may_have_are_left_out_and_named() -> None:
    intake = Intake()
    many = [Address(roles=(Role.DELIVERY,), name=str(n)) for n in range(51)]
    assert len(merge(many, intake)) == 50
    assert len(intake.warnings) == 1


def test_a_postcode_in_the_wrong_field_is_named_and_not_moved() -> None:
    intake = Intake()
    shifted = Address(roles=(Role.BUYER,), name="A", street="76131 Karlsruhe")
    assert merge([shifted], intake) == (shifted,)
    assert "76131 Karlsruhe" in intake.warnings[0].en
