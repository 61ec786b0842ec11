"""What the schema says of each field's text: one line or several, a number, a date.

Derived once from the records themselves. Rules are kept by wire name, because a name means the
same in every record (a test holds the model to that).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import inspect

from qtf_format.model import LONG_TEXT_LENGTH

__all__ = [
    "DATE",
    "DECIMAL",
    "FORBIDDEN",
    "FieldNames",
    "Picker",
    "clean_text",
    "field_names",
    "is_clean",
    "picker",
]

DECIMAL = re.compile(r"(?!-0(?:\.0*)?\Z)-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
DATE = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters except LF, separators, direction overrides, byte order mark, surrogates."""

Picker = Callable[[Any, list[Any]], None]


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Wire names below one type: `lines` may hold LF, `one_line` may not, and so on.

    `every` has all names, those of numbers and records too; what is not in it is not ours.
    """

    every: frozenset[str]
    lines: frozenset[str]
    one_line: frozenset[str]
    decimals: frozenset[str]
    dates: frozenset[str]


def is_clean(text: str) -> bool:
    """Say whether a text obeys the rules for every text (LF is judged elsewhere)."""
    return FORBIDDEN.search(text) is None and unicodedata.is_normalized("NFC", text)


def clean_text(text: str, *, lines: bool = False) -> str:
    """Return `text` as a writer may write it: NFC, line ends as LF, nothing forbidden left.

    A tab becomes a space; with `lines` False a line end becomes a space as well.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", FORBIDDEN.sub("", text))
    return text if lines else text.replace("\n", " ")


@cache
def field_names(type_: Any) -> FieldNames:
    """Return the wire names of every text, number and date below `type_`."""
    found: dict[str, set[str]] = {
        "every": set(),
        "lines": set(),
        "one_line": set(),
        "decimals": set(),
        "dates": set(),
    }
    for struct in _structs(inspect.type_info(type_), {}):
        for field in struct.fields:
            found["every"].add(field.encode_name)
            kind = _kind(_plain(field.type))
            if kind:
                found[kind].add(field.encode_name)
    return FieldNames(**{kind: frozenset(names) for kind, names in found.items()})


@cache
def picker(type_: Any, kind: str) -> Picker:
    """Return a function that appends every value of one kind ("dates", "lines" ...) to a list.

    It also appends `None` for absent ones: leaving them out costs more than skipping them later.
    """
    info = inspect.type_info(type_)
    many = _many(_plain(info), kind)
    if many is None:
        return lambda _value, _out: None
    if isinstance(info, inspect.VarTupleType | inspect.ListType):
        return many
    return lambda record, out: many((record,), out)


def _plain(info: inspect.Type) -> inspect.Type:
    """Look through `X | None`, annotations and arrays at what is inside."""
    if isinstance(info, inspect.Metadata):
        return _plain(info.type)
    if isinstance(info, inspect.UnionType):
        inner = [part for part in info.types if not isinstance(part, inspect.NoneType)]
        return _plain(inner[0])
    if isinstance(info, inspect.VarTupleType | inspect.ListType):
        return _plain(info.item_type)
    return info


def _kind(info: inspect.Type) -> str | None:
    if isinstance(info, inspect.DecimalType):
        return "decimals"
    if isinstance(info, inspect.DateType):
        return "dates"
    if isinstance(info, inspect.StrType):
        return "lines" if info.max_length == LONG_TEXT_LENGTH else "one_line"
    return None


def _structs(
    info: inspect.Type, seen: dict[type, inspect.StructType]
) -> Iterator[inspect.StructType]:
    plain = _plain(info)
    if isinstance(plain, inspect.StructType) and plain.cls not in seen:
        seen[plain.cls] = plain
        yield plain
        for field in plain.fields:
            yield from _structs(field.type, seen)


def _many(info: inspect.Type, kind: str) -> Picker | None:
    """Return a picker for several records at once; the loop over them runs in C."""
    if not isinstance(info, inspect.StructType):
        return None
    own: list[str] = []
    below: list[tuple[str, bool, Picker]] = []
    for field in info.fields:
        plain, is_many = _plain(field.type), _is_array(field.type)
        if _kind(plain) == kind and not is_many:
            own.append(field.name)
        elif _kind(plain) == kind:
            below.append((field.name, True, _extend))
        elif inner := _many(plain, kind):
            below.append((field.name, is_many, inner))
    return _pick_many(own, below) if own or below else None


def _pick_many(own: list[str], below: list[tuple[str, bool, Picker]]) -> Picker:
    getter = attrgetter(*own) if own else None
    parts = [(attrgetter(name), is_many, inner) for name, is_many, inner in below]

    def pick(records: Any, out: list[Any]) -> None:
        if getter is not None:
            found = map(getter, records)
            out.extend(found if len(own) == 1 else chain.from_iterable(found))
        for part, is_many, inner in parts:
            values = list(filter(None, map(part, records)))
            if values:
                inner(list(chain.from_iterable(values)) if is_many else values, out)

    return pick


def _extend(values: Any, out: list[Any]) -> None:
    out.extend(values)


def _is_array(info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return _is_array(info.type)
    if isinstance(info, inspect.UnionType):
        return any(map(_is_array, info.types))
    return isinstance(info, inspect.VarTupleType | inspect.ListType)
