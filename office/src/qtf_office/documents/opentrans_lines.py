"""Lines of an openTRANS document, versions 2.1 and 1.0."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from qtf_format.model import (
    Allowance,
    ArticleNumber,
    Delivery,
    Line,
    LineKind,
    OrderText,
    Place,
    Reference,
)
from qtf_office.documents.intake import Intake
from qtf_office.documents.xmltree import Node

__all__ = ["Lines", "allowances", "delivery_date", "plain_text", "remarks"]

_NUMBERS = {
    "SUPPLIER_PID": "seller",
    "SUPPLIER_AID": "seller",
    "BUYER_PID": "buyer",
    "BUYER_AID": "buyer",
    "MANUFACTURER_PID": "manufacturer",
    "MANUFACTURER_AID": "manufacturer",
    "EAN": "gtin",
}
_GTIN = ("ean", "gtin", "ean13")
_PRICES = ("PRODUCT_PRICE_FIX", "ARTICLE_PRICE", "PRODUCT_PRICE")
_GROSS_TYPES = ("gros_list", "gross_list", "gros_customer", "gross_customer", "nrp")
_TAG = re.compile(r"<\s*(/?)\s*([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,200}>")


def plain_text(text: str | None) -> tuple[str | None, str | None]:
    """Return the plain text of what may be HTML written as text, and the original where it was.

    >>> plain_text("eins<br />zwei")
    ('eins\\nzwei', 'eins<br />zwei')
    >>> plain_text("20 < 30")
    ('20 < 30', None)
    """
    if not text or not _TAG.search(text):
        return text, None
    broken = re.sub(r"(?i)<\s*(br|/p|/li|/div|/tr)\b[^<>]{0,200}>", "\n", text)
    return html.unescape(_TAG.sub("", broken)), text


class Lines:
    """Reads the lines of one document; `has_gross` tells that prices include the tax."""

    def __init__(self, intake: Intake, *, delivered: bool) -> None:
        """With `delivered` (a dispatch notification) quantities are delivered ones."""
        self._intake = intake
        self._delivered = delivered
        self.has_gross = False

    def of(self, items: list[Node]) -> Iterator[Line]:
        """Every line in the document's order."""
        for node in items:
            yield self._line(node)

    def _line(self, node: Node) -> Line:
        intake = self._intake
        product = node.at("PRODUCT_ID") or node.at("ARTICLE_ID") or Node("PRODUCT_ID", {})
        numbers = list(self._numbers(product))
        unit, unit_text = intake.unit(node.get("ORDER_UNIT"))
        quantity = intake.number(node.get("QUANTITY"), "QUANTITY")
        plain, rich = plain_text("\n".join(product.values("DESCRIPTION_LONG")))
        line = Line(
            sort=0,
            kind=LineKind.ITEM,
            position=intake.short(node.get("LINE_ITEM_ID"), "LINE_ITEM_ID"),
            article_number=next((n.number for n in numbers if n.scheme == "seller"), None),
            article_numbers=tuple(numbers),
            text=intake.long(product.get("DESCRIPTION_SHORT"), "DESCRIPTION_SHORT"),
            long_text=intake.long(plain, "DESCRIPTION_LONG"),
            rich_text=intake.long(rich, "DESCRIPTION_LONG"),
            quantity=quantity,
            quantity_delivered=quantity if self._delivered else None,
            unit=unit,
            unit_text=unit_text,
            amount=intake.number(node.get("PRICE_LINE_AMOUNT"), "PRICE_LINE_AMOUNT"),
            delivery=delivery_date(node, intake),
            references=tuple(self._references(node)),
            notes=tuple(remarks(node, intake)),
        )
        return self._priced(line, node)

    def _numbers(self, product: Node) -> Iterator[ArticleNumber]:
        for node in product.children:
            scheme = _NUMBERS.get(node.name)
            if node.name in ("INTERNATIONAL_PID", "INTERNATIONAL_AID"):
                kind = node.attributes.get("type", "gtin").lower()
                scheme = "gtin" if kind in _GTIN else self._intake.word(kind, "PID")
            elif node.name == "SERIAL_NUMBER":
                scheme = "serial"
            if scheme and (number := self._intake.short(product_text(node), node.name)):
                yield ArticleNumber(scheme=scheme, number=number)

    def _references(self, node: Node) -> Iterator[Reference]:
        intake = self._intake
        sources = (
            ("ORDER_REFERENCE", "ORDER_ID", "LINE_ITEM_ID", "ORDER_DATE", "order"),
            ("CUSTOMER_ORDER_REFERENCE", "ORDER_ID", "LINE_ITEM_ID", "", "buyer-reference"),
            ("SUPPLIER_ORDER_REFERENCE", "SUPPLIER_ORDER_ID", "SUPPLIER_ORDER_ITEM_ID", "",
             "seller-order"),
            ("SOURCING_INFO", "QUOTATION_ID", "", "", "quote"),
        )  # fmt: skip
        for element, number_name, line_name, day_name, kind in sources:
            for one in node.all(element):
                if number := intake.short(one.get(number_name), number_name):
                    line = intake.short(one.get(line_name), line_name)
                    day = intake.day(one.get(day_name), day_name)
                    yield Reference(type=kind, number=number, line=line, date=day)
        for one in [
            *node.every("SOURCING_INFO", "AGREEMENT"),
            *node.every("ORDER_REFERENCE", "AGREEMENT"),
        ]:
            if number := intake.short(one.get("AGREEMENT_ID"), "AGREEMENT_ID"):
                line = intake.short(one.get("AGREEMENT_LINE_ID"), "AGREEMENT_LINE_ID")
                yield Reference(type="contract", number=number, line=line)

    def _priced(self, line: Line, node: Node) -> Line:
        price = next(iter(node.all(*_PRICES)), None)
        if price is None:
            return line
        intake = self._intake
        self.has_gross = self.has_gross or price.attributes.get("type", "").lower() in _GROSS_TYPES
        per = intake.number(price.get("PRICE_QUANTITY"), "PRICE_QUANTITY")
        amount = intake.number(price.get("PRICE_LINE_AMOUNT"), "PRICE_LINE_AMOUNT")
        category, rate = self._tax(price)
        return replace(
            line,
            price=intake.number(price.get("PRICE_AMOUNT"), "PRICE_AMOUNT"),
            price_per=per if per not in (None, 0, 1) else None,
            amount=line.amount if line.amount is not None else amount,
            price_allowances=tuple(allowances(price, intake)),
            tax_category=category,
            tax_rate=rate,
        )

    def _tax(self, price: Node) -> tuple[str | None, Decimal | None]:
        """The rate in percent; openTRANS writes it as a fraction (0.19)."""
        intake = self._intake
        detail = price.at("TAX_DETAILS_FIX") or price.at("TAX_DETAILS") or price
        rate = intake.number(detail.get("TAX") or price.get("TAX"), "TAX")
        if rate is not None and abs(rate) < 1:
            rate *= 100
            rate = intake.number(f"{rate.normalize():f}", "TAX")
        detail.skip("TAX_TYPE")
        return intake.word(detail.get("TAX_CATEGORY"), "TAX_CATEGORY"), rate


def product_text(node: Node) -> str:
    """The text of an element, counted as looked at."""
    node.used = True
    return node.text


def allowances(node: Node, intake: Intake) -> list[Allowance]:
    """Fixed allowances and surcharges of a price or of the whole document."""
    found = []
    for one in node.every("ALLOW_OR_CHARGES_FIX", "ALLOW_OR_CHARGE"):
        value = one.at("ALLOW_OR_CHARGE_VALUE") or one
        amount = intake.number(value.get("AOC_MONETARY_AMOUNT"), "AOC_MONETARY_AMOUNT")
        percent = intake.number(value.get("AOC_PERCENTAGE_FACTOR"), "AOC_PERCENTAGE_FACTOR")
        found.append(
            Allowance(
                charge=one.attributes.get("type", "").lower() == "surcharge",
                amount=abs(amount) if amount is not None else None,
                percent=percent,
                reason=intake.short(one.get("ALLOW_OR_CHARGE_NAME"), "ALLOW_OR_CHARGE_NAME"),
                reason_code=intake.word(one.get("ALLOW_OR_CHARGE_TYPE"), "ALLOW_OR_CHARGE_TYPE"),
            )
        )
    node.skip("ALLOW_OR_CHARGES_TOTAL_AMOUNT")
    return found


def delivery_date(node: Node, intake: Intake) -> Delivery | None:
    """The first delivery date given at `node`."""
    for one in node.all("DELIVERY_DATE"):
        first = intake.day(one.get("DELIVERY_START_DATE"), "DELIVERY_START_DATE")
        last = intake.day(one.get("DELIVERY_END_DATE"), "DELIVERY_END_DATE")
        if first or last:
            return Delivery(from_date=first, until_date=last)
    return None


def remarks(node: Node, intake: Intake) -> Iterator[OrderText]:
    """The remarks at `node`, each with its type as code."""
    for one in node.all("REMARKS", "REMARK"):
        one.used = True
        plain, rich = plain_text(one.text)
        if text := intake.long(plain, "REMARKS"):
            code = intake.word(one.attributes.get("type"), "REMARKS")
            code = None if code == "general" else code
            yield OrderText(
                place=Place.NOTE, text=text, code=code, rich=intake.long(rich, "REMARKS")
            )
