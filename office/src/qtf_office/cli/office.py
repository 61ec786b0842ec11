"""The program `qtf-office`: everything about one office that is neither export nor import."""

from __future__ import annotations

from collections.abc import Sequence

from qtf_office.cli import (
    office_channels,
    office_data,
    office_join,
    office_lists,
    office_pairing,
    office_status,
)
from qtf_office.cli.office_program import program

__all__ = ["PARTS", "main", "program"]

PARTS = (office_data, office_lists, office_pairing, office_join, office_channels, office_status)
"""The modules that add the verbs."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `qtf-office` and return its exit status."""
    return program.main(argv)
