"""The office admits a workstation, or shuts it out (format 14.3, 5 and 14.5)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.comparison import comparison_number
from qtf_format.errors import Exit, QtfError, Text
from qtf_format.package import Opened
from qtf_format.payloads import Keys
from qtf_office import trust
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.failpoints import reach
from qtf_office.secrets import drop_accept_key
from qtf_office.storage import journal, ranges, workstations
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.workstations import Invitation, Workstation

__all__ = [
    "Answered",
    "Confirmed",
    "NotAnswered",
    "WorkstationUnknown",
    "answered",
    "confirm",
    "revoke",
]

logger = logging.getLogger(__name__)


class WorkstationUnknown(QtfError):
    """No workstation has this name. Fields: `name`."""

    title = Text("Einen Arbeitsplatz „{name}“ gibt es nicht.", "There is no workstation “{name}”.")
    advice = Text(
        "„qtf-office workstation list“ zeigt alle Arbeitsplätze.",
        "“qtf-office workstation list” shows all workstations.",
    )
    exit = Exit.USAGE


class NotAnswered(QtfError):
    """The answer of a workstation has not arrived. Fields: `name`."""

    title = Text(
        "Der Arbeitsplatz „{name}“ hat noch nicht geantwortet.",
        "The workstation “{name}” has not answered yet.",
    )
    advice = Text(
        "Lesen Sie dort die Einladung mit „qtf-office join“ ein und holen Sie die Antwort hier mit "
        "„qtf-import watch --once“ ab. Danach bestätigen Sie noch einmal.",
        "Join there with “qtf-office join”, fetch the answer here with “qtf-import watch --once”, "
        "then confirm again.",
    )


class WorkstationRevoked(QtfError):
    """A revoked workstation stays revoked. Fields: `name`."""

    title = Text(
        "Der Arbeitsplatz „{name}“ ist gesperrt und bleibt es.",
        "The workstation “{name}” is revoked and stays so.",
    )
    advice = Text(
        "Laden Sie das Gerät unter einem neuen Namen noch einmal ein.",
        "Invite the device again under a new name.",
    )


class OfficeNotRevocable(QtfError):
    """The office itself cannot be shut out. Fields: `name`."""

    title = Text(
        "„{name}“ ist das Büro selbst und kann nicht gesperrt werden.",
        "“{name}” is the office itself and cannot be revoked.",
    )
    exit = Exit.USAGE


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer. `code` None: it waits to be confirmed, with six digits to compare.

    E222: another answer had come before (an alarm; `other_device` is the one that was first).
    E223: too late. E211: nobody was invited by that id.
    """

    code: Code | None
    name: str
    device: str
    comparison: str | None = None
    other_device: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed workstation. `is_repeat`: it had been confirmed before."""

    workstation: Workstation
    comparison: str | None
    epoch: int
    is_repeat: bool


def answered(conn: Connection, office: Office, opened: Opened) -> Answered:
    """Take an authentic `pair.accept` inside the importer's transaction.

    The reader has proved the pairing MAC and the signature. The same answer again gives the same
    result.
    """
    keys = opened.payload
    assert isinstance(keys, Keys)
    row = workstations.get(conn, office.tenant, opened.sender)
    found = workstations.invitation(conn, office.tenant, opened.sender)
    if row is None or found is None:
        return Answered(Code.E211, "", keys.device)
    verdict = _judge(office, row, found, opened, keys)
    if verdict.code is not None or found.state != "open":
        if verdict.code is Code.E222:
            logger.error("a second answer to the invitation of %s", opened.sender)
        return verdict
    workstations.save(conn, office.tenant, replace(row, state="answered", device=keys.device))
    answer = replace(
        found,
        state="answered",
        answer_package=opened.package_id,
        answer_sign=keys.sign,
        answer_seal=keys.seal,
        answer_device=keys.device,
        comparison=verdict.comparison,
    )
    workstations.save_invitation(conn, office.tenant, answer)
    reach("pairing.answered")
    logger.info("workstation %s answered", opened.sender)
    return verdict


def _judge(
    office: Office, row: Workstation, found: Invitation, opened: Opened, keys: Keys
) -> Answered:
    """Decide about an answer (pure): the first one in time to an open invitation counts."""
    number = comparison_number(found.fill_transcript, opened.transcript)
    if found.state == "open" and row.state == "invited":
        if found.expires_at <= office.now():
            return Answered(Code.E223, row.name, keys.device)
        return Answered(None, row.name, keys.device, number)
    if found.answer_package == opened.package_id:
        return Answered(None, row.name, keys.device, found.comparison)
    return Answered(Code.E222, row.name, keys.device, other_device=found.answer_device)


def confirm(office: Office, name: str) -> Confirmed:
    """Make an answered workstation active and queue the new trust list for all active ones.

    Raises:
        WorkstationUnknown, NotAnswered, WorkstationRevoked
    """
    with office.write() as conn:
        row, found = _find(conn, office, name)
        if row.state == "active":
            listed = workstations.newest_trust_list(conn, office.tenant)
            epoch = listed.epoch if listed else 0
            done = Confirmed(row, found.comparison if found else None, epoch, is_repeat=True)
        else:
            done = _activate(conn, office, row, found)
    drop_accept_key(office.secrets, done.workstation.workstation_id)
    reach("pairing.confirmed")
    return done


def _activate(
    conn: Connection, office: Office, row: Workstation, found: Invitation | None
) -> Confirmed:
    if row.state == "revoked":
        raise WorkstationRevoked(name=row.name)
    if row.state != "answered" or found is None or found.answer_sign is None:
        raise NotAnswered(name=row.name)
    held = trust.current(conn, office)
    active = replace(
        row,
        state="active",
        sign_key=found.answer_sign,
        seal_key=found.answer_seal,
        key_epoch=held.ep + 1,
        confirmed_at=office.now(),
    )
    workstations.save(conn, office.tenant, active)
    workstations.save_invitation(conn, office.tenant, replace(found, state="closed"))
    listed, _ = trust.publish(conn, office)
    _note(conn, office, "confirmed")
    logger.info("workstation %s confirmed, trust list %s", row.workstation_id, listed.ep)
    return Confirmed(active, found.comparison, listed.ep, is_repeat=False)


def revoke(office: Office, name: str) -> Workstation:
    """Shut a workstation out: from now on nothing of it is imported that is not in yet.

    Its numbers are never given out again. Doing it twice is harmless.

    Raises:
        WorkstationUnknown, OfficeNotRevocable
    """
    with office.write() as conn:
        row, found = _find(conn, office, name)
        if row.role == "office":
            raise OfficeNotRevocable(name=row.name)
        if row.state != "revoked":
            row = replace(row, state="revoked", revoked_at=office.now())
            workstations.save(conn, office.tenant, row)
            ranges.freeze(conn, office.tenant, row.workstation_id)
            if found is not None and found.state != "closed":
                closed = replace(found, state="closed")
                workstations.save_invitation(conn, office.tenant, closed)
            trust.publish(conn, office)
            _note(conn, office, "revoked")
            logger.warning("workstation %s revoked", row.workstation_id)
    drop_accept_key(office.secrets, row.workstation_id)
    return row


def _find(conn: Connection, office: Office, name: str) -> tuple[Workstation, Invitation | None]:
    row = workstations.find_by_name(conn, office.tenant, name)
    if row is None:
        raise WorkstationUnknown(name=name)
    return row, workstations.invitation(conn, office.tenant, row.workstation_id)


def _note(conn: Connection, office: Office, event: str) -> None:
    journal.append(
        conn, office.tenant, JournalEntry(event=event, at_ms=milliseconds(office.clock.now()))
    )
