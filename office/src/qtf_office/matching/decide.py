"""The three lanes of an arriving address: certain, ask, new (rules 53 to 60).

Pure: the candidates, what was decided before and the settings come in, a `Lane` goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qtf_format.errors import Language
from qtf_format.model import Address
from qtf_office.matching.finding import Side
from qtf_office.matching.normalise import normal
from qtf_office.matching.reasons import Reason
from qtf_office.matching.score import Score, compare_sides

__all__ = [
    "Candidate",
    "Decision",
    "Known",
    "Lane",
    "LaneKind",
    "MatchSettings",
    "Verdict",
    "decide",
    "label",
]


class LaneKind(StrEnum):
    """Which way an address goes (rule 54)."""

    CERTAIN = "certain"
    ASK = "ask"
    NEW = "new"


class Decision(StrEnum):
    """How an address of an order was decided, as outcomes and `order_address` say it."""

    KNOWN = "known"  # decided earlier, or chosen from the office's own books
    SAME = "same"  # equal after normalising
    NEW = "new"
    ASKED = "asked"  # a person decided
    POLICY = "policy"  # a setting decided
    OPEN = "open"  # a question


class Verdict(StrEnum):
    """What a person once answered about an address and a stored one (rule 60)."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Known:
    """A stored address that may be meant; `state` is active, provisional or deleted."""

    address_id: str
    address: Address
    state: str


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """Settings of the decision, with safe defaults.

    `always_ask`: nothing is linked without a person (rule 54).
    """

    threshold: float = 0.5
    margin: float = 0.05
    max_candidates: int = 5
    always_ask: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored address that may be meant; `label` is one line for people."""

    address_id: str
    score: float
    label: str
    reasons: tuple[Reason, ...]

    def to_json(self, language: Language) -> dict[str, object]:
        """Return the candidate as DESIGN section 6 shows it."""
        return {
            "address_id": self.address_id,
            "score": round(self.score, 3),
            "label": self.label,
            "reasons": [reason.text(language) for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Lane:
    """What shall happen to one address.

    `address_id` is set for certain ones. `candidates` stand best first, at most five; one of
    them is `preselected`, unless two are too close to each other (`is_ambiguous`).
    """

    kind: LaneKind
    decision: Decision
    address_id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    preselected: str | None = None
    is_ambiguous: bool = False

    def to_json(self, roles: Iterable[str], language: Language) -> list[dict[str, object]]:
        """Return one entry per role for `addresses` of an outcome."""
        candidates = [candidate.to_json(language) for candidate in self.candidates]
        return [
            {
                "role": role,
                "decision": self.decision.value,
                "address_id": self.address_id,
                "candidates": candidates,
            }
            for role in roles
        ]


_NEW = Lane(LaneKind.NEW, Decision.NEW)


def decide(
    address: Address,
    candidates: Sequence[Known],
    remembered: Mapping[str, Verdict],
    settings: MatchSettings,
) -> Lane:
    """Return the lane of `address`.

    `remembered` holds what a person answered about exactly this address before, by address id:
    *same* links without asking, *different* never offers that one again. Deleted addresses are
    no candidates.
    """
    scored = _ranked(address, candidates, remembered)
    certain = _certain(address, scored, remembered)
    if certain is not None and not settings.always_ask:
        return certain
    asked = [found for found in scored if _is_similar(found, settings)]
    return _question(asked, settings, certain) if asked else _NEW


@dataclass(frozen=True, slots=True)
class _Found:
    known: Known
    score: Score
    verdict: Verdict | None


def _ranked(
    address: Address, candidates: Sequence[Known], remembered: Mapping[str, Verdict]
) -> list[_Found]:
    """Compare with every candidate still in question; best first, ties by address id."""
    side = Side(address, normal(address))
    found = [
        _Found(
            known,
            compare_sides(side, Side(known.address, normal(known.address))),
            remembered.get(known.address_id),
        )
        for known in candidates
        if known.state != "deleted" and remembered.get(known.address_id) != Verdict.DIFFERENT
    ]
    return sorted(found, key=lambda f: (-f.score.value, f.known.address_id))


def _certain(
    address: Address, scored: list[_Found], remembered: Mapping[str, Verdict]
) -> Lane | None:
    """Return the lane of an address that needs no question (rule 54).

    Two stored addresses that are both equal are not certain: a person says which one.
    """
    own = [f for f in scored if f.verdict is Verdict.SAME and not f.score.contradicts]
    if len(own) == 1:
        return _linked(own[0], Decision.KNOWN)
    named = [f for f in scored if f.known.address_id == address.id and _is_unchanged(f.score)]
    if named:
        return _linked(named[0], Decision.KNOWN)
    equal = [f for f in scored if f.score.is_equal]
    return _linked(equal[0], Decision.SAME) if len(equal) == 1 and not own else None


def _is_unchanged(score: Score) -> bool:
    """Return whether an address from the office's books came back as it went out."""
    return not score.contradicts and score.is_equal


def _linked(found: _Found, decision: Decision) -> Lane:
    return Lane(LaneKind.CERTAIN, decision, found.known.address_id, candidates=(_candidate(found),))


def _is_similar(found: _Found, settings: MatchSettings) -> bool:
    """Return whether a person is asked: alike, and a hard field agrees (rule 54)."""
    score = found.score
    if found.verdict is Verdict.SAME or score.is_identical:
        return True
    alike = score.value >= settings.threshold or score.names_alike or score.is_household
    return alike and bool(score.agreeing)


def _question(asked: list[_Found], settings: MatchSettings, certain: Lane | None) -> Lane:
    shown = asked[: min(settings.max_candidates, 5)]
    best = shown[0].score.value
    ambiguous = len(shown) > 1 and best - shown[1].score.value < settings.margin
    preselected = None if ambiguous else shown[0].known.address_id
    if certain is not None:  # only the setting makes this a question
        ambiguous, preselected = False, certain.address_id
    return Lane(
        LaneKind.ASK,
        Decision.OPEN,
        candidates=tuple(_candidate(found) for found in shown),
        preselected=preselected,
        is_ambiguous=ambiguous,
    )


def _candidate(found: _Found) -> Candidate:
    return Candidate(
        found.known.address_id,
        found.score.value,
        label(found.known.address),
        found.score.reasons,
    )


def label(address: Address) -> str:
    """Return an address as one line: `Meier GmbH, Hauptstr. 12, 60311 Frankfurt`."""
    person = address.person
    lines = (address.name, address.name2, address.name3, address.name4)
    named = " ".join(line for line in lines if line)
    if person is not None:
        whole = " ".join(part for part in (person.given, person.family) if part)
        named = ", ".join(dict.fromkeys(part for part in (named, whole) if part))
    street = " ".join(part for part in (address.street, address.house_number) if part)
    place = " ".join(part for part in (address.postcode, address.city) if part)
    return ", ".join(part for part in (named, street, place) if part)
