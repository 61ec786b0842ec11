"""The operating system's file calls, in one place, so that tests can make each of them fail.

Everything POSIX or Windows alone has is marked here. Nothing in here knows what a package is.
All calls raise OSError as the operating system does, except where a file that is gone is an
ordinary answer.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Content", "Disk", "Stamp", "temporary_name"]

# Not every platform has these; 0 asks for nothing. POSIX: never follow a link, never wait for the
# other end of a pipe, never leak a handle to a child. Windows: no line-end conversion.
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_OPEN = (
    os.O_RDONLY
    | _NO_FOLLOW
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_BINARY", 0)
)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | (_OPEN & ~getattr(os, "O_NONBLOCK", 0))

# Windows file attributes of an online-only placeholder: opening or reading it calls the cloud.
_RECALL = 0x400000 | 0x40000 | 0x1000
_CHUNK = 1 << 20

# Gone, or (ELOOP) a link by now.
_NOTHING_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO}


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int
    placeholder: bool = False


class Content(NamedTuple):
    """Bytes of a file, and its state before and after they were read."""

    data: bytes
    before: Stamp
    after: Stamp


def temporary_name() -> str:
    """Return a fresh name for a file that is not finished (format 3.3)."""
    return f".~q-{secrets.token_hex(8)}.part"


class Disk:
    """The real file system."""

    def entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """Go through `folder` without opening anything in it."""
        with os.scandir(folder) as entries:
            yield from entries

    def folder_stamp(self, folder: str) -> tuple[int, int, int]:
        """Return what changes when an entry comes, goes or is renamed, or the folder is another."""
        status = os.stat(folder)
        return status.st_mtime_ns, status.st_ino, status.st_dev

    def stamp(self, path: str) -> Stamp | None:
        """Return the state of the plain file `path`; None: gone, or something else."""
        try:
            status = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _stamp(status) if stat.S_ISREG(status.st_mode) else None

    def may_be_placeholder(self, path: str) -> bool:
        """Tell whether it is worth asking: only Windows shows placeholders as such."""
        return os.name == "nt"

    def head(self, path: str, count: int) -> bytes | None:
        """Return the first bytes of the plain file `path`; None: gone, or something else."""
        opened = self._open(path)
        if opened is None:
            return None
        try:
            return os.read(opened[0], count)
        finally:
            os.close(opened[0])

    def read(self, path: str, limit: int, *, recall: bool = False) -> Content | None:
        """Read the plain file `path` from one handle, at most `limit` bytes; None: gone.

        A placeholder is not opened, unless `recall`: then this may take for ever.
        """
        if not recall and self.may_be_placeholder(path):
            seen = self.stamp(path)
            if seen is not None and seen.placeholder:
                return Content(b"", seen, seen)
        opened = self._open(path)
        if opened is None:
            return None
        handle, before = opened
        try:
            data = bytearray()
            while len(data) < limit:
                piece = os.read(handle, min(_CHUNK, limit - len(data)))
                if not piece:
                    break
                data += piece
            return Content(bytes(data), before, _stamp(os.fstat(handle)))
        finally:
            os.close(handle)

    def digest(self, path: str, limit: int) -> tuple[str, Stamp] | None:
        """Return SHA-256 (hex) of what `read` would give, and the state; None: gone."""
        content = self.read(path, limit)
        if content is None:
            return None
        return hashlib.sha256(content.data).hexdigest(), content.after

    def _open(self, path: str) -> tuple[int, Stamp] | None:
        # Where the system cannot refuse links at opening (Windows), the inode tells.
        inode = None
        if not _NO_FOLLOW:
            seen = self.stamp(path)
            if seen is None:
                return None
            inode = seen.inode
        try:
            handle = os.open(path, _OPEN)
        except OSError as error:
            if error.errno in _NOTHING_THERE:
                return None
            raise
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or inode not in (None, status.st_ino):
            os.close(handle)
            return None
        return handle, _stamp(status)

    def write_new(self, path: str, data: bytes) -> None:
        """Write a file that must not exist yet, down to the disk."""
        handle = os.open(path, _CREATE, 0o666)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)

    def replace(self, source: str, target: str) -> None:
        """Rename over whatever is there."""
        os.replace(source, target)

    def link(self, source: str, target: str) -> None:
        """Give a file a second name; never over an existing one."""
        if os.link in os.supports_follow_symlinks:
            os.link(source, target, follow_symlinks=False)
        else:
            os.link(source, target)

    def unlink(self, path: str) -> None:
        """Remove one name of a file; gone already is fine."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)

    def make_folder(self, folder: str, *, parents: bool = False) -> bool:
        """Make a folder if it is not there; True: it was made now."""
        if parents:
            was_there = os.path.isdir(folder)
            Path(folder).mkdir(parents=True, exist_ok=True)
            return not was_there
        try:
            os.mkdir(folder)
        except FileExistsError:
            if not self.is_real_folder(folder):
                raise
            return False
        return True

    def is_real_folder(self, folder: str) -> bool:
        """Tell whether `folder` is a folder and no link to one."""
        try:
            return stat.S_ISDIR(os.lstat(folder).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def is_folder(self, folder: str) -> bool:
        """Tell whether `folder` is a folder; raises where that cannot be found out."""
        try:
            return stat.S_ISDIR(os.stat(folder).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def sync_folder(self, folder: str) -> None:
        """Bring names made in `folder` down to the disk.

        Windows cannot open a folder and writes its names through; some network shares do not
        offer it for folders.
        """
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
                raise
        finally:
            os.close(handle)

    def free_bytes(self, folder: str) -> int:
        """Return how many bytes may still be written."""
        return shutil.disk_usage(folder).free


def _stamp(status: os.stat_result) -> Stamp:
    recall = bool(getattr(status, "st_file_attributes", 0) & _RECALL)
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns, recall)
