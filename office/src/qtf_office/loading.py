"""Files become stored orders, addresses and articles (`qtf-office load`).

Each file is read apart from the database and written in one transaction; a bad one is set aside
with its reason and the others go on. Loading the same again changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import assert_never

from qtf_office.directory import Office
from qtf_office.documents import (
    Answer,
    ReadAddresses,
    ReadArticles,
    ReadOrder,
    Refused,
    read_document,
)
from qtf_office.documents.detect import SIZE_LIMIT
from qtf_office.documents.intake import refused
from qtf_office.documents.messages import LOADED, fill
from qtf_office.errors import LostRace
from qtf_office.loading_lists import Counted, load_addresses, load_articles
from qtf_office.loading_orders import LoadOutcome, LoadResult, load_order, set_aside

__all__ = ["LoadOutcome", "LoadResult", "load"]

logger = logging.getLogger(__name__)

_TRIES = 3


def load(office: Office, paths: Iterable[Path], keep_numbers: bool = False) -> list[LoadOutcome]:
    """Load files in their order; one outcome for each.

    A loaded order gets the next number of this workstation's range and keeps the document's own
    as a reference `own-number`; with `keep_numbers` it takes the document's number.
    """
    return [_load_one(office, path, keep_numbers) for path in paths]


def _load_one(office: Office, path: Path, keep_numbers: bool) -> LoadOutcome:
    data = _bytes_of(path)
    answer = data if isinstance(data, Refused) else read_document(data, path.name)
    outcome = _retried(office, answer, path.name, keep_numbers)
    logger.info("loaded a file: %s %s", outcome.outcome, outcome.reason or outcome.number or "")
    return outcome


def _retried(office: Office, answer: Answer, file: str, keep_numbers: bool) -> LoadOutcome:
    """Look again where somebody wrote at the same moment (rule 20)."""
    for _ in range(_TRIES - 1):
        try:
            return _stored(office, answer, file, keep_numbers)
        except LostRace:
            logger.info("lost a race while loading; trying again")
    return _stored(office, answer, file, keep_numbers)


def _bytes_of(path: Path) -> bytes | Refused:
    """The file, at most one byte more than is read at all."""
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        return refused("cannot-open", error.strerror or type(error).__name__)


def _stored(
    office: Office,
    answer: Answer,
    file: str,
    keep_numbers: bool,
) -> LoadOutcome:
    match answer:
        case Refused():
            return set_aside(file, answer)
        case ReadOrder():
            return load_order(office, answer, file, keep_numbers)
        case ReadAddresses():
            return _counted(file, "addresses", load_addresses(office, answer))
        case ReadArticles():
            return _counted(file, "articles", load_articles(office, answer))
        case _:
            assert_never(answer)


def _counted(file: str, kind: str, counted: Counted) -> LoadOutcome:
    result = LoadResult.LOADED if counted.new + counted.changed else LoadResult.UNCHANGED
    message = fill(LOADED[kind], new=counted.new, changed=counted.changed, same=counted.same)
    return LoadOutcome(file, result, message, kind=kind, warnings=counted.warnings)
