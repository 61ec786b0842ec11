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

from qtf_format.errors import Exit, Language, QtfError, Text

__all__ = [
    "OFFICE_BOX",
    "Arrival",
    "CannotAcknowledge",
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
    """A channel could not do its work. Fields: `channel`, `detail` (English, for the log).

    `advice` replaces the class's sentence where the channel knows better what a person can do;
    it may name any of the fields.
    """

    title = Text("Der Weg „{channel}“ ist gestört.", "The channel “{channel}” is in trouble.")
    advice = Text("{detail}", "{detail}")
    exit = Exit.CHANNEL_FAILED

    def __init__(self, *, advice: Text | None = None, **fields: object) -> None:
        """Take the fields, and a better advice than the class's where there is one."""
        super().__init__(**fields)
        if advice is not None:
            self.advice = advice


class ChannelUnreachable(ChannelError, ConnectionError):
    """Passing trouble: try again later; the source was not touched."""

    title = Text(
        "Der Weg „{channel}“ ist gerade nicht erreichbar.",
        "The channel “{channel}” cannot be reached right now.",
    )


class ChannelPaused(ChannelError):
    """The place does not look like ours (marker missing, suddenly empty): all rests (rule 51)."""

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


class CannotAcknowledge(ChannelError):
    """A finished file could not be taken out of the way (read-only place). Fields: also `token`.

    The caller remembers the arrival's token and passes over it from then on; the token changes
    when the file does.
    """

    title = Text(
        "Eine erledigte Datei auf dem Weg „{channel}“ konnte nicht weggeräumt werden.",
        "A finished file on the channel “{channel}” could not be put away.",
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

    `file_name` is for display only, with everything unprintable escaped. `token` is the channel's
    own handle for `fetch` and `acknowledge`: plain ASCII, the same in every process as long as the
    file stays as it is, and meaningless to anybody else.
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
    """When a channel was last looked at, and what was wrong if anything.

    `last_error` is English, for the log; `trouble` is the error itself, for people.
    """

    channel: str
    last_looked_at: datetime | None
    last_error: str | None
    waiting: int
    trouble: QtfError | None = None


class Channel(Protocol):
    """Send a file; take files; acknowledge one; health. Every method may raise `ChannelError`."""

    @property
    def name(self) -> str:
        """The channel's name in the settings."""
        ...

    def set_up(self, create: bool) -> None:
        """Make the place ready: its marker (only where `create`) and our own box.

        The main office calls it with `create` when a channel is added, a workstation without when
        it joins. Doing it again is harmless. Raises ChannelPaused: no marker, and not `create`.
        """
        ...

    def send(self, data: bytes, file_name: str, box: str) -> None:
        """Publish `data` in `box`, whole or not at all, durably; the same again is harmless."""
        ...

    def arrivals(self) -> Iterator[Arrival]:
        """List everything lying in our own box, oldest first; the truth, never events alone.

        Lazy: the first comes before the last was looked at. Where thousands lie there, those of
        one sender come in the order it sent them.
        """
        ...

    def fetch(self, arrival: Arrival) -> tuple[Completeness, bytes] | Gone:
        """Read one arrival, never more than the size limit of format section 13.

        A file that cannot be read at the moment (locked, not allowed, a placeholder) is
        INCOMPLETE with no bytes. One beyond the limit comes with one byte more than the limit.
        """
        ...

    def acknowledge(self, arrival: Arrival, digest: str) -> None:
        """Take a finished file out of the way. `digest`: SHA-256 (hex) of the bytes taken.

        A file that has other bytes by now stays and is a new arrival.
        Raises CannotAcknowledge: it must stay where it is.
        """
        ...

    def wait(self, timeout_s: float) -> bool:
        """Sleep until `arrivals` is worth calling; False after `timeout_s`.

        True also when a file is due for another look and every few minutes for a full listing.
        Never raises for a place that is gone: True once when it goes, and once when it is back.
        """
        ...

    def test(self, language: Language = "en") -> list[tuple[str, str | None]]:
        """Try every step a real exchange needs; (step, None or what failed) in order.

        Both are sentences in `language`. It ends with the first failure that makes the rest moot.
        """
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
