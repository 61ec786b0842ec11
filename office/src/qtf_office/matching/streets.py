"""Streets and house numbers in plain form.

`Haupt-Straße 12 a`, `Hauptstr. 12a` and `HAUPTSTRASSE 12A` are one; `12-14` is a range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qtf_office.matching.folding import fold
from qtf_office.matching.tables import STREET_WORDS

__all__ = ["HouseNumber", "normal_house", "normal_street"]

_NUMBER_AT_END = re.compile(
    r"^(?P<street>.*?[^\W\d_]\S*?)[\s,.]*(?:\bnr\.?|\bno\.?)?\s*"
    r"(?P<number>\d{1,4}\s*[a-z]?"
    r"(?:\s\d/\d|\s*(?:[-/+–&]|\bbis\b|\bund\b)\s*\d{0,4}\s*[a-z]?)*)\s*$",
    re.IGNORECASE,
)
_SQUARE = re.compile(r"^\s*([A-Za-z]\s?\d{1,2})\s*[,\s]\s*(\d{1,3}\s*[a-zA-Z]?)\s*$")
"""Mannheim counts squares: `Q 7, 24`."""
_POST_BOX = re.compile(
    r"^\s*(?:postfach|postf\.?|pf\.?|p\.?\s?o\.?\s?box)\s*(\d[\d\s]*)$", re.IGNORECASE
)
_LONG_ENDS = ((re.compile(r"str(?:asse|ase|aase)$"), "str"), (re.compile(r"platz$"), "pl"))
_RANGE = re.compile(r"[-/+–—&]|\bbis\b|\bund\b|\bu\b")
_FIRST = re.compile(r"^(?:nr|no)? ?(\d{1,5}) ?([a-z]?)\b([\w ]*)$")


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number: `12 a - 14` is first 12, suffix a, last 14. All empty: none was given.

    `rest` keeps what is neither (a door, `12/3`; a number that cannot be read).
    """

    first: int = 0
    suffix: str = ""
    last: int = 0
    rest: str = ""

    @property
    def text(self) -> str:
        """The number in one spelling: `12a-14`; empty where there is none."""
        first = str(self.first) if self.first else ""
        last = f"-{self.last}" if self.last else ""
        return f"{first}{self.suffix}{last}{'/' if self.rest else ''}{self.rest}"

    def covers(self, other: HouseNumber) -> bool:
        """Return whether `other` begins within this range (12-14 covers 13)."""
        return bool(self.first and other.first and self.first <= other.first <= self.last)


@lru_cache(maxsize=4096)
def normal_house(text: str) -> HouseNumber:
    """Return a house number in plain form."""
    head, *tail = (fold(part) for part in _RANGE.split(text.lower()))
    tail = [part for part in tail if part]
    if not (found := _FIRST.match(head)):
        return HouseNumber(rest="-".join(part for part in (head, *tail) if part))
    first, last = int(found[1]), 0
    if tail and tail[0].isdigit() and first < int(tail[0]) <= first + 200:
        last = int(tail.pop(0))
    rest = "-".join(part for part in (found[3].strip(), *tail) if part)
    return HouseNumber(first, found[2], last, rest)


def normal_street(street: str | None, house_number: str | None) -> tuple[str, HouseNumber, str]:
    """Return street, house number and post box (digits) in plain form.

    The street is one word without blanks. A house number at its end counts where the field for
    it is empty or says the same.
    """
    given = normal_house(house_number) if house_number else HouseNumber()
    if not street:
        return "", given, ""
    if box := _POST_BOX.match(street):
        return "", given, re.sub(r"\D", "", box[1])
    if found := _SQUARE.match(street) or _NUMBER_AT_END.match(street):
        at_end = normal_house(found[2])
        if not house_number or at_end == given:
            return _one_word(found[1]), at_end, ""
    return _one_word(street), given, ""


def _one_word(street: str) -> str:
    plain = "".join(STREET_WORDS.get(word, word) for word in fold(street).split())
    for long, short in _LONG_ENDS:
        plain = long.sub(short, plain)
    return plain
