"""What an inbox item remembers beside its columns: all that a person needs to see and to answer.

Stored as JSON with the item. A reader of a later version adds fields with defaults; fields it does
not know are dropped, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

__all__ = [
    "NO_ANSWERS",
    "NO_DETAIL",
    "AddressEntry",
    "Answers",
    "Candidate",
    "Detail",
    "Former",
    "FormerLink",
    "Joined",
    "Warn",
    "Why",
    "from_json",
    "to_json",
    "with_answers",
]

Decision = Literal["known", "same", "new", "asked", "policy", "open"]


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why two addresses may be one, in words (rule 56)."""

    code: str
    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One similar stored address; `label` is one line for people."""

    address_id: str
    score: float
    label: str
    reasons: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """One address of the order in one role, and what was decided about it.

    `place` is its index in the order's addresses. `same_as` names (from 1) the entry that stands
    for this one too: one address in several roles is asked once (rule 59).
    """

    role: str
    place: int
    decision: Decision
    address_id: str | None = None
    normal_digest: str = ""
    candidates: tuple[Candidate, ...] = ()
    preselected: str | None = None
    same_as: int | None = None
    label: str = ""

    @property
    def asks(self) -> bool:
        """Say whether this entry is an open question of its own."""
        return self.decision == "open" and self.same_as is None


@dataclass(frozen=True, slots=True)
class Warn:
    """Something a person should know of an order that is fine (rules 19, 42, 61)."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What people have answered about an item so far.

    `settled` are reasons somebody said yes to ("number-out-of-range": take it all the same);
    `renewal` is renew, keep or both; `addresses` maps the normal digest of an address to the id
    chosen, or to "new".
    """

    settled: tuple[str, ...] = ()
    renewal: Literal["renew", "keep", "both"] | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormerLink:
    """A link of the order before a renewal, kept so that the renewal can be undone."""

    place: int
    roles: tuple[str, ...]
    address_id: str | None
    normal_digest: str
    decision: str


@dataclass(frozen=True, slots=True)
class Former:
    """The order as it was before this item renewed it (rule 43)."""

    revision: int
    exchanged_revision: int
    exchanged_digest: str | None
    content_digest: str
    state: str
    links: tuple[FormerLink, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """A package that shares the final answer of this item (rule 30)."""

    workstation: str
    package_id: str
    manifest_sha: str


@dataclass(frozen=True, slots=True)
class Detail:
    """All of it.

    `told` are values for the sentence of the reason (two totals, two numbers); never names of
    people. `delivery` names the last delivery of these bytes, so that one that could not be put
    away is not counted twice. `claimed_sender` is what an unproved file says of itself; believed
    by nobody, used to look at the file again once that workstation was confirmed. `program` is the
    version that examined it. `joined` are packages with the same content that get the same final
    answer. `former` is how the order stood before this item renewed it, `new_order` says that it
    was new. `copied_to` is the order made of the sender's content where both were kept.
    `answered`: the sender has the final answer already, though a question about the stored order
    is still open.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    dropped_articles: tuple[str, ...] = ()
    warnings: tuple[Warn, ...] = ()
    addresses: tuple[AddressEntry, ...] = ()
    answers: Answers = Answers()
    delivery: str | None = None
    claimed_sender: str | None = None
    program: str | None = None
    joined: tuple[Joined, ...] = ()
    former: Former | None = None
    new_order: bool = False
    copied_to: str | None = None
    answered: bool = False

    @property
    def open_questions(self) -> int:
        """Say how many addresses a person still has to decide."""
        return sum(1 for entry in self.addresses if entry.asks)


NO_ANSWERS = Answers()
NO_DETAIL = Detail()


def to_json(detail: Detail) -> dict[str, Any]:
    """Return plain values for `InboxItem.detail`."""
    plain: dict[str, Any] = msgspec.to_builtins(detail)
    return plain


def from_json(plain: Mapping[str, Any] | None) -> Detail:
    """Return the detail of an item; an empty one where there is none."""
    return msgspec.convert(plain or {}, Detail)


def with_answers(detail: Detail, answers: Answers) -> Detail:
    """Return `detail` with other answers."""
    return replace(detail, answers=answers)
