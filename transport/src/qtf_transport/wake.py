"""Being woken when a file arrives. Events only wake; what is there is found by listing (rule 49).

The thread that reads events does nothing but note the name and set a flag: a slow reader makes
the kernel drop events (observed: 25,000 of 50,000 lost with 1 ms of work per event).
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Protocol

from qtf_transport.names import is_temporary

if TYPE_CHECKING:
    from qtf_transport.events import Watching

__all__ = ["FolderWake", "Wake"]

logger = logging.getLogger(__name__)

_MOST_HINTS = 2000


class Wake(Protocol):
    """What a channel sleeps on."""

    def pause(self, seconds: float) -> bool:
        """Sleep; True: woken."""
        ...

    def hints(self) -> set[str] | None:
        """Return and forget the names that events told; None: too many to tell."""
        ...

    def ensure(self, *, anew: bool = False) -> bool:
        """See to it that events come, starting `anew` if asked; True: they (re)started now."""
        ...

    def stop(self) -> None:
        """Let go, and wake whoever sleeps."""
        ...


class FolderWake:
    """Events of one folder through watchdog, replaced when they died."""

    def __init__(self, folder: str) -> None:
        """Watch `folder` from the first `ensure` on."""
        self._folder = folder
        self._flag = threading.Event()
        self._lock = threading.Lock()
        self._names: set[str] = set()
        self._too_many = False
        self._watching: Watching | None = None
        self._identity: tuple[int, int] | None = None
        self._complained = False
        self._is_stopped = False

    def pause(self, seconds: float) -> bool:
        """Sleep; True: woken."""
        if not self._flag.wait(seconds):
            return False
        self._flag.clear()
        return True

    def hints(self) -> set[str] | None:
        """Return and forget the names that events told; None: too many to tell."""
        with self._lock:
            names, too_many = self._names, self._too_many
            self._names, self._too_many = set(), False
        return None if too_many else names

    def ensure(self, *, anew: bool = False) -> bool:
        """See to it that events come; True: they (re)started now.

        They end for good when the folder vanishes, even if it comes back at once; and nobody
        tells when the folder is another one behind the same path.
        """
        identity = self._identity_now()
        if not anew and self._is_alive() and identity == self._identity:
            return False
        self._end()
        if identity is None or self._is_stopped:
            return False
        self._identity = identity
        return self._start()

    def stop(self) -> None:
        """Let go, and wake whoever sleeps."""
        self._is_stopped = True
        self._flag.set()
        self._end()

    def _told(self, name: str) -> None:
        """Note the name of a file that may have come; called by the thread that reads events."""
        if is_temporary(name):
            return
        with self._lock:
            if len(self._names) < _MOST_HINTS:
                self._names.add(name)
            else:
                self._too_many = True
        self._flag.set()

    def _lost(self) -> None:
        """Note that there was more than anybody told, or that the folder is gone."""
        with self._lock:
            self._too_many = True
        self._flag.set()

    def _identity_now(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self._folder)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _is_alive(self) -> bool:
        return self._watching is not None and self._watching.is_alive()

    def _start(self) -> bool:
        from qtf_transport.events import start_watching  # slow to import, not needed to send

        try:
            self._watching = start_watching(self._folder, self._told, self._lost)
        except OSError as error:
            # Too many watches, or a place that offers no events: the polling goes on alone.
            if not self._complained:
                logger.warning("no file events, polling instead: %s", error.strerror)
                self._complained = True
            return False
        self._complained = False
        return True

    def _end(self) -> None:
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.stop()
