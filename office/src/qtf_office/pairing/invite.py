"""The office invites a workstation: number ranges, a sealed fill, a code (format 14.3, 1 to 3)."""

from __future__ import annotations

import logging
from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from qtf_format.code import new_code
from qtf_format.ids import WorkstationId
from qtf_format.model import OrderKind
from qtf_format.package import SealedFill, SealHeader
from qtf_format.payloads import Lease, NumberBlock, PairFill
from qtf_format.sealing import seal_pair_fill
from qtf_office import envelope, trust
from qtf_office.clock import Instant, instant, milliseconds
from qtf_office.directory import Office
from qtf_office.durable import OWNER_ONLY, write_whole
from qtf_office.errors import LostRace, NameTaken, RangeOverlap
from qtf_office.failpoints import reach
from qtf_office.pairing import blocks, fill
from qtf_office.pairing.wishes import RangeWish
from qtf_office.secrets import keep_accept_key
from qtf_office.storage import journal, ranges, workstations
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.workstations import Invitation, Workstation

__all__ = ["VALID_FOR", "Invited", "NewWorkstation", "invite", "write_invitation"]

logger = logging.getLogger(__name__)

VALID_FOR = timedelta(days=7)
_TRIES = 5  # two administrators at once may propose the same block; each loss tries the next one


@dataclass(frozen=True, slots=True)
class NewWorkstation:
    """What an administrator says about the workstation to be added. `ranges` empty: propose."""

    name: str
    employee: str
    email: str
    devices: int = 2
    kinds: tuple[OrderKind, ...] = tuple(OrderKind)
    ranges: tuple[RangeWish, ...] = ()
    include: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation. The code is nowhere else: it is shown once."""

    workstation: Workstation
    blocks: tuple[NumberBlock, ...]
    expires_at: Instant
    is_repeat: bool
    data: bytes = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the fill will say, read before the slow sealing."""

    row: Workstation
    is_repeat: bool
    blocks: tuple[NumberBlock, ...]
    expires: datetime
    content: PairFill
    header: SealHeader


def invite(office: Office, wish: NewWorkstation) -> Invited:
    """Open an invitation and seal its fill.

    A workstation that was invited but has not answered is invited again: same id, same numbers,
    a new code; the former file and code are worth nothing from then on.

    Raises:
        NameTaken: a workstation of this name has answered already.
        RangeOverlap: the wished numbers belong to somebody.
    """
    code = new_code()
    tries_left = _TRIES
    while True:
        tries_left -= 1
        draft = _draft(office, wish)
        sealed = seal_pair_fill(draft.header, code, draft.content)
        reach("pairing.fill-sealed")
        try:
            _open_invitation(office, wish, draft, sealed)
            break
        except (LostRace, RangeOverlap):
            if not tries_left or wish.ranges:
                raise
    # After the commit: were it before, a crash could leave an older invitation with a newer key.
    keep_accept_key(office.secrets, draft.row.workstation_id, sealed.accept_key)
    reach("pairing.invited")
    logger.info("invited workstation %s", draft.row.workstation_id)
    return Invited(
        workstation=draft.row,
        blocks=draft.blocks,
        expires_at=instant(draft.expires),
        is_repeat=draft.is_repeat,
        data=sealed.sealed.data,
        code=code,
    )


def write_invitation(invited: Invited, output: Path, code_file: Path | None) -> None:
    """Write the fill, and the code if it goes into a file; each whole or not at all."""
    if code_file is not None:
        write_whole(code_file, f"{invited.code}\n".encode("ascii"), OWNER_ONLY)
    write_whole(output, invited.data)
    reach("pairing.fill-written")


def _draft(office: Office, wish: NewWorkstation) -> _Draft:
    with office.write() as conn:
        row, is_repeat = _row(conn, office, wish)
        blocks.set_series(conn, office, wish.ranges)
        planned = blocks.held(conn, office, row.workstation_id)
        if not is_repeat or blocks.is_other_wish(conn, office, wish.ranges, planned):
            planned = blocks.plan(conn, office, wish.ranges, wish.kinds)
        expires = office.clock.now() + VALID_FOR
        content = _content(conn, office, wish, _lease(office, row, planned, expires))
        return _Draft(row, is_repeat, planned, expires, content, envelope.header(conn, office))


def _row(conn: Connection, office: Office, wish: NewWorkstation) -> tuple[Workstation, bool]:
    """Return the row of the workstation, and whether it was invited before."""
    known = workstations.find_by_name(conn, office.tenant, wish.name)
    if known is not None and known.state != "invited":
        raise NameTaken(name=wish.name)
    row = known or Workstation(
        workstation_id=WorkstationId(uuid4().hex),
        name=wish.name,
        role="workstation",
        state="invited",
        kinds=wish.kinds,
        created_at=office.now(),
    )
    row = replace(
        row,
        name=wish.name,
        employee=wish.employee,
        email=wish.email,
        devices=wish.devices,
        kinds=wish.kinds,
    )
    return row, known is not None


def _lease(
    office: Office, row: Workstation, planned: tuple[NumberBlock, ...], expires: datetime
) -> Lease:
    return Lease(
        id=bytes.fromhex(row.workstation_id),
        name=row.name,
        employee=row.employee or "",
        mail=row.email or "",
        num=planned,
        may=row.kinds,
        devices=row.devices,
        expires=milliseconds(expires),
        channels=fill.channel_hints(office.settings.channels),
    )


def _content(conn: Connection, office: Office, wish: NewWorkstation, lease: Lease) -> PairFill:
    book, listed, open_orders = fill.collect(conn, office, wish.include)
    return PairFill(
        trust=trust.current(conn, office),
        lease=lease,
        addresses=book,
        articles=listed,
        orders=open_orders,
    )


def _open_invitation(
    office: Office, wish: NewWorkstation, draft: _Draft, sealed: SealedFill
) -> None:
    """Write workstation, numbers and invitation in one transaction.

    What was read for the draft is looked at again: somebody else may have been faster.
    """
    id_ = draft.row.workstation_id
    with office.write() as conn:
        row, is_repeat = _row(conn, office, wish)
        if is_repeat != draft.is_repeat or (is_repeat and row.workstation_id != id_):
            raise LostRace(constraint="workstation")
        if not is_repeat:
            workstations.insert(conn, office.tenant, draft.row)
        else:
            workstations.save(conn, office.tenant, draft.row)
        if blocks.held(conn, office, id_) != draft.blocks:
            ranges.freeze(conn, office.tenant, id_)
            blocks.register(conn, office, id_, draft.blocks)
        _save_invitation(conn, office, draft, sealed)
        entry = JournalEntry(
            event="invited", at_ms=milliseconds(office.clock.now()), sha=sealed.sealed.digest
        )
        journal.append(conn, office.tenant, entry)


def _save_invitation(conn: Connection, office: Office, draft: _Draft, sealed: SealedFill) -> None:
    id_ = draft.row.workstation_id
    fresh = Invitation(
        workstation_id=id_,
        created_at=office.now(),
        expires_at=instant(draft.expires),
        fill_digest=sealed.sealed.digest,
        fill_transcript=sealed.sealed.transcript,
        state="open",
    )
    if workstations.invitation(conn, office.tenant, id_) is None:
        workstations.add_invitation(conn, office.tenant, fresh)
    else:
        workstations.save_invitation(conn, office.tenant, fresh)
