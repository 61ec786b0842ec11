"""Every channel passes the same contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from channel_contract import ChannelContract, World
from folder_world import FolderWorld
from memory_channel import MemoryExchange
from qtf_format.channel import OFFICE_BOX, Channel


class TestFolder(ChannelContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return FolderWorld(tmp_path)


class MemoryWorld(World):
    def __init__(self) -> None:
        self.exchange = MemoryExchange()

    def channel(self, box: str) -> Channel:
        return self.exchange.channel(box)

    def put(self, data: bytes, name: str, box: str = OFFICE_BOX) -> None:
        self.exchange.put(data, name, box)

    def advance(self, seconds: float) -> None:
        self.exchange.advance(seconds)

    def lying(self, box: str = OFFICE_BOX) -> list[bytes]:
        return [file.data for file in self.exchange.boxes.get(box, {}).values()]

    def done(self, box: str = OFFICE_BOX) -> list[bytes]:
        return [data for where, _, data in self.exchange.done if where == box]

    def lose_marker(self) -> None:
        self.exchange.is_ours = False

    def make_read_only(self) -> None:
        self.exchange.is_read_only = True


class TestMemory(ChannelContract):
    @pytest.fixture
    def world(self) -> World:
        return MemoryWorld()
