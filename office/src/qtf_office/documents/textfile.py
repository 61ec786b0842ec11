"""Text files without a declared encoding: which one it is, and that they are text at all."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from qtf_office.documents.intake import Intake, refuse

__all__ = ["decode_text"]

_BINARY = re.compile(rb"\x00")  # other control characters occur in old lists and are cleaned later
_LETTERS = "äöüÄÖÜß°²³§éèàØ"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode_text(
    data: bytes, intake: Intake, *, else_in: Literal["cp850", "cp1252"]
) -> tuple[str, str]:
    """Return the text and the name of its encoding; which one was taken is noted.

    UTF-8 where it is valid; else code page 850 or Windows-1252, whichever makes letters of more
    of the bytes (`else_in` where both make as many).

    Raises:
        Unreadable: unknown-format where the bytes are not text.
    """
    for mark, name in _UTF16.items():
        if data.startswith(mark):
            return _strict(data, name), "UTF-16"
    if _BINARY.search(data):
        raise refuse("unknown-format")
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    best = max(("cp850", "cp1252"), key=lambda name: (_letters(data, name), name == else_in))
    shown = {"cp850": "CP850", "cp1252": "Windows-1252"}[best]
    intake.warn("encoding-used", used=shown)
    return data.decode(best, "replace"), shown


def _letters(data: bytes, name: str) -> int:
    high = data.translate(None, bytes(range(0x80)))
    return sum(char in _LETTERS for char in high.decode(name, "replace"))


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise refuse("damaged", name.upper()) from error
