"""The power goes at every step of an export; the order still leaves, exactly once (K25-K30)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from home_office import Offices
from qtf_office.failpoints import EXPORT_STEPS
from qtf_office.storage import inbox

# Each kill starts real processes; the long suite has the time for all of them.
pytestmark = pytest.mark.long

PROGRAM = "import sys; from qtf_exporter.cli import main; sys.exit(main())"
BY_CHANNEL = ("export.published", "export.marked")
IN_PACKING = tuple(EXPORT_STEPS[:5])


def run(offices: Offices, *arguments: str, kill_at: str | None = None) -> int:
    environment = {k: v for k, v in os.environ.items() if k != "QTF_FAIL_POINT"}
    if kill_at is not None:
        environment["QTF_FAIL_POINT"] = kill_at
    command = [sys.executable, "-c", PROGRAM, "--office", str(offices.home.directory), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    if kill_at is not None:
        assert done.returncode == -signal.SIGKILL, f"{kill_at} was not reached: {done.stderr}"
    return done.returncode


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.qtf")}


def once(offices: Offices, folder: Path) -> None:
    """Exactly one package was made, it lies in `folder` whole, and the office can read it."""
    [item] = offices.outbox()
    assert item.state == "handed-over"
    assert files(folder) == {item.file_name: offices.sealed_bytes(item)}
    opened = offices.opened(offices.sealed_bytes(item))
    assert (opened.package_id, opened.sequence) == (item.package_id, 1)
    assert opened.ref is not None
    assert opened.ref.revision == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("step", [*IN_PACKING, *BY_CHANNEL])
def test_killed_while_sending_the_order_leaves_once(offices: Offices, step: str) -> None:
    offices.write("10001")
    run(offices, "send", "10001", kill_at=step)
    before = {item.package_id for item in offices.outbox()}
    assert len(before) <= 1
    assert run(offices, "send", "10001") == 0
    once(offices, offices.folder)
    assert before <= {item.package_id for item in offices.outbox()}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("step", EXPORT_STEPS)
def test_killed_while_saving_the_order_lies_there_once(
    offices: Offices, tmp_path: Path, step: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    offices.write("10001")
    run(offices, "save", "10001", "--to", str(stick), kill_at=step)
    assert run(offices, "save", "10001", "--to", str(stick)) == 0
    once(offices, stick)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("step", ["export.committed", "export.published"])
def test_killed_after_the_commit_the_worker_alone_brings_it_to_the_end(
    offices: Offices, step: str
) -> None:
    offices.write("10001")
    run(offices, "send", "10001", kill_at=step)
    assert run(offices, "run", "--once") == 0
    once(offices, offices.folder)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_the_worker_ends_cleanly_when_it_is_asked_to(offices: Offices) -> None:
    offices.write("10001")
    command = [sys.executable, "-c", PROGRAM, "--office", str(offices.home.directory), "run"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert out.strip()
    with offices.home.read() as conn:
        assert inbox.list_items(conn, offices.home.tenant) == []
