"""The main office on PostgreSQL: the same pairing, the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pairing_world import World
from pairing_world import world as new_world
from postgres import Cluster, cluster
from qtf_office import pairing
from qtf_office.errors import RangeOverlap
from qtf_office.pairing import parse_range
from qtf_office.storage import workstations

__all__ = ["cluster"]


@pytest.fixture
def world(tmp_path: Path, cluster: Cluster) -> Iterator[World]:
    """A main office whose database is on a server."""
    database = cluster.create()
    with new_world(tmp_path, cluster.url(database)) as made:
        yield made
    cluster.drop(database)


def test_workstations_are_paired_and_revoked(world: World) -> None:
    world.pair("HO-1")
    world.pair("HO-2")
    world.deliver_trust("HO-1")
    with pytest.raises(RangeOverlap):
        world.invite("HO-3", ranges=(parse_range("15000-16000"),))
    again = world.invite("HO-3")
    assert world.invite("HO-3").blocks == again.blocks
    assert again.blocks[0].first == 30_001
    pairing.revoke(world.main, "HO-1")
    with world.main.read() as conn:
        listed = workstations.newest_trust_list(conn, world.main.tenant)
    assert listed is not None
    assert listed.epoch == 4
