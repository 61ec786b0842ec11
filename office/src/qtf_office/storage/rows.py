"""Records that stand for one table row each: written and read by their field names.

For tables whose records have a field per column this is the whole mapping; the hot tables
(orders, addresses) write theirs out by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, Table, and_, bindparam, select, update

from qtf_format.ids import TenantId
from qtf_office.storage.sql import Statement, insert_all, insert_returning

__all__ = ["Rows"]

R = TypeVar("R")


class Rows(Generic[R]):
    """Reads and writes records of one type in one table."""

    def __init__(
        self,
        table: Table,
        record: type[R],
        key: tuple[str, ...],
        into: Mapping[str, Callable[[Any], object]] | None = None,
        out: Mapping[str, Callable[[Any], object]] | None = None,
        extra: tuple[str, ...] = (),
    ) -> None:
        """Prepare the statements.

        Args:
            table: the table; its tenant column is not a field of the record.
            record: the record type; each field is a column of the same name.
            key: the columns that name a row besides the tenant.
            into: per field, turns a stored value into the record's (not called for null).
            out: per field, the reverse.
            extra: columns that are no fields and are written with the record.
        """
        self.names = [field.name for field in fields(record)]  # type: ignore[arg-type]
        self.columns = [table.c[name] for name in self.names]
        self._table, self._record = table, record
        self._into, self._out = dict(into or {}), dict(out or {})
        where = and_(
            table.c.tenant_id == bindparam("k_tenant"),
            *(table.c[name] == bindparam(f"k_{name}") for name in key),
        )
        self._key = key
        self._get = Statement(select(*self.columns).where(where))
        self._insert = insert_all(table)
        numbering = table.c[key[0]]
        self._add = insert_returning(table, numbering)
        changes: dict[str, object] = {
            name: bindparam(name) for name in (*self.names, *extra) if name not in key
        }
        self._update = Statement(update(table).where(where).values(changes))

    def select(self, tenant: TenantId) -> Select[Any]:
        """Begin a query for records of one tenant."""
        return select(*self.columns).where(self._table.c.tenant_id == tenant)

    def record(self, row: Sequence[Any]) -> R:
        """Turn a row of `columns` into a record."""
        values = dict(zip(self.names, row, strict=True))
        for name, turn in self._into.items():
            if values[name] is not None:
                values[name] = turn(values[name])
        return self._record(**values)

    def records(self, conn: Connection, query: Select[Any]) -> list[R]:
        """Run a query that was begun with `select`."""
        return [self.record(row) for row in conn.execute(query)]

    def get(self, conn: Connection, tenant: TenantId, *key: object) -> R | None:
        """Return one record by its key."""
        row = self._get.run(conn, self._key_values(tenant, key)).first()
        return None if row is None else self.record(row)

    def insert(self, conn: Connection, tenant: TenantId, record: R, **more: object) -> None:
        """Write a new row; `more` holds columns that are no fields."""
        self._insert.run(conn, {"tenant_id": tenant, **self.values(record), **more})

    def add(self, conn: Connection, tenant: TenantId, record: R, **more: object) -> int:
        """Write a new row that the database numbers, and return its number."""
        values = {"tenant_id": tenant, **self.values(record), **more}
        return int(self._add.run(conn, values).scalar_one())

    def save(self, conn: Connection, tenant: TenantId, record: R, **more: object) -> None:
        """Write a changed record over its row."""
        values = self.values(record)
        key = self._key_values(tenant, [values[name] for name in self._key])
        self._update.run(conn, {**values, **more, **key})

    def values(self, record: R) -> dict[str, object]:
        """Return a record's columns."""
        values: dict[str, object] = {name: getattr(record, name) for name in self.names}
        for name, turn in self._out.items():
            if values[name] is not None:
                values[name] = turn(values[name])
        return values

    def _key_values(self, tenant: TenantId, key: Any) -> dict[str, object]:
        return {
            "k_tenant": tenant,
            **{f"k_{name}": value for name, value in zip(self._key, key, strict=True)},
        }
