"""The border to SQLite and PostgreSQL: their errors become ours here, and nowhere else.

They come wrapped by SQLAlchemy, or bare from the statements that go straight to the driver.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qtf_format.errors import QtfError
from qtf_office.errors import (
    DatabaseDamaged,
    DatabaseRefused,
    DatabaseUnreachable,
    DiskFull,
    FolderReadOnly,
    LostRace,
    OfficeLocked,
)

__all__ = ["database_errors", "driver_errors", "is_lost_race"]


def driver_errors() -> tuple[type[Exception], ...]:
    """Return what the drivers in use raise, wrapped or bare."""
    # psycopg is an extra, and slow to import: if it is not loaded it raised nothing.
    psycopg = sys.modules.get("psycopg")
    more = () if psycopg is None else (psycopg.Error,)
    return (DBAPIError, sqlite3.Error, *more)


@contextmanager
def database_errors(place: str) -> Iterator[None]:
    """Turn what the database driver raises into our errors; `place` names the database.

    A mistake of ours (wrong SQL) passes unchanged: it deserves a traceback.
    """
    try:
        yield
    except PoolTimeout as problem:
        raise OfficeLocked() from problem
    except Exception as problem:
        if not isinstance(problem, driver_errors()):
            raise
        ours = _translated(problem, place)
        if ours is None:
            raise
        raise ours from problem


def is_lost_race(problem: Exception) -> bool:
    """Say whether a unique key (or the rule against overlapping ranges) stopped a statement."""
    return isinstance(_translated(problem, ""), LostRace)


def _translated(problem: Exception, place: str) -> QtfError | None:
    origin = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(origin, sqlite3.Error):
        return _sqlite(origin, place)
    return None if origin is None else _postgres(origin, place)


def _sqlite(origin: sqlite3.Error, place: str) -> QtfError | None:
    extended = getattr(origin, "sqlite_errorcode", 0)
    code = extended & 0xFF  # the low byte is the primary result code
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return OfficeLocked()
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(place=place)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamaged(detail=str(origin))
    if code == sqlite3.SQLITE_READONLY:
        return FolderReadOnly(place=place)
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return DatabaseUnreachable(detail=str(origin))
    return LostRace(constraint=str(origin)) if extended in _KEYS else None


_KEYS = (
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER,
)

_LOCKED_STATES = {
    "55P03",  # lock not available
    "40P01",  # deadlock
    "40001",  # could not serialize
    "53300",  # too many connections
}


def _postgres(origin: BaseException, place: str) -> QtfError | None:
    state: str | None = getattr(origin, "sqlstate", None)
    if state is None:
        # psycopg gives no state when it could not even connect, or the line was cut.
        is_operational = type(origin).__name__ == "OperationalError"
        return _not_connected(origin) if is_operational else None
    if state in _LOCKED_STATES:
        return OfficeLocked()
    if state in ("23505", "23P01"):
        diagnosis: Any = getattr(origin, "diag", None)
        return LostRace(constraint=getattr(diagnosis, "constraint_name", None) or state)
    return _by_class(state, str(origin).partition("\n")[0], place)


def _by_class(state: str, detail: str, place: str) -> QtfError | None:
    if state == "53100":
        return DiskFull(place=place)
    if state.startswith(("28", "3D", "42501")):
        return DatabaseRefused(detail=detail)
    if state.startswith("XX00"):
        return DatabaseDamaged(detail=detail)
    if state.startswith(("08", "57P", "58")):
        return DatabaseUnreachable(detail=detail)
    return None


def _not_connected(origin: BaseException) -> QtfError:
    """Tell a server that sent us away from one that is silent; its words may be in any language."""
    detail = str(origin).partition("\n")[0]
    attempt = getattr(origin, "pgconn", None)
    asked = attempt is not None and (attempt.needs_password or attempt.used_password)
    return DatabaseRefused(detail=detail) if asked else DatabaseUnreachable(detail=detail)
