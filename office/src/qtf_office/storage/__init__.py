"""The office database: one schema for SQLite and PostgreSQL, and the statements on it.

All SQL of the product stands below this package. Store functions take a connection inside a
transaction that the caller opened (`Office.read` or `Office.write`) and never commit.
"""
