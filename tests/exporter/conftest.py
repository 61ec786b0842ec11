"""Both ends on real databases, for every test of the home office that wants them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from home_office import Offices, paired


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    with paired(tmp_path) as both:
        yield both
