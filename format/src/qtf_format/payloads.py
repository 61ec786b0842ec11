"""What travels besides orders: receipts, trust lists, and the two halves of a pairing.

The same kind of records as the order model. Raw bytes of the draft (keys, ids, hashes) are
`bytes` here, exactly as on the wire.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from qtf_format.model import (
    MAX_ADDRESSES,
    Address,
    Article,
    LongText,
    Order,
    OrderKind,
    Record,
    ShortText,
    Word,
)

__all__ = [
    "ChannelHint",
    "FilledOrder",
    "Gap",
    "Keys",
    "Lease",
    "NumberBlock",
    "PairFill",
    "Receipt",
    "ReceiptItem",
    "ReceiptResult",
    "SigningKey",
    "Trust",
    "TrustedWorkstation",
    "WorkstationState",
]

Id16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Hash32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Key32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Whole = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A whole number that every database can hold."""


class ReceiptResult(StrEnum):
    """What became of a package (format section 15)."""

    IMPORTED = "imported"
    RENEWED = "renewed"
    DUPLICATE = "duplicate"
    STALE = "stale"
    WAITING = "waiting"
    REFUSED = "refused"


class Gap(Record):
    """Sequence numbers that never arrived, first and last."""

    first: Whole
    last: Whole


class ReceiptItem(Record):
    """The answer to one package: its id, the SHA-256 of its manifest, the result and the reason.

    `final` is False for interim answers (rule 33). `repeat` marks the same answer given again
    (rule 32). `first` is the instant of the first import (rule 11). `next` offers the next free
    number of the sender's own range (rule 16).
    """

    cid: Id16
    man: Hash32
    res: ReceiptResult
    final: bool
    code: Word | None = None
    reason: Word | None = None
    repeat: bool = False
    first: Whole | None = None
    next: ShortText | None = None


class Receipt(Record):
    """Part `receipt`: what the office has of this workstation, and its answers (rule 36).

    `n` highest sequence seen, `top` highest number seen in each series ("series number"),
    `jn`, `jh` newest journal entry, `ep` epoch of the trust list, `clock` the office's clock.
    """

    n: Whole
    gaps: tuple[Gap, ...] = ()
    items: tuple[ReceiptItem, ...] = ()
    top: tuple[ShortText, ...] = ()
    jn: Whole = 0
    jh: Annotated[bytes, Meta(max_length=32)] = b""
    ep: Whole = 0
    clock: Whole = 0


class WorkstationState(StrEnum):
    """State of a workstation in the trust list."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class NumberBlock(Record):
    """A range of numbers: closed interval in one series. Unguarded: rule 17 does not apply."""

    series: Word
    first: Whole
    last: Whole
    guarded: bool = True


class SigningKey(Record):
    """A signing key, the epoch it came with, and the last sequence allowed under it if retired."""

    key: Key32
    epoch: Whole
    last: Whole | None = None


class TrustedWorkstation(Record):
    """One line of the trust list."""

    id: Id16
    name: ShortText
    role: Word  # office | workstation
    state: WorkstationState
    sign: tuple[SigningKey, ...] = ()
    seal: Key32 | None = None
    num: tuple[NumberBlock, ...] = ()
    may: tuple[OrderKind, ...] = ()
    mail: ShortText | None = None


class Trust(Record):
    """Part `trust`: the office's list (section 14.2). `series` maps a kind to its number series
    where it has one of its own ("kind series")."""

    ep: Whole
    prev: Hash32
    name: ShortText
    off: Id16
    ws: tuple[TrustedWorkstation, ...]
    series: tuple[ShortText, ...] = ()


class ChannelHint(Record):
    """A channel the new workstation may answer through; options are "key=value", no secrets."""

    name: ShortText
    kind: Word
    options: tuple[LongText, ...] = ()


class Lease(Record):
    """Part `lease`: what the new workstation is and may do."""

    id: Id16
    name: ShortText
    employee: ShortText
    mail: ShortText
    num: tuple[NumberBlock, ...]
    may: tuple[OrderKind, ...]
    devices: Whole
    expires: Whole
    channels: tuple[ChannelHint, ...] = ()


class FilledOrder(Record):
    """An open order handed down with the initial fill."""

    oid: Id16
    rev: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    order: Order
    addresses: Annotated[tuple[Address, ...], Meta(max_length=MAX_ADDRESSES)]


class PairFill(Record):
    """Everything in a `pair.fill`: parts `trust`, `lease`, and blocks of master data."""

    trust: Trust
    lease: Lease
    addresses: tuple[Address, ...] = ()
    articles: tuple[Article, ...] = ()
    orders: tuple[FilledOrder, ...] = ()


class Keys(Record):
    """Part `keys` of a `pair.accept`: the new workstation's public keys and the device's name."""

    sign: Key32
    seal: Key32
    device: ShortText
