"""Every test of the stores runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from offices import main_office
from postgres import Cluster, cluster
from qtf_office.directory import Office
from qtf_office.storage import migrate
from qtf_office.storage.engine import open_engine, parse_url, writing

__all__ = ["cluster"]


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> str:
    """A PostgreSQL database with all tables, for copying."""
    name = cluster.create()
    engine = open_engine(parse_url(cluster.url(name)))
    with writing(engine) as conn:
        migrate.upgrade(conn)
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """A new main office."""
    if request.param == "sqlite":
        with main_office(tmp_path / "office") as made:
            yield made
    else:
        server = request.getfixturevalue("cluster")
        template = request.getfixturevalue("migrated")
        with main_office(tmp_path / "office", server, template) as made:
            yield made


@pytest.fixture
def conn(office: Office) -> Iterator[Connection]:
    """One open writing transaction."""
    with office.write() as connection:
        yield connection
