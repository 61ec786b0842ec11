"""Compare two addresses field by field: a probability, and why.

The score is symmetric. Each field that both sides give adds or takes log odds (`weights`); their
sum is the probability that the two are the same customer. A contradicting VAT id caps it
(rule 55). What agrees beyond doubt is named apart (`Hard`), because rule 54 asks only where one
such field agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp

from qtf_format.model import Address
from qtf_office.matching.compare_names import compare_names
from qtf_office.matching.compare_places import compare_contacts, compare_places
from qtf_office.matching.finding import Side, Tally, in_words
from qtf_office.matching.normalise import NormalAddress, normal
from qtf_office.matching.places import same_place
from qtf_office.matching.reasons import Finding, Hard, Reason
from qtf_office.matching.weights import WEIGHTS, Weights

__all__ = ["Score", "compare", "compare_sides"]

_ALIKE_IN_ADDRESS = frozenset((Finding.SAME_HOUSE, Finding.SAME_STREET))
_OTHER_PERSON = frozenset((Finding.OTHER_GIVEN_NAME, Finding.OTHER_GENERATION))
_SAME_FAMILY = frozenset((Finding.SAME_NAME, Finding.NAME_SOUNDS_ALIKE))


@dataclass(frozen=True, slots=True)
class Score:
    """What a comparison found.

    Attributes:
        value: probability, 0 to 1, that both are the same customer.
        found: what was found, name before address before contacts.
        agreeing: hard fields that agree (rule 54).
        is_identical: name, street, house number, postcode and place say the same, perhaps
            too little to be certain.
        is_equal: name, street, house number, postcode and place are equal and complete, and no
            identifier contradicts: certain by rule 54.
        names_alike: the whole name is the same or sounds alike, first name included.
        is_household: same surname, street and house, but another first name (father and son).
        contradicts: the VAT ids contradict.
    """

    value: float
    found: tuple[Finding, ...]
    agreeing: frozenset[Hard]
    is_identical: bool
    is_equal: bool
    names_alike: bool
    is_household: bool
    contradicts: bool
    _one: Side = field(repr=False, compare=False)
    _other: Side = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The findings in words (rule 56); made when asked for, most pairs are never shown."""
        return in_words(self.found, self._one, self._other)


def compare(incoming: Address, stored: Address, weights: Weights = WEIGHTS) -> Score:
    """Return how likely two addresses are one customer, and why."""
    return compare_sides(Side(incoming, normal(incoming)), Side(stored, normal(stored)), weights)


def compare_sides(one: Side, other: Side, weights: Weights = WEIGHTS) -> Score:
    """Compare two addresses whose plain form is already known."""
    tally = Tally(weights)
    compare_names(one.plain.name, other.plain.name, tally)
    compare_places(one.plain, other.plain, tally)
    compare_contacts(one.plain, other.plain, tally)
    identical = is_identical(one.plain, other.plain)
    contradicts = Finding.OTHER_VAT_ID in tally.found
    value = 1.0 / (1.0 + exp(-(weights.start + tally.sum)))
    return Score(
        value=min(value, weights.vat_cap) if contradicts else value,
        found=tuple(tally.found),
        agreeing=frozenset(tally.agreeing),
        is_identical=identical,
        is_equal=identical and not contradicts and one.plain.is_complete,
        names_alike=tally.names_alike,
        is_household=_is_household(frozenset(tally.found)),
        contradicts=contradicts,
        _one=one,
        _other=other,
    )


def is_identical(one: NormalAddress, other: NormalAddress) -> bool:
    """Return whether the five fields of rule 54 are the same after normalising.

    With equal postcodes a place may say more than the other (`Frankfurt`, `Frankfurt am Main`).
    """
    places = one.place == other.place or (bool(one.postcode) and same_place(one.place, other.place))
    named = not one.name.is_empty and one.name.identity == other.name.identity
    return places and named and one.located == other.located


def _is_household(found: frozenset[Finding]) -> bool:
    other_person = found & _OTHER_PERSON
    return bool(other_person and found & _SAME_FAMILY) and found >= _ALIKE_IN_ADDRESS
