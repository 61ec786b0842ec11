"""The JSON form of an order: nothing is lost there and back, and faults are named."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from any_orders import any_addresses, any_orders
from offices import an_address, an_order
from qtf_format.canonical import to_bytes
from qtf_format.model import Address, ContactPoint, Line, LineKind, Order, Person, Role, Totals
from qtf_office.jsonform import order_json
from qtf_office.jsonread import NO_NUMBER, FormFault, read_form


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_orders(), any_addresses())
def test_what_is_shown_reads_back_to_the_same_bytes(
    order: Order, addresses: tuple[Address, ...]
) -> None:
    form = read_form(json.dumps(order_json(order, addresses)))
    assert to_bytes(form.order) == to_bytes(order)
    assert [to_bytes(a) for a in form.addresses] == [to_bytes(a) for a in addresses]
    assert form.ignored == ()


def test_the_form_has_every_field_of_the_contract() -> None:
    form = order_json(an_order(), (an_address(),))
    for name in (
        *("number", "kind", "issue_date", "valid_until", "currency", "references", "addresses"),
        *("lines", "declared", "computed", "warnings", "origin"),
    ):
        assert name in form
    line = {"position", "kind", "article_number", "text", "quantity", "unit", "price"}
    assert line | {"price_per", "amount", "tax_rate"} <= form["lines"][0].keys()
    address = {"role", "address_id", "name", "person", "street", "house_number", "postcode"}
    assert address | {"city", "country", "phone", "email", "vat_id"} <= form["addresses"][0].keys()
    for totals in ("declared", "computed"):
        assert {"net", "tax", "gross", "payable"} <= form[totals].keys()
    assert {"format", "file", "digest"} <= form["origin"].keys()


def test_values_are_decimal_strings_iso_dates_and_nulls() -> None:
    form = order_json(an_order(), (an_address(),))
    assert form["lines"][0]["price"] == "8.40"
    assert form["issue_date"] == "2026-11-21"
    assert form["valid_until"] is None
    assert form["addresses"][0]["person"] == "Jörg Rußmann"
    assert form["addresses"][0]["phone"] == "+49 351 0000000"
    assert json.loads(json.dumps(form)) == form


def test_an_address_in_two_roles_is_listed_twice_and_stays_one() -> None:
    address = an_address("Muster", Role.BUYER, Role.DELIVERY)
    form = order_json(an_order(), (address,))
    assert [a["role"] for a in form["addresses"]] == ["buyer", "delivery"]
    assert read_form(json.dumps(form)).addresses == (address,)


def test_changing_one_of_two_roles_makes_two_addresses() -> None:
    form = order_json(an_order(), (an_address("Muster", Role.BUYER, Role.DELIVERY),))
    form["addresses"][1]["city"] = "Pirna"
    read = read_form(json.dumps(form)).addresses
    assert [(a.roles, a.city) for a in read] == [
        ((Role.BUYER,), "Dresden"),
        ((Role.DELIVERY,), "Pirna"),
    ]


CONTRACT = {
    "number": "A 1",
    "kind": "quote",
    "issue_date": "2026-11-21",
    "currency": "EUR",
    "addresses": [
        {
            "role": "buyer",
            "name": "Muster",
            "person": "Erika Beispiel",
            "postcode": "01099",
            "city": "Dresden",
            "phone": "0351 1",
            "email": "e@beispiel.example",
        }
    ],
    "lines": [
        {"position": "1", "kind": "item", "text": "Arbeit\r\nzweite Zeile", "quantity": "2"},
        {"kind": "heading", "text": "Titel"},
    ],
    "declared": {"net": "10.00", "tax": None, "gross": None, "payable": None},
}


def test_a_script_may_give_only_the_fields_of_the_contract() -> None:
    form = read_form(json.dumps(CONTRACT))
    (address,) = form.addresses
    assert form.order_id is None
    assert form.has_number
    assert form.order.declared == Totals(net=Decimal("10.00"))
    assert form.order.lines == (
        Line(sort=0, kind=LineKind.ITEM, position="1", text="Arbeit\nzweite Zeile",
             quantity=Decimal(2)),
        Line(sort=1, kind=LineKind.HEADING, text="Titel"),
    )  # fmt: skip
    assert address.person == Person(family="Erika Beispiel")
    assert address.contacts == (
        ContactPoint(use="phone", value="0351 1"),
        ContactPoint(use="email", value="e@beispiel.example"),
    )


def test_numbers_may_come_as_json_numbers_and_stay_exact() -> None:
    text = (
        '{"kind": "quote", "number": 10001, "lines": '
        '[{"position": 1, "price": 0.1, "quantity": 3, "amount": 0.30}], '
        '"addresses": [{"role": "buyer", "postcode": 99084}]}'
    )
    form = read_form(text)
    (line,) = form.order.lines
    assert form.order.number == "10001"
    assert (line.price, str(line.amount), line.quantity) == (Decimal("0.1"), "0.30", Decimal(3))
    assert form.addresses[0].postcode == "99084"


def test_unknown_fields_are_passed_over_and_named() -> None:
    form = read_form('{"kind": "quote", "colour": 1, "lines": [{"weight": "3"}]}')
    assert set(form.ignored) == {"colour", "lines[0].weight"}
    assert form.order.number == NO_NUMBER
    assert not form.has_number


def test_a_new_phone_number_takes_the_place_of_the_old_one() -> None:
    form = order_json(an_order(), (an_address(),))
    form["addresses"][0]["phone"] = "0351 9"
    (address,) = read_form(json.dumps(form)).addresses
    assert [c.value for c in address.contacts] == ["0351 9", "kontakt@beispiel.example"]


def test_a_new_name_of_the_person_counts_more_than_its_former_parts() -> None:
    form = order_json(an_order(), (an_address(),))
    form["addresses"][0]["person"] = "Dr. Neu"
    assert read_form(json.dumps(form)).addresses[0].person == Person(family="Dr. Neu")
    form["addresses"][0]["person"] = None
    assert read_form(json.dumps(form)).addresses[0].person is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "invoice"}, "kind"),
        ({"kind": None}, "kind"),
        ({"number": ""}, "number"),
        ({"number": "x" * 33}, "number"),
        ({"number": {}}, "number"),
        ({"issue_date": "21.11.2026"}, "issue_date"),
        ({"issue_date": 20261121}, "issue_date"),
        ({"issue_date": "1850-01-01"}, "issue_date"),
        ({"currency": "Euro"}, "currency"),
        ({"lines": {}}, "lines"),
        ({"lines": ["x"]}, "lines[0]"),
        ({"lines": [{"price": "12,50"}]}, "lines[0].price"),
        ({"lines": [{"price": "1e400"}]}, "lines[0].price"),
        ({"lines": [{"price": "1e999999999"}]}, "lines[0].price"),
        ({"lines": [{"price": "NaN"}]}, "lines[0].price"),
        ({"lines": [{"price": "0.1234567"}]}, "lines[0].price"),
        ({"lines": [{"price": True}]}, "lines[0].price"),
        ({"lines": [{}, {"kind": "thing"}]}, "lines[1].kind"),
        ({"lines": [{"chosen": "yes"}]}, "lines[0].chosen"),
        ({"lines": [{"sort": 2**40}]}, "lines[0].sort"),
        ({"lines": [{"text": ["x"]}]}, "lines[0].text"),
        ({"lines": [{"unit": "x" * 33}]}, "lines[0].unit"),
        ({"addresses": [{"role": "friend"}]}, "addresses[0].roles[0]"),
        ({"addresses": [{"role": "buyer", "country": "Germany"}]}, "addresses[0].country"),
        ({"addresses": [{"role": "buyer", "address_id": "17"}]}, "addresses[0].id"),
        ({"addresses": [{"role": "buyer", "name": "x" * 201}]}, "addresses[0].name"),
        ({"addresses": 7}, "addresses"),
        ({"references": [{"number": "1"}]}, "references[0].type"),
        ({"order_id": "7"}, "order_id"),
        ({"order_id": 7}, "order_id"),
        ({"revision": "1"}, "revision"),
        ({"declared": []}, "declared"),
        ({"origin": "x"}, "origin"),
    ],
)
def test_the_faulty_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FormFault) as fault:
        read_form(json.dumps({**CONTRACT, **change}))
    assert fault.value.field == field


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": NaN}', '"x"', "\xff", "[" * 100_000])
def test_what_is_no_json_object_is_said_to_be_none(text: str) -> None:
    with pytest.raises(FormFault) as fault:
        read_form(text)
    assert fault.value.field == "$"


def test_control_characters_from_outside_do_not_get_in() -> None:
    form = read_form('{"kind": "quote", "title": "a\\u001b[31m\\u202eb\\tc"}')
    assert form.order.title == "a[31mb c"
