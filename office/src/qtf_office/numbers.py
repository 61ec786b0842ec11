"""How order numbers, article numbers and names are compared (rule 19). Pure functions."""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "BLOCK",
    "MAIN_SERIES",
    "differs_only_in_zeros",
    "name_key",
    "number_key",
    "plain_number",
    "without_zeros",
]

MAIN_SERIES = "main"
"""The number series of every kind that has none of its own (rule 19)."""

BLOCK = 10_000
"""How many numbers a workstation is given at a time (rule 62)."""

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_PLAIN = re.compile(r"[1-9][0-9]{0,17}")


def number_key(number: str) -> str:
    """Return what two equal numbers have in common: NFKC, trimmed, case-folded.

    Leading zeros stay: `007` and `7` are two numbers. Source: rule 19.
    """
    folded = unicodedata.normalize("NFKC", number).strip().casefold()
    # Case folding can undo the normal form ("ΐ"); once more makes the key of a key the key itself.
    return unicodedata.normalize("NFKC", folded).strip()


def name_key(name: str) -> str:
    """Return what two equal names (of a workstation, a channel) have in common."""
    return " ".join(number_key(name).split())


def without_zeros(number: str) -> str:
    """Return the key of a number without the leading zeros of each run of digits."""
    return _ZEROS.sub("", number_key(number))


def differs_only_in_zeros(one: str, other: str) -> bool:
    """Say whether two different numbers would be equal but for leading zeros (rule 19 warns)."""
    return number_key(one) != number_key(other) and without_zeros(one) == without_zeros(other)


def plain_number(number: str) -> int | None:
    """Return the value of a plain decimal number without leading zeros, else None.

    Only such numbers lie in a number range; `AN-10001` and `010001` do not.
    """
    key = number_key(number)
    return int(key) if _PLAIN.fullmatch(key) else None
