"""P9: a burst of files is taken whole and each file once, however it comes.

A writer in another process brings thousands at once, by rename from outside, by rename inside the
folder and by plain write, while the channel lists, fetches and puts away. Lost or doubled must be
none. The cost is measured apart, with files that lie there already: the channel against a bare
scandir, read, hash, link and unlink of the same files.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from common import Report, Row, interleaved, options, ratio_row, scratch
from folder_common import Writer, channel, package, writer

from qtf_format.channel import Completeness
from qtf_transport.folder import FolderChannel

WAYS = {"renamed in": "in", "renamed inside": "inside", "plain write": "write"}
# The whole backlog may take 1.3 times the pure import, and that is 3.0 ms of processor time for one
# order, bare; so the channel may cost 0.9 ms.
COST_GOAL_US = 900.0
PATIENCE_S = 300.0


def main() -> int:
    """Measure and report."""
    chosen = options(__doc__)
    sizes = [2_000] if chosen.quick else [10_000, 50_000]
    report = Report("P9 bursts", chosen.quick, chosen.json)
    with scratch() as folder, writer(folder / "aside") as bringer:
        for size in sizes:
            for what, how in WAYS.items():
                burst(report, bringer, folder / f"{how}-{size}", (what, how), size)
        backlog(report, folder / "backlog", 500 if chosen.quick else 3_000)
    return report.finish()


def burst(report: Report, bringer: Writer, folder: Path, way: tuple[str, str], size: int) -> None:
    """Take a burst while it comes."""
    what, how = way
    ours = channel(folder)
    while ours.wait(0):
        list(ours.arrivals())
    bringer.prepare(how, folder, 0, size, 0)
    started = time.monotonic()
    taken: Counter[int] = Counter()
    listings = 0
    while len(taken) < size and time.monotonic() - started < PATIENCE_S:
        ours.wait(1)
        listings += 1
        take_all(ours, taken)
    seconds = time.monotonic() - started
    last_s = bringer.moments()[-1] / 1e9 - started
    take_all(ours, taken)
    ours.close()
    lost, doubled = size - len(taken), taken.total() - len(taken)
    kept = sum(1 for _ in (folder / "done").iterdir())
    report.add(
        Row(
            f"{size} {what}: lost or doubled",
            lost + doubled,
            "files",
            goal="none",
            is_met=lost == doubled == 0 and kept == size,
            note=f"{listings} listings; last came after {last_s:.1f} s, was taken {seconds:.1f} s",
        )
    )
    report.add(Row(f"{size} {what}: per file", seconds / size * 1e6, "us"))


def take_all(ours: FolderChannel, taken: Counter[int]) -> None:
    """List once; fetch and put away what is complete."""
    for arrival in ours.arrivals():
        match ours.fetch(arrival):
            case (Completeness.COMPLETE, data):
                taken[int(data[41:49])] += 1
                ours.acknowledge(arrival, hashlib.sha256(data).hexdigest())


def backlog(report: Report, folder: Path, size: int) -> None:
    """Compare the cost of taking what lies there already."""
    ours = channel(folder / "ours")
    bare = folder / "bare"
    (bare / "done").mkdir(parents=True)
    numbers = iter(range(1_000_000_000))

    def lay(where: Path) -> None:
        first = next(numbers) * size
        for number in range(first, first + size):
            (where / f"q-0a1b2c3d-{number:08d}-deadbeef.qtf").write_bytes(package(number))

    def run_ours() -> float:
        lay(folder / "ours")
        taken: Counter[int] = Counter()
        started = time.perf_counter()
        take_all(ours, taken)
        seconds = time.perf_counter() - started
        if len(taken) != size:
            raise SystemExit("not everything was taken")
        return seconds / size * 1e6

    def run_bare() -> float:
        lay(bare)
        started = time.perf_counter()
        bare_chain(str(bare))
        return (time.perf_counter() - started) / size * 1e6

    pairs = interleaved(7, run_ours, run_bare)
    report.add(ratio_row("backlog: list, read, put away, per file", pairs, "us"))
    more = statistics.median(mine - bare for mine, bare in pairs)
    report.add(
        Row(
            "backlog: more than the bare chain, per file",
            more,
            "us",
            goal=f"<= {COST_GOAL_US:g} us",
            is_met=more <= COST_GOAL_US,
        )
    )


def bare_chain(folder: str) -> None:
    """Do the same with nothing in between (and nothing checked)."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    for name in names:
        path = f"{folder}/{name}"
        handle = os.open(path, os.O_RDONLY)
        data = os.read(handle, 1 << 20)
        os.close(handle)
        hashlib.sha256(data).hexdigest()
        os.link(path, f"{folder}/done/{name}")
        os.unlink(path)


if __name__ == "__main__":
    sys.exit(main())
