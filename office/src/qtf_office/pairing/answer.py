"""The workstation's own answer to its invitation, once it lies in the outbox."""

from __future__ import annotations

from pathlib import Path

from qtf_format.package import Kind
from qtf_office import dispatch
from qtf_office.directory import Office
from qtf_office.durable import write_whole
from qtf_office.failpoints import reach
from qtf_office.storage import outbox
from qtf_office.storage.outbox import OutboxItem

__all__ = ["pending_answer", "write_answer"]


def pending_answer(office: Office) -> OutboxItem | None:
    """Return the answer if nobody has it yet, or nobody is known to have got it."""
    with office.read() as conn:
        items = outbox.list_items(conn, office.tenant)
    for item in items:
        if item.package_kind == Kind.PAIR_ACCEPT and item.state in ("sealed", "unknown"):
            return item
    return None


def write_answer(office: Office, item: OutboxItem, output: Path) -> None:
    """Write the answer into a file that a person carries to the office."""
    with office.read() as conn:
        data = outbox.data(conn, office.tenant, item.outbox_id)
    office.archive.store("sent", data, digest=item.digest)
    write_whole(output, data)
    reach("pairing.accept-sent")
    dispatch.mark_handed_over(office, item, dispatch.BY_HAND)
