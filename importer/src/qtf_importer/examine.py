"""Opening the bytes of an item again: for showing, and for carrying out what a person decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.ids import WorkstationId
from qtf_format.package import Kind, Opened, Reader, Refusal, Sender, TenantView
from qtf_format.payloads import WorkstationState
from qtf_format.reading import read
from qtf_office.directory import Office
from qtf_office.reader import BY_HAND_LIMIT_BYTES, reader_for
from qtf_office.storage import workstations
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.workstations import Workstation

__all__ = ["lenient_reader", "reopen"]


def reopen(office: Office, item: InboxItem) -> Opened | Refusal | None:
    """Open an item's bytes from the archive, whoever sent them as long as a key of theirs is here.

    None: the archive does not hold them any more.
    """
    data = office.archive.read(item.digest, "received")
    if data is None:
        return None
    with office.read() as conn:
        reader = lenient_reader(office, conn)
    return read(data, reader)


def lenient_reader(office: Office, conn: Connection) -> Reader:
    """Return a reader that checks signatures and asks nothing else of a sender (rule 8).

    For an item that a person decides about: its sender may be revoked by now, or not confirmed
    yet. Who signed must be known all the same.
    """
    reader = reader_for(office, conn, size_limit=BY_HAND_LIMIT_BYTES)
    view = reader.tenants[office.tenant]
    lenient = replace(view, sender=_Keys(view, _answers(office, conn)))
    return replace(reader, tenants={office.tenant: lenient})


def _answers(office: Office, conn: Connection) -> dict[WorkstationId, Sender]:
    """Return the workstations that have answered but were not confirmed yet."""
    found = {}
    for row in workstations.list_all(conn, office.tenant):
        invitation = workstations.invitation(conn, office.tenant, row.workstation_id)
        if row.state == "answered" and invitation is not None and invitation.answer_sign:
            found[row.workstation_id] = _sender(row, invitation.answer_sign)
    return found


def _sender(row: Workstation, key: bytes) -> Sender:
    return Sender(
        workstation=row.workstation_id,
        state=WorkstationState.ACTIVE,
        signing_keys=(key,),
        may_send=frozenset({Kind.ORDER}),
        order_kinds=frozenset(row.kinds),
    )


@dataclass(frozen=True, slots=True)
class _Keys:
    """Looks a sender up, and lets everybody pass whose key is here."""

    view: TenantView
    answered: dict[WorkstationId, Sender]

    def __call__(self, workstation: WorkstationId) -> Sender | None:
        known = self.view.sender(workstation)
        if known is not None:
            return replace(known, state=WorkstationState.ACTIVE)
        return self.answered.get(workstation)
