"""The importer's tests run on SQLite and on PostgreSQL, with real sealed packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from import_world import Home, World, copied_world, import_world
from postgres import Cluster, cluster
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


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A main office, for copying."""
    folder = tmp_path_factory.mktemp("template")
    with import_world(folder):
        return folder / "office"


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A new main office with an exchange in memory."""
    if request.param == "sqlite":
        template = request.getfixturevalue("office_template")
        with copied_world(tmp_path, template) as made:
            yield made
    else:
        server = request.getfixturevalue("cluster")
        template = request.getfixturevalue("migrated")
        with import_world(tmp_path, server, template) as made:
            yield made


@pytest.fixture
def home(world: World) -> Home:
    """A workstation that may send, with the numbers 10001 to 20000."""
    return world.home()
