"""The command `qtf-import` (DESIGN section 6)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qtf_format.errors import Exit
from qtf_importer import words
from qtf_office.cli.output import error_line
from qtf_office.cli.support import Invocation, Program, WrongUsage, argument, option

# The rest is imported where it is used: asking for help should not load the database layer.

if TYPE_CHECKING:
    from qtf_format.channel import ChannelError
    from qtf_importer.outcome import Outcome
    from qtf_office.cli.output import Shown
    from qtf_office.directory import Office

__all__ = ["main", "program"]

program = Program("qtf-import", words.PROGRAM, examples=words.PROGRAM_EXAMPLES)

KEPT_FOR_ANSWER = 1000
"""How many outcomes a long watch keeps for the answer at its end."""


@contextmanager
def _main_office(inv: Invocation) -> Iterator[Office]:
    """Open the office; only the main office imports."""
    from qtf_importer.errors import NotMainOffice
    from qtf_office.directory import OfficeRole

    with inv.office() as office:
        if office.role is not OfficeRole.MAIN:
            raise NotMainOffice
        yield office


@program.verb("file", words.FILE, examples=("qtf-import file q-1a2b3c4d-00000007-9f8e7d6c.qtf",))
@argument("files", nargs=-1, required=True, metavar="FILE...")
def file(inv: Invocation, files: Sequence[str]) -> int:
    """Take files as if they were dragged onto the window."""
    from qtf_importer.hand import take_files

    paths = [Path(each) for each in files]
    for path in paths:
        if not path.exists():
            raise WrongUsage(words.NO_SUCH_FILE, file=str(path))
    with _main_office(inv) as office:
        looked = take_files(office, paths)
    status = _answered(inv, looked.outcomes)
    if looked.broken is not None:
        raise looked.broken
    return status


@program.verb("watch", words.WATCH, examples=("qtf-import watch --once", "qtf-import watch"))
@option("--once", is_flag=True, text=words.ONCE)
def watch(inv: Invocation, once: bool) -> int:
    """Look into all channels, once or for ever."""
    with _main_office(inv) as office:
        return _look_once(inv, office) if once else _watch_on(inv, office)


def _look_once(inv: Invocation, office: Office) -> int:
    from qtf_importer.look import look
    from qtf_office import channels

    with channels.open_all(office) as opened:
        looked = look(office, opened)
        troubles = dict(opened.troubles) | looked.troubles
    status = _answered(inv, looked.outcomes)
    _complain(inv, troubles.values())
    if looked.broken is not None:
        raise looked.broken
    return Exit.CHANNEL_FAILED if troubles else status


def _complain(inv: Invocation, troubles: Iterable[ChannelError]) -> None:
    for trouble in troubles:
        error_line(" ".join(part for part in trouble.sentences(inv.language) if part))


def _watch_on(inv: Invocation, office: Office) -> int:
    from qtf_importer.shown import line
    from qtf_importer.watch import stop_on_signals, watch

    kept: deque[Outcome] = deque(maxlen=KEPT_FOR_ANSWER)

    def tell(outcome: Outcome) -> None:
        if outcome.item is not None:
            kept.append(outcome)
            error_line(line(outcome, inv.language))

    with stop_on_signals() as stop:
        inv.say(words.WATCHING)
        watch(office, stop, tell)
    if inv.as_json:
        _answered(inv, kept)
    inv.say(words.STOPPED)
    return Exit.DONE


@program.verb("inbox", words.INBOX, examples=("qtf-import inbox", "qtf-import inbox 12"))
@argument("item", required=False, metavar="[ITEM]")
def inbox(inv: Invocation, item: str | None) -> int:
    """Show the inbox or one item of it."""
    from qtf_importer.overview import one_item, open_and_recent
    from qtf_importer.shown import item_form, item_shown, outcomes_table

    with _main_office(inv) as office:
        views = open_and_recent(office) if item is None else [one_item(office, _item_id(item))]
    listed = outcomes_table([view.outcome for view in views], inv.language, is_inbox=True)
    shown: list[Shown] = [listed] if item is None else [*item_shown(views[0], inv.language)]
    inv.answer({"items": [item_form(view, inv.language) for view in views]}, *shown)
    is_open = any(view.outcome.state != "settled" for view in views)
    return Exit.NEEDS_PERSON if is_open else Exit.DONE


@program.verb(
    "decide",
    words.DECIDE,
    examples=(
        "qtf-import decide 12 --address 1 --use 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "qtf-import decide 12 --address 1 --new",
        "qtf-import decide 13 --renew",
    ),
)
@argument("item", metavar="ITEM")
@option("--address", type=int, metavar="N", text=words.ADDRESS)
@option("--use", metavar="ID", text=words.USE)
@option("--new", is_flag=True, text=words.NEW)
@option("--renew", "choice", flag_value="renew", text=words.RENEW)
@option("--keep", "choice", flag_value="keep", text=words.KEEP)
@option("--both", "choice", flag_value="both", text=words.BOTH)
@option("--reject", "choice", flag_value="reject", text=words.REJECT)
@option("--accept", "choice", flag_value="accept", text=words.ACCEPT)
def decide(
    inv: Invocation, item: str, address: int | None, use: str | None, new: bool, choice: str | None
) -> int:
    """Answer a question."""
    from qtf_importer import decide as deciding
    from qtf_importer.look import Looked, answer
    from qtf_importer.questions import reply
    from qtf_office import channels

    given = reply(address=address, use=use, new=new, choice=choice)
    with _main_office(inv) as office:
        outcome = deciding.decide(office, _item_id(item), given, deciding.person())
        with channels.open_all(office) as opened:
            answer(office, opened, Looked())
    return _answered(inv, [outcome])


@program.verb("undo", words.UNDO, examples=("qtf-import undo 12",))
@argument("item", metavar="ITEM")
def undo(inv: Invocation, item: str) -> int:
    """Take an import back."""
    from qtf_importer import undo as undoing
    from qtf_importer.decide import person
    from qtf_importer.look import Looked, answer
    from qtf_office import channels

    with _main_office(inv) as office:
        outcome = undoing.undo(office, _item_id(item), person())
        with channels.open_all(office) as opened:
            answer(office, opened, Looked())
    _answered(inv, [outcome])
    return Exit.DONE


def _item_id(item: str) -> int:
    if not (item.isascii() and item.isdigit()):
        raise WrongUsage(words.NOT_A_NUMBER, item=item)
    return int(item)


def _answered(inv: Invocation, outcomes: Iterable[Outcome]) -> int:
    """Print outcomes and return the exit status that goes with them."""
    from qtf_importer.outcome import to_json
    from qtf_importer.shown import outcomes_table

    found = list(outcomes)
    document = {"items": [to_json(each, inv.language) for each in found]}
    inv.answer(document, outcomes_table(found, inv.language))
    return _status(found)


def _status(outcomes: Iterable[Outcome]) -> int:
    from qtf_importer.outcome import needs_person

    return Exit.NEEDS_PERSON if any(map(needs_person, outcomes)) else Exit.DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    return program.main(argv)
