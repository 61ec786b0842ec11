"""A CSV file as a table: separator and number style found out, columns by their header."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qtf_office.documents.intake import refuse

__all__ = ["ROW_LIMIT", "Row", "Table", "column_key", "read_table"]

ROW_LIMIT = 200_000  # the largest lists of the trade have some ten thousand
_SEPARATORS = ";\t|,"
_FOLDED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the header is 1) and its cells by column key."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The header as it stands and by key (same order), and the rows."""

    header: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str
    too_long: tuple[int, ...] = ()


def column_key(name: str) -> str:
    """Return a column's name without case, umlauts, blanks and signs: `PLZ/Ort ` is `plzort`."""
    folded = "".join(_FOLDED.get(char, char) for char in name.casefold())
    plain = unicodedata.normalize("NFKD", folded)
    return re.sub(r"[^a-z0-9]", "", plain)


def read_table(text: str) -> Table | None:
    """Return the table, or None where the first line is no header of at least two columns.

    A last row that breaks off (fewer cells than the header, no line end) is a damaged file.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    if not first.count(separator):
        return None
    rows = list(_cells(text, separator))
    if not rows:
        return None
    header = tuple(cell.strip() for cell in rows[0][1])
    keys = _keys(header)
    if len(rows) > ROW_LIMIT:
        raise refuse("limit-exceeded", f"> {ROW_LIMIT}")
    if len(rows) > 1 and len(rows[-1][1]) < len(header) and not text.endswith(("\n", "\r", "\x1a")):
        raise refuse("damaged", f"CSV, Zeile/row {rows[-1][0]}")
    good, too_long = [], []
    for number, cells in rows[1:]:
        if any(cell.strip() for cell in cells[len(header) :]):
            too_long.append(number)
            continue
        good.append(Row(number, dict(zip(keys, cells, strict=False))))
    return Table(header, keys, tuple(good), separator, tuple(too_long))


def _cells(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell.strip("\x1a \t") for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise refuse("damaged", f"CSV, Zeile/row {reader.line_num}") from error


def _keys(header: tuple[str, ...]) -> tuple[str, ...]:
    """The columns' keys without a prefix that all of them share (`FA_Name`, `FA_Ort` ...)."""
    shared = ""
    for chars in zip(*header, strict=False):
        if len({*chars}) > 1:
            break
        shared += chars[0]
    shared = shared.rpartition("_")[0]
    names = [name.removeprefix(f"{shared}_") if shared else name for name in header]
    return tuple(column_key(name) for name in names)
