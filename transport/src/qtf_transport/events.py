"""Which file events are asked for, and how. The only module that knows watchdog."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Protocol

__all__ = ["Watching", "start_watching"]

_PATIENCE_S = 5.0

Told = Callable[[str], None]
Lost = Callable[[], None]


class Watching(Protocol):
    """Events that are coming, as far as anybody can tell."""

    def is_alive(self) -> bool:
        """Tell whether they still come."""
        ...

    def stop(self) -> None:
        """End them."""
        ...


if sys.platform == "linux":
    from watchdog.observers.inotify_c import (
        CallbackId,
        InotifyConstants,
        InotifyEvent,
        InotifyFD,
        Mask,
        WatchDescriptor,
    )

    _WANTED = Mask(
        InotifyConstants.IN_CREATE
        | InotifyConstants.IN_MOVED_TO
        | InotifyConstants.IN_CLOSE_WRITE
        | InotifyConstants.IN_DELETE_SELF
        | InotifyConstants.IN_MOVE_SELF
        | InotifyConstants.IN_ONLYDIR
    )

    class _Reader(InotifyFD):
        """Gives its handles back even when it is stopped before it began to read.

        Observed in watchdog 7.1: then neither the thread nor `close` closes them.
        """

        _is_released = False

        def end(self) -> None:
            """Stop, and wait for the thread to end."""
            self.stop()
            self.join(_PATIENCE_S)
            if not self.is_alive():
                self._close_resources()

        def _close_resources(self) -> None:
            if not self._is_released:
                self._is_released = True
                super()._close_resources()

    class _LinuxWatching:
        """watchdog's reader of the kernel's events, without emitter and observer around it.

        Those pass each event through two more queues and threads, tell nobody that events were
        lost or that the folder is gone, and hold an unpaired "moved from" for 0.5 s with everything
        behind it, so that whoever moves a file out of the folder delays the notice of the next one
        (watchdog#390). Files that leave do not matter here, so they are not even asked for.
        """

        def __init__(self, folder: str, told: Told, lost: Lost) -> None:
            self._told, self._lost = told, lost
            self._is_watched = True
            self._is_stopped = False
            # Its own kernel queue: a shared one could never be replaced when its reader died.
            self._events = _Reader()
            self._events.start()
            try:
                path = os.fsencode(folder)
                self._events.add_callback(path, _WANTED, self, CallbackId(id(self)))
            except BaseException:
                self.stop()
                raise

        def is_alive(self) -> bool:
            return self._is_watched and self._events.is_alive()

        def stop(self) -> None:
            self._is_stopped = True
            self._events.end()

        def on_event(self, event: InotifyEvent) -> None:
            if event.is_move_self:
                self.on_watch_deleted(event.wd)
            elif not event.is_directory:
                self._told(os.fsdecode(event.name))

        def on_watch_deleted(self, wd: WatchDescriptor) -> None:
            self._is_watched = False
            self.on_queue_overflow()

        def on_queue_overflow(self) -> None:
            if not self._is_stopped:
                self._lost()

    def start_watching(folder: str, told: Told, lost: Lost) -> Watching:
        """Start watching the top level of `folder`.

        From another thread, `told` gets the name of each file that may have come, and `lost` is
        called when names were lost or the folder is gone.

        Raises:
            OSError: the folder is gone or no watch is to be had.
        """
        return _LinuxWatching(folder, told, lost)

else:
    from watchdog.events import (
        FileCreatedEvent,
        FileModifiedEvent,
        FileMovedEvent,
        FileSystemEvent,
        FileSystemEventHandler,
    )
    from watchdog.observers import Observer

    class _Handler(FileSystemEventHandler):
        """Hands the name of every file on."""

        def __init__(self, told: Told) -> None:
            self._told = told

        def dispatch(self, event: FileSystemEvent) -> None:
            if not event.is_directory:
                self._told(os.path.basename(os.fsdecode(event.dest_path or event.src_path)))

    class _ObserverWatching:
        """An observer with one emitter; alive only if both are (watchdog#1065)."""

        def __init__(self, folder: str, told: Told) -> None:
            wanted = [FileCreatedEvent, FileMovedEvent, FileModifiedEvent]
            self._observer = Observer()
            self._observer.schedule(_Handler(told), folder, recursive=False, event_filter=wanted)
            self._observer.start()

        def is_alive(self) -> bool:
            emitters = self._observer.emitters
            return self._observer.is_alive() and all(one.is_alive() for one in emitters)

        def stop(self) -> None:
            self._observer.stop()
            self._observer.join(_PATIENCE_S)

    def start_watching(folder: str, told: Told, lost: Lost) -> Watching:
        """Start watching the top level of `folder`.

        From another thread, `told` gets the name of each file that may have come; `lost` is never
        called here, the periodic listing finds what was.

        Raises:
            OSError: the folder is gone or no watch is to be had.
        """
        return _ObserverWatching(folder, told)
