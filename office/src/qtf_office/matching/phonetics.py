"""Kölner Phonetik: one code for words that sound alike in German.

Complete by Postel's table (1969), in one pass over the word. Foreign letters are folded first, so
that `Łukasz` and `Lukasz` sound alike. Repeated digits count once, and `0` (a vowel) stays only
at the beginning.
"""

from __future__ import annotations

from functools import lru_cache

from qtf_office.matching.folding import fold

__all__ = ["cologne", "sounds_alike"]

_ALWAYS = {
    **dict.fromkeys("aeijouy", "0"),
    "h": "",
    "b": "1",
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
}
_HARD_C_FIRST = frozenset("ahkloqrux")
_HARD_C_INSIDE = frozenset("ahkoqux")


def _code_of_c(before: str, after: str) -> str:
    if not before:
        return "4" if after in _HARD_C_FIRST and after else "8"
    return "4" if after and after in _HARD_C_INSIDE and before not in "sz" else "8"


def _code(letter: str, before: str, after: str) -> str:
    """Return the digits of one letter between its neighbours (empty at the ends)."""
    if (always := _ALWAYS.get(letter)) is not None:
        return always
    if letter == "c":
        return _code_of_c(before, after)
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    return ""  # a digit


@lru_cache(maxsize=16384)
def cologne(word: str) -> str:
    """Return the code of one word; blanks and hyphens in it are not heard.

    `cologne("Müller-Lüdenscheidt")` is `"65752682"`. A word without letters has the code "".
    """
    letters = fold(word).replace(" ", "")
    codes: list[str] = []
    last = ""
    for place, letter in enumerate(letters):
        before = letters[place - 1] if place else ""
        for digit in _code(letter, before, letters[place + 1 : place + 2]):
            if digit != last:
                codes.append(digit)
            last = digit
    heard = "".join(codes)
    return heard[:1] + heard[1:].replace("0", "")


def sounds_alike(one: str, other: str) -> bool:
    """Return whether two words have the same code, and one that says something.

    A single digit (`Au`, `Ey`, `Lee`) is too little to be called alike.
    """
    code = cologne(one)
    return len(code) > 1 and code == cologne(other)
