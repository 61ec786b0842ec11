"""Names and contents of attached files (section 11): E316.

A name is for display only; it is never used as a path. It must still be one that no system
takes for something else.
"""

from __future__ import annotations

import re

from qtf_format.fields import is_clean
from qtf_format.model import Attachment

__all__ = ["MEDIA_TYPES", "broken_attachment", "is_good_name", "media_type_of"]

_STARTS = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
MEDIA_TYPES = frozenset(_STARTS)

_FORBIDDEN = re.compile(r'[/\\:*?"<>|\n]')
_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE
)


def is_good_name(name: str) -> bool:
    """Say whether a display name is allowed."""
    stem = name.partition(".")[0].rstrip(" ")
    return (
        1 <= len(name) <= 100
        and is_clean(name)
        and not _FORBIDDEN.search(name)
        and name[-1] not in ". "
        and not _DEVICE.fullmatch(stem)
    )


def media_type_of(data: bytes) -> str | None:
    """Return the media type by content: PDF, PNG or JPEG; None for anything else."""
    for media_type, start in _STARTS.items():
        if data.startswith(start):
            return media_type
    return None


def broken_attachment(attachments: tuple[Attachment, ...]) -> str | None:
    """Return the path of the first attachment with a bad name or type, or None."""
    for index, attachment in enumerate(attachments):
        if not is_good_name(attachment.name):
            return f"$.attachments[{index}].name"
        if attachment.media_type not in MEDIA_TYPES:
            return f"$.attachments[{index}].media-type"
    return None
