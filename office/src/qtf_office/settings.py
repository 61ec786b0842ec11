"""`office.toml`: what a person may read and edit. Never a secret.

Read with the standard library into frozen records that refuse unknown names and say where a
mistake stands; written with tomlkit, so that a person's comments and order survive.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomlkit
from msgspec import Meta, Struct
from tomlkit.items import AbstractTable, AoT

from qtf_format.channel import ChannelSettings
from qtf_format.ids import TenantId, WorkstationId
from qtf_office.durable import write_whole
from qtf_office.errors import NameTaken, OfficeMisconfigured, OfficeMissing
from qtf_office.numbers import name_key

__all__ = [
    "SETTINGS_FILE",
    "DatabaseSettings",
    "ExportSettings",
    "ImportSettings",
    "MatchingSettings",
    "OfficeSettings",
    "SecretsSettings",
    "Settings",
    "add_channel",
    "read_settings",
    "remove_channel",
    "set_value",
    "write_new",
]

SETTINGS_FILE = "office.toml"

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]


class OfficeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[office]`: who we are. Made once, not to be edited."""

    tenant: Id
    workstation: Id

    @property
    def tenant_id(self) -> TenantId:
        """The tenant of this office."""
        return TenantId(self.tenant)

    @property
    def workstation_id(self) -> WorkstationId:
        """The workstation this directory belongs to."""
        return WorkstationId(self.workstation)


class DatabaseSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[database]`: `url` of a PostgreSQL database; without it `office.db` in the directory.

    `busy_s`: how long to wait for another writer.
    """

    url: str | None = None
    busy_s: Annotated[float, Meta(gt=0, le=600)] = 15.0


class SecretsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[secrets]`: where keys and passwords lie. Chosen once, when the office is made."""

    store: Literal["keyring", "file"]


class ImportSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[import]`: how cautious the import is.

    `always_ask`: ask even about addresses that are certain (rule 54). `hold_for_address`: an
    order waits until its addresses are decided (rule 57). `out_of_range`: what happens to a
    number outside the sender's range (rule 17).
    """

    always_ask: bool = False
    hold_for_address: bool = False
    out_of_range: Literal["wait", "reject"] = "wait"


class MatchingSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[matching]`: from which likeness (0..1) a person is asked, and how clear a lead must be."""

    threshold: Share = 0.50
    margin: Share = 0.05
    max_candidates: Annotated[int, Meta(ge=1, le=5)] = 5


class ExportSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[export]`: folder for *Save*, channel for *Send*, when no answer turns yellow (rule 37)."""

    folder: str | None = None
    channel: str | None = None
    answer_within_days: Annotated[int, Meta(ge=1, le=365)] = 1


class _ChannelEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    kind: Name
    options: dict[str, str] = {}


class Settings(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"import_": "import"}
):
    """Everything in `office.toml`."""

    office: OfficeSettings
    secrets: SecretsSettings
    database: DatabaseSettings = DatabaseSettings()
    import_: ImportSettings = ImportSettings()
    matching: MatchingSettings = MatchingSettings()
    export: ExportSettings = ExportSettings()
    channel: tuple[_ChannelEntry, ...] = ()

    @property
    def channels(self) -> tuple[ChannelSettings, ...]:
        """The channels in the order in which they are to be tried."""
        return tuple(ChannelSettings(c.name, c.kind, dict(c.options)) for c in self.channel)


def read_settings(path: Path) -> Settings:
    """Read `office.toml`.

    Raises:
        OfficeMissing: there is no such file.
        OfficeMisconfigured: it is not TOML, or a value is missing, unknown or out of bounds.
    """
    text = _text_of(path)
    try:
        settings = msgspec.convert(tomllib.loads(text), Settings)
    except tomllib.TOMLDecodeError as problem:
        raise OfficeMisconfigured(file=str(path), place="TOML", detail=str(problem)) from problem
    except msgspec.ValidationError as problem:
        raise _misconfigured(path, str(problem)) from problem
    _names_are_distinct(path, settings)
    return settings


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows editors like to write the mark
    except (FileNotFoundError, NotADirectoryError) as problem:
        raise OfficeMissing(directory=str(path.parent)) from problem
    except UnicodeDecodeError as problem:
        raise OfficeMisconfigured(file=str(path), place="-", detail="UTF-8") from problem
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise OfficeMisconfigured(file=str(path), place="-", detail=detail) from problem


def _misconfigured(path: Path, problem: str) -> OfficeMisconfigured:
    """Split msgspec's sentence "what - at `$.where`" into its two halves."""
    detail, _, place = problem.partition(" - at ")
    where = place.strip("`").removeprefix("$.") or "-"
    return OfficeMisconfigured(file=str(path), place=where, detail=detail)


def _names_are_distinct(path: Path, settings: Settings) -> None:
    seen: set[str] = set()
    for position, channel in enumerate(settings.channel):
        key = name_key(channel.name)
        if key in seen:
            detail = f"“{channel.name}” names two channels"
            raise OfficeMisconfigured(
                file=str(path), place=f"channel[{position}].name", detail=detail
            )
        seen.add(key)


def write_new(path: Path, office: OfficeSettings, store: str, database_url: str | None) -> None:
    """Write the settings of a new office, with a word on each for the person who opens the file."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Einstellungen dieses Büros / Settings of this office."))
    document.add(
        tomlkit.comment("Kennwörter und Schlüssel stehen nicht hier. / No secrets in here.")
    )
    document["office"] = {"tenant": office.tenant, "workstation": office.workstation}
    if database_url is not None:
        document["database"] = {"url": database_url}
    document["secrets"] = {"store": store}
    defaults = ImportSettings()
    section = tomlkit.table()
    section.add("always_ask", defaults.always_ask)
    section.add("hold_for_address", defaults.hold_for_address)
    section.add("out_of_range", defaults.out_of_range)
    section["out_of_range"].comment("wait, reject")
    document["import"] = section
    write_whole(path, tomlkit.dumps(document).encode())


def add_channel(path: Path, channel: ChannelSettings) -> None:
    """Add one channel at the end of `office.toml`.

    Raises:
        NameTaken: there is a channel of this name.
    """
    if any(
        name_key(other.name) == name_key(channel.name) for other in read_settings(path).channels
    ):
        raise NameTaken(name=channel.name)

    def add(document: tomlkit.TOMLDocument) -> None:
        entry = tomlkit.table()
        entry.add("name", channel.name)
        entry.add("kind", channel.kind)
        options = tomlkit.table()
        options.update(dict(channel.options))
        entry.add("options", options)
        if "channel" not in document:
            document.add("channel", tomlkit.aot())
        _entries(document).append(entry)

    _edit(path, add)


def remove_channel(path: Path, name: str) -> bool:
    """Remove one channel; False if there is none of this name."""
    found = False

    def remove(document: tomlkit.TOMLDocument) -> None:
        nonlocal found
        if "channel" not in document:
            return
        entries = _entries(document)
        for position, entry in enumerate(entries):
            if name_key(str(entry["name"])) == name_key(name):
                del entries[position]
                found = True
                break
        if not entries:
            del document["channel"]

    _edit(path, remove)
    return found


def set_value(path: Path, section: str, key: str, value: str | int | float | bool | None) -> None:
    """Set one value (None: take it out), keeping everything else as it stands.

    Raises:
        OfficeMisconfigured: the file would no longer be right; nothing is written.
    """

    def change(document: tomlkit.TOMLDocument) -> None:
        if section not in document:
            document[section] = tomlkit.table()
        table = document[section]
        assert isinstance(table, AbstractTable)
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value

    _edit(path, change)


def _entries(document: tomlkit.TOMLDocument) -> AoT:
    entries = document["channel"]
    if not isinstance(entries, AoT):
        raise OfficeMisconfigured(file="office.toml", place="channel", detail="[[channel]]")
    return entries


def _edit(path: Path, change: Callable[[tomlkit.TOMLDocument], None]) -> None:
    """Change the document, check it as it would be read, then write it."""
    document = tomlkit.parse(_text_of(path))
    change(document)
    text = tomlkit.dumps(document)
    try:
        msgspec.convert(tomllib.loads(text), Settings)
    except msgspec.ValidationError as problem:
        raise _misconfigured(path, str(problem)) from problem
    write_whole(path, text.encode())
