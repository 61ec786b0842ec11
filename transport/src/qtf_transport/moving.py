"""Publishing a file and putting a finished one away, without ever losing other bytes."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os

from qtf_transport.disk import Disk, Stamp, temporary_name
from qtf_transport.names import DONE, with_suffix

__all__ = ["publish", "put_away"]

# File systems without hard links say one of these; so does Linux about files of somebody else.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}

_MOST_NAMES = 1000


def publish(disk: Disk, folder: str, name: str, data: bytes) -> None:
    """Write `data` to `folder` under `name`: whole or not at all, and durably.

    The same bytes under that name already: nothing is done. Other bytes: they stay, and the new
    ones get a name of their own. Source: rule 50, format 3.3.
    """
    target = _free_or_same(disk, folder, name, data)
    if target is None:
        return
    temporary = os.path.join(folder, temporary_name())
    try:
        disk.write_new(temporary, data)
        disk.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            disk.unlink(temporary)
        raise
    disk.sync_folder(folder)


def put_away(disk: Disk, folder: str, name: str, taken: Stamp) -> None:
    """Move the file in the state `taken` from `folder` to its folder of finished ones.

    By a second name there and the removal of the first, because a rename out of a folder delays
    other programs' notice of the next file. Whatever else has come under that name stays.
    """
    done = os.path.join(folder, DONE)
    if not disk.is_real_folder(done):
        disk.make_folder(done)
    path = os.path.join(folder, name)
    for count in range(1, _MOST_NAMES):
        target = os.path.join(done, name if count == 1 else with_suffix(name, count))
        try:
            disk.link(path, target)
        except FileNotFoundError:
            return
        except FileExistsError:
            if not _same_file(disk, path, target):
                continue
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _move_without_links(disk, path, target, taken)
            return
        else:
            if _is_another(disk, target, taken):
                disk.unlink(target)
                return
        _remove(disk, folder, name, taken)
        return
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))


def _free_or_same(disk: Disk, folder: str, name: str, data: bytes) -> str | None:
    digest = hashlib.sha256(data).hexdigest()
    for count in range(1, _MOST_NAMES):
        target = os.path.join(folder, name if count == 1 else with_suffix(name, count))
        if not os.path.lexists(target):
            return target
        there = disk.digest(target, len(data) + 1)
        if there is not None and there[0] == digest:
            return None
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))


def _same_file(disk: Disk, path: str, target: str) -> bool:
    one, other = disk.stamp(path), disk.stamp(target)
    if one is None or other is None:
        return False
    if one.inode == other.inode and one.inode:
        return True
    if one.size != other.size:
        return False
    first, second = disk.digest(path, one.size + 1), disk.digest(target, one.size + 1)
    return first is not None and second is not None and first[0] == second[0]


def _is_another(disk: Disk, path: str, taken: Stamp) -> bool:
    there = disk.stamp(path)
    return there is not None and (there.inode, there.size) != (taken.inode, taken.size)


def _remove(disk: Disk, folder: str, name: str, taken: Stamp) -> None:
    """Remove a file, but not another that took its name a moment ago: aside first, then look."""
    path, aside = os.path.join(folder, name), os.path.join(folder, temporary_name())
    try:
        disk.replace(path, aside)
    except FileNotFoundError:
        return
    if _is_another(disk, aside, taken):
        _bring_back(disk, aside, folder, name)
    else:
        disk.unlink(aside)


def _move_without_links(disk: Disk, path: str, target: str, taken: Stamp) -> None:
    """Rename, onto an empty file of our own making, so that nobody else's is overwritten."""
    while True:
        try:
            disk.write_new(target, b"")
            break
        except FileExistsError:
            if _same_file(disk, path, target):
                _remove(disk, *os.path.split(path), taken)
                return
            target = with_suffix(target, 2)
    try:
        disk.replace(path, target)
    except FileNotFoundError:
        disk.unlink(target)
        return
    except OSError:
        disk.unlink(target)
        raise
    if _is_another(disk, target, taken):
        _bring_back(disk, target, *os.path.split(path))


def _bring_back(disk: Disk, aside: str, folder: str, name: str) -> None:
    count = 1
    path = os.path.join(folder, name)
    while os.path.lexists(path):
        count += 1
        path = os.path.join(folder, with_suffix(name, count))
    disk.replace(aside, path)
