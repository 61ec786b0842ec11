"""From wished number ranges to registered blocks (rule 62)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from qtf_format.ids import WorkstationId
from qtf_format.model import OrderKind
from qtf_format.payloads import NumberBlock
from qtf_office.directory import Office
from qtf_office.numbers import MAIN_SERIES
from qtf_office.pairing.wishes import RangeWish
from qtf_office.storage import ranges

__all__ = ["held", "is_other_wish", "plan", "register", "set_series"]


def held(conn: Connection, office: Office, workstation: WorkstationId) -> tuple[NumberBlock, ...]:
    """Return the open blocks of a workstation."""
    own = ranges.list_all(conn, office.tenant, workstation)
    return tuple(
        NumberBlock(series=r.series, first=r.first, last=r.last, guarded=r.guarded)
        for r in own
        if r.state == "open"
    )


def set_series(conn: Connection, office: Office, wishes: Sequence[RangeWish]) -> None:
    """Give every kind that is wished a range of its own a number series of its own."""
    known = ranges.series_map(conn, office.tenant)
    for wish in wishes:
        if wish.kind is not None and wish.kind not in known:
            ranges.set_series(conn, office.tenant, wish.kind, wish.kind.value)


def plan(
    conn: Connection, office: Office, wishes: Sequence[RangeWish], kinds: Collection[OrderKind]
) -> tuple[NumberBlock, ...]:
    """Return a block for every series that `kinds` need: as wished, else the next free one.

    "any" without a kind holds for every series without a wish of its own.
    """
    needed = dict.fromkeys(ranges.series_of(conn, office.tenant, kind) for kind in kinds)
    wished: dict[str, list[RangeWish]] = {series: [] for series in needed}
    for wish in wishes:
        wished.setdefault(_series(conn, office, wish), []).append(wish)
    any_for_all = any(w.kind is None and not w.is_guarded for w in wishes)
    blocks: list[NumberBlock] = []
    for series, ones in wished.items():
        explicit = [w for w in ones if w.first is not None and w.last is not None]
        blocks += [
            NumberBlock(series=series, first=w.first or 1, last=w.last or 1) for w in explicit
        ]
        if not explicit:
            guarded = not any_for_all and all(w.is_guarded for w in ones)
            first, last = ranges.propose_block(conn, office.tenant, series)
            blocks.append(NumberBlock(series=series, first=first, last=last, guarded=guarded))
    return tuple(sorted(blocks, key=lambda b: (b.series, b.first)))


def is_other_wish(
    conn: Connection,
    office: Office,
    wishes: Sequence[RangeWish],
    blocks: Collection[NumberBlock],
) -> bool:
    """Say whether a repeated invitation asks for other numbers than `blocks`."""
    has = {(b.series, b.first, b.last) for b in blocks if b.guarded}
    unguarded = {b.series for b in blocks if not b.guarded}
    for wish in wishes:
        series = _series(conn, office, wish)
        if wish.first is None or wish.last is None:
            if series not in unguarded:
                return True
        elif (series, wish.first, wish.last) not in has:
            return True
    return not blocks


def register(
    conn: Connection, office: Office, workstation: WorkstationId, blocks: Collection[NumberBlock]
) -> None:
    """Register `blocks`.

    Raises:
        RangeOverlap: somebody else has some of these numbers.
    """
    for block in blocks:
        fresh = ranges.new_range(workstation, (block.first, block.last), block.series)
        ranges.register(conn, office.tenant, replace(fresh, guarded=block.guarded))


def _series(conn: Connection, office: Office, wish: RangeWish) -> str:
    return ranges.series_of(conn, office.tenant, wish.kind) if wish.kind else MAIN_SERIES
