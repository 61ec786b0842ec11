"""What the container itself says of the bytes in a channel (format 3.1), without any key."""

from __future__ import annotations

import hashlib

from qtf_format import frame
from qtf_format.package import FileState

__all__ = ["HEAD_BYTES", "SIZE_LIMIT", "look", "may_be_package"]

HEAD_BYTES = frame.PREAMBLE_SIZE

# Format section 13: a file taken from a mailbox or watched folder.
SIZE_LIMIT = frame.FOLDER_LIMIT

_BASE64_MAGIC = b"iVFURg0KGg"


def may_be_package(head: bytes) -> bool:
    """Tell from the first `HEAD_BYTES` whether a file is, or may become, one of ours."""
    return head.startswith((frame.MAGIC, _BASE64_MAGIC)) or frame.MAGIC.startswith(head)


def look(data: bytes) -> tuple[FileState, str]:
    """Return the state of a file and its SHA-256 (hex).

    `data` is the whole file, or one byte more than the limit: too large, which is as final as
    complete.
    """
    seen = frame.look(data)
    plain = seen.frame is not None and data.startswith(frame.MAGIC)
    digest = seen.frame.digest if seen.frame and plain else hashlib.sha256(data).hexdigest()
    too_large = len(data) > SIZE_LIMIT and seen.state is FileState.INCOMPLETE
    return FileState.COMPLETE if too_large else seen.state, digest
