"""An order as JSON: the form that scripts and host programs read and write (DESIGN section 6).

Every field of the model appears under its Python name, absent values as null, decimals as
strings, dates as ISO 8601. So that nothing is lost on the way there and back, an address with
several roles appears once per role, with the same `place`; `person` is one line of text beside
`person_parts`; `phone` and `email` are the first of the `contacts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec

from qtf_format.canonical import plain_decimal
from qtf_format.model import Address, Article, Line, Order, Origin, Person, Role, Totals
from qtf_format.totals import compute

__all__ = [
    "Json",
    "address_json",
    "article_json",
    "first_contact",
    "order_addresses_json",
    "order_json",
    "person_text",
    "plain",
]

Json = dict[str, Any]

PHONE_USES = ("phone", "mobile")
EMAIL_USES = ("email",)


def order_json(
    order: Order, addresses: tuple[Address, ...], ours: Mapping[int, str | None] | None = None
) -> Json:
    """Return the form of an order: everything it says, and what was computed from it."""
    form = _fields(order)
    form["addresses"] = order_addresses_json(addresses, ours)
    form["declared"] = _declared(order.declared)
    form["computed"] = _fields(compute(order))
    form["origin"] = _origin(order.origin)
    form["warnings"] = list(order.origin.warnings) if order.origin else []
    return form


def order_addresses_json(
    addresses: tuple[Address, ...], ours: Mapping[int, str | None] | None = None
) -> list[Json]:
    """Return one entry per address and role; `place` is the index of the address.

    `ours` names, by place, which of our own addresses stands behind it (`address_id`); `id` is
    what the order itself says.
    """
    entries: list[Json] = []
    for place, address in enumerate(addresses):
        roles: tuple[Role | None, ...] = address.roles or (None,)
        for role in roles:
            entry = {
                "role": role.value if role else None,
                "address_id": (ours or {}).get(place) or address.id,
                "place": place,
                "id": address.id,
            }
            entries.append(entry | address_json(address))
    return entries


def address_json(address: Address) -> Json:
    """Return an address without its identity and roles."""
    form = _fields(address)
    del form["roles"], form["id"]
    form["person"] = person_text(address.person)
    form["person_parts"] = _fields(address.person) if address.person else None
    form["phone"] = first_contact(address, PHONE_USES)
    form["email"] = first_contact(address, EMAIL_USES)
    return form


def article_json(article: Article) -> Json:
    """Return an article."""
    return _fields(article)


def person_text(person: Person | None) -> str | None:
    """Return a person's name as one line."""
    if person is None:
        return None
    return " ".join(p for p in (person.title, person.given, person.family) if p) or None


def first_contact(address: Address, uses: tuple[str, ...]) -> str | None:
    """Return the first contact of an address for one of `uses`, the better use first."""
    for use in uses:
        for contact in address.contacts:
            if contact.use == use:
                return contact.value
    return None


def plain(value: object) -> Any:
    """Return one value of the model as JSON has it."""
    match value:
        case msgspec.Struct():
            return _fields(value)
        case tuple() | list():
            return [plain(one) for one in value]
        case Enum():
            return value.value
        case Decimal():
            return plain_decimal(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
    return value


def _fields(record: msgspec.Struct) -> Json:
    names = _ORDERED.get(type(record)) or record.__struct_fields__
    return {name: plain(getattr(record, name)) for name in names}


def _declared(declared: Totals | None) -> Json:
    """Return declared totals: all null where there are none, {} where they are there but empty."""
    if declared is None:
        return dict.fromkeys(Totals.__struct_fields__)
    return {} if declared == Totals() else _fields(declared)


def _origin(origin: Origin | None) -> Json:
    """Return where the order came from; all null where it was not loaded from a document."""
    form = dict.fromkeys(Origin.__struct_fields__) if origin is None else _fields(origin)
    del form["warnings"]  # stand at the top of the order
    return {"format": form.pop("format"), "file": form.pop("file_name"), **form}


def _lead(record: type[msgspec.Struct], *leading: str) -> tuple[str, ...]:
    names = record.__struct_fields__
    return (*leading, *(name for name in names if name not in leading))


# What people look for first stands first; the wire has its own order.
_ORDERED: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Order: _lead(Order, "number", "kind", "issue_date", "valid_until", "currency", "title"),
    Line: _lead(
        Line,
        *("position", "kind", "article_number", "text", "quantity", "unit", "price", "price_per"),
        *("amount", "tax_rate"),
    ),
    Address: _lead(
        Address, "name", "person", "street", "house_number", "postcode", "city", "country", "vat_id"
    ),
    Totals: _lead(Totals, "net", "tax", "gross", "payable"),
}
