"""The quick proof that a decoded record obeys the rules for texts, numbers, dates and counts.

Every text of a record is joined into one and searched as a whole, every number is added up; both
by C code, in place of a walk in Python. A search may raise a false alarm, never the other way
round; after an alarm the long road decides.

It relies on one thing proved before: the record, encoded again, gave the bytes it came from.
"""

from __future__ import annotations

import unicodedata
from decimal import Context, Decimal, localcontext
from typing import Any

import msgspec

from qtf_format.explain import Limits
from qtf_format.fields import DATE, DECIMAL, FORBIDDEN, gatherer

__all__ = ["has_exponent", "has_odd_number", "passes"]

_KINDS = ("one_line", "lines", "decimals", "dates")
_ASCII = bytes(range(0x20, 0x7F))
_ASCII_AND_LF = _ASCII + b"\n"
_LATIN = bytes(range(0xA0, 0x100))
_HIGH = bytes(range(0x80, 0x100))
_NO_NUMBER = bytes(sorted({*range(0x80)} - {*b"0123456789.-"}))
_ADDING = Context(prec=28, traps=[])
_ZERO = Decimal(0)
_TOO_LARGE = Decimal(10**12)
_LETTER_E = ord("E")


def passes(record: Any, raw: bytes, type_: Any, limits: Limits) -> bool:
    """Say whether `record`, read from `raw`, certainly keeps the rules; False: look closely."""
    one_line, lines, decimals, dates = gatherer(type_, _KINDS)(record)
    return (
        (len(raw) <= limits.values or _counts_pass(record, limits))
        and _text_passes("".join(filter(None, one_line)), _ASCII)
        and _text_passes("".join(filter(None, lines)), _ASCII_AND_LF)
        and not has_exponent(raw)
        and _numbers_pass(decimals)
        and all(DATE.fullmatch(str(date)) for date in dates if date is not None)
    )


def has_odd_number(packed: bytes) -> bool:
    """Say whether packed records may hold a number that is not in its plain form.

    That is one with an exponent, an infinite one, or a zero with a minus sign. Looking for single
    bytes is a great deal faster than looking for two, hence the small loops.
    """
    return (
        _follows(packed, b"E", (b"+", b"-"))
        or _follows(packed, b"N", (b"aN",))
        or b"Infinity" in packed
        or _has_minus_zero(packed)
    )


def _follows(text: bytes, first: bytes, rest: tuple[bytes, ...]) -> bool:
    place = text.find(first)
    while place >= 0:
        if text.startswith(rest, place + 1):
            return True
        place = text.find(first, place + 1)
    return False


def _has_minus_zero(packed: bytes) -> bool:
    """Look at digits, signs and lengths only: `-0` stands alone, or goes on with `.0`."""
    numbers = packed.translate(None, _NO_NUMBER)
    return b"\xa2-0" in numbers or b"-0.0" in numbers


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


def _counts_pass(record: Any, limits: Limits) -> bool:
    """Every value stands behind a comma or as the first of its map or array."""
    text = msgspec.json.encode(record)
    return 1 + text.count(b",") + text.count(b"[") + text.count(b"{") <= limits.values


def _text_passes(text: str, allowed: bytes) -> bool:
    """Say whether a text is composed and holds nothing forbidden; `allowed` is for ASCII."""
    try:
        # Everything in Latin-1 is composed; only its control characters are forbidden.
        return not text.encode("latin-1").translate(None, allowed + _LATIN)
    except UnicodeEncodeError:
        pass
    odd = text.encode().translate(None, allowed)
    if odd.translate(None, _HIGH):
        return False  # a control character
    try:
        odd.decode().encode("cp1252")  # neither has what Windows calls Western
    except UnicodeEncodeError:
        return FORBIDDEN.search(text) is None and unicodedata.is_normalized("NFC", text)
    return True


def _numbers_pass(found: list[Decimal | None]) -> bool:
    """Say whether all are finite, unsigned, below 10^12 and of at most six decimals.

    Adding up finds nearly everything at once: a sum is not finite when a part is not, and has as
    many decimals as the part with the most. A positive exponent it does not find.
    """
    numbers = [number for number in found if number is not None]
    if not numbers:
        return True
    if any(map(Decimal.is_signed, numbers)):
        return all(DECIMAL.fullmatch(str(number)) for number in numbers)
    with localcontext(_ADDING):
        total = sum(numbers, _ZERO)
        exponent = total.as_tuple().exponent
        return total < _TOO_LARGE and isinstance(exponent, int) and exponent >= -6
