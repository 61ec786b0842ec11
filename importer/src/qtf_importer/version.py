"""Which program this is: kept with every item it examined, so that an update looks again."""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["PROGRAM"]

PROGRAM = f"qtf-import {version('qtf-importer')}"
