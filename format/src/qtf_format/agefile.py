"""The one place that touches the age library: seal for readers, open with secrets (section 6)."""

from __future__ import annotations

from collections.abc import Iterable

import pyrage  # type: ignore[import-untyped]  # ships no type information

from qtf_format.keys import identity_text, recipient_text

__all__ = ["decrypt", "encrypt"]


def encrypt(plain: bytes, readers: Iterable[bytes]) -> bytes:
    """Return one binary age file for the given X25519 public keys."""
    recipients = [pyrage.x25519.Recipient.from_str(recipient_text(key)) for key in readers]
    sealed: bytes = pyrage.encrypt(plain, recipients)
    return sealed


def decrypt(body: bytes | memoryview, secrets: Iterable[bytes]) -> bytes | None:
    """Return the plaintext, or None where none of the X25519 secrets opens the file.

    The library gives nothing away before the last chunk is authenticated. The header must have
    passed `age_header.check`.
    """
    identities = [pyrage.x25519.Identity.from_str(identity_text(secret)) for secret in secrets]
    try:
        plain: bytes = pyrage.decrypt(bytes(body), identities)
    except pyrage.DecryptError:
        return None
    return plain
