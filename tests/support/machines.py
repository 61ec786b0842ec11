"""Whole machines for tests that cross members: an office directory driven by the real commands.

The commands run in this process (their `main(argv)`), which is quick; tests that need a process of
their own (kills, races) start the installed programs instead.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Machine", "Pair", "pair_up"]

PROGRAMS = {
    "qtf": "qtf_office.cli.qtf",
    "qtf-office": "qtf_office.cli.office",
    "qtf-export": "qtf_exporter.cli",
    "qtf-import": "qtf_importer.cli",
}


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """One PC with its office directory."""

    directory: Path

    def try_(self, program: str, *arguments: object, given: str | None = None) -> Answer:
        """Run one command, whatever comes of it."""
        argv = ["--office", str(self.directory), "--lang", "en", *map(str, arguments)]
        out, err = io.StringIO(), io.StringIO()
        stdin = sys.stdin
        sys.stdin = io.StringIO(given or "")
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = importlib.import_module(PROGRAMS[program]).main(argv)
        finally:
            sys.stdin = stdin
        return Answer(int(status), out.getvalue(), err.getvalue())

    def run(self, program: str, *arguments: object, given: str | None = None) -> Answer:
        """Run one command that must end with status 0 or 1."""
        answer = self.try_(program, *arguments, given=given)
        assert answer.status in (0, 1), f"{program} {arguments}: {answer}"
        return answer

    def ask(self, program: str, *arguments: object, given: str | None = None) -> Any:
        """Run one command with --json and return its answer."""
        return json.loads(self.run(program, *arguments, "--json", given=given).out)

    def watch(self) -> list[dict[str, Any]]:
        """Let the importer look once; what it took."""
        items: list[dict[str, Any]] = self.ask("qtf-import", "watch", "--once")["items"]
        return items

    def order(self, number: str) -> dict[str, Any]:
        """One order in its JSON form."""
        form: dict[str, Any] = self.ask("qtf-office", "order", number)
        return form

    def numbers(self) -> list[str]:
        """The numbers of all orders."""
        return [order["number"] for order in self.ask("qtf-office", "orders")["orders"]]


@dataclass(frozen=True)
class Pair:
    """A main office, its home offices by name, and the exchange folder."""

    main: Machine
    homes: dict[str, Machine]
    folder: Path

    def send(self, home: Machine, number: str) -> list[dict[str, Any]]:
        """Save one order at home and let the main office look; its outcomes of that number."""
        home.run("qtf-export", "save", number)
        return [item for item in self.main.watch() if item.get("number") == number]


def pair_up(root: Path, homes: dict[str, Sequence[str]], company: str = "Prüf GmbH") -> Pair:
    """Create a main office and the named home offices in `root`, paired through a folder.

    `homes` maps a workstation's name to further options of `workstation add`.
    """
    folder = root / "exchange"
    folder.mkdir(parents=True)
    main = Machine(root / "main")
    main.run("qtf-office", "create", main.directory, "--company", company)
    main.run("qtf-office", "channel", "add", "folder", folder)
    machines = {}
    for name, options in homes.items():
        home = machines[name] = Machine(root / name)
        fill, code = root / f"{name}.qtf", root / f"{name}.txt"
        main.run(
            "qtf-office", "workstation", "add", name, "--employee", name,
            "--email", f"{name}@buero.test", *options, "--output", fill, "--code-file", code,
        )  # fmt: skip
        home.run("qtf-office", "join", fill, "--code-file", code, "--accept-terms")
        main.watch()
        main.run("qtf-office", "workstation", "confirm", name)
        home.run("qtf-export", "run", "--once")
    return Pair(main, machines, folder)
