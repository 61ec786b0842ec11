"""How records of the format lie in the database: canonical msgpack, as they travel.

Written by `qtf_format.canonical`, so that the bytes of a stored order hash to its content
digest. Read back without the checks meant for strangers' bytes: these are our own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from qtf_format import canonical, totals
from qtf_format.ids import Digest
from qtf_format.model import Address, Article, Order, Role
from qtf_format.payloads import ReceiptItem

__all__ = [
    "OrderContent",
    "digest_of_raw",
    "encode",
    "label_of",
    "read_address",
    "read_addresses",
    "read_article",
    "read_order",
    "read_receipt_item",
]

_order = msgspec.msgpack.Decoder(Order)
_addresses = msgspec.msgpack.Decoder(tuple[Address, ...])
_address = msgspec.msgpack.Decoder(Address)
_article = msgspec.msgpack.Decoder(Article)
_receipt_item = msgspec.msgpack.Decoder(ReceiptItem)


def encode(record: msgspec.Struct | tuple[msgspec.Struct, ...]) -> bytes:
    """Return the canonical bytes of a record, or of several as an array."""
    return canonical.to_bytes(record)


def read_order(raw: bytes) -> Order:
    """Read a stored order."""
    return _order.decode(raw)


def read_addresses(raw: bytes) -> tuple[Address, ...]:
    """Read the stored addresses of an order."""
    return _addresses.decode(raw)


def read_address(raw: bytes) -> Address:
    """Read one stored address."""
    return _address.decode(raw)


def read_article(raw: bytes) -> Article:
    """Read one stored article."""
    return _article.decode(raw)


def read_receipt_item(raw: bytes) -> ReceiptItem:
    """Read one stored answer."""
    return _receipt_item.decode(raw)


def digest_of_raw(raw_order: bytes, raw_addresses: bytes) -> Digest:
    """Return the content digest of an order from its two canonical parts (rule 1)."""
    parts = hashlib.sha256(raw_order).digest() + hashlib.sha256(raw_addresses).digest()
    return Digest(hashlib.sha256(b"qtf/1/content\0" + parts).hexdigest())


def label_of(address: Address) -> str | None:
    """Return the one line by which people know an address: company, else person, else place."""
    if address.name:
        return address.name
    if address.person is not None:
        person = address.person
        names = " ".join(part for part in (person.given, person.family) if part)
        if names:
            return names
    return address.name2 or address.city


@dataclass(frozen=True, slots=True)
class OrderContent:
    """The business content of one order with its canonical bytes and their digest.

    `buyer` and `total` are for lists only.
    """

    order: Order
    addresses: tuple[Address, ...]
    raw_order: bytes = field(repr=False)
    raw_addresses: bytes = field(repr=False)
    digest: Digest
    buyer: str | None
    total: Decimal | None

    @classmethod
    def of(
        cls, order: Order, addresses: tuple[Address, ...], digest: Digest | None = None
    ) -> OrderContent:
        """Encode an order and its addresses; `digest` if it is known already."""
        raw_order, raw_addresses = encode(order), encode(addresses)
        return cls(
            order,
            addresses,
            raw_order,
            raw_addresses,
            digest or digest_of_raw(raw_order, raw_addresses),
            _buyer(addresses),
            _total(order),
        )


def _buyer(addresses: tuple[Address, ...]) -> str | None:
    for role in (Role.BUYER, Role.INVOICE, Role.DELIVERY):
        for address in addresses:
            if role in address.roles:
                return label_of(address)
    return None


def _total(order: Order) -> Decimal | None:
    """Return what the order comes to: as declared, else as its lines add up."""
    declared = order.declared
    if declared is not None:
        for figure in (declared.gross, declared.payable, declared.net, declared.lines):
            if figure is not None:
                return figure
    if not order.lines:
        return None
    computed = totals.compute(order)
    return computed.gross if computed.gross is not None else computed.net
