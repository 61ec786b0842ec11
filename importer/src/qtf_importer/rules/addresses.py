"""Which addresses of an order are decided together, and what of them is not taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qtf_format.ids import Digest
from qtf_format.model import Address, Role
from qtf_office.matching.normalise import normal_digest

__all__ = ["AddressGroup", "group_addresses", "ignored_customer_numbers"]


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """The same address in one or several roles: it is asked once (rule 59).

    `places` are its indexes in the order's addresses, `roles` all roles it plays; `address` is
    the one that says most.
    """

    digest: Digest
    address: Address
    places: tuple[int, ...]
    roles: tuple[Role, ...]


def group_addresses(addresses: Sequence[Address]) -> tuple[AddressGroup, ...]:
    """Return the addresses of an order, equal ones as one group, in order of appearance."""
    places: dict[Digest, list[int]] = {}
    for place, address in enumerate(addresses):
        places.setdefault(normal_digest(address), []).append(place)
    return tuple(
        AddressGroup(
            digest,
            max((addresses[p] for p in found), key=_says),
            tuple(found),
            tuple(dict.fromkeys(role for p in found for role in addresses[p].roles)),
        )
        for digest, found in places.items()
    )


def _says(address: Address) -> int:
    """Return how many fields are given; of equal addresses the fullest is compared."""
    given = (getattr(address, field) for field in address.__struct_fields__ if field != "roles")
    return sum(1 for value in given if value)


def ignored_customer_numbers(addresses: Sequence[Address]) -> tuple[str, ...]:
    """Return the customer numbers in a package: reported, never taken over (rule 58)."""
    numbers = (address.customer_number for address in addresses)
    return tuple(dict.fromkeys(number for number in numbers if number))
