"""The register of number ranges: which workstation may hand out which order numbers.

Closed intervals per tenant and series; the database itself refuses an overlap (rule 62), frozen
ranges included, so that no number is ever handed out twice (rule 63).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.model import OrderKind
from qtf_office.errors import NumberRangeExhausted, RangeOverlap
from qtf_office.numbers import BLOCK, MAIN_SERIES, plain_number
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import number_range, number_series, orders
from qtf_office.storage.sql import Statement
from qtf_office.storage.trouble import driver_errors, is_lost_race

__all__ = [
    "Level",
    "NumberRange",
    "allows",
    "freeze",
    "level",
    "list_all",
    "new_range",
    "next_number",
    "peek_number",
    "propose_block",
    "raise_next",
    "register",
    "register_next",
    "series_map",
    "series_of",
    "set_series",
]


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers `first` to `last` of one series. `next` is handed out next; last + 1: used up.

    `guarded` False: the workstation's host program numbers by itself, rule 17 does not apply.
    """

    series: str
    first: int
    last: int
    workstation_id: WorkstationId
    next: int
    state: Literal["open", "frozen"]
    guarded: bool

    @property
    def left(self) -> int:
        """How many numbers can still be handed out."""
        return self.last + 1 - self.next if self.state == "open" else 0


@dataclass(frozen=True, slots=True)
class Level:
    """How many numbers a workstation has left, of how many its ranges in use held at first."""

    left: int
    size: int

    @property
    def is_low(self) -> bool:
        """At most a tenth is left: time for a warning (rule 65)."""
        return self.left * 10 <= self.size


_rows = Rows(number_range, NumberRange, ("series", "first"), into={"guarded": bool})
_series = Statement(
    select(number_series.c.series).where(
        number_series.c.tenant_id == bindparam("tenant"),
        number_series.c.kind == bindparam("kind"),
    )
)
_of_one = Statement(
    select(*_rows.columns)
    .where(
        number_range.c.tenant_id == bindparam("tenant"),
        number_range.c.workstation_id == bindparam("workstation"),
    )
    .order_by(number_range.c.series, number_range.c.first)
)
_of_workstation = Statement(
    select(*_rows.columns)
    .where(
        number_range.c.tenant_id == bindparam("tenant"),
        number_range.c.workstation_id == bindparam("workstation"),
        number_range.c.series == bindparam("series"),
    )
    .order_by(number_range.c.first)
)


def series_of(conn: Connection, tenant: TenantId, kind: OrderKind) -> str:
    """Return the series that numbers orders of this kind (rule 19)."""
    found = _series.run(conn, {"tenant": tenant, "kind": kind.value}).scalar()
    return MAIN_SERIES if found is None else str(found)


def series_map(conn: Connection, tenant: TenantId) -> dict[OrderKind, str]:
    """Return the kinds that have a series of their own."""
    columns = number_series.c
    found = conn.execute(select(columns.kind, columns.series).where(columns.tenant_id == tenant))
    return {OrderKind(row.kind): row.series for row in found}


def set_series(conn: Connection, tenant: TenantId, kind: OrderKind, series: str) -> None:
    """Give a kind a series of its own, or the main one again."""
    dialect = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    new = dialect(number_series).values(tenant_id=tenant, kind=kind.value, series=series)
    conn.execute(
        new.on_conflict_do_update(
            index_elements=["tenant_id", "kind"], set_={"series": new.excluded.series}
        )
    )


def new_range(
    workstation: WorkstationId, block: tuple[int, int], series: str = MAIN_SERIES
) -> NumberRange:
    """Return an open, guarded range (first, last) that nothing was taken from yet."""
    first, last = block
    if not 1 <= first <= last:
        raise ValueError(f"a number range from {first} to {last}")
    return NumberRange(series, first, last, workstation, first, "open", guarded=True)


def propose_block(
    conn: Connection, tenant: TenantId, series: str = MAIN_SERIES, size: int = BLOCK
) -> tuple[int, int]:
    """Return the next free block behind every range given so far (rule 62).

    Blocks begin at 1, 10001, 20001 ...; what lies between odd ranges is left alone.
    """
    highest = conn.execute(
        select(func.max(number_range.c.last)).where(
            number_range.c.tenant_id == tenant, number_range.c.series == series
        )
    ).scalar()
    blocks = -(-int(highest or 0) // size)
    return blocks * size + 1, (blocks + 1) * size


def register(conn: Connection, tenant: TenantId, new: NumberRange) -> None:
    """Enter a range.

    Raises:
        RangeOverlap: it shares numbers with another one; nothing was written. The transaction
            should end here (PostgreSQL does not go on after a refused statement).
    """
    try:
        _rows.insert(conn, tenant, new)
    except driver_errors() as problem:
        if not is_lost_race(problem):
            raise
        raise RangeOverlap(first=new.first, last=new.last, series=new.series) from problem


def register_next(
    conn: Connection,
    tenant: TenantId,
    workstation: WorkstationId,
    series: str = MAIN_SERIES,
    guarded: bool = True,
) -> NumberRange:
    """Give a workstation the next free block and return it."""
    first, last = propose_block(conn, tenant, series)
    new = NumberRange(series, first, last, workstation, first, "open", guarded)
    register(conn, tenant, new)
    return new


def list_all(
    conn: Connection, tenant: TenantId, workstation: WorkstationId | None = None
) -> list[NumberRange]:
    """Return the ranges by series and first number."""
    if workstation is not None:
        values = {"tenant": tenant, "workstation": workstation}
        return [_rows.record(row) for row in _of_one.run(conn, values)]
    query = _rows.select(tenant).order_by(number_range.c.series, number_range.c.first)
    return _rows.records(conn, query)


def _own(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, series: str
) -> list[NumberRange]:
    values = {"tenant": tenant, "workstation": workstation, "series": series}
    return [_rows.record(row) for row in _of_workstation.run(conn, values)]


def allows(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, label: tuple[str, str]
) -> bool:
    """Say whether a workstation may use a number (rule 17).

    Args:
        label: series and number. Frozen ranges count: what was written before is good.
    """
    series, number = label
    own = _own(conn, tenant, workstation, series)
    if any(not each.guarded for each in own):
        return True
    value = plain_number(number)
    return value is not None and any(each.first <= value <= each.last for each in own)


def peek_number(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, series: str = MAIN_SERIES
) -> str | None:
    """Return the number `next_number` would give, without taking it; None if none is left."""
    found = _next(conn, tenant, workstation, series)
    return None if found is None else str(found[1])


def next_number(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, series: str = MAIN_SERIES
) -> str:
    """Take the next free number of a workstation's ranges.

    Numbers already used by an order (kept from a document) are skipped.

    Raises:
        NumberRangeExhausted: no number is left (rule 65); nothing was taken.
    """
    found = _next(conn, tenant, workstation, series)
    if found is None:
        raise NumberRangeExhausted(series=series, workstation=workstation)
    source, number = found
    _set_next(conn, tenant, source, number + 1)
    return str(number)


def _set_next(conn: Connection, tenant: TenantId, source: NumberRange, following: int) -> None:
    named = {"tenant": tenant, "in_series": source.series, "from_first": source.first}
    _set.run(conn, {**named, "following": following})


_set = Statement(
    update(number_range)
    .where(
        number_range.c.tenant_id == bindparam("tenant"),
        number_range.c.series == bindparam("in_series"),
        number_range.c.first == bindparam("from_first"),
    )
    .values(next=bindparam("following"))
)


def _next(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, series: str
) -> tuple[NumberRange, int] | None:
    for source in _own(conn, tenant, workstation, series):
        if source.state != "open":
            continue
        number = source.next
        while number <= source.last:
            if not _is_used(conn, tenant, series, number):
                return source, number
            number += 1
    return None


_used = Statement(
    select(orders.c.order_id).where(
        orders.c.tenant_id == bindparam("tenant"),
        orders.c.series == bindparam("series"),
        orders.c.number_key == bindparam("number_key"),
    )
)


def _is_used(conn: Connection, tenant: TenantId, series: str, number: int) -> bool:
    values = {"tenant": tenant, "series": series, "number_key": str(number)}
    return _used.run(conn, values).first() is not None


def raise_next(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, seen: tuple[str, int]
) -> None:
    """Go on behind a number (series, number) that a receipt names as used (rule 64)."""
    series, highest = seen
    for source in _own(conn, tenant, workstation, series):
        if source.first <= highest <= source.last and source.next <= highest:
            _set_next(conn, tenant, source, highest + 1)


def freeze(conn: Connection, tenant: TenantId, workstation: WorkstationId) -> None:
    """Hand out nothing more from the ranges of a retired workstation, ever (rule 63)."""
    conn.execute(
        update(number_range)
        .where(number_range.c.tenant_id == tenant, number_range.c.workstation_id == workstation)
        .values(state="frozen")
    )


def level(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, series: str = MAIN_SERIES
) -> Level:
    """Say how much is left of the ranges that are not used up yet."""
    usable = [each for each in _own(conn, tenant, workstation, series) if each.left]
    size = sum(each.last + 1 - each.first for each in usable)
    return Level(sum(each.left for each in usable), size)
