"""What an address is found by: a handful of short keys, each selective by itself.

The same keys are stored for every address (table `address_key`) and looked up for an arriving
one, so a search touches index rows only and does not grow with the address book. A sound alone
is never a key: "Müller" would find a hundredth of all customers.
"""

from __future__ import annotations

from qtf_format.ids import Digest
from qtf_format.model import Address
from qtf_office.matching import tables
from qtf_office.matching.normalise import NormalAddress, identity_digest, normal
from qtf_office.matching.phonetics import cologne

__all__ = ["Key", "index_entry", "keys_of", "search_keys", "weight_of"]

Key = tuple[str, str]
"""(kind, value)."""

_WEIGHTS = {
    "vat": 8, "gln": 8, "email": 6, "phone": 6,
    "whole": 5, "house": 4, "name-post": 4, "house-place": 3, "name-place": 3, "name-street": 3,
}  # fmt: skip
_MAX_WORDS = 5


def search_keys(address: Address) -> frozenset[Key]:
    """Return all keys of an address; none of an empty one.

    | kind | value |
    | --- | --- |
    | name-post | sound of one word of the name, postcode |
    | name-place | sound of one word of the name, sound of the place |
    | name-street | sound of one word of the name, sound of the street |
    | whole | sounds of all words of the name, sorted; only where nothing says where |
    | house | postcode, sound of the street, house number |
    | house-place | sound of the place, of the street, house number |
    | phone, email, vat, gln | the normal form |
    """
    return keys_of(normal(address))


def index_entry(address: Address) -> tuple[Digest, frozenset[Key]]:
    """Return what is stored beside an address to find it again: normal digest and search keys."""
    plain = normal(address)
    return identity_digest(plain), keys_of(plain)


def keys_of(plain: NormalAddress) -> frozenset[Key]:
    """Return the keys of an address in plain form."""
    return frozenset((*_name_keys(plain), *_house_keys(plain), *_identifier_keys(plain)))


def weight_of(kind: str) -> int:
    """Return how much an agreeing key of this kind says: the order in which to look closer."""
    return _WEIGHTS.get(kind, 1)


def _name_keys(plain: NormalAddress) -> list[Key]:
    sounds = [cologne(word) or word for word in _telling_words(plain)]
    place = _place_sound(plain)
    keys: list[Key] = []
    if plain.postcode:
        keys += [("name-post", f"{sound}|{plain.postcode}") for sound in sounds]
    main = sounds if plain.name.is_company else sounds[-max(1, len(plain.name.family)) :]
    if place:
        keys += [("name-place", f"{sound}|{place}") for sound in main]
    if plain.street:
        street = cologne(plain.street) or plain.street
        keys += [("name-street", f"{sound}|{street}") for sound in main]
    if sounds and not keys:  # nothing says where: only the whole name is left
        keys.append(("whole", "|".join(sorted(sounds))))
    return keys


def _telling_words(plain: NormalAddress) -> tuple[str, ...]:
    """Return the words to look for: for a company those that not every company has."""
    words = plain.name.words
    if plain.name.is_company:
        words = tuple(word for word in words if word not in tables.GENERIC_WORDS) or words
        return words[:_MAX_WORDS]
    return words[-_MAX_WORDS:]


def _house_keys(plain: NormalAddress) -> list[Key]:
    if plain.post_box:
        return [("house", f"{plain.postcode}|box|{plain.post_box}")]
    if not plain.street:
        return []
    house = f"{cologne(plain.street) or plain.street}|{plain.house.first or plain.house.rest}"
    keys: list[Key] = [("house", f"{plain.postcode}|{house}")] if plain.postcode else []
    if place := _place_sound(plain):
        keys.append(("house-place", f"{place}|{house}"))
    return keys


def _place_sound(plain: NormalAddress) -> str:
    """Return the sound of the first telling word of the place (`Bad`, `Sankt` tell nothing)."""
    words = [word for word in plain.place if word not in ("bad", "sankt", "gross", "klein", "neu")]
    first = (words or list(plain.place) or [""])[0]
    return cologne(first) or first


def _identifier_keys(plain: NormalAddress) -> list[Key]:
    keys: list[Key] = [("phone", phone) for phone in plain.phones]
    keys += [("email", email) for email in plain.emails]
    if plain.vat_id:
        keys.append(("vat", plain.vat_id))
    if plain.gln:
        keys.append(("gln", plain.gln))
    return keys
