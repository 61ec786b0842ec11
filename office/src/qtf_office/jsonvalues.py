"""Typed values out of JSON, driven by the records' own schema; faults name their field.

Tolerant where a careless script means the right thing (a number for a text, null for absent),
exact otherwise. What a record would not be allowed on its way is refused here already.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import inspect

from qtf_format.canonical import from_bytes, to_bytes
from qtf_format.errors import Exit, QtfError, Text
from qtf_format.fields import DECIMAL, clean_text, field_names
from qtf_format.problems import FormatProblem
from qtf_office.jsonform import Json

__all__ = [
    "MISSING",
    "FormFault",
    "Place",
    "list_of",
    "object_of",
    "parse",
    "proved",
    "struct_of",
    "text_of",
    "uuid_of",
    "whole_of",
]

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
MISSING = Text("die Angabe fehlt", "it is missing")
_TRAVELS_NOT = Text(
    "zu lang, zu groß oder in einer Form, die nicht übertragen werden kann",
    "too long, too large or of a form that cannot travel",
)


def _one_of(choices: list[str]) -> Text:
    listed = ", ".join(choices)
    return Text(f"möglich sind {listed}", f"possible are {listed}")


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


class Place(NamedTuple):
    """Where we are in the form, and where unknown names are collected."""

    path: str
    ignored: list[str]

    def at(self, name: str | int) -> Place:
        """Return the place of a member or an item."""
        step = f"[{name}]" if isinstance(name, int) else f".{name}" if self.path else name
        return Place(self.path + step, self.ignored)

    def fault(self, why: Text) -> FormFault:
        """Return the error to raise here."""
        return FormFault(self.path or "$", why)


def struct_of(type_: type[R], given: Json, place: Place) -> R:
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
                    raise here.fault(MISSING)
                values[name] = ()
            continue
        is_long = field.encode_name in field_names(type_).lines
        values[name] = _value(field.type, value, here, lines=is_long)
    return type_(**values)


def _value(info: inspect.Type, value: object, place: Place, *, lines: bool) -> Any:
    match info:
        case inspect.UnionType():
            inner = next(t for t in info.types if not isinstance(t, inspect.NoneType))
            return _value(inner, value, place, lines=lines)
        case inspect.StructType():
            return struct_of(info.cls, object_of(value, place), place)
        case inspect.VarTupleType():
            items = list_of(value, place)
            return tuple(
                _value(info.item_type, one, place.at(n), lines=lines) for n, one in enumerate(items)
            )
        case inspect.EnumType():
            return _enum(info, value, place)
        case inspect.StrType():
            return text_of(value, place, lines=lines)
    return _READERS[type(info)](value, place)


def _enum(info: inspect.EnumType, value: object, place: Place) -> Any:
    choices = {member.value: member for member in info.cls}
    if not isinstance(value, str) or value not in choices:
        raise place.fault(_one_of([str(choice) for choice in choices]))
    return choices[value]


def text_of(value: object, place: Place, *, lines: bool = False) -> str:
    """Return a text as it may travel. Numbers will do: careless scripts number with them."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise place.fault(_WANTS_TEXT)
    return clean_text(str(value), lines=lines)


_DIGITS = 30  # far beyond what may travel, and small enough to write out


def _decimal(value: object, place: Place) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise place.fault(_WANTS_NUMBER)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise place.fault(_WANTS_NUMBER) from None
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        raise place.fault(_WANTS_NUMBER)
    if DECIMAL.fullmatch(format(abs(number), "f")) is None:
        raise place.fault(_WANTS_NUMBER)
    return abs(number) if number.is_zero() else number


def whole_of(value: object, place: Place) -> Any:
    """Return a whole number, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise place.fault(_WANTS_WHOLE)
    return value


def _date(value: object, place: Place) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise place.fault(_WANTS_DATE) from None


def _bool(value: object, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.fault(_WANTS_BOOL)
    return value


_READERS: dict[type[inspect.Type], Callable[[object, Place], Any]] = {
    inspect.DecimalType: _decimal,
    inspect.DateType: _date,
    inspect.IntType: whole_of,
    inspect.BoolType: _bool,
}


def uuid_of(value: object, place: Place) -> str | None:
    """Return a UUID in its plain form, or None."""
    if value is None:
        return None
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        raise place.fault(_WANTS_UUID) from None


def object_of(value: object, place: Place) -> Json:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise place.fault(_WANTS_OBJECT)
    return value


def list_of(value: object, place: Place) -> list[Any]:
    """Return a JSON array."""
    if not isinstance(value, list):
        raise place.fault(_WANTS_LIST)
    return value


def proved(record: R, type_: type[R], path: str) -> R:
    """Return `record` after looking at it as a reader will: lengths, counts, forms."""
    try:
        return from_bytes(to_bytes(record), type_)
    except FormatProblem as problem:
        inside = problem.path.removeprefix("$").replace("-", "_")
        raise FormFault((path + inside).lstrip(".") or "$", _TRAVELS_NOT) from problem
