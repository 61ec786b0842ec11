"""The one place that touches the age library: seal for readers, open with secrets (section 6).

Everything goes through small readers and writers in memory: the library's one-call functions
would hold a large file three more times.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pyrage  # type: ignore[import-untyped]  # ships no type information

from qtf_format.keys import identity_text, recipient_text

__all__ = ["decrypt", "encrypt"]


def encrypt(pieces: Sequence[bytes], readers: Iterable[bytes]) -> bytes:
    """Return one binary age file of all pieces, for the given X25519 public keys."""
    recipients = [pyrage.x25519.Recipient.from_str(recipient_text(key)) for key in readers]
    sealed = io.BytesIO()
    pyrage.encrypt_io(_Source(pieces), sealed, recipients)
    return sealed.getvalue()


def decrypt(body: bytes | memoryview, secrets: Iterable[bytes]) -> bytes | None:
    """Return the plaintext, or None where none of the X25519 secrets opens the file.

    What was written before a later chunk proved broken is thrown away unseen. The header must
    have passed `age_header.check`.
    """
    identities = [pyrage.x25519.Identity.from_str(identity_text(secret)) for secret in secrets]
    plain = io.BytesIO()
    try:
        pyrage.decrypt_io(_Source([body]), plain, identities)
    except (pyrage.DecryptError, OSError):  # a broken chunk comes as an OSError
        return None
    return plain.getvalue()


class _Source:
    """Gives pieces of bytes one after the other, as a file would."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        self._pieces = [memoryview(piece) for piece in pieces if len(piece)]
        self._pieces.reverse()

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end."""
        if not self._pieces:
            return b""
        piece = self._pieces.pop()
        if len(piece) > size:
            self._pieces.append(piece[size:])
        return bytes(piece[:size])
