"""Who watches a mailbox or folder: one importer at a time, until its lease ends (rule 47)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete

from qtf_format.ids import TenantId
from qtf_office.clock import Instant
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import lease as lease_table

__all__ = ["Lease", "holder", "release", "take"]


@dataclass(frozen=True, slots=True)
class Lease:
    """`owner` has `resource` from `since` until `until`."""

    resource: str
    owner: str
    since: Instant
    until: Instant


_rows = Rows(lease_table, Lease, ("resource",))


def take(conn: Connection, tenant: TenantId, wanted: Lease) -> Lease:
    """Take or prolong a lease, inside a writing transaction.

    Returns the lease that holds now: ours, or another owner's that has not ended at
    `wanted.since`. A prolonged lease keeps its `since`.
    """
    stored = _rows.get(conn, tenant, wanted.resource)
    if stored is None:
        _rows.insert(conn, tenant, wanted)
        return wanted
    if stored.owner != wanted.owner:
        if stored.until > wanted.since:
            return stored
        _rows.save(conn, tenant, wanted)
        return wanted
    longer = replace(wanted, since=stored.since)
    _rows.save(conn, tenant, longer)
    return longer


def release(conn: Connection, tenant: TenantId, resource: str, owner: str) -> None:
    """Give a lease back; another owner's stays."""
    columns = lease_table.c
    conn.execute(
        delete(lease_table).where(
            columns.tenant_id == tenant, columns.resource == resource, columns.owner == owner
        )
    )


def holder(conn: Connection, tenant: TenantId, resource: str, now: Instant) -> Lease | None:
    """Return the lease that holds now."""
    stored = _rows.get(conn, tenant, resource)
    return stored if stored is not None and stored.until > now else None
