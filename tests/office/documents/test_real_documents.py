"""Every real document gives what a careful person read in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from qtf_format import canonical, totals
from qtf_format.model import Address, Order, Role
from qtf_office.documents import ReadAddresses, ReadArticles, ReadOrder, Refused, read_document
from real_orders import FOLDER, documents, needs_real_orders

pytestmark = needs_real_orders

KINDS = {
    "order": "order",
    "quote": "quote",
    "order_confirmation": "confirmation",
    "delivery_note": "delivery-note",
}
REFUSALS = {
    "change": {"order-change"},
    "cancellation": {"order-cancellation"},
    "request_for_quote": {"request-for-quotation"},
    "catalogue": {"catalogue"},
    "refuse": {"invoice"},
}
DOCUMENTS = documents("ubl", "ubl-peppol-bis3", "opentrans", "order-x")
ORDERS = [(n, e) for n, e in DOCUMENTS if e["office_kind"] in KINDS and e["summary"]["number"]]
OTHERS = [
    (n, e)
    for n, e in [*DOCUMENTS, *documents("refuse-invoices", "bmecat")]
    if e["office_kind"] in REFUSALS
]
LISTS = documents("datanorm", "addresses")


def ids(cases: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, _ in cases]


def read(name: str) -> ReadOrder:
    answer = read_document((FOLDER / name).read_bytes(), name)
    assert isinstance(answer, ReadOrder), answer
    return answer


def party(answer: ReadOrder, role: Role) -> Address | None:
    return next((address for address in answer.addresses if role in address.roles), None)


def money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def street_of(address: Address) -> str | None:
    parts = [part for part in (address.street, address.house_number) if part]
    return " ".join(parts) or None


@pytest.mark.parametrize(("name", "expected"), ORDERS, ids=ids(ORDERS))
def test_a_document_gives_its_summary(name: str, expected: dict[str, Any]) -> None:
    summary, answer = expected["summary"], read(name)
    order, computed = answer.order, totals.compute(answer.order)
    declared = order.declared
    assert order.kind == KINDS[summary["kind"]]
    assert order.number == summary["number"]
    assert str(order.issue_date) == summary["issue_date"]
    assert order.currency == summary["currency"]
    assert len(order.lines) == summary["line_count"]
    buyer, seller = party(answer, Role.BUYER), party(answer, Role.SELLER)
    assert buyer is not None
    assert (buyer.name, street_of(buyer)) == (summary["buyer_name"], summary["buyer_street"])
    assert (buyer.postcode, buyer.city) == (summary["buyer_postcode"], summary["buyer_city"])
    assert (seller.name if seller else None) == summary["seller_name"]
    net = declared.net if declared and declared.net is not None else computed.net
    if summary["net_total"] is not None:
        assert net == money(summary["net_total"])
    assert (declared.tax if declared else None) == money(summary["tax_total"])
    assert (declared.payable if declared else None) == money(summary["payable"])


@pytest.mark.parametrize(("name", "expected"), ORDERS, ids=ids(ORDERS))
def test_a_document_gives_its_declared_amounts(name: str, expected: dict[str, Any]) -> None:
    order = read(name).order
    amounts = [line.amount for line in order.lines if line.amount is not None]
    if expected.get("sum_of_line_amounts"):
        assert sum(amounts) == Decimal(expected["sum_of_line_amounts"])
    given = expected.get("declared") or {}
    pairs = {"line_total": "lines", "allowance_total": "allowances", "charge_total": "charges"}
    pairs |= {"tax_inclusive": "gross", "prepaid": "prepaid", "rounding": "rounding"}
    for theirs, ours in pairs.items():
        if given.get(theirs) is not None:
            assert getattr(order.declared, ours) == Decimal(given[theirs]), theirs
    if expected.get("header_allowance_charges"):
        assert len(order.allowances) == expected["header_allowance_charges"]


@pytest.mark.parametrize(("name", "expected"), ORDERS, ids=ids(ORDERS))
def test_a_document_gives_its_units_statuses_and_references(
    name: str, expected: dict[str, Any]
) -> None:
    order = read(name).order
    units = {line.unit_text or line.unit for line in order.lines} - {None}
    assert units == set(expected.get("units") or units)
    if expected.get("line_status_codes"):
        assert [line.status for line in order.lines] == expected["line_status_codes"]
    numbers = {one.number for one in order.references} | {order.number}
    numbers |= {one.number for line in order.lines for one in line.references}
    for wanted in (expected.get("references") or {}).values():
        assert set(wanted if isinstance(wanted, list) else [wanted]) <= numbers


@pytest.mark.parametrize(("name", "expected"), ORDERS, ids=ids(ORDERS))
def test_a_document_gives_its_parties_with_people_and_mail(
    name: str, expected: dict[str, Any]
) -> None:
    answer = read(name)
    for side, role in (("buyer", Role.BUYER), ("seller", Role.SELLER)):
        wanted, found = expected.get(side) or {}, party(answer, role)
        if found is None or not wanted.get("name") or not expected["summary"][f"{side}_name"]:
            continue
        assert found.country == wanted["country"]
        mails = {c.value for c in found.contacts if c.use == "email"}
        assert wanted.get("email") is None or wanted["email"] in mails
        if wanted.get("contact") and found.person:
            person = f"{found.person.given or ''} {found.person.family or ''}".strip()
            assert person == wanted["contact"]


@pytest.mark.parametrize("name", ids(ORDERS))
def test_rule_42_gives_no_false_alarm(name: str) -> None:
    assert totals.mismatch(read(name).order) is None


@pytest.mark.parametrize("name", ids(ORDERS))
def test_every_line_agrees_with_its_price(name: str) -> None:
    assert not [w.en for w in read(name).warnings if "computed" in w.en]


@pytest.mark.parametrize("name", ids(ORDERS))
def test_a_document_can_travel(name: str) -> None:
    answer = read(name)
    if len(answer.order.number) <= 32:
        assert canonical.from_bytes(canonical.to_bytes(answer.order), Order) == answer.order
    addresses = canonical.to_bytes(answer.addresses)
    assert canonical.from_bytes(addresses, tuple[Address, ...]) == answer.addresses


@pytest.mark.parametrize(("name", "expected"), OTHERS, ids=ids(OTHERS))
def test_what_is_no_order_is_refused_by_its_kind(name: str, expected: dict[str, Any]) -> None:
    answer = read_document((FOLDER / name).read_bytes(), name)
    assert isinstance(answer, Refused)
    assert answer.reason in REFUSALS[expected["office_kind"]]


def test_an_order_with_an_empty_number_is_refused() -> None:
    (name,) = [
        n for n, e in DOCUMENTS if e["office_kind"] == "order" and not e["summary"]["number"]
    ]
    answer = read_document((FOLDER / name).read_bytes(), name)
    assert isinstance(answer, Refused)
    assert answer.reason == "no-number"


@pytest.mark.parametrize(("name", "expected"), LISTS, ids=ids(LISTS))
def test_a_list_gives_its_entries(name: str, expected: dict[str, Any]) -> None:
    answer = read_document((FOLDER / name).read_bytes(), name)
    if "article_count" in expected:
        check_articles(answer, expected)
    elif expected["kind"] == "addresses csv":
        assert isinstance(answer, ReadAddresses)
        assert len(answer.addresses) == expected["rows"]
        first = answer.addresses[0]
        assert first.name == expected["first"]["FA_Name"].strip()
        assert first.postcode == expected["first"]["FA_PLZ"]
    elif expected["kind"] == "vcard":
        assert isinstance(answer, ReadAddresses)
        assert len(answer.addresses) == expected["addresses"]
    else:
        assert isinstance(answer, Refused)
        assert answer.reason == "packed-file"


def check_articles(answer: object, expected: dict[str, Any]) -> None:
    if not expected["article_count"] and "P" not in expected["record_counts"]:
        assert isinstance(answer, Refused)
        assert answer.reason == "no-entries"
        return
    assert isinstance(answer, ReadArticles)
    if not expected["article_count"]:
        assert answer.prices
        return
    assert len(answer.articles) == expected["distinct_article_numbers"]
    if first := expected.get("first_article"):
        found = answer.articles[0]
        words = [first["short_text_1"], first["short_text_2"]]
        assert found.number == first["number"]
        assert found.text == " ".join(" ".join(words).split())
        assert (found.unit_text or found.unit) == first["unit"]
        assert found.price == Decimal(first["price"])
        assert (found.price_per or 1) == first["price_per"]
        assert answer.articles[-1].number == expected["last_article_number"]
