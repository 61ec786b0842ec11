"""openTRANS 2.1 and 1.0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from document_samples import OPENTRANS_10, OPENTRANS_ORDER
from qtf_format import totals
from qtf_format.model import OrderKind, Role
from qtf_office.documents import ReadOrder, Refused, read_document
from qtf_office.documents.opentrans_lines import plain_text


def read(data: bytes) -> ReadOrder:
    answer = read_document(data, "document.xml")
    assert isinstance(answer, ReadOrder), answer
    return answer


def test_an_order_has_its_head_and_the_customers_own_reference() -> None:
    order = read(OPENTRANS_ORDER).order
    assert (order.kind, order.number, order.currency) == (OrderKind.ORDER, "O-7", "EUR")
    assert [(r.type, r.number) for r in order.references] == [("buyer-reference", "KOM-3")]


def test_seven_fraction_digits_and_an_offset_do_not_move_the_date() -> None:
    assert read(OPENTRANS_ORDER).order.issue_date == date(2026, 11, 2)


def test_parties_have_their_roles_people_and_phones() -> None:
    seller, buyer, place = read(OPENTRANS_ORDER).addresses
    assert (seller.roles, buyer.roles, place.roles) == (
        (Role.SELLER,), (Role.BUYER,), (Role.DELIVERY,),
    )  # fmt: skip
    assert buyer.person is not None
    assert (buyer.person.title, buyer.person.given, buyer.person.family) == (
        "Frau",
        "Ute",
        "Krüger",
    )
    assert (buyer.contacts[0].use, buyer.contacts[0].value) == ("mobile", "0170 000")
    assert (buyer.street, buyer.house_number, buyer.country) == ("Otto-Wels-Str.", "21", "DE")


def test_markup_written_as_text_becomes_plain_text_beside_the_original() -> None:
    (line,) = read(OPENTRANS_ORDER).order.lines
    assert line.long_text == "weiß\nmit Überlauf"
    assert line.rich_text == "weiß<br />mit Überlauf"


def test_a_comparison_sign_is_not_markup() -> None:
    assert plain_text("20 < 30 > 10") == ("20 < 30 > 10", None)


def test_a_tax_rate_written_as_a_fraction_becomes_percent() -> None:
    assert read(OPENTRANS_ORDER).order.lines[0].tax_rate == Decimal(19)


def test_the_total_amount_is_what_is_to_be_paid() -> None:
    order = read(OPENTRANS_ORDER).order
    assert order.declared is not None
    assert order.declared.payable == Decimal("199.00")
    assert totals.compute(order).net == Decimal("199.00")


def test_version_1_that_lies_about_its_encoding_is_read_and_it_is_said() -> None:
    answer = read(OPENTRANS_10)
    (line,) = answer.order.lines
    assert line.text == "Dachrinne, größer"
    assert answer.order.origin is not None
    assert answer.order.origin.encoding == "ISO-8859-1"
    assert any("ISO-8859-1" in warning.en for warning in answer.warnings)


def test_version_1_finds_the_person_in_the_additional_names() -> None:
    (buyer,) = read(OPENTRANS_10).addresses
    assert buyer.name == "Jörg Grün"
    assert buyer.person is not None
    assert (buyer.person.given, buyer.person.family) == ("Jörg", "Grün")
    assert (buyer.street, buyer.house_number) == ("Schloßgasse", "4")


def test_gross_prices_are_marked_and_net_is_computed() -> None:
    order = read(OPENTRANS_10).order
    computed = totals.compute(order)
    assert order.prices_include_tax
    assert (computed.gross, computed.net, computed.tax) == (
        Decimal("23.80"), Decimal("20.00"), Decimal("3.80"),
    )  # fmt: skip


def test_a_supplier_reference_at_the_buyer_does_not_make_it_the_seller() -> None:
    document = b"""<ORDER xmlns="http://www.opentrans.org/XMLSchema/2.1"><ORDER_HEADER><ORDER_INFO>
      <ORDER_ID>1</ORDER_ID><PARTIES><PARTY><PARTY_ID>s</PARTY_ID></PARTY>
      <PARTY><PARTY_ID>b</PARTY_ID><ADDRESS><NAME>Wir</NAME></ADDRESS></PARTY></PARTIES>
      <ORDER_PARTIES_REFERENCE><BUYER_IDREF>b</BUYER_IDREF><SUPPLIER_IDREF>b</SUPPLIER_IDREF>
      </ORDER_PARTIES_REFERENCE></ORDER_INFO></ORDER_HEADER></ORDER>"""
    answer = read(document)
    assert [(a.name, a.roles) for a in answer.addresses] == [
        (None, (Role.SELLER,)), ("Wir", (Role.BUYER,)),
    ]  # fmt: skip
    assert any("same entry" in warning.en for warning in answer.warnings)


def test_a_wrong_line_count_is_named() -> None:
    answer = read(OPENTRANS_ORDER.replace(b"<TOTAL_ITEM_NUM>1", b"<TOTAL_ITEM_NUM>2"))
    assert any("states 2 lines but holds 1" in warning.en for warning in answer.warnings)


def test_amounts_without_a_currency_are_kept_and_named() -> None:
    answer = read(OPENTRANS_ORDER.replace(b"<b:CURRENCY>EUR</b:CURRENCY>", b""))
    assert answer.order.currency is None
    assert answer.order.lines[0].amount == Decimal("199.00")
    assert any("no currency" in warning.en for warning in answer.warnings)


def test_a_response_without_a_number_of_its_own_has_that_of_the_order() -> None:
    document = OPENTRANS_ORDER.replace(b"ORDER_HEADER", b"ORDERRESPONSE_HEADER")
    document = document.replace(b"<ORDER ", b"<ORDERRESPONSE ").replace(
        b"</ORDER>", b"</ORDERRESPONSE>"
    )
    document = document.replace(b"ORDER_INFO", b"ORDERRESPONSE_INFO")
    document = document.replace(b"ORDER_ITEM", b"ORDERRESPONSE_ITEM")
    order = read(document.replace(b"ORDER_SUMMARY", b"ORDERRESPONSE_SUMMARY")).order
    assert (order.kind, order.number) == (OrderKind.CONFIRMATION, "O-7")
    assert ("order", "O-7") in [(one.type, one.number) for one in order.references]


@pytest.mark.parametrize("count", [0, 2])
def test_a_list_holds_exactly_one_order(count: int) -> None:
    order = b'<ORDER xmlns="http://www.opentrans.org/XMLSchema/1.0"/>'
    answer = read_document(b"<ORDER_LIST>" + order * count + b"</ORDER_LIST>", "x")
    assert isinstance(answer, Refused)
    assert answer.reason == ("several-orders" if count else "damaged")
