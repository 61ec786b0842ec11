"""Answers to packages that wait to be packed into a receipt, and those given before (rule 32)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from qtf_format.ids import PackageId, TenantId, WorkstationId
from qtf_format.payloads import ReceiptItem
from qtf_office.clock import Instant
from qtf_office.storage.content import encode, read_receipt_item
from qtf_office.storage.schema import receipt_item
from qtf_office.storage.sql import Statement, insert_returning

__all__ = ["PendingReceipt", "newest", "packed", "pending", "queue"]

_c = receipt_item.c
_insert = insert_returning(receipt_item, _c.receipt_item_id)
_newest = Statement(
    select(_c.item)
    .where(_c.tenant_id == bindparam("tenant"), _c.package_id == bindparam("package_id"))
    .order_by(_c.receipt_item_id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class PendingReceipt:
    """An answer that is not packed yet."""

    receipt_item_id: int
    item: ReceiptItem


def queue(
    conn: Connection,
    tenant: TenantId,
    workstation: WorkstationId,
    item: ReceiptItem,
    at: Instant,
) -> int:
    """Keep an answer for a workstation, in the transaction of the outcome (rule 31)."""
    values = {
        "tenant_id": tenant,
        "workstation_id": workstation,
        "package_id": item.cid.hex(),
        "item": encode(item),
        "final": item.final,
        "created_at": at,
        "outbox_id": None,
    }
    return int(_insert.run(conn, values).scalar_one())


def pending(conn: Connection, tenant: TenantId) -> dict[WorkstationId, list[PendingReceipt]]:
    """Return the answers that are not packed yet, per workstation, oldest first."""
    found = conn.execute(
        select(_c.workstation_id, _c.receipt_item_id, _c.item)
        .where(_c.tenant_id == tenant, _c.outbox_id.is_(None))
        .order_by(_c.receipt_item_id)
    )
    waiting: dict[WorkstationId, list[PendingReceipt]] = {}
    for workstation, row_id, raw in found:
        item = PendingReceipt(row_id, read_receipt_item(raw))
        waiting.setdefault(workstation, []).append(item)
    return waiting


def packed(
    conn: Connection, tenant: TenantId, receipt_item_ids: Collection[int], outbox_id: int
) -> None:
    """Note which outbox item carries these answers."""
    ids = sorted(receipt_item_ids)
    for start in range(0, len(ids), 400):
        conn.execute(
            update(receipt_item)
            .where(_c.tenant_id == tenant, _c.receipt_item_id.in_(ids[start : start + 400]))
            .values(outbox_id=outbox_id)
        )


def newest(conn: Connection, tenant: TenantId, package_id: PackageId) -> ReceiptItem | None:
    """Return the last answer given to a package, for giving it again (rule 32)."""
    raw = _newest.run(conn, {"tenant": tenant, "package_id": package_id}).scalar()
    return None if raw is None else read_receipt_item(raw)
