"""Run one of the programs in a process of its own, with cheap pairing codes.

    python cheap_program.py qtf-office --office DIR ...

For tests that kill a process at a fail point (`QTF_FAIL_POINT`) and must not spend a second and
256 MiB on every code.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

PROGRAMS = {
    "qtf-office": "qtf_office.cli.office",
    "qtf-export": "qtf_exporter.cli",
    "qtf-import": "qtf_importer.cli",
}


def main(program: str, *arguments: str) -> int:
    """Run `program`."""
    sys.path.insert(0, str(Path(__file__).parent))
    cheap_codes = importlib.import_module("pairing_world").cheap_codes
    with cheap_codes():
        return int(importlib.import_module(PROGRAMS[program]).main(list(arguments)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
