"""The migrations and the tables in `schema` say the same, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from postgres import Cluster
from qtf_office.errors import SchemaTooNew
from qtf_office.storage import migrate
from qtf_office.storage.engine import open_engine, parse_url, reading, sqlite_url, writing
from qtf_office.storage.schema import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        made = open_engine(sqlite_url(tmp_path / "office.db"))
        yield made
        made.dispose()
        return
    server: Cluster = request.getfixturevalue("cluster")
    name = server.create()
    made = open_engine(parse_url(server.url(name)))
    yield made
    made.dispose()
    server.drop(name)


def test_the_migrations_make_exactly_the_tables_of_the_schema(engine: Engine) -> None:
    with writing(engine) as conn:
        migrate.upgrade(conn)
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        command.check(migrate.configuration(conn))


def test_checks_are_the_same_as_in_the_schema(engine: Engine) -> None:
    """Alembic does not compare CHECK constraints; we do."""
    with writing(engine) as conn:
        migrate.upgrade(conn)
        found = {
            (table, str(check["name"]))
            for table in metadata.tables
            for check in inspect(conn).get_check_constraints(table)
        }
    wanted = {
        (table.name, str(check.name))
        for table in metadata.tables.values()
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    assert found == wanted


def test_everything_can_be_taken_back(engine: Engine) -> None:
    with writing(engine) as conn:
        migrate.upgrade(conn)
        migrate.downgrade(conn)
        assert set(inspect(conn).get_table_names()) == {"alembic_version"}
        assert migrate.stored_version(conn) is None
        migrate.upgrade(conn)
        assert migrate.stored_version(conn) == migrate.HEAD


def test_a_migration_that_fails_leaves_nothing(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("create table outbox (mine integer)"))
    with pytest.raises(Exception, match="outbox"), writing(engine) as conn:
        migrate.upgrade(conn)
    with reading(engine) as conn:
        assert inspect(conn).get_table_names() == ["outbox"]


def test_an_empty_database_has_no_version(engine: Engine) -> None:
    with reading(engine) as conn:
        assert migrate.stored_version(conn) is None


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with writing(engine) as conn:
        migrate.upgrade(conn)
        conn.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaTooNew) as caught, reading(engine) as conn:
        migrate.stored_version(conn)
    assert caught.value.fields == {"found": "9999", "known": migrate.HEAD}


def test_the_program_knows_every_migration_there_is(engine: Engine) -> None:
    with reading(engine) as conn:
        scripts = ScriptDirectory.from_config(migrate.configuration(conn))
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(revisions)) == migrate.KNOWN
