"""Whatever is lost, delayed, doubled or turned round: the office ends with the same orders."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from import_world import World, an_order_for, copied_world
from qtf_format.package import Sealed
from qtf_format.payloads import ReceiptResult

ORDERS, REVISIONS = 3, 3
EVERY = [(order, revision) for order in range(ORDERS) for revision in range(1, REVISIONS + 1)]

deliveries = st.lists(st.sampled_from(EVERY), min_size=4, max_size=24)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(came=deliveries, batch=st.integers(min_value=1, max_value=6))
def test_the_newest_revision_that_came_is_the_one_in_the_office(
    office_template: Path, came: list[tuple[int, int]], batch: int
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="qtf-any-order-"))
    try:
        with copied_world(folder, office_template) as world:
            check(world, came, batch)
    finally:
        shutil.rmtree(folder)


def check(world: World, came: list[tuple[int, int]], batch: int) -> None:
    home = world.home()
    ids = [f"00000000-0000-4000-8000-00000000000{order}" for order in range(ORDERS)]
    sealed: dict[tuple[int, int], Sealed] = {
        (order, revision): home.seal(
            an_order_for(str(10_001 + order), title=f"Fassung {revision}"),
            order_id=ids[order],
            revision=revision,
        )
        for order, revision in EVERY
    }
    for start in range(0, len(came), batch):
        for number, which in enumerate(came[start : start + batch]):
            world.exchange.put(sealed[which].data, f"{start}-{number}.qtf")
        world.look()

    newest = {order: max(r for o, r in came if o == order) for order, _ in came}
    stored = {head.order_id: head.revision for head in world.heads()}
    assert stored == {ids[order]: revision for order, revision in newest.items()}
    for order, revision in newest.items():
        assert world.order(ids[order]).order.title == f"Fassung {revision}"
    assert {item.state for item in world.items()} == {"settled"}
    assert len(world.items()) == len(set(came))
    assert len(world.addresses()) == 1
    for which in set(came):
        answer = home.answer(sealed[which])
        assert answer.final
        assert answer.res in (ReceiptResult.IMPORTED, ReceiptResult.RENEWED, ReceiptResult.STALE)
