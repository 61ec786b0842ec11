"""How alike two words or two lists of words are. Everything here is symmetric."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from qtf_office.matching import tables
from qtf_office.matching.phonetics import sounds_alike

__all__ = ["Likeness", "given_names", "whole_words", "word_lists"]

_GENERIC_WEIGHT = 0.3
_FEMALE_ENDINGS = ("a", "e", "ie", "in", "ine", "ina", "ette")


class Likeness(IntEnum):
    """How alike two words are, from nothing to the same."""

    OTHER = 0
    INITIAL = 1
    TYPO = 2
    SOUND = 3
    VARIANT = 4
    EQUAL = 5


def whole_words(one: str, other: str) -> Likeness:
    """Compare two words: the same, alike in sound, alike in writing, or other."""
    if one == other:
        return Likeness.EQUAL
    alike = jaro_winkler_similarity(one, other)
    if alike >= 0.75 and sounds_alike(one, other):
        return Likeness.SOUND
    if alike >= 0.92:
        return Likeness.TYPO
    few = min(len(one), len(other)) >= 4 and damerau_levenshtein_distance(one, other) <= 1
    return Likeness.TYPO if few else Likeness.OTHER


def given_names(one: Sequence[str], other: Sequence[str]) -> Likeness:
    """Compare first names: the best of those that two people carry.

    `Hans` and `Johannes` are variants, `H.` and `Hans` an initial; `Martin` and `Martina`, or
    `Hans` and `Heinz` (who sound the same), are others.
    """
    if "".join(one) == "".join(other):
        return Likeness.EQUAL
    best = max(_given_name(a, b) for a in one for b in other)
    couple = len(one) != len(other)
    return Likeness.VARIANT if best is Likeness.EQUAL and (couple or one[0] != other[0]) else best


def _given_name(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness.EQUAL
    if min(len(one), len(other)) == 1:
        return Likeness.INITIAL if one[0] == other[0] else Likeness.OTHER
    groups = tables.SAME_GIVEN.get(one), tables.SAME_GIVEN.get(other)
    if groups[0] and groups[1] and groups[0] & groups[1]:
        return Likeness.VARIANT
    if (groups[0] and groups[1]) or _is_female_form(one, other):
        return Likeness.OTHER
    alike = jaro_winkler_similarity(one, other)
    if alike >= 0.85 and sounds_alike(one, other):
        return Likeness.SOUND
    return Likeness.TYPO if alike >= 0.92 else Likeness.OTHER


def _is_female_form(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if short.endswith(("e", "o")) else short
    return any(long in (short + end, stem + end) for end in _FEMALE_ENDINGS)


def word_lists(one: Sequence[str], other: Sequence[str]) -> float:
    """Return 0..1: how much of what two names say is said by both.

    Words that many companies carry weigh less; the order of words does not matter, nor whether
    they are written in one (`Müllerbau`, `Müller Bau`).
    """
    if "".join(one) == "".join(other):
        return 1.0
    there, here = _found(one, other), _found(other, one)
    share = (there[0] + here[0]) / (there[1] + here[1])
    glued = jaro_winkler_similarity("".join(one), "".join(other))
    if glued >= 0.95:
        share = max(share, 0.9)
    if _is_all(there) or _is_all(here):  # one name is contained in the other
        share = max(share, 0.65)
    return share


def _is_all(found: tuple[float, float]) -> bool:
    return found[1] >= 1.0 and found[0] >= 0.9 * found[1]


def _found(words: Sequence[str], among: Sequence[str]) -> tuple[float, float]:
    """Return (weight of the words found again, weight of all words)."""
    found = total = 0.0
    for word in words:
        weight = _GENERIC_WEIGHT if word in tables.GENERIC_WORDS else 1.0
        total += weight
        found += weight * max(_quality(word, candidate) for candidate in among)
    return found, total


def _quality(one: str, other: str) -> float:
    match whole_words(one, other):
        case Likeness.EQUAL:
            return 1.0
        case Likeness.SOUND:
            return 0.93
        case Likeness.TYPO:
            return 0.9
        case _:
            short, long = sorted((one, other), key=len)
            return 0.8 if len(short) >= 4 and long.startswith(short) else 0.0
