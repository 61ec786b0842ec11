"""From one order to sealed bytes in the outbox (rules 1-5 and 12).

One transaction takes the package's sequence, raises the order's revision where its content changed
since the last export, seals the order with all its addresses and attachments, writes the sealed
bytes into the outbox and notes "sent as revision N". Before the commit nothing has happened; after
it everything is there and is only ever published, never sealed again: the same content gives the
very same bytes for every retry and every route (rule 2).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from importlib.metadata import version

from qtf_format.sealing import seal_order
from sqlalchemy import Connection

from qtf_exporter.choice import Block, Candidate, Hindrance, hindrance, running_low
from qtf_format.model import OrderKind
from qtf_format.package import FilePart, Sealed, SealHeader
from qtf_office import envelope
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.errors import KeysMissing
from qtf_office.failpoints import reach
from qtf_office.numbers import number_key
from qtf_office.storage import journal, orders, outbox, ranges, revisions, workstations
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.orders import OrderHead, StoredOrder
from qtf_office.storage.outbox import OutboxItem

__all__ = ["Packed", "Refused", "allowed_kinds", "find", "own_blocks", "pack"]

logger = logging.getLogger(__name__)

PROGRAM = f"qtf-export {version('qtf-exporter')}"

_KIND_AND_NUMBER = ":"


@dataclass(frozen=True, slots=True)
class Packed:
    """An order that lies sealed in the outbox.

    `is_new` is False where the bytes of an earlier packing are taken again. `numbers_left` is set
    where a tenth or less of the number range is left (rule 65).
    """

    item: OutboxItem
    head: OrderHead
    is_new: bool
    numbers_left: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An order that does not travel. `detail` names what is missing where `why` alone does not."""

    number: str
    why: Hindrance
    head: OrderHead | None = None
    detail: str = ""


def find(conn: Connection, office: Office, asked: str) -> OrderHead | Refused:
    """Return the order that a person means with `asked`: its number, or `kind:number`.

    The second form is for offices in which kinds have number series of their own.
    """
    found = _living(conn, office, asked)
    kind, _, number = asked.partition(_KIND_AND_NUMBER)
    if not found and number and kind in set(OrderKind):
        found = [head for head in _living(conn, office, number) if head.kind == kind]
    if not found:
        return Refused(asked, Hindrance.UNKNOWN_NUMBER)
    if len(found) > 1:
        kinds = ", ".join(f"{head.kind}{_KIND_AND_NUMBER}{head.number}" for head in found)
        return Refused(asked, Hindrance.AMBIGUOUS_NUMBER, detail=kinds)
    return found[0]


def _living(conn: Connection, office: Office, number: str) -> list[OrderHead]:
    heads = orders.numbered(conn, office.tenant, number_key(number))
    return [head for head in heads if not head.is_deleted]


def pack(office: Office, asked: str) -> Packed | Refused:
    """Pack one order, or find the package it is already in.

    On return the sealed bytes are safe in the outbox. Packing an unchanged order again returns the
    package of the first time, unless the office refused that one for good: then only a new package
    is judged anew (rule 24).
    """
    with office.write() as conn:
        head = find(conn, office, asked)
        if isinstance(head, Refused):
            return head
        refusal = _hindered(conn, office, head)
        if refusal is not None:
            return refusal
        left = _numbers_left(conn, office, head)
        earlier = _earlier_package(conn, office, head)
        if earlier is not None:
            return Packed(earlier, head, is_new=False, numbers_left=left)
        packed = _seal(conn, office, head)
    if isinstance(packed, Refused):
        return packed
    reach("export.committed")
    logger.info("packed %s revision %s as %s", packed.number, packed.revision, packed.package_id)
    return Packed(packed, head, is_new=True, numbers_left=left)


def own_blocks(conn: Connection, office: Office) -> list[Block]:
    """Return the number ranges of this workstation; frozen ones hand out nothing more."""
    own = ranges.list_all(conn, office.tenant, office.workstation)
    return [Block(r.series, r.first, r.last, r.last + 1 - r.left, r.guarded) for r in own]


def allowed_kinds(conn: Connection, office: Office) -> frozenset[OrderKind]:
    """Return the kinds this workstation may send; empty: all that travel."""
    me = workstations.get(conn, office.tenant, office.workstation)
    return frozenset(me.kinds) if me else frozenset()


def _hindered(conn: Connection, office: Office, head: OrderHead) -> Refused | None:
    candidate = Candidate(
        head.kind, head.series, head.number, head.state, owned=head.owner == office.workstation
    )
    why = hindrance(candidate, allowed_kinds(conn, office), own_blocks(conn, office))
    return Refused(head.number, why, head) if why else None


def _numbers_left(conn: Connection, office: Office, head: OrderHead) -> int | None:
    return running_low(own_blocks(conn, office), head.series)


def _earlier_package(conn: Connection, office: Office, head: OrderHead) -> OutboxItem | None:
    if head.content_digest != head.exchanged_digest:
        return None
    for item in outbox.by_order(conn, office.tenant, head.order_id):
        if item.revision == head.exchanged_revision:
            return None if item.state == "refused" else item
    return None


def _seal(conn: Connection, office: Office, head: OrderHead) -> OutboxItem | Refused:
    stored = orders.read(conn, office.tenant, head.order_id)
    assert stored is not None  # its head was read in this transaction
    files = _files(office, stored)
    if isinstance(files, Refused):
        return files
    header = _header(conn, office)
    reach("export.number-taken")
    revision = orders.next_revision(head, head.content_digest)
    reach("export.revision-raised")
    sealed = seal_order(header, revision, head.order_id, stored.order, stored.addresses, files)
    reach("export.sealed")
    return _record(conn, office, replace(head, revision=revision), sealed)


def _files(office: Office, stored: StoredOrder) -> tuple[FilePart, ...] | Refused:
    parts = []
    for attachment in stored.order.attachments:
        data = office.attachments.read(attachment.sha256)
        if data is None:
            return Refused(stored.head.number, Hindrance.FILE_MISSING, stored.head, attachment.name)
        parts.append(FilePart(attachment.sha256, data))
    return tuple(parts)


def _header(conn: Connection, office: Office) -> SealHeader:
    """Return the envelope of a new package; takes the next sequence of this workstation."""
    main = workstations.get(conn, office.tenant, office.office_workstation)
    if main is None or main.seal_key is None:
        raise KeysMissing
    return replace(envelope.header(conn, office, main.seal_key), program=PROGRAM)


def _record(conn: Connection, office: Office, head: OrderHead, sealed: Sealed) -> OutboxItem:
    """Write the sealed bytes and "sent as revision N" (one transaction with everything before)."""
    order_id, at = head.order_id, office.now()
    item = outbox.add(
        conn,
        office.tenant,
        OutboxItem(
            package_id=sealed.package_id,
            package_kind="order",
            recipient=office.office_workstation,
            order_id=order_id,
            revision=head.revision,
            number=head.number,
            sequence=sealed.sequence,
            manifest_sha=sealed.manifest_sha,
            digest=sealed.digest,
            file_name=sealed.file_name,
            state="sealed",
            created_at=at,
        ),
        sealed.data,
    )
    reach("export.outbox-written")
    orders.set_exchanged(conn, office.tenant, order_id, head.revision, head.content_digest)
    revisions.keep_current(conn, office.tenant, order_id, ("sent", sealed.package_id, at))
    entry = JournalEntry(
        event="sealed",
        at_ms=milliseconds(office.clock.now()),
        package_id=sealed.package_id,
    )
    journal.append(conn, office.tenant, entry)
    return item
