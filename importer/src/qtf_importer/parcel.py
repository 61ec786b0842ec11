"""One file on its way through the importer, before and after it has been opened.

Names and places of files are for display only: nothing is ever decided by them (rule 50).
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field

from qtf_format.ids import Digest
from qtf_office.clock import Instant

__all__ = ["HAND", "NAME_LIMIT", "Parcel", "display_name", "parcel_of"]

HAND = "hand"
"""Stands for the channel of a file that a person gave us."""

NAME_LIMIT = 255
"""Longest file name kept for display; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The bytes of one file and where they came from.

    `token` is the channel's handle of this very delivery; None where a person gave the file.
    `is_delivery` False: nobody brought it now, it was taken from the archive to look again.
    """

    data: bytes = field(repr=False)
    digest: Digest
    file_name: str
    channel: str
    arrived_at: Instant
    token: str | None = None
    is_delivery: bool = True

    @property
    def delivery(self) -> str | None:
        """Name this very delivery; None where it has no name."""
        return None if self.token is None else f"{self.channel}/{self.token}"

    @property
    def by_hand(self) -> bool:
        """Say whether a person gave us this file."""
        return self.channel == HAND


def parcel_of(
    data: bytes, file_name: str, channel: str, at: Instant, token: str | None = None
) -> Parcel:
    """Return the parcel of a file that was just read."""
    digest = Digest(hashlib.sha256(data).hexdigest())
    return Parcel(data, digest, display_name(file_name), channel, at, token)


def display_name(name: str) -> str:
    """Return a file name that is safe to show and to store: one line, no tricks, not too long.

    Control characters, direction marks and bytes that are no text become visible escapes
    (`\\x0a`, `\\u202e`), so that a name can neither fake another one nor break a list.
    """
    shown = "".join(c if _is_harmless(c) else _escaped(c) for c in name)
    return shown if len(shown) <= NAME_LIMIT else shown[: NAME_LIMIT - 1] + "…"


def _is_harmless(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ" or character == " "


def _escaped(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that is no UTF-8, as os.fsdecode hands it over
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
