"""All that has to be known of the world to decide about one arriving order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qtf_format.ids import Digest, OrderId, WorkstationId
from qtf_format.model import OrderKind, OrderRef

__all__ = ["ArrivalFacts", "ClassifySettings", "KnownOrder", "WaitingItem"]


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """The stored order with the arriving order id; deleted ones, too (rule 22).

    `exchanged_*` are revision and digest last imported (None: never exchanged);
    `content_digest` is what stands there now. `owner` is the workstation it belongs to.
    `processed` says that it led to something (invoice, delivery).
    """

    order_id: OrderId
    number_key: str
    kind: OrderKind
    revision: int
    content_digest: Digest
    exchanged_revision: int
    exchanged_digest: Digest | None
    owner: WorkstationId
    is_deleted: bool = False
    is_processed: bool = False
    is_locked: bool = False

    @property
    def base_revision(self) -> int:
        """The revision an arriving one is compared with."""
        return self.exchanged_revision if self.exchanged_digest else self.revision

    @property
    def base_digest(self) -> Digest:
        """The content an arriving one of the same revision is compared with."""
        return self.exchanged_digest or self.content_digest

    @property
    def is_edited(self) -> bool:
        """Whether the office changed it since the last exchange (rule 26)."""
        return self.exchanged_digest is not None and self.content_digest != self.exchanged_digest


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item of the same order that still waits for a person."""

    item_id: int
    revision: int
    content_digest: Digest


@dataclass(frozen=True, slots=True)
class ClassifySettings:
    """What an administrator may set.

    `out_of_range`: what becomes of a number outside the sender's range (rule 17).
    `hold_for_address`: an order with an open address question waits (rule 57).
    """

    out_of_range: Literal["wait", "reject"] = "wait"
    hold_for_address: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalFacts:
    """One arriving order and what the office knows about it.

    Attributes:
        ref: identity, revision, number, kind and digest of the arriving order.
        sender: the workstation whose signature it carries.
        number_key: the arriving number as it is compared (rule 19).
        allowed_kinds: the kinds this sender may send; None: all.
        in_range: whether the number lies in the sender's range; None: unguarded.
        known: the stored order with this order id.
        holder: the order that has this number in its series, whichever it is.
        waiting: the other item of this order id that waits for a person; of several the newest.
            An item that is decided about is not its own.
        total_mismatch: the declared total is not what the lines add up to (rule 42).
        open_addresses: how many addresses a person has to decide.
        accepted: reasons to wait that a person has already said yes to.
    """

    ref: OrderRef
    sender: WorkstationId
    number_key: str
    allowed_kinds: frozenset[OrderKind] | None = None
    in_range: bool | None = None
    known: KnownOrder | None = None
    holder: OrderId | None = None
    waiting: WaitingItem | None = None
    total_mismatch: bool = False
    open_addresses: int = 0
    accepted: frozenset[str] = frozenset()
    settings: ClassifySettings = ClassifySettings()
