"""The file that says: this folder is the exchange that was set up (rule 51)."""

from __future__ import annotations

import re
import secrets

__all__ = ["MARKER_LIMIT", "exchange_id", "marker_text", "new_exchange_id"]

# A few hundred bytes are written; whatever is longer is no marker of ours.
MARKER_LIMIT = 8192

_LINE = re.compile(rb"^exchange-id:[ \t]*([0-9a-f]{32})[ \t]*\r?$", re.MULTILINE)

_TEXT = """\
Diesen Ordner benutzt ein Programm, um Aufträge zwischen Büro und Heimbüro auszutauschen.
Bitte löschen, verschieben oder ändern Sie diese Datei nicht: Fehlt sie, hält der Austausch an.
Die Dateien mit der Endung .qtf sind verschlüsselt. Erledigte liegen im Ordner "done",
Antworten im Ordner "return".

A program uses this folder to exchange orders between an office and a home office.
Please do not delete, move or change this file: without it the exchange pauses.
The files ending in .qtf are encrypted. Finished ones lie in the folder "done",
answers in the folder "return".

exchange-id: {exchange}
"""


def new_exchange_id() -> str:
    """Return a fresh id for a folder."""
    return secrets.token_hex(16)


def marker_text(exchange: str) -> bytes:
    """Return the contents of the marker file, for people and for us."""
    return _TEXT.format(exchange=exchange).replace("\n", "\r\n").encode()


def exchange_id(data: bytes) -> str | None:
    """Return the id that a marker file names; None: it is no marker."""
    found = _LINE.search(data)
    return found[1].decode() if found else None
