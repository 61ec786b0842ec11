"""A private PostgreSQL for tests: on loopback, with passwords, without fsync, gone afterwards.

Never runs as root. A small guard process holds the server: when the test run ends, however it
ends, the guard's standard input closes and it stops the server.

Where PostgreSQL is not installed the tests are skipped visibly; with `CI=true` they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

__all__ = ["Cluster", "binaries", "cluster", "programs", "running"]

USER = "qtf"
PASSWORD = "loopback-only"

_GUARD = """
import json, signal, subprocess, sys
account = json.loads(sys.argv[1])
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, **account)
sys.stdin.read()
server.send_signal(getattr(signal, "SIGQUIT", signal.SIGTERM))
server.wait()
"""


class Account(TypedDict, total=False):
    """The account a server runs as, as `subprocess` takes it; empty: our own."""

    user: str
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server."""

    port: int

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, password included."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy, and return its name."""
        name = f"t{uuid4().hex}"
        command = sql.SQL("create database {}").format(sql.Identifier(name))
        if template is not None:
            command += sql.SQL(" template {}").format(sql.Identifier(template))
        self._do(command)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is in it."""
        self._do(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _do(self, command: sql.Composed | sql.SQL) -> None:
        with closing(psycopg.connect(self.url(), autocommit=True)) as connection:
            connection.execute(command)


def programs() -> Path | None:
    """Return the folder with initdb and postgres, newest first; None: not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server for this test process, started when the first test asks for it."""
    with running(binaries()) as server:
        yield server


def binaries() -> Path:
    """Return the folder with the programs; without them skip, in CI fail."""
    found = programs()
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL is not installed; CI must not leave these tests out")
    pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")


@contextmanager
def running(bin_folder: Path) -> Iterator[Cluster]:
    """Run a server in a temporary folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="qtf-pg-"))
    try:
        yield from _served(bin_folder, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(bin_folder: Path, folder: Path) -> Iterator[Cluster]:
    account = _hand_over(folder)
    _initialise(bin_folder, folder, account)
    port = _free_port()
    # The guard stays what we are, since another account may not be able to read our Python.
    command = [sys.executable, "-c", _GUARD, json.dumps(account)]
    command += [str(bin_folder / "postgres"), *_options(folder, port)]
    with (folder / "log").open("wb") as log:
        guard = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=folder,
        )
    try:
        server = Cluster(port)
        _wait_for(server, guard, folder)
        yield server
    finally:
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait(timeout=30)


def _hand_over(folder: Path) -> Account:
    """Root must not run a server: give the folder to another account and name it."""
    if os.name != "posix" or os.geteuid() != 0:
        return Account()
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    account = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(account)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return Account(user=account, group=entry.pw_gid, extra_groups=[])


def _initialise(bin_folder: Path, folder: Path, account: Account) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    command = [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", USER]
    command += ["-A", "scram-sha-256", f"--pwfile={password}", "--no-sync"]
    command += ["-E", "UTF8", "--locale=C"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **account)
    assert done.returncode == 0, done.stderr


def _options(folder: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "60",
        "shared_buffers": "64MB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return ["-D", str(folder / "data"), *options]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Cluster, guard: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(server.url(), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            log = (folder / "log").read_text(errors="replace")
            assert guard.poll() is None, f"the server did not start:\n{log}"
            assert time.monotonic() < end, f"the server does not answer:\n{log}"
            time.sleep(0.05)
