"""A main office to which workstations are paired."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pairing_world import World
from pairing_world import world as new_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A main office, nobody else yet."""
    with new_world(tmp_path) as made:
        yield made
