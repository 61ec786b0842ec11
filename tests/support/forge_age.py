"""A second, independent writer of age v1 files, for tests: deterministic, and able to go wrong.

It knows nothing of the product. Every random byte comes from a label, so that test vectors are
the same on every run.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 64 * 1024
VERSION = b"age-encryption.org/v1"


def fixed_bytes(label: str, size: int = 32) -> bytes:
    """Return bytes that depend on nothing but the label."""
    return hashlib.shake_256(b"qtf test vectors / " + label.encode()).digest(size)


def b64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def public_of(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def stanza(type_: bytes, *arguments: bytes, body: bytes = b"") -> bytes:
    """Return one stanza in text, its body in lines of 64, the last one shorter."""
    text = b64(body)
    lines = [text[i : i + 64] for i in range(0, len(text) + 1, 64)]
    return b" ".join((b"->", type_, *arguments)) + b"\n" + b"\n".join(lines) + b"\n"


def x25519_stanza(public: bytes, file_key: bytes, label: str) -> bytes:
    ephemeral = X25519PrivateKey.from_private_bytes(fixed_bytes(label + "/ephemeral"))
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    wrap_key = _hkdf(shared, share + public, b"age-encryption.org/v1/X25519")
    return stanza(
        b"X25519", b64(share), body=ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    )


def _same(data: bytes) -> bytes:
    return data


def _same_chunks(chunks: list[bytes]) -> list[bytes]:
    return chunks


@dataclass(frozen=True, slots=True)
class AgeFaults:
    """What may go wrong. `stanzas` and `header` change before the header's MAC is made."""

    before: Sequence[bytes] = ()
    after: Sequence[bytes] = ()
    header: Callable[[bytes], bytes] = _same
    mac: Callable[[bytes], bytes] = _same
    chunks: Callable[[list[bytes]], list[bytes]] = _same_chunks
    body: Callable[[bytes], bytes] = _same
    file_key_size: int = 16
    stream: Callable[[ChaCha20Poly1305, bytes], list[bytes]] | None = None


def seal(
    plain: bytes, readers: Sequence[bytes], label: str, faults: AgeFaults | None = None
) -> bytes:
    """Return a binary age file for X25519 public keys."""
    faults = faults or AgeFaults()
    file_key = fixed_bytes(label + "/file key", faults.file_key_size)
    stanzas = [x25519_stanza(key, file_key, f"{label}/{i}") for i, key in enumerate(readers)]
    header = VERSION + b"\n" + b"".join((*faults.before, *stanzas, *faults.after)) + b"---"
    header = faults.header(header)
    mac = hmac.digest(_hkdf(file_key, b"", b"header"), header, "sha256")
    nonce = fixed_bytes(label + "/nonce", 16)
    payload_key = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
    chunks = faults.chunks((faults.stream or stream)(payload_key, plain))
    return faults.body(header + b" " + faults.mac(b64(mac)) + b"\n" + nonce + b"".join(chunks))


def stream(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    """Return the payload's chunks: 64 KiB each, the last one marked."""
    pieces = [plain[i : i + CHUNK] for i in range(0, len(plain), CHUNK)] or [b""]
    last = len(pieces) - 1
    return [chunk(key, number, piece, number == last) for number, piece in enumerate(pieces)]


def chunk(key: ChaCha20Poly1305, number: int, piece: bytes, is_last: bool) -> bytes:
    """Return one chunk of the payload."""
    return key.encrypt(number.to_bytes(11) + bytes([is_last]), piece, None)
