"""Try every step that a real exchange through a folder needs, and say which one fails."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from qtf_format.channel import ChannelError
from qtf_format.errors import Language, Text
from qtf_transport import messages
from qtf_transport.disk import Disk, temporary_name
from qtf_transport.names import DONE
from qtf_transport.place import Place
from qtf_transport.trouble import DiskTrouble

__all__ = ["try_steps"]

# Below this a few packages with pictures would fill the disk.
_LITTLE_BYTES = 200 * 1024 * 1024

_PROBE = b"qtf exchange folder test\n"


class _Failed(Exception):
    """A step did not work; the sentence says why."""


def try_steps(
    place: Place, disk: Disk, box: str, language: Language
) -> list[tuple[str, str | None]]:
    """Run the steps in order; each with None or what failed. Ends with the first failure.

    Only little free space is a failure that lets the others run first: it comes last.
    """
    trial = _Trial(place, disk, box, language)
    steps: list[tuple[Text, Callable[[], None]]] = [
        (messages.STEP_FOLDER, trial.folder),
        (messages.STEP_MARKER, place.require_ours),
        (messages.STEP_LIST, trial.listing),
        (messages.STEP_WRITE, trial.write),
        (messages.STEP_RENAME, trial.rename),
        (messages.STEP_PUT_AWAY, trial.put_away),
        (messages.STEP_SPACE, trial.space),
    ]
    results: list[tuple[str, str | None]] = []
    for step, run in steps:
        failed = _run(run, place, language)
        results.append((step(language), failed))
        if failed is not None:
            break
    trial.clean_up()
    return results


def _run(step: Callable[[], None], place: Place, language: Language) -> str | None:
    try:
        with DiskTrouble(place.channel, place.root):
            step()
    except ChannelError as error:
        return error.sentences(language)[1]
    except _Failed as failed:
        return str(failed)
    return None


class _Trial:
    """The steps, and the probe files they leave to each other."""

    def __init__(self, place: Place, disk: Disk, box: str, language: Language) -> None:
        self._place, self._disk, self._box, self._language = place, disk, box, language
        self._folder = place.box(box)
        self._probe = os.path.join(self._folder, temporary_name())
        self._second = os.path.join(self._folder, temporary_name())
        self._away = os.path.join(self._folder, DONE, temporary_name())

    def folder(self) -> None:
        if not self._disk.is_folder(self._place.root):
            raise _Failed(messages.FOLDER_GONE(self._language, folder=self._place.root))

    def listing(self) -> None:
        self._place.make_box(self._box)
        next(self._disk.entries(self._folder), None)

    def write(self) -> None:
        self._disk.write_new(self._probe, _PROBE)
        content = self._disk.read(self._probe, len(_PROBE) + 1)
        if content is None or content.data != _PROBE:
            detail = "read back differs"
            sentence = messages.NOT_REACHABLE
            raise _Failed(sentence(self._language, folder=self._folder, detail=detail))

    def rename(self) -> None:
        self._disk.replace(self._probe, self._second)
        self._disk.sync_folder(self._folder)

    def put_away(self) -> None:
        done = os.path.join(self._folder, DONE)
        try:
            self._disk.make_folder(done)
        except FileExistsError as error:
            raise _Failed(messages.BOX_IS_NO_FOLDER(self._language, folder=done)) from error
        try:
            self._disk.link(self._second, self._away)
        except OSError:  # no hard links here: finished files are renamed instead
            self._disk.replace(self._second, self._away)

    def space(self) -> None:
        free = self._disk.free_bytes(self._folder)
        if free < _LITTLE_BYTES:
            raise _Failed(messages.LITTLE_SPACE(self._language, megabytes=free // 1_000_000))

    def clean_up(self) -> None:
        for path in (self._probe, self._second, self._away):
            with contextlib.suppress(OSError):
                self._disk.unlink(path)
