"""On a real terminal: drawn tables, questions, Ctrl-C. Each in a process of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from machines import Machine

pty = pytest.importorskip("pty", reason="only POSIX has pseudo-terminals")

PROGRAM = "import sys; from qtf_office.cli.office import main; sys.exit(main())"


def _on_a_terminal(*arguments: object, typed: str = "") -> tuple[int, str]:
    """Run `qtf-office` on a terminal; status and everything shown."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        if typed:
            os.write(ours, typed.encode())
        shown = _everything(ours)
        return process.wait(timeout=60), shown


def _everything(ours: int) -> str:
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says EIO when the other end is gone
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    return b"".join(parts).decode("utf-8", "replace")


def test_tables_are_drawn_on_a_terminal(main: Machine) -> None:
    status, shown = _on_a_terminal("--office", main.directory, "ranges", "--lang", "de")
    assert status == 0
    assert "Nummernkreis" not in shown
    assert "Prüf GmbH" in shown
    assert "─" in shown


def test_a_person_who_does_not_agree_joins_nothing(main: Machine, tmp_path: Path) -> None:
    fill, code = tmp_path / "fill.qtf", tmp_path / "code.txt"
    main.run(
        "qtf-office", "workstation", "add", "HO-1", "--employee", "Erika", "--email",
        "erika@buero.test", "--output", fill, "--code-file", code,
    )  # fmt: skip
    status, shown = _on_a_terminal(
        "join", fill, "--office", tmp_path / "home", "--lang", "de", typed="nein\n"
    )
    assert status == 1
    assert "Einverstanden?" in shown
    assert not (tmp_path / "home").exists()


def test_ctrl_c_ends_with_a_word_and_no_traceback(main: Machine, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, "join", str(main.directory / "office.toml")]
    process = subprocess.Popen(
        [*command, "--office", str(tmp_path / "x"), "--lang", "en"],
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    try:
        shown = ""
        while "agree?" not in shown:
            shown += os.read(ours, 4096).decode()
        # As a person would: once more if the first one came in the moment before the reading.
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
        shown += _everything(ours)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "Interrupted." in shown
    assert "Traceback" not in shown
