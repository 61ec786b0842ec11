"""The order as it travels: frozen records for a quote, an order, a confirmation, a work order
or a delivery note, with every address that belongs to it.

The records are msgspec Structs: frozen, keyword-only, absent values are `None` and are not
written. Field names go onto the wire in kebab-case. Money, quantities and rates are `Decimal`,
dates are calendar dates; nothing is a float. The limits beside the types are those of format
section 13. There is deliberately no way to express an invoice or a credit note (rule 4).

What is *not* here: `order_id`, `revision` and `content_digest` belong to the envelope
(`OrderRef`), so that the same content always has the same digest (rule 1). Computed totals are
derived by `qtf_format.totals`, never stored.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, dataclass_transform

from msgspec import Meta, Struct, StructMeta, field

from qtf_format.ids import Digest, OrderId

__all__ = [
    "LONG_TEXT_LENGTH",
    "MAX_ADDRESSES",
    "MAX_FILES",
    "MAX_LINES",
    "Address",
    "Allowance",
    "Article",
    "ArticleNumber",
    "Attachment",
    "ContactPoint",
    "Count",
    "Delivery",
    "Line",
    "LineKind",
    "LongText",
    "Option",
    "Order",
    "OrderKind",
    "OrderRef",
    "OrderText",
    "Origin",
    "PartyId",
    "PaymentTerm",
    "Person",
    "Place",
    "Project",
    "Record",
    "Reference",
    "Role",
    "ShortText",
    "TaxLine",
    "Totals",
    "Word",
]

LONG_TEXT_LENGTH = 16_000

ShortText = Annotated[str, Meta(max_length=200)]
"""One line of text: no line feed."""

LongText = Annotated[str, Meta(max_length=LONG_TEXT_LENGTH)]
"""Text of several lines; LF is allowed."""

Word = Annotated[str, Meta(max_length=32)]
"""A short code word of a list (a unit, a role at a party, a reason)."""
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""A whole number of something: a place, days, bytes."""

UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"

MAX_LINES = 5_000
MAX_ADDRESSES = 50
MAX_FILES = 20


class OrderKind(StrEnum):
    """The kinds that travel (rules 1 and 4)."""

    QUOTE = "quote"
    ORDER = "order"
    CONFIRMATION = "confirmation"
    WORK_ORDER = "work-order"
    DELIVERY_NOTE = "delivery-note"


class LineKind(StrEnum):
    """What a line of an order is."""

    ITEM = "item"
    HEADING = "heading"
    TEXT = "text"
    SURCHARGE = "surcharge"
    SUBTOTAL = "subtotal"


class Option(StrEnum):
    """An optional line: is it part of the total?"""

    WITH_TOTAL = "with-total"
    WITHOUT_TOTAL = "without-total"


class Role(StrEnum):
    """What an address is for an order."""

    BUYER = "buyer"
    SELLER = "seller"
    INVOICE = "invoice"
    DELIVERY = "delivery"
    CONTACT = "contact"
    SITE = "site"
    ORIGINATOR = "originator"
    OTHER = "other"


class Place(StrEnum):
    """Where a text of the order stands."""

    HEAD = "head"
    FOOT = "foot"
    NOTE = "note"


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class _WireOrder(StructMeta):
    """Lays out a record's fields in the order of their wire names, whatever the source's order.

    Encoding then writes sorted keys without sorting; the canonical form costs nothing. It also
    makes every record frozen and keyword-only, which msgspec does not inherit.
    """

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Any:
        fields = namespace.get("__annotations__", {})
        namespace["__annotations__"] = {
            field: fields[field] for field in sorted(fields, key=lambda f: f.replace("_", "-"))
        }
        options = {"frozen": True, "kw_only": True, **options}
        return super().__new__(mcls, name, bases, namespace, **options)


class Record(Struct, metaclass=_WireOrder, omit_defaults=True, rename="kebab"):
    """Base of every record: frozen, keyword-only, defaults not written, kebab-case on the wire."""


class OrderRef(Record):
    """Says what a thing is: its identity, label and content (rule 1)."""

    order_id: OrderId
    revision: int
    number: str
    kind: OrderKind
    content_digest: Digest


class Reference(Record):
    """Another document this one names. `type` is a short word: quote, order, contract, own-number,
    previous-number, buyer-reference, seller-order, project, request, other ..."""

    type: Word
    number: ShortText
    date: date | None = None
    line: ShortText | None = None


class Person(Record):
    """A person at an address."""

    title: ShortText | None = None
    given: ShortText | None = None
    family: ShortText | None = None


class ContactPoint(Record):
    """A phone number or mail address. `use`: phone, mobile, fax, email, web."""

    use: Word
    value: ShortText


class PartyId(Record):
    """An identifier of a party. `scheme`: gln, vat, tax, customer, supplier, or the source's."""

    scheme: ShortText
    value: ShortText


class Address(Record):
    """One address with the roles it plays in the order.

    `id` is the identity of the address in the office's books where the sender knows it
    (16 bytes, hex), for instance from the initial fill. A customer number is never taken over
    from home (rule 58).
    """

    roles: tuple[Role, ...]
    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")] | None = None
    name: ShortText | None = None
    name2: ShortText | None = None
    name3: ShortText | None = None
    name4: ShortText | None = None
    person: Person | None = None
    street: ShortText | None = None
    house_number: ShortText | None = None
    extra: tuple[ShortText, ...] = ()
    postcode: ShortText | None = None
    city: ShortText | None = None
    district: ShortText | None = None
    region: ShortText | None = None
    country: Country | None = None
    post_box: ShortText | None = None
    contacts: tuple[ContactPoint, ...] = ()
    vat_id: ShortText | None = None
    tax_number: ShortText | None = None
    customer_number: ShortText | None = None
    ids: tuple[PartyId, ...] = ()


class Allowance(Record):
    """Something taken off or added. `amount` is never negative; `charge` gives the direction."""

    charge: bool = False
    amount: Decimal | None = None
    percent: Decimal | None = None
    base: Decimal | None = None
    reason_code: Word | None = None
    reason: ShortText | None = None
    tax_category: Word | None = None
    tax_rate: Decimal | None = None


class TaxLine(Record):
    """The tax of one category and rate (percent), as the document states it."""

    category: Word | None = None
    rate: Decimal | None = None
    base: Decimal | None = None
    amount: Decimal | None = None
    reason: ShortText | None = None


class Totals(Record):
    """Totals, in the order's currency. Declared: as the document states them, never corrected."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


class PaymentTerm(Record):
    """How and when to pay."""

    text: LongText | None = None
    days: Count | None = None
    due: date | None = None
    discount_percent: Decimal | None = None
    discount_days: Count | None = None


class Delivery(Record):
    """When and on what terms is delivered."""

    from_date: date | None = None
    until_date: date | None = None
    terms: ShortText | None = None
    incoterm: Word | None = None


class OrderText(Record):
    """A text of the order as a whole. `rich` is the source's own markup, never shown as markup."""

    place: Place
    text: LongText
    code: Word | None = None
    rich: LongText | None = None


class Project(Record):
    """The project the order belongs to."""

    number: ShortText | None = None
    name: ShortText | None = None


class ArticleNumber(Record):
    """An article number. `scheme`: seller, buyer, manufacturer, gtin, or the source's word."""

    scheme: Word
    number: ShortText


class Attachment(Record):
    """A file that travels in the package. The name is for display only (rules: `filerules`)."""

    name: str
    media_type: ShortText
    sha256: Annotated[Digest, Meta(pattern=SHA256_PATTERN)]
    size: Count
    note: ShortText | None = None


class Origin(Record):
    """Where the order came from, when it was loaded from a document."""

    format: ShortText
    version: ShortText | None = None
    profile: ShortText | None = None
    encoding: ShortText | None = None
    file_name: ShortText | None = None
    digest: Annotated[Digest, Meta(pattern=SHA256_PATTERN)] | None = None
    reader: ShortText | None = None
    warnings: tuple[LongText, ...] = ()


class Line(Record):
    """One line. `sort` is its place (0, 1, 2 ...), `parent` the `sort` of its heading.

    `amount` is the line total as the document states it. `price` is for `price_per` units
    (1 where absent). `article_number` is the number in *our* article list; others stand in
    `article_numbers`. An `alternative` line counts only where `chosen`.
    """

    sort: Count
    kind: LineKind
    parent: Count | None = None
    position: ShortText | None = None
    option: Option | None = None
    alternative_group: ShortText | None = None
    alternative_serial: ShortText | None = None
    chosen: bool = False
    lump_sum: bool = False
    hourly: bool = False
    not_applicable: bool = False
    supplement: ShortText | None = None
    supplement_state: Word | None = None
    article_number: ShortText | None = None
    article_numbers: tuple[ArticleNumber, ...] = ()
    text: LongText | None = None
    long_text: LongText | None = None
    rich_text: LongText | None = None
    quantity: Decimal | None = None
    quantity_agreed: Decimal | None = None
    quantity_delivered: Decimal | None = None
    unit: Word | None = None
    unit_text: ShortText | None = None
    price: Decimal | None = None
    price_per: Decimal | None = None
    price_unit: Word | None = None
    gross_price: Decimal | None = None
    price_allowances: tuple[Allowance, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    amount: Decimal | None = None
    tax_category: Word | None = None
    tax_rate: Decimal | None = None
    tax_reason: ShortText | None = None
    surcharge_percent: Decimal | None = None
    surcharge_lines: tuple[Count, ...] = ()
    delivery: Delivery | None = None
    references: tuple[Reference, ...] = ()
    status: Word | None = None
    notes: tuple[OrderText, ...] = ()


class Order(Record):
    """The business content of one order. Addresses travel beside it (`Address`)."""

    kind: OrderKind
    number: Annotated[str, Meta(min_length=1, max_length=32)]
    issue_date: date | None = None
    valid_until: date | None = None
    currency: Currency | None = None
    prices_include_tax: bool = False
    language: Word | None = None
    title: ShortText | None = None
    project: Project | None = None
    derived_from: Annotated[OrderId, Meta(pattern=UUID_PATTERN)] | None = None
    references: tuple[Reference, ...] = ()
    delivery: Delivery | None = None
    payment: tuple[PaymentTerm, ...] = ()
    texts: tuple[OrderText, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    declared: Totals | None = None
    status: Word | None = None
    lines: Annotated[tuple[Line, ...], Meta(max_length=MAX_LINES)] = ()
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=MAX_FILES)] = ()
    origin: Origin | None = None


class Article(Record):
    """Master data of one article.

    `price_kind`: net or gross-list; `price` is for `price_per` units.
    """

    number: ShortText
    text: LongText
    long_text: LongText | None = None
    unit: Word | None = None
    unit_text: ShortText | None = None
    price: Decimal | None = None
    price_per: Decimal | None = None
    price_kind: Word | None = None
    currency: Currency | None = None
    tax_rate: Decimal | None = None
    goods_group: ShortText | None = None
    discount_group: ShortText | None = None
    supplier: ShortText | None = None
    gtin: ShortText | None = None
    valid_from: date | None = None
    active: bool = True
