"""Numbered changes of the database, run by Alembic."""
