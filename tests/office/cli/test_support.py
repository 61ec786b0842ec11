"""What every program shares: languages, places of options, exit statuses, errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from qtf_format.errors import Exit, QtfError, Text
from qtf_office.cli.failures import CRASHED, INTERRUPTED
from qtf_office.cli.language import language_of, system_language
from qtf_office.cli.logs import start
from qtf_office.cli.output import tame
from qtf_office.cli.support import Facts, Invocation, Program, Table, WrongUsage, argument, option


class _Trouble(QtfError):
    title = Text("Die Datei „{file}“ fehlt.", "The file “{file}” is missing.")
    advice = Text("Legen Sie sie an.", "Make one.")
    exit = Exit.OFFICE_UNUSABLE


def _program() -> Program:
    program = Program("try", Text("Ein Versuch.", "A try."))

    @program.verb("where", Text("Zeigt das Büro.", "Shows the office."), examples=("try where",))
    @option("--count", type=int, default=1, show_default=True, text=Text("Wie oft.", "How often."))
    def where(inv: Invocation, count: int) -> None:
        inv.answer(
            {"office": str(inv.office_directory()), "count": count, "ü": "ß"},
            Table((Text("Büro", "Office"), Text("Zahl", "Count")), [("Müller\x1b[2J", count)]),
            Facts([(Text("Zahl", "Count"), count), (Text("nichts", "nothing"), None)]),
        )

    family = program.family("deep", Text("Tief.", "Deep."))

    @family.verb("fail", Text("Scheitert.", "Fails."))
    @argument("how")
    def fail(inv: Invocation, how: str) -> int:
        match how:
            case "qtf":
                raise _Trouble(file="a.qtf")
            case "usage":
                raise WrongUsage(Text("{x} ist zu viel.", "{x} is too much."), x=3)
            case "stop":
                raise KeyboardInterrupt
            case "os":
                raise PermissionError(13, "Permission denied", "/x/y")
            case "full":
                raise OSError(28, "No space left on device")
            case "own":
                raise ValueError("Erika Musterfrau")
        return int(how)

    return program


@pytest.fixture(autouse=True)
def _no_office_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("QTF_OFFICE", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.parametrize(
    "argv",
    [
        ["--office", "A", "--json", "where"],
        ["where", "--office", "A", "--json"],
        ["--office", "B", "where", "--json", "--office", "A"],
    ],
)
def test_common_options_stand_before_or_behind_the_verb(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _program().main(argv) == 0
    assert json.loads(capsys.readouterr().out) == {"office": "A", "count": 1, "ü": "ß"}


def test_common_options_are_taken_at_every_depth(capsys: pytest.CaptureFixture[str]) -> None:
    assert _program().main(["deep", "--json", "fail", "--lang", "de", "1"]) == 1


def test_the_environment_names_the_office(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QTF_OFFICE", "E")
    _program().main(["where", "--json"])
    assert json.loads(capsys.readouterr().out)["office"] == "E"


def test_a_person_sees_plain_text_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert _program().main(["where", "--lang", "de", "--office", "A"]) == 0
    assert capsys.readouterr().out == "Büro        Zahl\nMüller�[2J  1\nZahl:  1\n"


@pytest.mark.parametrize(
    ("argv", "status", "told"),
    [
        (["deep", "fail", "qtf"], 3, "The file “a.qtf” is missing. Make one."),
        (["--lang", "de", "deep", "fail", "qtf"], 3, "Die Datei „a.qtf“ fehlt. Legen Sie sie an."),
        (["deep", "fail", "usage"], 2, "3 is too much."),
        (["deep", "fail", "stop"], INTERRUPTED, "Interrupted."),
        (["deep", "fail", "os"], 1, "The system refused access to “/x/y”: Permission denied."),
        (["deep", "fail", "full"], 3, "The disk is full."),
        (["deep", "fail", "0"], 0, ""),
        (["deep", "fail", "4"], 4, ""),
    ],
)
def test_an_error_ends_in_a_sentence_and_a_status(
    argv: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _program().main(argv) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().endswith(told) or captured.err.startswith(told)
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("argv", "german"),
    [
        (["nothing"], "Den Befehl 'nothing' gibt es nicht."),
        (
            ["where", "--cont", "1"],
            "Die Option '--cont' gibt es nicht. Gemeint ist vielleicht eines von: '--count'",
        ),
        (
            ["where", "--count", "x"],
            "Der Wert für '--count' passt nicht: 'x' ist keine ganze Zahl.",
        ),
        (["where", "--count"], "Die Option '--count' braucht einen Wert."),
        (["where", "more"], "Diese Angabe ist zu viel: more."),
        (["deep", "fail"], "Die Angabe 'HOW' fehlt."),
        (["--lang", "fr", "--lang", "de", "where", "--lang", "xx"], "ist keines von"),
    ],
)
def test_wrong_usage_is_status_2_and_told_in_german(
    argv: list[str],
    german: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert _program().main(argv) == 2
    assert german in capsys.readouterr().err


def test_help_comes_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert _program().main(["where", "--help", "--lang", "de"]) == 0
    told = capsys.readouterr().out
    for part in ("Aufruf: try where", "Zeigt das Büro.", "Wie oft.  [Vorgabe: 1]", "Beispiele"):
        assert part in told
    assert _program().main(["--help", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Usage: try" in told
    assert "Shows the office." in told


def test_a_program_without_a_verb_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert _program().main([]) == 2
    assert "A try." in capsys.readouterr().err


def test_a_mistake_of_our_own_goes_to_the_log_without_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "log")
    assert _program().main(["deep", "fail", "own"]) == CRASHED
    err = capsys.readouterr().err
    log = (tmp_path / "log" / "try.log").read_text(encoding="utf-8")
    assert "ValueError" in err
    assert "Traceback" not in err
    assert str(tmp_path / "log" / "try.log") in err
    (line,) = [json.loads(one) for one in log.splitlines()]
    assert line["level"] == "critical"
    assert line["error"][0]["type"] == "builtins.ValueError"
    assert "Musterfrau" not in log + err


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    assert start(tmp_path / "logs", "try") is None


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "de", "LANG": "en_US"}, "de"),
        ({"LANG": "fr_FR"}, "en"),
    ],
)
def test_the_system_names_the_language(environ: dict[str, str], language: str) -> None:
    assert system_language(environ) == language


def test_the_command_line_names_the_language_before_anything_else() -> None:
    assert language_of(["x", "--lang", "de"], {"LANG": "en"}) == "de"
    assert language_of(["x", "--lang=en"], {"LANG": "de"}) == "en"
    assert language_of(["x", "--", "--lang", "en"], {"LANG": "de"}) == "de"
    assert language_of(["x", "--lang"], {"LANG": "de"}) == "de"


def test_names_from_outside_cannot_steer_a_terminal() -> None:
    assert tame("a\x1b[31m\u202eb\nc") == "a�[31m�b c"


def test_a_reader_that_goes_away_changes_nothing_about_the_status() -> None:
    script = (
        "import sys\n"
        "from qtf_format.errors import Text\n"
        "from qtf_office.cli.support import Program\n"
        "p = Program('try', Text('a', 'a'))\n"
        "@p.verb('much', Text('a', 'a'))\n"
        "def much(inv):\n"
        "    inv.answer({'x': ['y' * 100] * 10000})\n"
        "    return 1\n"
        "sys.exit(p.main(['much', '--json']))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait() == 1
    assert err == b""


def test_nobody_is_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    inv = Invocation("try", "de")
    with pytest.raises(WrongUsage, match="Code"):
        inv.ask(Text("Code", "Code"))
    assert click.get_current_context(silent=True) is None
