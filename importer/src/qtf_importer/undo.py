"""Taking one import back while nothing depends on it (rule 43).

The order, the addresses it brought and the seen mark go; a renewal puts the order back to its
former revision. The raw file, the item and the journal stay, and the same file may be taken anew.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import Connection

from qtf_format.errors import Text
from qtf_format.ids import Digest, OrderId
from qtf_format.model import Role
from qtf_format.payloads import ReceiptResult
from qtf_importer.case import detail_of
from qtf_importer.detail import Detail, Former, to_json
from qtf_importer.errors import CannotUndo, ItemUnknown
from qtf_importer.joining import packages_of
from qtf_importer.outcome import Outcome
from qtf_importer.receipts import Answer, queue
from qtf_importer.rules.verdict import Outcome as Word
from qtf_importer.rules.verdict import Reason
from qtf_importer.settle import outcome_of
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.failpoints import reach
from qtf_office.storage import addresses, decisions, inbox, journal, orders, revisions
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.journal import UNDONE, JournalEntry
from qtf_office.storage.orders import AddressLink, Links, OrderContent, OrderHead, OrderWrite

__all__ = ["undo"]

logger = logging.getLogger(__name__)

NOTHING_TO_UNDO = Text(
    "Aus diesem Eintrag wurde kein Vorgang übernommen oder erneuert.",
    "No order was imported or renewed from this item.",
)
ALREADY_UNDONE = Text("Er wurde schon zurückgenommen.", "It has been undone before.")
NEWER_CAME = Text(
    "Inzwischen ist eine neuere Fassung gekommen. Nehmen Sie zuerst diese zurück.",
    "A newer revision has come since. Undo that one first.",
)
EDITED = Text(
    "Der Vorgang wurde im Büro inzwischen geändert.",
    "The order has been changed in the office since.",
)
PROCESSED = Text(
    "Aus dem Vorgang ist schon etwas entstanden, oder er ist gesperrt.",
    "The order has already led to something, or is locked.",
)
ADDRESS_USED = Text(
    "Eine Adresse, die dieser Vorgang brachte, wird von einem anderen Vorgang benutzt.",
    "An address that this order brought is used by another order.",
)
FORMER_GONE = Text(
    "Die frühere Fassung liegt nicht mehr vor.", "The former revision is no longer there."
)


def undo(office: Office, item_id: int, by: str) -> Outcome:
    """Take the import of an item back and return its outcome.

    Raises:
        ItemUnknown; CannotUndo: something depends on it, nothing was changed.
    """
    with office.write() as conn:
        item = inbox.get(conn, office.tenant, item_id)
        if item is None:
            raise ItemUnknown(item=item_id)
        _check(item)
        order_id = OrderId(detail_of(item).copied_to or item.order_id or "")
        head = orders.find(conn, office.tenant, order_id)
        if head is None:
            raise CannotUndo(NOTHING_TO_UNDO, item=item_id)
        _nothing_depends(conn, office, item, head)
        _take_back(conn, office, item, head)
        undone = _settle(conn, office, item, by)
        outcome = outcome_of(conn, office, undone)
    reach("import.committed")
    logger.info("item %s undone, order %s", item_id, item.number)
    return outcome


def _check(item: InboxItem) -> None:
    if item.undone_at is not None:
        raise CannotUndo(ALREADY_UNDONE, item=item.item_id)
    detail = detail_of(item)
    applied = detail.new_order or detail.former is not None or detail.copied_to is not None
    if item.outcome not in (Word.IMPORTED, Word.RENEWED) or not applied:
        raise CannotUndo(NOTHING_TO_UNDO, item=item.item_id)


def _nothing_depends(conn: Connection, office: Office, item: InboxItem, head: OrderHead) -> None:
    if head.locked or head.processed:
        raise CannotUndo(PROCESSED, item=item.item_id)
    if detail_of(item).copied_to is not None:
        if head.changed_at != head.created_at:
            raise CannotUndo(EDITED, item=item.item_id)
        return
    others = inbox.by_order(conn, office.tenant, head.order_id, state="waiting")
    is_last = head.exchanged_revision == item.revision
    if not is_last or any(other.item_id != item.item_id for other in others):
        raise CannotUndo(NEWER_CAME, item=item.item_id)
    if head.is_edited or head.exchanged_digest != item.content_digest:
        raise CannotUndo(EDITED, item=item.item_id)


def _take_back(conn: Connection, office: Office, item: InboxItem, head: OrderHead) -> None:
    former = detail_of(item).former
    brought = _brought(conn, office, item, head)
    if former is None:
        orders.erase(conn, office.tenant, head.order_id)
    else:
        _restore(conn, office, item, head, former)
    for address_id in brought:
        users = set(orders.orders_of_address(conn, office.tenant, address_id))
        if not users:
            addresses.erase(conn, office.tenant, address_id)
        elif users != {head.order_id}:  # its own former revision may go on using it
            raise CannotUndo(ADDRESS_USED, item=item.item_id)


def _brought(conn: Connection, office: Office, item: InboxItem, head: OrderHead) -> tuple[str, ...]:
    """Return the addresses that came with this item, or for a whole order with any of its items.

    An earlier item may have brought them: the one whose place this one took (rule 30).
    """
    items = {item.item_id}
    detail = detail_of(item)
    if detail.former is None and detail.copied_to is None:
        same_order = inbox.by_order(conn, office.tenant, head.order_id)
        items |= {each.item_id for each in same_order}
    found = [each for one in items for each in addresses.created_by(conn, office.tenant, one)]
    return tuple(each.address_id for each in found)


def _restore(
    conn: Connection, office: Office, item: InboxItem, head: OrderHead, former: Former
) -> None:
    """Put an order back to its former revision, with its former links."""
    kept = [
        each
        for each in revisions.of_order(conn, office.tenant, head.order_id)
        if each.revision == former.revision and each.content_digest == former.content_digest
    ]
    if not kept:
        raise CannotUndo(FORMER_GONE, item=item.item_id)
    content = OrderContent.of(kept[-1].order, kept[-1].addresses)
    exchanged = former.exchanged_digest or former.content_digest
    orders.set_exchanged(
        conn, office.tenant, head.order_id, former.exchanged_revision, Digest(exchanged)
    )
    write = OrderWrite(
        order_id=head.order_id,
        content=content,
        series=head.series,
        revision=former.revision,
        owner=head.owner,
        at=office.now(),
        links=Links(_links(former), {int(sort): key for sort, key in former.articles.items()}),
    )
    orders.replace_content(conn, office.tenant, write)
    if former.state == "deleted":
        orders.delete(conn, office.tenant, head.order_id, office.now())


def _links(former: Former) -> tuple[AddressLink, ...]:
    return tuple(
        AddressLink(
            each.place,
            tuple(Role(role) for role in each.roles),
            each.address_id,
            each.normal_digest,
            each.decision,  # type: ignore[arg-type]
        )
        for each in former.links
    )


def _settle(conn: Connection, office: Office, item: InboxItem, by: str) -> InboxItem:
    """Note at the item that it was undone, and tell the sender that it does not count."""
    tenant = office.tenant
    inbox.unsee(conn, tenant, item.item_id)
    decisions.forget_item(conn, tenant, item.item_id)
    undone = replace(
        item,
        state="settled",
        outcome=Word.REJECTED.value,
        reason=Reason.UNDONE.value,
        code=None,
        settled_at=office.now(),
        decided_by=by,
        undone_at=office.now(),
        detail=to_json(Detail(delivery=detail_of(item).delivery)),
    )
    inbox.save(conn, tenant, undone)
    entry = JournalEntry(
        event=UNDONE,
        at_ms=milliseconds(office.clock.now()),
        package_id=item.package_id,
        result=undone.outcome,
        by=item.sender,
    )
    journal.append(conn, tenant, entry)
    for workstation, package_id, manifest_sha in packages_of(item):
        answer = Answer(
            workstation=workstation,
            package_id=package_id,
            manifest_sha=manifest_sha,
            result=ReceiptResult.REFUSED,
            reason=Reason.UNDONE,
        )
        queue(conn, office, answer)
    return undone
