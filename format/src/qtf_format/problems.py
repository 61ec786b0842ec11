"""What is raised when a value cannot be written, or bytes are not the value they should be."""

from __future__ import annotations

from qtf_format.codes import Code
from qtf_format.errors import QtfError, Text

__all__ = ["FormatProblem"]


class FormatProblem(QtfError, ValueError):
    """A record or its bytes break a rule of the format.

    `code` says which rule; `path` says where, with names from the schema and indices only
    (`$.lines[7].price`): never a text from the file.
    """

    title = Text(
        "Der Inhalt lässt sich so nicht übertragen ({code} bei {path}).",
        "This content cannot travel as it is ({code} at {path}).",
    )
    advice = Text(
        "Bitte prüfen Sie die genannte Angabe im Vorgang.",
        "Please check the named field of the order.",
    )

    def __init__(self, code: Code, path: str = "$") -> None:
        """Say which rule, and where."""
        super().__init__(code=str(code), path=path)
        self.code = code
        self.path = path
