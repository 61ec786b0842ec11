"""A new workstation joins: fill and code become an office directory and an answer (14.3, 4).

The directory is built beside its place under another name and renamed when it is whole (rule 69):
master data, keys, rights, channels, and the sealed answer in the outbox. A power cut before the
rename leaves nothing that was ever shown to anybody, and the next try begins anew; after it, the
next try finds the new office and goes on with handing over the answer.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from qtf_format.channel import ChannelSettings
from qtf_format.codes import Code
from qtf_format.comparison import comparison_number
from qtf_format.errors import QtfError, Text
from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_format.package import Kind, Opened, Reader, Refusal, Sealed, WorkstationKeys
from qtf_format.payloads import PairFill, Trust, TrustedWorkstation
from qtf_format.reading import read
from qtf_format.sealing import seal_pair_accept
from qtf_office import envelope, trust
from qtf_office.clock import Clock, SystemClock, instant, milliseconds
from qtf_office.creating import StoreWish, create_workstation_office
from qtf_office.directory import Identity, Office, open_office
from qtf_office.durable import sync_folder
from qtf_office.errors import OfficeExists
from qtf_office.failpoints import reach
from qtf_office.pairing import fill as fills
from qtf_office.pairing.blocks import register
from qtf_office.reader import BY_HAND_LIMIT_BYTES
from qtf_office.settings import SETTINGS_FILE, add_channel, remove_channel
from qtf_office.storage import journal, workstations
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.workstations import Invitation, Workstation

__all__ = ["JoinWish", "Joined", "PairingRefused", "join"]

logger = logging.getLogger(__name__)

TERMS_VERSION = "1"
"""Version of the wording a person agrees to before joining (rule 77)."""


class PairingRefused(QtfError):
    """The fill cannot be used. `code` says why; fields: `code`, `why` (a Text)."""

    title = Text(
        "Die Einladung lässt sich nicht verwenden ({code}).",
        "The invitation cannot be used ({code}).",
    )

    def __init__(self, code: Code) -> None:
        """Choose the advice that fits `code`."""
        super().__init__(code=code)
        self.code = code
        self.advice = _ADVICE.get(code, _DAMAGED)


_DAMAGED = Text(
    "Die Datei ist keine Einladung oder hat unterwegs Schaden genommen. Lassen Sie sie sich noch "
    "einmal schicken. Hier wurde nichts verändert.",
    "The file is no invitation, or was damaged on its way. Have it sent again. "
    "Nothing was changed here.",
)
_ADVICE = {
    Code.E220: Text(
        "Der Code gehört nicht zu dieser Datei, oder er ist falsch abgeschrieben. Wurde der "
        "Arbeitsplatz noch einmal eingeladen, gilt nur der neueste Code mit der neuesten Datei.",
        "The code does not belong to this file, or was copied wrongly. If the workstation was "
        "invited again, only the newest code with the newest file counts.",
    ),
    Code.E223: Text(
        "Die Einladung ist abgelaufen. Bitten Sie das Büro um eine neue.",
        "The invitation has expired. Ask the office for a new one.",
    ),
    Code.E110: Text(
        "Sie wurde mit einer neueren Programmfassung gemacht. Aktualisieren Sie das Programm.",
        "It was made by a newer version of the program. Update the program.",
    ),
}


@dataclass(frozen=True, slots=True)
class JoinWish:
    """What a person gives: the fill, the code, and where the new office shall lie.

    `folder`: where the exchange folder is on this machine, if not where the office has it.
    """

    directory: Path
    data: bytes = field(repr=False)
    code: str = field(repr=False)
    device: str = ""
    secrets: StoreWish = "auto"
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A new workstation whose answer lies in the outbox.

    `comparison`: the six digits the administrator sees too. `is_repeat`: an earlier try had got
    this far, and only the handing over is left.
    """

    directory: Path
    name: str
    company: str
    comparison: str
    is_repeat: bool


def join(wish: JoinWish, clock: Clock | None = None) -> Joined:
    """Make the office directory of a new workstation, with its answer in the outbox.

    Raises:
        PairingRefused: the file, the code or the time is wrong; nothing was changed.
        OfficeExists: the directory holds an office already, or anything else.
    """
    clock = clock or SystemClock()
    resumed = _resume(wish, clock)
    if resumed is not None:
        return resumed
    opened, fill = _open_fill(wish, clock)
    reach("pairing.fill-opened")
    staging = wish.directory.with_name(f".{wish.directory.name}.joining")
    if staging.exists():
        shutil.rmtree(staging)
    keys = new_keys()
    identity = Identity(
        tenant=TenantId(opened.tenant),
        company=fill.trust.name,
        workstation=WorkstationId(fill.lease.id.hex()),
        office_workstation=WorkstationId(fill.trust.off.hex()),
    )
    with create_workstation_office(
        staging, identity, keys, secrets=wish.secrets, clock=clock
    ) as office:
        reach("pairing.office-created")
        comparison = _move_in(office, wish, opened, fill, keys)
        for hint in fill.lease.channels:
            add_channel(office.settings_path, _here(wish, fills.channel_settings(hint)))
    _put_in_place(staging, wish.directory)
    reach("pairing.accept-committed")
    logger.info("joined as workstation %s", identity.workstation)
    return Joined(wish.directory, fill.lease.name, fill.trust.name, comparison, is_repeat=False)


def _here(wish: JoinWish, channel: ChannelSettings) -> ChannelSettings:
    """Return a channel with the place it has on this machine."""
    if wish.folder is None or channel.kind != "folder":
        return channel
    options = {**channel.options, "path": str(wish.folder)}
    return ChannelSettings(channel.name, channel.kind, options)


def _move_folders(office: Office, wish: JoinWish) -> None:
    for channel in office.settings.channels:
        moved = _here(wish, channel)
        if moved != channel:
            remove_channel(office.settings_path, channel.name)
            add_channel(office.settings_path, moved)


def _resume(wish: JoinWish, clock: Clock) -> Joined | None:
    """Return what an earlier try with the same fill achieved, if it got to the new directory."""
    if not (wish.directory / SETTINGS_FILE).exists():
        if wish.directory.exists() and any(wish.directory.iterdir()):
            raise OfficeExists(directory=str(wish.directory))
        return None
    with open_office(wish.directory, clock) as office, office.read() as conn:
        found = workstations.invitation(conn, office.tenant, office.workstation)
        own = workstations.get(conn, office.tenant, office.workstation)
        digest = hashlib.sha256(wish.data).hexdigest()
        if found is None or own is None or found.fill_digest != digest:
            raise OfficeExists(directory=str(wish.directory))
        _move_folders(office, wish)
        return Joined(
            wish.directory, own.name, office.company, found.comparison or "", is_repeat=True
        )


def _open_fill(wish: JoinWish, clock: Clock) -> tuple[Opened, PairFill]:
    reader = Reader(secrets=(), tenants={}, pairing_code=wish.code, size_limit=BY_HAND_LIMIT_BYTES)
    opened = read(wish.data, reader)
    if isinstance(opened, Refusal):
        raise PairingRefused(opened.code)
    fill = opened.payload
    if not isinstance(fill, PairFill) or opened.accept_key is None:
        raise PairingRefused(Code.E304)
    if fill.lease.expires <= milliseconds(clock.now()):
        raise PairingRefused(Code.E223)
    office = _office_of(fill.trust)
    if office is None or office.id.hex() != opened.sender or office.seal is None:
        raise PairingRefused(Code.E214)
    return opened, fill


def _office_of(listed: Trust) -> TrustedWorkstation | None:
    return next((w for w in listed.ws if w.id == listed.off), None)


def _move_in(
    office: Office, wish: JoinWish, opened: Opened, fill: PairFill, keys: WorkstationKeys
) -> str:
    """Write everything the fill says, and our answer, in one transaction; return six digits."""
    reach("pairing.keys-stored")
    device = (wish.device or platform.node() or "–")[:200]
    with office.write() as conn:
        _write_rights(conn, office, fill, keys, device)
        fills.take_in(conn, office, fill)
        answer = _seal_answer(conn, office, opened, fill, keys, device)
        reach("pairing.accept-sealed")
        comparison = comparison_number(opened.transcript, answer.transcript)
        invitation = Invitation(
            workstation_id=office.workstation,
            created_at=office.now(),
            expires_at=instant(datetime.fromtimestamp(fill.lease.expires / 1000, UTC)),
            fill_digest=opened.digest,
            fill_transcript=opened.transcript,
            state="answered",
            comparison=comparison,
        )
        workstations.add_invitation(conn, office.tenant, invitation)
        # Rule 77: that, when and to which wording, without the name.
        entry = JournalEntry(
            event="terms-accepted",
            at_ms=milliseconds(office.clock.now()),
            sha=opened.digest,
            result=TERMS_VERSION,
        )
        journal.append(conn, office.tenant, entry)
    return comparison


def _write_rights(
    conn: Connection, office: Office, fill: PairFill, keys: WorkstationKeys, device: str
) -> None:
    sign, seal = public_keys(keys)
    own = Workstation(
        workstation_id=office.workstation,
        name=fill.lease.name,
        role="workstation",
        employee=fill.lease.employee,
        email=fill.lease.mail,
        device=device,
        devices=fill.lease.devices,
        state="answered",
        kinds=tuple(fill.lease.may),
        sign_key=sign,
        seal_key=seal,
        created_at=office.now(),
    )
    workstations.insert(conn, office.tenant, own)
    trust.accept(conn, office, fill.trust)
    register(conn, office, office.workstation, fill.lease.num)


def _seal_answer(
    conn: Connection,
    office: Office,
    opened: Opened,
    fill: PairFill,
    keys: WorkstationKeys,
    device: str,
) -> Sealed:
    main = _office_of(fill.trust)
    assert main is not None  # looked at in _open_fill
    assert main.seal is not None
    assert opened.accept_key is not None
    head = envelope.header(conn, office, main.seal)
    sealed = seal_pair_accept(head, opened.accept_key, keys, device)
    envelope.put_into_outbox(conn, office, Kind.PAIR_ACCEPT, office.office_workstation, sealed)
    return sealed


def _put_in_place(staging: Path, directory: Path) -> None:
    if directory.exists():
        directory.rmdir()  # empty: looked at in _resume; Windows cannot rename over it
    staging.rename(directory)
    sync_folder(directory.parent)
