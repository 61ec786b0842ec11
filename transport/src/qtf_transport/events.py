"""Which file events are asked for, and how. The only module that knows watchdog."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import EventQueue, ObservedWatch

__all__ = ["Watching", "start_watching"]

Told = Callable[[FileSystemEvent], None]


class Watching(Protocol):
    """Events that are coming, as far as anybody can tell."""

    def is_alive(self) -> bool:
        """Tell whether they still come."""
        ...

    def stop(self) -> None:
        """End them."""
        ...


if sys.platform == "linux":
    from watchdog.observers.inotify import InotifyEmitter
    from watchdog.observers.inotify_c import InotifyConstants, InotifyFD, Mask

    class _LinuxWatching(InotifyEmitter):
        """watchdog's emitter, used without the observer around it.

        An observer would only pass each event through one more queue and thread, and say that it
        is alive while its emitter is dead (watchdog#1065).

        Not asked for is "moved from": watchdog holds an unpaired one for 0.5 s and everything
        behind it as well, so that whoever moves a file out of the folder delays the notice of the
        next one (watchdog#390). Files that leave do not matter here.
        """

        def __init__(self, folder: str, told: Told) -> None:
            wanted = [FileCreatedEvent, FileMovedEvent, FileClosedEvent]
            watch = ObservedWatch(folder, recursive=False, event_filter=wanted)
            # Its own kernel queue: the shared one could never be replaced when its reader died.
            self._events = InotifyFD()
            super().__init__(EventQueue(), watch, event_filter=wanted, inotify_fd=self._events)
            self._told = told

        def on_thread_start(self) -> None:
            self._events.start()
            super().on_thread_start()

        def on_thread_stop(self) -> None:
            super().on_thread_stop()
            self._events.stop()

        def is_alive(self) -> bool:
            return super().is_alive() and self._events.is_alive()

        def get_event_mask_from_filter(self) -> Mask:
            return Mask(super().get_event_mask_from_filter() & ~InotifyConstants.IN_MOVED_FROM)

        def queue_event(self, event: FileSystemEvent) -> None:
            self._told(event)

    def start_watching(folder: str, told: Told) -> Watching:
        """Start watching the top level of `folder`; `told` is called in another thread.

        Raises:
            OSError: the folder is gone or no watch is to be had.
        """
        watching = _LinuxWatching(folder, told)
        try:
            watching.start()
        except BaseException:
            watching.stop()
            raise
        return watching

else:
    from watchdog.observers import Observer

    class _Handler(FileSystemEventHandler):
        """Hands every event on."""

        def __init__(self, told: Told) -> None:
            self._told = told

        def dispatch(self, event: FileSystemEvent) -> None:
            self._told(event)

    class _ObserverWatching:
        """An observer with one emitter; alive only if both are."""

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

    def start_watching(folder: str, told: Told) -> Watching:
        """Start watching the top level of `folder`; `told` is called in another thread.

        Raises:
            OSError: the folder is gone or no watch is to be had.
        """
        return _ObserverWatching(folder, told)
