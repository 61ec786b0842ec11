"""What the command lines of all four programs share.

A program is a tree of *verbs* and *families* of verbs. Every one takes `--office`, `--json` and
`--lang`, before or behind the verb; help and complaints come in German or English; answers go to
stdout as one JSON document or as tables; every error ends in one sentence on stderr and the exit
status of DESIGN section 6. A traceback is for our own mistakes only and goes into the log.

    program = Program("qtf-office", Text("…", "…"))

    @program.verb("orders", Text("Vorgänge zeigen", "Show the orders"), examples=(…,))
    @option("--search", Text("…", "…"), metavar="TEXT")
    def orders(inv: Invocation, search: str | None) -> int | None:
        with inv.office() as office:
            inv.answer({"orders": […]}, Table(…))

    def main(argv: Sequence[str] | None = None) -> int:
        return program.main(argv)

A verb returns its exit status; None is "done". Complaints about values are raised as
`WrongUsage(Text(…), field=value)`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qtf_format.errors import Exit, Language, QtfError, Text
from qtf_office import messages
from qtf_office.cli import logs, output
from qtf_office.cli.failures import report
from qtf_office.cli.language import language_of
from qtf_office.cli.output import Facts, Shown, Table

if TYPE_CHECKING:
    from qtf_office.directory import Office

__all__ = [
    "Facts",
    "Family",
    "Invocation",
    "Program",
    "Table",
    "Verb",
    "WrongUsage",
    "argument",
    "option",
]

F = TypeVar("F", bound=Callable[..., Any])
Body = Callable[..., int | None]


class WrongUsage(QtfError):
    """A value on the command line that cannot be right. `sentence` says what and why."""

    exit = Exit.USAGE

    def __init__(self, sentence: Text, **fields: object) -> None:
        """Complain with `sentence` and its `fields`."""
        self.title = sentence
        super().__init__(**fields)


@dataclass
class Invocation:
    """One run of a program: how it was asked, and the ways to answer."""

    program: str
    language: Language
    as_json: bool = False
    directory: Path | None = None
    log: logs.Log | None = field(default=None, repr=False)

    def office_directory(self) -> Path:
        """Return the office directory: `--office`, else QTF_OFFICE, else the platform's folder."""
        if self.directory is not None:
            return self.directory
        named = os.environ.get("QTF_OFFICE")
        if named:
            return Path(named)
        from qtf_office.directory import default_directory

        return default_directory()

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Open the office for the length of a block, with its log.

        Raises what `open_office` raises: the office is missing, locked, of another version.
        """
        from qtf_office.directory import open_office

        with open_office(self.office_directory()) as office:
            self.start_log(office.directory)
            yield office

    def start_log(self, directory: Path) -> None:
        """Log into `directory`/logs from here on."""
        if self.log is None:
            self.log = logs.start(directory / "logs", self.program)

    def stop_log(self) -> None:
        """Close the log if there is one."""
        if self.log is not None:
            self.log.close()
            self.log = None

    def text(self, text: Text, **fields: object) -> str:
        """Return `text` in the language of this run."""
        return text(self.language, **fields)

    def say(self, text: Text, **fields: object) -> None:
        """Tell a person something beside the answer (stderr)."""
        output.error_line(self.text(text, **fields))

    def answer(self, document: Mapping[str, object], *shown: Shown) -> None:
        """Print the answer: `document` with --json, else what is `shown` to a person."""
        if self.as_json:
            output.show_json(document)
        else:
            output.show(shown, self.language)

    def ask(self, question: Text) -> str:
        """Ask a person for one line. Raises WrongUsage where nobody sits in front."""
        if not sys.stdin.isatty():
            raise WrongUsage(messages.NOBODY_TO_ASK, question=self.text(question))
        return str(click.prompt(self.text(question), err=True))


def _language() -> Language:
    context = click.get_current_context(silent=True)
    root = context.find_root().obj if context else None
    return root.language if isinstance(root, Invocation) else "en"


class _Option(click.Option):
    """An option whose help is a `Text`."""

    def __init__(self, *args: Any, text: Text, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the help line in the language of the run."""
        language = _language()
        self.help = self.text(language)
        record = super().get_help_record(ctx)
        if record is None or language == "en":
            return record
        told = record[1].replace("[required]", "[nötig]").replace("[default: ", "[Vorgabe: ")
        return record[0], told


class _Help(click.Command):
    """Help in the language of the run, with examples."""

    def __init__(self, *args: Any, text: Text, examples: Sequence[str] = (), **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.text = text
        self.examples = tuple(examples)
        self.params.extend(_common_options())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with its own help in the language of the run."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = messages.HELP_OPTION(_language())
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence; the list of verbs shows it."""
        return self.text(_language()).split("\n")[0]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name of the command."""
        pieces = super().collect_usage_pieces(ctx)
        german = {"[OPTIONS]": "[OPTIONEN]", "COMMAND [ARGS]...": "BEFEHL [ANGABEN]..."}
        return [german.get(p, p) for p in pieces] if _language() == "de" else pieces

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        prefix = messages.HELP_USAGE(_language()) + " "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        self.help = self.text(_language())
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and, for a family, its verbs."""
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]
        options = [r for r in records if r[0].startswith("-")]
        with formatter.section(messages.HELP_OPTIONS(_language())):
            formatter.write_dl(options)
        if isinstance(self, click.Group):
            with formatter.section(messages.HELP_VERBS(_language())):
                names = self.list_commands(ctx)
                verbs = [(name, self.commands[name].get_short_help_str()) for name in names]
                formatter.write_dl(verbs)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(messages.HELP_EXAMPLES(_language())):
                formatter.write("".join(f"  {example}\n" for example in self.examples))


class Verb(_Help):
    """One command."""


class Family(_Help, click.Group):
    """A group of commands, listed in the order they were written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)

    def verb(
        self, name: str, text: Text, *, examples: Sequence[str] = ()
    ) -> Callable[[Body], Body]:
        """Make the decorated function the command `name`; it gets the `Invocation` first."""

        def take(body: Body) -> Body:
            made = click.command(name, cls=Verb, text=text, examples=examples)
            self.add_command(made(click.pass_obj(body)))
            return body

        return take

    def family(self, name: str, text: Text, *, examples: Sequence[str] = ()) -> Family:
        """Add and return a group of commands."""
        made = Family(name, text=text, examples=examples)
        self.add_command(made)
        return made


class Program:
    """A program: its name, its commands, and `main`."""

    def __init__(self, name: str, text: Text, *, examples: Sequence[str] = ()) -> None:
        """Begin a program without commands."""
        self.name = name
        self.root = Family(name, text=text, examples=examples)
        self.verb = self.root.verb
        self.family = self.root.family

    def main(self, argv: Sequence[str] | None = None) -> int:
        """Run the program and return its exit status; nothing is raised."""
        given = sys.argv[1:] if argv is None else [str(one) for one in argv]
        inv = Invocation(self.name, language_of(given))
        output.prepare_streams()
        try:
            result = self.root.main(
                None if argv is None else given,
                prog_name=self.name,
                standalone_mode=False,
                obj=inv,
            )
            return int(result or Exit.DONE)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place that maps all
            return report(error, inv.program, inv.language, inv.log.file if inv.log else None)
        finally:
            inv.stop_log()


def option(*names: str, text: Text, **attrs: Any) -> Callable[[F], F]:
    """Add an option to a verb; `attrs` are those of `click.option`."""
    return click.option(*names, cls=_Option, text=text, **attrs)


def argument(name: str, **attrs: Any) -> Callable[[F], F]:
    """Add a positional value to a verb; `attrs` are those of `click.argument`."""
    return click.argument(name, **attrs)


def _set_office(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj.directory = Path(value)


def _set_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.find_root().obj.as_json = True


def _common_options() -> list[click.Parameter]:
    return [
        _Option(
            ["--office"],
            metavar="DIR",
            text=messages.OPTION_OFFICE,
            expose_value=False,
            callback=_set_office,
        ),
        _Option(
            ["--json"],
            is_flag=True,
            text=messages.OPTION_JSON,
            expose_value=False,
            callback=_set_json,
        ),
        # Read by `language_of` before anything else; declared here to be known and checked.
        _Option(
            ["--lang"],
            type=click.Choice(["de", "en"]),
            text=messages.OPTION_LANG,
            expose_value=False,
        ),
    ]
