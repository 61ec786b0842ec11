"""`qtf-office workstation add, list, confirm, revoke` and `join`: who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qtf_format.errors import Exit, QtfError, Text
from qtf_format.ids import WorkstationId
from qtf_format.model import OrderKind
from qtf_office import channels, dispatch, messages
from qtf_office.cli import shown
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Invocation, Table, WrongUsage, argument, option
from qtf_office.directory import Office, OfficeRole
from qtf_office.storage import ranges, workstations
from qtf_office.storage.workstations import Workstation

_FILE = click.Path(path_type=Path)
_QTF_MAGIC = b"\x89QTF"


class NotTheMainOffice(QtfError):
    """Only the main office can do this."""

    title = Text("Das geht nur am Hauptrechner.", "Only the main office can do this.")
    exit = Exit.USAGE


family = program.family("workstation", messages.WORKSTATIONS)


@family.verb(
    "add",
    messages.WORKSTATION_ADD,
    examples=(
        "qtf-office workstation add HO-1 --employee 'Erika Muster' --email erika@firma.example \\",
        "    --range 10001-20000 --include addresses,articles --output ho-1.qtf",
    ),
)
@argument("name", metavar="NAME")
@option("--employee", required=True, metavar="NAME", text=messages.ADD_EMPLOYEE)
@option("--email", required=True, metavar="ADDR", text=messages.ADD_EMAIL)
@option(
    "--devices",
    type=click.IntRange(1, 2),
    default=2,
    show_default=True,
    text=messages.ADD_DEVICES,
)
@option("--kinds", metavar="quote,…", text=messages.ADD_KINDS)
@option("--range", "blocks", multiple=True, metavar="[KIND=]A-B|any", text=messages.ADD_RANGE)
@option("--include", metavar="addresses,…", text=messages.ADD_INCLUDE)
@option("--output", required=True, metavar="FILE", type=_FILE, text=messages.ADD_OUTPUT)
@option("--code-file", metavar="F", type=_FILE, text=messages.ADD_CODE_FILE)
def add(
    inv: Invocation,
    name: str,
    employee: str,
    email: str,
    devices: int,
    kinds: str | None,
    blocks: tuple[str, ...],
    include: str | None,
    output: Path,
    code_file: Path | None,
) -> None:
    """Invite a workstation."""
    from qtf_office import pairing
    from qtf_office.pairing.fill import INCLUDES

    wish = pairing.NewWorkstation(
        name=_plain(name, "NAME"),
        employee=_plain(employee, "--employee"),
        email=_email(email),
        devices=devices,
        kinds=_kinds(kinds),
        ranges=tuple(pairing.parse_range(one) for one in blocks),
        include=frozenset(_words(include, INCLUDES, "--include")),
    )
    free_for_output(output)
    with inv.office() as office:
        _must_be_main(office)
        invited = pairing.invite(office, wish)
        pairing.write_invitation(invited, output, code_file)
        row = _row(office, invited.workstation)
    inv.answer(
        {
            "workstation": row,
            "file": str(output),
            "code": None if code_file else invited.code,
            "code_file": str(code_file) if code_file else None,
            "expires_at": invited.expires_at,
            "repeated": invited.is_repeat,
        },
        inv.text(messages.INVITED, name=name, file=output),
        inv.text(messages.INVITED_CODE_FILE, file=code_file)
        if code_file
        else inv.text(messages.INVITED_CODE, code=invited.code),
        inv.text(messages.INVITED_NEXT),
    )


def _plain(value: str, what: str) -> str:
    text = " ".join(value.split())
    if not text or len(text) > 100 or not text.isprintable():
        raise WrongUsage(messages.NAME_WRONG, what=what)
    return text


def _email(value: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Whether mail can be delivered there is tried by sending one, not by asking the network.
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as problem:
        raise WrongUsage(messages.EMAIL_WRONG, email=value) from problem


def _kinds(given: str | None) -> tuple[OrderKind, ...]:
    names = [kind.value for kind in OrderKind]
    chosen = _words(given, names, "--kinds")
    return tuple(OrderKind(one) for one in (chosen or names))


def _words(given: str | None, known: tuple[str, ...] | list[str], what: str) -> list[str]:
    chosen = [word.strip() for word in (given or "").split(",") if word.strip()]
    for word in chosen:
        if word not in known:
            raise WrongUsage(messages.WORD_WRONG, what=what, given=word, known=", ".join(known))
    return [word for word in known if word in chosen]


def free_for_output(output: Path) -> None:
    """An older invitation may be replaced; any other file of the user's may not."""
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise WrongUsage(messages.OUTPUT_WRONG, file=output)
    if output.exists():
        with output.open("rb") as file:
            start = file.read(len(_QTF_MAGIC))
        if start and start != _QTF_MAGIC:
            raise WrongUsage(messages.OUTPUT_EXISTS, file=output)


def _must_be_main(office: Office) -> None:
    if office.role is not OfficeRole.MAIN:
        raise NotTheMainOffice


@family.verb("list", messages.WORKSTATION_LIST, examples=("qtf-office workstation list",))
def list_workstations(inv: Invocation) -> None:
    """List the workstations."""
    with inv.office() as office:
        with office.read() as conn:
            known = workstations.list_all(conn, office.tenant)
        rows = [_row(office, one) for one in known]
    inv.answer(
        {"workstations": rows},
        Table(
            (
                *(messages.NAME, messages.STATE, messages.EMPLOYEE, messages.DEVICE),
                *(messages.COMPARISON, messages.LAST_SEEN),
            ),
            [
                (
                    *(r["name"], shown.word(inv, r["state"]), r["employee"], r["device"]),
                    *(r["comparison"] if r["state"] == "answered" else None, r["last_seen_at"]),
                )
                for r in rows
            ],
        ),
    )


def _row(office: Office, one: Workstation) -> dict[str, Any]:
    with office.read() as conn:
        found = workstations.invitation(conn, office.tenant, one.workstation_id)
        own = ranges.list_all(conn, office.tenant, WorkstationId(one.workstation_id))
    return {
        "id": one.workstation_id,
        "name": one.name,
        "role": one.role,
        "state": one.state,
        "employee": one.employee,
        "email": one.email,
        "device": one.device,
        "devices": one.devices,
        "kinds": [kind.value for kind in one.kinds],
        "ranges": [
            {"series": r.series, "first": r.first, "last": r.last, "guarded": r.guarded}
            for r in own
            if r.state == "open"
        ],
        "comparison": found.comparison if found else None,
        "invited_until": found.expires_at if found and one.state == "invited" else None,
        "confirmed_at": one.confirmed_at,
        "revoked_at": one.revoked_at,
        "last_seen_at": one.last_seen_at,
    }


@family.verb(
    "confirm", messages.WORKSTATION_CONFIRM, examples=("qtf-office workstation confirm HO-1",)
)
@argument("name", metavar="NAME")
def confirm(inv: Invocation, name: str) -> None:
    """Confirm a workstation that answered."""
    from qtf_office import pairing

    with inv.office() as office:
        _must_be_main(office)
        done = pairing.confirm(office, name)
        handed = _hand_over(office)
    inv.answer(
        {
            "workstation": done.workstation.name,
            "state": done.workstation.state,
            "device": done.workstation.device,
            "comparison": done.comparison,
            "epoch": done.epoch,
            "repeated": done.is_repeat,
            "handed_over": len(handed.handed_over),
            "waiting": len(handed.waiting),
        },
        inv.text(
            messages.CONFIRMED, name=done.workstation.name, device=done.workstation.device or "–"
        ),
        inv.text(messages.COMPARE_OFFICE, number=done.comparison or "–"),
    )
    _say_waiting(inv, handed)


@family.verb(
    "revoke", messages.WORKSTATION_REVOKE, examples=("qtf-office workstation revoke HO-1",)
)
@argument("name", metavar="NAME")
def revoke(inv: Invocation, name: str) -> None:
    """Shut a workstation out."""
    from qtf_office import pairing

    with inv.office() as office:
        _must_be_main(office)
        row = pairing.revoke(office, name)
        handed = _hand_over(office)
    inv.answer(
        {
            "workstation": row.name,
            "state": row.state,
            "revoked_at": row.revoked_at,
            "handed_over": len(handed.handed_over),
            "waiting": len(handed.waiting),
        },
        inv.text(messages.REVOKED, name=row.name),
    )
    _say_waiting(inv, handed)


def _hand_over(office: Office) -> dispatch.Dispatched:
    with channels.open_all(office) as ways:
        return dispatch.hand_over(office, ways)


def _say_waiting(inv: Invocation, handed: dispatch.Dispatched) -> None:
    if handed.waiting:
        inv.say(messages.TRUST_WAITS, count=len(handed.waiting))
