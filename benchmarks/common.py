"""What every benchmark shares: interleaved rounds, a ratio to a limit of the same run, one report.

A *limit* is the bare primitive, written in a few lines and measured in the same run, because
absolute times swing with whatever else the machine does. Times of ours and of the limit are taken
in turns, and the ratio is the median of the ratios of single rounds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

__all__ = [
    "Report",
    "Row",
    "interleaved",
    "options",
    "percentile",
    "ratio_row",
    "resident_bytes",
    "scratch",
    "spread",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report.

    `measured` and `limit` are in `unit`; `ratio` is ours to the limit. `goal` says what was asked
    for and `is_met` whether it held; both are empty for a line that is only told.
    """

    what: str
    measured: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None
    note: str = ""


@dataclass
class Report:
    """The lines of one benchmark, as a table or as JSON."""

    benchmark: str
    is_quick: bool
    as_json: bool
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Take a line, and say on stderr that there is progress."""
        self.rows.append(row)
        print(f"  {row.what}: {_number(row.measured)} {row.unit}", file=sys.stderr)

    def finish(self) -> int:
        """Print the report; return the exit status: 1 if a goal was missed."""
        if self.as_json:
            print(json.dumps(self._value(), indent=1))
        else:
            print(f"\n{self.benchmark}{' (quick)' if self.is_quick else ''}, {_machine()}\n")
            print(_table(self.rows))
        return int(any(row.is_met is False for row in self.rows))

    def _value(self) -> dict[str, object]:
        return {
            "benchmark": self.benchmark,
            "quick": self.is_quick,
            "machine": _machine(),
            "rows": [asdict(row) for row in self.rows],
        }


def options(description: str | None, argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options every benchmark has: `quick` and `json`."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller amounts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args(argv)


def interleaved(
    rounds: int, ours: Callable[[], float], limit: Callable[[], float]
) -> list[tuple[float, float]]:
    """Run both in turns, each first as often as second; return (ours, limit) of each round.

    Each returns what it measured itself, so that preparing does not count.
    """
    pairs = []
    for number in range(rounds):
        if number % 2:
            mine = ours()
            bare = limit()
        else:
            bare = limit()
            mine = ours()
        pairs.append((mine, bare))
    return pairs


def ratio_row(
    what: str, pairs: Sequence[tuple[float, float]], unit: str, at_most: float | None = None
) -> Row:
    """Return the line for `interleaved` rounds; a goal where the ratio may be `at_most` that."""
    ratio = statistics.median(mine / bare for mine, bare in pairs)
    return Row(
        what,
        statistics.median(mine for mine, _ in pairs),
        unit,
        limit=statistics.median(bare for _, bare in pairs),
        ratio=ratio,
        goal="" if at_most is None else f"<= {at_most:g}x",
        is_met=None if at_most is None else ratio <= at_most,
        note=f"ratios {spread([mine / bare for mine, bare in pairs])}",
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that `percent` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(values: Sequence[float]) -> str:
    """Return lowest to highest."""
    return f"{_number(min(values))}..{_number(max(values))}"


def resident_bytes() -> int:
    """Return the memory this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is removed afterwards; `TMPDIR` chooses the disk."""
    with tempfile.TemporaryDirectory(prefix="qtf-benchmark-") as folder:
        yield Path(folder)


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _table(rows: Sequence[Row]) -> str:
    head = ["what", "measured", "limit", "ratio", "goal", "", "note"]
    lines = [head, *[_cells(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: Row) -> list[str]:
    return [
        row.what,
        f"{_number(row.measured)} {row.unit}",
        "" if row.limit is None else f"{_number(row.limit)} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}x",
        row.goal,
        {None: "", True: "ok", False: "MISSED"}[row.is_met],
        row.note,
    ]
