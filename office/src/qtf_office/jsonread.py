"""Reading the JSON form of an order: tolerant of what is missing, exact about what is wrong.

Scripts and host programs give only what they have. Unknown fields are left aside and named;
numbers may come as JSON numbers where the form has strings; texts are brought into the shape that
travels (NFC, LF). Anything that cannot be right is a `FormFault` that names the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from qtf_format.model import Address, ContactPoint, Order, Person
from qtf_office.jsonform import EMAIL_USES, PHONE_USES, Json, first_contact, person_text
from qtf_office.jsonvalues import (
    MISSING,
    FormFault,
    Place,
    list_of,
    object_of,
    parse,
    proved,
    struct_of,
    text_of,
    uuid_of,
    whole_of,
)

__all__ = ["NO_NUMBER", "FormFault", "OrderForm", "read_form"]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What a form says. Without a number (`has_number`) the order has `NO_NUMBER`.

    `ignored` names fields that nobody knows.
    """

    order_id: str | None
    revision: int | None
    order: Order
    addresses: tuple[Address, ...]
    has_number: bool
    ignored: tuple[str, ...]


NO_NUMBER = "-"
"""Stands in for the number that the office will give."""


def read_form(text: str | bytes) -> OrderForm:
    """Understand the JSON form of one order.

    Raises:
        FormFault: names the first field that cannot be right.
    """
    form = parse(text)
    top = Place("", [])
    given = {name: value for name, value in form.items() if name not in _BESIDE}
    number = _number(form, top)
    given["number"] = number or NO_NUMBER
    given["declared"] = _declared(form, top)
    given["origin"] = _origin(form, top)
    given["lines"] = _lines(form, top)
    order = struct_of(Order, given, top)
    addresses = _addresses(form.get("addresses"), top.at("addresses"))
    return OrderForm(
        order_id=uuid_of(form.get("order_id"), top.at("order_id")),
        revision=whole_of(form.get("revision"), top.at("revision")),
        order=proved(order, Order, ""),
        addresses=tuple(proved(a, Address, f"addresses[{n}]") for n, a in enumerate(addresses)),
        has_number=number is not None,
        ignored=tuple(top.ignored),
    )


# Fields beside the order's own, or shown only: what they say is derived, never read.
_BESIDE = frozenset(
    {
        *("order_id", "revision", "addresses", "computed", "warnings", "content_digest", "state"),
        *(
            "owner",
            "series",
            "edited",
            "marked",
            "changed_at",
            "imported_at",
            "locked",
            "processed",
        ),
    }
)


_OUR_ARTICLE = "article"
"""Shown with a line: the article of this office it is linked to."""


def _number(form: Json, top: Place) -> str | None:
    value = form.get("number")
    if value is None:
        return None
    number = text_of(value, top.at("number"))
    if not number.strip():
        raise top.at("number").fault(MISSING)
    return number


def _declared(form: Json, top: Place) -> Json | None:
    """Return the declared totals; all null means there are none (see `jsonform`)."""
    value = form.get("declared")
    if value is None:
        return None
    given = object_of(value, top.at("declared"))
    return None if given and all(v is None for v in given.values()) else given


def _origin(form: Json, top: Place) -> Json | None:
    value = form.get("origin")
    if value is None:
        return None
    given = dict(object_of(value, top.at("origin")))
    if given.get("format") is None:
        return None
    if "file" in given:
        given["file_name"] = given.pop("file")
    given["warnings"] = form.get("warnings") or []
    return given


def _lines(form: Json, top: Place) -> list[Any]:
    """Return the lines; without a `sort` they stand as they come, without a kind they are items."""
    value = form.get("lines")
    lines = list_of([] if value is None else value, top.at("lines"))
    return [
        {"sort": n, "kind": "item"}
        | {k: v for k, v in line.items() if v is not None and k != _OUR_ARTICLE}
        if isinstance(line, dict)
        else line
        for n, line in enumerate(lines)
    ]


def _addresses(value: object, place: Place) -> tuple[Address, ...]:
    """Read the entries; those of one place that say the same are one address in several roles."""
    if value is None:
        return ()
    merged: list[tuple[object, Address]] = []
    for n, entry in enumerate(list_of(value, place)):
        here = place.at(n)
        given = object_of(entry, here)
        address = _address(given, here)
        for seen, (spot, other) in enumerate(merged):
            is_same = msgspec.structs.replace(other, roles=address.roles) == address
            if given.get("place") is not None and spot == given["place"] and is_same:
                both = msgspec.structs.replace(other, roles=(*other.roles, *address.roles))
                merged[seen] = (spot, both)
                break
        else:
            merged.append((given.get("place"), address))
    return tuple(address for _, address in merged)


_ADDRESS_BESIDE = ("role", "place", "address_id", "person", "person_parts", "phone", "email")


def _address(given: Json, place: Place) -> Address:
    fields = {name: value for name, value in given.items() if name not in _ADDRESS_BESIDE}
    role = given.get("role")
    fields["roles"] = [] if role is None else [role]
    fields["id"] = given.get("id", given.get("address_id"))
    address = struct_of(Address, fields, place)
    person = _person(given, place)
    contacts = _contacts(address, given, place)
    return msgspec.structs.replace(address, person=person, contacts=contacts)


def _person(given: Json, place: Place) -> Person | None:
    """Return the person: its parts, unless the one line says something else."""
    parts, line = given.get("person_parts"), given.get("person")
    whole = None
    if isinstance(line, dict):  # a script may well give the parts themselves
        parts, line = line, None
    if parts is not None:
        whole = struct_of(
            Person, object_of(parts, place.at("person_parts")), place.at("person_parts")
        )
        if "person" not in given or line == person_text(whole) or isinstance(given["person"], dict):
            return whole
    text = "" if line is None else text_of(line, place.at("person"))
    return Person(family=text) if text.strip() else None


def _contacts(address: Address, given: Json, place: Place) -> tuple[ContactPoint, ...]:
    """Return the contacts with `phone` and `email` as given, where these say something else."""
    contacts = list(address.contacts)
    for name, uses in (("phone", PHONE_USES), ("email", EMAIL_USES)):
        value = given.get(name)
        if name not in given or (value is None and address.contacts):
            continue
        text = "" if value is None else text_of(value, place.at(name))
        held = first_contact(address, uses)
        if not text.strip() or text == held:
            continue
        fresh = ContactPoint(use=uses[0], value=text)
        spots = [n for n, c in enumerate(contacts) if c.use in uses and c.value == held]
        if spots:
            contacts[spots[0]] = ContactPoint(use=contacts[spots[0]].use, value=text)
        else:
            contacts.append(fresh)
    return tuple(contacts)
