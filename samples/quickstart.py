"""The main job on sample data: two home offices, a main office and one shared folder.

    python samples/quickstart.py [FOLDER] [--lang de|en]

Sets up a roofer's main office and two home offices in FOLDER (default: demo), pairs them, sends
orders, and shows what the main office made of each. It runs the installed commands, one after the
other, and prints what they answered; nothing in it is staged.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCUMENTS = HERE / "documents"
BIN = Path(sys.executable).parent
MARK = "made-by-quickstart.txt"


class Failed(Exception):
    """A command did not do what this demonstration needs."""


@dataclass
class Machine:
    """One PC with its office directory."""

    name: str
    directory: Path
    lang: str

    def run(self, program: str, *arguments: object, given: str | None = None) -> str:
        """Run one command on this machine and return what it printed."""
        command = [program, "--office", str(self.directory), "--lang", self.lang]
        command += [str(argument) for argument in arguments]
        suffix = ".exe" if sys.platform == "win32" else ""
        done = subprocess.run(
            [str(BIN / (program + suffix)), *command[1:]],
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode not in (0, 1):
            raise Failed(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout

    def ask(self, program: str, *arguments: object, given: str | None = None) -> Any:
        """Run one command with --json and return its answer."""
        return json.loads(self.run(program, *arguments, "--json", given=given))


@dataclass
class Demo:
    """The machines, and the rows of the table shown at the end."""

    root: Path
    lang: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def machine(self, name: str, folder: str) -> Machine:
        """Return the machine whose office lies in `folder`."""
        return Machine(name, self.root / folder, self.lang)

    def say(self, de: str, en: str) -> None:
        """Print one line in the chosen language."""
        print(de if self.lang == "de" else en, flush=True)

    def note(self, what: tuple[str, str], item: Mapping[str, Any]) -> None:
        """Add one outcome to the table."""
        label = what[0] if self.lang == "de" else what[1]
        reason = item.get("reason") or item.get("code") or ""
        self.rows.append((label, str(item.get("number") or "–"), str(item["outcome"]), str(reason)))
        self.say(f"  → {item['outcome']} {reason}", f"  → {item['outcome']} {reason}")


def pair(demo: Demo, main: Machine, name: str, home: Machine, *options: str) -> None:
    """Give a home office its workstation: fill and code on one side, join on the other, confirm."""
    fill, code = demo.root / f"{name}.fill.qtf", demo.root / f"{name}.code.txt"
    main.run(
        "qtf-office", "workstation", "add", name, "--employee", name.title(),
        "--email", f"{name}@steinfeld.example", "--include", "addresses,articles", *options,
        "--output", fill, "--code-file", code,
    )  # fmt: skip
    home.run("qtf-office", "join", fill, "--code-file", code, "--accept-terms")
    main.run("qtf-import", "watch", "--once")
    main.run("qtf-office", "workstation", "confirm", name)
    home.run("qtf-export", "run", "--once")
    fill.unlink()
    code.unlink()


def arrival(main: Machine, number: str) -> Mapping[str, Any]:
    """Let the main office look into the folder once; return what it made of `number`."""
    items: Sequence[Mapping[str, Any]] = main.ask("qtf-import", "watch", "--once")["items"]
    for item in items:
        if item.get("number") == number:
            return item
    raise Failed(f"{number} did not arrive: {items}")


def load(machine: Machine, document: str, *options: str) -> Mapping[str, Any]:
    """Load one sample document into a machine's database."""
    item: Mapping[str, Any] = machine.ask(
        "qtf-office", "load", DOCUMENTS / document, *options
    )["items"][0]  # fmt: skip
    return item


def set_up(demo: Demo) -> tuple[Machine, Machine, Machine, Path]:
    """Create the main office, the exchange folder and two paired home offices."""
    main = demo.machine("Hauptrechner", "hauptrechner")
    anna = demo.machine("Anna", "homeoffice-anna")
    ben = demo.machine("Ben", "homeoffice-ben")
    folder = demo.root / "austausch"
    folder.mkdir()
    demo.say("Büro anlegen, Adressen und Artikel laden …", "Creating the office, loading data …")
    main.run("qtf-office", "create", main.directory, "--company", "Dachdeckerei Steinfeld GmbH")
    main.run("qtf-office", "load", HERE / "business/addresses.csv", HERE / "business/articles.csv")
    main.run("qtf-office", "channel", "add", "folder", folder)
    demo.say("Zwei Arbeitsplätze koppeln …", "Pairing two workstations …")
    pair(demo, main, "anna", anna)
    pair(demo, main, "ben", ben, "--range", "any")
    return main, anna, ben, folder


def everyday(demo: Demo, main: Machine, anna: Machine) -> str:
    """A quote arrives, arrives again, and arrives changed."""
    demo.say("Anna schickt ein Angebot …", "Anna sends a quote …")
    number = str(load(anna, "angebot-dachrinne.xml")["number"])
    anna.run("qtf-export", "mark", number)
    anna.run("qtf-export", "save")
    demo.note(("Angebot, zum ersten Mal", "quote, first time"), arrival(main, number))
    anna.run("qtf-export", "save", number)
    demo.note(("dasselbe noch einmal", "the same again"), arrival(main, number))
    form = anna.ask("qtf-office", "order", number)
    first = next(line for line in form["lines"] if line["kind"] == "item")
    first["quantity"], first["amount"] = "30", "648.00"
    form["declared"] = None
    anna.run("qtf-office", "put", "-", given=json.dumps(form))
    anna.run("qtf-export", "save", number)
    demo.note(("Menge geändert", "quantity changed"), arrival(main, number))
    return number


def questions(demo: Demo, main: Machine, anna: Machine) -> None:
    """An article that nobody knows, and an address that sounds like one in the book."""
    demo.say("Ein unbekannter Artikel …", "An unknown article …")
    number = str(load(anna, "angebot-sonderteil.xml")["number"])
    anna.run("qtf-export", "save", number)
    item = arrival(main, number)
    demo.note(("unbekannter Artikel", "unknown article"), item)
    dropped = ", ".join(item["dropped_articles"])
    demo.say(f"    Verweis entfallen: {dropped}", f"    reference dropped: {dropped}")
    demo.say("Eine Adresse, die bekannt klingt …", "An address that sounds familiar …")
    number = str(load(anna, "angebot-ziegel.xml")["number"])
    anna.run("qtf-export", "save", number)
    item = arrival(main, number)
    demo.note(("Maier oder Meyer?", "Maier or Meyer?"), item)
    answer(demo, main, item)


def answer(demo: Demo, main: Machine, item: Mapping[str, Any]) -> None:
    """Answer the open address questions of an item with the first candidate."""
    for place, address in enumerate(item["addresses"], start=1):
        if address["decision"] != "open":
            continue
        best = address["candidates"][0]
        reasons = "; ".join(best["reasons"])
        demo.say(
            f"    Frage: {address['role']} – {best['label']} ({best['score']}): {reasons}",
            f"    Question: {address['role']} – {best['label']} ({best['score']}): {reasons}",
        )
        main.run(
            "qtf-import", "decide", item["item"], "--address", place, "--use", best["address_id"]
        )
        demo.say("    Antwort: die vorhandene Adresse", "    Answer: the address in the book")


def refusals(demo: Demo, main: Machine, ben: Machine, folder: Path) -> None:
    """A number that is taken, a changed file, a stranger's file, an invoice."""
    demo.say("Eine Belegnummer, die es schon gibt …", "A number that is already used …")
    load(main, "bestellung-gleiche-nummer.xml", "--keep-numbers")
    number = str(load(ben, "angebot-dachrinne.xml", "--keep-numbers")["number"])
    ben.run("qtf-export", "save", number)
    demo.note(("Belegnummer schon vergeben", "number already used"), arrival(main, number))
    demo.say("Eine veränderte und eine fremde Datei …", "A changed file and a stranger's …")
    forged = bytearray(max((folder / "done").glob("*.qtf")).read_bytes())
    forged[len(forged) // 2] ^= 1
    path = demo.root / "veraendert.qtf"
    path.write_bytes(forged)
    item = main.ask("qtf-import", "file", path)["items"][0]
    demo.note(("ein Byte verändert", "one byte changed"), item)
    item = main.ask("qtf-import", "file", strangers_file(demo))["items"][0]
    demo.note(("von einem fremden Büro", "from a stranger's office"), item)
    demo.say("Eine Rechnung …", "An invoice …")
    demo.note(("Rechnung laden", "loading an invoice"), load(ben, "rechnung.xml"))


def strangers_file(demo: Demo) -> Path:
    """Let another company, which knows nothing of this one, seal an order."""
    office = demo.machine("fremd", "fremdes-buero")
    office.run("qtf-office", "create", office.directory, "--company", "Fremde Firma")
    fill, code = demo.root / "x.fill.qtf", demo.root / "x.code.txt"
    office.run(
        "qtf-office", "workstation", "add", "x", "--employee", "X", "--email", "x@fremd.example",
        "--output", fill, "--code-file", code,
    )  # fmt: skip
    home = demo.machine("fremd", "fremdes-homeoffice")
    home.run(
        "qtf-office", "join", fill, "--code-file", code, "--accept-terms",
        "--output", demo.root / "x.accept.qtf",
    )  # fmt: skip
    number = load(home, "angebot-dachrinne.xml")["number"]
    target = demo.root / "fremd"
    target.mkdir()
    home.run("qtf-export", "save", number, "--to", target)
    return next(target.glob("*.qtf"))


def show(demo: Demo, anna: Machine, main: Machine) -> None:
    """Print the table, the way back, and where everything lies."""
    anna.run("qtf-export", "run", "--once")
    widths = [max(len(row[i]) for row in demo.rows) for i in range(4)]
    print()
    for row in demo.rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    demo.say("\nWas Anna davon sieht:", "\nWhat Anna sees of it:")
    print(anna.run("qtf-export", "outbox"))
    demo.say("Wo alles liegt und was Sie als Nächstes versuchen können:", "What to try next:")
    for program, arguments, machine in (
        ("qtf-import", "inbox", main),
        ("qtf-office", "orders", main),
        ("qtf-office", "addresses --search Meier", main),
        ("qtf-office", "ranges", main),
        ("qtf-export", "orders", anna),
    ):
        print(f"  {BIN / program} --office {machine.directory} {arguments}")


def prepare(folder: Path) -> Path:
    """Make the empty folder; only a folder that this script made before is replaced."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Failed(f"{folder} ist nicht leer / is not empty")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("samples/quickstart.py\n", encoding="utf-8")
    return folder.resolve()


def main() -> int:
    """Run the demonstration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="demo", type=Path)
    parser.add_argument("--lang", choices=("de", "en"), default="de")
    options = parser.parse_args()
    try:
        demo = Demo(prepare(options.folder), options.lang)
        office, anna, ben, folder = set_up(demo)
        everyday(demo, office, anna)
        questions(demo, office, anna)
        refusals(demo, office, ben, folder)
        show(demo, anna, office)
    except Failed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
