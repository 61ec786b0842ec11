"""The same bytes once more (rules 11, 21, 24 and 32): counted, answered, never done twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.codes import Code
from qtf_format.ids import WorkstationId
from qtf_importer.case import detail_of
from qtf_importer.detail import to_json
from qtf_importer.parcel import Parcel
from qtf_importer.receipts import queue_repeat
from qtf_importer.rules.verdict import Outcome, Reason
from qtf_office.directory import Office
from qtf_office.storage import inbox, orders
from qtf_office.storage.inbox import InboxItem

__all__ = ["Standing", "came_again", "is_open", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a package that was settled before counts as today."""

    outcome: Outcome
    reason: Reason | None
    code: Code | None


def is_open(item: InboxItem) -> bool:
    """Say whether these bytes are to be examined afresh when they come again (rule 21).

    Quarantined ones are, those that were undone, and those that nobody has decided about yet.
    """
    return (
        item.state == "received"
        or item.outcome == "quarantined"
        or item.undone_at is not None
        or item.reason == Reason.NEEDS_UPDATE
    )


def standing(conn: Connection, office: Office, item: InboxItem) -> Standing:
    """Return what a settled or waiting item counts as now.

    What was taken is unchanged, or outdated once a newer revision came; what waits still waits;
    a refusal stays one, without reserving anything (rule 24).
    """
    outcome = Outcome(item.outcome or Outcome.WAITING)
    if outcome in (Outcome.WAITING, Outcome.REJECTED, Outcome.QUARANTINED):
        return Standing(outcome, _reason_of(item), item.code)
    if item.order_id is None:  # the answer to an invitation
        return Standing(Outcome.UNCHANGED, _reason_of(item), Code.E401)
    head = orders.find(conn, office.tenant, item.order_id)
    if head is None:
        return Standing(Outcome.UNCHANGED, Reason.ALREADY_IMPORTED, Code.E401)
    if item.revision is not None and item.revision < head.exchanged_revision:
        return Standing(Outcome.OUTDATED, Reason.OLDER_REVISION, Code.E415)
    if head.is_deleted:
        return Standing(Outcome.UNCHANGED, Reason.DELETED_IN_OFFICE, Code.E416)
    return Standing(Outcome.UNCHANGED, Reason.ALREADY_IMPORTED, Code.E401)


def _reason_of(item: InboxItem) -> Reason | None:
    return Reason(item.reason) if item.reason in set(Reason) else None


def came_again(conn: Connection, office: Office, parcel: Parcel, item: InboxItem) -> InboxItem:
    """Count one more delivery and queue the answer again; return the item as it counts now.

    A file that was settled but could not be put away in time is the same delivery, not another.
    """
    detail = detail_of(item)
    is_same = parcel.delivery is not None and parcel.delivery == detail.delivery
    if not is_same:
        detail = replace(detail, delivery=parcel.delivery)
        counted = replace(item, deliveries=item.deliveries + 1, detail=to_json(detail))
        inbox.save(conn, office.tenant, counted)
        answer_again(conn, office, item)
        item = counted
    now = standing(conn, office, item)
    return replace(item, outcome=now.outcome, reason=now.reason, code=now.code)


def answer_again(conn: Connection, office: Office, item: InboxItem) -> None:
    """Queue the newest answer to the item's package as a repeat."""
    if item.sender is not None and item.package_id is not None:
        queue_repeat(conn, office, WorkstationId(item.sender), item.package_id)
