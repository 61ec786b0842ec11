"""Order-X 1.0 (UN/CEFACT CIO): orders and order responses of every profile."""

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
from qtf_office.documents.assemble import assemble, document_number, not_too_many, numbered
from qtf_office.documents.contract import ReadOrder, Source
from qtf_office.documents.declared import checked_totals
from qtf_office.documents.embedded import embedded_files
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.orderx_lines import Lines, allowances, day_of, events
from qtf_office.documents.orderx_parties import parties
from qtf_office.documents.xmltree import Node, ParsedXml, unread

__all__ = ["ROOT", "read_orderx"]

ROOT = "SCRDMCCBDACIOMessageStructure"
_KINDS = {"220": OrderKind.ORDER, "231": OrderKind.CONFIRMATION, "310": OrderKind.QUOTE}
_KINDS["351"] = OrderKind.DELIVERY_NOTE
_INVOICES = frozenset(
    [
        "261",
        "262",
        "296",
        "308",
        "325",
        "326",
        "380",
        "381",
        "383",
        "384",
        "385",
        "386",
        "389",
        "395",
        "751",
        "875",
        "876",
        "877",
    ]
)
_REFUSED = {"230": "order-change", "215": "order-cancellation", "311": "request-for-quotation"}
_REFERENCES = {
    "SellerOrderReferencedDocument": "seller-order",
    "BuyerOrderReferencedDocument": "order",
    "QuotationReferencedDocument": "quote",
    "ContractReferencedDocument": "contract",
    "RequisitionReferencedDocument": "request",
    "BlanketOrderReferencedDocument": "contract",
    "CatalogueReferencedDocument": "catalogue",
    "PreviousOrderReferencedDocument": "previous-order",
    "PreviousOrderChangeReferencedDocument": "previous-change",
    "PreviousOrderResponseReferencedDocument": "previous-response",
    "AdditionalReferencedDocument": "other",
    "UltimateCustomerOrderReferencedDocument": "customer-order",
}


def read_orderx(source: Source, parsed: ParsedXml, intake: Intake) -> ReadOrder:
    """Read one document; kinds that never travel are refused before any line is looked at."""
    root = parsed.root
    document = root.at("ExchangedDocument") or Node("ExchangedDocument", {})
    raw_number, code = document.get("ID"), document.get("TypeCode") or ""
    if code in _INVOICES:
        raise refuse("invoice", f"Order-X {code}", kind="invoice", number=raw_number)
    if code not in _KINDS:
        reason = _REFUSED.get(code, "unsupported-kind")
        raise refuse(reason, f"Order-X {code}", kind=reason, number=raw_number)
    kind = _KINDS[code]
    profile = root.get(
        "ExchangedDocumentContext", "GuidelineSpecifiedDocumentContextParameter", "ID"
    )
    order = Order(
        kind=kind,
        number=document_number(raw_number, kind),
        origin=Origin(
            format="Order-X",
            version="1.0",
            profile=intake.short(profile, "Guideline"),
            encoding=parsed.encoding,
        ),
    )
    trade = root.at("SupplyChainTradeTransaction") or Node("Trade", {})
    agreement = trade.at("ApplicableHeaderTradeAgreement") or Node("Agreement", {})
    shipping = trade.at("ApplicableHeaderTradeDelivery") or Node("Delivery", {})
    settlement = trade.at("ApplicableHeaderTradeSettlement") or Node("Settlement", {})
    order = _document(document, order, intake)
    order = _agreement(agreement, order, intake)
    order = _settlement(
        settlement, replace(order, delivery=_delivery(order, shipping, intake)), intake
    )
    lines = Lines(intake, _numbers_of(order))
    placed = numbered(lines.of(not_too_many(trade.all("IncludedSupplyChainTradeLineItem"))))
    if not placed:
        intake.warn("no-lines" if kind is OrderKind.CONFIRMATION else "no-lines-order")
    addresses = [*parties((agreement, shipping, settlement), intake), *lines.places]
    files = embedded_files(list(_embedded(trade)), intake)
    _skip_known(root)
    unread(root, intake)
    return assemble(source, replace(order, lines=placed), addresses, intake, files)


def _document(node: Node, order: Order, intake: Intake) -> Order:
    texts = []
    for note in node.all("IncludedNote"):
        if text := intake.long("\n".join(note.values("Content")), "IncludedNote"):
            code = intake.word(note.get("SubjectCode"), "SubjectCode")
            texts.append(OrderText(place=Place.NOTE, text=text, code=code))
    period = node.at("EffectiveSpecifiedPeriod") or Node("Period", {})
    return replace(
        order,
        issue_date=day_of(node.at("IssueDateTime"), intake),
        valid_until=day_of(period.at("EndDateTime"), intake),
        language=intake.word(node.get("LanguageID"), "LanguageID"),
        title=intake.short(node.get("Name"), "Name"),
        status=intake.word(node.get("StatusCode"), "StatusCode"),
        texts=tuple(texts),
    )


def _agreement(node: Node, order: Order, intake: Intake) -> Order:
    terms = node.at("ApplicableTradeDeliveryTerms") or Node("Terms", {})
    words = [
        terms.get("Description"),
        terms.get("RelevantTradeLocation", "ID"),
        terms.get("RelevantTradeLocation", "Name"),
    ]
    text = intake.short(", ".join(word for word in words if word), "DeliveryTerms")
    code = intake.word(terms.get("DeliveryTypeCode"), "DeliveryTypeCode")
    number = intake.short(node.get("SpecifiedProcuringProject", "ID"), "Project")
    name = intake.short(node.get("SpecifiedProcuringProject", "Name"), "Project")
    return replace(
        order,
        references=tuple(dict.fromkeys(_references(node, order, intake))),
        delivery=Delivery(terms=text, incoterm=code) if text or code else None,
        project=Project(number=number, name=name) if number or name else None,
    )


def _references(node: Node, order: Order, intake: Intake) -> Iterator[Reference]:
    if number := intake.short(node.get("BuyerReference"), "BuyerReference"):
        yield Reference(type="buyer-reference", number=number)
    for one in node.all(*_REFERENCES):
        number = intake.short(one.get("IssuerAssignedID"), "IssuerAssignedID")
        kind = _REFERENCES[one.name]
        is_own = kind == "order" and order.kind is OrderKind.ORDER and number == order.number
        if number and not is_own:
            day = day_of(one.at("FormattedIssueDateTime"), intake)
            yield Reference(type=kind, number=number, date=day)


def _numbers_of(order: Order) -> dict[str, str]:
    """The first number of each type of reference; an order's lines refer to itself as the order."""
    numbers = {one.type: one.number for one in reversed(order.references)}
    return {"order": order.number, **numbers} if order.kind is OrderKind.ORDER else numbers


def _delivery(order: Order, node: Node, intake: Intake) -> Delivery | None:
    dates = events(node, intake)
    if dates is None:
        return order.delivery
    terms = order.delivery or Delivery()
    return replace(dates, terms=terms.terms, incoterm=terms.incoterm)


def _settlement(node: Node, order: Order, intake: Intake) -> Order:
    sums = node.at("SpecifiedTradeSettlementHeaderMonetarySummation") or Node("Sums", {})
    return replace(
        order,
        currency=intake.currency(node.get("OrderCurrencyCode")),
        payment=tuple(_payment(node, intake)),
        allowances=tuple(allowances(node.all("SpecifiedTradeAllowanceCharge"), intake)),
        taxes=tuple(_taxes(node, intake)),
        declared=_declared(sums, intake),
    )


def _payment(node: Node, intake: Intake) -> Iterator[PaymentTerm]:
    for one in node.all("SpecifiedTradePaymentTerms"):
        text = intake.long("\n".join(one.values("Description")), "PaymentTerms")
        due = day_of(one.at("DueDateDateTime"), intake)
        if text or due:
            yield PaymentTerm(text=text, due=due)
    for one in node.all("SpecifiedTradeSettlementPaymentMeans"):
        if text := intake.long(one.get("Information"), "PaymentMeans"):
            yield PaymentTerm(text=text)


def _taxes(node: Node, intake: Intake) -> Iterator[TaxLine]:
    for one in node.all("ApplicableTradeTax"):
        yield TaxLine(
            category=intake.word(one.get("CategoryCode"), "CategoryCode"),
            rate=intake.number(one.get("RateApplicablePercent"), "RateApplicablePercent"),
            base=intake.number(one.get("BasisAmount"), "BasisAmount"),
            amount=intake.number(one.get("CalculatedAmount"), "CalculatedAmount"),
            reason=intake.short(one.get("ExemptionReason"), "ExemptionReason"),
        )


def _declared(sums: Node, intake: Intake) -> Totals | None:
    """An order has no amount due of its own: the grand total is what is to be paid."""

    def amount(name: str) -> Decimal | None:
        return intake.number(sums.get(name), name)

    gross = amount("GrandTotalAmount")
    due = amount("DuePayableAmount")
    totals = Totals(
        lines=amount("LineTotalAmount"),
        allowances=amount("AllowanceTotalAmount"),
        charges=amount("ChargeTotalAmount"),
        net=amount("TaxBasisTotalAmount"),
        tax=amount("TaxTotalAmount"),
        gross=gross,
        prepaid=amount("TotalPrepaidAmount"),
        rounding=amount("RoundingAmount"),
        payable=due if due is not None else gross,
    )
    return checked_totals(totals, intake)


def _embedded(trade: Node) -> Iterator[tuple[str | None, str]]:
    for node in trade.walk():
        if node.name == "AttachmentBinaryObject":
            node.used = True
            yield node.attributes.get("filename"), node.text


def _skip_known(root: Node) -> None:
    """How the file was made, and codes that say how to read a value."""
    root.skip("ExchangedDocumentContext")
    for node in root.walk():
        node.skip("ChargeIndicator", "CopyIndicator", "TestIndicator")
