"""Reading the JSON form of an order: tolerant of what is missing, exact about what is wrong.

Scripts and host programs give only what they have. Unknown fields are left aside and named;
numbers may come as JSON numbers where the form has strings; texts are brought into the shape that
travels (NFC, LF). Anything that cannot be right is a `FormFault` that names the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import inspect

from qtf_format.canonical import from_bytes, to_bytes
from qtf_format.errors import Exit, QtfError, Text
from qtf_format.fields import DECIMAL, clean_text, field_names
from qtf_format.model import Address, ContactPoint, Order, Person
from qtf_format.problems import FormatProblem
from qtf_office.jsonform import (
    EMAIL_USES,
    PHONE_USES,
    Json,
    first_contact,
    person_text,
)

__all__ = ["NO_NUMBER", "FormFault", "OrderForm", "read_form"]

R = TypeVar("R", bound=msgspec.Struct)


class FormFault(QtfError):
    """A field of the JSON form cannot be right. Fields: `field`, `why`."""

    title = Text(
        "Das Feld „{field}“ passt nicht: {why_de}.", "The field “{field}” does not fit: {why_en}."
    )
    advice = Text(
        "Berichtigen Sie die Angabe und wiederholen Sie den Befehl; es wurde nichts verändert.",
        "Correct it and repeat the command; nothing was changed.",
    )
    exit = Exit.USAGE

    def __init__(self, field: str, why: Text) -> None:
        """Name the field and what is wrong with it."""
        super().__init__(field=field, why_de=why.de, why_en=why.en)
        self.field = field


_NOT_JSON = Text("es ist kein JSON-Dokument", "it is not a JSON document")
_WANTS_OBJECT = Text("hier gehört ein Objekt hin", "an object belongs here")
_WANTS_LIST = Text("hier gehört eine Liste hin", "a list belongs here")
_WANTS_TEXT = Text("hier gehört ein Text hin", "a text belongs here")
_WANTS_NUMBER = Text("hier gehört eine Zahl wie 12.50 hin", "a number like 12.50 belongs here")
_WANTS_WHOLE = Text("hier gehört eine ganze Zahl hin", "a whole number belongs here")
_WANTS_DATE = Text(
    "hier gehört ein Datum wie 2026-03-31 hin", "a date like 2026-03-31 belongs here"
)
_WANTS_UUID = Text("hier gehört eine UUID hin", "a UUID belongs here")
_WANTS_BOOL = Text("hier gehört true oder false hin", "true or false belongs here")
_MISSING = Text("die Angabe fehlt", "it is missing")
_TRAVELS_NOT = Text(
    "zu lang, zu groß oder in einer Form, die nicht übertragen werden kann",
    "too long, too large or of a form that cannot travel",
)


def _one_of(choices: list[str]) -> Text:
    listed = ", ".join(choices)
    return Text(f"möglich sind {listed}", f"possible are {listed}")


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


def parse(text: str | bytes) -> Json:
    """Return the JSON object in `text`, with its decimals kept exact.

    Raises:
        FormFault: it is not JSON, or no object.
    """
    try:
        form = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise FormFault("$", _NOT_JSON) from problem
    if not isinstance(form, dict):
        raise FormFault("$", _WANTS_OBJECT)
    return form


def _no_constant(name: str) -> object:
    raise ValueError(name)


class _Place(NamedTuple):
    """Where we are in the form, and where unknown names are collected."""

    path: str
    ignored: list[str]

    def at(self, name: str | int) -> _Place:
        step = f"[{name}]" if isinstance(name, int) else f".{name}" if self.path else name
        return _Place(self.path + step, self.ignored)

    def fault(self, why: Text) -> FormFault:
        return FormFault(self.path or "$", why)


NO_NUMBER = "-"
"""Stands in for the number that the office will give."""


def read_form(text: str | bytes) -> OrderForm:
    """Understand the JSON form of one order.

    Raises:
        FormFault: names the first field that cannot be right.
    """
    form = parse(text)
    top = _Place("", [])
    given = {name: value for name, value in form.items() if name not in _BESIDE}
    number = _number(form, top)
    given["number"] = number or NO_NUMBER
    given["declared"] = _declared(form, top)
    given["origin"] = _origin(form, top)
    given["lines"] = _lines(form, top)
    order = _struct(Order, given, top)
    addresses = _addresses(form.get("addresses"), top.at("addresses"))
    return OrderForm(
        order_id=_uuid(form.get("order_id"), top.at("order_id")),
        revision=_whole(form.get("revision"), top.at("revision")),
        order=_proved(order, Order, ""),
        addresses=tuple(_proved(a, Address, f"addresses[{n}]") for n, a in enumerate(addresses)),
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


def _number(form: Json, top: _Place) -> str | None:
    value = form.get("number")
    if value is None:
        return None
    number = _text(value, top.at("number"), lines=False)
    if not number.strip():
        raise top.at("number").fault(_MISSING)
    return number


def _declared(form: Json, top: _Place) -> Json | None:
    """Return the declared totals; all null means there are none (see `jsonform`)."""
    value = form.get("declared")
    if value is None:
        return None
    given = _object(value, top.at("declared"))
    return None if given and all(v is None for v in given.values()) else given


def _origin(form: Json, top: _Place) -> Json | None:
    value = form.get("origin")
    if value is None:
        return None
    given = dict(_object(value, top.at("origin")))
    if given.get("format") is None:
        return None
    if "file" in given:
        given["file_name"] = given.pop("file")
    given["warnings"] = form.get("warnings") or []
    return given


def _lines(form: Json, top: _Place) -> list[Any]:
    """Return the lines; without a `sort` they stand as they come, without a kind they are items."""
    value = form.get("lines")
    lines = _list([] if value is None else value, top.at("lines"))
    return [
        {"sort": n, "kind": "item"}
        | {k: v for k, v in line.items() if v is not None and k != _OUR_ARTICLE}
        if isinstance(line, dict)
        else line
        for n, line in enumerate(lines)
    ]


def _addresses(value: object, place: _Place) -> tuple[Address, ...]:
    """Read the entries; those of one place that say the same are one address in several roles."""
    if value is None:
        return ()
    merged: list[tuple[object, Address]] = []
    for n, entry in enumerate(_list(value, place)):
        here = place.at(n)
        given = _object(entry, here)
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


def _address(given: Json, place: _Place) -> Address:
    fields = {name: value for name, value in given.items() if name not in _ADDRESS_BESIDE}
    role = given.get("role")
    fields["roles"] = [] if role is None else [role]
    fields["id"] = given.get("id", given.get("address_id"))
    address = _struct(Address, fields, place)
    person = _person(given, place)
    contacts = _contacts(address, given, place)
    return msgspec.structs.replace(address, person=person, contacts=contacts)


def _person(given: Json, place: _Place) -> Person | None:
    """Return the person: its parts, unless the one line says something else."""
    parts, line = given.get("person_parts"), given.get("person")
    whole = None
    if isinstance(line, dict):  # a script may well give the parts themselves
        parts, line = line, None
    if parts is not None:
        whole = _struct(Person, _object(parts, place.at("person_parts")), place.at("person_parts"))
        if "person" not in given or line == person_text(whole) or isinstance(given["person"], dict):
            return whole
    text = "" if line is None else _text(line, place.at("person"), lines=False)
    return Person(family=text) if text.strip() else None


def _contacts(address: Address, given: Json, place: _Place) -> tuple[ContactPoint, ...]:
    """Return the contacts with `phone` and `email` as given, where these say something else."""
    contacts = list(address.contacts)
    for name, uses in (("phone", PHONE_USES), ("email", EMAIL_USES)):
        value = given.get(name)
        if name not in given or (value is None and address.contacts):
            continue
        text = "" if value is None else _text(value, place.at(name), lines=False)
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


def _struct(type_: type[R], given: Json, place: _Place) -> R:
    """Return a record of the values given; absent and null ones take their defaults."""
    info = inspect.type_info(type_)
    assert isinstance(info, inspect.StructType)
    known = {field.name: field for field in info.fields}
    place.ignored.extend(place.at(name).path for name in given if name not in known)
    values: dict[str, Any] = {}
    for name, field in known.items():
        value = given.get(name)
        here = place.at(name)
        if value is None:
            if field.required:
                if name != "roles":
                    raise here.fault(_MISSING)
                values[name] = ()
            continue
        is_long = field.encode_name in field_names(type_).lines
        values[name] = _value(field.type, value, here, lines=is_long)
    return type_(**values)


def _value(info: inspect.Type, value: object, place: _Place, *, lines: bool) -> Any:
    match info:
        case inspect.UnionType():
            inner = next(t for t in info.types if not isinstance(t, inspect.NoneType))
            return _value(inner, value, place, lines=lines)
        case inspect.StructType():
            return _struct(info.cls, _object(value, place), place)
        case inspect.VarTupleType():
            items = _list(value, place)
            return tuple(
                _value(info.item_type, one, place.at(n), lines=lines) for n, one in enumerate(items)
            )
        case inspect.EnumType():
            return _enum(info, value, place)
        case inspect.StrType():
            return _text(value, place, lines=lines)
    return _READERS[type(info)](value, place)


def _enum(info: inspect.EnumType, value: object, place: _Place) -> Any:
    choices = {member.value: member for member in info.cls}
    if not isinstance(value, str) or value not in choices:
        raise place.fault(_one_of([str(choice) for choice in choices]))
    return choices[value]


def _text(value: object, place: _Place, *, lines: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise place.fault(_WANTS_TEXT)
    # Numbers of orders, articles and postcodes come as JSON numbers from careless scripts.
    return clean_text(str(value), lines=lines)


def _decimal(value: object, place: _Place) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise place.fault(_WANTS_NUMBER)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise place.fault(_WANTS_NUMBER) from None
    if not number.is_finite() or DECIMAL.fullmatch(format(abs(number), "f")) is None:
        raise place.fault(_WANTS_NUMBER)
    return abs(number) if number.is_zero() else number


def _whole(value: object, place: _Place) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise place.fault(_WANTS_WHOLE)
    return value


def _date(value: object, place: _Place) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise place.fault(_WANTS_DATE) from None


def _bool(value: object, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise place.fault(_WANTS_BOOL)
    return value


_READERS: dict[type[inspect.Type], Callable[[object, _Place], Any]] = {
    inspect.DecimalType: _decimal,
    inspect.DateType: _date,
    inspect.IntType: _whole,
    inspect.BoolType: _bool,
}


def _uuid(value: object, place: _Place) -> str | None:
    if value is None:
        return None
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        raise place.fault(_WANTS_UUID) from None


def _object(value: object, place: _Place) -> Json:
    if not isinstance(value, dict):
        raise place.fault(_WANTS_OBJECT)
    return value


def _list(value: object, place: _Place) -> list[Any]:
    if not isinstance(value, list):
        raise place.fault(_WANTS_LIST)
    return value


def _proved(record: R, type_: type[R], path: str) -> R:
    """Return `record` after looking at it as a reader will: lengths, counts, forms."""
    try:
        return from_bytes(to_bytes(record), type_)
    except FormatProblem as problem:
        inside = problem.path.removeprefix("$").replace("-", "_")
        raise FormFault((path + inside).lstrip(".") or "$", _TRAVELS_NOT) from problem
