"""Lines of a UBL document: order, quotation and response lines, and lines of a despatch advice."""

from __future__ import annotations

from collections.abc import Iterator
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
from qtf_office.documents.assemble import not_too_many
from qtf_office.documents.intake import Intake
from qtf_office.documents.ubl_parties import place
from qtf_office.documents.xmltree import Node

__all__ = ["Lines", "allowances", "period"]

_ARTICLE_SCHEMES = {
    "SellersItemIdentification": "seller",
    "BuyersItemIdentification": "buyer",
    "ManufacturersItemIdentification": "manufacturer",
    "StandardItemIdentification": "gtin",
}
_PERIODS = (
    "RequestedDeliveryPeriod",
    "PromisedDeliveryPeriod",
    "EstimatedDeliveryPeriod",
)


class Lines:
    """Reads the lines of one document; `places` collects delivery places that lines name."""

    def __init__(self, intake: Intake, order_number: str | None) -> None:
        """`order_number`: the order that the document answers, for references of its lines."""
        self._intake = intake
        self._order = order_number
        self.places: list[Address] = []

    def of(self, root: Node) -> Iterator[Line]:
        """Every line in the document's order."""
        for node in not_too_many(root.all("OrderLine", "QuotationLine")):
            item = node.at("LineItem")
            if item is not None:
                yield from self._ordered(node, item)
        for node in not_too_many(root.all("DespatchLine")):
            yield self._despatched(node)

    def _ordered(self, outer: Node, node: Node) -> Iterator[Line]:
        line = self._common(node, (*outer.values("Note"), *node.values("Note")))
        quantity, unit, unit_text = self._quantity(node.at("Quantity"))
        line = replace(
            line,
            quantity=quantity,
            unit=unit,
            unit_text=unit_text,
            amount=self._intake.number(node.get("LineExtensionAmount"), "LineExtensionAmount"),
            allowances=tuple(allowances(node, self._intake)),
            delivery=period(node.at("Delivery") or node, self._intake),
            references=tuple(self._references(outer)),
            notes=(*line.notes, *self._substitutes(outer)),
        )
        outer.skip("ID")  # the line item's own number counts
        yield self._priced(line, node.at("Price"))
        self._place_of(node, line)
        for sub in node.every("SubLineItem", "LineItem"):
            self._intake.warn("nested-lines")
            plain = self._common(sub, sub.values("Note"))
            quantity, unit, unit_text = self._quantity(sub.at("Quantity"))
            yield replace(
                plain, kind=LineKind.TEXT, quantity=quantity, unit=unit, unit_text=unit_text
            )

    def _common(self, node: Node, notes: tuple[str, ...] | list[str]) -> Line:
        intake = self._intake
        item = node.at("Item") or Node("Item", {})
        numbers = list(self._numbers(item))
        name = intake.long(item.get("Name"), "Name")
        described = "\n".join([*item.values("Description"), *_properties(item)])
        category, rate, reason = self._tax(item)
        return Line(
            sort=0,
            kind=LineKind.ITEM,
            position=intake.short(node.get("ID"), "ID"),
            article_number=next((n.number for n in numbers if n.scheme == "seller"), None),
            article_numbers=tuple(numbers),
            text=name or intake.long(described, "Description"),
            long_text=intake.long(described, "Description") if name else None,
            tax_category=category,
            tax_rate=rate,
            tax_reason=reason,
            status=intake.word(node.get("LineStatusCode"), "LineStatusCode"),
            notes=tuple(_notes(notes, intake)),
        )

    def _numbers(self, item: Node) -> Iterator[ArticleNumber]:
        for node in item.all(*_ARTICLE_SCHEMES):
            number = self._intake.short(node.get("ID"), "ID")
            scheme = _ARTICLE_SCHEMES[node.name]
            if number:
                yield ArticleNumber(scheme=scheme, number=number)

    def _tax(self, item: Node) -> tuple[str | None, Decimal | None, str | None]:
        node = item.at("ClassifiedTaxCategory")
        if node is None:
            return None, None, None
        node.skip("TaxScheme")
        return (
            self._intake.word(node.get("ID"), "TaxCategory"),
            self._intake.number(node.get("Percent"), "Percent"),
            self._intake.short(node.get("TaxExemptionReason"), "TaxExemptionReason"),
        )

    def _quantity(self, node: Node | None) -> tuple[Decimal | None, str | None, str | None]:
        if node is None:
            return None, None, None
        node.used = True
        quantity = self._intake.number(node.text, node.name)
        return quantity, *self._intake.unit(node.attributes.get("unitCode"))

    def _priced(self, line: Line, price: Node | None) -> Line:
        if price is None:
            return line
        per, unit, _ = self._quantity(price.at("BaseQuantity"))
        taken_off = allowances(price, self._intake)
        gross = next((one.base for one in taken_off if one.base is not None), None)
        return replace(
            line,
            price=self._intake.number(price.get("PriceAmount"), "PriceAmount"),
            price_per=per if per not in (None, 0, 1) else None,
            price_unit=unit if unit != line.unit else None,
            gross_price=gross,
            price_allowances=tuple(taken_off),
        )

    def _references(self, outer: Node) -> Iterator[Reference]:
        for node in outer.all("OrderLineReference"):
            number = self._intake.short(node.get("OrderReference", "ID"), "ID") or self._order
            line = self._intake.short(node.get("LineID"), "LineID")
            if number:
                yield Reference(type="order", number=number, line=line)
            seller = self._intake.short(node.get("OrderReference", "SalesOrderID"), "SalesOrderID")
            if seller:
                their_line = self._intake.short(node.get("SalesOrderLineID"), "LineID")
                yield Reference(type="seller-order", number=seller, line=their_line)
            for reference in node.all("OrderReference"):
                reference.skip("UUID", "IssueDate", "IssueTime")

    def _substitutes(self, outer: Node) -> Iterator[OrderText]:
        for node in outer.all("SellerSubstitutedLineItem", "SellerProposedSubstituteLineItem"):
            item = node.at("Item") or node
            words = [item.get("Name"), *(number.number for number in self._numbers(item))]
            node.skip("ID")
            self._tax(item)
            text = self._intake.long(", ".join(word for word in words if word), node.name)
            if text:
                yield OrderText(place=Place.NOTE, text=text, code="substitute")

    def _place_of(self, node: Node, line: Line) -> None:
        for delivery in node.all("Delivery"):
            where = delivery.at("DeliveryAddress") or delivery.at("DeliveryLocation", "Address")
            if where is not None:
                self._intake.warn("line-delivery", value=line.position or "")
                self.places.append(place(where, (Role.DELIVERY,), self._intake))

    def _despatched(self, node: Node) -> Line:
        line = self._common(node, node.values("Note"))
        quantity, unit, unit_text = self._quantity(node.at("DeliveredQuantity"))
        notes = list(line.notes)
        for name in ("Backorder", "Outstanding", "Oversupply"):
            words = [node.get(f"{name}Quantity"), node.get(f"{name}Reason")]
            if text := self._intake.long(": ".join(word for word in words if word), name):
                notes.append(OrderText(place=Place.NOTE, text=text, code=name.lower()))
        return replace(
            line,
            quantity=quantity,
            quantity_delivered=quantity,
            unit=unit,
            unit_text=unit_text,
            references=tuple(self._references(node)),
            notes=tuple(notes),
        )


def _properties(item: Node) -> Iterator[str]:
    for node in item.all("AdditionalItemProperty"):
        yield ": ".join(text for text in (node.get("Name"), node.get("Value")) if text)


def _notes(notes: tuple[str, ...] | list[str], intake: Intake) -> Iterator[OrderText]:
    for note in notes:
        if text := intake.long(note, "Note"):
            yield OrderText(place=Place.NOTE, text=text)


def allowances(node: Node, intake: Intake) -> list[Allowance]:
    """Allowances and charges below `node`, in their order."""
    found = []
    for one in node.all("AllowanceCharge"):
        tax = one.at("TaxCategory") or Node("TaxCategory", {})
        tax.skip("TaxScheme")
        amount = intake.number(one.get("Amount"), "Amount")
        found.append(
            Allowance(
                charge=_is_charge(one.get("ChargeIndicator"), amount),
                amount=abs(amount) if amount is not None else None,
                percent=intake.number(one.get("MultiplierFactorNumeric"), "Multiplier"),
                base=intake.number(one.get("BaseAmount"), "BaseAmount"),
                reason_code=intake.word(one.get("AllowanceChargeReasonCode"), "ReasonCode"),
                reason=intake.short(one.get("AllowanceChargeReason"), "Reason"),
                tax_category=intake.word(tax.get("ID"), "TaxCategory"),
                tax_rate=intake.number(tax.get("Percent"), "Percent"),
            )
        )
    return found


def _is_charge(indicator: str | None, amount: Decimal | None) -> bool:
    """A negative allowance is a charge, and the other way round."""
    charge = (indicator or "").strip().lower() in ("true", "1")
    return charge != (amount is not None and amount < 0)


def period(node: Node, intake: Intake) -> Delivery | None:
    """The requested, promised or estimated time of delivery below `node`."""
    first = last = None
    for name in _PERIODS:
        for one in node.all(name):
            first = first or intake.day(one.get("StartDate"), "StartDate")
            last = last or intake.day(one.get("EndDate"), "EndDate")
            one.skip("StartTime", "EndTime")
    only = intake.day(node.get("ActualDeliveryDate"), "ActualDeliveryDate")
    first, last = first or only, last or only
    return Delivery(from_date=first, until_date=last) if first or last else None
