"""A second, independent writer of `.qtf` files, for tests: deterministic, and able to go wrong.

It builds the manifest from plain dictionaries with `msgpack` and shares no code with
`qtf_format`; what it writes shows that `docs/FORMAT.md` says enough.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgpack
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import forge_age
from forge_age import AgeFaults, fixed_bytes

MAGIC = b"\x89QTF\r\n\x1a\n"

Bytes = Callable[[bytes], bytes]
Edit = Callable[[dict[str, Any]], None]


def packed(tree: Any) -> bytes:
    """Return canonical MessagePack."""
    raw: bytes = msgpack.packb(_sorted(tree))
    return raw


def _sorted(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _sorted(tree[key]) for key in sorted(tree)}
    return [_sorted(item) for item in tree] if isinstance(tree, list) else tree


def signing_public(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def hint(public: bytes) -> bytes:
    return hashlib.sha256(b"qtf/1/hint\0" + public).digest()[:8]


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it will lie in the file; `raw` and `stored` may contradict each other."""

    name: str
    raw: bytes
    stored: bytes | None = None
    raw_size: int | None = None

    def entry(self) -> dict[str, Any]:
        stored = self.raw if self.stored is None else self.stored
        return {
            "n": self.name,
            "c": 0 if self.stored is None else 1,
            "len": len(stored),
            "raw": len(self.raw) if self.raw_size is None else self.raw_size,
            "sha": sha(stored),
        }

    @property
    def bytes(self) -> bytes:
        return self.raw if self.stored is None else self.stored


def zipped(name: str, raw: bytes) -> Part:
    compressor = zstandard.ZstdCompressor(level=3, write_content_size=True)
    return Part(name, raw, compressor.compress(raw))


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything one file says. `label` feeds every random byte."""

    label: str
    kind: str
    tenant: bytes
    sender: bytes
    signing: bytes
    readers: tuple[bytes, ...]
    parts: tuple[Part, ...]
    seq: int = 1
    ref: dict[str, Any] | None = None
    mac_key: bytes | None = None
    salt: bytes | None = None
    at: int = 1_790_000_000_000
    app: str = "qtf-export 0.1.0"
    minor: int = 0


def _same(data: bytes) -> bytes:
    return data


def _keep(_tree: dict[str, Any]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Faults:
    """What may go wrong, from the inside out; everything further out is made to fit again."""

    tree: Edit = _keep
    manifest: Bytes = _same
    signed: Bytes = _same
    signature: Bytes = _same
    signer: bytes | None = None
    mac: Bytes = _same
    parts: Bytes = _same
    inner: Bytes = _same
    dst: tuple[bytes, ...] | None = None
    hints: tuple[bytes, ...] | None = None
    outer: Bytes = _same
    age: AgeFaults = field(default_factory=AgeFaults)
    preamble: Edit = _keep
    file: Bytes = _same
    late_outer: Bytes = _same


NO_FAULTS = Faults()


@dataclass(frozen=True, slots=True)
class Forged:
    """A finished file and what tests want to know of it."""

    data: bytes
    manifest: bytes
    transcript: bytes


def forge(draft: Draft, faults: Faults = NO_FAULTS) -> Forged:
    """Write one file."""
    outer = faults.outer(_outer(draft, faults))
    manifest = faults.manifest(_manifest(draft, faults))
    head = b"QTFI" + draft.tenant + draft.sender + struct.pack(">I", len(manifest)) + manifest
    transcript = sha(outer) + head[4:]
    signed = faults.signed(b"qtf/1/sign\0" + transcript)
    signature = faults.signature(sign(faults.signer or draft.signing, signed))
    mac = bytes(32)
    if draft.mac_key is not None:
        mac = hmac.digest(draft.mac_key, b"qtf/1/pair\0" + transcript, "sha256")
    parts = faults.parts(b"".join(part.bytes for part in draft.parts))
    plain = faults.inner(head + signature + faults.mac(mac) + parts)
    body = forge_age.seal(plain, draft.readers, draft.label, faults.age)
    data = frame(draft, faults.late_outer(outer), body, faults.preamble)
    return Forged(faults.file(data), manifest, transcript)


def _outer(draft: Draft, faults: Faults) -> bytes:
    if draft.salt is not None:
        return draft.salt + struct.pack(">IBB", 262144, 3, 1)
    hints = faults.hints
    if hints is None:
        hints = tuple(hint(key) for key in sorted(draft.readers))
    return bytes([len(hints)]) + b"".join(hints)


def _manifest(draft: Draft, faults: Faults) -> bytes:
    tree: dict[str, Any] = {
        "v": [1, draft.minor],
        "kind": draft.kind,
        "spk": signing_public(draft.signing),
        "dst": sorted(faults.dst or draft.readers),
        "cid": fixed_bytes(draft.label + "/cid", 16),
        "seq": draft.seq,
        "at": draft.at,
        "app": draft.app,
        "parts": [part.entry() for part in draft.parts],
    }
    if draft.ref is not None:
        tree["ref"] = dict(draft.ref)
    faults.tree(tree)
    return packed(tree)


def frame(draft: Draft, outer: bytes, body: bytes, edit: Edit = _keep) -> bytes:
    """Return preamble, outer header, body and SHA-256; `edit` changes the preamble's fields."""
    fields: dict[str, Any] = {
        "magic": MAGIC,
        "major": 1,
        "minor": draft.minor,
        "mode": 1 if draft.salt is None else 2,
        "reserved": 0,
        "H": len(outer),
        "B": len(body),
    }
    edit(fields)
    head = struct.pack(">8sHHHHIQ", *fields.values())
    content = head + struct.pack(">I", zlib.crc32(head)) + outer + body
    return content + sha(content)


def rehash(data: bytes) -> bytes:
    """Return `data` with its last 32 bytes made to fit."""
    return data[:-32] + sha(data[:-32])


def with_tree(part: str, draft: Draft, edit: Edit) -> Draft:
    """Return `draft` with the map in one MessagePack part changed."""
    return with_raw(part, draft, lambda raw: _edited(raw, edit))


def with_raw(name: str, draft: Draft, change: Bytes) -> Draft:
    """Return `draft` with the raw bytes of one part changed; hashes fit, `ref.hash` included."""
    parts = tuple(
        zipped(name, change(part.raw)) if part.name == name else part for part in draft.parts
    )
    return replace(draft, parts=parts, ref=order_ref(draft.ref, parts))


def order_ref(ref: dict[str, Any] | None, parts: Sequence[Part]) -> dict[str, Any] | None:
    """Return `ref` with the hash of the raw order and addresses."""
    raw = {part.name: part.raw for part in parts}
    if ref is None or "order" not in raw or "addresses" not in raw:
        return ref
    content = sha(b"qtf/1/content\0" + sha(raw["order"]) + sha(raw["addresses"]))
    return {**ref, "hash": content}


def _edited(raw: bytes, edit: Edit) -> bytes:
    tree = msgpack.unpackb(raw)
    edit(tree)
    return packed(tree)
