"""What a newer revision changes: the addresses to ask about again, and the differences to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest

from msgspec import Struct

from qtf_format.ids import Digest
from qtf_format.model import Address, Line, Order, Role
from qtf_office.matching.normalise import normal_digest

__all__ = ["Difference", "FormerDecision", "KeptOrAsked", "differences", "keep_decisions"]


@dataclass(frozen=True, slots=True)
class FormerDecision:
    """How an address of the former revision was decided; `decision` open: not yet."""

    roles: tuple[Role, ...]
    normal_digest: Digest
    address_id: str | None
    decision: str


@dataclass(frozen=True, slots=True)
class KeptOrAsked:
    """One address of the newer revision: the former decision it keeps, or None: match it anew."""

    place: int
    digest: Digest
    kept: FormerDecision | None


def keep_decisions(
    former: Sequence[FormerDecision], addresses: Sequence[Address]
) -> tuple[KeptOrAsked, ...]:
    """Return for each address whether its decision stays (rule 29).

    A role keeps its decision while its normalised address is the same. An address that moved to
    another role of the same order is still the one that was decided.
    """
    by_role = {(role, f.normal_digest): f for f in former if _is_decided(f) for role in f.roles}
    by_digest = {f.normal_digest: f for f in former if _is_decided(f)}
    return tuple(
        KeptOrAsked(place, digest, _kept(address, digest, by_role) or by_digest.get(digest))
        for place, address in enumerate(addresses)
        for digest in (normal_digest(address),)
    )


def _is_decided(former: FormerDecision) -> bool:
    return former.decision != "open" and former.address_id is not None


def _kept(
    address: Address, digest: Digest, by_role: Mapping[tuple[Role, Digest], FormerDecision]
) -> FormerDecision | None:
    found = (by_role.get((role, digest)) for role in address.roles)
    return next((decision for decision in found if decision is not None), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same: where it stands, and what was and is there.

    `field` is a path like `lines[2].price` or `addresses[buyer].street`; lines are named by
    their position, or by their place where they have none. None: not there.
    """

    field: str
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, str | None]:
        """Return plain values."""
        return {"field": self.field, "before": self.before, "after": self.after}


def differences(
    before: Order,
    after: Order,
    before_addresses: Sequence[Address] = (),
    after_addresses: Sequence[Address] = (),
) -> tuple[Difference, ...]:
    """Return what differs between two revisions, in the order of the fields (rule 25)."""
    found = [*_of_records("", before, after, skip=frozenset(("lines", "origin")))]
    found += _of_lines(before.lines, after.lines)
    found += _of_addresses(before_addresses, after_addresses)
    return tuple(found)


def _of_records(
    path: str, before: Struct, after: Struct, skip: frozenset[str] = frozenset()
) -> Iterator[Difference]:
    for field in before.__struct_fields__:
        if field not in skip:
            name = f"{path}.{field}" if path else field
            yield from _of_values(name, getattr(before, field), getattr(after, field))


def _of_values(path: str, before: object, after: object) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Struct) and type(before) is type(after):
        yield from _of_records(path, before, after)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for place, (one, other) in enumerate(zip_longest(before, after), start=1):
            yield from _of_values(f"{path}[{place}]", one, other)
    else:
        yield Difference(path, _shown(before), _shown(after))


def _of_lines(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Difference]:
    """Compare lines; one put in between does not make all below it differ."""
    matcher = SequenceMatcher(None, [_line_key(x) for x in before], [_line_key(x) for x in after])
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        for one, other in zip_longest(before[i1:i2], after[j1:j2]):
            yield from _of_line(one, other)


def _line_key(line: Line) -> tuple[str | None, str | None, str]:
    return (line.article_number, line.text, line.kind)


_PLACE_OF_LINE = frozenset(("sort", "parent", "surcharge_lines"))


def _of_line(before: Line | None, after: Line | None) -> Iterator[Difference]:
    named = after or before
    assert named is not None
    path = f"lines[{named.position or named.sort + 1}]"
    if before is None or after is None:
        yield Difference(path, _one_line(before), _one_line(after))
    else:
        yield from _of_records(path, before, after, skip=_PLACE_OF_LINE)


def _one_line(line: Line | None) -> str | None:
    if line is None:
        return None
    said = (line.position, line.quantity, line.unit_text or line.unit, line.text, line.amount)
    return " ".join(_shown(part) or "" for part in said if part is not None)


def _of_addresses(before: Sequence[Address], after: Sequence[Address]) -> Iterator[Difference]:
    one, other = _by_role(before), _by_role(after)
    for role in dict.fromkeys((*one, *other)):
        a, b = one.get(role), other.get(role)
        path = f"addresses[{role}]"
        if a is None or b is None:
            yield Difference(path, _one_address(a), _one_address(b))
        else:
            yield from _of_records(path, a, b, skip=frozenset(("roles",)))


def _by_role(addresses: Sequence[Address]) -> dict[str, Address]:
    """Return the addresses by role; a second one of a role is `delivery 2`."""
    named: dict[str, Address] = {}
    for address in addresses:
        for role in address.roles:
            count = sum(1 for name in named if name.split()[0] == role.value)
            named[f"{role.value} {count + 1}" if count else role.value] = address
    return named


def _one_address(address: Address | None) -> str | None:
    if address is None:
        return None
    said = (address.name, address.street, address.house_number, address.postcode, address.city)
    return " ".join(part for part in said if part)


def _shown(value: object) -> str | None:
    if value is None or value == ():
        return None
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case Struct():
            parts = (_shown(getattr(value, field)) for field in value.__struct_fields__)
            return " ".join(part for part in parts if part and part != "no")
        case tuple():
            return ", ".join(part for part in map(_shown, value) if part)
        case _:
            return str(value)
