"""Import from a folder: time, processor, fsyncs, memory, start (goals P1, P2, P3, P14, P16).

The limit of P1 is bare `sqlite3` with the same rows (`database_stage.py` has the stores alone);
that of P2 the bare chain of `import_bare.py`; that of P16 a process that only imports the bare
stack. An order has 40 lines and three addresses, two of them
of known customers; the office knows 10,000 addresses.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from common import Report, Row, interleaved, options, ratio_row, resident_bytes, scratch
from database_stage import Bare as BareRows
from database_stage import Feed, timed
from import_bare import Bare
from import_common import Bench, bench

from qtf_format.reading import read
from qtf_importer.look import look
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import parcel_of
from qtf_importer.receive import open_desk
from qtf_importer.settle import settle
from qtf_office import channels

PROGRAM = Path(sys.executable).with_name("qtf-import")
STACK = """
import sqlite3, msgspec, jellyfish, pyrage, zstandard, watchdog.observers
import cryptography.hazmat.primitives.asymmetric.ed25519
"""


def main() -> int:
    """Measure and report."""
    chosen = options(__doc__)
    report = Report("import from a folder", chosen.quick, chosen.json)
    rounds, count = (3, 30) if chosen.quick else (7, 150)
    with scratch() as root, bench(root) as made:
        whole_path(report, made, Bare(root, made), (rounds, count))
        database_stage(report, made, root, (rounds, count))
        forced_writes(report, made, 100)
        memory(report, made, 300 if chosen.quick else 10_000)
        start_and_idle(report, made, 3 if chosen.quick else 7, 10.0 if chosen.quick else 30.0)
    return report.finish()


def take_all(made: Bench) -> tuple[int, float, float]:
    """Let the importer look once; return how many files, wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    with channels.open_all(made.office) as opened:
        looked = look(made.office, opened)
    _all_imported(looked.outcomes)
    return len(looked.outcomes), time.perf_counter() - wall, time.process_time() - cpu


def _all_imported(outcomes: list[Outcome]) -> None:
    wrong = [each for each in outcomes if each.outcome != "imported"]
    if wrong:
        raise SystemExit(f"not imported: {wrong[0]}")


def whole_path(report: Report, made: Bench, bare: Bare, amount: tuple[int, int]) -> None:
    """P2: from files in the folder to orders in the database and a receipt in the box."""
    rounds, count = amount
    cpu: list[float] = []
    bare_cpu: list[float] = []

    def ours() -> float:
        made.deliver(count)
        taken, wall, processor = take_all(made)
        cpu.append(processor / taken)
        return wall / taken * 1e3

    def limit() -> float:
        made.deliver(count, bare.folder)
        taken, wall, processor = bare.take_all()
        bare_cpu.append(processor / taken)
        return wall / taken * 1e3

    ours()
    limit()
    cpu.clear()
    bare_cpu.clear()
    pairs = interleaved(rounds, ours, limit)
    report.add(ratio_row("P2 whole import, wall per order", pairs, "ms", 1 / 0.6))
    processors = [(mine * 1e3, theirs * 1e3) for mine, theirs in zip(cpu, bare_cpu, strict=True)]
    report.add(ratio_row("P2 whole import, CPU per order", processors, "ms", 1.6))


def database_stage(report: Report, made: Bench, root: Path, amount: tuple[int, int]) -> None:
    """P1: the transaction of one order, with its checks, matching left as it is."""
    rounds, count = amount
    bare = BareRows(root / "rows.db", Feed())
    desk = open_desk(made.office)

    def ours() -> float:
        parcels = [
            parcel_of(sealed.data, sealed.file_name, "bench", made.office.now())
            for sealed in (made.seal() for _ in range(count))
        ]
        opened = [read(parcel.data, desk.reader) for parcel in parcels]
        work = iter(list(zip(parcels, opened, strict=True)))

        def one() -> None:
            parcel, found = next(work)
            settle(made.office, parcel, found)

        return timed(count, one).wall * 1e3

    def limit() -> float:
        return timed(count, bare.one).wall * 1e3

    pairs = interleaved(rounds, ours, limit)
    row = ratio_row("P1 the one transaction (with address matching)", pairs, "ms")
    report.add(row)
    bare.close()


def forced_writes(report: Report, made: Bench, count: int) -> None:
    """P3: fsync and fdatasync per imported order, counted by strace."""
    if shutil.which("strace") is None:
        report.add(Row("P3 fsyncs per order", float("nan"), "", note="strace is not installed"))
        return
    made.deliver(count)
    log = made.folder.parent / "strace.txt"
    traced = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(log)]
    watch = [str(PROGRAM), "--office", str(made.office.directory), "watch", "--once", "--json"]
    done = subprocess.run([*traced, *watch], check=False, stdout=subprocess.DEVNULL)
    if done.returncode > 1:  # 1: some addresses are asked about
        raise SystemExit(f"the importer ended with {done.returncode}")
    # Columns: share of time, seconds, microseconds per call, calls, (errors,) name.
    table = [line.split() for line in log.read_text().splitlines()]
    each = sum(int(row[3]) for row in table if row and row[-1] in ("fsync", "fdatasync")) / count
    report.add(
        Row(
            "P3 fsync + fdatasync per order, receipts included",
            each,
            "",
            limit=4,
            ratio=each / 4,
            goal="<= 4",
            is_met=each <= 4,
            note=f"{count} orders in one batch",
        )
    )


def memory(report: Report, made: Bench, count: int) -> None:
    """P14: how much a long run of imports leaves behind."""
    made.deliver(100)
    take_all(made)
    before = resident_bytes()
    for _ in range(count // 100):
        made.deliver(100)
        take_all(made)
    grown = (resident_bytes() - before) / 2**20
    report.add(
        Row(
            f"P14 memory after {count} imports, more than before",
            grown,
            "MiB",
            goal="<= 15 MiB",
            is_met=grown <= 15,
            note="this process, sealing the files included",
        )
    )


def start_and_idle(report: Report, made: Bench, rounds: int, idle_s: float) -> None:
    """P16 and the other half of P14: a watcher that has nothing to do."""

    def ours() -> float:
        began = time.perf_counter()
        with _watcher(made) as watcher:
            _until_watching(watcher)
            took = time.perf_counter() - began
            watcher.terminate()
        return took * 1e3

    def limit() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", STACK], check=True)
        return (time.perf_counter() - began) * 1e3

    ours()
    limit()
    report.add(ratio_row("P16 start to watching", interleaved(rounds, ours, limit), "ms", 2.5))
    with _watcher(made) as watcher:
        _until_watching(watcher)
        time.sleep(2)
        before = _cpu_s(watcher.pid)
        time.sleep(idle_s)
        used = (_cpu_s(watcher.pid) - before) * 1e3 * 30 / idle_s
        resident = _resident_mib(watcher.pid)
        watcher.terminate()
    report.add(
        Row(
            "P14 idle watcher, CPU in 30 s", used, "ms", goal="<= 20 ms", is_met=used <= 20,
            note=f"over {idle_s:.0f} s; the clock counts in 10 ms",
        )
    )  # fmt: skip
    report.add(
        Row("P14 idle watcher, memory", resident, "MiB", goal="<= 80 MiB", is_met=resident <= 80)
    )


def _watcher(made: Bench) -> subprocess.Popen[str]:
    command = [str(PROGRAM), "--office", str(made.office.directory), "--lang", "en", "watch"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _until_watching(watcher: subprocess.Popen[str]) -> None:
    assert watcher.stderr is not None
    while "Watching" not in (said := watcher.stderr.readline()):
        if not said:
            raise SystemExit("the watcher did not start")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main())
