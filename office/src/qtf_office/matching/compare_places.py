"""The place and contact part of a comparison."""

from __future__ import annotations

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from qtf_office.matching import tables
from qtf_office.matching.finding import Tally
from qtf_office.matching.normalise import NormalAddress
from qtf_office.matching.phonetics import sounds_alike
from qtf_office.matching.places import same_place
from qtf_office.matching.reasons import Finding, Hard
from qtf_office.matching.streets import HouseNumber

__all__ = ["compare_contacts", "compare_places"]


def compare_places(a: NormalAddress, b: NormalAddress, tally: Tally) -> None:
    """Count street, house number, postcode and place."""
    in_place = _place(a, b, tally)
    on_street = _street(a, b, tally)
    if in_place and on_street:
        tally.agreeing.add(Hard.PLACE_AND_STREET)


def _place(a: NormalAddress, b: NormalAddress, tally: Tally) -> bool:
    """Count postcode and place; return whether the places agree."""
    weights = tally.weights
    same_postcode = bool(a.postcode) and a.postcode == b.postcode
    if same_postcode:
        tally.add(weights.postcode_equal, Finding.SAME_POSTCODE)
        tally.agreeing.add(Hard.POSTCODE)
    elif a.postcode and b.postcode:
        if damerau_levenshtein_distance(a.postcode, b.postcode) == 1:
            tally.add(weights.postcode_typo, Finding.SIMILAR_POSTCODE)
        else:
            tally.add(weights.postcode_other, Finding.OTHER_POSTCODE)
    if not a.place or not b.place:
        return False
    if same_place(a.place, b.place):
        tally.add(weights.place_equal, Finding.SAME_PLACE)
        return True
    if _alike(a.place_key, b.place_key, 0.9):
        tally.add(weights.place_close, Finding.SIMILAR_PLACE)
        return True
    tally.add(weights.place_other, Finding.OTHER_PLACE)
    return False


def _street(a: NormalAddress, b: NormalAddress, tally: Tally) -> bool:
    """Count street and house number; return whether the streets agree."""
    weights = tally.weights
    if a.post_box and a.post_box == b.post_box:
        tally.add(weights.street_equal, Finding.SAME_STREET)
        return True
    if not a.street or not b.street:
        return False
    if a.street == b.street:
        tally.add(weights.street_equal, Finding.SAME_STREET)
    elif _alike(a.street, b.street, 0.92):
        tally.add(weights.street_close, Finding.SIMILAR_STREET)
    else:
        tally.add(weights.street_other, Finding.OTHER_STREET)
        return False
    _house(a.house, b.house, tally)
    return True


def _house(a: HouseNumber, b: HouseNumber, tally: Tally) -> None:
    if not a.text or not b.text:
        return
    if a.text == b.text:
        tally.add(tally.weights.house_equal, Finding.SAME_HOUSE)
    elif (a.first and a.first == b.first) or a.covers(b) or b.covers(a):
        tally.add(tally.weights.house_near, Finding.NEAR_HOUSE)
    else:
        tally.add(tally.weights.house_other, Finding.OTHER_HOUSE)


def _alike(one: str, other: str, threshold: float) -> bool:
    """Return whether two words sound or look alike, or one is the other cut short."""
    short, long = sorted((one, other), key=len)
    likeness = jaro_winkler_similarity(one, other)
    return (
        likeness >= threshold
        or (likeness >= 0.8 and sounds_alike(one, other))
        or (len(short) >= 5 and long.startswith(short))
    )


def compare_contacts(a: NormalAddress, b: NormalAddress, tally: Tally) -> None:
    """Count phones, mail addresses and identifiers."""
    weights = tally.weights
    _sets(a.phones, b.phones, (weights.phone_equal, weights.phone_other), Hard.PHONE, tally)
    _sets(a.emails, b.emails, (weights.email_equal, weights.email_other), Hard.EMAIL, tally)
    if not a.emails & b.emails and _domains(a) & _domains(b):
        tally.count(weights.email_domain)
    if a.vat_id and b.vat_id:
        if a.vat_id == b.vat_id:
            tally.add(weights.vat_equal, Finding.SAME_VAT_ID)
            tally.agreeing.add(Hard.VAT_ID)
        else:
            tally.add(weights.vat_other, Finding.OTHER_VAT_ID)
    if a.gln and b.gln:
        if a.gln == b.gln:
            tally.add(weights.gln_equal, Finding.SAME_GLN)
            tally.agreeing.add(Hard.GLN)
        else:
            tally.count(weights.gln_other)


def _sets(
    a: frozenset[str], b: frozenset[str], worth: tuple[float, float], hard: Hard, tally: Tally
) -> None:
    if a & b:
        tally.add(worth[0], Finding.SAME_PHONE if hard is Hard.PHONE else Finding.SAME_EMAIL)
        tally.agreeing.add(hard)
    elif a and b:
        tally.count(worth[1])


def _domains(a: NormalAddress) -> frozenset[str]:
    return frozenset(mail.rpartition("@")[2] for mail in a.emails) - tables.FREE_MAIL
