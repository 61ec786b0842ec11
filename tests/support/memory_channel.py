"""A channel in memory: the same contract as a real one, with nothing behind it.

One `MemoryExchange` is what all its channels share. Time is whatever `advance` made it; nobody
sleeps. `unreachable`, `read_only` and `is_ours` bring trouble about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from qtf_format.channel import (
    OFFICE_BOX,
    Arrival,
    CannotAcknowledge,
    ChannelHealth,
    ChannelMisconfigured,
    ChannelPaused,
    ChannelUnreachable,
    Completeness,
    Gone,
)
from qtf_format.errors import Language, QtfError
from qtf_format.package import FileState
from qtf_transport.container import SIZE_LIMIT, look, may_be_package
from qtf_transport.names import box_parts, shown, with_suffix

__all__ = ["MemoryChannel", "MemoryExchange"]

_START = datetime(2026, 6, 16, 14, 32, tzinfo=UTC)
_STILL = timedelta(seconds=30)


@dataclass(slots=True)
class _File:
    data: bytes
    changed_at: datetime
    number: int


@dataclass(slots=True)
class MemoryExchange:
    """The place: boxes with files, and files that were put away."""

    boxes: dict[str, dict[str, _File]] = field(default_factory=dict)
    done: list[tuple[str, str, bytes]] = field(default_factory=list)
    now: datetime = _START
    is_ours: bool = False
    is_unreachable: bool = False
    is_read_only: bool = False
    changes: int = 0

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def put(self, data: bytes, name: str, box: str = OFFICE_BOX) -> None:
        """Lay a file into a box, over whatever was there, as anybody can."""
        self.changes += 1
        self.boxes.setdefault(box, {})[name] = _File(data, self.now, self.changes)

    def channel(self, box: str = OFFICE_BOX, name: str = "memory") -> MemoryChannel:
        """Return one end."""
        return MemoryChannel(self, box, name)


class MemoryChannel:
    """One end of a `MemoryExchange`."""

    def __init__(self, exchange: MemoryExchange, box: str, name: str) -> None:
        _check_box(name, box)
        self._exchange, self._box, self._name = exchange, box, name
        self._looked_at: datetime | None = None
        self._trouble: QtfError | None = None
        self._seen_changes = -1

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._name

    def set_up(self, create: bool) -> None:
        """Make the place ours (only where `create`)."""
        self._exchange.is_ours = self._exchange.is_ours or create
        self._require_place()

    def send(self, data: bytes, file_name: str, box: str) -> None:
        """Lay a file into a box; the same again changes nothing."""
        _check_box(self._name, box)
        self._require_place()
        files = self._exchange.boxes.setdefault(box, {})
        name, count = file_name, 1
        while name in files and files[name].data != data:
            count += 1
            name = with_suffix(file_name, count)
        if name not in files:
            self._exchange.put(data, name, box)

    def arrivals(self) -> Iterator[Arrival]:
        """List our own box, oldest first."""
        self._require_place()
        self._looked_at, self._seen_changes = self._exchange.now, self._exchange.changes
        self._trouble = None
        files = sorted(self._files().items(), key=lambda item: item[1].number)
        return iter([self._arrival(name, file) for name, file in files if _may_be_ours(name, file)])

    def fetch(self, arrival: Arrival) -> tuple[Completeness, bytes] | Gone:
        """Read one."""
        self._require_place()
        file = self._file(arrival)
        state = FileState.NOT_QTF if file is None else look(file.data)[0]
        if file is None or state is FileState.NOT_QTF:
            return Gone()
        is_still = self._exchange.now - file.changed_at >= _STILL
        final = Completeness.FINAL if is_still else Completeness.SETTLING
        return {
            FileState.COMPLETE: Completeness.COMPLETE,
            FileState.INCOMPLETE: Completeness.INCOMPLETE,
        }.get(state, final), file.data[: SIZE_LIMIT + 1]

    def acknowledge(self, arrival: Arrival, digest: str) -> None:
        """Put one away, if it is still the one that was taken."""
        self._require_place()
        file = self._file(arrival)
        if file is None or hashlib.sha256(file.data).hexdigest() != digest:
            return
        if self._exchange.is_read_only:
            raise CannotAcknowledge(channel=self._name, detail="read-only", token=arrival.token)
        name = bytes.fromhex(arrival.token.partition("/")[2]).decode()
        del self._files()[name]
        self._exchange.done.append((self._box, name, file.data))

    def wait(self, timeout_s: float) -> bool:
        """Let the time pass at once; True if something came since the last listing."""
        if self._exchange.changes != self._seen_changes:
            self._seen_changes = self._exchange.changes
            return True
        self._exchange.advance(timeout_s)
        return False

    def test(self, language: Language = "en") -> list[tuple[str, str | None]]:
        """Say whether the place is there."""
        try:
            self._require_place()
        except QtfError as error:
            return [("place", error.sentences(language)[0])]
        return [("place", None)]

    def health(self) -> ChannelHealth:
        """Say when it was last looked at."""
        waiting = sum(_may_be_ours(name, file) for name, file in self._files().items())
        error = None if self._trouble is None else str(self._trouble)
        return ChannelHealth(self._name, self._looked_at, error, waiting, self._trouble)

    def close(self) -> None:
        """Nothing to let go of."""

    def _files(self) -> dict[str, _File]:
        return self._exchange.boxes.get(self._box, {})

    def _file(self, arrival: Arrival) -> _File | None:
        return self._files().get(bytes.fromhex(arrival.token.partition("/")[2]).decode())

    def _arrival(self, name: str, file: _File) -> Arrival:
        token = f"{file.number}/{name.encode().hex()}"
        return Arrival(self._name, shown(name), len(file.data), token, self._exchange.now)

    def _require_place(self) -> None:
        if self._exchange.is_unreachable:
            self._trouble = ChannelUnreachable(channel=self._name, detail="no answer")
            raise self._trouble
        if not self._exchange.is_ours:
            self._trouble = ChannelPaused(channel=self._name, detail="no marker")
            raise self._trouble


def _check_box(channel: str, box: str) -> None:
    try:
        box_parts(box, OFFICE_BOX)
    except ValueError as error:
        raise ChannelMisconfigured(channel=channel, detail="not a box") from error


def _may_be_ours(name: str, file: _File) -> bool:
    return may_be_package(file.data[:32]) if file.data else ".qtf" in name
