"""The office directory: everything of one office in one place (DESIGN section 5).

`office.toml` settings, `office.db` the database (or a PostgreSQL address in the settings),
`archive/` every file received or sent, `attachments/`, `spool/`, `logs/`; `secrets/` only where
the system has no key store. `office.toml` is written last: a directory without it is no office.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, Engine, select

from qtf_office import secrets as secret_store
from qtf_office.archive import clear_spool
from qtf_office.clock import Clock, SystemClock
from qtf_office.creating import create_office, create_workstation_office
from qtf_office.errors import DatabaseDamaged, OfficeMisconfigured, OfficeMissing
from qtf_office.office import DATABASE_FILE, DATABASE_PASSWORD, Identity, Office, OfficeRole
from qtf_office.settings import SETTINGS_FILE, Settings, read_settings
from qtf_office.storage import migrate
from qtf_office.storage.engine import (
    describe,
    open_engine,
    parse_url,
    reading,
    sqlite_url,
    writing,
)
from qtf_office.storage.schema import tenant as tenant_table

__all__ = [
    "Identity",
    "Office",
    "OfficeRole",
    "create_office",
    "create_workstation_office",
    "default_directory",
    "open_office",
]


def default_directory() -> Path:
    """Return the office directory where none is named: `QTF_OFFICE`, else in the user's data."""
    named = os.environ.get("QTF_OFFICE")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("qtf", appauthor=False) / "office"


def open_office(directory: Path, clock: Clock | None = None) -> Office:
    """Open an office, bringing an older database up to date.

    Raises:
        OfficeMissing, OfficeMisconfigured, KeysReadable, SchemaTooNew, OfficeLocked,
        DatabaseDamaged, DatabaseUnreachable, DatabaseRefused: as their names say.
    """
    settings = read_settings(directory / SETTINGS_FILE)
    engine = open_engine(_url(directory, settings), settings.database.busy_s)
    try:
        identity = _identity(engine, directory, settings)
        office = Office(directory, settings, engine, identity, clock or SystemClock())
        office.secrets.check()
        clear_spool(office.spool, office.clock.now() - timedelta(days=1))
    except BaseException:
        engine.dispose()
        raise
    return office


def _url(directory: Path, settings: Settings) -> URL:
    if settings.database.url is None:
        path = directory / DATABASE_FILE
        if not path.is_file():
            raise OfficeMissing(directory=str(directory))
        return sqlite_url(path)
    url = parse_url(settings.database.url)
    if url.password is not None:
        return url
    store = secret_store.open_store(
        settings.secrets.store,
        directory,
        settings.office.tenant_id,
        settings.office.workstation_id,
    )
    password = store.get(DATABASE_PASSWORD)
    return url if password is None else url.set(password=password.decode())


def _identity(engine: Engine, directory: Path, settings: Settings) -> Identity:
    """Check the version of the database, update it if it is old, and read who we are."""
    with reading(engine) as conn:
        version = migrate.stored_version(conn)
    if version is None:
        raise DatabaseDamaged(detail=f"{describe(engine.url)}: 0 ≠ {migrate.HEAD}")
    if version != migrate.HEAD:
        with writing(engine) as conn:
            migrate.upgrade(conn)
    columns = tenant_table.c
    with reading(engine) as conn:
        row = conn.execute(
            select(columns.name, columns.own_workstation, columns.office_workstation).where(
                columns.tenant_id == settings.office.tenant
            )
        ).first()
    if row is None or row.own_workstation != settings.office.workstation:
        raise OfficeMisconfigured(
            file=str(directory / SETTINGS_FILE),
            place="office",
            detail="tenant / workstation ≠ office.db",
        )
    return Identity(
        settings.office.tenant_id, row.name, row.own_workstation, row.office_workstation
    )
