"""Order-X as XML and inside a PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from document_samples import ORDERX, orderx_pdf
from qtf_format.model import OrderKind, Role
from qtf_office.documents import ReadOrder, Refused, read_document


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return orderx_pdf()


def read(data: bytes) -> ReadOrder:
    answer = read_document(data, "document")
    assert isinstance(answer, ReadOrder), answer
    return answer


def test_a_response_is_a_confirmation_with_its_date() -> None:
    order = read(ORDERX).order
    assert (order.kind, order.number) == (OrderKind.CONFIRMATION, "OX-1")
    assert order.issue_date == date(2026, 11, 2)
    assert order.origin is not None
    assert order.origin.profile == "urn:order-x.eu:1p0:basic"


def test_requested_and_agreed_quantity_stand_side_by_side() -> None:
    (line,) = read(ORDERX).order.lines
    assert (line.quantity, line.quantity_agreed) == (Decimal(120), Decimal(100))
    assert (line.unit, line.unit_text, line.status) == ("C62", "H87", "6")


def test_a_price_allowance_is_kept_and_not_taken_off_twice() -> None:
    answer = read(ORDERX)
    (line,) = answer.order.lines
    assert (line.gross_price, line.price) == (Decimal("1.70"), Decimal("1.50"))
    assert line.price_allowances[0].amount == Decimal("0.20")
    assert answer.warnings == ()  # 100 x 1.50 = 150.00


def test_reverse_charge_is_a_category_and_not_a_rate_alone() -> None:
    (line,) = read(ORDERX).order.lines
    assert (line.tax_category, line.tax_rate) == ("AE", Decimal(0))


def test_a_line_that_names_a_line_only_refers_to_the_order_of_the_document() -> None:
    (line,) = read(ORDERX).order.lines
    assert [(r.type, r.number, r.line) for r in line.references] == [("order", "B-3", "5")]


def test_the_grand_total_is_what_is_to_be_paid() -> None:
    declared = read(ORDERX).order.declared
    assert declared is not None
    assert declared.payable == Decimal("150.00")


def test_parties_have_their_addresses_and_vat_ids() -> None:
    seller, buyer = read(ORDERX).addresses
    assert (seller.roles, seller.name) == ((Role.SELLER,), "Ziegelwerk Muster")
    assert (buyer.street, buyer.house_number) == ("Lange Gasse", "7")
    assert (buyer.postcode, buyer.city, buyer.country) == ("01500", "Pirna", "DE")
    assert buyer.vat_id == "DE999999991"
    assert buyer.person is not None
    assert buyer.person.family == "Anna Schön"


def test_a_pdf_gives_the_same_order_as_its_xml(pdf: bytes) -> None:
    from_pdf, from_xml = read(pdf), read(ORDERX)
    assert from_pdf.order.lines == from_xml.order.lines
    assert from_pdf.addresses == from_xml.addresses


def test_a_pdf_that_breaks_the_schema_is_read_and_it_is_said(pdf: bytes) -> None:
    assert any("not valid" in warning.en for warning in read(pdf).warnings)


def test_a_pdf_without_an_order_is_refused_plainly() -> None:
    answer = read_document(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>", "x")
    assert isinstance(answer, Refused)
    assert answer.reason in ("pdf-without-data", "pdf-unreadable")


@pytest.mark.parametrize(
    ("code", "reason"),
    [("230", "order-change"), ("380", "invoice"), ("381", "invoice"), ("999", "unsupported-kind")],
)
def test_other_kinds_of_documents_are_refused_by_their_code(code: str, reason: str) -> None:
    answer = read_document(ORDERX.replace(b">231<", f">{code}<".encode()), "x")
    assert isinstance(answer, Refused)
    assert answer.reason == reason
