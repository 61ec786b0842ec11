"""What a command prints: one JSON document, or tables and facts for a person.

Answers go to stdout, everything else to stderr. Text from outside is shown with its control
characters replaced, so that a name in a file cannot steer a terminal.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from qtf_format.errors import Language, Text

__all__ = ["Facts", "Shown", "Table", "error_line", "prepare_streams", "show", "show_json", "tame"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column titles. `empty` is said where there are no rows."""

    columns: tuple[Text, ...]
    rows: Sequence[Sequence[object]]
    empty: Text | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one below the other; absent values are left out."""

    rows: Sequence[tuple[Text, object]]


Shown = Table | Facts | str
"""What a person sees: a table, facts, or one line of text."""


def tame(value: object) -> str:
    """Return `value` as text for a terminal: one line, no control or direction characters."""
    if value is None:
        return ""
    text = " ".join(str(value).split("\n"))
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)


def prepare_streams() -> None:
    """Write UTF-8 wherever output goes; what cannot be written is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def show_json(document: Mapping[str, object]) -> None:
    """Print one JSON document."""
    _write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", sys.stdout)


def show(shown: Sequence[Shown], language: Language) -> None:
    """Print answers for a person: drawn tables on a terminal, aligned text elsewhere."""
    drawn = sys.stdout.isatty()
    for one in shown:
        match one:
            case Table():
                _write(_table(one, language, drawn=drawn), sys.stdout)
            case Facts():
                _write(_facts(one, language), sys.stdout)
            case str():
                _write(one + "\n", sys.stdout)


def error_line(line: str) -> None:
    """Print one line to stderr."""
    _write(line + "\n", sys.stderr)


def _table(table: Table, language: Language, *, drawn: bool) -> str:
    if not table.rows:
        return f"{table.empty(language)}\n" if table.empty else ""
    titles = [column(language) for column in table.columns]
    rows = [[tame(cell) for cell in row] for row in table.rows]
    if drawn:
        return _drawn(titles, rows)
    widths = [max(len(row[i]) for row in [titles, *rows]) for i in range(len(titles))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) for r in [titles, *rows]]
    return "".join(line.rstrip() + "\n" for line in lines)


def _drawn(titles: list[str], rows: list[list[str]]) -> str:
    # Loaded only where it is used: it costs more start-up time than everything else here.
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text as RichText

    table = RichTable(box=box.SIMPLE_HEAD)
    for title in titles:
        table.add_column(RichText(title), overflow="fold")
    for row in rows:
        table.add_row(*(RichText(cell) for cell in row))
    console = Console(file=sys.stdout, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def _facts(facts: Facts, language: Language) -> str:
    rows = [(name(language), tame(value)) for name, value in facts.rows if value is not None]
    width = max((len(name) for name, _ in rows), default=0)
    return "".join(f"{name + ':':<{width + 1}}  {value}\n" for name, value in rows)


def _write(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Whoever read us has seen enough. The work is done and its exit status stands.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
