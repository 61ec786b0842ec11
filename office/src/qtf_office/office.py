"""An open office: what every part of the programs is handed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from qtf_format.ids import TenantId, WorkstationId
from qtf_office import secrets as secret_store
from qtf_office.archive import Archive, Attachments
from qtf_office.clock import Clock, Instant, instant
from qtf_office.settings import SETTINGS_FILE, Settings, read_settings
from qtf_office.storage.engine import reading, writing

__all__ = ["DATABASE_FILE", "DATABASE_PASSWORD", "Identity", "Office", "OfficeRole"]

DATABASE_FILE = "office.db"

DATABASE_PASSWORD = "database-password"
"""Name of the secret that holds the password of a PostgreSQL database."""


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

    def write(self, *, is_lasting: bool = True) -> AbstractContextManager[Connection]:
        """Open the one writing transaction: it commits at the end and rolls back on any exception.

        Whoever is inside is the only writer of this tenant. What is not `is_lasting` is forgotten
        by a power cut right afterwards: only for notes whose loss means doing something harmless
        again. Raises OfficeLocked when another writer does not end, LostRace when a unique key was
        taken (rule 20).
        """
        return writing(self.engine, self.tenant, is_lasting=is_lasting)

    def reload_settings(self) -> Settings:
        """Read `office.toml` again."""
        self.settings = read_settings(self.settings_path)
        return self.settings

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
