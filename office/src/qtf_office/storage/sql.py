"""Statements of the import's hot path: built with SQLAlchemy, compiled once, run by the driver.

Measured, an order of 40 lines with everything beside it took eight times the CPU of bare
`sqlite3` when SQLAlchemy ran each statement; most of it went into looking up compiled forms,
copying parameters and wrapping results. A `Statement` keeps the compiled text per database and
hands tuples straight to the driver, inside the transaction that SQLAlchemy holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Row,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.expression import ClauseElement

__all__ = [
    "Found",
    "ListStatement",
    "Statement",
    "insert_all",
    "insert_returning",
    "like",
    "stream",
]

Values = Mapping[str, object]
Record = tuple[Any, ...]

_COPIED = 8  # rows from which on PostgreSQL's COPY pays


class Found(list[Record]):
    """The rows a statement gave."""

    def first(self) -> Record | None:
        """Return the first row, if any."""
        return self[0] if self else None

    def scalar(self) -> Any:
        """Return the first value of the first row; None if there is no row."""
        return self[0][0] if self else None

    def scalar_one(self) -> Any:
        """Return the only value."""
        ((value,),) = self
        return value


class Statement:
    """One statement with named parameters.

    Values pass to the driver as they are, and rows come back as they are: booleans of SQLite are
    0 and 1.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """Keep a statement; `columns`: what an INSERT without explicit values is about."""
        self._statement = statement
        self._columns = columns

    def run(self, conn: Connection, values: Values) -> Found:
        """Run it once and return all its rows."""
        compiled = self._sqlite if conn.dialect.name == "sqlite" else self._postgresql
        cursor = _driver(conn).execute(compiled.text, compiled.parameters(values))
        found = Found(cursor.fetchall()) if cursor.description else Found()
        cursor.close()
        return found

    def run_many(self, conn: Connection, rows: Iterable[Values]) -> None:
        """Run it for each row, in one call of the driver."""
        compiled = self._sqlite if conn.dialect.name == "sqlite" else self._postgresql
        self._run_tuples(conn, compiled.text, [compiled.parameters(row) for row in rows])

    def _run_tuples(self, conn: Connection, text: str, tuples: Sequence[Record]) -> None:
        if not tuples:
            return
        cursor = _driver(conn).cursor()
        try:
            cursor.executemany(text, tuples)
        finally:
            cursor.close()

    @cached_property
    def _sqlite(self) -> _Compiled:
        return _compile(self._statement, SQLiteDialect_pysqlite(), self._columns)

    @cached_property
    def _postgresql(self) -> _Compiled:
        # "format": parameters by position, as for SQLite.
        dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
        return _compile(self._statement, dialect, self._columns)


class _Compiled:
    """The text for one database and the order of its parameters."""

    __slots__ = ("_fixed", "_order", "_pick", "text")

    def __init__(self, text: str, order: Sequence[str], fixed: Values) -> None:
        """Keep them; `fixed` are the values that stand in the statement."""
        self.text = text
        self._order = order
        self._fixed = fixed
        self._pick = itemgetter(*order) if len(order) > 1 else None

    def parameters(self, values: Values) -> Record:
        """Put values in order."""
        if self._fixed:
            values = {**self._fixed, **values}
        if self._pick is not None:
            picked: Record = self._pick(values)
            return picked
        return tuple([values[name] for name in self._order])


def _compile(
    statement: ClauseElement,
    dialect: SQLiteDialect_pysqlite | PGDialect_psycopg,
    columns: Sequence[str] | None,
) -> _Compiled:
    compiled = statement.compile(
        dialect=dialect,
        column_keys=columns and list(columns),
        compile_kwargs={"render_postcompile": True},
    )
    binds = compiled.binds  # type: ignore[attr-defined]
    fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
    return _Compiled(str(compiled), getattr(compiled, "positiontup", None) or (), fixed)


def _driver(conn: Connection) -> Any:
    """Return the driver's own connection, which is inside our transaction."""
    return conn.connection.driver_connection


class InsertAll(Statement):
    """An INSERT that names every column of a table, in the order of the table."""

    def __init__(self, table: Table) -> None:
        """Prepare it."""
        names = [column.name for column in table.columns]
        statement: Insert = insert(table)
        super().__init__(statement, names)
        self._copy = f"copy {table.name} ({', '.join(names)}) from stdin"

    def run_rows(self, conn: Connection, rows: Sequence[Record]) -> None:
        """Write rows given as tuples in the order of the table's columns."""
        if conn.dialect.name == "sqlite":
            self._run_tuples(conn, self._sqlite.text, rows)
        elif len(rows) < _COPIED:
            self._run_tuples(conn, self._postgresql.text, rows)
        else:
            with _driver(conn).cursor() as cursor, cursor.copy(self._copy) as copy:
                for row in rows:
                    copy.write_row(row)


def insert_all(table: Table) -> InsertAll:
    """Return an INSERT that names every column of `table`."""
    return InsertAll(table)


def insert_returning(table: Table, row_id: Column[int]) -> Statement:
    """Return an INSERT that names every column but the numbering one, and returns that."""
    columns = [column.name for column in table.columns if column is not row_id]
    return Statement(insert(table).returning(row_id), columns)


IsIn = Callable[[ColumnElement[str]], ColumnElement[bool]]


class ListStatement:
    """A statement with a list of texts of any length among its parameters."""

    def __init__(self, build: Callable[[IsIn], Select[Any]]) -> None:
        """Build it: `build` is given what says "is one of the texts" of a column."""
        listed = select(func.json_each(bindparam("items")).table_valued("value").c.value)
        self._sqlite = Statement(build(lambda column: column.in_(listed)))
        array = bindparam("items", type_=ARRAY(Text))
        self._postgresql = Statement(build(lambda column: column == any_(array)))

    def run(self, conn: Connection, values: Values, items: Collection[str]) -> Found:
        """Run it once and return all its rows."""
        if not items:
            return Found()
        if conn.dialect.name == "sqlite":
            return self._sqlite.run(conn, {**values, "items": json.dumps(list(items))})
        return self._postgresql.run(conn, {**values, "items": list(items)})


def like(text: str) -> str:
    """Return a LIKE pattern (escape character `\\`) for "contains this text"."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def stream(conn: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Give rows one by one without holding them all; what is left is dropped with the iterator."""
    # Set on the connection, this option would also turn later statements into server cursors.
    with closing(conn.execute(query, execution_options={"yield_per": 500})) as rows:
        yield from rows
