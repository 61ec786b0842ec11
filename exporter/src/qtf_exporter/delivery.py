"""From the outbox to a channel or a folder: *Send* and *Save* (rules 2, 37, 38, 50).

What was packed is only published here, never sealed again. A file saved into a folder of the
user's choice is written durably under a temporary name and renamed; where the folder is that of a
configured channel, the channel itself publishes.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qtf_exporter.errors import NoChannel, NoFolder, UnknownChannel
from qtf_exporter.packing import Packed
from qtf_format.channel import ChannelError
from qtf_format.errors import QtfError
from qtf_format.ids import PackageId
from qtf_office import dispatch
from qtf_office.channels import OpenChannels
from qtf_office.directory import Office
from qtf_office.durable import disk_errors, sync_folder, write_synced
from qtf_office.failpoints import reach
from qtf_office.numbers import name_key
from qtf_office.storage import orders
from qtf_office.storage.outbox import OutboxItem

__all__ = ["Delivered", "choose_channel", "choose_place", "save_to_folder", "send"]

logger = logging.getLogger(__name__)

FOLDER = "folder"
"""The kind of channel that *Save* uses."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one packed order: its row as it stands now, and the file a person can find.

    `trouble` is why nothing took it this time; it then lies in the outbox.
    """

    item: OutboxItem
    file: str
    is_handed_over: bool
    trouble: QtfError | None = None


def choose_channel(office: Office, wanted: str | None) -> str | None:
    """Return the channel to send by: the wanted one, the set one, or None for any.

    Raises:
        UnknownChannel: none is called so.
    """
    known = [channel.name for channel in office.settings.channels]
    name = wanted if wanted is not None else office.settings.export.channel
    if name is None:
        return None
    for each in known:
        if name_key(each) == name_key(name):
            return each
    raise UnknownChannel(channel=name, known=", ".join(known) or "–")


def choose_place(office: Office, folder: Path | None) -> str | Path:
    """Return where to save: the name of a folder channel, or a folder that is none.

    Raises:
        NoFolder: none was named and none is set up.
    """
    if folder is None and office.settings.export.folder is not None:
        folder = Path(office.settings.export.folder)
    exchange = [c for c in office.settings.channels if c.kind == FOLDER]
    if folder is None:
        if not exchange:
            raise NoFolder
        return exchange[0].name
    for channel in exchange:
        if _same_place(Path(channel.options.get("path", "")), folder):
            return channel.name
    return folder


def _same_place(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def send(
    office: Office, opened: OpenChannels, packed: Sequence[Packed], only: str | None
) -> list[Delivered]:
    """Hand packed orders to the channels, or to the `only` one; those handed over lose their mark.

    Also takes what was handed over before: the very same bytes once more (rule 37).
    """
    wanted = [each.item.package_id for each in packed]
    result = dispatch.hand_over(office, opened, only=only, packages=wanted, again=True)
    closed = [trouble for name, trouble in opened.troubles if only in (None, name)]
    at_opening = closed[0] if closed else NoChannel()
    done = {item.package_id: item for item in result.handed_over}
    troubles = {waiting.item.package_id: waiting.error for waiting in result.waiting}
    delivered = []
    for item in (each.item for each in packed):
        row = done.get(item.package_id)
        trouble = None if row else troubles.get(item.package_id) or at_opening
        delivered.append(Delivered(row or item, item.file_name, row is not None, trouble))
    return delivered


def save_to_folder(office: Office, packed: Sequence[Packed], folder: Path) -> list[Delivered]:
    """Write packed orders as files into a folder that is no channel.

    Names last before anything is noted; a crash in between writes the same files once more.
    """
    delivered: list[Delivered] = []
    written: list[Packed] = []
    for each in packed:
        item = each.item
        try:
            _publish(folder, item.file_name, each.data)
        except (QtfError, OSError) as error:
            trouble = _as_qtf_error(error, folder)
            delivered.append(Delivered(item, item.file_name, False, trouble))
        else:
            written.append(each)
            delivered.append(Delivered(item, str(folder / item.file_name), True))
    if not written:
        return delivered
    sync_folder(folder)
    reach("export.published")
    noted = _note_saved(office, written)
    return [replace(each, item=noted.get(each.item.package_id, each.item)) for each in delivered]


def _as_qtf_error(error: QtfError | OSError, folder: Path) -> QtfError:
    if isinstance(error, QtfError):
        return error
    return ChannelError(channel=str(folder), detail=error.strerror or str(error))


def _publish(folder: Path, name: str, data: bytes) -> None:
    """Write under a temporary name, wait for the disk, rename (format section 3.3)."""
    beside = folder / f".~q-{secrets.token_hex(8)}.part"
    with disk_errors(folder):
        try:
            write_synced(beside, data)
            reach("export.temp-written")
            os.replace(beside, folder / name)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _note_saved(office: Office, written: Sequence[Packed]) -> dict[PackageId, OutboxItem]:
    """Note the rows as carried by hand; what a channel had before stays with the channel."""
    by_hand = [(each.item, dispatch.BY_HAND) for each in written if each.item.state == "sealed"]
    noted = dispatch.mark_all(office, by_hand)
    still_marked = [each.head.order_id for each in written if each.head.marked]
    if len(noted) < len(written) and still_marked:
        with office.write() as conn:
            orders.unmark_sent(conn, office.tenant, still_marked)
    return {item.package_id: item for item in noted}
