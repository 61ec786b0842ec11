"""Any order the format can express, for property tests: built from the records' own schema."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from qtf_format.fields import clean_text, field_names
from qtf_format.model import Address, Order

__all__ = ["any_addresses", "any_orders"]

_LETTERS = st.characters(min_codepoint=32, max_codepoint=0x24FF, exclude_categories=("Cc", "Cs"))
_PATTERNS = {
    "^[A-Z]{3}$": st.sampled_from(["EUR", "CHF"]),
    "^[A-Z]{2}$": st.sampled_from(["DE", "AT"]),
    "^[0-9a-f]{32}$": st.sampled_from(["0" * 32, "ab" * 16]),
    "^[0-9a-f]{64}$": st.sampled_from(["0" * 64, "cd" * 32]),
}
_NUMBERS = st.builds(
    lambda value, places: Decimal(value).scaleb(-places),
    st.integers(min_value=-(10**9), max_value=10**9),
    st.integers(min_value=0, max_value=6),
)
_DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


def any_orders() -> st.SearchStrategy[Order]:
    """Orders with everything in them."""
    return _struct(Order)


def any_addresses() -> st.SearchStrategy[tuple[Address, ...]]:
    """The addresses of an order."""
    return st.lists(_struct(Address), max_size=4).map(tuple)


def _struct(type_: Any) -> st.SearchStrategy[Any]:
    info = inspect.type_info(type_)
    assert isinstance(info, inspect.StructType)
    lines = field_names(type_).lines
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in info.fields:
        values = _values(field.type, is_long=field.encode_name in lines, name=field.name)
        (required if field.required else optional)[field.name] = values
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: type_(**given))


def _values(info: inspect.Type, *, is_long: bool, name: str) -> st.SearchStrategy[Any]:
    match info:
        case inspect.UnionType():
            inner = next(t for t in info.types if not isinstance(t, inspect.NoneType))
            return st.none() | _values(inner, is_long=is_long, name=name)
        case inspect.StructType():
            return st.deferred(lambda: _struct(info.cls))
        case inspect.VarTupleType():
            one = _values(info.item_type, is_long=is_long, name=name)
            return st.lists(one, max_size=2).map(tuple)
        case inspect.EnumType():
            return st.sampled_from(list(info.cls))
        case inspect.StrType():
            return _texts(info, is_long=is_long, name=name)
        case inspect.DecimalType():
            return _NUMBERS
        case inspect.DateType():
            return _DATES
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            return st.integers(min_value=info.ge or 0, max_value=2**31 - 1)
    raise NotImplementedError(type(info))


def _texts(info: inspect.StrType, *, is_long: bool, name: str) -> st.SearchStrategy[str]:
    if name in ("sha256", "digest"):
        return _PATTERNS["^[0-9a-f]{64}$"]
    if name == "derived_from":
        return st.uuids().map(str)
    if info.pattern:
        return _PATTERNS[info.pattern]
    if name == "name" and info.max_length is None:
        return st.just("Plan.pdf")
    longest = min(info.max_length or 20, 20)
    extra = st.just("\n") if is_long else st.nothing()
    texts = st.text(_LETTERS | extra, min_size=1, max_size=longest)
    cleaned = texts.map(lambda text: clean_text(text, lines=is_long))
    return cleaned.filter(lambda text: text.strip() != "" and len(text) <= (info.max_length or 99))
