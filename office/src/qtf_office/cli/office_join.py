"""`qtf-office join`: make this machine a workstation."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from qtf_format.channel import Channel, ChannelError
from qtf_format.errors import Exit
from qtf_office import channels, dispatch, messages
from qtf_office.cli.code_prompt import with_typed_code
from qtf_office.cli.office_pairing import free_for_output
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Invocation, WrongUsage, argument, option

_FILE = click.Path(path_type=Path)


@program.verb(
    "join",
    messages.JOIN,
    examples=("qtf-office join ho-1.qtf --office ./home --accept-terms",),
)
@argument("file", metavar="FILE", type=_FILE)
@option("--code-file", metavar="F", type=_FILE, text=messages.JOIN_CODE_FILE)
@option("--accept-terms", is_flag=True, text=messages.JOIN_TERMS)
@option("--output", metavar="FILE", type=_FILE, text=messages.JOIN_OUTPUT)
@option("--folder", metavar="PATH", type=_FILE, text=messages.JOIN_FOLDER)
@option(
    "--secrets",
    type=click.Choice(["auto", "keyring", "file"]),
    default="auto",
    text=messages.CREATE_SECRETS,
)
def join(
    inv: Invocation,
    file: Path,
    code_file: Path | None,
    accept_terms: bool,
    output: Path | None,
    folder: Path | None,
    secrets: Literal["auto", "keyring", "file"],
) -> int:
    """Make this machine a workstation."""
    from qtf_office import pairing

    data = _read(file)
    if output is not None:
        free_for_output(output)
    if not accept_terms and not _accepts(inv):
        inv.say(messages.TERMS_REFUSED)
        return Exit.NEEDS_PERSON
    directory = inv.office_directory().expanduser().absolute()

    def attempt(code: str) -> pairing.Joined:
        place = folder.expanduser().absolute() if folder else None
        return pairing.join(pairing.JoinWish(directory, data, code, secrets=secrets, folder=place))

    if code_file is not None:
        joined = attempt(_read(code_file).decode("utf-8-sig", "replace").strip())
    else:
        joined = with_typed_code(inv, attempt)
    inv.directory = directory
    is_handed_over = _answer_invitation(inv, output)
    inv.answer(
        {
            "office": str(joined.directory),
            "workstation": joined.name,
            "company": joined.company,
            "comparison": joined.comparison,
            "repeated": joined.is_repeat,
            "handed_over": is_handed_over,
            "output": str(output) if output else None,
        },
        inv.text(messages.JOINED, name=joined.name, company=joined.company),
        inv.text(messages.COMPARE_HOME, number=joined.comparison),
    )
    if not is_handed_over:
        inv.say(messages.ANSWER_WAITS)
    return Exit.DONE if is_handed_over else Exit.NEEDS_PERSON


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as problem:
        raise WrongUsage(messages.FILE_MISSING, file=file) from problem


def _accepts(inv: Invocation) -> bool:
    inv.say(messages.TERMS)
    answer = inv.ask(messages.ASK_TERMS)
    return answer.strip().casefold() in ("ja", "j", "yes", "y")


def _answer_invitation(inv: Invocation, output: Path | None) -> bool:
    """Hand our answer over, through the channel or into `output`; say whether that worked."""
    from qtf_office.pairing.answer import pending_answer, write_answer

    with inv.office() as office:
        waiting = pending_answer(office)
        if waiting is None:
            return True
        if output is not None:
            write_answer(office, waiting, output)
            return True
        with channels.open_all(office) as ways:
            for channel in ways:
                _make_ready(channel)
            handed = dispatch.hand_over(office, ways, packages=[waiting.package_id], retry=True)
    return bool(handed.handed_over)


def _make_ready(channel: Channel) -> None:
    try:
        channel.set_up(create=False)
    except ChannelError:
        return  # handing over says the same, and notes it
