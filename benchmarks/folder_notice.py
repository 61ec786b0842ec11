"""P8: from just before a file gets its name to the channel noticing it, against raw inotify.

A writer in another process brings one file at a time while the reader sleeps. "Woken" is when
`wait` returned, against a bare poll and read of inotify. "In hand" is when the listing after it has
handed out the file, against the same followed by a bare scandir and a look into the new file.
Each file is moved to the finished ones at once; in the last way somebody else renames each one out
of the folder instead, which stalls plain watchdog for half a second.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from common import Report, Row, options, percentile, scratch, spread
from folder_common import RawInotify, Writer, channel, package, writer

from qtf_format.channel import Arrival
from qtf_transport.folder import FolderChannel

PAUSE_MS = 4.0
MEDIAN_GOAL = 3.0
P99_GOAL_MS = 20.0

Notices = list[tuple[float, float]]


class Way(NamedTuple):
    """One way in which files come, and leave."""

    what: str
    how: str
    others_move_out: bool = False


class Amount(NamedTuple):
    """How often, and how many files each time."""

    rounds: int
    files: int


WAYS = [
    Way("renamed in", "in"),
    Way("renamed inside", "inside"),
    Way("plain write", "write"),
    Way("others move out", "in", others_move_out=True),
]


def main() -> int:
    """Measure and report."""
    chosen = options(__doc__)
    amount = Amount(4, 60) if chosen.quick else Amount(8, 200)
    report = Report("P8 folder notice", chosen.quick, chosen.json)
    with scratch() as folder, writer(folder / "aside") as bringer:
        for number, way in enumerate(WAYS):
            measure(report, bringer, folder / str(number), way, amount)
    return report.finish()


def measure(report: Report, bringer: Writer, folder: Path, way: Way, amount: Amount) -> None:
    """Run one way of bringing files, raw and ours in turns."""
    bare_folder, our_folder = folder / "bare", folder / "ours"
    bare_folder.mkdir(parents=True)
    ours, raw = channel(our_folder), RawInotify(bare_folder, way.how)
    while ours.wait(0):
        list(ours.arrivals())
    bare: list[Notices] = []
    mine: list[Notices] = []
    for _ in range(amount.rounds):
        bare.append(bare_notices(raw, bringer, bare_folder, way, amount.files))
        mine.append(our_notices(ours, bringer, our_folder, way, amount.files))
    raw.close()
    ours.close()
    for number, part in enumerate(("woken", "in hand")):
        add_rows(
            report,
            f"{way.what}, {part}",
            [[notice[number] for notice in notices] for notices in mine],
            [[notice[number] for notice in notices] for notices in bare],
        )


def bare_notices(raw: RawInotify, bringer: Writer, folder: Path, way: Way, count: int) -> Notices:
    """Return how long raw inotify took for each file, and a bare look at it."""
    notices = []
    for number in range(count):
        bringer.prepare(way.how, folder, number, 1, PAUSE_MS)
        if not raw.wait(10):
            raise SystemExit("raw inotify saw nothing")
        woken = time.monotonic_ns()
        with os.scandir(folder) as entries:
            (path,) = [entry.path for entry in entries if entry.name.endswith(".qtf")]
        os.lstat(path)
        handle = os.open(path, os.O_RDONLY)
        os.read(handle, 32)
        os.close(handle)
        in_hand = time.monotonic_ns()
        (moment,) = bringer.moments()
        notices.append(((woken - moment) / 1e6, (in_hand - moment) / 1e6))
        os.unlink(path)
    return notices


def our_notices(
    ours: FolderChannel, bringer: Writer, folder: Path, way: Way, count: int
) -> Notices:
    """Return how long the channel took to wake and to hand out each file."""
    notices = []
    for number in range(count):
        bringer.prepare(way.how, folder, number, 1, PAUSE_MS)
        woken, in_hand, arrival = take_one(ours)
        (moment,) = bringer.moments()
        notices.append(((woken - moment) / 1e6, (in_hand - moment) / 1e6))
        if way.others_move_out:
            target = folder.with_name("moved-out")
            target.mkdir(exist_ok=True)
            (folder / arrival.file_name).rename(target / arrival.file_name)
        else:
            ours.acknowledge(arrival, hashlib.sha256(package(number)).hexdigest())
    return notices


def take_one(ours: FolderChannel) -> tuple[int, int, Arrival]:
    """Wait for one file; return when we woke for it and when it was in hand."""
    while True:
        woke = ours.wait(10)
        woken = time.monotonic_ns()
        for arrival in ours.arrivals():
            in_hand = time.monotonic_ns()
            if arrival.size_bytes:
                return woken, in_hand, arrival
        if not woke:
            raise SystemExit("the channel saw nothing for 10 s")


def add_rows(report: Report, what: str, ours: list[list[float]], bare: list[list[float]]) -> None:
    """Report median and p99 of all rounds."""
    ratios = [
        statistics.median(mine) / statistics.median(raw)
        for mine, raw in zip(ours, bare, strict=True)
    ]
    ratio = statistics.median(ratios)
    ours_all, bare_all = list(chain(*ours)), list(chain(*bare))
    report.add(
        Row(
            f"{what}: median",
            statistics.median(ours_all),
            "ms",
            statistics.median(bare_all),
            ratio,
            f"<= {MEDIAN_GOAL:g}x",
            ratio <= MEDIAN_GOAL,
            f"ratios {spread(ratios)}",
        )
    )
    p99 = percentile(ours_all, 99)
    limit = percentile(bare_all, 99)
    goal = f"<= {P99_GOAL_MS:g} ms"
    note = f"max {max(ours_all):.1f} ms, raw {max(bare_all):.1f} ms"
    report.add(Row(f"{what}: p99", p99, "ms", limit, p99 / limit, goal, p99 <= P99_GOAL_MS, note))


if __name__ == "__main__":
    sys.exit(main())
