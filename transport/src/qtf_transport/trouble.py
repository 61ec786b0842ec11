"""Turn what the operating system says about an exchange folder into errors people can act on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import TracebackType

from qtf_format.channel import ChannelError, ChannelPaused, ChannelUnreachable
from qtf_transport import messages

__all__ = ["DiskTrouble", "is_busy", "is_forbidden"]

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_HELD_BY_ANOTHER = {32, 33}  # Windows: sharing or lock violation, told as "not allowed"
_UNUSABLE = {errno.EROFS, errno.EEXIST, errno.ENOTDIR}
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
    return error.errno in _FORBIDDEN or error.errno in _UNUSABLE


class DiskTrouble:
    """A block in which every OSError becomes a ChannelError with advice; may be used again.

    `note` is told every ChannelError that leaves the block. It is a class because a generator's
    context manager costs more than some of the file calls inside.
    """

    def __init__(
        self, channel: str, folder: str, note: Callable[[ChannelError], None] | None = None
    ) -> None:
        """Take what the error will name, and who wants to know of it."""
        self._channel, self._folder, self._note = channel, folder, note

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Convert what the operating system said."""
        if isinstance(error, ChannelError):
            self._tell(error)
        elif isinstance(error, OSError):
            converted = _converted(error, self._channel, self._folder)
            self._tell(converted)
            raise converted from error

    def _tell(self, error: ChannelError) -> None:
        if self._note is not None:
            self._note(error)


def _converted(error: OSError, channel: str, folder: str) -> ChannelError:
    detail = os.strerror(error.errno) if error.errno else str(error)
    fields = {"channel": channel, "folder": folder, "detail": detail}
    if error.errno in _FULL:
        return ChannelUnreachable(advice=messages.FOLDER_FULL, **fields)
    if error.errno == errno.EROFS:
        return ChannelError(advice=messages.READ_ONLY, **fields)
    if error.errno in _FORBIDDEN:
        return ChannelError(advice=messages.NOT_ALLOWED, **fields)
    if error.errno == errno.EEXIST:
        fields["folder"] = str(error.filename or folder)
        return ChannelError(advice=messages.BOX_IS_NO_FOLDER, **fields)
    if error.errno in _GONE:
        return ChannelPaused(advice=messages.FOLDER_GONE, **fields)
    return ChannelUnreachable(advice=messages.NOT_REACHABLE, **fields)
