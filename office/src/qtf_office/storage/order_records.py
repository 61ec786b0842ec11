"""What the order store reads and writes: heads, whole orders, links, filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qtf_format.ids import Digest, OrderId, WorkstationId
from qtf_format.model import Address, Order, OrderKind, Role
from qtf_office.clock import Instant
from qtf_office.storage.content import OrderContent

__all__ = [
    "AddressDecision",
    "AddressLink",
    "Links",
    "OrderFilter",
    "OrderHead",
    "OrderWrite",
    "StoredOrder",
    "next_revision",
]

AddressDecision = Literal["known", "same", "new", "asked", "policy", "open"]
"""How the address of an order was found among ours; `open`: a person still has to say."""


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order without its content. `exchanged_*`: as last sent or received."""

    order_id: OrderId
    series: str
    number: str
    number_key: str
    kind: OrderKind
    revision: int
    content_digest: Digest
    owner: WorkstationId
    state: Literal["active", "deleted"]
    locked: bool
    processed: str | None
    marked: bool
    exchanged_revision: int
    exchanged_digest: Digest | None
    imported_at: Instant | None
    created_at: Instant
    changed_at: Instant
    deleted_at: Instant | None
    issue_date: str | None
    buyer: str | None
    total: str | None
    currency: str | None

    @property
    def is_deleted(self) -> bool:
        """Only the tombstone is left (rule 22)."""
        return self.state == "deleted"

    @property
    def is_edited(self) -> bool:
        """The content changed since it was last sent or received (rule 26), or never was."""
        return self.content_digest != self.exchanged_digest


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """A whole order."""

    head: OrderHead
    order: Order
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class AddressLink:
    """Which of our addresses stands behind the address at `place` (index) of an order."""

    place: int
    roles: tuple[Role, ...]
    address_id: str | None
    normal_digest: str
    decision: AddressDecision


@dataclass(frozen=True, slots=True)
class Links:
    """What an order refers to: our addresses, and our articles by the `sort` of the line."""

    addresses: tuple[AddressLink, ...] = ()
    articles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderWrite:
    """An order to be written. `imported`: it came from `owner`, so it counts as exchanged now."""

    order_id: OrderId
    content: OrderContent
    series: str
    revision: int
    owner: WorkstationId
    at: Instant
    imported: bool = False
    links: Links = field(default_factory=Links)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; None: no matter."""

    kinds: Collection[OrderKind] | None = None
    owner: WorkstationId | None = None
    marked: bool | None = None
    edited: bool | None = None
    deleted: bool | None = False
    text: str | None = None
    limit: int | None = None


def next_revision(head: OrderHead, digest: Digest) -> int:
    """Return the revision an order has with this content (rule 1).

    One more than the last exchanged one when the content differs from it; going back to the
    exchanged content is going back to its revision.
    """
    if digest == head.exchanged_digest:
        return head.exchanged_revision
    return head.exchanged_revision + 1
