"""The running account of one comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qtf_format.model import Address
from qtf_office.matching.folding import fold
from qtf_office.matching.normalise import NormalAddress
from qtf_office.matching.reasons import Finding, Hard, Reason, reason
from qtf_office.matching.weights import Weights

__all__ = ["Side", "Tally"]

_BREAK = re.compile(r"[\s,/-]+")


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
    """Sum of the log odds, the reasons in their order, and the hard fields that agree."""

    weights: Weights
    sum: float = 0.0
    reasons: list[Reason] = field(default_factory=list)
    agreeing: set[Hard] = field(default_factory=set)
    names_alike: bool = False

    def add(self, weight: float, finding: Finding, a: str = "", b: str = "") -> None:
        """Count a finding and keep it as a reason."""
        self.sum += weight
        self.reasons.append(reason(finding, a, b))

    def count(self, weight: float) -> None:
        """Count something too small to be named."""
        self.sum += weight

    def has(self, finding: Finding) -> bool:
        """Return whether this was found."""
        return any(reason.finding is finding for reason in self.reasons)
