"""The decrypted body: tenant, sender, manifest, signature, MAC, parts (section 7)."""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import sign

__all__ = ["NO_MAC", "Inner", "build", "pairing_mac", "parse", "sign_message"]

_MAGIC = b"QTFI"
_HEAD = struct.Struct(">4s16s16sI")
_SIGNATURE_SIZE = 64
_MAC_SIZE = 32
NO_MAC = bytes(_MAC_SIZE)


@dataclass(frozen=True, slots=True)
class Inner:
    """A body taken apart. `transcript` is S of section 7: what signature and MAC cover."""

    tenant: TenantId
    sender: WorkstationId
    manifest: bytes
    signature: bytes
    mac: bytes
    parts: memoryview
    transcript: bytes


def parse(body: bytes, outer: bytes) -> Inner | None:
    """Take a decrypted body apart; None where the magic or a length is wrong (E203)."""
    if len(body) < _HEAD.size:
        return None
    magic, tenant, sender, size = _HEAD.unpack_from(body)
    end = _HEAD.size + size
    rest = end + _SIGNATURE_SIZE + _MAC_SIZE
    if magic != _MAGIC or not 1 <= size <= 65536 or rest > len(body):
        return None
    return Inner(
        tenant=TenantId(tenant.hex()),
        sender=WorkstationId(sender.hex()),
        manifest=body[_HEAD.size : end],
        signature=body[end : end + _SIGNATURE_SIZE],
        mac=body[end + _SIGNATURE_SIZE : rest],
        parts=memoryview(body)[rest:],
        transcript=hashlib.sha256(outer).digest() + body[4:end],
    )


def build(
    origin: tuple[TenantId, WorkstationId],
    manifest: bytes,
    outer: bytes,
    signing_secret: bytes,
    mac_key: bytes | None = None,
) -> tuple[bytes, bytes]:
    """Return (everything before the parts, transcript S)."""
    tenant, sender = map(bytes.fromhex, origin)
    head = _HEAD.pack(_MAGIC, tenant, sender, len(manifest)) + manifest
    transcript = hashlib.sha256(outer).digest() + head[4:]
    signature = sign(signing_secret, sign_message(transcript))
    mac = pairing_mac(mac_key, transcript) if mac_key is not None else NO_MAC
    return head + signature + mac, transcript


def sign_message(transcript: bytes) -> bytes:
    """Return what is signed."""
    return b"qtf/1/sign\0" + transcript


def pairing_mac(key: bytes, transcript: bytes) -> bytes:
    """Return the MAC that proves the pairing code."""
    return hmac.digest(key, b"qtf/1/pair\0" + transcript, "sha256")
