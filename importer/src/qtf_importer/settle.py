"""One package, one transaction: classify it on fresh facts, write its outcome, queue its answer.

Order of work inside (rule 39): the item, the order, its addresses, the journal, the receipt. A
lost race is classified again, never reported (rule 20). Running this twice for the same bytes
leaves the database as after once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.package import Kind, Opened, Refusal
from qtf_importer import again, enrolling, ordering, records
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import Answers
from qtf_importer.outcome import Outcome, of_item
from qtf_importer.parcel import Parcel
from qtf_importer.rules.verdict import Reason
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.failpoints import reach
from qtf_office.storage import inbox, workstations
from qtf_office.storage.inbox import InboxItem, SeenPackage
from qtf_office.storage.workstations import Workstation

__all__ = ["Said", "outcome_of", "settle", "settle_in"]

logger = logging.getLogger(__name__)

RACES = 8
"""How often a lost race is classified again before it is told as a busy database."""

_RELEASES = {
    Code.E211: Reason.UNKNOWN_SENDER,
    Code.E212: Reason.SUSPENDED_SENDER,
    Code.E213: Reason.REVOKED_SENDER,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about an item, and who that is."""

    answers: Answers
    by: str


def settle(
    office: Office, parcel: Parcel, opened: Opened | Refusal, said: Said | None = None
) -> Outcome:
    """Give one parcel its outcome, durably, and return it.

    Raises:
        OfficeError: passing trouble; nothing was written.
    """
    for attempt in range(1, RACES + 1):
        try:
            with office.write() as conn:
                reach("import.transaction-begun")
                outcome = settle_in(conn, office, parcel, opened, said)
        except LostRace:
            logger.info("a race was lost; %s is classified again", parcel.digest)
            if attempt == RACES:
                raise
        else:
            reach("import.committed")
            _log(parcel, outcome)
            return outcome
    raise AssertionError("unreachable")


def settle_in(
    conn: Connection,
    office: Office,
    parcel: Parcel,
    opened: Opened | Refusal,
    said: Said | None = None,
) -> Outcome:
    """Settle inside a transaction that is already open."""
    before = inbox.find_by_digest(conn, office.tenant, parcel.digest)
    if before is not None and said is None and parcel.is_delivery and not again.is_open(before):
        item = again.came_again(conn, office, parcel, before)
        return replace(outcome_of(conn, office, item), is_repeat=True)
    answers = said.answers if said else detail_of(before).answers
    case = Case(office, conn, parcel, opened, before, answers, said.by if said else None)
    return outcome_of(conn, office, _judge(case))


def outcome_of(conn: Connection, office: Office, item: InboxItem) -> Outcome:
    """Return the outcome of an item, with the sender by name."""
    sender = workstations.get(conn, office.tenant, item.sender) if item.sender else None
    return of_item(item, {sender.workstation_id: sender.name} if sender else {})


def _judge(case: Case) -> InboxItem:
    """Return the item as it was written."""
    opened = case.opened
    if isinstance(opened, Refusal):
        return records.refused(case, opened)
    sender = workstations.get(case.conn, case.tenant, opened.sender)
    hindrance = _not_admitted(case, opened, sender)
    if hindrance is not None:
        return records.refused(case, _refusal(opened, hindrance))
    seen = inbox.seen_package(case.conn, case.tenant, opened.package_id)
    if seen is not None and seen.item_id != case.item_id:
        return _seen_before(case, opened, seen)
    if seen is None and _sequence_used(case, opened):
        return records.refused(case, _refusal(opened, Code.E403))
    match opened.kind:
        case Kind.ORDER:
            assert sender is not None
            return ordering.take(case, opened, sender)
        case Kind.PAIR_ACCEPT:
            return enrolling.take(case, opened)
        case _:
            return records.refused(case, _refusal(opened, Code.E217))


def _not_admitted(case: Case, opened: Opened, sender: Workstation | None) -> Code | None:
    """Look at the sender once more, now that nobody can change it: it may have been revoked.

    A package that was counted before the revocation and waits since may still be decided
    (rule 74), and so may one that a person released by hand (rule 8).
    """
    if opened.kind is Kind.PAIR_ACCEPT or case.was_counted():
        return None
    code = _state_code(sender)
    if code is not None and _RELEASES[code] in case.answers.settled:
        return None
    return code


def _state_code(sender: Workstation | None) -> Code | None:
    match sender.state if sender else None:
        case "active":
            return None
        case "suspended":
            return Code.E212
        case "revoked":
            return Code.E213
        case _:
            return Code.E211


def _sequence_used(case: Case, opened: Opened) -> bool:
    """Say whether another package already has this sequence number (format section 9)."""
    found = inbox.seen_sequence(
        case.conn, case.tenant, opened.sender, opened.signing_key, opened.sequence
    )
    return found is not None


def _seen_before(case: Case, opened: Opened, seen: SeenPackage) -> InboxItem:
    """Judge a package id that was seen before in other bytes (format section 9)."""
    if seen.manifest_sha != opened.manifest_sha:
        return records.refused(case, _refusal(opened, Code.E402))
    original = inbox.get(case.conn, case.tenant, seen.item_id)
    if original is None:
        return records.refused(case, _refusal(opened, Code.E401))
    now = again.standing(case.conn, case.office, original)
    item = records.write(case, records.of_copy(case, opened, original, now))
    records.journalled(case, item)
    again.answer_again(case.conn, case.office, original)
    return item


def _refusal(opened: Opened, code: Code) -> Refusal:
    """Say of an authentic package why it is not taken."""
    return Refusal(
        code=code,
        detail="",
        proved=True,
        tenant=opened.tenant,
        sender=opened.sender,
        kind=opened.kind.value,
        package_id=opened.package_id,
        sequence=opened.sequence,
        manifest_sha=opened.manifest_sha,
        ref=opened.ref,
        signing_key=opened.signing_key,
    )


def _log(parcel: Parcel, outcome: Outcome) -> None:
    logger.info(
        "%s from %s: %s %s %s order %s",
        parcel.digest,
        parcel.channel,
        outcome.outcome,
        outcome.reason or "-",
        outcome.code or "-",
        outcome.number or "-",
    )
