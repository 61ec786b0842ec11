"""Why two addresses may be one: findings of a comparison, in words (rule 56)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qtf_format.errors import Text

__all__ = ["Finding", "Hard", "Reason", "reason"]


class Hard(StrEnum):
    """Fields of which at least one must agree before anybody is asked (rule 54)."""

    POSTCODE = "postcode"
    PLACE_AND_STREET = "place-and-street"
    PHONE = "phone"
    EMAIL = "email"
    VAT_ID = "vat-id"
    GLN = "gln"


class Finding(StrEnum):
    """What a comparison may find, each with its sentence in `SENTENCES`."""

    SAME_NAME = "same-name"
    NAME_SOUNDS_ALIKE = "name-sounds-alike"
    SIMILAR_NAME = "similar-name"
    PART_OF_NAME = "part-of-name"
    NAMES_SWAPPED = "names-swapped"
    ONLY_GIVEN_NAME = "only-given-name"
    OTHER_NAME = "other-name"
    SAME_GIVEN_NAME = "same-given-name"
    SIMILAR_GIVEN_NAME = "similar-given-name"
    OTHER_GIVEN_NAME = "other-given-name"
    GIVEN_NAME_MISSING = "given-name-missing"
    OTHER_GENERATION = "other-generation"
    GENERATION_ONCE = "generation-named-once"
    OTHER_LEGAL_FORM = "other-legal-form"
    PERSON_AND_COMPANY = "person-and-company"
    SAME_STREET = "same-street"
    SIMILAR_STREET = "similar-street"
    OTHER_STREET = "other-street"
    SAME_HOUSE = "same-house-number"
    NEAR_HOUSE = "similar-house-number"
    OTHER_HOUSE = "other-house-number"
    SAME_POSTCODE = "same-postcode"
    SIMILAR_POSTCODE = "similar-postcode"
    OTHER_POSTCODE = "other-postcode"
    SAME_PLACE = "same-place"
    SIMILAR_PLACE = "similar-place"
    OTHER_PLACE = "other-place"
    SAME_PHONE = "same-phone"
    SAME_EMAIL = "same-email"
    SAME_VAT_ID = "same-vat-id"
    OTHER_VAT_ID = "other-vat-id"
    SAME_GLN = "same-gln"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding in words. `text` needs no fields: the values already stand in it."""

    finding: Finding
    text: Text

    def to_json(self) -> dict[str, str]:
        """Return the reason as plain values (`code`, `de`, `en`)."""
        return {"code": self.finding.value, "de": self.text.de, "en": self.text.en}


SENTENCES: dict[Finding, Text] = {
    Finding.SAME_NAME: Text("gleicher Name", "same name"),
    Finding.NAME_SOUNDS_ALIKE: Text("{a}/{b} klingen gleich", "{a}/{b} sound alike"),
    Finding.SIMILAR_NAME: Text("{a}/{b} sind ähnlich", "{a}/{b} are similar"),
    Finding.PART_OF_NAME: Text("{a}/{b} stimmen teilweise überein", "{a}/{b} agree in part"),
    Finding.NAMES_SWAPPED: Text("Vor- und Nachname vertauscht", "first and last name swapped"),
    Finding.ONLY_GIVEN_NAME: Text(
        "einmal steht nur der Vorname da", "once only the first name is given"
    ),
    Finding.OTHER_NAME: Text("anderer Name", "other name"),
    Finding.SAME_GIVEN_NAME: Text("gleicher Vorname", "same first name"),
    Finding.SIMILAR_GIVEN_NAME: Text("ähnlicher Vorname ({a}/{b})", "similar first name ({a}/{b})"),
    Finding.OTHER_GIVEN_NAME: Text("anderer Vorname ({a}/{b})", "other first name ({a}/{b})"),
    Finding.GIVEN_NAME_MISSING: Text("ein Vorname fehlt", "one first name is missing"),
    Finding.OTHER_GENERATION: Text("junior und senior", "junior and senior"),
    Finding.GENERATION_ONCE: Text(
        "nur einmal junior oder senior genannt", "junior or senior is named only once"
    ),
    Finding.OTHER_LEGAL_FORM: Text("andere Rechtsform", "other legal form"),
    Finding.PERSON_AND_COMPANY: Text(
        "einmal Person, einmal Firma ({a}/{b})", "once a person, once a company ({a}/{b})"
    ),
    Finding.SAME_STREET: Text("gleiche Straße", "same street"),
    Finding.SIMILAR_STREET: Text("ähnliche Straße", "similar street"),
    Finding.OTHER_STREET: Text("andere Straße", "other street"),
    Finding.SAME_HOUSE: Text("gleiche Hausnummer", "same house number"),
    Finding.NEAR_HOUSE: Text("ähnliche Hausnummer", "similar house number"),
    Finding.OTHER_HOUSE: Text("andere Hausnummer", "other house number"),
    Finding.SAME_POSTCODE: Text("gleiche Postleitzahl", "same postcode"),
    Finding.SIMILAR_POSTCODE: Text("ähnliche Postleitzahl", "similar postcode"),
    Finding.OTHER_POSTCODE: Text("andere Postleitzahl", "other postcode"),
    Finding.SAME_PLACE: Text("gleicher Ort", "same place"),
    Finding.SIMILAR_PLACE: Text("ähnlicher Ort", "similar place"),
    Finding.OTHER_PLACE: Text("anderer Ort", "other place"),
    Finding.SAME_PHONE: Text("gleiche Telefonnummer", "same phone number"),
    Finding.SAME_EMAIL: Text("gleiche E-Mail-Adresse", "same email address"),
    Finding.SAME_VAT_ID: Text("gleiche USt-IdNr.", "same VAT id"),
    Finding.OTHER_VAT_ID: Text("andere USt-IdNr.", "other VAT id"),
    Finding.SAME_GLN: Text("gleiche Standortnummer (GLN)", "same location number (GLN)"),
}


def reason(finding: Finding, a: str = "", b: str = "") -> Reason:
    """Return a finding in words; `a` and `b` are what the two addresses say."""
    sentence = SENTENCES[finding]
    return Reason(finding, Text(sentence("de", a=a, b=b), sentence("en", a=a, b=b)))
