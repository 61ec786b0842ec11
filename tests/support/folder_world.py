"""A real folder with a clock that tests move: file times are set, nobody sleeps."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from channel_contract import World
from qtf_format.channel import OFFICE_BOX, ChannelSettings
from qtf_transport.disk import Content, Disk, Stamp
from qtf_transport.folder import FolderChannel
from qtf_transport.names import MARKER
from qtf_transport.surroundings import Surroundings

START = datetime(2026, 6, 16, 14, 32, tzinfo=UTC)


class SleepingWake:
    """Sleep that only moves the clock; events come when a test says so."""

    def __init__(self, world: FolderWorld) -> None:
        self.world = world
        self.told: set[str] = set()
        self.started = 0
        self.is_dead = True

    def pause(self, seconds: float) -> bool:
        if self.told:
            return True
        self.world.advance(seconds)
        return False

    def hints(self) -> set[str] | None:
        told, self.told = self.told, set()
        return told

    def ensure(self, *, anew: bool = False) -> bool:
        if not self.is_dead and not anew:
            return False
        self.is_dead = False
        self.started += 1
        return True

    def stop(self) -> None:
        self.is_dead = True


class SeamDisk(Disk):
    """The real disk, with trouble on request: `fail[(call, name)]` is raised that many times."""

    def __init__(self) -> None:
        self.fail: dict[tuple[str, str], list[int]] = {}
        self.is_read_only = False
        self.opened: list[str] = []
        self.placeholders: set[str] = set()
        self.cloud = threading.Event()
        self.after_link: Callable[[], None] = lambda: None

    def fail_next(self, call: str, name: str, code: int, times: int = 1) -> None:
        self.fail[call, name] = [code] * times

    def _trip(self, call: str, path: str) -> None:
        for name in (os.path.basename(path), "*"):
            codes = self.fail.get((call, name))
            if codes:
                code = codes.pop()
                raise OSError(code, os.strerror(code), path)
        if self.is_read_only and call in ("link", "replace", "unlink", "write_new", "make_folder"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    def entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        self._trip("entries", folder)
        return super().entries(folder)

    def head(self, path: str, count: int) -> bytes | None:
        self._trip("head", path)
        self.opened.append(os.path.basename(path))
        return super().head(path, count)

    def stamp(self, path: str) -> Stamp | None:
        self._trip("stamp", path)
        stamp = super().stamp(path)
        is_placeholder = os.path.basename(path) in self.placeholders
        return stamp._replace(placeholder=True) if stamp and is_placeholder else stamp

    def may_be_placeholder(self, path: str) -> bool:
        return bool(self.placeholders)

    def read(self, path: str, limit: int, *, recall: bool = False) -> Content | None:
        self._trip("read", path)
        if recall:
            self.cloud.wait()
        content = super().read(path, limit, recall=recall)
        if content is None or not content.before.placeholder or recall:
            self.opened.append(os.path.basename(path))
        return content

    def write_new(self, path: str, data: bytes) -> None:
        self._trip("write_new", path)
        super().write_new(path, data)

    def replace(self, source: str, target: str) -> None:
        self._trip("replace", source)
        super().replace(source, target)

    def link(self, source: str, target: str) -> None:
        self._trip("link", source)
        super().link(source, target)
        self.after_link()

    def unlink(self, path: str) -> None:
        self._trip("unlink", path)
        super().unlink(path)

    def make_folder(self, folder: str, *, parents: bool = False) -> bool:
        self._trip("make_folder", folder)
        return super().make_folder(folder, parents=parents)

    def sync_folder(self, folder: str) -> None:
        self._trip("sync_folder", folder)
        super().sync_folder(folder)


class FolderWorld(World):
    """An exchange folder below `base`, used through `FolderChannel`s that share a clock."""

    def __init__(self, base: Path) -> None:
        self.folder = base / "Austausch"
        self.folder.mkdir()
        self.now = START
        self.monotonic_s = 1000.0
        self.disk = SeamDisk()
        self.wakes: list[SleepingWake] = []

    def channel(self, box: str) -> FolderChannel:
        around = Surroundings(
            disk=self.disk,
            clock=lambda: self.now,
            monotonic=lambda: self.monotonic_s,
            wake=self._wake,
        )
        settings = ChannelSettings("folder", "folder", {"path": str(self.folder)})
        return FolderChannel(settings, box, around)

    def put(self, data: bytes, name: str, box: str = OFFICE_BOX) -> None:
        path = self.path(box) / name
        path.write_bytes(data)
        self.touch(path)
        self.tell(name)

    def touch(self, path: Path) -> None:
        os.utime(path, (self.now.timestamp(),) * 2)

    def tell(self, name: str) -> None:
        for wake in self.wakes:
            wake.told.add(name)

    def path(self, box: str = OFFICE_BOX) -> Path:
        return self.folder if box == OFFICE_BOX else self.folder / "return" / box

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.monotonic_s += seconds

    def lying(self, box: str = OFFICE_BOX) -> list[bytes]:
        return _files(self.path(box))

    def done(self, box: str = OFFICE_BOX) -> list[bytes]:
        return _files(self.path(box) / "done")

    def lose_marker(self) -> None:
        (self.folder / MARKER).unlink()

    def make_read_only(self) -> None:
        self.disk.is_read_only = True

    def _wake(self, _: str) -> SleepingWake:
        wake = SleepingWake(self)
        self.wakes.append(wake)
        return wake


def _files(folder: Path) -> list[bytes]:
    if not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MARKER)
    return [path.read_bytes() for path in paths]
