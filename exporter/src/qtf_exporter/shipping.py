"""*Save* and *Send* of several orders: each gets its outcome, one that fails stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qtf_exporter.delivery import (
    Delivered,
    choose_channel,
    choose_place,
    save_to_folder,
    send,
)
from qtf_exporter.overview import step_of
from qtf_exporter.packing import Packed, Refused, pack_all
from qtf_format.errors import QtfError
from qtf_office import channels
from qtf_office.directory import Office
from qtf_office.journey import Step
from qtf_office.storage.orders import OrderHead
from qtf_office.storage.outbox import OutboxItem

__all__ = ["Result", "save_orders", "send_orders"]

Outcome = Literal["saved", "sent", "queued", "refused"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one order that was to be saved or sent.

    `file`: where it lies, or its name in the channel. `refused` and `trouble` say why it does not
    lie there; with `trouble` it is packed and waits in the outbox.
    """

    asked: str
    outcome: Outcome
    step: Step
    head: OrderHead | None = None
    item: OutboxItem | None = None
    file: str | None = None
    refused: Refused | None = None
    trouble: QtfError | None = None
    numbers_left: int | None = None


def send_orders(office: Office, asked: Sequence[str], channel: str | None) -> list[Result]:
    """Pack each order, queue it, and try at once by `channel` (None: the set one, or any).

    Raises:
        UnknownChannel: nothing was packed.
    """
    return _ship_by_channel(office, asked, choose_channel(office, channel), "sent")


def save_orders(office: Office, asked: Sequence[str], folder: Path | None) -> list[Result]:
    """Pack each order and save it: into `folder`, else into the folder that is set up.

    Raises:
        NoFolder: nothing was packed.
    """
    place = choose_place(office, folder)
    if isinstance(place, str):
        return _ship_by_channel(office, asked, place, "saved")
    results = []
    for group in pack_all(office, asked):
        delivered = save_to_folder(office, _packed(group), place)
        results += _results(office, group, delivered, "saved")
    return results


def _ship_by_channel(
    office: Office, asked: Sequence[str], only: str | None, done: Outcome
) -> list[Result]:
    results = []
    with channels.open_all(office) as opened:
        for group in pack_all(office, asked):
            delivered = send(office, opened, _packed(group), only)
            results += _results(office, group, delivered, done)
    return results


def _packed(group: Sequence[tuple[str, Packed | Refused]]) -> list[Packed]:
    return [result for _, result in group if isinstance(result, Packed)]


def _results(
    office: Office,
    group: Sequence[tuple[str, Packed | Refused]],
    delivered: Sequence[Delivered],
    done: Outcome,
) -> list[Result]:
    by_package = {each.item.package_id: each for each in delivered}
    results = []
    for asked, one in group:
        if isinstance(one, Refused):
            results.append(Result(asked, "refused", Step.DRAFT, head=one.head, refused=one))
        else:
            each = by_package[one.item.package_id]
            results.append(_delivered(office, asked, one, each, done))
    return results


def _delivered(
    office: Office, asked: str, packed: Packed, each: Delivered, done: Outcome
) -> Result:
    days = office.settings.export.answer_within_days
    return Result(
        asked,
        done if each.is_handed_over else "queued",
        step_of(each.item, office.clock.now(), days),
        head=packed.head,
        item=each.item,
        file=each.file,
        trouble=each.trouble,
        numbers_left=packed.numbers_left,
    )
