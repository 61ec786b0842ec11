"""What the address store reads and writes, and how an address is laid into columns and keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from qtf_format.ids import TenantId
from qtf_format.model import Address
from qtf_office.clock import Instant
from qtf_office.storage.content import encode, read_address
from qtf_office.storage.schema import address

__all__ = [
    "READ",
    "TEXT_KEY",
    "AddressState",
    "Index",
    "Key",
    "NewAddress",
    "StoredAddress",
    "columns_of",
    "fold",
    "key_rows",
    "stored",
]

Key = tuple[str, str]
"""A search key: its kind and value, for instance ("sound", "67")."""

Index = Callable[[Address], tuple[str, Collection[Key]]]
"""Gives normal digest and search keys of an address."""

AddressState = Literal["active", "provisional", "deleted"]
"""`provisional`: came with an order and a person still has to decide about it (rule 57)."""

TEXT_KEY = "text"
_TEXT_LENGTH = 500  # an index row of PostgreSQL holds 2700 bytes


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address to be written, whole."""

    address_id: str
    address: Address
    normal_digest: str
    keys: Collection[Key]
    at: Instant
    state: AddressState = "active"
    customer_number: str | None = None
    created_by_item: int | None = None


@dataclass(frozen=True, slots=True)
class StoredAddress:
    """One of our addresses. Customer numbers are given here, never by a package (rule 58)."""

    address_id: str
    address: Address
    customer_number: str | None
    normal_digest: str
    state: AddressState
    created_by_item: int | None
    created_at: Instant
    changed_at: Instant


READ = [
    address.c.address_id,
    address.c.content,
    address.c.customer_number,
    address.c.normal_digest,
    address.c.state,
    address.c.created_by_item,
    address.c.created_at,
    address.c.changed_at,
]
"""The columns that `stored` turns into a record."""


def stored(row: Sequence[Any]) -> StoredAddress:
    """Turn a row of `READ` into a record."""
    address_id, content, *rest = row
    return StoredAddress(address_id, read_address(content), *rest)


def columns_of(new: NewAddress) -> dict[str, object]:
    """Return the columns of an address but tenant and instant of creation."""
    one = new.address
    person = one.person
    names = (person.title, person.given, person.family) if person else ()
    return {
        "address_id": new.address_id,
        "name": one.name,
        "name2": one.name2,
        "person": " ".join(part for part in names if part) or None,
        "street": one.street,
        "house_number": one.house_number,
        "postcode": one.postcode,
        "city": one.city,
        "country": one.country,
        "phone": _contact(one, "phone", "mobile"),
        "email": _contact(one, "email"),
        "vat_id": one.vat_id,
        "customer_number": new.customer_number,
        "content": encode(one),
        "normal_digest": new.normal_digest,
        "state": new.state,
        "created_by_item": new.created_by_item,
        "changed_at": new.at,
    }


def _contact(one: Address, *uses: str) -> str | None:
    for use in uses:
        for contact in one.contacts:
            if contact.use == use:
                return contact.value
    return None


def key_rows(tenant: TenantId, new: NewAddress) -> list[tuple[str, str, str, str]]:
    """Return the rows of `address_key`, in the order of their columns."""
    keys = {*new.keys, (TEXT_KEY, _folded_text(new))}
    return [(tenant, kind, value, new.address_id) for kind, value in sorted(keys)]


def _folded_text(new: NewAddress) -> str:
    columns = _columns_for_text(new.address, new.customer_number)
    return fold(" ".join(part for part in columns if part))[:_TEXT_LENGTH]


def _columns_for_text(one: Address, customer_number: str | None) -> tuple[str | None, ...]:
    person = (one.person.given, one.person.family) if one.person else ()
    contacts = tuple(contact.value for contact in one.contacts)
    places = (one.street, one.house_number, one.postcode, one.city, one.vat_id)
    return (one.name, one.name2, *person, *places, customer_number, *contacts)


def fold(text: str) -> str:
    """Return a text as people search it: whatever the case and form of its letters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
