"""`qtf-export`: the home-office program's commands (DESIGN section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qtf_exporter import messages
from qtf_format.errors import Exit
from qtf_office.cli.output import error_line
from qtf_office.cli.support import Invocation, Program, argument, option

# The rest is imported where it is used: asking for help should not load the database layer.

if TYPE_CHECKING:
    from qtf_office.directory import Office

__all__ = ["main"]

program = Program(
    "qtf-export",
    messages.PROGRAM,
    examples=("qtf-export mark 10001", "qtf-export send", "qtf-export outbox"),
)


@contextmanager
def _home(inv: Invocation) -> Iterator[Office]:
    """Open the office; only a workstation sends."""
    from qtf_exporter.errors import NotAtHome
    from qtf_office.directory import OfficeRole

    with inv.office() as office:
        if office.role is not OfficeRole.WORKSTATION:
            raise NotAtHome
        yield office


@program.verb("orders", messages.ORDERS, examples=("qtf-export orders",))
def orders(inv: Invocation) -> None:
    """List what can be sent."""
    from qtf_exporter.overview import offered_orders
    from qtf_exporter.shown import order_form, orders_table

    with _home(inv) as office:
        views = offered_orders(office)
    inv.answer({"orders": [order_form(v) for v in views]}, orders_table(views, inv.language))


@program.verb("mark", messages.MARK, examples=("qtf-export mark 10001 10002",))
@argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
def mark(inv: Invocation, numbers: Sequence[str]) -> int:
    """Mark orders."""
    return _set_marks(inv, numbers, is_marked=True)


@program.verb("unmark", messages.UNMARK, examples=("qtf-export unmark 10001",))
@argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
def unmark(inv: Invocation, numbers: Sequence[str]) -> int:
    """Take marks back."""
    return _set_marks(inv, numbers, is_marked=False)


def _set_marks(inv: Invocation, numbers: Sequence[str], *, is_marked: bool) -> int:
    from qtf_exporter.overview import mark as set_marks
    from qtf_exporter.overview import offered_orders
    from qtf_exporter.packing import Refused
    from qtf_exporter.shown import order_form, orders_table, refusal_message

    with _home(inv) as office:
        answers = set_marks(office, numbers, is_marked)
        named = {a.order_id for a in answers if not isinstance(a, Refused)}
        views = [view for view in offered_orders(office) if view.head.order_id in named]
    refused = [a for a in answers if isinstance(a, Refused)]
    document = {
        "orders": [order_form(view) for view in views],
        "refused": [
            {
                "number": each.number,
                "reason": str(each.why),
                "message": refusal_message(each, inv.language),
            }
            for each in refused
        ],
    }
    inv.answer(
        document,
        orders_table(views, inv.language),
        *(refusal_message(each, inv.language) for each in refused),
    )
    return Exit.NEEDS_PERSON if refused else Exit.DONE


@program.verb(
    "save",
    messages.SAVE,
    examples=("qtf-export save 10001", "qtf-export save --to E:\\"),
)
@argument("numbers", nargs=-1, metavar="[NUMBER...]")
@option(
    "--to",
    "folder",
    text=messages.OPTION_FOLDER,
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def save(inv: Invocation, numbers: Sequence[str], folder: Path | None) -> int:
    """Pack to files."""
    from qtf_exporter.overview import marked_numbers
    from qtf_exporter.shipping import save_orders

    with _home(inv) as office:
        asked = numbers or marked_numbers(office)
        results = save_orders(office, asked, folder)
    status = _answer_results(inv, results)
    # A file that could not be written is what this command was asked for, not a detail of sending.
    return Exit.CHANNEL_FAILED if any(r.outcome == "queued" for r in results) else status


@program.verb(
    "send",
    messages.SEND,
    examples=("qtf-export send", "qtf-export send 10001 --channel cloud"),
)
@argument("numbers", nargs=-1, metavar="[NUMBER...]")
@option("--channel", text=messages.OPTION_CHANNEL, metavar="NAME")
def send(inv: Invocation, numbers: Sequence[str], channel: str | None) -> int:
    """Pack, queue, try at once."""
    from qtf_exporter.overview import marked_numbers
    from qtf_exporter.shipping import send_orders

    with _home(inv) as office:
        asked = numbers or marked_numbers(office)
        results = send_orders(office, asked, channel)
    return _answer_results(inv, results)


def _answer_results(inv: Invocation, results: Sequence[object]) -> int:
    from qtf_exporter.shipping import Result
    from qtf_exporter.shown import result_form, results_table

    known = [result for result in results if isinstance(result, Result)]
    inv.answer(
        {"items": [result_form(result, inv.language) for result in known]},
        results_table(known, inv.language),
    )
    done = all(result.outcome in ("saved", "sent") for result in known)
    return Exit.DONE if done else Exit.NEEDS_PERSON


@program.verb(
    "outbox", messages.OUTBOX, examples=("qtf-export outbox", "qtf-export outbox --retry")
)
@option("--retry", is_flag=True, text=messages.OPTION_RETRY)
def outbox(inv: Invocation, retry: bool) -> int:
    """Show the outbox, after trying again where asked for."""
    from qtf_exporter.overview import packages
    from qtf_exporter.running import retry_all
    from qtf_exporter.shown import package_form, packages_table

    status = Exit.DONE
    with _home(inv) as office:
        if retry and retry_all(office).waiting:
            status = Exit.NEEDS_PERSON
        views = packages(office)
    inv.answer(
        {"items": [package_form(view, inv.language) for view in views]},
        packages_table(views, inv.language),
    )
    return status


@program.verb("run", messages.RUN, examples=("qtf-export run --once", "qtf-export run"))
@option("--once", is_flag=True, text=messages.OPTION_ONCE)
def run(inv: Invocation, once: bool) -> int:
    """Work unattended."""
    with _home(inv) as office:
        return _run_once(inv, office) if once else _run_on(inv, office)


def _run_once(inv: Invocation, office: Office) -> int:
    from qtf_exporter.running import cycle
    from qtf_exporter.shown_run import cycle_form, cycle_lines
    from qtf_office import channels

    with channels.open_all(office) as opened:
        done = cycle(office, opened)
    inv.answer(cycle_form(done, inv.language), *cycle_lines(done, inv.language))
    if done.troubles:
        return Exit.CHANNEL_FAILED
    return Exit.NEEDS_PERSON if done.needs_person else Exit.DONE


def _run_on(inv: Invocation, office: Office) -> int:
    from qtf_exporter.running import run_forever, stop_on_signals
    from qtf_exporter.shown_run import Teller

    teller = Teller(inv.language, error_line)
    with stop_on_signals() as stop:
        inv.say(messages.RUNNING)
        run_forever(office, stop, teller.tell)
    inv.answer({"stopped": True}, inv.text(messages.STOPPED))
    return Exit.DONE


@program.verb(
    "renumber",
    messages.RENUMBER,
    examples=("qtf-export renumber 10001", "qtf-export renumber 10001 --to 10017"),
)
@argument("number", metavar="NUMBER")
@option("--to", "wanted", text=messages.OPTION_NEW_NUMBER, metavar="NUMBER")
@option("--keep-here", is_flag=True, text=messages.OPTION_KEEP_HERE)
def renumber(inv: Invocation, number: str, wanted: str | None, keep_here: bool) -> int:
    """Give an order another number and send it again where it was sent before (rule 67)."""
    from qtf_exporter.packing import Refused
    from qtf_exporter.renumbering import renumber as give_number
    from qtf_exporter.shipping import send_orders
    from qtf_exporter.shown import refusal_message, result_form, results_table

    with _home(inv) as office:
        done = give_number(office, number, wanted)
        if isinstance(done, Refused):
            message = refusal_message(done, inv.language)
            inv.answer({"items": [], "reason": str(done.why), "message": message}, message)
            return Exit.NEEDS_PERSON
        again = done.was_sent and not keep_here
        results = send_orders(office, [done.new], None) if again else []
    told = inv.text(messages.RENUMBERED, old=done.old, new=done.new)
    document = {
        "old": done.old,
        "number": done.new,
        "order_id": done.order_id,
        "revision": done.revision,
        "message": told,
        "items": [result_form(result, inv.language) for result in results],
    }
    inv.answer(document, told, *([results_table(results, inv.language)] if results else []))
    return Exit.DONE if all(r.outcome == "sent" for r in results) else Exit.NEEDS_PERSON


def main(argv: Sequence[str] | None = None) -> int:
    """Run `qtf-export`; return its exit status."""
    return program.main(argv)
