"""The office's log files: one JSON line per record, kept small, without personal data.

Of an unexpected error its kind and its places in the code are written; its message only where
the message is about the code itself, because a library may quote a customer's name in it.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

__all__ = ["Log", "start"]

_SIZE_BYTES = 2 * 1024 * 1024
_KEPT = 5
_ABOUT_THE_CODE = (
    TypeError,
    AttributeError,
    NameError,
    ImportError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one record as one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _chain(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)
        told.append(
            {
                "type": f"{type(at).__module__}.{type(at).__qualname__}",
                "message": str(at)[:500] if isinstance(at, _ABOUT_THE_CODE) else None,
                "places": [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames],
            }
        )
        at = at.__cause__ or at.__context__
    return told


class _Quiet(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk or a log held open by another process never stops the work."""

    def rotate(self, source: str, dest: str) -> None:
        """Rename, unless another process holds the file open (Windows): then go on writing."""
        try:
            super().rotate(source, dest)
        except OSError:
            return


@dataclass(frozen=True, slots=True)
class Log:
    """An open log file; `close` takes it away from the loggers again."""

    file: Path
    _handler: logging.Handler
    _level_before: int

    def close(self) -> None:
        """Stop writing into the file."""
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level_before)
        self._handler.close()


def start(directory: Path, program: str) -> Log | None:
    """Write everything the programs log into `directory`; None where that is impossible.

    `QTF_LOG=debug` writes more.
    """
    file = directory / f"{program}.log"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(file, maxBytes=_SIZE_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    log = Log(file, handler, root.level)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if os.environ.get("QTF_LOG") == "debug" else logging.INFO)
    # Chatty libraries: their warnings are enough.
    for name in ("sqlalchemy", "alembic", "watchdog", "factur-x", "keyring"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return log
