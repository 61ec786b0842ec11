"""Files that a person gives us: judged at once, never moved and never deleted (rule 52)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from qtf_importer.look import Looked, answer
from qtf_importer.outcome import Outcome
from qtf_importer.parcel import HAND, parcel_of
from qtf_importer.receive import open_desk
from qtf_office import channels
from qtf_office.directory import Office
from qtf_office.reader import BY_HAND_LIMIT_BYTES

__all__ = ["files_in", "take_files"]


def take_files(
    office: Office, paths: Iterable[Path], tell: Callable[[Outcome], None] = lambda _: None
) -> Looked:
    """Take files one after the other, then send the answers."""
    desk = open_desk(office, size_limit=BY_HAND_LIMIT_BYTES)
    looked = Looked()
    for path in files_in(paths):
        data = read_limited(path, BY_HAND_LIMIT_BYTES)
        outcome = desk.take(parcel_of(data, path.name, HAND, office.now()))
        looked.outcomes.append(outcome)
        tell(outcome)
    with channels.open_all(office) as opened:
        answer(office, opened, looked)
    return looked


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
