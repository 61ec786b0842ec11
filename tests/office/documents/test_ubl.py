"""UBL orders, quotations, responses and despatch advices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from document_samples import (
    UBL_DESPATCH,
    UBL_ORDER,
    UBL_QUOTATION,
    UBL_RESPONSE,
    UBL_SIMPLE,
)
from qtf_format.model import Address, OrderKind, Role
from qtf_office.documents import ReadOrder, Refused, read_document


def read(data: bytes) -> ReadOrder:
    answer = read_document(data, "document.xml")
    assert isinstance(answer, ReadOrder), answer
    return answer


def party(answer: ReadOrder, role: Role) -> Address:
    (found,) = [address for address in answer.addresses if role in address.roles]
    return found


def warned(answer: ReadOrder, part: str) -> bool:
    return any(part in warning.en for warning in answer.warnings)


def test_an_order_has_its_head() -> None:
    order = read(UBL_ORDER).order
    assert (order.kind, order.number) == (OrderKind.ORDER, "B-2026-0815")
    assert (order.issue_date, order.valid_until) == (date(2026, 11, 2), date(2026, 11, 30))
    assert order.currency == "EUR"
    assert order.texts[0].text == "Bitte vor 10 Uhr"
    assert {(one.type, one.number) for one in order.references} == {
        ("quote", "A-99"), ("other", "Skizze"), ("buyer-reference", "Dachstuhl Neuhaus"),
    }  # fmt: skip


def test_the_price_is_kept_for_the_quantity_it_is_meant_for() -> None:
    (line,) = read(UBL_ORDER).order.lines
    assert (line.price, line.price_per, line.amount) == (
        Decimal("450.00"), Decimal(100), Decimal("243.00"),
    )  # fmt: skip
    assert (line.quantity, line.unit) == (Decimal(54), "MTR")


def test_the_sellers_number_is_the_article_and_all_numbers_are_kept() -> None:
    (line,) = read(UBL_ORDER).order.lines
    assert line.article_number == "KVH-60"
    assert [(n.scheme, n.number) for n in line.article_numbers] == [
        ("seller", "KVH-60"), ("gtin", "4000000000006"),
    ]  # fmt: skip


def test_declared_totals_stand_as_they_are() -> None:
    declared = read(UBL_ORDER).order.declared
    assert declared is not None
    assert (declared.lines, declared.charges) == (Decimal("243.00"), Decimal("20.00"))
    assert (declared.net, declared.tax) == (Decimal("263.00"), Decimal("49.97"))
    assert (declared.gross, declared.payable) == (Decimal("312.97"), Decimal("312.97"))


def test_the_buyer_is_whole() -> None:
    buyer = party(read(UBL_ORDER), Role.BUYER)
    assert (buyer.name, buyer.name2) == ("Zimmerei Öhler", "Öhler Holzbau GmbH")
    assert (buyer.street, buyer.house_number) == ("Am Sägewerk", "3b")
    assert (buyer.postcode, buyer.city, buyer.country) == ("02826", "Görlitz", "DE")
    assert buyer.vat_id == "DE999999990"
    assert [contact.value for contact in buyer.contacts] == ["03581 000", "buero@oehler.example"]
    assert ("customer", "K-77") in [(one.scheme, one.value) for one in buyer.ids]
    assert buyer.customer_number is None  # rule 58


def test_a_house_number_written_without_a_blank_is_taken_apart() -> None:
    seller = party(read(UBL_ORDER), Role.SELLER)
    assert (seller.street, seller.house_number) == ("Hafenstr.", "12")


def test_a_delivery_place_without_a_name_stays_without_one() -> None:
    place = party(read(UBL_ORDER), Role.DELIVERY)
    assert (place.name, place.city) == (None, "Zittau")


def test_an_embedded_file_is_what_its_content_says() -> None:
    answer = read(UBL_ORDER)
    (attachment,) = answer.order.attachments
    assert (attachment.name, attachment.media_type) == ("skizze.tif.pdf", "application/pdf")
    assert answer.files[0].sha256 == attachment.sha256


def test_an_embedded_file_of_another_kind_is_left_out_and_named() -> None:
    answer = read(UBL_ORDER.replace(b"JVBERi0xLjQKJcOkw7zDtsOfCg==", b"TVqQAAMAAAAEAAAA"))
    assert answer.files == ()
    assert warned(answer, "skizze.tif")


def test_what_has_no_place_is_named() -> None:
    assert warned(read(UBL_ORDER), "LineItem/AccountingCode")


def test_tax_in_the_field_of_the_net_total_is_put_right_and_said() -> None:
    answer = read(UBL_QUOTATION)
    declared = answer.order.declared
    assert declared is not None
    assert (declared.net, declared.tax) == (Decimal("100.00"), Decimal("19.00"))
    assert warned(answer, "holds the tax")


def test_the_originator_stands_for_the_buyer_of_a_quotation() -> None:
    answer = read(UBL_QUOTATION)
    assert answer.order.kind is OrderKind.QUOTE
    assert party(answer, Role.BUYER).roles == (Role.BUYER, Role.ORIGINATOR)
    assert warned(answer, "OriginatorCustomerParty")


def test_a_time_zone_does_not_move_the_date() -> None:
    assert read(UBL_QUOTATION).order.issue_date == date(2026, 10, 1)


def test_without_a_declared_currency_that_of_all_amounts_counts() -> None:
    assert read(UBL_QUOTATION).order.currency == "EUR"


def test_mixed_currencies_are_named_and_none_is_chosen() -> None:
    answer = read(UBL_QUOTATION.replace(b'currencyID="EUR">25.00', b'currencyID="CHF">25.00'))
    assert answer.order.currency is None
    assert warned(answer, "mixes currencies")


def test_a_response_keeps_the_status_the_substitute_and_the_line_it_answers() -> None:
    order = read(UBL_RESPONSE).order
    (line,) = order.lines
    assert (order.kind, order.status, line.status) == (OrderKind.CONFIRMATION, "CA", "3")
    assert [(n.code, n.text) for n in line.notes] == [("substitute", "BSH 60/120, BSH-60")]
    assert [(r.type, r.number, r.line) for r in line.references] == [("order", "B-2026-0815", "7")]


def test_a_simple_response_is_a_confirmation_without_lines() -> None:
    answer = read(UBL_SIMPLE)
    assert (answer.order.kind, answer.order.lines) == (OrderKind.CONFIRMATION, ())
    assert answer.order.status == "accepted"
    assert warned(answer, "no lines")


def test_a_despatch_advice_says_what_came_and_what_is_missing() -> None:
    order = read(UBL_DESPATCH).order
    (line,) = order.lines
    assert order.kind is OrderKind.DELIVERY_NOTE
    assert (line.quantity, line.quantity_delivered) == (Decimal(50), Decimal(50))
    assert [(n.code, n.text) for n in line.notes] == [("outstanding", "4: folgt")]
    assert {(r.type, r.number) for r in order.references} == {
        ("order", "B-2026-0815"), ("seller-order", "V-9"),
    }  # fmt: skip


def test_the_receiver_of_a_delivery_stands_for_the_buyer_who_is_not_named() -> None:
    answer = read(UBL_DESPATCH)
    assert party(answer, Role.BUYER).roles == (Role.BUYER, Role.DELIVERY)
    assert party(answer, Role.SELLER).name == "Holzhandel Muster"


@pytest.mark.parametrize(
    "number", [b"<cbc:ID></cbc:ID>", b"<cbc:ID/>", b"", b"<cbc:ID> \n </cbc:ID>"]
)
def test_an_order_without_a_number_is_refused(number: bytes) -> None:
    answer = read_document(UBL_ORDER.replace(b"<cbc:ID>B-2026-0815</cbc:ID>", number), "x")
    assert isinstance(answer, Refused)
    assert answer.reason == "no-number"


def test_an_order_inside_an_envelope_is_found() -> None:
    inner = UBL_ORDER.partition(b"?>")[2]
    envelope = b'<S:StandardBusinessDocument xmlns:S="urn:x"><S:StandardBusinessDocumentHeader/>'
    answer = read(envelope + inner + b"</S:StandardBusinessDocument>")
    assert answer.order.number == "B-2026-0815"


def test_blank_lines_before_the_declaration_do_not_matter() -> None:
    assert read(b"\xef\xbb\xbf\r\n\r\n" + UBL_ORDER).order.number == "B-2026-0815"


def test_a_line_that_does_not_add_up_is_kept_and_named() -> None:
    answer = read(UBL_QUOTATION.replace(b">25.00<", b">26.00<"))
    assert answer.order.lines[0].amount == Decimal("100.00")
    assert warned(answer, "104.00 computed")


def test_totals_that_no_reading_explains_are_named() -> None:
    other = UBL_QUOTATION.replace(b">25.00<", b">2.00<")
    head, line, tail = other.partition(b"<cac:LineItem>")
    other = head + line + tail.replace(b">100.00<", b">8.00<")
    assert warned(read(other), "The main office will ask")
