"""Files embedded in a document: taken over when their content is a PDF, PNG or JPEG.

The type a document declares is not believed, and a link to the web is never followed.
"""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256

from qtf_format.filerules import is_good_name, media_type_of
from qtf_format.ids import Digest
from qtf_format.model import Attachment
from qtf_format.package import FilePart
from qtf_office.documents.intake import Intake, clean

__all__ = ["embedded_files"]

FILE_LIMIT = 10 * 1024 * 1024  # format section 13: a file part, and 20 of them
FILES_LIMIT = 20
_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
}


def embedded_files(
    found: list[tuple[str | None, str]], intake: Intake
) -> list[tuple[Attachment, FilePart]]:
    """Return the usable files of (name, base64 text); the others are noted by name."""
    usable: dict[Digest, tuple[Attachment, FilePart]] = {}
    for place, (name, text) in enumerate(found, start=1):
        data = _decoded(text)
        media_type = media_type_of(data)
        shown_name = name or f"{place}"
        if media_type is None or len(data) > FILE_LIMIT or len(usable) >= FILES_LIMIT:
            intake.warn("attachment", value=shown_name)
            continue
        digest = Digest(sha256(data).hexdigest())
        attachment = Attachment(
            name=_file_name(shown_name, _ENDINGS[media_type]),
            media_type=media_type,
            sha256=digest,
            size=len(data),
        )
        usable.setdefault(digest, (attachment, FilePart(digest, data)))
    return list(usable.values())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _file_name(name: str, endings: tuple[str, ...]) -> str:
    """Return a harmless display name with an ending that fits the content (format section 11)."""
    plain, _ = clean(name, multi_line=False)
    plain = re.sub(r'[/\\:*?"<>|]', "_", plain).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or ending.lower() not in endings:
        stem, ending = plain, endings[0]
    named = f"{stem[:90].rstrip('. ') or 'Anhang'}.{ending}"
    return named if is_good_name(named) else f"_{named}"
