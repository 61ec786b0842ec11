"""The six digits that both screens show when a workstation is paired (section 14.3)."""

from __future__ import annotations

import hashlib

__all__ = ["comparison_number"]


def comparison_number(fill_transcript: bytes, accept_transcript: bytes) -> str:
    """Return the comparison number of a fill and the answer to it, always six digits.

    The arguments are the transcripts S of both packages (`Sealed.transcript`, `Opened.transcript`).
    """
    digest = hashlib.sha256(b"qtf/1/sas\0" + fill_transcript + accept_transcript).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"
