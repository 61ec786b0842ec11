"""Which file events are asked for, and how. The only module that knows watchdog."""

from __future__ import annotations

import sys
from collections.abc import Callable

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver

__all__ = ["start_observer"]

_WANTED: list[type[FileSystemEvent]] = [FileCreatedEvent, FileMovedEvent]

if sys.platform == "linux":
    from watchdog.observers.inotify import InotifyEmitter, InotifyObserver
    from watchdog.observers.inotify_c import InotifyConstants, Mask

    _WANTED.append(FileClosedEvent)

    class _Emitter(InotifyEmitter):
        """Asks for everything wanted but "moved from".

        watchdog holds an unpaired "moved from" for 0.5 s and everything behind it as well, so
        that whoever moves a file out of the folder delays the notice of the next one
        (watchdog#390). Files that leave do not matter here.
        """

        def get_event_mask_from_filter(self) -> Mask:
            return Mask(super().get_event_mask_from_filter() & ~InotifyConstants.IN_MOVED_FROM)

    class _Observer(InotifyObserver):
        """An observer with an event queue of its own that uses this emitter."""

        def __init__(self) -> None:
            super().__init__()
            self._emitter_class = _Emitter

else:
    from watchdog.observers import Observer as _Observer

    _WANTED.append(FileModifiedEvent)


class _Handler(FileSystemEventHandler):
    """Hands every event on."""

    def __init__(self, told: Callable[[FileSystemEvent], None]) -> None:
        self._told = told

    def dispatch(self, event: FileSystemEvent) -> None:
        self._told(event)


def start_observer(folder: str, told: Callable[[FileSystemEvent], None]) -> BaseObserver:
    """Start watching the top level of `folder`; `told` is called in another thread.

    Raises:
        OSError: the folder is gone or no watch is to be had.
    """
    observer = _Observer()
    observer.schedule(_Handler(told), folder, recursive=False, event_filter=_WANTED)
    try:
        observer.start()
    except BaseException:
        observer.stop()
        raise
    return observer
