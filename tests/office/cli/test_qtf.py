"""`qtf`: looking at one file, with or without an office."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

from machines import Machine
from qtf_office.cli import qtf


def _answer(home: Machine) -> Path:
    (found,) = (home.directory.parent / "cloud").glob("*.qtf")
    return found


def test_inspect_without_keys_says_what_the_file_says(home: Machine, tmp_path: Path) -> None:
    stranger = Machine(tmp_path / "none")
    answer = stranger.try_("qtf", "inspect", _answer(home), "--json")
    # The office was named and is not there; without naming one there is none to miss.
    assert answer.status == 3
    said = json.loads(_plain("inspect", _answer(home), "--json"))
    assert (said["state"], said["version"], said["mode"]) == ("complete", "1.0", "keys")
    assert said["size"] == _answer(home).stat().st_size
    assert len(said["digest"]) == 64
    assert said["opened"] is None


def _plain(*arguments: object) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        qtf.main([str(one) for one in arguments])
    return out.getvalue()


def test_inspect_with_keys_says_who_and_what(home: Machine, main: Machine) -> None:
    said = main.ask("qtf", "inspect", _answer(home))["opened"]
    assert (said["kind"], said["sender"]) == ("pair.accept", "HO-1")
    assert said["content"]["device"]
    assert "HO-1" in main.run("qtf", "inspect", _answer(home)).out


def test_inspect_with_the_code_shows_an_invitation(home: Machine, tmp_path: Path) -> None:
    text = _plain("inspect", tmp_path / "fill.qtf", "--code-file", tmp_path / "code.txt", "--json")
    assert json.loads(text)["opened"]["content"]["workstation"] == "HO-1"


def test_inspect_tells_damage(home: Machine, tmp_path: Path) -> None:
    data = _answer(home).read_bytes()
    for name, bytes_, state in (
        ("cut", data[:-1], "incomplete"),
        ("tail", data + b"x", "trailing"),
        ("flip", data[:-1] + bytes([data[-1] ^ 1]), "damaged"),
        ("pdf", b"%PDF-1.7 and more", "not-qtf"),
        ("empty", b"", "incomplete"),
    ):
        (tmp_path / name).write_bytes(bytes_)
        assert json.loads(_plain("inspect", tmp_path / name, "--json"))["state"] == state


def test_verify_ends_with_0_or_with_1_and_the_code(
    home: Machine, main: Machine, tmp_path: Path
) -> None:
    good = main.try_("qtf", "verify", _answer(home), "--json")
    assert good.status == 0
    assert json.loads(good.out)["valid"]
    (tmp_path / "tail.qtf").write_bytes(_answer(home).read_bytes() + b"x")
    bad = main.try_("qtf", "verify", tmp_path / "tail.qtf", "--json")
    assert bad.status == 1
    told = json.loads(bad.out)
    assert (told["valid"], told["code"], told["sender"]) == (False, "E104", None)
    assert main.try_("qtf", "verify", tmp_path / "gone.qtf").status == 2


def test_a_workstation_can_check_its_own_file(home: Machine) -> None:
    said = home.ask("qtf", "inspect", _answer(home))["opened"]
    assert said["code"] in (None, "E211", "E220", "E222")
