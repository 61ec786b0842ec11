"""Which files in a folder are ours: found by their first bytes, remembered by their state.

A folder may hold a hundred thousand other files. Each is opened once; what was found is kept as
two numbers per file (a keyed hash of its name, one of its state), so that a listing after the
first only looks at what is new. Every few minutes a full pass looks at all of them again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Set
from typing import NamedTuple

from qtf_transport.container import HEAD_BYTES, may_be_package
from qtf_transport.disk import Disk, Stamp
from qtf_transport.names import is_temporary
from qtf_transport.trouble import is_busy

__all__ = ["Found", "Listing"]

# Up to so many names the order is exactly by age; beyond, asking each for its time first would
# keep the first one waiting. The names our writers use carry the order of sending, so those called
# like packages then come first, by name, and the rest as the folder has it.
_EXACT = 1000

_FOREIGN = 1


class Found(NamedTuple):
    """One file of ours, or one that may become ours."""

    name: str
    stamp: Stamp


class Listing:
    """The files of one folder, and what is remembered of them."""

    def __init__(self, disk: Disk, path: Callable[[str], str]) -> None:
        """Take the disk, and how a name becomes a path in the folder ("" is the folder)."""
        self._disk = disk
        self._path = path
        self._judged: dict[int, int] = {}
        self.newest_doubtful_ns = 0
        """Time of the newest file that is called like a package and is none (yet)."""

    def look(self, *, full: bool, hints: Set[str] = frozenset()) -> Iterator[Found]:
        """List our files, oldest first, lazily.

        Unless `full`, files known to be foreign are passed over, except those in `hints`.
        """
        self.newest_doubtful_ns = 0
        judged = {} if full else self._judged
        likely, others = self._names(full, hints)
        if len(others) <= _EXACT:
            likely, others = likely + others, []
        yield from self._ours(self._by_age(likely), judged)
        if others:
            again = (name for name in self._plain_names() if not _is_called_package(name))
            yield from self._ours(self._stamped(again), judged)
        self._judged = judged

    def has_new(self) -> bool:
        """Tell whether a name lies there that no listing has seen."""
        return any(hash(name) not in self._judged for name in self._plain_names())

    def _plain_names(self) -> Iterator[str]:
        for entry in self._disk.entries(self._path("")):
            if not is_temporary(entry.name) and entry.is_file(follow_symlinks=False):
                yield entry.name

    def _names(self, full: bool, hints: Set[str]) -> tuple[list[str], list[str]]:
        """Return the names to look at: those called like packages, and some others.

        There may be far more others than fit in a list: it ends soon after there are too many
        to be put in order.
        """
        likely: list[str] = []
        others: list[str] = []
        judged = {} if full else self._judged
        for entry in self._disk.entries(self._path("")):
            name = entry.name
            if ".qtf" in name:
                group = likely
            elif len(others) <= _EXACT and not (
                judged.get(hash(name), 0) & _FOREIGN and name not in hints
            ):
                group = others
            else:
                continue
            if not is_temporary(name) and entry.is_file(follow_symlinks=False):
                group.append(name)
        return likely, others

    def _by_age(self, names: list[str]) -> Iterator[Found]:
        if len(names) > _EXACT:
            return self._stamped(_in_order(names))
        present = list(self._stamped(names))
        return iter(sorted(present, key=lambda found: (found.stamp.mtime_ns, found.name)))

    def _stamped(self, names: Iterable[str]) -> Iterator[Found]:
        for name in names:
            stamp = self._disk.stamp(self._path(name))
            if stamp is not None:
                yield Found(name, stamp)

    def _ours(self, all_found: Iterable[Found], judged: dict[int, int]) -> Iterator[Found]:
        return (found for found in all_found if self._is_ours(found, judged))

    def _is_ours(self, found: Found, judged: dict[int, int]) -> bool:
        key, state = hash(found.name), hash(found.stamp) & ~_FOREIGN
        known = self._judged.get(key, 0)
        if known & ~_FOREIGN != state:
            verdict = self._judge(found)
            if verdict is None:
                return _is_called_package(found.name)
            known = state if verdict else state | _FOREIGN
        judged[key] = known
        if known & _FOREIGN and _is_called_package(found.name):
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
    return ".qtf" in name


def _in_order(names: list[str]) -> Iterator[str]:
    """Hand out `names` in order; the first one at once, however many there are."""
    heapq.heapify(names)
    while names:
        yield heapq.heappop(names)
