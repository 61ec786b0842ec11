"""Reading an online-only placeholder: the cloud program fetches it first, which may take for ever.

Such a file is never opened by a listing. When it is fetched, a thread of its own opens it, and only
for a moment is that waited for; what it brings is taken at a later look. One file at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from qtf_transport.disk import Content

__all__ = ["Recall"]

logger = logging.getLogger(__name__)

_PATIENCE_S = 2.0


class Recall:
    """At most one placeholder being read."""

    def __init__(self, patience_s: float = _PATIENCE_S) -> None:
        """Wait `patience_s` for a file that has just been asked for."""
        self._patience_s = patience_s
        self._thread: threading.Thread | None = None
        self._path = ""
        self._content: Content | None = None

    def read(self, path: str, read: Callable[[], Content | None]) -> Content | None:
        """Return what `read` brings; None: not yet (or another one is still being read)."""
        if self._thread is None:
            self._path, self._content = path, None
            # A daemon: a cloud program that never answers must not keep us from ending.
            self._thread = threading.Thread(target=self._run, args=(read,), daemon=True)
            self._thread.start()
            self._thread.join(self._patience_s)
        if self._thread.is_alive():
            return None
        self._thread = None
        content, self._content = self._content, None
        return content if self._path == path else None

    def _run(self, read: Callable[[], Content | None]) -> None:
        try:
            self._content = read()
        except OSError as error:
            logger.info("a placeholder could not be read: %s", error.strerror)
