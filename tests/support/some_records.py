"""Hypothesis strategies for any record of the format, read off its own schema."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from msgspec import inspect

from qtf_format.fields import clean_text

T = TypeVar("T")

_PATTERNS = {
    r"^[A-Z]{3}$": st.sampled_from(["EUR", "CHF", "USD"]),
    r"^[A-Z]{2}$": st.sampled_from(["DE", "AT", "CH"]),
}


def records(type_: type[T]) -> st.SearchStrategy[T]:
    """Return records of `type_` that keep every rule of the format."""
    strategy: st.SearchStrategy[T] = _for(inspect.type_info(type_))
    return strategy


def texts(max_size: int = 30, min_size: int = 0) -> st.SearchStrategy[str]:
    """Return clean one-line texts."""
    characters = st.characters(codec="utf-8")
    raw = st.text(characters, min_size=min_size, max_size=max_size)
    return raw.map(clean_text).filter(lambda text: min_size <= len(text) <= max_size)


def decimals() -> st.SearchStrategy[Decimal]:
    """Return numbers that may travel: twelve digits, six decimals, no negative zero."""
    numbers = st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(-(10**12) + 1, 10**12 - 1),
        st.integers(0, 6),
    )
    return numbers.map(lambda number: Decimal(format(number, "f")))


@cache
def _of_struct(cls: type) -> st.SearchStrategy[Any]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    needed = {f.name: _for(f.type) for f in info.fields if f.required}
    optional = {f.name: _for(f.type) for f in info.fields if not f.required}
    fields = st.fixed_dictionaries(needed, optional=optional)
    return fields.map(lambda values: cls(**values))


def _for(info: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: C901 - one line for each type
    match info:
        case inspect.StructType():
            return st.deferred(lambda: _of_struct(info.cls))
        case inspect.UnionType():
            return st.one_of([_for(part) for part in info.types])
        case inspect.VarTupleType():
            size = min(info.max_length or 3, 3)
            return st.lists(_for(info.item_type), max_size=size).map(tuple)
        case inspect.EnumType():
            return st.sampled_from(list(info.cls))
        case inspect.StrType():
            return _text(info)
        case inspect.BytesType():
            return st.binary(min_size=info.min_length or 0, max_size=info.max_length or 40)
        case inspect.IntType():
            low, high = info.ge or 0, info.le or 2**31 - 1
            return st.integers(int(low), int(high))
        case inspect.DecimalType():
            return decimals()
        case inspect.DateType():
            return st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
    raise AssertionError(info)


def _text(info: inspect.StrType) -> st.SearchStrategy[str]:
    if info.pattern in _PATTERNS:
        return _PATTERNS[info.pattern]
    if info.pattern:
        return st.from_regex(info.pattern, fullmatch=True).filter(lambda text: "\n" not in text)
    if info.max_length == 16_000:
        return st.lists(texts(), max_size=3).map("\n".join)
    return texts(min(info.max_length or 30, 30), info.min_length or 0)
