"""From one order to sealed bytes in the outbox (rules 1-5 and 12).

One transaction takes the package's sequence, raises the order's revision where its content changed
since the last export, seals the order with all its addresses and attachments, writes the sealed
bytes into the outbox and notes "sent as revision N". Before the commit nothing has happened; after
it everything is there and is only ever published, never sealed again: the same content gives the
very same bytes for every retry and every route (rule 2).

Many orders at once share transactions, some at a time; each is still whole or not there at all.
"""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from sqlalchemy import Connection

from qtf_exporter.choice import Block, Candidate, Hindrance, hindrance, running_low
from qtf_format.codes import Code
from qtf_format.ids import PackageId
from qtf_format.keys import public_keys
from qtf_format.model import OrderKind
from qtf_format.package import FilePart, Sealed, SealHeader, WorkstationKeys
from qtf_format.problems import FormatProblem
from qtf_format.sealing import seal_order
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.errors import KeysMissing
from qtf_office.failpoints import reach
from qtf_office.numbers import number_key
from qtf_office.secrets import own_keys
from qtf_office.storage import counters, journal, orders, outbox, ranges, revisions, workstations
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.orders import OrderHead, StoredOrder
from qtf_office.storage.outbox import OutboxItem

__all__ = ["Packed", "Refused", "allowed_kinds", "find", "own_blocks", "pack", "pack_all"]

logger = logging.getLogger(__name__)

PROGRAM = f"qtf-export {version('qtf-exporter')}"

GROUP = 20
"""How many orders share one transaction at most."""

GROUP_BYTES = 8 * 1024 * 1024
"""How many sealed bytes are held in memory before they are handed on."""

_KIND_AND_NUMBER = ":"


@dataclass(frozen=True, slots=True)
class Packed:
    """An order that lies sealed in the outbox.

    `is_new` is False where the bytes of an earlier packing are taken again. `numbers_left` is set
    where a tenth or less of the number range is left (rule 65).
    """

    item: OutboxItem
    head: OrderHead
    data: bytes = field(repr=False)
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
    kind, _, number = asked.partition(_KIND_AND_NUMBER)
    found: list[OrderHead] = []
    if number and kind in set(OrderKind):
        found = [head for head in _living(conn, office, number) if head.kind == kind]
    found = found or _living(conn, office, asked)
    if not found:
        return Refused(asked, Hindrance.UNKNOWN_NUMBER)
    if len(found) > 1:
        kinds = ", ".join(f"{head.kind}{_KIND_AND_NUMBER}{head.number}" for head in found)
        return Refused(asked, Hindrance.AMBIGUOUS_NUMBER, detail=kinds)
    return found[0]


def _living(conn: Connection, office: Office, number: str) -> list[OrderHead]:
    heads = orders.numbered(conn, office.tenant, number_key(number))
    return [head for head in heads if not head.is_deleted]


Result = tuple[str, Packed | Refused]
"""What was asked for, and what became of it."""


def pack(office: Office, asked: str) -> Packed | Refused:
    """Pack one order, or find the package it is already in; see `pack_all`."""
    [[(_, result)]] = pack_all(office, [asked])
    return result


def pack_all(office: Office, asked: Sequence[str]) -> Iterator[list[Result]]:
    """Pack orders in the order they were asked for, each once; give them group by group.

    When a group is given, its sealed bytes are safe in the outbox. Packing an unchanged order again
    gives the package of the first time, unless the office refused that one for good: then only a
    new package is judged anew (rule 24). An order that cannot be packed stops no other.
    """
    left = deque(dict.fromkeys(asked))
    while left:
        group: list[Result] = []
        size = 0
        with office.write() as conn:
            desk = _Desk(conn, office, own_blocks(conn, office), allowed_kinds(conn, office))
            while left and len(group) < GROUP and size < GROUP_BYTES:
                number = left.popleft()
                result = _pack_one(desk, number)
                group.append((number, result))
                size += len(result.data) if isinstance(result, Packed) else 0
        reach("export.committed")
        for _, result in group:
            if isinstance(result, Packed) and result.is_new:
                item = result.item
                logger.info(
                    "packed %s as %s, revision %s", item.number, item.package_id, item.revision
                )
        yield group


@dataclass(slots=True)
class _Desk:
    """What packing one group needs, read once."""

    conn: Connection
    office: Office
    blocks: list[Block]
    allowed: frozenset[OrderKind]
    lock: tuple[WorkstationKeys, tuple[bytes, bytes]] | None = None


def own_blocks(conn: Connection, office: Office) -> list[Block]:
    """Return the number ranges of this workstation; frozen ones hand out nothing more."""
    own = ranges.list_all(conn, office.tenant, office.workstation)
    return [Block(r.series, r.first, r.last, r.last + 1 - r.left, r.guarded) for r in own]


def allowed_kinds(conn: Connection, office: Office) -> frozenset[OrderKind]:
    """Return the kinds this workstation may send; empty: all that travel."""
    me = workstations.get(conn, office.tenant, office.workstation)
    return frozenset(me.kinds) if me else frozenset()


def _pack_one(desk: _Desk, asked: str) -> Packed | Refused:
    conn, office = desk.conn, desk.office
    head = find(conn, office, asked)
    if isinstance(head, Refused):
        return head
    is_ours = head.owner == office.workstation
    candidate = Candidate(head.kind, head.series, head.number, head.state, owned=is_ours)
    why = hindrance(candidate, desk.allowed, desk.blocks)
    if why is not None:
        return Refused(head.number, why, head)
    left = running_low(desk.blocks, head.series)
    earlier = _earlier_package(conn, office, head)
    if earlier is not None:
        data = outbox.data(conn, office.tenant, earlier.outbox_id)
        return Packed(earlier, head, data, is_new=False, numbers_left=left)
    try:
        sealed = _seal(desk, head)
    except FormatProblem as problem:
        # The content itself breaks the format; nothing was written for it yet.
        too_large = problem.code is Code.E312
        reason = Hindrance.TOO_LARGE if too_large else Hindrance.INVALID
        return Refused(head.number, reason, head, f"{problem.code} {problem.path}")
    if isinstance(sealed, Refused):
        return sealed
    revision = orders.next_revision(head, head.content_digest)
    item = _record(desk, replace(head, revision=revision), sealed)
    return Packed(item, head, sealed.data, is_new=True, numbers_left=left)


def _earlier_package(conn: Connection, office: Office, head: OrderHead) -> OutboxItem | None:
    if head.content_digest != head.exchanged_digest:
        return None
    for item in outbox.by_order(conn, office.tenant, head.order_id):
        if item.revision == head.exchanged_revision:
            return None if item.state == "refused" else item
    return None


def _seal(desk: _Desk, head: OrderHead) -> Sealed | Refused:
    stored = orders.read(desk.conn, desk.office.tenant, head.order_id)
    assert stored is not None  # its head was read in this transaction
    files = _files(desk.office, stored)
    if isinstance(files, Refused):
        return files
    header = _header(desk)
    reach("export.number-taken")
    revision = orders.next_revision(head, head.content_digest)
    reach("export.revision-raised")
    sealed = seal_order(header, revision, head.order_id, stored.order, stored.addresses, files)
    reach("export.sealed")
    return sealed


def _files(office: Office, stored: StoredOrder) -> tuple[FilePart, ...] | Refused:
    parts = []
    for attachment in stored.order.attachments:
        data = office.attachments.read(attachment.sha256)
        if data is None:
            number, head = stored.head.number, stored.head
            return Refused(number, Hindrance.FILE_MISSING, head, attachment.name)
        parts.append(FilePart(attachment.sha256, data))
    return tuple(parts)


def _header(desk: _Desk) -> SealHeader:
    """Return the envelope of a new package, with the sequence that `_record` then takes."""
    conn, office = desk.conn, desk.office
    if desk.lock is None:
        main = workstations.get(conn, office.tenant, office.office_workstation)
        if main is None or main.seal_key is None:
            raise KeysMissing
        keys = own_keys(office.secrets)
        desk.lock = (keys, (main.seal_key, public_keys(keys)[1]))
    keys, readers = desk.lock
    last = counters.value(conn, office.tenant, office.workstation, counters.PACKAGE_SEQUENCE)
    return SealHeader(
        tenant=office.tenant,
        sender=office.workstation,
        keys=keys,
        readers=readers,
        package_id=PackageId(secrets.token_hex(16)),
        sequence=last + 1,
        sealed_at_ms=milliseconds(office.clock.now()),
        program=PROGRAM,
    )


def _record(desk: _Desk, head: OrderHead, sealed: Sealed) -> OutboxItem:
    """Write the sealed bytes and "sent as revision N" (one transaction with everything before)."""
    conn, office, at = desk.conn, desk.office, desk.office.now()
    item = OutboxItem(
        package_id=sealed.package_id,
        package_kind="order",
        recipient=office.office_workstation,
        order_id=head.order_id,
        revision=head.revision,
        number=head.number,
        sequence=sealed.sequence,
        manifest_sha=sealed.manifest_sha,
        digest=sealed.digest,
        file_name=sealed.file_name,
        state="sealed",
        created_at=at,
    )
    taken = counters.next_value(conn, office.tenant, office.workstation)
    assert taken == sealed.sequence  # nobody else writes while this transaction is open
    item = outbox.add(conn, office.tenant, item, sealed.data)
    reach("export.outbox-written")
    orders.set_exchanged(conn, office.tenant, head.order_id, head.revision, head.content_digest)
    revisions.keep_current(conn, office.tenant, head.order_id, ("sent", sealed.package_id, at))
    entry = JournalEntry(
        event="sealed",
        at_ms=milliseconds(office.clock.now()),
        package_id=sealed.package_id,
    )
    journal.append(conn, office.tenant, entry)
    return item
