"""UBL 2: orders, quotations, order responses (plain and Peppol BIS 3) and despatch advices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from qtf_format.model import (
    Delivery,
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
from qtf_office.documents.assemble import assemble, document_number, line_count, numbered
from qtf_office.documents.contract import ReadOrder, Source
from qtf_office.documents.declared import checked_totals
from qtf_office.documents.embedded import embedded_files
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.ubl_lines import Lines, allowances, period
from qtf_office.documents.ubl_parties import parties
from qtf_office.documents.xmltree import Node, ParsedXml, unread

__all__ = ["NAMESPACE", "read_ubl"]

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_KINDS = {
    "Order": OrderKind.ORDER,
    "Quotation": OrderKind.QUOTE,
    "OrderResponse": OrderKind.CONFIRMATION,
    "OrderResponseSimple": OrderKind.CONFIRMATION,
    "DespatchAdvice": OrderKind.DELIVERY_NOTE,
}
_INVOICES = frozenset(
    [
        "Invoice",
        "CreditNote",
        "DebitNote",
        "SelfBilledInvoice",
        "SelfBilledCreditNote",
        "FreightInvoice",
        "Reminder",
        "Statement",
    ]
)
_REFUSED = {
    "OrderChange": "order-change",
    "OrderCancellation": "order-cancellation",
    "RequestForQuotation": "request-for-quotation",
    "Catalogue": "catalogue",
    "CatalogueRequest": "catalogue",
    "CatalogueItemSpecificationUpdate": "catalogue",
    "CataloguePricingUpdate": "catalogue",
}
_REFERENCES = {
    "OrderReference": "order",
    "OrderDocumentReference": "order",
    "QuotationDocumentReference": "quote",
    "RequestForQuotationDocumentReference": "request",
    "OriginatorDocumentReference": "originator",
    "Contract": "contract",
    "ContractDocumentReference": "contract",
    "CatalogueReference": "catalogue",
    "BlanketOrderReference": "contract",
    "AdditionalDocumentReference": "other",
}
_TEXT_REFERENCES = {
    "CustomerReference": "buyer-reference",
    "BuyerReference": "buyer-reference",
    "SalesOrderID": "seller-order",
    "AccountingCost": "accounting",
    "AccountingCostCode": "accounting",
}
_TOTALS = ("AnticipatedMonetaryTotal", "QuotedMonetaryTotal", "LegalMonetaryTotal")
_TECHNICAL = (
    "UBLExtensions", "UBLVersionID", "CustomizationID", "ProfileID", "ProfileExecutionID",
    "CopyIndicator", "UUID", "IssueTime", "Signature", "TaxCurrencyCode", "PricingCurrencyCode",
)  # fmt: skip


def read_ubl(source: Source, parsed: ParsedXml, intake: Intake) -> ReadOrder:
    """Read one document; kinds that never travel are refused before any line is looked at."""
    root = parsed.root
    number = root.get("ID")
    if root.name in _INVOICES:
        raise refuse("invoice", f"UBL {root.name}", kind="invoice", number=number)
    if root.name not in _KINDS:
        reason = _REFUSED.get(root.name, "unsupported-kind")
        raise refuse(reason, f"UBL {root.name}", kind=reason, number=number)
    kind = _KINDS[root.name]
    number = document_number(number, kind)
    profile = root.get("CustomizationID") or root.get("ProfileID")
    root.skip(*_TECHNICAL)
    order = Order(
        kind=kind,
        number=number,
        origin=Origin(
            format="UBL",
            version=intake.short(root.get("UBLVersionID"), "UBLVersionID"),
            profile=intake.short(profile, "CustomizationID"),
            encoding=parsed.encoding,
        ),
    )
    order = _head(root, order, intake)
    lines = Lines(intake, next((r.number for r in order.references if r.type == "order"), None))
    placed = numbered(lines.of(root))
    line_count(root.get("LineCountNumeric"), placed, intake)
    if not placed:
        intake.warn("no-lines" if kind is OrderKind.CONFIRMATION else "no-lines-order")
    addresses = [*parties(root, intake), *lines.places]
    files = embedded_files(list(_embedded(root)), intake)
    _skip_known(root)
    unread(root, intake)
    return assemble(source, replace(order, lines=placed), addresses, intake, files)


def _head(root: Node, order: Order, intake: Intake) -> Order:
    return replace(
        order,
        issue_date=intake.day(root.get("IssueDate"), "IssueDate"),
        valid_until=intake.day(root.get("ValidityPeriod", "EndDate"), "EndDate"),
        currency=_currency(root, intake),
        language=intake.word(_language(root), "languageID"),
        project=_project(root, intake),
        references=tuple(dict.fromkeys(_references(root, intake))),
        delivery=_delivery(root, intake),
        payment=tuple(_payment(root, intake)),
        texts=tuple(_texts(root, intake)),
        allowances=tuple(allowances(root, intake)),
        taxes=tuple(_taxes(root, intake)),
        declared=_declared(root, intake),
        status=intake.word(_status(root), "Status"),
    )


def _currency(root: Node, intake: Intake) -> str | None:
    """The declared currency, else the one that all amounts name."""
    found = {
        code: None
        for node in root.walk()
        if (code := node.attributes.get("currencyID", "").strip())
    }
    declared = intake.currency(root.get("DocumentCurrencyCode"))
    mixed = [*found, *([declared] if declared and declared not in found else [])]
    if len(mixed) > 1:
        intake.warn("mixed-currency", value=", ".join(mixed))
    return declared or (intake.currency(next(iter(found))) if len(found) == 1 else None)


def _language(root: Node) -> str | None:
    return next((n.attributes.get("languageID") for n in root.all("Note")), None)


def _status(root: Node) -> str | None:
    accepted = {"true": "accepted", "1": "accepted", "false": "rejected", "0": "rejected"}
    return (
        root.get("OrderResponseCode")
        or root.get("DocumentStatusCode")
        or accepted.get((root.get("AcceptedIndicator") or "").lower())
    )


def _project(root: Node, intake: Intake) -> Project | None:
    number = intake.short(root.get("ProjectReference", "ID"), "ProjectReference")
    return Project(number=number) if number else None


def _references(root: Node, intake: Intake) -> Iterator[Reference]:
    for node in root.all(*_REFERENCES):
        number = intake.short(node.get("ID"), "ID")
        day = intake.day(node.get("IssueDate"), "IssueDate")
        node.skip("UUID", "IssueTime")
        if number:
            yield Reference(type=_REFERENCES[node.name], number=number, date=day)
        if theirs := intake.short(node.get("SalesOrderID"), "SalesOrderID"):
            yield Reference(type="seller-order", number=theirs)
        if other := intake.short(node.get("CustomerReference"), "CustomerReference"):
            yield Reference(type="buyer-reference", number=other)
    for name, kind in _TEXT_REFERENCES.items():
        if number := intake.short(root.get(name), name):
            yield Reference(type=kind, number=number)


def _delivery(root: Node, intake: Intake) -> Delivery | None:
    delivery = None
    for node in (*root.all("Delivery"), *root.every("Shipment", "Delivery")):
        delivery = delivery or period(node, intake)
    terms = root.at("DeliveryTerms")
    if terms is None:
        return delivery
    code = intake.word(terms.get("ID"), "DeliveryTerms")
    words = [*terms.values("SpecialTerms"), terms.get("DeliveryLocation", "ID")]
    text = intake.short(", ".join(word for word in words if word), "DeliveryTerms")
    return replace(delivery or Delivery(), incoterm=code, terms=text)


def _payment(root: Node, intake: Intake) -> Iterator[PaymentTerm]:
    for node in root.all("PaymentTerms"):
        text = intake.long("\n".join(node.values("Note")), "PaymentTerms")
        due = intake.day(node.get("PaymentDueDate"), "PaymentDueDate")
        percent = intake.number(node.get("SettlementDiscountPercent"), "SettlementDiscountPercent")
        if text or due or percent is not None:
            yield PaymentTerm(text=text, due=due, discount_percent=percent)


def _texts(root: Node, intake: Intake) -> Iterator[OrderText]:
    for name in ("Note", "RejectionNote"):
        for note in root.values(name):
            if text := intake.long(note, name):
                code = "rejection" if name == "RejectionNote" else None
                yield OrderText(place=Place.NOTE, text=text, code=code)
    if text := intake.long(root.get("Shipment", "Information"), "Information"):
        yield OrderText(place=Place.NOTE, text=text, code="shipment")


def _taxes(root: Node, intake: Intake) -> Iterator[TaxLine]:
    for node in root.every("TaxTotal", "TaxSubtotal"):
        category = node.at("TaxCategory") or Node("TaxCategory", {})
        category.skip("TaxScheme")
        yield TaxLine(
            category=intake.word(category.get("ID"), "TaxCategory"),
            rate=intake.number(category.get("Percent") or node.get("Percent"), "Percent"),
            base=intake.number(node.get("TaxableAmount"), "TaxableAmount"),
            amount=intake.number(node.get("TaxAmount"), "TaxAmount"),
            reason=intake.short(category.get("TaxExemptionReason"), "TaxExemptionReason"),
        )


def _declared(root: Node, intake: Intake) -> Totals | None:
    sums = next(iter(root.all(*_TOTALS)), None) or Node("Totals", {})

    def amount(name: str) -> Decimal | None:
        return intake.number(sums.get(name), name)

    totals = Totals(
        lines=amount("LineExtensionAmount"),
        allowances=amount("AllowanceTotalAmount"),
        charges=amount("ChargeTotalAmount"),
        net=amount("TaxExclusiveAmount"),
        tax=intake.number(root.get("TaxTotal", "TaxAmount"), "TaxAmount"),
        gross=amount("TaxInclusiveAmount"),
        prepaid=amount("PrepaidAmount"),
        rounding=amount("PayableRoundingAmount"),
        payable=amount("PayableAmount"),
    )
    return checked_totals(totals, intake)


def _embedded(root: Node) -> Iterator[tuple[str | None, str]]:
    for node in root.walk():
        if node.name == "EmbeddedDocumentBinaryObject":
            node.used = True
            yield node.attributes.get("filename"), node.text


def _skip_known(root: Node) -> None:
    """Codes of address formats and tax schemes say how to read, not what the order is."""
    for node in root.walk():
        node.skip("AddressFormatCode", "TaxScheme", "ChargeIndicator")
