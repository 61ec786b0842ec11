"""Files embedded in a document: taken over when their content is a PDF, PNG or JPEG.

The type a document declares is not believed, and a link to the web is never followed.
"""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256

from qtf_format.ids import Digest
from qtf_format.model import Attachment
from qtf_format.package import FilePart
from qtf_office.documents.intake import Intake, clean

__all__ = ["embedded_files"]

FILE_LIMIT = 10 * 1024 * 1024  # format section 13: a file part, and 20 of them
FILES_LIMIT = 20
NAME_LIMIT = 100
_TYPES = ((b"%PDF-", "application/pdf", "pdf"), (b"\x89PNG\r\n\x1a\n", "image/png", "png"))
_JPEG = (b"\xff\xd8\xff", "image/jpeg", "jpg")
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def embedded_files(
    found: list[tuple[str | None, str]], intake: Intake
) -> list[tuple[Attachment, FilePart]]:
    """Return the usable files of (name, base64 text); the others are noted by name."""
    usable: dict[Digest, tuple[Attachment, FilePart]] = {}
    for place, (name, text) in enumerate(found, start=1):
        data = _decoded(text)
        kind = next((t for t in (*_TYPES, _JPEG) if data.startswith(t[0])), None)
        shown_name = name or f"{place}"
        if kind is None or len(data) > FILE_LIMIT or len(usable) >= FILES_LIMIT:
            intake.warn("attachment", value=shown_name)
            continue
        digest = Digest(sha256(data).hexdigest())
        safe = _file_name(shown_name, kind[2])
        attachment = Attachment(name=safe, media_type=kind[1], sha256=digest, size=len(data))
        usable.setdefault(digest, (attachment, FilePart(digest, data)))
    return list(usable.values())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _file_name(name: str, ending: str) -> str:
    """Return a harmless display name with the ending that fits the content (format section 11)."""
    plain, _ = clean(name, multi_line=False)
    plain = re.sub(r'[/\\:*?"<>|]', "_", plain).strip(". ")
    if _DEVICES.match(plain) or not plain:
        plain = f"_{plain}"
    stem = plain.rpartition(".")[0] or plain
    known = plain.lower().endswith((f".{ending}", ".jpeg" if ending == "jpg" else f".{ending}"))
    return plain[:NAME_LIMIT] if known and len(plain) <= NAME_LIMIT else f"{stem[:90]}.{ending}"
