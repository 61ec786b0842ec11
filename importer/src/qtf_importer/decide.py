"""Answering a question of the inbox (`qtf-import decide`).

Everything is looked up again in the one transaction: of two people who decide at once, the second
learns who decided what (rule 60). An answer that leads to another question leaves the item waiting
with that one.
"""

from __future__ import annotations

import getpass
import logging
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.package import Opened, Refusal
from qtf_importer import deciding
from qtf_importer.addressing import NEW
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import AddressEntry, Answers
from qtf_importer.errors import (
    AlreadyDecided,
    CannotVerify,
    FileGone,
    ItemUnknown,
    NoSuchAddress,
    NotAsked,
)
from qtf_importer.examine import reopen
from qtf_importer.outcome import Outcome, of_item
from qtf_importer.parcel import Parcel
from qtf_importer.questions import AddressReply, ChoiceReply, Question, Reply, question_of
from qtf_importer.revisit import parcel_from_archive
from qtf_importer.rules.verdict import Choice, Reason
from qtf_importer.rules.verdict import Outcome as Word
from qtf_importer.settle import Said, outcome_of, settle_in
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.failpoints import reach
from qtf_office.storage import inbox
from qtf_office.storage.inbox import InboxItem

__all__ = ["decide", "person"]

logger = logging.getLogger(__name__)

RACES = 8


@dataclass(frozen=True, slots=True)
class _Bytes:
    """The file of an item, taken from the archive before the transaction."""

    parcel: Parcel
    opened: Opened | Refusal


def person() -> str:
    """Return who sits in front, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name for this user id (a container)
        return "?"


def decide(office: Office, item_id: int, reply: Reply, by: str) -> Outcome:
    """Answer the question of an item and return its outcome.

    Raises:
        ItemUnknown, NotAsked, AlreadyDecided, NoSuchAddress, CannotVerify, FileGone
    """
    for _ in range(RACES):
        held = _file_of(office, item_id)
        try:
            with office.write() as conn:
                reach("import.transaction-begun")
                outcome = _decide(conn, office, (item_id, held), reply, by)
        except LostRace:
            logger.info("a race was lost; item %s is decided again", item_id)
            continue
        if outcome is not None:
            reach("import.committed")
            logger.info("item %s decided: %s %s", item_id, outcome.outcome, outcome.reason)
            return outcome
    raise LostRace(constraint=f"inbox item {item_id}")


def _file_of(office: Office, item_id: int) -> _Bytes:
    """Open the file of an item, outside of any transaction: this takes its time."""
    with office.read() as conn:
        item = inbox.get(conn, office.tenant, item_id)
    if item is None:
        raise ItemUnknown(item=item_id)
    parcel, opened = parcel_from_archive(office, item), reopen(office, item)
    if parcel is None or opened is None:
        raise FileGone(item=item_id)
    return _Bytes(parcel, opened)


def _decide(
    conn: Connection, office: Office, subject: tuple[int, _Bytes], reply: Reply, by: str
) -> Outcome | None:
    """Decide on the item as it is now; None: its file changed meanwhile, open that one first."""
    item_id, held = subject
    item = inbox.get(conn, office.tenant, item_id)
    if item is None:
        raise ItemUnknown(item=item_id)
    if item.digest != held.parcel.digest:
        return None
    question = question_of(of_item(item, {}))
    if question is None or item.reason == Reason.CONFIRM_WORKSTATION:
        raise _not_asked(item, question)
    case = Case(office, conn, held.parcel, held.opened, item, detail_of(item).answers, by)
    match reply:
        case AddressReply():
            return _address(case, item, question, reply)
        case ChoiceReply():
            return _choice(case, item, question, reply.choice)


def _not_asked(item: InboxItem, question: Question | None) -> AlreadyDecided | NotAsked:
    if item.decided_by is not None and item.state == "settled":
        return AlreadyDecided(
            item=item.item_id, by=item.decided_by, outcome=item.outcome, at=item.settled_at
        )
    answers = ", ".join(question.answers) if question else "–"
    return NotAsked(item=item.item_id, answers=answers)


def _address(
    case: Case, item: InboxItem, question: Question, reply: AddressReply
) -> Outcome | None:
    entry = _entry(item, question, reply.number)
    chosen = reply.use or NEW
    if chosen != NEW:
        deciding.check_address(case, chosen)
    if item.outcome != Word.WAITING or entry.address_id is not None:
        done = deciding.answer_stored_address(case, item, entry, chosen)
        return outcome_of(case.conn, case.office, done)
    noted = deciding.note_held(case, item, entry, chosen)
    if detail_of(noted).open_questions:
        return outcome_of(case.conn, case.office, noted)
    return _settle_again(case, detail_of(noted).answers)


def _entry(item: InboxItem, question: Question, number: int) -> AddressEntry:
    """Return the address asked about; one that stands for several roles is answered for all."""
    entries = detail_of(item).addresses
    if not 1 <= number <= len(entries):
        raise NoSuchAddress(address=number)
    entry = entries[number - 1]
    if entry.same_as is not None:
        entry = entries[entry.same_as - 1]
    if entry.decision == "asked" and item.decided_by is not None:
        raise AlreadyDecided(
            item=item.item_id,
            by=item.decided_by,
            outcome=entry.label or entry.address_id,
            at=item.settled_at or item.arrived_at,
        )
    if not entry.asks:
        raise NotAsked(item=item.item_id, answers=", ".join(question.answers))
    return entry


def _choice(case: Case, item: InboxItem, question: Question, choice: Choice) -> Outcome:
    if choice not in question.choices:
        raise NotAsked(item=item.item_id, answers=", ".join(question.answers))
    if choice in (Choice.ACCEPT, Choice.RENEW):
        _authentic(case, item)
        settled = (*case.answers.settled, question.reason.value)
        return _settle_again(case, replace(case.answers, settled=settled))
    return outcome_of(case.conn, case.office, _set_aside(case, item, choice))


def _set_aside(case: Case, item: InboxItem, choice: Choice) -> InboxItem:
    """Carry out an answer after which the stored order stays as it is."""
    if choice is Choice.KEEP:
        return deciding.keep_ours(case, item, _authentic(case, item))
    if choice is Choice.KEEP_BOTH:
        return deciding.keep_both(case, item, _authentic(case, item))
    return deciding.finish(case, item, Word.REJECTED, Reason.REJECTED_BY_PERSON)


def _authentic(case: Case, item: InboxItem) -> Opened:
    """Return the opened package. Raises CannotVerify: nobody can say who made it (rule 8)."""
    if isinstance(case.opened, Refusal):
        raise CannotVerify(item=item.item_id)
    return case.opened


def _settle_again(case: Case, answers: Answers) -> Outcome:
    """Let the rules judge the item once more, knowing what was answered."""
    said = Said(answers, case.by or "?")
    return settle_in(case.conn, case.office, case.parcel, case.opened, said)
