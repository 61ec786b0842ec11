"""The quick proof that a decoded record obeys the rules for texts, numbers, dates and counts.

The record is written once more as JSON, by C code, and whole-buffer searches over that text take
the place of a walk in Python. A search may raise a false alarm (a text that looks like a bad
number), never the other way round; after an alarm the long road decides.

It relies on one thing proved before: the record, encoded again, gave the bytes it came from.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

from qtf_format.explain import Limits
from qtf_format.fields import DATE, DECIMAL, FORBIDDEN, picker

__all__ = ["passes"]

_PLAIN = bytes(sorted(set(range(0x20, 0x7F)) - {ord("\\")}))
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_encode = msgspec.json.Encoder().encode


def passes(record: Any, type_: Any, limits: Limits) -> bool:
    """Say whether `record` certainly keeps the rules; False means "look closely"."""
    text = _encode(record)
    return (
        _counts_pass(text, limits)
        and _texts_pass(text, record, type_)
        and _numbers_pass(record, type_)
        and _dates_pass(record, type_)
    )


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
    if escapes and escapes != _line_feeds(record, type_):
        escapes -= text.count(b'\\"')
        if b"\\\\" in text or escapes != _line_feeds(record, type_):
            return False
    try:
        # What Windows calls Western is composed and free of anything forbidden, except DEL.
        return b"\x7f" not in odd.decode().encode("cp1252")
    except UnicodeEncodeError:
        plain = text.decode()
        return FORBIDDEN.search(plain) is None and unicodedata.is_normalized("NFC", plain)


def _line_feeds(record: Any, type_: Any) -> int:
    """Count the line feeds in the texts that may have some."""
    texts: list[str | None] = []
    picker(type_, "lines")(record, texts)
    return "".join([text for text in texts if text]).count("\n")


def _numbers_pass(record: Any, type_: Any) -> bool:
    numbers: list[object] = []
    picker(type_, "decimals")(record, numbers)
    text = " ".join([str(number) for number in numbers if number is not None]).encode()
    zeros = text.translate(_DIGITS_TO_ZERO)
    if (
        text.translate(None, b"0123456789.- ")
        or b"0000000000000" in zeros
        or b".0000000" in zeros
        or b"-0" in text
    ):
        return all(DECIMAL.fullmatch(number) for number in text.decode().split())
    return True


def _dates_pass(record: Any, type_: Any) -> bool:
    dates: list[object] = []
    picker(type_, "dates")(record, dates)
    return all(DATE.fullmatch(str(date)) for date in dates if date is not None)
