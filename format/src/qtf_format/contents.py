"""What lies in the parts of each kind: from payload records to parts, and back (section 12)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeAlias, TypeVar

from msgspec import Meta, json

from qtf_format.canonical import PART_LIMITS, Limits, decode, to_bytes
from qtf_format.codes import Code
from qtf_format.filerules import broken_attachment, media_type_of
from qtf_format.ids import Digest
from qtf_format.keys import is_weak_sealing_key, is_weak_signing_key
from qtf_format.model import MAX_ADDRESSES, Address, Article, Order
from qtf_format.package import FilePart, Kind, OrderPayload, Payload
from qtf_format.parts import BLOCK_PREFIXES, ORDER_LIMIT, blocks
from qtf_format.payloads import FilledOrder, Keys, Lease, PairFill, Receipt, Trust
from qtf_format.problems import FormatProblem

__all__ = ["content_digest", "fill_parts", "order_parts", "raw_digest", "read_payload", "required"]

T = TypeVar("T")
RawParts: TypeAlias = dict[str, bytes]

Addresses = Annotated[tuple[Address, ...], Meta(max_length=MAX_ADDRESSES)]
_ORDER_LIMITS = Limits(raw_bytes=ORDER_LIMIT)
_BLOCK_BYTES = 1024 * 1024  # well below the limit of 4 MiB; the reader needs less memory at a time
_BLOCK_VALUES = 100_000

_REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.ORDER: ("order", "addresses"),
    Kind.RECEIPT: ("receipt",),
    Kind.TRUST: ("trust",),
    Kind.PAIR_FILL: ("trust", "lease"),
    Kind.PAIR_ACCEPT: ("keys",),
}


def content_digest(order: Order, addresses: Sequence[Address]) -> Digest:
    """Return the digest of an order's business content (rules 1 and 3).

    It covers the order and its addresses, attached files through their hashes; not the identity,
    the revision, the envelope or the route.
    """
    return raw_digest(to_bytes(order), to_bytes(tuple(addresses)))


def raw_digest(order: bytes, addresses: bytes) -> Digest:
    """Return the content digest of two raw parts as they are, unknown fields included."""
    hashes = hashlib.sha256(order).digest() + hashlib.sha256(addresses).digest()
    return Digest(hashlib.sha256(b"qtf/1/content\0" + hashes).hexdigest())


def order_parts(payload: OrderPayload) -> RawParts:
    """Return the raw parts of an order package, one file part for each attachment.

    Raises:
        FormatProblem: E310, an attachment whose bytes were not given.
    """
    parts = {"order": to_bytes(payload.order), "addresses": to_bytes(payload.addresses)}
    files = {file.sha256: file.data for file in payload.files}
    for index, attachment in enumerate(payload.order.attachments):
        if attachment.sha256 not in files:
            raise FormatProblem(Code.E310, f"$.attachments[{index}]")
        parts[f"file.{index}"] = files[attachment.sha256]
    return parts


def fill_parts(fill: PairFill) -> RawParts:
    """Return the raw parts of a `pair.fill`; master data in blocks."""
    parts = {"trust": to_bytes(fill.trust), "lease": to_bytes(fill.lease)}
    for prefix in BLOCK_PREFIXES:
        for index, rows in enumerate(_blocks(getattr(fill, prefix))):
            parts[f"{prefix}.{index}"] = to_bytes(rows)
    return parts


def _blocks(rows: Iterable[Any]) -> Iterable[list[Any]]:
    """Cut rows into blocks that stay below the limits of one part."""
    block: list[Any] = []
    size = values = 0
    for row in rows:
        text = json.encode(row)
        row_values = 1 + text.count(b",") + text.count(b"[") + text.count(b"{")
        if block and (size + len(text) > _BLOCK_BYTES or values + row_values > _BLOCK_VALUES):
            yield block
            block, size, values = [], 0, 0
        block.append(row)
        size, values = size + len(text), values + row_values
    if block:
        yield block


def required(kind: Kind) -> tuple[str, ...]:
    """Return the names of the parts that a package of this kind must have."""
    return _REQUIRED[kind]


def read_payload(kind: Kind, parts: RawParts) -> tuple[Payload, int]:
    """Return the payload of a package and the number of fields and parts not taken over.

    Raises:
        FormatProblem: with the part's name in front of the path.
    """
    reading = _Reading(parts)
    payload: Payload
    match kind:
        case Kind.ORDER:
            payload = _read_order(reading)
        case Kind.RECEIPT:
            payload = reading.take("receipt", Receipt)
        case Kind.TRUST:
            payload = _check_trust(reading.take("trust", Trust))
        case Kind.PAIR_FILL:
            payload = _read_fill(reading)
        case Kind.PAIR_ACCEPT:
            payload = _check_keys(reading.take("keys", Keys))
    return payload, reading.unknown + len(reading.left)


class _Reading:
    """Takes records out of raw parts one by one; counts what it did not take over."""

    def __init__(self, parts: RawParts) -> None:
        self._parts = parts
        self.left = set(parts)
        self.unknown = 0

    def take(self, name: str, type_: Any, limits: Limits = PART_LIMITS) -> Any:
        """Return the record in one part."""
        try:
            decoded = decode(self.raw(name), type_, limits)
        except FormatProblem as problem:
            raise FormatProblem(problem.code, name + problem.path[1:]) from problem
        self.unknown += decoded.unknown_fields
        return decoded.record

    def raw(self, name: str) -> bytes:
        """Return the bytes of one part."""
        if name not in self._parts:
            raise FormatProblem(Code.E302, name)
        self.left.discard(name)
        return self._parts[name]

    def rows(self, prefix: str, type_: Any) -> tuple[Any, ...]:
        """Return all rows of `prefix.0`, `prefix.1` and so on."""
        names = blocks(list(self._parts), prefix)
        if names is None:
            raise FormatProblem(Code.E302, prefix)
        return tuple(row for name in names for row in self.take(name, tuple[type_, ...]))


def _read_order(reading: _Reading) -> OrderPayload:
    order: Order = reading.take("order", Order, _ORDER_LIMITS)
    addresses: tuple[Address, ...] = reading.take("addresses", Addresses)
    path = broken_attachment(order.attachments)
    if path:
        raise FormatProblem(Code.E316, "order" + path[1:])
    files = []
    for index, attachment in enumerate(order.attachments):
        data = reading.raw(f"file.{index}")
        if len(data) != attachment.size or hashlib.sha256(data).hexdigest() != attachment.sha256:
            raise FormatProblem(Code.E310, f"file.{index}")
        if media_type_of(data) != attachment.media_type:
            raise FormatProblem(Code.E316, f"file.{index}")
        files.append(FilePart(attachment.sha256, data))
    if any(name.startswith("file.") for name in reading.left):
        raise FormatProblem(Code.E302, "parts")
    return OrderPayload(order, addresses, tuple(files))


def _read_fill(reading: _Reading) -> PairFill:
    return PairFill(
        trust=_check_trust(reading.take("trust", Trust)),
        lease=reading.take("lease", Lease),
        addresses=reading.rows("addresses", Address),
        articles=reading.rows("articles", Article),
        orders=reading.rows("orders", FilledOrder),
    )


def _check_trust(trust: Trust) -> Trust:
    for index, workstation in enumerate(trust.ws):
        weak = any(is_weak_signing_key(signing.key) for signing in workstation.sign)
        if weak or (workstation.seal is not None and is_weak_sealing_key(workstation.seal)):
            raise FormatProblem(Code.E218, f"trust.ws[{index}]")
    return trust


def _check_keys(keys: Keys) -> Keys:
    if is_weak_signing_key(keys.sign) or is_weak_sealing_key(keys.seal):
        raise FormatProblem(Code.E218, "keys")
    return keys
