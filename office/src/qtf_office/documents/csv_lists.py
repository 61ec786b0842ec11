"""CSV lists (to come)."""

from qtf_office.documents.contract import Answer, Source
from qtf_office.documents.intake import Intake, refuse


def read_csv(source: Source, intake: Intake) -> Answer:
    """Refuse."""
    raise refuse("unknown-format")
