"""Runs the migrations on the connection that `storage.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from qtf_office.storage.schema import metadata


def _run() -> None:
    connection = context.config.attributes["connection"]
    assert isinstance(connection, Connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
