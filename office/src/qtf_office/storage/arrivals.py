"""Arrivals that are dealt with but cannot be taken out of their channel (a read-only folder)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import Digest, TenantId
from qtf_office.clock import Instant
from qtf_office.storage.schema import arrival_seen
from qtf_office.storage.sql import Statement

__all__ = ["keep_only", "remember", "seen"]

_c = arrival_seen.c
_seen = Statement(
    select(_c.digest).where(
        _c.tenant_id == bindparam("tenant"),
        _c.channel == bindparam("channel"),
        _c.token == bindparam("token"),
    )
)


def seen(conn: Connection, tenant: TenantId, channel: str, token: str) -> Digest | None:
    """Return the digest an arrival had when it was dealt with; None if it never was."""
    values = {"tenant": tenant, "channel": channel, "token": token}
    found = _seen.run(conn, values).scalar()
    return None if found is None else Digest(found)


def remember(
    conn: Connection,
    tenant: TenantId,
    channel: str,
    token: str,
    digest: Digest,
    at: Instant,
) -> None:
    """Note that an arrival with this digest is dealt with, and when."""
    dialect = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    new = dialect(arrival_seen).values(
        tenant_id=tenant, channel=channel, token=token, digest=digest, at=at
    )
    conn.execute(
        new.on_conflict_do_update(
            index_elements=["tenant_id", "channel", "token"],
            set_={"digest": new.excluded.digest, "at": new.excluded.at},
        )
    )


def keep_only(conn: Connection, tenant: TenantId, channel: str, tokens: Collection[str]) -> None:
    """Forget the arrivals of a channel that no longer lie in it."""
    of_channel = (_c.tenant_id == tenant, _c.channel == channel)
    known = set(conn.execute(select(_c.token).where(*of_channel)).scalars())
    for token in known.difference(tokens):
        conn.execute(delete(arrival_seen).where(*of_channel, _c.token == token))
