"""Who reads on this machine: the `package.Reader` of an office, built from database and secrets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qtf_format.canonical import from_bytes
from qtf_format.codes import Code
from qtf_format.ids import WorkstationId
from qtf_format.keys import public_keys
from qtf_format.model import OrderKind
from qtf_format.package import Kind, Reader, Sender, TenantView
from qtf_format.payloads import Trust, TrustedWorkstation, WorkstationState
from qtf_office.clock import Instant
from qtf_office.directory import Office, OfficeRole
from qtf_office.secrets import accept_key, own_keys
from qtf_office.storage import workstations
from qtf_office.storage.workstations import Invitation, Workstation

__all__ = ["BY_HAND_LIMIT_BYTES", "CHANNEL_LIMIT_BYTES", "reader_for"]

CHANNEL_LIMIT_BYTES = 64 * 1024 * 1024
"""Largest file taken from a mailbox or a watched folder (format section 13)."""

BY_HAND_LIMIT_BYTES = 512 * 1024 * 1024
"""Largest file opened by hand."""

_FROM_WORKSTATION = frozenset({Kind.ORDER, Kind.PAIR_ACCEPT})
_FROM_OFFICE = frozenset({Kind.RECEIPT, Kind.TRUST})
_NOTHING: frozenset[Kind] = frozenset()


def reader_for(
    office: Office,
    conn: Connection,
    *,
    size_limit: int = CHANNEL_LIMIT_BYTES,
    pairing_code: str | None = None,
    with_own: bool = False,
) -> Reader:
    """Return what this office believes of senders at this moment.

    `pairing_code` opens an invitation. With `with_own` what we sent ourselves is read too: for
    looking at a file, never for importing one.

    It is a snapshot: it needs `conn` no longer, and whoever decides inside a transaction looks up
    the state of the sender again there (a workstation may have been revoked in between).
    """
    if office.role is OfficeRole.MAIN:
        view = _view_of_main(office, conn)
    else:
        view = _view_of_home(office, conn)
    if with_own:
        view = replace(view, sender=_Mirror(office, view).sender)
    return Reader(
        secrets=(own_keys(office.secrets).sealing,),
        tenants={office.tenant: view},
        pairing_code=pairing_code,
        size_limit=size_limit,
    )


@dataclass(frozen=True, slots=True)
class _Mirror:
    """Knows the senders of `view`, and ourselves as one who may send what we send."""

    office: Office
    view: TenantView

    def sender(self, workstation: WorkstationId) -> Sender | None:
        """Return what is known of a sender."""
        if workstation != self.office.workstation:
            return self.view.sender(workstation)
        signing, _ = public_keys(own_keys(self.office.secrets))
        is_main = self.office.role is OfficeRole.MAIN
        return Sender(
            workstation=workstation,
            state=WorkstationState.ACTIVE,
            signing_keys=(signing,),
            may_send=_FROM_OFFICE if is_main else _FROM_WORKSTATION,
            order_kinds=frozenset(OrderKind),
        )


def _view_of_main(office: Office, conn: Connection) -> TenantView:
    known = {w.workstation_id: w for w in workstations.list_all(conn, office.tenant)}
    senders = {id_: sender for id_, w in known.items() if (sender := _known_sender(w)) is not None}
    invitations = {
        id_: found
        for id_ in known
        if (found := workstations.invitation(conn, office.tenant, id_)) is not None
    }
    gate = _Gate(office, office.now(), invitations)
    return TenantView(
        tenant=office.tenant,
        sender=senders.get,
        accept_key=gate.accept_key,
        invitation_code=gate.invitation_code,
    )


def _known_sender(row: Workstation) -> Sender | None:
    """Return what a row allows; None (E211) until the workstation was confirmed."""
    if row.sign_key is None or row.state in ("invited", "answered"):
        return None
    is_office = row.role == "office"
    return Sender(
        workstation=row.workstation_id,
        state=WorkstationState(row.state),
        signing_keys=(row.sign_key,),
        may_send=_NOTHING if is_office else _FROM_WORKSTATION,
        order_kinds=frozenset() if is_office else frozenset(row.kinds),
    )


@dataclass(frozen=True, slots=True)
class _Gate:
    """The invitations of the main office: who may answer, and what is said to the others."""

    office: Office
    now: Instant
    invitations: dict[WorkstationId, Invitation]

    def accept_key(self, workstation: WorkstationId) -> bytes | None:
        """Return the key of an open invitation."""
        found = self.invitations.get(workstation)
        if found is None or found.state != "open" or found.expires_at <= self.now:
            return None
        return accept_key(self.office.secrets, workstation)

    def invitation_code(self, workstation: WorkstationId) -> Code | None:
        """Return why an invitation is not open: used (E222) or expired (E223)."""
        found = self.invitations.get(workstation)
        if found is None:
            return None
        if found.state != "open":
            return Code.E222
        return Code.E223 if found.expires_at <= self.now else None


def _view_of_home(office: Office, conn: Connection) -> TenantView:
    """Return what the newest trust list says; only the office may send to a workstation."""
    newest = workstations.newest_trust_list(conn, office.tenant)
    listed = from_bytes(newest.payload, Trust).ws if newest else ()
    senders = {WorkstationId(w.id.hex()): _listed_sender(office, w) for w in listed}
    return TenantView(tenant=office.tenant, sender=senders.get)


def _listed_sender(office: Office, listed: TrustedWorkstation) -> Sender:
    workstation = WorkstationId(listed.id.hex())
    return Sender(
        workstation=workstation,
        state=listed.state,
        signing_keys=tuple(key.key for key in listed.sign)[-3:],
        may_send=_FROM_OFFICE if workstation == office.office_workstation else _NOTHING,
        order_kinds=frozenset(listed.may),
    )
