"""Which orders may leave this workstation (rules 4, 10, 17, 62 and 65).

Pure. The list of orders offers only what `offered` lets through, the packer asks `hindrance` again
(the second of the three checks; the third is the importer's).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from qtf_format.model import OrderKind
from qtf_office.numbers import plain_number

__all__ = ["Block", "Candidate", "Hindrance", "hindrance", "offered", "running_low"]


class Hindrance(StrEnum):
    """Why an order does not travel: the reason code."""

    FORBIDDEN_KIND = "forbidden-kind"
    DELETED = "deleted"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"
    UNKNOWN_NUMBER = "unknown-number"
    AMBIGUOUS_NUMBER = "ambiguous-number"
    TOO_LARGE = "limit-exceeded"
    INVALID = "invalid-content"
    FILE_MISSING = "attachment-missing"


@dataclass(frozen=True, slots=True)
class Block:
    """A number range of this workstation.

    `guarded` False: the host program hands out the numbers of this series, no range limits them.
    """

    series: str
    first: int
    last: int
    next: int
    guarded: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """What choosing needs to know of an order. `owned`: it was written here, not handed down."""

    kind: str
    series: str
    number: str
    state: str
    owned: bool = True


def offered(kind: str, allowed: AbstractSet[OrderKind]) -> bool:
    """Say whether an order of this kind is offered for sending at all."""
    return kind in set(OrderKind) and (not allowed or kind in allowed)


def hindrance(
    order: Candidate, allowed: AbstractSet[OrderKind], blocks: Sequence[Block]
) -> Hindrance | None:
    """Return why the order does not travel; None: it may.

    `allowed` empty means every kind that travels. An order that the office handed down keeps the
    office's number.
    """
    if not offered(order.kind, allowed):
        return Hindrance.FORBIDDEN_KIND
    if order.state != "active":
        return Hindrance.DELETED
    if order.owned and not _within(order, blocks):
        return Hindrance.NUMBER_OUT_OF_RANGE
    return None


def _within(order: Candidate, blocks: Sequence[Block]) -> bool:
    own = [block for block in blocks if block.series == order.series]
    if any(not block.guarded for block in own):
        return True
    value = plain_number(order.number)
    return value is not None and any(block.first <= value <= block.last for block in own)


def running_low(blocks: Sequence[Block], series: str) -> int | None:
    """Return how many numbers a guarded series has left, if a tenth or less (rule 65)."""
    own = [block for block in blocks if block.series == series and block.guarded]
    size = sum(block.last - block.first + 1 for block in own)
    left = sum(block.last + 1 - block.next for block in own)
    return left if own and left * 10 <= size else None
