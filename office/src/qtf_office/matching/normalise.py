"""One plain form of an address, in which spelling habits do not matter.

Pure functions on `model.Address`; the word lists stand in `tables`. The normal form is for
comparing only: what people see and what is stored is the address as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from qtf_format.ids import Digest
from qtf_format.model import Address
from qtf_office.matching import contact_points, places, streets
from qtf_office.matching.names import NormalName, normal_name
from qtf_office.matching.streets import HouseNumber

__all__ = ["NormalAddress", "identity_digest", "normal", "normal_digest"]

_POSTCODE = re.compile(r"^(?:([A-Z]{1,3})[-\s])?\s*(\d{4,5})$")
_POSTCODE_PLACE = re.compile(r"^(?:[A-Z]{1,3}[-\s])?\s*(\d{5}|\d{4})\s+(\D.*)$")


@dataclass(frozen=True, slots=True)
class NormalAddress:
    """An address in plain form. Texts are folded (lower-case ASCII), empty where not given.

    `place` holds the words of the place without its district; `post_box` digits only.
    """

    name: NormalName
    street: str
    house: HouseNumber
    post_box: str
    postcode: str
    place: tuple[str, ...]
    country: str
    phones: frozenset[str]
    emails: frozenset[str]
    vat_id: str
    gln: str

    @property
    def place_key(self) -> str:
        """The place as one word."""
        return "".join(self.place)

    @property
    def is_complete(self) -> bool:
        """Whether name, street (or post box) and place or postcode are all given."""
        located = bool(self.street or self.post_box) and bool(self.postcode or self.place)
        return located and not self.name.is_empty

    @property
    def identity(self) -> tuple[str, ...]:
        """Name, street, house number, postcode and place: what rule 54 calls equal."""
        return (*self.name.identity, *self.located, self.place_key)

    @property
    def located(self) -> tuple[str, ...]:
        """Street, house number, post box, postcode and (other than Germany) country."""
        country = "" if self.country in ("", "DE") else self.country
        return (self.street, self.house.text, self.post_box, self.postcode, country)


@lru_cache(maxsize=512)  # one import asks for the plain form of each address several times
def normal(address: Address) -> NormalAddress:
    """Return the plain form of `address`.

    A postcode standing in the field of the place or of the street is found there, a house number
    at the end of the street, a post box in the street.
    """
    postcode, city = _postcode_and_city(address)
    street, house, post_box = streets.normal_street(address.street, address.house_number)
    if address.post_box:
        post_box = re.sub(r"\D", "", address.post_box) or post_box
    country = address.country or ""
    return NormalAddress(
        name=normal_name(address),
        street=street,
        house=house,
        post_box=post_box,
        postcode=postcode,
        place=places.normal_place(city, address.district),
        country=country,
        phones=contact_points.phones(address.contacts, country),
        emails=contact_points.emails(address.contacts),
        vat_id=contact_points.vat_id(address),
        gln=contact_points.gln(address),
    )


def normal_digest(address: Address) -> Digest:
    """Return the digest of the normalised identity: equal exactly for equal addresses (rule 54).

    Phones, mail addresses and identifiers are not part of it. It is stable: remembered decisions
    are found by it for years.
    """
    return identity_digest(normal(address))


def identity_digest(plain: NormalAddress) -> Digest:
    """Return the digest of an address that is already in plain form."""
    said = "\x1f".join(("qtf/1/address", *plain.identity))
    return Digest(sha256(said.encode()).hexdigest())


def _postcode_and_city(address: Address) -> tuple[str, str]:
    postcode, city = (address.postcode or "").strip(), (address.city or "").strip()
    if not postcode:
        for text in (city, (address.street or "").strip() if not city else ""):
            if found := _POSTCODE_PLACE.match(text):
                postcode, city = found[1], found[2]
                break
    if found := _POSTCODE.match(postcode.upper()):
        return found[2], city
    return re.sub(r"[^0-9A-Z]", "", postcode.upper()), city
