"""openTRANS 2.1 and 1.0: orders, quotations, order responses and dispatch notifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from qtf_format.model import (
    Order,
    OrderKind,
    OrderText,
    Origin,
    PaymentTerm,
    Place,
    Project,
    Reference,
    TaxLine,
    Totals,
)
from qtf_office.documents.assemble import (
    assemble,
    document_number,
    line_count,
    not_too_many,
    numbered,
)
from qtf_office.documents.contract import ReadOrder, Source
from qtf_office.documents.declared import checked_totals
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.opentrans_lines import (
    Lines,
    allowances,
    delivery_date,
    remarks,
)
from qtf_office.documents.opentrans_parties import parties
from qtf_office.documents.xmltree import Node, ParsedXml, unread

__all__ = ["NAMESPACE", "ROOTS", "read_opentrans"]

NAMESPACE = "http://www.opentrans.org/"
_KINDS = {
    "ORDER": OrderKind.ORDER,
    "QUOTATION": OrderKind.QUOTE,
    "ORDERRESPONSE": OrderKind.CONFIRMATION,
    "DISPATCHNOTIFICATION": OrderKind.DELIVERY_NOTE,
}
_REFUSED = {
    "INVOICE": "invoice",
    "INVOICELIST": "invoice",
    "CREDITNOTE": "invoice",
    "ORDERCHANGE": "order-change",
    "RFQ": "request-for-quotation",
    "RECEIPTACKNOWLEDGEMENT": "unsupported-kind",
    "REMITTANCEADVICE": "unsupported-kind",
}
_LISTS = {f"{name}_LIST": name for name in (*_KINDS, *_REFUSED)}
ROOTS = frozenset((*_KINDS, *_REFUSED, *_LISTS))
_LANGUAGES = {"deu": "de", "ger": "de", "eng": "en", "fra": "fr", "fre": "fr", "ita": "it"}
_REFERENCES = (
    ("ORDER_REFERENCE", "ORDER_ID", "ORDER_DATE", "order"),
    ("CUSTOMER_ORDER_REFERENCE", "ORDER_ID", "ORDER_DATE", "buyer-reference"),
    ("SUPPLIER_ORDER_REFERENCE", "SUPPLIER_ORDER_ID", "", "seller-order"),
    ("QUOTATION_REFERENCE", "QUOTATION_ID", "QUOTATION_DATE", "quote"),
    ("AGREEMENT", "AGREEMENT_ID", "", "contract"),
    ("SOURCING_INFO", "QUOTATION_ID", "", "quote"),
)


@dataclass(frozen=True, slots=True)
class _Document:
    """The parts of one document; `name` is its kind in the source's words."""

    name: str
    root: Node
    info: Node
    summary: Node


def read_opentrans(source: Source, parsed: ParsedXml, intake: Intake) -> ReadOrder:
    """Read one document; kinds that never travel are refused before any line is looked at."""
    root = _single(parsed.root)
    name = root.name
    document = _Document(
        name,
        root,
        root.at(f"{name}_HEADER", f"{name}_INFO") or Node("INFO", {}),
        root.at(f"{name}_SUMMARY") or Node("SUMMARY", {}),
    )
    raw_number = document.info.get(f"{name}_ID")
    if reason := _REFUSED.get(name):
        raise refuse(reason, f"openTRANS {name}", kind=reason, number=raw_number)
    kind = _KINDS[name]
    if kind is OrderKind.CONFIRMATION:
        # A response may carry no number of its own, only that of the order it answers.
        raw_number = raw_number or document.info.get("SUPPLIER_ORDER_ID")
        raw_number = raw_number or document.info.get("ORDER_ID")
    version = root.attributes.get("version") or root.namespace.rpartition("/")[2]
    order = Order(
        kind=kind,
        number=document_number(raw_number, kind),
        origin=Origin(
            format="openTRANS",
            version=intake.short(version, "version"),
            encoding=parsed.encoding,
        ),
    )
    lines = Lines(intake, delivered=kind is OrderKind.DELIVERY_NOTE)
    placed = numbered(lines.of(not_too_many(root.every(f"{name}_ITEM_LIST", f"{name}_ITEM"))))
    order = replace(order, lines=placed, prices_include_tax=lines.has_gross)
    if lines.has_gross:
        intake.warn("gross-prices")
    order = _head(document, order, intake)
    line_count(document.summary.get("TOTAL_ITEM_NUM"), placed, intake)
    if not placed:
        intake.warn("no-lines" if kind is OrderKind.CONFIRMATION else "no-lines-order")
    addresses = list(parties(document.info, intake))
    _skip_known(root)
    unread(parsed.root, intake)
    return assemble(source, order, addresses, intake)


def _single(root: Node) -> Node:
    """The one document of a file; version 1.0 wraps documents in a list."""
    if root.name not in _LISTS:
        return root
    name = _LISTS[root.name]
    found = root.all(name)
    if _REFUSED.get(name) == "invoice" or len(found) == 1:
        return found[0] if found else Node(name, {})
    if not found:
        raise refuse("damaged", root.name)
    raise refuse("several-orders", len(found))


def _head(document: _Document, order: Order, intake: Intake) -> Order:
    info = document.info
    first, last = _validity(document, intake)
    return replace(
        order,
        issue_date=intake.day(info.get(f"{document.name}_DATE"), f"{document.name}_DATE") or first,
        valid_until=last,
        currency=intake.currency(info.get("CURRENCY") or info.get("PRICE_CURRENCY")),
        language=_language(info, intake),
        project=_project(info, intake),
        references=tuple(dict.fromkeys(_references(document, order, intake))),
        delivery=delivery_date(info, intake),
        payment=tuple(_payment(info, intake)),
        texts=tuple(_texts(info, intake)),
        allowances=tuple(allowances(document.summary, intake)),
        taxes=tuple(_taxes(document.summary, intake)),
        declared=_declared(document.summary, intake),
    )


def _validity(document: _Document, intake: Intake) -> tuple[date | None, date | None]:
    info = document.info
    first = intake.day(info.get("VALID_START_DATE"), "VALID_START_DATE")
    return first, intake.day(info.get("VALID_END_DATE"), "VALID_END_DATE")


def _language(info: Node, intake: Intake) -> str | None:
    language = (info.get("LANGUAGE") or "").lower()
    return intake.word(_LANGUAGES.get(language, language), "LANGUAGE")


def _project(info: Node, intake: Intake) -> Project | None:
    number = intake.short(info.get("PROJECT_ID"), "PROJECT_ID")
    return Project(number=number) if number else None


def _references(document: _Document, order: Order, intake: Intake) -> Iterator[Reference]:
    info = document.info
    if order.kind is not OrderKind.ORDER and (number := intake.short(info.get("ORDER_ID"), "ID")):
        day = intake.day(info.get("ORDER_DATE"), "ORDER_DATE")
        yield Reference(type="order", number=number, date=day)
    for name, kind in (
        ("SUPPLIER_ORDER_ID", "seller-order"),
        ("ALT_CUSTOMER_ORDER_ID", "buyer-reference"),
    ):
        for number in info.values(name):
            if text := intake.short(number, name):
                yield Reference(type=kind, number=text)
    for element, number_name, day_name, kind in _REFERENCES:
        for node in info.all(element):
            if text := intake.short(node.get(number_name), number_name):
                yield Reference(
                    type=kind, number=text, date=intake.day(node.get(day_name), day_name)
                )
    if number := intake.short(info.get("SHIPMENT_ID"), "SHIPMENT_ID"):
        yield Reference(type="shipment", number=number)


def _payment(info: Node, intake: Intake) -> Iterator[PaymentTerm]:
    for node in info.every("PAYMENT", "PAYMENT_TERMS"):
        for text in node.values("PAYMENT_TERM"):
            yield PaymentTerm(text=intake.long(text, "PAYMENT_TERM"))
        for one in node.all("TIME_FOR_PAYMENT"):
            days = intake.number(one.get("DAYS"), "DAYS")
            percent = intake.number(one.get("DISCOUNT_FACTOR"), "DISCOUNT_FACTOR")
            whole = int(days) if days is not None and 0 <= days < 10_000 else None
            if percent is None:
                yield PaymentTerm(days=whole)
            else:
                yield PaymentTerm(discount_days=whole, discount_percent=percent)


def _texts(info: Node, intake: Intake) -> Iterator[OrderText]:
    yield from remarks(info, intake)
    for node in info.all("HEADER_UDX"):
        for one in node.children:
            if text := intake.long(node.get(one.name), one.name):
                code = intake.word(one.name, "UDX")
                yield OrderText(place=Place.NOTE, text=text, code=code)
    if allowed := info.get("PARTIAL_SHIPMENT_ALLOWED"):
        yield OrderText(place=Place.NOTE, text=allowed[:20], code="partial-shipment")


def _taxes(summary: Node, intake: Intake) -> Iterator[TaxLine]:
    for node in summary.every("TOTAL_TAX", "TAX_DETAILS_FIX"):
        rate = intake.number(node.get("TAX"), "TAX")
        if rate is not None and abs(rate) < 1:
            rate = intake.number(f"{(rate * 100).normalize():f}", "TAX")
        yield TaxLine(
            category=intake.word(node.get("TAX_CATEGORY"), "TAX_CATEGORY"),
            rate=rate,
            base=intake.number(node.get("TAX_BASE"), "TAX_BASE"),
            amount=intake.number(node.get("TAX_AMOUNT"), "TAX_AMOUNT"),
        )


def _declared(summary: Node, intake: Intake) -> Totals | None:
    """TOTAL_AMOUNT is what is to be paid; NET_VALUE_GOODS, where given, the sum of the lines."""
    totals = Totals(
        lines=intake.number(summary.get("NET_VALUE_GOODS"), "NET_VALUE_GOODS"),
        payable=intake.number(summary.get("TOTAL_AMOUNT"), "TOTAL_AMOUNT"),
    )
    return checked_totals(totals, intake)


def _skip_known(root: Node) -> None:
    """How and when the file was made says nothing about the order."""
    for node in root.walk():
        node.skip("CONTROL_INFO")
