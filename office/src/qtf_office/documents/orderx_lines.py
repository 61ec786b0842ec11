"""Lines, allowances and dates of an Order-X document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from qtf_format.model import (
    Address,
    Allowance,
    ArticleNumber,
    Delivery,
    Line,
    LineKind,
    OrderText,
    Place,
    Reference,
    Role,
)
from qtf_office.documents.intake import Intake
from qtf_office.documents.orderx_parties import party
from qtf_office.documents.xmltree import Node

__all__ = ["Lines", "allowances", "day_of", "events"]

_REFERENCES = {
    "BuyerOrderReferencedDocument": "order",
    "QuotationReferencedDocument": "quote",
    "ContractReferencedDocument": "contract",
    "BlanketOrderReferencedDocument": "contract",
    "CatalogueReferencedDocument": "catalogue",
    "AdditionalReferencedDocument": "other",
    "UltimateCustomerOrderReferencedDocument": "customer-order",
}
_EVENTS = (
    "RequestedDeliverySupplyChainEvent",
    "RequestedDespatchSupplyChainEvent",
    "ActualDeliverySupplyChainEvent",
    "ActualDespatchSupplyChainEvent",
)


def day_of(node: Node | None, intake: Intake) -> date | None:
    """The date of a CII date element, whatever its format code."""
    if node is None:
        return None
    inner = node.at("DateTimeString") or node.at("DateTime") or node
    inner.used = True
    return intake.day(inner.text, node.name)


def events(node: Node, intake: Intake) -> Delivery | None:
    """The first requested or agreed time of delivery or despatch below `node`."""
    for event in node.all(*_EVENTS):
        period = event.at("OccurrenceSpecifiedPeriod") or event
        first = day_of(period.at("StartDateTime"), intake)
        last = day_of(period.at("EndDateTime"), intake)
        only = day_of(event.at("OccurrenceDateTime"), intake)
        if first or last or only:
            return Delivery(from_date=first or only, until_date=last or only)
    return None


def allowances(nodes: Iterable[Node], intake: Intake) -> list[Allowance]:
    """Allowances and charges, in their order."""
    found = []
    for one in nodes:
        amount = intake.number(one.get("ActualAmount"), "ActualAmount")
        charge = (one.get("ChargeIndicator", "Indicator") or "").lower() in ("true", "1")
        tax = one.at("CategoryTradeTax") or Node("CategoryTradeTax", {})
        tax.skip("TypeCode")
        found.append(
            Allowance(
                charge=charge != (amount is not None and amount < 0),
                amount=abs(amount) if amount is not None else None,
                percent=intake.number(one.get("CalculationPercent"), "CalculationPercent"),
                base=intake.number(one.get("BasisAmount"), "BasisAmount"),
                reason_code=intake.word(one.get("ReasonCode"), "ReasonCode"),
                reason=intake.short(one.get("Reason"), "Reason"),
                tax_category=intake.word(tax.get("CategoryCode"), "CategoryCode"),
                tax_rate=intake.number(tax.get("RateApplicablePercent"), "RateApplicablePercent"),
            )
        )
    return found


class Lines:
    """Reads the lines of one document.

    Requested and agreed quantity stand side by side. `places` collects delivery places that lines
    name.
    """

    def __init__(self, intake: Intake, numbers: Mapping[str, str]) -> None:
        """`numbers`: the document's references by type, for lines that name a line only."""
        self._intake = intake
        self._numbers_of = numbers
        self.places: list[Address] = []

    def of(self, nodes: list[Node]) -> Iterator[Line]:
        """Every line in the document's order; nested ones name their parent."""
        places: dict[str | None, int] = {}
        for place, node in enumerate(nodes):
            document = node.at("AssociatedDocumentLineDocument") or Node("Line", {})
            line = self._line(node, document)
            parent = places.get(document.get("ParentLineID"))
            if line.position:
                places[line.position] = place
            yield replace(line, parent=parent)

    def _line(self, node: Node, document: Node) -> Line:
        intake = self._intake
        settlement = node.at("SpecifiedLineTradeSettlement") or Node("Settlement", {})
        tax = settlement.at("ApplicableTradeTax") or Node("Tax", {})
        tax.skip("TypeCode")
        line = self._product(node)
        charged = settlement.all("SpecifiedTradeAllowanceCharge")
        sums = settlement.at("SpecifiedTradeSettlementLineMonetarySummation") or settlement
        line = replace(
            line,
            position=intake.short(document.get("LineID"), "LineID"),
            status=intake.word(document.get("LineStatusCode"), "LineStatusCode"),
            allowances=tuple(allowances(charged, intake)),
            amount=intake.number(sums.get("LineTotalAmount"), "LineTotalAmount"),
            tax_category=intake.word(tax.get("CategoryCode"), "CategoryCode"),
            tax_rate=intake.number(tax.get("RateApplicablePercent"), "RateApplicablePercent"),
            tax_reason=intake.short(tax.get("ExemptionReason"), "ExemptionReason"),
            notes=(*line.notes, *_notes(document, intake)),
        )
        line = self._delivery(line, node.at("SpecifiedLineTradeDelivery"))
        return self._agreement(line, node.at("SpecifiedLineTradeAgreement"))

    def _product(self, node: Node) -> Line:
        """The article of a line. A line that only names its substitute is about the substitute."""
        intake = self._intake
        substitute = node.at("SubstitutedReferencedProduct")
        product = node.at("SpecifiedTradeProduct") or substitute or Node("Product", {})
        numbers = tuple(self._numbers(product))
        name = intake.long(product.get("Name"), "Name")
        described = [*product.values("Description"), *_characteristics(product)]
        long_text = intake.long("\n".join(described), "Description")
        notes: list[OrderText] = []
        if substitute is not None:
            words = [substitute.get("Name"), *(n.number for n in self._numbers(substitute))]
            text = intake.long(", ".join(word for word in words if word), "Substitute")
            notes += [OrderText(place=Place.NOTE, text=text, code="substitute")] if text else []
        return Line(
            sort=0,
            kind=LineKind.ITEM,
            article_number=next((n.number for n in numbers if n.scheme == "seller"), None),
            article_numbers=numbers,
            text=name or long_text,
            long_text=long_text if name else None,
            notes=tuple(notes),
        )

    def _numbers(self, product: Node) -> Iterator[ArticleNumber]:
        for node in product.all("SellerAssignedID", "BuyerAssignedID", "GlobalID", "BatchID"):
            scheme = {
                "SellerAssignedID": "seller",
                "BuyerAssignedID": "buyer",
                "BatchID": "batch",
            }.get(node.name, "gtin")
            node.used = True
            if number := self._intake.short(node.text, node.name):
                yield ArticleNumber(scheme=scheme, number=number)

    def _delivery(self, line: Line, node: Node | None) -> Line:
        if node is None:
            return line
        requested, unit = self._quantity(node.at("RequestedQuantity"))
        agreed, agreed_unit = self._quantity(node.at("AgreedQuantity"))
        delivered, delivered_unit = self._quantity(node.at("DespatchedQuantity"))
        code, text = self._intake.unit(unit or agreed_unit or delivered_unit)
        for one in node.all("ShipToTradeParty", "UltimateShipToTradeParty"):
            self._intake.warn("line-delivery", value=line.position or "")
            self.places.append(party(one, (Role.DELIVERY,), self._intake))
        return replace(
            line,
            quantity=requested if requested is not None else delivered,
            quantity_agreed=agreed,
            quantity_delivered=delivered,
            unit=code,
            unit_text=text,
            delivery=events(node, self._intake),
        )

    def _quantity(self, node: Node | None) -> tuple[Decimal | None, str | None]:
        if node is None:
            return None, None
        node.used = True
        return self._intake.number(node.text, node.name), node.attributes.get("unitCode")

    def _agreement(self, line: Line, node: Node | None) -> Line:
        if node is None:
            return line
        intake = self._intake
        net = node.at("NetPriceProductTradePrice") or Node("Price", {})
        gross = node.at("GrossPriceProductTradePrice") or Node("Price", {})
        per, per_unit = self._quantity(net.at("BasisQuantity") or gross.at("BasisQuantity"))
        gross.skip("BasisQuantity")
        code, _ = intake.unit(per_unit)
        return replace(
            line,
            price=intake.number(net.get("ChargeAmount"), "ChargeAmount"),
            price_per=per if per not in (None, 0, 1) else None,
            price_unit=code if code != line.unit else None,
            gross_price=intake.number(gross.get("ChargeAmount"), "ChargeAmount"),
            price_allowances=tuple(allowances(gross.all("AppliedTradeAllowanceCharge"), intake)),
            references=tuple(self._references(node)),
        )

    def _references(self, node: Node) -> Iterator[Reference]:
        for one in node.all(*_REFERENCES):
            kind = _REFERENCES[one.name]
            number = self._intake.short(one.get("IssuerAssignedID"), "IssuerAssignedID")
            number = number or self._numbers_of.get(kind)
            if number:
                line = self._intake.short(one.get("LineID"), "LineID")
                yield Reference(type=kind, number=number, line=line)


def _characteristics(product: Node) -> Iterator[str]:
    for node in product.all("ApplicableProductCharacteristic"):
        node.skip("TypeCode")
        words = [*node.values("Description"), *node.values("Value"), *node.values("ValueMeasure")]
        yield ": ".join(words)


def _notes(node: Node, intake: Intake) -> Iterator[OrderText]:
    for note in node.all("IncludedNote"):
        if text := intake.long("\n".join(note.values("Content")), "IncludedNote"):
            code = intake.word(note.get("SubjectCode"), "SubjectCode")
            yield OrderText(place=Place.NOTE, text=text, code=code)
