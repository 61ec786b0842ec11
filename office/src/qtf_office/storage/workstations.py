"""Who takes part: workstations and their public keys, open invitations, trust lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.model import OrderKind
from qtf_office.clock import Instant
from qtf_office.numbers import name_key
from qtf_office.storage.rows import Rows
from qtf_office.storage.schema import invitation as invitation_table
from qtf_office.storage.schema import trust_list as trust_table
from qtf_office.storage.schema import workstation as workstation_table
from qtf_office.storage.sql import Statement

__all__ = [
    "Invitation",
    "TrustList",
    "Workstation",
    "add_invitation",
    "add_trust_list",
    "find_by_name",
    "get",
    "insert",
    "invitation",
    "list_all",
    "newest_trust_list",
    "note_seen",
    "open_invitations",
    "save",
    "save_invitation",
    "trust_list",
]

State = Literal["invited", "answered", "active", "suspended", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation:
    """One PC that takes part. Keys are public keys, 32 bytes; None until the device answered.

    `invited`: the fill is written; `answered`: the answer came and waits for confirmation.
    `devices`: how many devices the employee may have. `kinds`: what it may send.
    """

    workstation_id: WorkstationId
    name: str
    role: Literal["office", "workstation"]
    state: State
    created_at: Instant
    employee: str | None = None
    email: str | None = None
    device: str | None = None
    devices: int = 2
    kinds: tuple[OrderKind, ...] = tuple(OrderKind)
    sign_key: bytes | None = None
    seal_key: bytes | None = None
    key_epoch: int = 0
    confirmed_at: Instant | None = None
    revoked_at: Instant | None = None
    last_seen_at: Instant | None = None
    highest_sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An initial fill that was written and what came back for it (format 14.3).

    The key that proves the answer is in the secret store, never here. `comparison`: six digits
    that both sides show.
    """

    workstation_id: WorkstationId
    created_at: Instant
    expires_at: Instant
    fill_digest: Digest
    fill_transcript: bytes
    state: Literal["open", "answered", "closed"] = "open"
    answer_package: PackageId | None = None
    answer_sign: bytes | None = None
    answer_seal: bytes | None = None
    answer_device: str | None = None
    comparison: str | None = None


@dataclass(frozen=True, slots=True)
class TrustList:
    """One trust list: canonical msgpack of `payloads.Trust` and its SHA-256."""

    epoch: int
    payload: bytes
    sha256: Digest
    at: Instant


def _kinds_out(kinds: Iterable[OrderKind]) -> str:
    return " ".join(kind.value for kind in kinds)


def _kinds_into(text: str) -> tuple[OrderKind, ...]:
    return tuple(OrderKind(word) for word in text.split())


_KEY_INTO = {"sign_key": bytes.fromhex, "seal_key": bytes.fromhex}
_KEY_OUT = {"sign_key": bytes.hex, "seal_key": bytes.hex}

_workstations = Rows(
    workstation_table,
    Workstation,
    ("workstation_id",),
    into={**_KEY_INTO, "kinds": _kinds_into},
    out={**_KEY_OUT, "kinds": _kinds_out},
    extra=("name_key",),
)
_invitations = Rows(
    invitation_table,
    Invitation,
    ("workstation_id",),
    into=dict.fromkeys(("fill_transcript", "answer_sign", "answer_seal"), bytes.fromhex),
    out=dict.fromkeys(("fill_transcript", "answer_sign", "answer_seal"), bytes.hex),
)
_trust_lists = Rows(trust_table, TrustList, ("epoch",))

_seen = Statement(
    update(workstation_table)
    .where(
        workstation_table.c.tenant_id == bindparam("tenant"),
        workstation_table.c.workstation_id == bindparam("workstation"),
    )
    .values(
        last_seen_at=bindparam("at"),
        highest_sequence=case(
            (workstation_table.c.highest_sequence < bindparam("sequence"), bindparam("sequence")),
            else_=workstation_table.c.highest_sequence,
        ),
    )
)


def insert(conn: Connection, tenant: TenantId, new: Workstation) -> None:
    """Write a new workstation. Ask `find_by_name` first: names are unique whatever the case."""
    _workstations.insert(conn, tenant, new, name_key=name_key(new.name))


def save(conn: Connection, tenant: TenantId, changed: Workstation) -> None:
    """Write a changed workstation over its row."""
    _workstations.save(conn, tenant, changed, name_key=name_key(changed.name))


def get(conn: Connection, tenant: TenantId, workstation: WorkstationId) -> Workstation | None:
    """Return one workstation."""
    return _workstations.get(conn, tenant, workstation)


def find_by_name(conn: Connection, tenant: TenantId, name: str) -> Workstation | None:
    """Return the workstation of this name, whatever the case."""
    wanted = workstation_table.c.name_key == name_key(name)
    found = _workstations.records(conn, _workstations.select(tenant).where(wanted))
    return found[0] if found else None


def list_all(conn: Connection, tenant: TenantId) -> list[Workstation]:
    """Return all workstations, the office first, then in the order in which they were made."""
    columns = workstation_table.c
    order = (columns.role, columns.created_at, columns.workstation_id)
    return _workstations.records(conn, _workstations.select(tenant).order_by(*order))


def note_seen(
    conn: Connection, tenant: TenantId, workstation: WorkstationId, seen: tuple[int, Instant]
) -> None:
    """Note that a package (sequence, instant) of a workstation came."""
    sequence, at = seen
    values = {"tenant": tenant, "workstation": workstation, "sequence": sequence, "at": at}
    _seen.run(conn, values)


def add_invitation(conn: Connection, tenant: TenantId, new: Invitation) -> None:
    """Write the invitation of a workstation, in place of an older one."""
    conn.execute(
        delete(invitation_table).where(
            invitation_table.c.tenant_id == tenant,
            invitation_table.c.workstation_id == new.workstation_id,
        )
    )
    _invitations.insert(conn, tenant, new)


def save_invitation(conn: Connection, tenant: TenantId, changed: Invitation) -> None:
    """Write a changed invitation over its row."""
    _invitations.save(conn, tenant, changed)


def invitation(conn: Connection, tenant: TenantId, workstation: WorkstationId) -> Invitation | None:
    """Return the newest invitation of a workstation, open or not."""
    return _invitations.get(conn, tenant, workstation)


def open_invitations(conn: Connection, tenant: TenantId) -> list[Invitation]:
    """Return the invitations that wait for an answer, expired ones too."""
    columns = invitation_table.c
    query = _invitations.select(tenant).where(columns.state == "open").order_by(columns.created_at)
    return _invitations.records(conn, query)


def add_trust_list(conn: Connection, tenant: TenantId, new: TrustList) -> None:
    """Keep a trust list; its epoch is new."""
    _trust_lists.insert(conn, tenant, new)


def newest_trust_list(conn: Connection, tenant: TenantId) -> TrustList | None:
    """Return the trust list of the highest epoch."""
    newest = select(func.max(trust_table.c.epoch)).where(trust_table.c.tenant_id == tenant)
    query = _trust_lists.select(tenant).where(trust_table.c.epoch == newest.scalar_subquery())
    found = _trust_lists.records(conn, query)
    return found[0] if found else None


def trust_list(conn: Connection, tenant: TenantId, epoch: int) -> TrustList | None:
    """Return the trust list of one epoch."""
    return _trust_lists.get(conn, tenant, epoch)
