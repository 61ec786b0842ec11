"""From a payload to a row of the outbox: the envelope every package of this office gets."""

from __future__ import annotations

import secrets
from importlib.metadata import version

from sqlalchemy import Connection

from qtf_format.ids import PackageId, WorkstationId
from qtf_format.keys import public_keys
from qtf_format.package import Kind, Sealed, SealHeader
from qtf_office.clock import milliseconds
from qtf_office.directory import Office
from qtf_office.secrets import own_keys
from qtf_office.storage import counters, outbox
from qtf_office.storage.outbox import OutboxItem

__all__ = ["PROGRAM", "header", "put_into_outbox"]

PROGRAM = f"qtf-office {version('qtf-office')}"


def header(conn: Connection, office: Office, *readers: bytes) -> SealHeader:
    """Return the envelope of a new package for `readers` and ourselves; takes a sequence."""
    keys = own_keys(office.secrets)
    _, own_sealing = public_keys(keys)
    return SealHeader(
        tenant=office.tenant,
        sender=office.workstation,
        keys=keys,
        readers=tuple(dict.fromkeys((*readers, own_sealing))),
        package_id=PackageId(secrets.token_hex(16)),
        sequence=counters.next_value(conn, office.tenant, office.workstation),
        sealed_at_ms=milliseconds(office.clock.now()),
        program=PROGRAM,
    )


def put_into_outbox(
    conn: Connection, office: Office, kind: Kind, recipient: WorkstationId, sealed: Sealed
) -> OutboxItem:
    """Write sealed bytes into the outbox, to be handed over after the commit."""
    item = OutboxItem(
        package_id=sealed.package_id,
        package_kind=kind.value,
        recipient=recipient,
        order_id=None,
        revision=None,
        number=None,
        sequence=sealed.sequence,
        manifest_sha=sealed.manifest_sha,
        digest=sealed.digest,
        file_name=sealed.file_name,
        state="sealed",
        created_at=office.now(),
    )
    return outbox.add(conn, office.tenant, item, sealed.data)
