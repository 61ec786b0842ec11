"""The two key pairs of a workstation: Ed25519 says who wrote, X25519 says who may read.

Raw keys are 32 bytes. For age they take its own text form (Bech32), so that the stock `age`
program can open a file with the same key.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from qtf_format.bech32 import encode
from qtf_format.package import WorkstationKeys

__all__ = [
    "hint",
    "identity_text",
    "is_weak_sealing_key",
    "is_weak_signing_key",
    "new_keys",
    "public_keys",
    "recipient_text",
    "sealing_public",
    "sign",
    "signing_public",
    "verify",
]

_P = 2**255 - 19
_SIGN_BIT = 1 << 255

_ORDER_8_Y = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ED25519_Y = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})

_ORDER_8_U = (
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
)
_SMALL_X25519_U = frozenset(
    {0, 1, _P - 1, *(int.from_bytes(bytes.fromhex(u), "little") for u in _ORDER_8_U)}
)


def new_keys() -> WorkstationKeys:
    """Make the key pairs of a new workstation from the system's random source."""
    return WorkstationKeys(
        signing=Ed25519PrivateKey.generate().private_bytes_raw(),
        sealing=X25519PrivateKey.generate().private_bytes_raw(),
    )


def public_keys(keys: WorkstationKeys) -> tuple[bytes, bytes]:
    """Return (signing, sealing) public keys."""
    return signing_public(keys.signing), sealing_public(keys.sealing)


def signing_public(secret: bytes) -> bytes:
    """Return the Ed25519 public key of a 32-byte secret."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sealing_public(secret: bytes) -> bytes:
    """Return the X25519 public key of a 32-byte secret."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, message: bytes) -> bytes:
    """Return the Ed25519 signature of `message`."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether the Ed25519 signature is good; never under a weak key."""
    if is_weak_signing_key(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_weak_signing_key(public: bytes) -> bool:
    """Say whether an Ed25519 key is a small-order point or not canonically encoded (E218)."""
    number = int.from_bytes(public, "little")
    y = number & ~_SIGN_BIT
    return len(public) != 32 or y >= _P or y in _SMALL_ED25519_Y


def is_weak_sealing_key(public: bytes) -> bool:
    """Say whether an X25519 key is a small-order point or not canonically encoded (E218)."""
    u = int.from_bytes(public, "little")
    return len(public) != 32 or u >= _P or u in _SMALL_X25519_U


def hint(public: bytes) -> bytes:
    """Return the 8 bytes that name a reader in the outer header; trust never depends on them."""
    return hashlib.sha256(b"qtf/1/hint\0" + public).digest()[:8]


def recipient_text(public: bytes) -> str:
    """Return `age1...` for an X25519 public key."""
    return encode("age", public)


def identity_text(secret: bytes) -> str:
    """Return `AGE-SECRET-KEY-1...` for an X25519 secret."""
    return encode("age-secret-key-", secret).upper()
