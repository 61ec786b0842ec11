"""The .qtf order file: what travels between a home office and a main office.

Bytes in, values out: this package knows no files, no network and no database. `docs/FORMAT.md`
is its specification.
"""
