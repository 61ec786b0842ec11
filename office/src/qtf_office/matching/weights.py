"""What agreement and contradiction of each field are worth: one readable table.

The numbers are natural logarithms of odds, in the manner of Fellegi and Sunter: how much likelier
such a pair is among equal customers than among different ones. They are estimates from general
knowledge of German addresses (how common a surname is, how many people share a postcode, how
often a house number is mistyped), rounded to quarters; a later fit may replace them without
touching any code. A field that one side does not give says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WEIGHTS", "Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds of each finding; `start` is that of a pair nothing is known about."""

    start: float = -7.0

    family_equal: float = 4.0
    family_common: float = -0.75  # on top, where half the town is called so
    family_sound: float = 3.25
    family_part: float = 2.5
    family_typo: float = 2.5
    family_other: float = -5.0

    given_equal: float = 2.0
    given_variant: float = 1.25
    given_typo: float = 1.25
    given_initial: float = 0.75
    given_other: float = -4.0
    only_given: float = 1.0
    names_swapped: float = -0.5
    generation_other: float = -4.0
    generation_once: float = -1.5
    particle_other: float = -0.5

    company_equal: float = 6.0
    company_close: float = 4.5
    company_similar: float = 2.5
    company_partly: float = 0.0
    company_other: float = -5.0
    company_number_other: float = -1.5
    legal_form_equal: float = 0.5
    legal_form_other: float = -2.0
    person_in_company: float = 2.5

    street_equal: float = 3.0
    street_close: float = 2.5
    street_other: float = -2.0
    house_equal: float = 1.5
    house_near: float = 0.5
    house_other: float = -2.0

    postcode_equal: float = 2.5
    postcode_typo: float = 1.0
    postcode_other: float = -1.5
    place_equal: float = 1.0
    place_close: float = 0.75
    place_other: float = -1.0

    phone_equal: float = 6.0
    phone_other: float = -0.25
    email_equal: float = 6.0
    email_domain: float = 1.0
    email_other: float = -0.25
    gln_equal: float = 6.0
    gln_other: float = -1.0
    vat_equal: float = 7.0
    vat_other: float = -6.0

    vat_cap: float = 0.30
    """Rule 55: no pair with contradicting VAT ids is worth more than this."""


WEIGHTS = Weights()
