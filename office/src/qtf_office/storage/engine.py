"""Opening the database: SQLite in the office directory, or PostgreSQL.

SQLite: write-ahead log with full synchronisation, foreign keys on, `BEGIN IMMEDIATE` for every
writing transaction, so that two writers queue instead of failing half-way. PostgreSQL: writers
of one tenant queue on the tenant's row; readers see one snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from qtf_format.ids import TenantId
from qtf_office.errors import OfficeMisconfigured
from qtf_office.storage.trouble import database_errors

__all__ = ["describe", "is_sqlite", "open_engine", "parse_url", "reading", "sqlite_url", "writing"]

_WRITES = "qtf_writes"
_LASTING, _REPEATABLE = "full", "normal"  # SQLite's words for how well a commit is forced out

_LOCK_TENANT = text("select 1 from tenant where tenant_id = :tenant for no key update")


def sqlite_url(path: Path) -> URL:
    """Return the address of a database file."""
    return URL.create("sqlite", database=str(path))


def parse_url(address: str) -> URL:
    """Read the address of a PostgreSQL database as `office.toml` or a command line gives it.

    Raises:
        OfficeMisconfigured: it is none.
    """
    try:
        url = make_url(address)
    except ArgumentError as problem:
        raise _bad_url("postgresql://…") from problem
    if url.get_backend_name() != "postgresql":
        raise _bad_url("postgresql://…")
    return url.set(drivername="postgresql+psycopg")


def _bad_url(detail: str) -> OfficeMisconfigured:
    return OfficeMisconfigured(file="office.toml", place="database.url", detail=detail)


def describe(url: URL) -> str:
    """Name a database for people, without its password."""
    return url.render_as_string(hide_password=True)


def is_sqlite(engine: Engine | Connection) -> bool:
    """Say whether this is SQLite."""
    return engine.dialect.name == "sqlite"


def open_engine(url: URL, busy_s: float = 15.0) -> Engine:
    """Return an engine; nothing is connected yet.

    Args:
        busy_s: how long a writer waits for another one.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, busy_s)
    return _postgres_engine(url, busy_s)


def _sqlite_engine(url: URL, busy_s: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_s}, pool_timeout=busy_s)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself; `begin` below does.
        connection.isolation_level = None
        for pragma in (
            "pragma journal_mode = wal",
            "pragma synchronous = full",
            "pragma foreign_keys = on",
        ):
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        level = connection.get_execution_options().get(_WRITES)
        # Straight to the driver: SQLAlchemy's own way costs more than the statement.
        driver: Any = connection.connection.driver_connection
        if level is not None and level != connection.info.get(_WRITES, _LASTING):
            driver.execute(f"pragma synchronous = {level}").close()
            connection.info[_WRITES] = level
        driver.execute("begin deferred" if level is None else "begin immediate").close()

    return engine


def _postgres_engine(url: URL, busy_s: float) -> Engine:
    options = f"-c lock_timeout={int(busy_s * 1000)} -c timezone=UTC"
    try:
        return create_engine(
            url,
            connect_args={"options": options, "connect_timeout": 10},
            pool_pre_ping=True,
            pool_timeout=busy_s,
        )
    except (NoSuchModuleError, ModuleNotFoundError) as problem:
        raise _bad_url('pip install "qtf-office[postgres]"') from problem


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one consistent snapshot. What it writes is not kept."""
    with database_errors(describe(engine.url)), engine.connect() as plain:
        conn = plain
        if not is_sqlite(engine):
            conn = plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with conn.begin() as transaction:
            yield conn
            transaction.rollback()


@contextmanager
def writing(
    engine: Engine, tenant: TenantId | None = None, *, is_lasting: bool = True
) -> Iterator[Connection]:
    """Give a connection in one writing transaction: commit at the end, roll back on any exception.

    Decisions of one tenant are taken one after the other: whoever is inside is alone. A
    transaction that is not `is_lasting` is whole or not at all too, but a power cut right after it
    may take it back; nothing waits for the disk.
    """
    with database_errors(describe(engine.url)), engine.connect() as plain:
        conn = plain.execution_options(**{_WRITES: _LASTING if is_lasting else _REPEATABLE})
        with conn.begin():
            if not is_sqlite(engine):
                if tenant is not None:
                    conn.execute(_LOCK_TENANT, {"tenant": tenant})
                if not is_lasting:
                    conn.execute(text("set local synchronous_commit = off"))
            yield conn
