"""Writing files so that a power cut leaves either the old or the new one.

The only place in this distribution that knows what a file system must be told to make a file
last, and where Windows differs.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from qtf_office.errors import DiskFull, FolderReadOnly

__all__ = ["OWNER_ONLY", "POSIX", "disk_errors", "sync_folder", "write_synced", "write_whole"]

POSIX = os.name == "posix"

OWNER_ONLY = 0o600
"""File mode of everything that holds a secret."""

_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn a full or read-only disk into our errors; other `OSError`s pass."""
    try:
        yield
    except (DiskFull, FolderReadOnly):
        raise
    except OSError as problem:
        if problem.errno in _FULL:
            raise DiskFull(place=str(place)) from problem
        if problem.errno in _READ_ONLY:
            raise FolderReadOnly(place=str(place)) from problem
        raise


def sync_folder(folder: Path) -> None:
    """Make names in `folder` last.

    Windows: a folder cannot be opened for this; NTFS keeps names in its own journal.
    """
    if not POSIX:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Create `path` with `data` and wait until the disk has it. The name is not synced yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace `path` by `data`, durably, whole or not at all."""
    with disk_errors(path.parent):
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            beside = Path(file.name)
        try:
            os.chmod(beside, mode)
            write_synced(beside, data, mode)
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
