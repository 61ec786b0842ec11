"""Making a new office: folders, keys, tables, and last of all its settings.

What fails is taken back, so that it can be tried again. Only a power cut leaves something behind;
without `office.toml` it is no office.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from sqlalchemy import URL, insert

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_format.package import WorkstationKeys
from qtf_office import secrets as secret_store
from qtf_office import settings as settings_file
from qtf_office.clock import Clock, SystemClock
from qtf_office.durable import disk_errors, sync_folder
from qtf_office.errors import OfficeExists
from qtf_office.office import DATABASE_FILE, DATABASE_PASSWORD, Identity, Office
from qtf_office.settings import SETTINGS_FILE, OfficeSettings, Settings
from qtf_office.storage import migrate, ranges, workstations
from qtf_office.storage.engine import open_engine, parse_url, sqlite_url, writing
from qtf_office.storage.schema import tenant as tenant_table
from qtf_office.storage.workstations import Workstation

__all__ = ["create_office", "create_workstation_office"]

StoreWish = Literal["auto", "keyring", "file"]

_FOLDERS = ("archive", "attachments", "secrets", "spool")
"""Ours alone; `logs` is made too, but may be there already: a program logs before it creates."""


def create_office(
    directory: Path,
    *,
    company: str,
    database_url: str | None = None,
    own_range: tuple[int, int] = (1, 10_000),
    secrets: StoreWish = "auto",
    clock: Clock | None = None,
    name: str | None = None,
) -> Office:
    """Make a main office: tenant, own workstation with fresh keys, own number range.

    Args:
        database_url: a PostgreSQL database; None: a database file in the directory.
        name: of the office's own workstation; by default that of the company.

    Raises:
        OfficeExists: the directory holds an office already; nothing was changed.
    """
    workstation = WorkstationId(uuid4().hex)
    identity = Identity(TenantId(uuid4().hex), company, workstation, workstation)
    keys = new_keys()
    sign, seal = public_keys(keys)
    block = ranges.new_range(workstation, own_range)
    wishes = _Wishes(database_url, secrets, clock or SystemClock())
    with _laid_out(directory, identity, keys, wishes) as office:
        now = office.now()
        own = Workstation(
            workstation_id=workstation,
            name=name or company,
            role="office",
            state="active",
            created_at=now,
            confirmed_at=now,
            sign_key=sign,
            seal_key=seal,
        )
        with office.write() as conn:
            workstations.insert(conn, office.tenant, own)
            ranges.register(conn, office.tenant, block)
    return office


def create_workstation_office(
    directory: Path,
    identity: Identity,
    keys: WorkstationKeys,
    *,
    database_url: str | None = None,
    secrets: StoreWish = "auto",
    clock: Clock | None = None,
) -> Office:
    """Make the office of a workstation that joins: an empty database that knows who it is.

    Workstations, ranges, series, trust list and master data of the initial fill are the caller's
    to write. Nothing depends on the directory's name: it may be made beside, closed, and renamed
    into place (rule 69).

    Raises:
        OfficeExists: the directory holds an office already; nothing was changed.
    """
    wishes = _Wishes(database_url, secrets, clock or SystemClock())
    with _laid_out(directory, identity, keys, wishes) as office:
        return office


@dataclass(frozen=True, slots=True)
class _Wishes:
    database_url: str | None
    secrets: StoreWish
    clock: Clock


@contextmanager
def _laid_out(
    directory: Path, identity: Identity, keys: WorkstationKeys, wishes: _Wishes
) -> Iterator[Office]:
    """Make everything, then (after the caller's part) `office.toml`; take it back on an error."""
    _must_be_free(directory)
    url = None if wishes.database_url is None else parse_url(wishes.database_url)
    was_there = directory.exists()
    try:
        office = _office(directory, identity, wishes, url)
        try:
            _fill(office, keys, url)
            yield office
            _write_settings(office)
        except BaseException:
            office.close()
            _forget_secrets(office)
            raise
    except BaseException:
        _take_back(directory, was_there)
        raise


def _office(directory: Path, identity: Identity, wishes: _Wishes, url: URL | None) -> Office:
    """Make the folders, and the office in them that nothing is written to yet."""
    with disk_errors(directory):
        for part in ("archive", "attachments", "spool", "logs"):
            (directory / part).mkdir(parents=True, exist_ok=True)
        sync_folder(directory)
    settings = Settings(
        office=OfficeSettings(tenant=identity.tenant, workstation=identity.workstation),
        secrets=settings_file.SecretsSettings(store=secret_store.choose_store(wishes.secrets)),
        database=settings_file.DatabaseSettings(url=url and _without_password(url)),
    )
    engine = open_engine(url or sqlite_url(directory / DATABASE_FILE))
    return Office(directory, settings, engine, identity, wishes.clock)


def _fill(office: Office, keys: WorkstationKeys, url: URL | None) -> None:
    """Keep the secrets, make the tables and the tenant."""
    secret_store.keep_own_keys(office.secrets, keys)
    if url is not None and url.password is not None:
        office.secrets.put(DATABASE_PASSWORD, str(url.password).encode())
    with writing(office.engine) as conn:
        if migrate.stored_version(conn) != migrate.HEAD:
            migrate.upgrade(conn)
        conn.execute(insert(tenant_table).values(**_tenant_row(office)))


def _must_be_free(directory: Path) -> None:
    ours = (SETTINGS_FILE, DATABASE_FILE, *_FOLDERS)
    if any((directory / name).exists() for name in ours):
        raise OfficeExists(directory=str(directory))


def _without_password(url: URL) -> str:
    """Write the address as it may stand in `office.toml`."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


def _tenant_row(office: Office) -> dict[str, str]:
    identity = office.identity
    return {
        "tenant_id": identity.tenant,
        "name": identity.company,
        "role": identity.role.value,
        "own_workstation": identity.workstation,
        "office_workstation": identity.office_workstation,
        "created_at": office.now(),
    }


def _write_settings(office: Office) -> None:
    """Write `office.toml`: from here on it is an office."""
    settings = office.settings
    settings_file.write_new(
        office.settings_path, settings.office, settings.secrets.store, settings.database.url
    )


def _forget_secrets(office: Office) -> None:
    for name in (secret_store.OWN_KEYS, DATABASE_PASSWORD):
        office.secrets.delete(name)


def _take_back(directory: Path, was_there: bool) -> None:
    """Remove what was made; none of it was there before."""
    for name in _FOLDERS:
        shutil.rmtree(directory / name, ignore_errors=True)
    for path in directory.glob(f"{DATABASE_FILE}*"):
        path.unlink(missing_ok=True)
    if not was_there:
        shutil.rmtree(directory, ignore_errors=True)
