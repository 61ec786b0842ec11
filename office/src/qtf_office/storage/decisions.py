"""What people decided about addresses, remembered so that they are not asked twice (rule 60)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import TenantId
from qtf_office.clock import Instant
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import address_decision
from qtf_office.storage.sql import ListStatement

__all__ = ["Decision", "forget", "forget_item", "remember", "remembered", "remembered_many"]


@dataclass(frozen=True, slots=True)
class Decision:
    """An address that came (by its normal digest) is, or is not, one of ours."""

    normal_digest: str
    address_id: str
    verdict: Literal["same", "different"]
    decided_at: Instant
    decided_by: str
    item_id: int | None = None


_rows = Rows(address_decision, Decision, ("normal_digest", "address_id"))
_c = address_decision.c
_by_digests = ListStatement(
    lambda is_in: select(*_rows.columns).where(
        _c.tenant_id == bindparam("tenant"), is_in(_c.normal_digest)
    )
)


def remember(conn: Connection, tenant: TenantId, decision: Decision) -> None:
    """Keep a decision; a later one about the same two takes its place."""
    dialect = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    values = {field.name: getattr(decision, field.name) for field in fields(decision)}
    new = dialect(address_decision).values(tenant_id=tenant, **values)
    kept = ("verdict", "decided_at", "decided_by", "item_id")
    conn.execute(
        new.on_conflict_do_update(
            index_elements=["tenant_id", "normal_digest", "address_id"],
            set_={name: new.excluded[name] for name in kept},
        )
    )


def remembered(conn: Connection, tenant: TenantId, digest: str) -> dict[str, Decision]:
    """Return what was decided about an address that came, by our address id."""
    return remembered_many(conn, tenant, [digest]).get(digest, {})


def remembered_many(
    conn: Connection, tenant: TenantId, digests: Collection[str]
) -> dict[str, dict[str, Decision]]:
    """Return what was decided about several addresses, by digest, then by our address id."""
    found: dict[str, dict[str, Decision]] = {}
    for decision in map(_rows.record, _by_digests.run(conn, {"tenant": tenant}, digests)):
        found.setdefault(decision.normal_digest, {})[decision.address_id] = decision
    return found


def forget(conn: Connection, tenant: TenantId, digest: str, address_id: str) -> None:
    """Undo one decision."""
    conn.execute(
        delete(address_decision).where(
            _c.tenant_id == tenant, _c.normal_digest == digest, _c.address_id == address_id
        )
    )


def forget_item(conn: Connection, tenant: TenantId, item_id: int) -> None:
    """Undo the decisions taken for one inbox item (rule 43)."""
    conn.execute(delete(address_decision).where(_c.tenant_id == tenant, _c.item_id == item_id))
