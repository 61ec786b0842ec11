"""Two processes take from one folder at the same time: nothing is lost, nothing doubled."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from packages import package
from qtf_format.channel import OFFICE_BOX, Channel, ChannelSettings, Completeness
from qtf_transport.folder import open_channel

COUNT = 300

# Each process lists, fetches and puts away until it has seen the folder empty.
TAKER = """
import hashlib, sys
from qtf_format.channel import Completeness, ChannelSettings
from qtf_transport.folder import open_channel
channel = open_channel(ChannelSettings("f", "folder", {"path": sys.argv[1]}), "office")
print("ready", flush=True)
sys.stdin.readline()
while arrivals := list(channel.arrivals()):
    for arrival in arrivals:
        match channel.fetch(arrival):
            case (Completeness.COMPLETE, data):
                digest = hashlib.sha256(data).hexdigest()
                print(digest, flush=True)
                channel.acknowledge(arrival, digest)
"""


@pytest.fixture
def office(tmp_path: Path) -> Channel:
    channel = open_channel(ChannelSettings("f", "folder", {"path": str(tmp_path)}), OFFICE_BOX)
    channel.set_up(create=True)
    return channel


def start_taker(folder: Path) -> subprocess.Popen[str]:
    taker = subprocess.Popen(
        [sys.executable, "-c", TAKER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert taker.stdout is not None
    assert taker.stdout.readline() == "ready\n"
    return taker


def test_two_takers_lose_nothing_and_keep_each_file_once(tmp_path: Path, office: Channel) -> None:
    sent = [package(b"%d" % number) for number in range(COUNT)]
    for number, data in enumerate(sent):
        (tmp_path / f"{number}.qtf").write_bytes(data)
    takers = [start_taker(tmp_path) for _ in range(2)]
    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("go\n")
        taker.stdin.flush()
    taken = [set(taker.communicate(timeout=60)[0].split()) for taker in takers]
    digests = {hashlib.sha256(data).hexdigest() for data in sent}
    assert [taker.returncode for taker in takers] == [0, 0]
    assert taken[0] | taken[1] == digests
    kept = [path.read_bytes() for path in (tmp_path / "done").iterdir()]
    assert sorted(kept) == sorted(sent)
    assert list(office.arrivals()) == []


def test_a_file_already_put_away_by_another_process_is_no_error(
    tmp_path: Path, office: Channel
) -> None:
    (tmp_path / "x.qtf").write_bytes(package())
    settings = ChannelSettings("f", "folder", {"path": str(tmp_path)})
    channels = [office, open_channel(settings, OFFICE_BOX)]
    arrivals = [next(channel.arrivals()) for channel in channels]
    for channel, arrival in zip(channels, arrivals, strict=True):
        assert channel.fetch(arrival) in [(Completeness.COMPLETE, package())]
        break
    for channel, arrival in zip(channels, arrivals, strict=True):
        channel.acknowledge(arrival, hashlib.sha256(package()).hexdigest())
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["x.qtf"]
