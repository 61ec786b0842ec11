"""The program `qtf-office`, empty: the modules beside this one add its verbs."""

from __future__ import annotations

from qtf_office import messages
from qtf_office.cli.support import Program

__all__ = ["program"]

program = Program("qtf-office", messages.OFFICE, examples=messages.OFFICE_EXAMPLES)
