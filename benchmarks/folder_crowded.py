"""P10: 100,000 files already lie in the folder: how soon is the first taken, what does idling cost?

"Foreign" are files of other programs with one package among them, "packages" are all ours. The
time to the first arrival of a fresh channel is compared with a bare `os.scandir` of the same
folder. Processor time and memory are those of a process of its own that waits for files.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from common import Report, Row, interleaved, options, ratio_row, resident_bytes, scratch
from folder_common import channel, package, writer

from qtf_transport.folder import FolderChannel

FIRST_GOAL = 3.0
CPU_GOAL_PERCENT = 2.0
MEMORY_GOAL_MB = 30.0
FULL_LISTING_EVERY_S = 180.0


def main() -> int:
    """Measure and report; with arguments of its own it is the waiting process."""
    if sys.argv[1:2] == ["--wait"]:
        return wait_here(Path(sys.argv[2]), float(sys.argv[3]))
    chosen = options(__doc__)
    count = 20_000 if chosen.quick else 100_000
    report = Report("P10 crowded folder", chosen.quick, chosen.json)
    with scratch() as base:
        (base / "empty").mkdir()
        for what, names in (("foreign", foreign(count)), ("packages", packages(count))):
            folder = base / what
            fill(folder, names)
            first(report, folder, f"{count} {what}")
            idle(report, base / "empty", folder, f"{count} {what}", 10 if chosen.quick else 60)
        notice(report, base, base / "foreign", f"{count} foreign")
    return report.finish()


def foreign(count: int) -> Iterator[tuple[str, bytes]]:
    """Return names and bytes of pictures, and of one package."""
    yield "q-0a1b2c3d-00000001-deadbeef.qtf", package(1)
    for number in range(count):
        yield f"IMG_{number:06d}.jpg", b"\xff\xd8\xff\xe0 picture" + bytes(50)


def packages(count: int) -> Iterator[tuple[str, bytes]]:
    """Return names and bytes of packages of seven senders."""
    data = package(1)
    for number in range(count):
        mixed = number * 7919 % 2**32
        yield f"q-{number % 7:08x}-{number:08d}-{mixed:08x}.qtf", data


def fill(folder: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Make an exchange folder with these files in it."""
    channel(folder).close()
    for name, data in files:
        (folder / name).write_bytes(data)


def first(report: Report, folder: Path, what: str) -> None:
    """Compare the first arrival of a fresh channel with a bare listing."""

    def ours() -> float:
        fresh = channel(folder)
        started = time.perf_counter()
        arrival = next(fresh.arrivals())
        seconds = time.perf_counter() - started
        if not arrival.file_name.endswith(".qtf"):
            raise SystemExit("that was no package")
        return seconds * 1e3

    def bare() -> float:
        started = time.perf_counter()
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
        seconds = time.perf_counter() - started
        del names
        return seconds * 1e3

    ours(), bare()
    pairs = interleaved(7, ours, bare)
    report.add(ratio_row(f"{what}: first arrival", pairs, "ms", FIRST_GOAL))


def idle(report: Report, empty: Path, folder: Path, what: str, seconds: float) -> None:
    """Compare a process waiting at the full folder with one waiting at an empty one."""
    channel(empty).close()
    bare = waiting(empty, seconds / 4)
    ours = waiting(folder, seconds)
    percent = ours["cpu_s"] / seconds * 100
    listing = ours["full_s"] / FULL_LISTING_EVERY_S * 100
    report.add(
        Row(
            f"{what}: processor while idle",
            percent + listing,
            "%",
            goal=f"<= {CPU_GOAL_PERCENT:g} %",
            is_met=percent + listing <= CPU_GOAL_PERCENT,
            note=f"waiting {percent:.2f} %, a full listing of {ours['full_s']:.2f} s every 3 min",
        )
    )
    megabytes = (ours["bytes"] - bare["bytes"]) / 1e6
    report.add(
        Row(
            f"{what}: memory more than at an empty folder",
            megabytes,
            "MB",
            goal=f"<= {MEMORY_GOAL_MB:g} MB",
            is_met=megabytes <= MEMORY_GOAL_MB,
            note=f"{ours['bytes'] / 1e6:.0f} MB in all",
        )
    )


def waiting(folder: Path, seconds: float) -> dict[str, float]:
    """Run the waiting process; return what it measured of itself."""
    command = [sys.executable, __file__, "--wait", str(folder), str(seconds)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {
        name: float(value)
        for name, _, value in (line.partition(" ") for line in told.split("\n"))
        if name
    }


def wait_here(folder: Path, seconds: float) -> int:
    """Be the waiting process."""
    ours = channel(folder)
    settle_down(ours)
    started, end = time.process_time(), time.monotonic() + seconds
    while time.monotonic() < end:
        if ours.wait(end - time.monotonic()):
            drain(ours)
    print("cpu_s", time.process_time() - started)
    gc.collect()
    print("bytes", resident_bytes())
    print("full_s", full_listing_s(ours))
    ours.close()
    return 0


def settle_down(ours: FolderChannel) -> None:
    """List until nothing more is due."""
    drain(ours)
    while ours.wait(0):
        drain(ours)


def drain(ours: FolderChannel) -> None:
    """List everything, keeping nothing."""
    for _ in ours.arrivals():
        pass


def full_listing_s(ours: FolderChannel) -> float:
    """Return the processor time of a full listing, which `wait` asks for every few minutes."""
    ours._full_wanted = True
    started = time.process_time()
    drain(ours)
    return time.process_time() - started


def notice(report: Report, base: Path, folder: Path, what: str) -> None:
    """Tell how long the next file takes to be in hand."""
    ours = channel(folder)
    settle_down(ours)
    times = []
    with writer(base / "aside") as bringer:
        for number in range(15):
            bringer.prepare("in", folder, number, 1, 20)
            wanted = f"{number}.qtf"
            while True:
                ours.wait(10)
                if any(arrival.file_name == wanted for arrival in ours.arrivals()):
                    break
            times.append((time.monotonic_ns() - bringer.moments()[0]) / 1e6)
    ours.close()
    report.add(Row(f"{what}: next file in hand", statistics.median(times), "ms"))


if __name__ == "__main__":
    sys.exit(main())
