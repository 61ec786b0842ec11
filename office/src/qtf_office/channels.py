"""The ways on which files come and go: found as plug-ins, opened for one office.

A kind of channel is an entry point of the group `qtf.channels`: a function that opens it for the
owner of a box (`qtf_format.channel.ChannelOpener`). The office never imports a transport by name.

What a channel last did is remembered in the office directory, so that `status` in one process
shows what the watcher in another one saw.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from typing import Self

from qtf_format.channel import (
    OFFICE_BOX,
    Channel,
    ChannelError,
    ChannelMisconfigured,
    ChannelOpener,
    ChannelSettings,
)
from qtf_format.errors import Exit, QtfError, Text
from qtf_format.ids import box_of
from qtf_office.clock import Instant
from qtf_office.directory import Office, OfficeRole
from qtf_office.durable import write_whole
from qtf_office.numbers import name_key

__all__ = [
    "GROUP",
    "ChannelUnknown",
    "LastLook",
    "OpenChannels",
    "kinds",
    "last_look",
    "note_look",
    "open_all",
    "open_channel",
    "open_named",
    "own_box",
]

logger = logging.getLogger(__name__)

GROUP = "qtf.channels"


class ChannelUnknown(QtfError):
    """No channel has this name. Fields: `channel`."""

    title = Text("Einen Weg „{channel}“ gibt es nicht.", "There is no channel “{channel}”.")
    advice = Text(
        "„qtf-office channel list“ zeigt die eingerichteten.",
        "“qtf-office channel list” shows those set up.",
    )
    exit = Exit.USAGE


@dataclass(frozen=True, slots=True)
class OpenChannels:
    """The open channels of an office, in the order of the settings; a context manager.

    `troubles` names those that could not be opened; the others go on without them.
    """

    channels: tuple[Channel, ...]
    troubles: tuple[tuple[str, ChannelError], ...] = ()

    def __iter__(self) -> Iterator[Channel]:
        """Go through the open channels."""
        return iter(self.channels)

    def __len__(self) -> int:
        """Count the open channels."""
        return len(self.channels)

    def named(self, name: str) -> Channel | None:
        """Return an open channel by its name."""
        key = name_key(name)
        return next((c for c in self.channels if name_key(c.name) == key), None)

    def close(self) -> None:
        """Let go of all of them."""
        for channel in self.channels:
            channel.close()

    def __enter__(self) -> Self:
        """Begin the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all."""
        self.close()


def kinds() -> tuple[str, ...]:
    """Return the kinds of channels that are installed."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def own_box(office: Office) -> str:
    """Return the box in which files for this office lie."""
    return OFFICE_BOX if office.role is OfficeRole.MAIN else box_of(office.workstation)


def open_channel(settings: ChannelSettings, box: str) -> Channel:
    """Open one channel for the owner of `box`.

    Raises:
        ChannelMisconfigured: its kind is not installed, or its settings cannot work.
    """
    opener: ChannelOpener = _plug_in(settings).load()
    return opener(settings, box)


def open_named(office: Office, name: str) -> Channel:
    """Open the channel of this name.

    Raises:
        ChannelUnknown: there is none.
        ChannelError: it cannot be opened.
    """
    for settings in office.settings.channels:
        if name_key(settings.name) == name_key(name):
            return open_channel(settings, own_box(office))
    raise ChannelUnknown(channel=name)


def open_all(office: Office) -> OpenChannels:
    """Open every channel of the office; one that cannot be opened never stops the others."""
    opened: list[Channel] = []
    troubles: list[tuple[str, ChannelError]] = []
    for settings in office.settings.channels:
        try:
            opened.append(open_channel(settings, own_box(office)))
        except ChannelError as trouble:
            logger.warning("channel %s cannot be opened: %s", settings.name, trouble)
            troubles.append((settings.name, trouble))
            note_look(office, settings.name, str(trouble))
    return OpenChannels(tuple(opened), tuple(troubles))


def _plug_in(settings: ChannelSettings) -> EntryPoint:
    for point in entry_points(group=GROUP, name=settings.kind):
        return point
    raise ChannelMisconfigured(channel=settings.name, detail=f"{settings.kind}?")


@dataclass(frozen=True, slots=True)
class LastLook:
    """When a channel was last looked at with success, and what went wrong since, if anything."""

    looked_at: Instant | None = None
    error: str | None = None
    error_at: Instant | None = None


def note_look(office: Office, channel: str, error: str | None = None) -> None:
    """Remember that a channel was looked at, or why that failed. Never raises for a full disk."""
    before = last_look(office, channel)
    now = office.now()
    told = (
        {"looked_at": now, "error": None, "error_at": None}
        if error is None
        else {"looked_at": before.looked_at, "error": error, "error_at": now}
    )
    path = _look_file(office, channel)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(told).encode())
    except (OSError, QtfError):
        logger.warning("the state of channel %s could not be noted", channel)


def last_look(office: Office, channel: str) -> LastLook:
    """Return what is remembered of a channel."""
    try:
        told = json.loads(_look_file(office, channel).read_bytes())
        return LastLook(told.get("looked_at"), told.get("error"), told.get("error_at"))
    except (OSError, ValueError, AttributeError):
        return LastLook()


def _look_file(office: Office, channel: str) -> Path:
    # Names are free text; the file name keeps what every file system takes, and the rest as hex.
    plain = re.sub(r"[^a-z0-9-]", lambda c: f"_{ord(c[0]):x}_", name_key(channel))
    return office.spool / "channels" / f"{plain}.json"
