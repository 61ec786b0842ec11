"""Faults K01 to K24: the real command, killed at every step, then simply started again.

In the end there is exactly one order and one receipt, without help.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from import_world import Home, World, an_order_for, copied_world
from qtf_format.package import Sealed
from qtf_office.archive import verify_archive
from qtf_office.failpoints import IMPORT_STEPS

PROGRAM = Path(sys.executable).with_name("qtf-import")

# Each kill starts real processes; the long suite has the time for all of them.
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.name != "posix", reason="kills need SIGKILL"),
]


@pytest.fixture
def world(tmp_path: Path, office_template: Path) -> Iterator[World]:
    """A main office on SQLite with a real exchange folder."""
    with copied_world(tmp_path, office_template) as made:
        made.with_folder(tmp_path / "exchange")
        yield made


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    return tmp_path / "exchange"


def command(world: World, *arguments: str) -> list[str]:
    return [str(PROGRAM), "--office", str(world.office.directory), *arguments]


def watch_once(world: World, kill_at: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"QTF_FAIL_POINT": kill_at} if kill_at else {})}
    return subprocess.run(
        command(world, "watch", "--once", "--json"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize("step", IMPORT_STEPS)
def test_rule_39_killed_at_any_step_ends_in_one_order_and_one_receipt(
    world: World, home: Home, folder: Path, step: str
) -> None:
    sealed = home.seal()
    (folder / sealed.file_name).write_bytes(sealed.data)
    assert watch_once(world, kill_at=step).returncode == -signal.SIGKILL, f"{step} is not reached"
    for _ in range(2):
        done = watch_once(world)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout).keys() == {"items"}
    assert_once(world, home, folder, [sealed])
    assert [a.repeat for r in home.receipts_in(folder) for a in r.items] == [False]


def assert_once(world: World, home: Home, folder: Path, sealed: list[Sealed]) -> None:
    """Every package is one order, answered, put away, archived and in the journal."""
    assert sorted(h.number for h in world.heads()) == sorted(
        str(10_001 + n) for n in range(len(sealed))
    )
    assert len(world.addresses()) == 1
    assert {item.state for item in world.items()} == {"settled"}
    assert [path.name for path in folder.glob("*.qtf")] == []
    answered = {a.cid.hex() for receipt in home.receipts_in(folder) for a in receipt.items}
    assert answered == {each.package_id for each in sealed}
    with world.office.read() as conn:
        assert verify_archive(conn, world.office.tenant, world.office.archive).problems == ()


def test_a_watcher_ends_cleanly_when_it_is_told_to(world: World, home: Home, folder: Path) -> None:
    sealed = home.seal()
    (folder / sealed.file_name).write_bytes(sealed.data)
    with subprocess.Popen(
        command(world, "--lang", "en", "watch"), stderr=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stderr is not None
        assert "Watching" in watcher.stderr.readline()
        assert "imported" in watcher.stderr.readline()
        watcher.send_signal(signal.SIGTERM)
        assert "ended" in watcher.stderr.read()
        assert watcher.wait(timeout=30) == 0
    assert_once(world, home, folder, [sealed])


@pytest.mark.timeout(7200)
def test_two_importers_killed_at_random_lose_and_double_nothing(
    world: World, home: Home, folder: Path
) -> None:
    """QTF_KILLS random kills of two watchers while every package comes up to three times."""
    kills, seed = int(os.environ.get("QTF_KILLS", "300")), int(os.environ.get("QTF_SEED", "1"))
    dice = random.Random(seed)
    sealed = [home.seal(an_order_for(str(10_001 + n))) for n in range(max(20, kills // 5))]
    deliveries = [each for each in sealed for _ in range(dice.choice((1, 2, 3)))]
    dice.shuffle(deliveries)
    per_kill = -(-len(deliveries) // kills)
    watchers: list[subprocess.Popen[bytes]] = []
    for number in range(kills):
        for each in deliveries[number * per_kill : (number + 1) * per_kill]:
            part = folder / f".{number}-{dice.randrange(10**9)}.part"
            part.write_bytes(each.data)
            part.rename(folder / f"{dice.randrange(10**9)}-{each.file_name}")
        while len(watchers) < 2:
            watchers.append(
                subprocess.Popen(
                    command(world, "watch"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
        time.sleep(dice.uniform(0.05, 2.5))
        victim = watchers.pop(dice.randrange(2))
        victim.kill()
        victim.wait()
    for watcher in watchers:
        watcher.kill()
        watcher.wait()
    for _ in range(2):
        assert watch_once(world).returncode == 0
    assert_once(world, home, folder, sealed)
