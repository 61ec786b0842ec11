"""Sealing: from records to the bytes of one `.qtf` file.

Whatever is sealed here has been read back by the same checks a reader applies to the parts, so
a writer cannot send what every reader would refuse.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from qtf_format import agefile, frame, inner, outer
from qtf_format.canonical import to_bytes
from qtf_format.code import derive, parse_code
from qtf_format.codes import Code
from qtf_format.contents import (
    content_digest,
    fill_parts,
    order_parts,
    raw_digest,
    read_payload,
)
from qtf_format.ids import Digest, OrderId, order_id_bytes
from qtf_format.keys import (
    hint,
    is_weak_sealing_key,
    public_keys,
    sealing_public,
    signing_public,
)
from qtf_format.manifest import Manifest, RefEntry, read_manifest
from qtf_format.model import Address, Order
from qtf_format.package import (
    FilePart,
    Kind,
    OrderPayload,
    Sealed,
    SealedFill,
    SealHeader,
    WorkstationKeys,
)
from qtf_format.parts import check_sizes, entry
from qtf_format.payloads import Keys, PairFill, Receipt, Trust
from qtf_format.problems import FormatProblem

__all__ = [
    "content_digest",
    "seal_order",
    "seal_pair_accept",
    "seal_pair_fill",
    "seal_receipt",
    "seal_trust",
]


def seal_order(
    header: SealHeader,
    ref_revision: int,
    order_id: OrderId,
    order: Order,
    addresses: Sequence[Address],
    files: Sequence[FilePart] = (),
) -> Sealed:
    """Seal one order with its addresses and files.

    Raises:
        FormatProblem: the content breaks a rule or a limit of the format; nothing was made.
    """
    payload = OrderPayload(order, tuple(addresses), tuple(files))
    parts = order_parts(payload)
    ref = RefEntry(
        oid=order_id_bytes(order_id),
        rev=ref_revision,
        num=order.number,
        typ=order.kind,
        hash=bytes.fromhex(raw_digest(parts["order"], parts["addresses"])),
    )
    return _seal(header, _Content(Kind.ORDER, parts, ref), _keys_lock(header.readers))


def seal_receipt(header: SealHeader, receipt: Receipt) -> Sealed:
    """Seal the office's answers to one workstation."""
    return _seal(
        header, _Content(Kind.RECEIPT, {"receipt": to_bytes(receipt)}), _keys_lock(header.readers)
    )


def seal_trust(header: SealHeader, trust: Trust) -> Sealed:
    """Seal the office's list of workstations."""
    return _seal(
        header, _Content(Kind.TRUST, {"trust": to_bytes(trust)}), _keys_lock(header.readers)
    )


def seal_pair_fill(header: SealHeader, code: str, fill: PairFill) -> SealedFill:
    """Seal everything a new workstation needs to a pairing code; `header.readers` does not matter.

    Raises:
        FormatProblem: E220, `code` is not a pairing code; or what the fill breaks.
    """
    parsed = parse_code(code)
    if parsed is None:
        raise FormatProblem(Code.E220)
    salt = secrets.token_bytes(outer.SALT_SIZE)
    keys = derive(parsed, salt)
    lock = _Lock(
        frame.MODE_CODE, outer.code_header(salt), (sealing_public(keys.secret),), keys.fill_key
    )
    sealed = _seal(header, _Content(Kind.PAIR_FILL, fill_parts(fill)), lock)
    return SealedFill(sealed, keys.accept_key)


def seal_pair_accept(
    header: SealHeader, accept_key: bytes, keys: Keys | WorkstationKeys, device: str = ""
) -> Sealed:
    """Seal a new workstation's answer: its public keys, proved by the code's accept key.

    `header.keys` are the new keys. `keys` is the record to send, or the new keys themselves
    together with the device's name.
    """
    if isinstance(keys, WorkstationKeys):
        signing, sealing = public_keys(keys)
        keys = Keys(sign=signing, seal=sealing, device=device)
    lock = _keys_lock(header.readers, accept_key)
    return _seal(header, _Content(Kind.PAIR_ACCEPT, {"keys": to_bytes(keys)}), lock)


@dataclass(frozen=True, slots=True)
class _Content:
    kind: Kind
    parts: dict[str, bytes]
    ref: RefEntry | None = None


@dataclass(frozen=True, slots=True)
class _Lock:
    """Who can open the file: mode, outer header, X25519 public keys, key of the pairing MAC."""

    mode: int
    outer: bytes
    readers: tuple[bytes, ...]
    mac_key: bytes | None = None


def _keys_lock(readers: Sequence[bytes], mac_key: bytes | None = None) -> _Lock:
    unique = tuple(sorted(set(readers)))
    if not 1 <= len(unique) <= outer.MAX_READERS:
        raise FormatProblem(Code.E302, "$.dst")
    if any(map(is_weak_sealing_key, unique)):
        raise FormatProblem(Code.E218, "$.dst")
    return _Lock(frame.MODE_KEYS, outer.keys_header([hint(key) for key in unique]), unique, mac_key)


def _seal(header: SealHeader, content: _Content, lock: _Lock) -> Sealed:
    read_payload(content.kind, content.parts)
    entries, stored = zip(*(entry(name, raw) for name, raw in content.parts.items()), strict=True)
    check_sizes(content.kind, entries)
    version = (frame.MAJOR, frame.MINOR)
    manifest = to_bytes(
        Manifest(
            v=version,
            kind=content.kind,
            spk=signing_public(header.keys.signing),
            dst=lock.readers,
            cid=bytes.fromhex(header.package_id),
            seq=header.sequence,
            at=header.sealed_at_ms,
            app=header.program,
            parts=entries,
            ref=content.ref,
        )
    )
    read_manifest(manifest, version)
    head, transcript = inner.build(
        (header.tenant, header.sender), manifest, lock.outer, header.keys.signing, lock.mac_key
    )
    body = agefile.encrypt((head, *stored), lock.readers)
    data = frame.wrap(lock.mode, lock.outer, body)
    return Sealed(
        data=data,
        digest=Digest(hashlib.sha256(data).hexdigest()),
        package_id=header.package_id,
        sequence=header.sequence,
        manifest_sha=Digest(hashlib.sha256(manifest).hexdigest()),
        transcript=transcript,
        file_name=frame.file_name(header.sender, header.sequence, header.package_id),
    )
