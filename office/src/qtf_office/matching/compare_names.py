"""The name part of a comparison: people, companies, and one with the other."""

from __future__ import annotations

from qtf_office.matching import tables
from qtf_office.matching.finding import Tally
from qtf_office.matching.likeness import Likeness, given_names, whole_words, word_lists
from qtf_office.matching.names import NormalName
from qtf_office.matching.reasons import Finding

__all__ = ["compare_names"]

_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii"))
_EQUAL, _CLOSE, _SIMILAR, _PARTLY = 0.97, 0.85, 0.65, 0.4


def compare_names(a: NormalName, b: NormalName, tally: Tally) -> None:
    """Count what the names say; nothing where one side names nobody."""
    if a.is_empty or b.is_empty:
        return
    if a.is_company and b.is_company:
        _companies(a, b, tally)
    elif a.is_company or b.is_company:
        _person_and_company(a, b, tally)
    else:
        _people(a, b, tally)


def _people(a: NormalName, b: NormalName, tally: Tally) -> None:
    weights = tally.weights
    family = _surnames(a, b)
    if family is Likeness.OTHER:
        _swapped_or_other(a, b, tally)
        return
    match family:
        case Likeness.EQUAL:
            common = a.family_key in tables.COMMON_SURNAMES
            tally.add(weights.family_equal + common * weights.family_common, Finding.SAME_NAME)
        case Likeness.SOUND:
            tally.add(weights.family_sound, Finding.NAME_SOUNDS_ALIKE)
        case Likeness.VARIANT:
            tally.add(weights.family_part, Finding.PART_OF_NAME)
        case _:
            tally.add(weights.family_typo, Finding.SIMILAR_NAME)
    if a.particle != b.particle:
        tally.count(weights.particle_other)
    given = _given(a, b, tally)
    sounds = family in (Likeness.EQUAL, Likeness.SOUND)
    tally.names_alike = sounds and given >= Likeness.SOUND and not _generations(a, b, tally)


def _surnames(a: NormalName, b: NormalName) -> Likeness:
    """Compare surnames; VARIANT means that a part of a double name agrees."""
    whole = whole_words(a.family_key, b.family_key)
    if whole is Likeness.OTHER and set(a.family) & set(b.family):
        return Likeness.VARIANT
    return whole


def _given(a: NormalName, b: NormalName, tally: Tally) -> Likeness:
    weights = tally.weights
    if not a.given and not b.given:
        return Likeness.EQUAL
    if not a.given or not b.given:
        tally.add(0.0, Finding.GIVEN_NAME_MISSING)
        return Likeness.INITIAL
    likeness = given_names(a.given, b.given)
    match likeness:
        case Likeness.EQUAL:
            tally.add(weights.given_equal, Finding.SAME_GIVEN_NAME)
        case Likeness.VARIANT:
            tally.add(weights.given_variant, Finding.SIMILAR_GIVEN_NAME)
        case Likeness.SOUND | Likeness.TYPO:
            tally.add(weights.given_typo, Finding.SIMILAR_GIVEN_NAME)
        case Likeness.INITIAL:
            tally.add(weights.given_initial, Finding.SIMILAR_GIVEN_NAME)
        case _:
            tally.add(weights.given_other, Finding.OTHER_GIVEN_NAME)
    return likeness


def _generations(a: NormalName, b: NormalName, tally: Tally) -> bool:
    """Return whether the generations contradict (junior and senior)."""
    if a.generation == b.generation:
        return False
    if a.generation and b.generation:
        tally.add(tally.weights.generation_other, Finding.OTHER_GENERATION)
        return True
    tally.add(tally.weights.generation_once, Finding.GENERATION_ONCE)
    return False


def _swapped_or_other(a: NormalName, b: NormalName, tally: Tally) -> None:
    """Look for first and last name in each other's place, as in a list sorted by surname."""
    weights = tally.weights
    crossed = _first_and_last(a, b), _first_and_last(b, a)
    if a.given and b.given and min(crossed) > Likeness.OTHER and max(crossed) > Likeness.INITIAL:
        exact = min(crossed) is Likeness.EQUAL
        family = weights.family_equal if exact else weights.family_typo
        given = weights.given_equal if exact else weights.given_typo
        tally.add(family + given + weights.names_swapped, Finding.NAMES_SWAPPED)
        tally.names_alike = min(crossed) >= Likeness.SOUND
    elif not (a.given and b.given) and max(crossed) is Likeness.EQUAL:
        tally.add(weights.only_given, Finding.ONLY_GIVEN_NAME)
    else:
        tally.add(weights.family_other, Finding.OTHER_NAME)


def _first_and_last(a: NormalName, b: NormalName) -> Likeness:
    """Compare the first name of one with the surname of the other."""
    if not a.given:
        return Likeness.OTHER
    if a.given_key == b.family_key:
        return Likeness.EQUAL
    return given_names(a.given, b.family)


def _companies(a: NormalName, b: NormalName, tally: Tally) -> None:
    weights = tally.weights
    share = word_lists(a.words, b.words)
    if share >= _EQUAL:
        tally.add(weights.company_equal, Finding.SAME_NAME)
    elif share >= _CLOSE:
        tally.add(weights.company_close, Finding.SIMILAR_NAME)
    elif share >= _SIMILAR:
        tally.add(weights.company_similar, Finding.PART_OF_NAME)
    elif share >= _PARTLY:
        tally.add(weights.company_partly, Finding.PART_OF_NAME)
    else:
        tally.add(weights.company_other, Finding.OTHER_NAME)
    tally.names_alike = share >= _CLOSE
    if share >= _PARTLY and _numbers(a) != _numbers(b):
        tally.count(weights.company_number_other)
        tally.names_alike = False
    if a.legal_form and b.legal_form and share >= _PARTLY:
        if a.legal_form == b.legal_form:
            tally.count(weights.legal_form_equal)
        else:
            tally.add(weights.legal_form_other, Finding.OTHER_LEGAL_FORM)


def _numbers(name: NormalName) -> frozenset[str]:
    """Return the numbers in a company's name: `Halle 3` is not `Halle 4`."""
    return frozenset(word for word in name.words if word.isdigit() or word in _ROMAN)


def _person_and_company(a: NormalName, b: NormalName, tally: Tally) -> None:
    """Compare a person with a company: its owner, or a company without its legal form."""
    weights = tally.weights
    person, company = (b, a) if a.is_company else (a, b)
    if word_lists(a.words, b.words) >= _CLOSE:
        tally.add(weights.company_close, Finding.SIMILAR_NAME)
        tally.names_alike = True
    elif set(person.family) & {*company.words, *company.contact}:
        tally.add(weights.person_in_company, Finding.PERSON_AND_COMPANY)
    else:
        tally.add(weights.family_other, Finding.OTHER_NAME)
