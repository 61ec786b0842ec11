"""The trust list (format 14.2): the office's signed list of who may do what.

The main office makes a new one, with the next epoch, whenever a workstation is confirmed or
revoked, and puts it into the outbox for every active workstation. A workstation takes over a
newer one: its own state, rights and number ranges, and the keys of the office.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from qtf_format.canonical import from_bytes, to_bytes
from qtf_format.codes import Code
from qtf_format.ids import Digest, WorkstationId
from qtf_format.model import OrderKind
from qtf_format.package import Kind
from qtf_format.payloads import (
    NumberBlock,
    SigningKey,
    Trust,
    TrustedWorkstation,
    WorkstationState,
)
from qtf_format.sealing import seal_trust
from qtf_office import envelope
from qtf_office.directory import Office
from qtf_office.storage import outbox, ranges, workstations
from qtf_office.storage.outbox import OutboxItem
from qtf_office.storage.workstations import State, TrustList, Workstation

__all__ = ["Acceptance", "Accepted", "accept", "current", "publish", "take_over"]

logger = logging.getLogger(__name__)

_LISTED = frozenset({"active", "suspended", "revoked"})
_NO_LIST = bytes(32)
_STATES: dict[WorkstationState, State] = {
    WorkstationState.ACTIVE: "active",
    WorkstationState.SUSPENDED: "suspended",
    WorkstationState.REVOKED: "revoked",
}


def current(conn: Connection, office: Office) -> Trust:
    """Return the main office's newest trust list.

    The first one is made here, and the next one where the number series have changed since.
    """
    newest = workstations.newest_trust_list(conn, office.tenant)
    if newest is None:
        return _append(conn, office, None)
    held = from_bytes(newest.payload, Trust)
    return held if held.series == _series(conn, office) else publish(conn, office)[0]


def publish(conn: Connection, office: Office) -> tuple[Trust, tuple[OutboxItem, ...]]:
    """Make the next trust list and put it into the outbox for every active workstation."""
    trust = _append(conn, office, workstations.newest_trust_list(conn, office.tenant))
    queued = []
    for row in workstations.list_all(conn, office.tenant):
        if row.role == "office" or row.state != "active" or row.seal_key is None:
            continue
        sealed = seal_trust(envelope.header(conn, office, row.seal_key), trust)
        queued.append(
            envelope.put_into_outbox(conn, office, Kind.TRUST, row.workstation_id, sealed)
        )
    logger.info("trust list %s goes to %s workstations", trust.ep, len(queued))
    return trust, tuple(queued)


def _append(conn: Connection, office: Office, former: TrustList | None) -> Trust:
    trust = _build(conn, office, former)
    _keep(conn, office, trust)
    return trust


def _build(conn: Connection, office: Office, former: TrustList | None) -> Trust:
    rows = sorted(
        (w for w in workstations.list_all(conn, office.tenant) if w.state in _LISTED),
        key=lambda w: (w.role != "office", w.workstation_id),
    )
    return Trust(
        ep=1 if former is None else former.epoch + 1,
        prev=_NO_LIST if former is None else bytes.fromhex(former.sha256),
        name=office.company,
        off=bytes.fromhex(office.office_workstation),
        ws=tuple(_entry(conn, office, row) for row in rows),
        series=_series(conn, office),
    )


def _series(conn: Connection, office: Office) -> tuple[str, ...]:
    known = ranges.series_map(conn, office.tenant)
    return tuple(f"{kind} {series}" for kind, series in sorted(known.items()))


def _entry(conn: Connection, office: Office, row: Workstation) -> TrustedWorkstation:
    own = ranges.list_all(conn, office.tenant, row.workstation_id)
    return TrustedWorkstation(
        id=bytes.fromhex(row.workstation_id),
        name=row.name,
        role=row.role,
        state=WorkstationState(row.state),
        sign=(SigningKey(key=row.sign_key, epoch=row.key_epoch),) if row.sign_key else (),
        seal=row.seal_key,
        num=tuple(
            NumberBlock(series=r.series, first=r.first, last=r.last, guarded=r.guarded)
            for r in own
            if r.state == "open"
        ),
        may=row.kinds,
        mail=row.email,
    )


def _keep(conn: Connection, office: Office, trust: Trust) -> None:
    payload = to_bytes(trust)
    sha = Digest(hashlib.sha256(payload).hexdigest())
    row = TrustList(epoch=trust.ep, payload=payload, sha256=sha, at=office.now())
    workstations.add_trust_list(conn, office.tenant, row)


class Acceptance(StrEnum):
    """What a workstation did with a trust list."""

    TAKEN = "taken"
    KNOWN = "known"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The verdict on a trust list that came, and our own state afterwards.

    `code` is E219 for a list that is older than ours or does not follow on it.
    """

    verdict: Acceptance
    code: Code | None
    state: str | None


def accept(conn: Connection, office: Office, trust: Trust) -> Accepted:
    """Take over a trust list at a workstation, inside the caller's transaction.

    The reader has proved before that the office we know signed it.
    """
    held = workstations.newest_trust_list(conn, office.tenant)
    verdict = _judge(office, trust, held)
    if verdict is Acceptance.TAKEN:
        _keep(conn, office, trust)
        take_over(conn, office, trust)
    elif verdict is Acceptance.OLDER:
        logger.error("a trust list of epoch %s came after epoch %s", trust.ep, held and held.epoch)
    own = workstations.get(conn, office.tenant, office.workstation)
    return Accepted(
        verdict,
        Code.E219 if verdict is Acceptance.OLDER else None,
        own.state if own else None,
    )


def _judge(office: Office, trust: Trust, held: TrustList | None) -> Acceptance:
    if trust.off.hex() != office.office_workstation:
        return Acceptance.OLDER
    if held is None:
        return Acceptance.TAKEN
    if trust.ep == held.epoch and hashlib.sha256(to_bytes(trust)).hexdigest() == held.sha256:
        return Acceptance.KNOWN
    follows = trust.ep > held.epoch + 1 or (
        trust.ep == held.epoch + 1 and trust.prev.hex() == held.sha256
    )
    return Acceptance.TAKEN if follows else Acceptance.OLDER


def take_over(conn: Connection, office: Office, trust: Trust) -> None:
    """Write what a trust list says of ourselves and of the office into the tables."""
    for listed in trust.ws:
        workstation = WorkstationId(listed.id.hex())
        if workstation in (office.workstation, office.office_workstation):
            _save(conn, office, workstation, listed)
    for entry in trust.series:
        kind, _, series = entry.partition(" ")
        ranges.set_series(conn, office.tenant, OrderKind(kind), series)


def _save(
    conn: Connection, office: Office, workstation: WorkstationId, listed: TrustedWorkstation
) -> None:
    row = workstations.get(conn, office.tenant, workstation)
    if row is None:
        workstations.insert(conn, office.tenant, _new_row(office, workstation, listed))
    else:
        newest = listed.sign[-1] if listed.sign else None
        changed = replace(
            row,
            name=listed.name,
            state=_STATES[listed.state],
            kinds=tuple(listed.may),
            email=listed.mail or row.email,
            sign_key=newest.key if newest else row.sign_key,
            seal_key=listed.seal or row.seal_key,
            key_epoch=newest.epoch if newest else row.key_epoch,
        )
        workstations.save(conn, office.tenant, changed)
    if workstation == office.workstation:
        _own_ranges(conn, office, listed)
        if listed.state is WorkstationState.ACTIVE:
            _answer_arrived(conn, office)


def _new_row(office: Office, workstation: WorkstationId, listed: TrustedWorkstation) -> Workstation:
    newest = listed.sign[-1] if listed.sign else None
    return Workstation(
        workstation_id=workstation,
        name=listed.name,
        role="office" if workstation == office.office_workstation else "workstation",
        email=listed.mail,
        state=_STATES[listed.state],
        kinds=tuple(listed.may),
        sign_key=newest.key if newest else None,
        seal_key=listed.seal,
        key_epoch=newest.epoch if newest else 0,
        created_at=office.now(),
    )


def _own_ranges(conn: Connection, office: Office, listed: TrustedWorkstation) -> None:
    """Register blocks that are new; after a revocation nothing is handed out any more."""
    me = office.workstation
    if listed.state is WorkstationState.REVOKED:
        ranges.freeze(conn, office.tenant, me)
        return
    held = {(r.series, r.first) for r in ranges.list_all(conn, office.tenant, me)}
    for block in listed.num:
        if (block.series, block.first) not in held:
            fresh = ranges.new_range(me, (block.first, block.last), block.series)
            ranges.register(conn, office.tenant, replace(fresh, guarded=block.guarded))


def _answer_arrived(conn: Connection, office: Office) -> None:
    """Being listed as active answers our `pair.accept`: it need not be sent again."""
    for item in outbox.list_items(conn, office.tenant, states=("sealed", "handed-over", "unknown")):
        if item.package_kind == Kind.PAIR_ACCEPT:
            outbox.save(conn, office.tenant, replace(item, state="confirmed", next_try_at=None))
