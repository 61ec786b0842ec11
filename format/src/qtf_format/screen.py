"""The quick proof that a decoded record obeys the rules for texts, numbers, dates and counts.

The record is written once more as JSON, by C code, and whole-buffer searches over that text take
the place of a walk in Python. A search may raise a false alarm (a text that looks like a bad
number), never the other way round; after an alarm the long road decides.

It relies on one thing proved before: the record, encoded again, gave the bytes it came from.
"""

from __future__ import annotations

import unicodedata
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

import msgspec

from qtf_format.explain import Limits
from qtf_format.fields import DATE, DECIMAL, FORBIDDEN, field_names, picker

__all__ = ["has_exponent", "numbers_pass", "passes"]

_PLAIN = bytes(sorted(set(range(0x20, 0x7F)) - {ord("\\")}))
_ADDING = Context(prec=28, traps=[])
_ZERO = Decimal(0)
_LETTER_E = ord("E")
_LETTER_N = ord("n")
_FEW = 25
"""Up to here looking at each line feed is quicker than counting them in the record."""
_TOO_LARGE = Decimal(10**12)
_encode = msgspec.json.Encoder().encode


def passes(record: Any, type_: Any, limits: Limits) -> bool:
    """Say whether `record` certainly keeps the rules; False means "look closely"."""
    text = _encode(record)
    return (
        _counts_pass(text, limits)
        and _texts_pass(text, record, type_)
        and _dates_pass(record, type_)
        and not has_exponent(text)
        and numbers_pass(record, type_)
    )


def numbers_pass(record: Any, type_: Any) -> bool:
    """Say whether every number is finite, unsigned, below 10^12 and has at most six decimals.

    Adding up finds nearly everything at once: a sum is not finite when a part is not, and has as
    many decimals as the part with the most. A positive exponent it does not find.
    """
    found: list[Decimal | None] = []
    picker(type_, "decimals")(record, found)
    numbers = [number for number in found if number is not None]
    if not numbers:
        return True
    if any(map(Decimal.is_signed, numbers)):
        return all(DECIMAL.fullmatch(str(number)) for number in numbers)
    with localcontext(_ADDING):
        total = sum(numbers, _ZERO)
        exponent = total.as_tuple().exponent
        return total < _TOO_LARGE and isinstance(exponent, int) and exponent >= -6


def has_exponent(text: bytes) -> bool:
    """Say whether `E+` occurs, as in a number with a positive exponent.

    Looking for single bytes is a great deal faster than looking for two.
    """
    place = text.find(b"+")
    while place > 0:
        if text[place - 1] == _LETTER_E:
            return True
        place = text.find(b"+", place + 1)
    return False


def _counts_pass(text: bytes, limits: Limits) -> bool:
    """Every value stands behind a comma or as the first of its map or array."""
    if len(text) <= limits.values:
        return True
    return 1 + text.count(b",") + text.count(b"[") + text.count(b"{") <= limits.values


def _texts_pass(text: bytes, record: Any, type_: Any) -> bool:
    """JSON escapes LF, quotes, backslashes and control characters, and nothing else."""
    odd = text.translate(None, _PLAIN)
    if not odd:
        return True
    escapes = odd.count(b"\\")
    if escapes and not (escapes <= _FEW and _only_line_feeds(text, type_)):
        escapes -= text.count(b'\\"')
        if b"\\\\" in text or escapes != _line_feeds(record, type_):
            return False
    try:
        # What Windows calls Western is composed and free of anything forbidden, except DEL.
        return b"\x7f" not in odd.decode().encode("cp1252")
    except UnicodeEncodeError:
        plain = text.decode()
        return FORBIDDEN.search(plain) is None and unicodedata.is_normalized("NFC", plain)


def _only_line_feeds(text: bytes, type_: Any) -> bool:
    """Say whether every escape is a line feed in a member that may have some."""
    names = _names_with_lines(type_)
    place = text.find(b"\\")
    while place > 0:
        start = text.rfind(b'"', 0, place)
        name = text[text.rfind(b'"', 0, start - 2) : start]
        if text[place + 1] != _LETTER_N or name not in names:
            return False
        place = text.find(b"\\", place + 2)
    return True


@cache
def _names_with_lines(type_: Any) -> frozenset[bytes]:
    """Return `"name":` for each text of several lines; texts in an array are not among them."""
    return frozenset(f'"{name}":'.encode() for name in field_names(type_).lines)


def _line_feeds(record: Any, type_: Any) -> int:
    """Count the line feeds in the texts that may have some."""
    texts: list[str | None] = []
    picker(type_, "lines")(record, texts)
    return "".join([text for text in texts if text]).count("\n")


def _dates_pass(record: Any, type_: Any) -> bool:
    dates: list[object] = []
    picker(type_, "dates")(record, dates)
    return all(DATE.fullmatch(str(date)) for date in dates if date is not None)
