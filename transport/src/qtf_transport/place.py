"""The exchange folder as a place: its marker, its boxes, and whether it is still ours."""

from __future__ import annotations

import os
from pathlib import Path

from qtf_format.channel import (
    OFFICE_BOX,
    ChannelMisconfigured,
    ChannelPaused,
    ChannelSettings,
)
from qtf_format.errors import Text
from qtf_transport import messages
from qtf_transport.disk import Disk
from qtf_transport.marker import MARKER_LIMIT, exchange_id, marker_text, new_exchange_id
from qtf_transport.moving import publish
from qtf_transport.names import MARKER, box_parts

__all__ = ["Place"]


class Place:
    """One exchange folder, as the settings name it."""

    def __init__(self, settings: ChannelSettings, disk: Disk) -> None:
        """Take the settings: option `path`, and `exchange-id` where it is known.

        Raises:
            ChannelMisconfigured: no path, or one that depends on where the program was started.
        """
        path = settings.options.get("path", "")
        if not path or not Path(path).is_absolute():
            raise ChannelMisconfigured(
                advice=messages.NO_PATH, channel=settings.name, detail="no absolute path"
            )
        self.channel = settings.name
        self.root = str(Path(path))
        self._disk = disk
        self._exchange = settings.options.get("exchange-id")

    def box(self, box: str) -> str:
        """Return the folder of `box`.

        Raises:
            ChannelMisconfigured: there can be no such box.
        """
        try:
            parts = box_parts(box, OFFICE_BOX)
        except ValueError as error:
            raise ChannelMisconfigured(
                advice=messages.UNKNOWN_BOX, channel=self.channel, detail="not a box", box=box
            ) from error
        return os.path.join(self.root, *parts)

    def make_box(self, box: str) -> str:
        """Return the folder of `box`, made if it was not there."""
        parts = box_parts(box, OFFICE_BOX)
        folder = self.root
        for part in parts:
            parent, folder = folder, os.path.join(folder, part)
            if self._disk.make_folder(folder):
                self._disk.sync_folder(parent)
        return folder

    def require_ours(self) -> None:
        """Make sure that this is the folder that was set up (rule 51).

        Raises:
            ChannelPaused: it is gone, has no marker or another one's.
        """
        if not self._disk.is_folder(self.root):
            raise self._paused("folder is gone", messages.FOLDER_GONE)
        exchange = self._marked()
        if exchange is None:
            raise self._paused("marker is missing", messages.MARKER_MISSING)
        if self._exchange is not None and exchange != self._exchange:
            raise self._paused("marker of another exchange", messages.OTHER_EXCHANGE)
        self._exchange = exchange

    def create(self) -> None:
        """Make the folder and its marker where they are missing."""
        self._disk.make_folder(self.root, parents=True)
        if self._marked() is None:
            exchange = self._exchange or new_exchange_id()
            publish(self._disk, self.root, MARKER, marker_text(exchange))

    def _marked(self) -> str | None:
        head = self._disk.head(os.path.join(self.root, MARKER), MARKER_LIMIT)
        return None if head is None else exchange_id(head)

    def _paused(self, detail: str, advice: Text) -> ChannelPaused:
        return ChannelPaused(
            advice=advice, channel=self.channel, detail=detail, folder=self.root, marker=MARKER
        )
