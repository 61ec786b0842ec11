"""The border to SQLite and PostgreSQL: their errors become ours here, and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

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

__all__ = ["database_errors", "is_lost_race"]


@contextmanager
def database_errors(place: str) -> Iterator[None]:
    """Turn what the database driver raises into our errors; `place` names the database.

    A mistake of ours (wrong SQL) passes unchanged: it deserves a traceback.
    """
    try:
        yield
    except DBAPIError as problem:
        ours = _sqlite(problem, place) or _postgres(problem, place)
        if ours is None:
            raise
        raise ours from problem
    except PoolTimeout as problem:
        raise OfficeLocked() from problem


def is_lost_race(problem: DBAPIError) -> bool:
    """Say whether a unique key (or the rule against overlapping ranges) stopped a statement."""
    return isinstance(_sqlite(problem, "") or _postgres(problem, ""), LostRace)


def _sqlite(problem: DBAPIError, place: str) -> QtfError | None:
    origin = problem.orig
    if not isinstance(origin, sqlite3.Error):
        return None
    # The low byte is the primary result code; the rest says more about it.
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
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
    if code == sqlite3.SQLITE_CONSTRAINT and _is_key(origin):
        return LostRace(constraint=str(origin))
    return None


def _is_key(origin: sqlite3.Error) -> bool:
    extended = getattr(origin, "sqlite_errorcode", 0)
    return extended in (
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_TRIGGER,
    )


_BY_STATE = {
    "55P03": OfficeLocked,  # lock not available
    "40P01": OfficeLocked,  # deadlock
    "40001": OfficeLocked,  # could not serialize
    "53300": OfficeLocked,  # too many connections
}


def _postgres(problem: DBAPIError, place: str) -> QtfError | None:
    origin = problem.orig
    if origin is None or isinstance(origin, sqlite3.Error):
        return None
    state: str | None = getattr(origin, "sqlstate", None)
    if state is None:
        # psycopg gives no state when it could not even connect, or the line was cut.
        is_operational = type(origin).__name__ == "OperationalError"
        return _not_connected(origin) if is_operational else None
    if state in _BY_STATE:
        return _BY_STATE[state]()
    if state in ("23505", "23P01"):
        name = getattr(getattr(origin, "diag", None), "constraint_name", None)
        return LostRace(constraint=name or state)
    return _postgres_class(state, str(origin), place)


def _postgres_class(state: str, detail: str, place: str) -> QtfError | None:
    first_line = detail.partition("\n")[0]
    if state == "53100":
        return DiskFull(place=place)
    if state.startswith(("28", "3D", "42501")):
        return DatabaseRefused(detail=first_line)
    if state.startswith("XX00"):
        return DatabaseDamaged(detail=first_line)
    if state.startswith(("08", "57P", "58")):
        return DatabaseUnreachable(detail=first_line)
    return None


def _not_connected(origin: BaseException) -> QtfError:
    """Tell a server that sent us away from one that is silent; its words may be in any language."""
    detail = str(origin).partition("\n")[0]
    attempt = getattr(origin, "pgconn", None)
    asked = attempt is not None and (attempt.needs_password or attempt.used_password)
    return DatabaseRefused(detail=detail) if asked else DatabaseUnreachable(detail=detail)
