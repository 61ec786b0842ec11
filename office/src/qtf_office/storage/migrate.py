"""Bringing the database to the state this program knows.

Alembic takes half a second to import, so it is only touched when there is something to do: the
version is read with one plain query first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from qtf_office.errors import SchemaTooNew

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["HEAD", "KNOWN", "configuration", "downgrade", "stored_version", "upgrade"]

KNOWN = ("0001",)
"""All migrations, oldest first."""

HEAD = KNOWN[-1]


def stored_version(conn: Connection) -> str | None:
    """Return the version of the database; None if there are no tables of ours.

    Raises:
        SchemaTooNew: a newer program has been here.
    """
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.execute(text("select version_num from alembic_version")).scalar()
    if found is not None and found not in KNOWN:
        raise SchemaTooNew(found=found, known=HEAD)
    return None if found is None else str(found)


def upgrade(conn: Connection, to: str = HEAD) -> None:
    """Run the missing migrations in the transaction of `conn`; all or none take effect."""
    from alembic import command

    command.upgrade(configuration(conn), to)


def downgrade(conn: Connection, to: str = "base") -> None:
    """Take migrations back, in the transaction of `conn`."""
    from alembic import command

    command.downgrade(configuration(conn), to)


def configuration(conn: Connection) -> Config:
    """Return Alembic's configuration for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
