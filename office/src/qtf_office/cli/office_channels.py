"""`qtf-office channel add folder, list, test, remove`: the ways files come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qtf_format.channel import ChannelError, ChannelSettings
from qtf_format.errors import Exit
from qtf_office import channels, messages
from qtf_office.cli import shown
from qtf_office.cli.failures import sentence
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Facts, Invocation, Table, argument, option
from qtf_office.directory import Office, OfficeRole
from qtf_office.errors import NameTaken
from qtf_office.numbers import name_key
from qtf_office.settings import add_channel, remove_channel

family = program.family("channel", messages.CHANNEL)
adding = family.family("add", messages.CHANNEL_ADD)


@adding.verb(
    "folder",
    messages.CHANNEL_ADD_FOLDER,
    examples=("qtf-office channel add folder ~/Nextcloud/Austausch",),
)
@argument("path", metavar="PATH", type=click.Path(path_type=Path))
@option("--name", metavar="N", default="folder", show_default=True, text=messages.CHANNEL_NAME)
def add_folder(inv: Invocation, path: Path, name: str) -> None:
    """Add an exchange folder."""
    settings = ChannelSettings(name, "folder", {"path": str(path.expanduser().absolute())})
    with inv.office() as office:
        _add(office, settings)
    inv.answer(
        {"channel": _row(settings)},
        inv.text(messages.CHANNEL_ADDED, name=name, place=settings.options["path"]),
    )


def _add(office: Office, settings: ChannelSettings) -> None:
    """Try the channel first: one that cannot work does not get into the settings."""
    key = name_key(settings.name)
    if any(name_key(other.name) == key for other in office.settings.channels):
        raise NameTaken(name=settings.name)
    channel = channels.open_channel(settings, channels.own_box(office))
    try:
        channel.set_up(create=office.role is OfficeRole.MAIN)
    finally:
        channel.close()
    add_channel(office.settings_path, settings)


@family.verb("list", messages.CHANNEL_LIST, examples=("qtf-office channel list",))
def list_channels(inv: Invocation) -> None:
    """List the channels."""
    with inv.office() as office:
        rows = [_row(one) for one in office.settings.channels]
    inv.answer(
        {"channels": rows},
        Table(
            (messages.NAME, messages.KIND, messages.PLACE),
            [(r["name"], shown.word(inv, r["kind"]), r["options"].get("path")) for r in rows],
            messages.NO_CHANNELS,
        ),
    )


def _row(settings: ChannelSettings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "kind": settings.kind,
        "options": dict(settings.options),
    }


@family.verb("test", messages.CHANNEL_TEST, examples=("qtf-office channel test",))
@argument("name", metavar="[NAME]", required=False)
def test(inv: Invocation, name: str | None) -> int:
    """Try every step a real exchange needs."""
    with inv.office() as office:
        names = [name] if name else [one.name for one in office.settings.channels]
        results = [_try(inv, office, one) for one in names]
    for result in results:
        rows = [(s["step"], s["error"] or inv.text(messages.STEP_WORKS)) for s in result["steps"]]
        result["shown"] = Table((messages.STEP, messages.RESULT), rows)
    tables = [
        part for r in results for part in (Facts([(messages.NAME, r["name"])]), r.pop("shown"))
    ]
    if not results:
        tables = [inv.text(messages.NO_CHANNELS)]
    inv.answer({"channels": results}, *tables)
    return Exit.DONE if all(r["works"] for r in results) else Exit.CHANNEL_FAILED


def _try(inv: Invocation, office: Office, name: str) -> dict[str, Any]:
    try:
        channel = channels.open_named(office, name)
    except ChannelError as error:
        step = {"step": inv.text(messages.STEP_OPEN), "error": sentence(error, inv.language)}
        return {"name": name, "works": False, "steps": [step]}
    try:
        tried = channel.test(inv.language)
    except ChannelError as error:
        tried = [(inv.text(messages.STEP_OPEN), sentence(error, inv.language))]
    finally:
        channel.close()
    steps = [{"step": step, "error": error} for step, error in tried]
    return {"name": channel.name, "works": not any(s["error"] for s in steps), "steps": steps}


@family.verb("remove", messages.CHANNEL_REMOVE, examples=("qtf-office channel remove folder",))
@argument("name", metavar="NAME")
def remove(inv: Invocation, name: str) -> None:
    """Forget a channel."""
    with inv.office() as office:
        if not remove_channel(office.settings_path, name):
            raise channels.ChannelUnknown(channel=name)
    inv.answer({"removed": name}, inv.text(messages.CHANNEL_REMOVED, name=name))
