"""The exchange folder: a shared or cloud folder through which sealed files travel.

The main office's box is the top level of the folder, a workstation's is `return/<its id>`.
Finished files go to `done` beside. Only the top level of our own box is ever listed; links,
pipes, devices and folders are nothing to us, whatever they are called.

One thread at a time may use a channel; `close` may come from any.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from qtf_format.channel import (
    OFFICE_BOX,
    Arrival,
    Channel,
    ChannelError,
    ChannelHealth,
    ChannelSettings,
    Completeness,
    Gone,
)
from qtf_format.errors import Language
from qtf_transport.disk import Disk
from qtf_transport.inbox import Inbox
from qtf_transport.moving import publish
from qtf_transport.pacing import Pacing
from qtf_transport.place import Place
from qtf_transport.selftest import try_steps
from qtf_transport.surroundings import Surroundings
from qtf_transport.trouble import DiskTrouble

__all__ = ["FolderChannel", "create_marker", "open_channel"]

# A folder's own time may be as coarse as this (FAT: 2 s); a younger one may hide another change
# in the same instant.
_COARSE_TIME_S = 2.5


def open_channel(settings: ChannelSettings, box: str) -> Channel:
    """Open the exchange folder for the owner of `box`; touches nothing yet.

    Option `path`: the folder, absolute. Option `exchange-id`: what the marker must say, if known.

    Raises:
        ChannelMisconfigured: no usable path, or no such box.
    """
    return FolderChannel(settings, box)


def create_marker(folder: str | os.PathLike[str]) -> None:
    """Make `folder` an exchange folder; harmless where it is one already."""
    settings = ChannelSettings("folder", "folder", {"path": os.fspath(folder)})
    FolderChannel(settings, OFFICE_BOX).set_up(create=True)


class FolderChannel:
    """One office's or workstation's end of an exchange folder."""

    def __init__(
        self, settings: ChannelSettings, box: str, around: Surroundings | None = None
    ) -> None:
        """Take the settings; nothing is read yet. Raises ChannelMisconfigured."""
        self._around = around or Surroundings()
        self._disk: Disk = self._around.disk
        self._place = Place(settings, self._disk)
        self._name, self._box = settings.name, box
        self._folder = self._place.box(box)
        self._wake = self._around.wake(self._folder)
        self._pacing = Pacing()
        self._inbox = Inbox(self._name, self._folder, self._around, self._pacing)
        self._full_wanted = True
        self._was_ours = True
        self._is_closed = False
        self._folder_stamp: tuple[int, int, int] | None = None
        self._looked_at: datetime | None = None
        self._trouble: ChannelError | None = None
        self._noting_trouble = DiskTrouble(self._name, self._place.root, self._note)

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        return self._name

    def set_up(self, create: bool) -> None:
        """Make the folder ready: its marker (only where `create`) and our own box."""
        with self._noting_trouble:
            if create:
                self._place.create()
            self._place.require_ours()
            self._place.make_box(self._box)

    def send(self, data: bytes, file_name: str, box: str) -> None:
        """Publish `data` in `box`, whole or not at all, durably; the same again is harmless."""
        if file_name in ("", ".", "..") or any(sign in file_name for sign in "/\\:\0"):
            raise ValueError("not a plain file name")
        self._place.box(box)
        with self._noting_trouble:
            self._place.require_ours()
            publish(self._disk, self._place.make_box(box), file_name, data)

    def arrivals(self) -> Iterator[Arrival]:
        """List everything lying in our own box, oldest first, lazily."""
        hints = self._wake.hints()
        full = self._full_wanted or hints is None
        with self._noting_trouble:
            self._place.require_ours()
            stamp = self._settled_stamp()
            arrivals = self._inbox.look(full=full, hints=hints or set())
            self._folder_stamp, self._full_wanted = stamp, False
        if full:
            self._pacing.listed(self._around.monotonic())
        self._looked_at, self._trouble = self._around.clock(), None
        return self._converted(arrivals)

    def fetch(self, arrival: Arrival) -> tuple[Completeness, bytes] | Gone:
        """Read one arrival, never more than the size limit of format section 13."""
        with self._noting_trouble:
            return self._inbox.fetch(arrival.token)

    def acknowledge(self, arrival: Arrival, digest: str) -> None:
        """Take a finished file out of the way, if it still has the bytes that were taken."""
        with self._noting_trouble:
            self._inbox.put_away(arrival.token, digest)

    def wait(self, timeout_s: float) -> bool:
        """Sleep until `arrivals` is worth calling; False after `timeout_s`, or when closed."""
        end_s = self._around.monotonic() + timeout_s
        while not self._is_closed:
            now_s = self._around.monotonic()
            if self._is_due(now_s):
                return True
            if now_s >= end_s:
                return False
            if self._wake.pause(max(0.0, min(end_s, self._pacing.next_s()) - now_s)):
                return not self._is_closed
        return False

    def test(self, language: Language = "en") -> list[tuple[str, str | None]]:
        """Try every step a real exchange needs; (step, None or what failed) in order."""
        return try_steps(self._place, self._disk, self._box, language)

    def health(self) -> ChannelHealth:
        """Say when the channel was last looked at and what lies in it."""
        trouble = self._trouble
        error = None if trouble is None else f"{trouble} {trouble.fields.get('detail', '')}".strip()
        return ChannelHealth(self._name, self._looked_at, error, self._inbox.waiting, trouble)

    def close(self) -> None:
        """Let go of the observer; a sleeping `wait` ends."""
        self._is_closed = True
        self._wake.stop()

    def _note(self, error: ChannelError) -> None:
        self._trouble = error

    def _converted(self, arrivals: Iterator[Arrival]) -> Iterator[Arrival]:
        with self._noting_trouble:
            yield from arrivals

    def _is_due(self, now_s: float) -> bool:
        if now_s >= self._pacing.full_s:
            self._pacing.listed(now_s)
            self._full_wanted = True
            if self._was_ours:
                return True
        if now_s >= self._pacing.look_s:
            self._pacing.looked()
            if self._was_ours:
                return True
        return now_s >= self._pacing.poll_s and self._poll(now_s)

    def _poll(self, now_s: float) -> bool:
        """Check that the place is ours, events come and nothing came without one."""
        was_ours, self._was_ours = self._was_ours, self._looks_ours()
        if not self._was_ours:
            self._pacing.paused(now_s)
            return was_ours
        is_back = not was_ours
        self._full_wanted = self._full_wanted or is_back
        if self._wake.ensure() or is_back:
            self._pacing.polled(now_s, 0.0)
            return True  # what came before the first event is found by listing once more
        has_new = self._has_new()
        if has_new:
            self._pacing.events_missed(now_s)
            self._wake.ensure(anew=True)
        self._pacing.polled(now_s, self._around.monotonic() - now_s)
        return has_new

    def _looks_ours(self) -> bool:
        try:
            with DiskTrouble(self._name, self._place.root):
                self._place.require_ours()
        except ChannelError:
            return False
        return True

    def _has_new(self) -> bool:
        try:
            stamp = self._settled_stamp()
            if stamp is not None and stamp == self._folder_stamp:
                return False
            has_new = self._inbox.has_new()
        except OSError:
            return True  # let the listing say what is wrong
        if not has_new:
            self._folder_stamp = stamp
        return has_new

    def _settled_stamp(self) -> tuple[int, int, int] | None:
        """Return the folder's stamp; None: too young to tell the next change from this one."""
        try:
            stamp = self._disk.folder_stamp(self._folder)
        except FileNotFoundError:
            return None
        age_s = self._around.wall_s() - stamp[0] / 1e9
        return stamp if age_s > _COARSE_TIME_S else None
