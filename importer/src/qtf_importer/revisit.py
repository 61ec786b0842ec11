"""Items whose reason to wait has gone are looked at again by themselves.

An update of the program, a workstation that was confirmed meanwhile, a wider number range, an
order that was restored: nobody has to send the file again for that.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import Connection

from qtf_format.ids import WorkstationId
from qtf_format.model import OrderKind
from qtf_importer.case import detail_of
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import Parcel
from qtf_importer.receive import Desk
from qtf_importer.rules.verdict import Outcome as Word
from qtf_importer.rules.verdict import Reason
from qtf_importer.settle import outcome_of
from qtf_importer.version import PROGRAM
from qtf_office.directory import Office
from qtf_office.numbers import number_key
from qtf_office.storage import inbox, orders, ranges, workstations
from qtf_office.storage.inbox import InboxItem

__all__ = ["parcel_from_archive", "revisit"]

logger = logging.getLogger(__name__)


def revisit(desk: Desk) -> list[Outcome]:
    """Look again at every item whose cause is gone; return what became of them."""
    office = desk.office
    with office.read() as conn:
        open_items = inbox.list_items(conn, office.tenant, states=("waiting", "received"))
        ripe = [item for item in reversed(open_items) if _is_ripe(conn, office, item)]
    found = [_again(desk, item) for item in ripe]
    return [outcome for outcome in found if outcome is not None]


def _again(desk: Desk, item: InboxItem) -> Outcome | None:
    if item.reason == Reason.CONFIRM_WORKSTATION:
        return _confirmed(desk.office, item)
    parcel = parcel_from_archive(desk.office, item)
    if parcel is None:
        logger.error("the archive does not hold %s; it is left as it is", item.digest)
        return None
    return desk.take(parcel)


def parcel_from_archive(office: Office, item: InboxItem) -> Parcel | None:
    """Return the bytes of an item as they were received; None: somebody took them away."""
    data = office.archive.read(item.digest, "received")
    if data is None:
        return None
    return Parcel(
        data=data,
        digest=item.digest,
        file_name=item.file_name,
        channel=item.channel,
        arrived_at=item.arrived_at,
        is_delivery=False,
    )


def _is_ripe(conn: Connection, office: Office, item: InboxItem) -> bool:
    if item.state == "received":
        return (item.next_try_at or "") <= office.now()
    detail = detail_of(item)
    if detail.claimed_sender is not None:
        row = workstations.get(conn, office.tenant, WorkstationId(detail.claimed_sender))
        return row is not None and row.state in ("active", "revoked")
    match item.reason:
        case Reason.NEEDS_UPDATE:
            return detail.program != PROGRAM
        case Reason.CONFIRM_WORKSTATION:
            return item.sender is not None and _state_of(conn, office, item) != "answered"
        case Reason.ADDRESS_QUESTION:
            return item.outcome == Word.WAITING and not office.settings.import_.hold_for_address
        case _:
            return item.outcome == Word.WAITING and _is_cleared(conn, office, item)


def _is_cleared(conn: Connection, office: Office, item: InboxItem) -> bool:
    """Say whether what the office holds no longer stands against a waiting order."""
    if item.order_id is None or item.number is None or item.kind is None or item.sender is None:
        return False
    head = orders.find(conn, office.tenant, item.order_id)
    series = ranges.series_of(conn, office.tenant, OrderKind(item.kind))
    match item.reason:
        case Reason.NUMBER_OUT_OF_RANGE:
            return ranges.allows(conn, office.tenant, item.sender, (series, item.number))
        case Reason.NUMBER_CHANGED:
            key = number_key(item.number)
            return orders.find_by_number(conn, office.tenant, series, key) is None
        case Reason.EDITED_IN_OFFICE:
            return head is None or not head.is_edited
        case Reason.DELETED_IN_OFFICE:
            return head is None or not head.is_deleted
        case Reason.PROCESSED_IN_OFFICE:
            return head is None or not (head.locked or head.processed)
        case _:
            return False


def _state_of(conn: Connection, office: Office, item: InboxItem) -> str | None:
    row = workstations.get(conn, office.tenant, WorkstationId(item.sender or ""))
    return row.state if row else None


def _confirmed(office: Office, item: InboxItem) -> Outcome:
    """Settle the answer of a workstation that a person has confirmed, or shut out."""
    with office.write() as conn:
        state = _state_of(conn, office, item)
        is_in = state in ("active", "suspended")
        settled = replace(
            item,
            state="settled",
            outcome=Word.IMPORTED.value if is_in else Word.REJECTED.value,
            reason=(Reason.WORKSTATION_CONFIRMED if is_in else Reason.REJECTED_BY_PERSON).value,
            settled_at=office.now(),
        )
        inbox.save(conn, office.tenant, settled)
        return outcome_of(conn, office, settled)
