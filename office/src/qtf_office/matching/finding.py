"""The running account of one comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qtf_format.model import Address
from qtf_office.matching.folding import fold
from qtf_office.matching.normalise import NormalAddress
from qtf_office.matching.reasons import Finding, Hard, Reason, reason
from qtf_office.matching.weights import Weights

__all__ = ["Side", "Tally", "in_words"]

_BREAK = re.compile(r"[\s,./&+()-]+")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two addresses: as it was written, and in plain form."""

    address: Address
    plain: NormalAddress

    def written(self, *plain_words: str) -> str:
        """Return words of the name as they were written (`mueller` -> `Müller`)."""
        person = self.address.person
        texts = (
            self.address.name, self.address.name2, self.address.name3, self.address.name4,
            person.given if person else None, person.family if person else None,
        )  # fmt: skip
        spelled = {fold(word): word for text in texts if text for word in _BREAK.split(text)}
        return " ".join(spelled.get(word, word.title()) for word in plain_words)


@dataclass(slots=True)
class Tally:
    """Sum of the log odds, the findings in their order, and the hard fields that agree."""

    weights: Weights
    sum: float = 0.0
    found: list[Finding] = field(default_factory=list)
    agreeing: set[Hard] = field(default_factory=set)
    names_alike: bool = False

    def add(self, weight: float, finding: Finding) -> None:
        """Count a finding and keep it as a reason."""
        self.sum += weight
        self.found.append(finding)

    def count(self, weight: float) -> None:
        """Count something too small to be named."""
        self.sum += weight


def in_words(found: Sequence[Finding], one: Side, other: Side) -> tuple[Reason, ...]:
    """Return findings as sentences, with what the two addresses say in them."""
    return tuple(reason(finding, *_told(finding, one, other)) for finding in found)


def _told(finding: Finding, one: Side, other: Side) -> tuple[str, str]:
    a, b = one.plain.name, other.plain.name
    if finding in _ABOUT_GIVEN_NAMES:
        return one.written(*a.given), other.written(*b.given)
    if finding not in _ABOUT_NAMES:
        return "", ""
    if finding is not Finding.PERSON_AND_COMPANY and a.family and b.family:
        return one.written(*a.family), other.written(*b.family)
    return one.written(*a.words), other.written(*b.words)


_ABOUT_GIVEN_NAMES = frozenset((Finding.SIMILAR_GIVEN_NAME, Finding.OTHER_GIVEN_NAME))
_ABOUT_NAMES = frozenset(
    (
        Finding.NAME_SOUNDS_ALIKE,
        Finding.SIMILAR_NAME,
        Finding.PART_OF_NAME,
        Finding.PERSON_AND_COMPANY,
    )
)
