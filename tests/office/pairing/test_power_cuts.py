"""A pairing that is cut off at any step and repeated ends as if nothing had happened.

Everyday: the step raises something that nothing catches. The long run kills the process there.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from machines import Machine
from pairing_world import cheap_codes
from qtf_format.package import Opened
from qtf_format.reading import read
from qtf_office import pairing
from qtf_office.directory import open_office
from qtf_office.failpoints import PAIRING_STEPS
from qtf_office.reader import reader_for
from qtf_office.storage import workstations

SUPPORT = Path(__file__).parents[2] / "support"
KILLED = -signal.SIGKILL if os.name == "posix" else 15

PLACES = (
    *("qtf_office.pairing.invite", "qtf_office.pairing.join", "qtf_office.pairing.admit"),
    *("qtf_office.pairing.answer", "qtf_office.dispatch"),
)
"""The modules in which a step of the pairing is reached."""

AT_THE_OFFICE = ("pairing.fill-sealed", "pairing.invited", "pairing.fill-written")
AT_HOME = (
    *("pairing.fill-opened", "pairing.office-created", "pairing.keys-stored"),
    *("pairing.accept-sealed", "pairing.accept-committed", "pairing.accept-sent"),
)
ON_ARRIVAL = ("pairing.answered",)
AT_CONFIRMATION = ("pairing.confirmed", "pairing.trust-sent")


class PowerCutError(BaseException):
    """Nothing in the program catches it."""


@contextmanager
def _raising(step: str) -> Iterator[None]:
    """Raise wherever `step` is reached."""

    def reach(reached: str) -> None:
        if reached == step:
            raise PowerCutError

    with ExitStack() as patches:
        for name in PLACES:
            module = importlib.import_module(name)
            patches.enter_context(mock.patch.object(module, "reach", reach))
        yield


class Scene:
    """Two machines and the commands that pair them."""

    def __init__(self, root: Path, *, kills: bool) -> None:
        self.root, self.kills = root, kills
        self.main, self.home = Machine(root / "main"), Machine(root / "home")
        self.cloud = root / "cloud"
        self.cloud.mkdir()
        self.add = (
            "workstation", "add", "HO-1", "--employee", "Erika Prüf", "--email",
            "erika@buero.test", "--output", root / "fill.qtf", "--code-file", root / "code.txt",
        )  # fmt: skip
        self.join = (
            "join", root / "fill.qtf", "--code-file", root / "code.txt", "--accept-terms",
            "--secrets", "file",
        )  # fmt: skip
        self.confirm = ("workstation", "confirm", "HO-1")
        create = ("create", self.main.directory, "--company", "Prüf GmbH", "--secrets", "file")
        self.main.run("qtf-office", *create)
        self.main.run("qtf-office", "channel", "add", "folder", self.cloud)

    def cut(self, machine: Machine, step: str, *arguments: object) -> None:
        """Run a command of `qtf-office` that is cut off at `step`."""
        if self.kills:
            self.is_killed(machine, step, *arguments)
        else:
            with _raising(step), pytest.raises(PowerCutError):
                machine.try_("qtf-office", *arguments)

    def is_killed(self, machine: Machine, step: str, *arguments: object) -> None:
        """Run a command in a process that kills itself at `step`."""
        command: list[str | Path] = [sys.executable, SUPPORT / "cheap_program.py", "qtf-office"]
        done = subprocess.run(
            [*command, "--office", machine.directory, *map(str, arguments)],
            env={**os.environ, "QTF_FAIL_POINT": step},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == KILLED, done.stderr.decode()

    def take_answer(self) -> None:
        """Let the office take the answer that lies in the folder."""
        for file in self.cloud.glob("*.qtf"):
            with open_office(self.main.directory) as office:
                with office.read() as conn:
                    opened = read(file.read_bytes(), reader_for(office, conn))
                if isinstance(opened, Opened):
                    with office.write() as conn:
                        pairing.answered(conn, office, opened)

    def state(self) -> dict[str, Any]:
        """What the office believes of the workstation."""
        rows = self.main.ask("qtf-office", "workstation", "list")["workstations"]
        (row,) = [row for row in rows if row["role"] == "workstation"]
        return dict(row)


@pytest.fixture(params=["cut", pytest.param("killed", marks=pytest.mark.long)])
def scene(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    with cheap_codes():
        yield Scene(tmp_path, kills=request.param == "killed")


def _finish(scene: Scene) -> None:
    """Go through the whole pairing, whatever of it has happened, and look at the end."""
    joined = scene.home.ask("qtf-office", *scene.join)
    scene.take_answer()
    confirmed = scene.main.ask("qtf-office", *scene.confirm)
    assert confirmed["comparison"] == joined["comparison"]
    state = scene.state()
    assert state["state"] == "active"
    assert len(state["ranges"]) == 1
    assert state["ranges"][0]["first"] == 10_001
    # Exactly one answer and one list of workstations lie where they belong.
    assert len(list((scene.cloud / "return").rglob("*.qtf"))) == 1
    leftovers = [p.name for p in scene.root.iterdir() if p.name.startswith(".")]
    assert leftovers == []


def test_every_step_is_cut_somewhere_in_here() -> None:
    assert {*AT_THE_OFFICE, *AT_HOME, *ON_ARRIVAL, *AT_CONFIRMATION} == set(PAIRING_STEPS)


@pytest.mark.parametrize("step", AT_THE_OFFICE)
def test_an_invitation_that_was_cut_off_is_issued_again(scene: Scene, step: str) -> None:
    scene.cut(scene.main, step, *scene.add)
    scene.main.run("qtf-office", *scene.add)
    _finish(scene)


@pytest.mark.parametrize("step", AT_HOME)
def test_a_join_that_was_cut_off_is_repeated(scene: Scene, step: str) -> None:
    scene.main.run("qtf-office", *scene.add)
    scene.cut(scene.home, step, *scene.join)
    _finish(scene)


def test_an_answer_cut_off_before_its_commit_is_taken_again(scene: Scene) -> None:
    scene.main.run("qtf-office", *scene.add)
    scene.home.run("qtf-office", *scene.join)
    with _raising("pairing.answered"), pytest.raises(PowerCutError):
        scene.take_answer()
    assert scene.state()["state"] == "invited"
    _finish(scene)


@pytest.mark.parametrize("step", AT_CONFIRMATION)
def test_a_confirmation_that_was_cut_off_is_repeated(scene: Scene, step: str) -> None:
    scene.main.run("qtf-office", *scene.add)
    scene.home.run("qtf-office", *scene.join)
    scene.take_answer()
    scene.cut(scene.main, step, *scene.confirm)
    _finish(scene)
    with open_office(scene.main.directory) as office, office.read() as conn:
        listed = workstations.newest_trust_list(conn, office.tenant)
    assert listed is not None
    assert listed.epoch == 2
