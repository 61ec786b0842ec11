"""Commands run in this process, without the user's own office, key store or language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from machines import Machine
from pairing_world import cheap_codes


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep away from whatever is on this computer."""
    monkeypatch.delenv("QTF_OFFICE", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with cheap_codes():
        yield


@pytest.fixture
def main(tmp_path: Path) -> Machine:
    """A main office with an exchange folder."""
    machine = Machine(tmp_path / "main")
    machine.run(
        "qtf-office", "create", machine.directory, "--company", "Prüf GmbH", "--secrets", "file"
    )
    (tmp_path / "cloud").mkdir()
    machine.run("qtf-office", "channel", "add", "folder", tmp_path / "cloud")
    return machine


@pytest.fixture
def home(main: Machine, tmp_path: Path) -> Machine:
    """A workstation that joined and has answered; the answer lies in the folder."""
    machine = Machine(tmp_path / "home")
    fill, code = tmp_path / "fill.qtf", tmp_path / "code.txt"
    main.run(
        "qtf-office", "workstation", "add", "HO-1", "--employee", "Erika Prüf",
        "--email", "erika@buero.test", "--output", fill, "--code-file", code,
    )  # fmt: skip
    machine.run(
        "qtf-office", "join", fill, "--code-file", code, "--accept-terms", "--secrets", "file"
    )
    return machine
