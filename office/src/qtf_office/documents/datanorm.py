"""DATANORM (to come)."""

from qtf_office.documents.contract import Answer, Source
from qtf_office.documents.intake import Intake, refuse


def is_datanorm(data: bytes) -> bool:
    """No."""
    return False


def read_datanorm(source: Source, intake: Intake) -> Answer:
    """Refuse."""
    raise refuse("unknown-format")
