"""`qtf-office create, load, put`: an office, and orders in it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from qtf_format.errors import Exit
from qtf_office import messages
from qtf_office.cli import shown
from qtf_office.cli.failures import sentence
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Invocation, Table, WrongUsage, argument, option

if TYPE_CHECKING:
    from qtf_office.jsonread import OrderForm
    from qtf_office.loading import LoadOutcome
    from qtf_office.put import PutResult

_RANGE = re.compile(r"(\d{1,15})\s*[-–]\s*(\d{1,15})")
_FILE = click.Path(path_type=Path)


@program.verb(
    "create",
    messages.CREATE,
    examples=("qtf-office create ./main --company 'Dach und Fach GmbH'",),
)
@argument("directory", metavar="DIR", type=_FILE)
@option("--company", required=True, metavar="NAME", text=messages.CREATE_COMPANY)
@option("--database", metavar="URL", text=messages.CREATE_DATABASE)
@option("--range", "block", metavar="A-B", default="1-10000", text=messages.CREATE_RANGE)
@option(
    "--secrets",
    type=click.Choice(["auto", "keyring", "file"]),
    default="auto",
    text=messages.CREATE_SECRETS,
)
def create(
    inv: Invocation,
    directory: Path,
    company: str,
    database: str | None,
    block: str,
    secrets: Literal["auto", "keyring", "file"],
) -> None:
    """Create a main office."""
    from qtf_office.directory import create_office

    first, last = _interval(block)
    if not company.strip():
        raise WrongUsage(messages.COMPANY_MISSING)
    made = create_office(
        directory,
        company=company.strip(),
        database_url=database,
        own_range=(first, last),
        secrets=secrets,
    )
    with made as office:
        inv.answer(
            {
                "office": str(office.directory),
                "company": office.company,
                "tenant": office.tenant,
                "workstation": office.workstation,
                "range": {"first": first, "last": last},
                "secrets": office.secrets.kind,
            },
            inv.text(messages.CREATED, company=office.company, directory=office.directory),
            inv.text(messages.CREATED_NEXT, directory=office.directory),
        )


def _interval(given: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(given.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise WrongUsage(messages.RANGE_WRONG, given=given)
    return int(found[1]), int(found[2])


@program.verb(
    "load",
    messages.LOAD,
    examples=("qtf-office load bestellung.xml", "qtf-office load kunden.csv artikel.csv"),
)
@argument("files", nargs=-1, required=True, metavar="FILE…", type=_FILE)
@option("--keep-numbers", is_flag=True, text=messages.LOAD_KEEP)
def load(inv: Invocation, files: tuple[Path, ...], keep_numbers: bool) -> int:
    """Load documents."""
    from qtf_office import loading

    with inv.office() as office:
        items = [_loaded(inv, one) for one in loading.load(office, files, keep_numbers)]
    titles = (messages.FILE, messages.OUTCOME, messages.NUMBER, messages.KIND, messages.NOTE)
    rows = [
        (
            *(i["file"], shown.word(inv, i["outcome"]), i["number"]),
            *(shown.word(inv, i["kind"]), i["message"]),
        )
        for i in items
    ]
    inv.answer({"items": items}, Table(titles, rows))
    if not inv.as_json:
        for item in items:
            shown.warnings(inv, item["file"], item["warnings"])
    refused = any(item["outcome"] == "refused" for item in items)
    return Exit.NEEDS_PERSON if refused else Exit.DONE


def _loaded(inv: Invocation, one: LoadOutcome) -> dict[str, Any]:
    return {
        "file": one.file,
        "outcome": one.outcome.value,
        "reason": one.reason,
        "message": one.message(inv.language),
        "number": one.number,
        "kind": one.kind,
        "order_id": one.order_id,
        "warnings": [warning(inv.language) for warning in one.warnings],
    }


@program.verb(
    "put",
    messages.PUT,
    examples=("qtf-office put order.json", "qtf-office order 10001 --json | qtf-office put -"),
)
@argument("file", metavar="FILE|-")
def put(inv: Invocation, file: str) -> int:
    """Take in one order."""
    from qtf_office.jsonread import read_form
    from qtf_office.put import PutRefused, put_order

    form = read_form(_input(file))
    with inv.office() as office:
        try:
            result = put_order(office, form)
        except PutRefused as refused:
            told = sentence(refused, inv.language)
            shown.warnings(inv, None, [told])
            inv.answer({"outcome": "refused", "reason": refused.reason, "message": told})
            return Exit.NEEDS_PERSON
    _answer_put(inv, form, result)
    return Exit.DONE


def _input(file: str) -> bytes | str:
    """Return what stands in `file`, or comes in by the standard input."""
    if file == "-":
        buffer = getattr(sys.stdin, "buffer", None)
        return bytes(buffer.read()) if buffer is not None else sys.stdin.read()
    try:
        return Path(file).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as problem:
        raise WrongUsage(messages.FILE_MISSING, file=file) from problem


def _answer_put(inv: Invocation, form: OrderForm, result: PutResult) -> None:
    head, notes = result.head, []
    if result.outside_range:
        notes.append(inv.text(messages.PUT_OUTSIDE, number=head.number))
    if form.ignored:
        notes.append(inv.text(messages.PUT_IGNORED, fields=", ".join(form.ignored)))
    kind = shown.word(inv, head.kind.value)
    done = messages.PUT_DONE[result.done.value]
    inv.answer(
        {
            "outcome": result.done.value,
            "number": head.number,
            "kind": head.kind.value,
            "order_id": head.order_id,
            "revision": head.revision,
            "content_digest": head.content_digest,
            "warnings": notes,
            "ignored": list(form.ignored),
        },
        inv.text(done, kind=kind, number=head.number, revision=head.revision),
    )
    if not inv.as_json:
        shown.warnings(inv, None, notes)
