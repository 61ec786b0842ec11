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
from operator import itemgetter
from typing import Any, TypeAlias

from msgspec import inspect
from msgspec.structs import astuple

from qtf_format.model import LONG_TEXT_LENGTH

__all__ = [
    "DATE",
    "DECIMAL",
    "FORBIDDEN",
    "FieldNames",
    "Gatherer",
    "clean_text",
    "field_names",
    "gatherer",
    "is_clean",
]

DECIMAL = re.compile(r"(?!-0(?:\.0*)?\Z)-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
DATE = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters except LF, separators, direction overrides, byte order mark, surrogates."""

Gatherer = Callable[[Any], list[list[Any]]]


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
def gatherer(type_: Any, kinds: tuple[str, ...]) -> Gatherer:
    """Return a function that lists every value of some kinds in a record, one list per kind.

    `kinds` are names of `FieldNames`. Absent values are listed as `None`: leaving them out costs
    more than skipping them later. All records of a list are asked in one go, by C code.
    """
    info = inspect.type_info(type_)
    plan = _plan(_plain(info), kinds)
    is_array = _is_array(info)

    def gather(value: Any) -> list[list[Any]]:
        found: list[list[Any]] = [[] for _ in kinds]
        if plan is not None:
            plan.gather(value if is_array else (value,), found)
        return found

    return gather


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


_Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to ask records of one type: all fields of each in a row, then some of every row."""

    single: tuple[tuple[int, Callable[[_Row], _Row]], ...]
    arrays: tuple[tuple[int, Callable[[_Row], Any]], ...]
    below: tuple[tuple[Callable[[_Row], Any], bool, _Plan], ...]

    def gather(self, records: Any, found: list[list[Any]]) -> None:
        """Append what `records` hold to the lists in `found`."""
        rows = list(map(astuple, records))
        for kind, several in self.single:
            found[kind].extend(chain.from_iterable(map(several, rows)))
        for kind, one in self.arrays:
            found[kind].extend(chain.from_iterable(map(one, rows)))
        for one, is_array, inner in self.below:
            values = list(filter(None, map(one, rows)))
            if values:
                inner.gather(chain.from_iterable(values) if is_array else values, found)


def _plan(info: inspect.Type, kinds: tuple[str, ...]) -> _Plan | None:
    if not isinstance(info, inspect.StructType):
        return None
    single: list[list[int]] = [[] for _ in kinds]
    arrays: list[tuple[int, Callable[[_Row], Any]]] = []
    below: list[tuple[Callable[[_Row], Any], bool, _Plan]] = []
    for place, field in enumerate(info.fields):
        plain, is_array = _plain(field.type), _is_array(field.type)
        kind = _kind(plain)
        if kind in kinds and is_array:
            arrays.append((kinds.index(kind), itemgetter(place)))
        elif kind in kinds:
            single[kinds.index(kind)].append(place)
        elif inner := _plan(plain, kinds):
            below.append((itemgetter(place), is_array, inner))
    if not any(single) and not arrays and not below:
        return None
    groups = tuple((kind, _items(places)) for kind, places in enumerate(single) if places)
    return _Plan(groups, tuple(arrays), tuple(below))


def _items(places: list[int]) -> Callable[[_Row], _Row]:
    """Return a function that gives some items of a row; a tuple even of a single one."""
    only = slice(places[0], places[0] + 1)
    return itemgetter(only) if len(places) == 1 else itemgetter(*places)


def _is_array(info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return _is_array(info.type)
    if isinstance(info, inspect.UnionType):
        return any(map(_is_array, info.types))
    return isinstance(info, inspect.VarTupleType | inspect.ListType)
