"""The office directory: everything of one office in one place (DESIGN section 5).

`office.toml` settings, `office.db` the database (or a PostgreSQL address in the settings),
`archive/` every file received or sent, `attachments/`, `spool/`, `logs/`; `secrets/` only where
the system has no key store. `office.toml` is written last: a directory without it is no office.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, insert, select

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_format.package import WorkstationKeys
from qtf_office import secrets as secret_store
from qtf_office import settings as settings_file
from qtf_office.archive import Archive, Attachments, clear_spool
from qtf_office.clock import Clock, Instant, SystemClock, instant
from qtf_office.durable import disk_errors, sync_folder
from qtf_office.errors import DatabaseDamaged, OfficeExists, OfficeMisconfigured, OfficeMissing
from qtf_office.settings import SETTINGS_FILE, OfficeSettings, Settings, read_settings
from qtf_office.storage import migrate, ranges, workstations
from qtf_office.storage.engine import describe, open_engine, parse_url, reading, sqlite_url, writing
from qtf_office.storage.schema import tenant as tenant_table
from qtf_office.storage.workstations import Workstation

__all__ = [
    "Identity",
    "Office",
    "OfficeRole",
    "create_office",
    "create_workstation_office",
    "default_directory",
    "open_office",
]

DATABASE_FILE = "office.db"
DATABASE_PASSWORD = "database-password"

StoreWish = Literal["auto", "keyring", "file"]


class OfficeRole(StrEnum):
    """Which side of the exchange an office is."""

    MAIN = "main"
    WORKSTATION = "workstation"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an office is. At the main office both workstations are the same."""

    tenant: TenantId
    company: str
    workstation: WorkstationId
    office_workstation: WorkstationId

    @property
    def role(self) -> OfficeRole:
        """Main office or workstation."""
        is_main = self.workstation == self.office_workstation
        return OfficeRole.MAIN if is_main else OfficeRole.WORKSTATION


class Office:
    """An open office. Use it in a `with` statement, or close it."""

    def __init__(
        self, directory: Path, settings: Settings, engine: Engine, identity: Identity, clock: Clock
    ) -> None:
        """Put an office together; `open_office` and `create_office` do."""
        self.directory = directory
        self.settings = settings
        self.engine = engine
        self.identity = identity
        self.clock = clock
        self.secrets = secret_store.open_store(
            settings.secrets.store, directory, identity.tenant, identity.workstation
        )
        self.archive = Archive(directory / "archive", self.spool)
        self.attachments = Attachments(directory / "attachments", self.spool)

    def __repr__(self) -> str:
        """Name the place."""
        return f"Office({str(self.directory)!r}, {self.role.value})"

    def __enter__(self) -> Self:
        """Return the office itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    @property
    def tenant(self) -> TenantId:
        """The tenant whose office this is."""
        return self.identity.tenant

    @property
    def company(self) -> str:
        """The name of the company."""
        return self.identity.company

    @property
    def workstation(self) -> WorkstationId:
        """Our own workstation."""
        return self.identity.workstation

    @property
    def office_workstation(self) -> WorkstationId:
        """The main office's workstation; our own at the main office."""
        return self.identity.office_workstation

    @property
    def role(self) -> OfficeRole:
        """Main office or workstation."""
        return self.identity.role

    @property
    def settings_path(self) -> Path:
        """The settings file."""
        return self.directory / SETTINGS_FILE

    @property
    def spool(self) -> Path:
        """Where files lie while they are being written."""
        return self.directory / "spool"

    @property
    def logs(self) -> Path:
        """Where the programs write their logs."""
        return self.directory / "logs"

    def now(self) -> Instant:
        """Return the present moment as it is written down."""
        return instant(self.clock.now())

    def read(self) -> AbstractContextManager[Connection]:
        """Open a connection that sees one consistent snapshot of the database."""
        return reading(self.engine)

    def write(self) -> AbstractContextManager[Connection]:
        """Open the one writing transaction: it commits at the end and rolls back on any exception.

        Whoever is inside is the only writer of this tenant. Raises OfficeLocked when another
        writer does not end, LostRace when a unique key was taken (rule 20).
        """
        return writing(self.engine, self.tenant)

    def reload_settings(self) -> Settings:
        """Read `office.toml` again."""
        self.settings = read_settings(self.settings_path)
        return self.settings

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def default_directory() -> Path:
    """Return the office directory where none is named: `QTF_OFFICE`, else in the user's data."""
    named = os.environ.get("QTF_OFFICE")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("qtf", appauthor=False) / "office"


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
    office = _lay_out(directory, identity, keys, _Wishes(database_url, secrets), clock)
    sign, seal = public_keys(keys)
    own = Workstation(
        workstation_id=workstation,
        name=name or company,
        role="office",
        state="active",
        created_at=office.now(),
        confirmed_at=office.now(),
        sign_key=sign,
        seal_key=seal,
    )
    with _closed_on_error(office), office.write() as conn:
        workstations.insert(conn, office.tenant, own)
        ranges.register(conn, office.tenant, ranges.new_range(workstation, own_range))
    return _finish(office)


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
    return _finish(_lay_out(directory, identity, keys, _Wishes(database_url, secrets), clock))


@dataclass(frozen=True, slots=True)
class _Wishes:
    database_url: str | None
    secrets: StoreWish


def _lay_out(
    directory: Path,
    identity: Identity,
    keys: WorkstationKeys,
    wishes: _Wishes,
    clock: Clock | None,
) -> Office:
    """Make folders, keys and tables; all but `office.toml`."""
    _must_be_free(directory)
    url = None if wishes.database_url is None else parse_url(wishes.database_url)
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
    office = Office(directory, settings, engine, identity, clock or SystemClock())
    with _closed_on_error(office):
        secret_store.keep_own_keys(office.secrets, keys)
        if url is not None and url.password is not None:
            office.secrets.put(DATABASE_PASSWORD, str(url.password).encode())
        with writing(engine) as conn:
            if migrate.stored_version(conn) != migrate.HEAD:
                migrate.upgrade(conn)
            conn.execute(insert(tenant_table).values(**_tenant_row(office)))
    return office


def _must_be_free(directory: Path) -> None:
    ours = (SETTINGS_FILE, DATABASE_FILE, "archive", "secrets")
    if directory.exists() and any((directory / name).exists() for name in ours):
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


@contextmanager
def _closed_on_error(office: Office) -> Iterator[None]:
    try:
        yield
    except BaseException:
        office.close()
        raise


def _finish(office: Office) -> Office:
    """Write `office.toml`: from here on it is an office."""
    settings = office.settings
    with _closed_on_error(office):
        settings_file.write_new(
            office.settings_path, settings.office, settings.secrets.store, settings.database.url
        )
    return office


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
