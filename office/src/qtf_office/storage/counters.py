"""Numbers that only ever rise, per workstation: package sequence, highest order number seen."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import TenantId, WorkstationId
from qtf_office.storage.schema import counter
from qtf_office.storage.sql import Statement

__all__ = ["PACKAGE_SEQUENCE", "highest_number", "next_value", "raise_to", "value"]

PACKAGE_SEQUENCE = "package-sequence"


def highest_number(series: str) -> str:
    """Name the counter that keeps the highest number seen of a workstation (rules 36 and 64)."""
    return f"highest-number {series}"


_key: dict[str, BindParameter[str]] = {
    "tenant_id": bindparam("tenant"),
    "workstation_id": bindparam("workstation"),
    "name": bindparam("name"),
}
_value = Statement(
    select(counter.c.value).where(*(counter.c[name] == bound for name, bound in _key.items()))
)


def _statements(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> tuple[Statement, ...]:
    index = list(counter.primary_key.columns)
    first = dialect(counter).values(**_key, value=bindparam("value"))
    rise = first.on_conflict_do_update(
        index_elements=index, set_={"value": counter.c.value + 1}
    ).returning(counter.c.value)
    lift = first.on_conflict_do_update(
        index_elements=index,
        set_={"value": first.excluded.value},
        where=counter.c.value < first.excluded.value,
    )
    return Statement(rise), Statement(lift)


_by_dialect = {"sqlite": _statements(sqlite.Insert), "postgresql": _statements(postgresql.Insert)}


def _values(tenant: TenantId, workstation: WorkstationId, name: str) -> dict[str, object]:
    return {"tenant": tenant, "workstation": workstation, "name": name}


def value(conn: Connection, tenant: TenantId, workstation: WorkstationId, name: str) -> int:
    """Return the last value given out or noted; 0 if none."""
    found = _value.run(conn, _values(tenant, workstation, name)).scalar()
    return int(found) if found is not None else 0


def next_value(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, name: str = PACKAGE_SEQUENCE
) -> int:
    """Count one up and return it; the first is 1."""
    rise, _ = _by_dialect[conn.dialect.name]
    return int(rise.run(conn, {**_values(tenant, workstation, name), "value": 1}).scalar_one())


def raise_to(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, noted: tuple[str, int]
) -> None:
    """Lift a counter (name, value) to a value seen elsewhere; never lowers it (rule 64)."""
    _, lift = _by_dialect[conn.dialect.name]
    name, seen = noted
    lift.run(conn, {**_values(tenant, workstation, name), "value": seen})
