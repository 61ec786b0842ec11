"""Turn what the operating system says about an exchange folder into errors people can act on."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator

from qtf_format.channel import ChannelError, ChannelPaused, ChannelUnreachable
from qtf_transport import messages

__all__ = ["disk_trouble", "is_busy", "is_forbidden"]

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_HELD_BY_ANOTHER = {32, 33}  # Windows: sharing or lock violation, told as "not allowed"
_GONE = {errno.ENOENT, errno.ENOTDIR}
# A file in somebody else's hands, or one that may not be read: this one waits, others go on.
_BUSY = {errno.EBUSY, errno.EAGAIN, errno.ETXTBSY, errno.EIO, errno.ETIMEDOUT} | _FORBIDDEN


def is_busy(error: OSError) -> bool:
    """Tell whether `error` is about one file that may be readable later."""
    return error.errno in _BUSY


def is_forbidden(error: OSError) -> bool:
    """Tell whether `error` says that nothing may be changed here, now and later."""
    if getattr(error, "winerror", None) in _HELD_BY_ANOTHER:
        return False
    return error.errno in _FORBIDDEN or error.errno == errno.EROFS


@contextlib.contextmanager
def disk_trouble(channel: str, folder: str) -> Iterator[None]:
    """Convert every OSError of the block into a ChannelError with advice."""
    try:
        yield
    except ChannelError:
        raise
    except OSError as error:
        raise _converted(error, channel, folder) from error


def _converted(error: OSError, channel: str, folder: str) -> ChannelError:
    detail = os.strerror(error.errno) if error.errno else str(error)
    fields = {"channel": channel, "folder": folder, "detail": detail}
    if error.errno in _FULL:
        return ChannelUnreachable(advice=messages.FOLDER_FULL, **fields)
    if error.errno == errno.EROFS:
        return ChannelError(advice=messages.READ_ONLY, **fields)
    if error.errno in _FORBIDDEN:
        return ChannelError(advice=messages.NOT_ALLOWED, **fields)
    if error.errno in _GONE:
        return ChannelPaused(advice=messages.FOLDER_GONE, **fields)
    return ChannelUnreachable(advice=messages.NOT_REACHABLE, **fields)
