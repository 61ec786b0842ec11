"""Our own box in an exchange folder: what lies there, reading it, putting it away."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from qtf_format.channel import Arrival, CannotAcknowledge, Completeness, Gone
from qtf_format.package import FileState
from qtf_transport import messages
from qtf_transport.container import SIZE_LIMIT, look
from qtf_transport.disk import Content, Stamp
from qtf_transport.listing import Found, Listing
from qtf_transport.moving import put_away
from qtf_transport.names import is_our_temporary, name_of, quoted, shown
from qtf_transport.pacing import Pacing
from qtf_transport.recall import Recall
from qtf_transport.settling import Sight, next_look_s, verdict
from qtf_transport.surroundings import Surroundings
from qtf_transport.trouble import is_busy, is_forbidden

__all__ = ["Inbox"]

# What was fetched and not yet put away; beyond, a file is read again before it is put away.
_MOST_TAKEN = 4096

# A file that is locked or being fetched from the cloud is tried again after so long.
_NOT_NOW_S = 2.0

# Nobody takes so long between writing a file of ours and giving it its name.
_ABANDONED_S = 24 * 3600.0

# An empty or zeroed file called like a package is watched closely for so long.
_DOUBTFUL_S = 3600.0


class Inbox:
    """The files of one folder as arrivals."""

    def __init__(self, channel: str, folder: str, around: Surroundings, pacing: Pacing) -> None:
        """Take the channel's name, the box's folder, and where to note when to look again."""
        self._channel, self._folder = channel, folder
        self._prefix = os.path.join(folder, "")
        self._disk, self._around, self._pacing = around.disk, around, pacing
        self._listing = Listing(around.disk, self._path)
        self._sights: dict[str, Sight] = {}
        self._taken: dict[str, tuple[Stamp, str]] = {}
        self._recall = Recall()
        self._is_swept = False
        self.waiting = 0
        """How many arrivals the last listing showed that are not put away."""

    def look(self, *, full: bool, hints: set[str]) -> Iterator[Arrival]:
        """List the arrivals, oldest first, lazily; a box nobody has sent to yet is empty."""
        self._pacing.looked()
        self.waiting = 0
        return self._arrivals(self._listing.look(full=full, hints=hints))

    def has_new(self) -> bool:
        """Tell whether a name lies there that no listing has seen."""
        try:
            return self._listing.has_new()
        except FileNotFoundError:
            return False

    def fetch(self, token: str) -> tuple[Completeness, bytes] | Gone:
        """Read one arrival, from one handle, never more than the size limit and one byte."""
        name = _name(token)
        try:
            content = self._read(self._path(name))
        except OSError as error:
            if not is_busy(error):
                raise
            return self._not_now()
        if content is not None and content.before.placeholder and not content.data:
            return self._not_now()
        if content is None:
            self._sights.pop(name, None)
            return Gone()
        state, digest = look(content.data)
        if state is FileState.NOT_QTF:
            return Gone()
        return self._judged(token, state, content, digest), content.data

    def put_away(self, token: str, digest: str) -> None:
        """Move a finished file to the finished ones, if it still has the bytes of `digest`."""
        name = _name(token)
        stamp = self._still(token, name, digest)
        if stamp is None:
            return
        try:
            put_away(self._disk, self._folder, name, stamp)
        except OSError as error:
            if not is_forbidden(error):
                raise
            raise CannotAcknowledge(
                advice=messages.CANNOT_PUT_AWAY,
                channel=self._channel,
                detail=os.strerror(error.errno or 0),
                file=shown(name),
                folder=self._folder,
                token=token,
            ) from error
        self._taken.pop(token, None)
        self._sights.pop(name, None)
        self.waiting = max(0, self.waiting - 1)

    def _read(self, path: str) -> Content | None:
        content = self._disk.read(path, SIZE_LIMIT + 1)
        if content is None or not content.before.placeholder:
            return content
        disk = self._disk
        recalled = self._recall.read(path, lambda: disk.read(path, SIZE_LIMIT + 1, recall=True))
        return recalled or content

    def _not_now(self) -> tuple[Completeness, bytes]:
        self._pacing.look_by(self._around.monotonic() + _NOT_NOW_S)
        return Completeness.INCOMPLETE, b""

    def _path(self, name: str) -> str:
        return self._prefix + name

    def _arrivals(self, found: Iterator[Found]) -> Iterator[Arrival]:
        seen_at = self._around.clock()
        gone = set(self._sights)
        try:
            for name, stamp in found:
                self.waiting += 1
                gone.discard(name)
                yield Arrival(self._channel, shown(name), stamp.size, _token(name, stamp), seen_at)
        except FileNotFoundError:
            return
        for name in gone:
            self._sights.pop(name, None)
        self._watch_doubtful()
        self._sweep()

    def _watch_doubtful(self) -> None:
        age_s = self._around.wall_s() - self._listing.newest_doubtful_ns / 1e9
        if age_s < _DOUBTFUL_S:
            self._pacing.look_by(self._around.monotonic() + max(1.0, age_s / 4))

    def _sweep(self) -> None:
        """Once in a run, remove what a writer of ours left half-written when it died."""
        if self._is_swept:
            return
        self._is_swept = True
        oldest_s = self._around.wall_s() - _ABANDONED_S
        with contextlib.suppress(OSError):
            for entry in self._disk.entries(self._folder):
                stamp = self._disk.stamp(entry.path) if is_our_temporary(entry.name) else None
                if stamp is not None and stamp.mtime_ns / 1e9 < oldest_s:
                    self._disk.unlink(entry.path)

    def _judged(self, token: str, state: FileState, content: Content, digest: str) -> Completeness:
        name = _name(token)
        now_s, wall_s = self._around.monotonic(), self._around.wall_s()
        sight = Sight(content.after, digest, now_s)
        before = self._sights.get(name)
        if before is not None and before.same_as(sight):
            sight = before
        completeness = verdict(state, sight, wall_s=wall_s, now_s=now_s)
        if completeness in (Completeness.INCOMPLETE, Completeness.SETTLING):
            self._sights[name] = sight
            self._pacing.look_by(next_look_s(completeness, sight, wall_s=wall_s, now_s=now_s))
        elif content.before == content.after:
            self._remember_taken(token, content.after, digest)
        return completeness

    def _remember_taken(self, token: str, stamp: Stamp, digest: str) -> None:
        self._taken.pop(token, None)
        self._taken[token] = (stamp, digest)
        if len(self._taken) > _MOST_TAKEN:
            del self._taken[next(iter(self._taken))]

    def _still(self, token: str, name: str, digest: str) -> Stamp | None:
        """Return the state of the file if it still has the bytes of `digest`; None: not."""
        stamp = self._disk.stamp(self._path(name))
        if stamp is None or self._taken.get(token) == (stamp, digest):
            return stamp
        now = self._disk.digest(self._path(name), SIZE_LIMIT + 1)
        return now[1] if now is not None and now[0] == digest else None


def _token(name: str, stamp: Stamp) -> str:
    size, mtime, inode, ctime, _ = stamp
    return f"{size:x}-{mtime:x}-{inode:x}-{ctime:x}/{quoted(name)}"


def _name(token: str) -> str:
    return name_of(token.partition("/")[2])
