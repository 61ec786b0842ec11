"""What the folder benchmarks share: a writer in a process of its own, raw inotify, a channel."""

from __future__ import annotations

import ctypes
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qtf_format.channel import OFFICE_BOX, ChannelSettings
from qtf_format.frame import MODE_KEYS, wrap
from qtf_transport.folder import FolderChannel

__all__ = ["RawInotify", "Writer", "channel", "package", "writer"]

_IN_CLOSE_WRITE, _IN_MOVED_TO = 0x8, 0x80

# One line in ("how folder first count pause_ms"), one line out per file: when it was about to get
# its name (monotonic nanoseconds, the same clock in every process here), then "done".
_WRITER = r"""
import os, pathlib, random, sys, time
sys.path[:0] = sys.argv[2:]
from folder_common import package
aside = pathlib.Path(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    how, folder, first, count, pause_ms = line.rstrip("\n").split("\t")
    folder, numbers = pathlib.Path(folder), range(int(first), int(first) + int(count))
    if how == "in":
        for n in numbers:
            (aside / f"{n}").write_bytes(package(n))
    if how == "inside":
        for n in numbers:
            (folder / f".{n}.part").write_bytes(package(n))
    print("prepared", flush=True)
    times = []
    for n in numbers:
        if pause_ms != "0":
            time.sleep(float(pause_ms) / 1000 * random.uniform(0.7, 1.3))
        data = package(n) if how == "write" else b""
        moment = time.monotonic_ns()
        if how == "in":
            os.replace(aside / f"{n}", folder / f"{n}.qtf")
        elif how == "inside":
            os.replace(folder / f".{n}.part", folder / f"{n}.qtf")
        else:
            (folder / f"{n}.qtf").write_bytes(data)
        times.append(f"{moment}")
    print(" ".join(times), flush=True)
"""


def package(number: int) -> bytes:
    """Return a whole file of about the size of an order; its number is inside."""
    return wrap(MODE_KEYS, b"\x01" + bytes(8), b"%08d" % number + b"sealed order " * 280)


class Writer:
    """Another process that lays files into a folder."""

    def __init__(self, aside: Path) -> None:
        """Start it; `aside` is a folder on the same disk for preparing."""
        aside.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(aside), str(Path(__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def prepare(self, how: str, folder: Path, first: int, count: int, pause_ms: float) -> None:
        """Have `count` files brought: "in" or "inside" by rename, or by plain "write".

        Returns when they are about to come.
        """
        assert self._process.stdin is not None
        print(how, folder, first, count, pause_ms, sep="\t", file=self._process.stdin, flush=True)
        self._answer()

    def moments(self) -> list[int]:
        """Wait for the last one; return when each was about to get its name."""
        return [int(moment) for moment in self._answer().split()]

    def end(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the writer died")
        return line


@contextmanager
def writer(aside: Path) -> Iterator[Writer]:
    """Run a writer for the block."""
    running = Writer(aside)
    try:
        yield running
    finally:
        running.end()


class RawInotify:
    """The limit: the kernel's events, read with nothing in between."""

    def __init__(self, folder: Path, how: str) -> None:
        """Watch the top level of `folder` for what the writer's `how` ends with."""
        libc = ctypes.CDLL(None, use_errno=True)
        self._handle: int = libc.inotify_init1(os.O_CLOEXEC)
        mask = _IN_CLOSE_WRITE if how == "write" else _IN_MOVED_TO
        if libc.inotify_add_watch(self._handle, os.fsencode(folder), mask) < 0:
            raise OSError(ctypes.get_errno(), "no watch")
        self._poll = select.poll()
        self._poll.register(self._handle, select.POLLIN)

    def wait(self, timeout_s: float) -> bool:
        """Sleep until there is an event."""
        if not self._poll.poll(timeout_s * 1000):
            return False
        os.read(self._handle, 65536)
        return True

    def close(self) -> None:
        """Let go."""
        os.close(self._handle)


def channel(folder: Path) -> FolderChannel:
    """Return the main office's end of an exchange folder, made if it is not there."""
    opened = FolderChannel(ChannelSettings("folder", "folder", {"path": str(folder)}), OFFICE_BOX)
    opened.set_up(create=True)
    return opened
