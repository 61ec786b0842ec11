"""Files that a person gives us: judged at once, never moved and never deleted (rule 52)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from qtf_importer.look import Looked, answer
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import HAND, display_name, parcel_of
from qtf_importer.receive import Desk, open_desk
from qtf_importer.rules.verdict import Outcome as Word
from qtf_importer.rules.verdict import Reason
from qtf_office import channels
from qtf_office.directory import Office
from qtf_office.errors import OfficeError
from qtf_office.reader import BY_HAND_LIMIT_BYTES

__all__ = ["files_in", "take_files"]

logger = logging.getLogger(__name__)


def take_files(
    office: Office, paths: Iterable[Path], tell: Callable[[Outcome], None] = lambda _: None
) -> Looked:
    """Take files one after the other, then send the answers."""
    looked = Looked()
    try:
        desk = open_desk(office, size_limit=BY_HAND_LIMIT_BYTES)
        for path in files_in(paths):
            outcome = _take(desk, path)
            looked.outcomes.append(outcome)
            tell(outcome)
        with channels.open_all(office) as opened:
            answer(office, opened, looked)
    except (OfficeError, OSError) as trouble:
        looked.broken = trouble
    return looked


def _take(desk: Desk, path: Path) -> Outcome:
    try:
        data = read_limited(path, BY_HAND_LIMIT_BYTES)
    except OSError as trouble:
        logger.warning("a file given by hand cannot be read: errno %s", trouble.errno)
        return Outcome(
            item=None,
            file=display_name(path.name),
            digest=None,
            outcome=Word.WAITING,
            reason=Reason.LOCAL_TROUBLE,
            state="received",
        )
    return desk.take(parcel_of(data, path.name, HAND, desk.office.now()))


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files named, and those lying directly in the folders named."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file())
        else:
            yield path


def read_limited(path: Path, limit: int) -> bytes:
    """Read a file, but never more than one byte beyond `limit`: that is enough to refuse it."""
    with path.open("rb") as file:
        return file.read(limit + 1)
