"""Which files in a folder are ours: found by their first bytes, remembered by their state.

A folder may hold a hundred thousand other files. Each is opened once; what was found is kept as
two numbers per file (a keyed hash of its name, one of its state), so that a listing after the
first only looks at what is new. Every few minutes a full pass looks at all of them again.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Iterator, Set
from typing import NamedTuple

from qtf_transport.container import HEAD_BYTES, may_be_package
from qtf_transport.disk import Disk, Stamp
from qtf_transport.names import is_temporary
from qtf_transport.trouble import is_busy

__all__ = ["Found", "Listing"]

# Up to so many names the order is exactly by age; beyond, asking each for its time first would
# keep the first one waiting, and the names our writers use carry the order of sending.
_EXACT = 1000

_FOREIGN = 1


class Found(NamedTuple):
    """One file of ours, or one that may become ours."""

    name: str
    stamp: Stamp


class Listing:
    """The files of one folder, and what is remembered of them."""

    def __init__(self, disk: Disk, folder: Callable[[str], str]) -> None:
        """Take the disk, and how a name becomes a path in the folder ("" is the folder)."""
        self._disk = disk
        self._path = folder
        self._judged: dict[int, int] = {}
        self.newest_doubtful_ns = 0
        """Time of the newest file that is called like a package and is none (yet)."""

    def look(self, *, full: bool, hints: Set[str] = frozenset()) -> Iterator[Found]:
        """List our files, oldest first, lazily; the names are read at once.

        Unless `full`, files known to be foreign are passed over, except those in `hints`.
        """
        names = self._names()
        judged = self._judged
        if full:
            present = set(map(hash, names))
            for gone in judged.keys() - present:
                del judged[gone]
            for fresh in present - judged.keys():
                judged[fresh] = 0
        else:
            names = [
                name
                for name in names
                if not judged.setdefault(hash(name), 0) & _FOREIGN
                or name in hints
                or ".qtf" in name
            ]
        return self._ours(names)

    def has_new(self) -> bool:
        """Tell whether a name lies there that no listing has seen."""
        return any(hash(name) not in self._judged for name in self._names())

    def _names(self) -> list[str]:
        return [name for name in self._disk.names(self._path("")) if not is_temporary(name)]

    def _ours(self, names: list[str]) -> Iterator[Found]:
        likely = [name for name in names if ".qtf" in name]
        others = [name for name in names if ".qtf" not in name]
        self.newest_doubtful_ns = 0
        for group in (likely, others):
            for found in self._by_age(group):
                if self._is_ours(found):
                    yield found

    def _by_age(self, names: list[str]) -> Iterator[Found]:
        if len(names) > _EXACT:
            heapq.heapify(names)
            while names:
                name = heapq.heappop(names)
                stamp = self._disk.stamp(self._path(name))
                if stamp is not None:
                    yield Found(name, stamp)
            return
        stamped = ((name, self._disk.stamp(self._path(name))) for name in names)
        present = [Found(name, stamp) for name, stamp in stamped if stamp is not None]
        yield from sorted(present, key=lambda found: (found.stamp.mtime_ns, found.name))

    def _is_ours(self, found: Found) -> bool:
        key, state = hash(found.name), hash(found.stamp) & ~_FOREIGN
        known = self._judged.get(key, 0)
        if known & ~_FOREIGN != state:
            verdict = self._judge(found)
            if verdict is None:
                return _is_called_package(found.name)
            known = state if verdict else state | _FOREIGN
            self._judged[key] = known
        if known & _FOREIGN and ".qtf" in found.name:
            self.newest_doubtful_ns = max(self.newest_doubtful_ns, found.stamp.mtime_ns)
        return not known & _FOREIGN

    def _judge(self, found: Found) -> bool | None:
        """Look into a file; None: not possible now, ask again.

        Empty files and online-only placeholders are not opened; they are shown as waiting when
        they are called like a package (rule 49).
        """
        if found.stamp.size == 0 or found.stamp.placeholder:
            return _is_called_package(found.name)
        try:
            head = self._disk.head(self._path(found.name), HEAD_BYTES)
        except OSError as error:
            if not is_busy(error):
                raise
            return None
        return head is not None and may_be_package(head)


def _is_called_package(name: str) -> bool:
    return ".qtf" in os.path.normcase(name).lower()
