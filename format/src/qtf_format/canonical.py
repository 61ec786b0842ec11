"""Canonical MessagePack: one value, one encoding (format section 8).

`msgpack` packs and unpacks trees and is the last word on every byte; msgspec's own codec writes the
same bytes (a test holds the two together) and is several times faster for records.

Reading a record takes two roads to one result. The short one decodes straight into the record,
encodes that again, and compares bytes: equality proves sorted keys, shortest forms, no duplicates,
no unknown or superfluous field, nothing behind the value; what equality cannot prove (texts,
numbers, dates, counts) is screened in bulk by `qtf_format.screen`. Everything else takes the long
road (`qtf_format.explain`), which says exactly which rule is broken, and where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, cast

import msgpack
import msgspec

from qtf_format import explain, screen
from qtf_format.codes import Code
from qtf_format.explain import PART_LIMITS, Limits, Tree
from qtf_format.problems import FormatProblem

__all__ = [
    "PART_LIMITS",
    "Decoded",
    "Limits",
    "Tree",
    "decode",
    "from_bytes",
    "pack",
    "plain_decimal",
    "to_bytes",
    "unpack",
]

T = TypeVar("T")

_PLAIN_DIGITS = 200
"""Written out, `1E+999999` would fill the memory; no number that may travel comes near this."""

_encode = msgspec.msgpack.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T]):
    """A record, and how many fields of a newer writer were left aside."""

    record: T
    unknown_fields: int


def pack(value: Tree) -> bytes:
    """Return the canonical bytes of a tree of maps, arrays, texts, bytes, integers and booleans.

    Raises:
        FormatProblem: E301, a type that is not used in this format.
    """
    try:
        packed: bytes = msgpack.packb(_sorted(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise FormatProblem(Code.E301) from error
    return packed


def unpack(raw: bytes, limits: Limits = PART_LIMITS) -> Tree:
    """Return the tree in canonical `raw`.

    Raises:
        FormatProblem: E301 not canonical, E312 a limit, E314 a text that is not UTF-8.
    """
    return explain.unpack(raw, limits)


def to_bytes(record: object) -> bytes:
    """Return the canonical bytes of a record, or of a tuple or list of records.

    The records declare their fields in wire order (see `qtf_format.model.Record`), so nothing
    is sorted here. The rules for texts and numbers are not checked: `decode` does that.

    Raises:
        FormatProblem: E315, a number that is not finite.
    """
    packed = _encode(record)
    if screen.has_odd_number(packed):
        tree = msgspec.to_builtins(record, builtin_types=(bytes, Decimal))
        packed = msgpack.packb(tree, default=plain_decimal)
    return packed


def from_bytes(raw: bytes, type_: type[T], limits: Limits = PART_LIMITS) -> T:
    """Return the record in `raw`; what `decode` returns, without the count.

    Raises:
        FormatProblem: with the code and the path of the first rule broken.
    """
    return decode(raw, type_, limits).record


def decode(raw: bytes, type_: type[T], limits: Limits = PART_LIMITS) -> Decoded[T]:
    """Check `raw` against every rule of section 8 and the schema of `type_`.

    Raises:
        FormatProblem: E301, E312, E313, E314, E315 or E316, in this order of precedence.
    """
    explain.check_size(raw, limits)
    try:
        record: T = _decoder(cast(Any, type_))(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Decoded(*explain.decode(raw, type_, limits))
    if _encode(record) == raw and screen.passes(record, raw, type_, limits):
        return Decoded(record, 0)
    return Decoded(*explain.decode(raw, type_, limits))


def plain_decimal(value: object) -> str:
    """Return a decimal number as plain text: no exponent, no negative zero.

    Raises:
        FormatProblem: E315, not a finite number, or one of absurd length.
        TypeError: not a decimal at all.
    """
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) + abs(exponent) > _PLAIN_DIGITS:
        raise FormatProblem(Code.E315)
    return format(abs(value) if value.is_zero() else value, "f")


@cache
def _decoder(type_: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(type_).decode


def _sorted(value: Tree) -> Tree:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise FormatProblem(Code.E301)
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    if isinstance(value, bool | int | str | bytes):
        return value
    raise FormatProblem(Code.E301)
