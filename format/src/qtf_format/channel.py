"""The one small contract of every way a sealed file can travel.

It stands here, below both `qtf_office` and `qtf_transport`, because the two must not know each
other: the office asks for a channel, the transport provides it. Nothing in this module reads or
writes anything.

Boxes. A channel connects one office with its workstations. Each has a *box*: files for the main
office go into the box `OFFICE_BOX`, files for a workstation into the box named by the first
8 hex digits of its workstation id. Names and places are no proof of anything; only the signature
inside a file is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from qtf_format.errors import Exit, QtfError, Text

__all__ = [
    "OFFICE_BOX",
    "Arrival",
    "Channel",
    "ChannelError",
    "ChannelHealth",
    "ChannelMisconfigured",
    "ChannelOpener",
    "ChannelPaused",
    "ChannelSettings",
    "ChannelUnreachable",
    "Completeness",
    "Gone",
]

OFFICE_BOX = "office"


class ChannelError(QtfError):
    """A channel could not do its work. Fields: `channel`, `detail`."""

    title = Text("Der Weg „{channel}“ ist gestört.", "The channel “{channel}” is in trouble.")
    advice = Text("{detail}", "{detail}")
    exit = Exit.CHANNEL_FAILED


class ChannelUnreachable(ChannelError, ConnectionError):
    """Passing trouble: try again later; the source was not touched."""

    title = Text(
        "Der Weg „{channel}“ ist gerade nicht erreichbar.",
        "The channel “{channel}” cannot be reached right now.",
    )


class ChannelPaused(ChannelError):
    """The place does not look like ours (marker missing, suddenly empty): nothing is done (rule 51)."""

    title = Text(
        "Der Weg „{channel}“ ist angehalten: Der Ort sieht nicht wie der eingerichtete aus.",
        "The channel “{channel}” is paused: the place does not look like the one set up.",
    )


class ChannelMisconfigured(ChannelError):
    """Settings that cannot work (unknown kind, no folder)."""

    title = Text(
        "Der Weg „{channel}“ ist falsch eingerichtet.",
        "The channel “{channel}” is set up wrongly.",
    )


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One channel as `office.toml` names it.

    `options` holds what the kind needs (for a folder: `path`); never a secret.
    """

    name: str
    kind: str
    options: Mapping[str, str] = field(default_factory=dict)


class Completeness(StrEnum):
    """What the container itself says of a file that lies in a channel (format 3.1)."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SETTLING = "settling"  # damaged or trailing, not yet still for 30 s
    FINAL = "final"  # damaged or trailing, and still


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file lying in a channel.

    `file_name` is for display only. `token` is the channel's own handle for `fetch` and
    `acknowledge` and means nothing to anybody else.
    """

    channel: str
    file_name: str
    size_bytes: int
    token: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The file vanished between listing and reading: nothing to do."""


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """When a channel was last looked at, and what was wrong if anything."""

    channel: str
    last_looked_at: datetime | None
    last_error: str | None
    waiting: int


class Channel(Protocol):
    """Send a file; take files; acknowledge one; health. Every method may raise `ChannelError`."""

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        ...

    def send(self, data: bytes, file_name: str, box: str) -> None:
        """Publish `data` in `box`, whole or not at all, durably. Sending the same again is harmless."""
        ...

    def arrivals(self) -> Iterator[Arrival]:
        """List everything lying in our own box, oldest first; the truth, never events alone."""
        ...

    def fetch(self, arrival: Arrival) -> tuple[Completeness, bytes] | Gone:
        """Read one arrival, never more than the size limit of format section 13."""
        ...

    def acknowledge(self, arrival: Arrival, digest: str) -> None:
        """Take a finished file out of the way. `digest` is the SHA-256 (hex) of the bytes that were taken."""
        ...

    def wait(self, timeout_s: float) -> bool:
        """Sleep until something may have arrived; False after `timeout_s`."""
        ...

    def test(self) -> list[tuple[str, str | None]]:
        """Try every step a real exchange needs; (step, None or what failed) in order."""
        ...

    def health(self) -> ChannelHealth:
        """Say when the channel was last looked at and what lies in it."""
        ...

    def close(self) -> None:
        """Let go of observers, connections and handles."""
        ...


class ChannelOpener(Protocol):
    """What an entry point of the group `qtf.channels` provides for one kind of channel."""

    def __call__(self, settings: ChannelSettings, box: str) -> Channel:
        """Open the channel for the owner of `box`. Raises ChannelMisconfigured."""
        ...
