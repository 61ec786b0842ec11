"""What the readers of addresses have in common: street and house number, countries, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import asdict, replace

from qtf_format.model import Address, ContactPoint, PartyId, Person, Role
from qtf_office.documents.intake import Intake

__all__ = [
    "ADDRESS_LIMIT",
    "contact",
    "country_code",
    "has_content",
    "merge",
    "party_id",
    "person_of",
    "split_street",
]

ADDRESS_LIMIT = 50  # format section 13

_STREET_AND_NUMBER = re.compile(
    r"^(?P<street>\D[^,;]*?[^\W\d_][.]?)(?:\s+|(?<=\.))"
    r"(?P<number>\d{1,4}\s?[a-zA-Z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?)$"
)
_NO_STREETS = re.compile(
    r"^(?:postfach|pf\.?|p\.?\s?o\.?\s?box|gate|dock|room|raum|suite|floor|etage|haus|halle|tor|"
    r"block|eingang|gebäude|geb\.|wohnung|whg\.?|zimmer)\b",
    re.IGNORECASE,
)
_POSTCODE_AND_PLACE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{5}\s+[^\W\d]")
_COUNTRIES = {
    "DE": "de d deutschland germany allemagne bundesrepublik",
    "AT": "at a österreich oesterreich austria",
    "CH": "ch schweiz switzerland suisse svizzera",
    "LI": "li fl liechtenstein",
    "LU": "lu luxemburg luxembourg",
    "FR": "fr f frankreich france",
    "BE": "be b belgien belgium",
    "NL": "nl niederlande netherlands holland",
    "IT": "it i italien italy",
    "PL": "pl polen poland",
    "CZ": "cz tschechien czechia",
    "DK": "dk dänemark denmark",
    "SE": "se s schweden sweden",
    "NO": "no n norwegen norway",
    "ES": "es e spanien spain",
    "GB": "gb uk großbritannien england",
    "US": "us usa",
}
_BY_NAME = {name: code for code, names in _COUNTRIES.items() for name in names.split()} | {
    "united states of america": "US",
    "united states": "US",
    "united kingdom": "GB",
    "great britain": "GB",
    "bundesrepublik deutschland": "DE",
}


def split_street(street: str | None) -> tuple[str | None, str | None]:
    """Return street and house number where they clearly stand together, else the text as it is.

    >>> split_street("Engesserstr.1"), split_street("Straße des 17. Juni 135")
    (('Engesserstr.', '1'), ('Straße des 17. Juni', '135'))
    >>> split_street("12 rue de la Paix"), split_street("ADDR_1")
    (('12 rue de la Paix', None), ('ADDR_1', None))
    """
    if street is None:
        return None, None
    found = _STREET_AND_NUMBER.match(street)
    if not found or _NO_STREETS.match(street):
        return street, None
    return found["street"], found["number"]


def country_code(raw: str | None, intake: Intake) -> tuple[str | None, str | None]:
    """Return the two-letter code of a country, or None and the text that was not recognised."""
    text = intake.short(raw, "country")
    if text is None:
        return None, None
    if code := _BY_NAME.get(text.casefold()):
        return code, None
    if re.fullmatch(r"[A-Za-z]{2}", text, re.ASCII):
        return text.upper(), None
    intake.warn("country", value=text)
    return None, text


def contact(use: str, raw: str | None, intake: Intake) -> list[ContactPoint]:
    """A phone number, mail address and so on as a list of none or one."""
    value = intake.short(raw, use)
    return [ContactPoint(use=use, value=value)] if value else []


def party_id(scheme: str | None, raw: str | None, intake: Intake) -> list[PartyId]:
    """An identifier of a party as a list of none or one."""
    value = intake.short(raw, "ID")
    if value is None:
        return []
    return [PartyId(scheme=intake.short(scheme, "ID") or "id", value=value)]


def person_of(
    intake: Intake, title: str | None, given: str | None, family: str | None
) -> Person | None:
    """A person, or None where all parts are empty."""
    parts = [intake.short(part, "Person") for part in (title, given, family)]
    return Person(title=parts[0], given=parts[1], family=parts[2]) if any(parts) else None


def has_content(address: Address) -> bool:
    """Return whether anything is known beside the roles."""
    return any(value for key, value in asdict(address).items() if key != "roles")


def _note_shifted(address: Address, intake: Intake) -> None:
    """Note a postcode with its place in another field; nothing is moved."""
    if address.postcode is not None:
        return
    for value in (address.city, address.street, address.name2, *address.extra):
        if value and _POSTCODE_AND_PLACE.match(value):
            intake.warn("shifted", value=value)


def merge(addresses: Iterable[Address], intake: Intake) -> tuple[Address, ...]:
    """Return the addresses with content, identical ones as one with all their roles, in order.

    At most 50 are kept (format section 13); the rest is noted.
    """
    found: dict[Address, list[Role]] = {}
    for address in addresses:
        if has_content(address):
            _note_shifted(address, intake)
            roles = found.setdefault(replace(address, roles=()), [])
            roles += [role for role in address.roles if role not in roles]
    if len(found) > ADDRESS_LIMIT:
        intake.warn("many-addresses", limit=ADDRESS_LIMIT)
    kept = list(found.items())[:ADDRESS_LIMIT]
    return tuple(replace(address, roles=tuple(roles)) for address, roles in kept)
