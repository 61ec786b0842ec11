"""At most one item of an order waits (rule 30).

A newer package takes the place of the waiting one, the same content joins it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, WorkstationId
from qtf_format.package import Opened
from qtf_format.payloads import ReceiptResult
from qtf_importer.case import Case, detail_of
from qtf_importer.detail import Detail, Joined, to_json
from qtf_importer.receipts import Answer, queue
from qtf_importer.rules.verdict import Outcome, Reason
from qtf_office.storage import inbox
from qtf_office.storage.inbox import InboxItem

__all__ = ["answer_joined", "join", "take_place"]

_TAKEN = (Outcome.IMPORTED, Outcome.RENEWED)


def join(case: Case, opened: Opened, item_id: int) -> None:
    """Let the package share the final answer of the item that waits with the same content."""
    waiting = inbox.get(case.conn, case.tenant, item_id)
    assert waiting is not None
    detail = detail_of(waiting)
    new = Joined(opened.sender, opened.package_id, opened.manifest_sha)
    changed = replace(detail, joined=(*detail.joined, new))
    inbox.save(case.conn, case.tenant, replace(waiting, detail=to_json(changed)))


def take_place(case: Case, waiting: InboxItem) -> Case:
    """Put the new package where the waiting one was, under the same item.

    The item keeps its number, so that whoever looks at it goes on there; the former package gets
    a row of its own, settled, and its final answer.
    """
    now = case.now()
    parcel = case.parcel
    was_taken = waiting.outcome in _TAKEN
    detail = detail_of(waiting)
    former = replace(
        waiting,
        item_id=case.item_id,
        state="settled",
        outcome=waiting.outcome if was_taken else Outcome.OUTDATED.value,
        reason=Reason.REPLACED_BY_NEWER.value,
        code=None if was_taken else Code.E415,
        settled_at=now,
        detail=to_json(
            Detail(delivery=detail.delivery, former=detail.former, new_order=detail.new_order)
        ),
    )
    item = replace(
        waiting,
        digest=parcel.digest,
        size=len(parcel.data),
        file_name=parcel.file_name,
        channel=parcel.channel,
        arrived_at=parcel.arrived_at,
        deliveries=case.before.deliveries if case.before else 1,
    )
    if case.before is not None:  # this very file had been set aside before: the rows swap
        aside = replace(case.before, digest=Digest(f"swap-{case.item_id}"))
        inbox.save(case.conn, case.tenant, aside)
    inbox.save(case.conn, case.tenant, item)
    former = _write(case, former)
    _move_seen(case, waiting, former)
    _answer_former(case, waiting, was_taken=was_taken)
    return replace(case, before=item)


def _write(case: Case, former: InboxItem) -> InboxItem:
    if case.before is None:
        return inbox.add(case.conn, case.tenant, former)
    inbox.save(case.conn, case.tenant, former)
    return former


def _move_seen(case: Case, waiting: InboxItem, former: InboxItem) -> None:
    """Let the seen mark of the former package stand with its own row."""
    if waiting.package_id is None:
        return
    seen = inbox.seen_package(case.conn, case.tenant, waiting.package_id)
    if seen is not None and seen.item_id == waiting.item_id:
        inbox.unsee(case.conn, case.tenant, waiting.item_id)
        inbox.mark_seen(case.conn, case.tenant, replace(seen, item_id=former.item_id))


def _answer_former(case: Case, waiting: InboxItem, *, was_taken: bool) -> None:
    """Follow the interim answer of the former package with its final one (rule 33)."""
    result = ReceiptResult(waiting.outcome or "") if was_taken else ReceiptResult.STALE
    code = None if was_taken else Code.E415
    for workstation, package_id, manifest_sha in packages_of(waiting):
        queue(
            case.conn,
            case.office,
            Answer(
                workstation=workstation,
                package_id=package_id,
                manifest_sha=manifest_sha,
                result=result,
                reason=Reason.REPLACED_BY_NEWER,
                code=code,
            ),
        )


def packages_of(item: InboxItem) -> Iterator[tuple[WorkstationId, PackageId, Digest]]:
    """Give every package that waits for the answer to this item: its own and those that joined."""
    if item.sender and item.package_id and item.manifest_sha:
        yield item.sender, item.package_id, item.manifest_sha
    for joined in detail_of(item).joined:
        yield (
            WorkstationId(joined.workstation),
            PackageId(joined.package_id),
            Digest(joined.manifest_sha),
        )


def answer_joined(case: Case, item: InboxItem, answer: Answer) -> None:
    """Give the packages that joined an item the same final answer."""
    for joined in detail_of(item).joined:
        queue(
            case.conn,
            case.office,
            replace(
                answer,
                workstation=WorkstationId(joined.workstation),
                package_id=PackageId(joined.package_id),
                manifest_sha=Digest(joined.manifest_sha),
            ),
        )
