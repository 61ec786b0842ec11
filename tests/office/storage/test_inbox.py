from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from offices import AT
from qtf_format.codes import Code
from qtf_format.ids import Digest, OrderId, PackageId, WorkstationId
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.storage import inbox
from qtf_office.storage.inbox import InboxItem, SeenPackage

LATER = Instant("2026-11-21T09:00:00.000Z")
ORDER = OrderId("00000000-0000-4000-8000-000000000001")
HOME = WorkstationId("a" * 32)
KEY = bytes(32)


def item(digest: str = "d", **more: object) -> InboxItem:
    plain: dict[str, object] = {
        "digest": Digest(digest * 64),
        "size": 4711,
        "file_name": "Angebot (Konflikt-Kopie).qtf",
        "channel": "hand",
        "arrived_at": AT,
    }
    return InboxItem(**{**plain, **more})  # type: ignore[arg-type]


def test_an_item_is_read_as_it_was_written(office: Office, conn: Connection) -> None:
    new = item(
        state="waiting",
        outcome="waiting",
        reason="number-out-of-range",
        code=Code.E411,
        sender=HOME,
        package_kind="order",
        package_id=PackageId("b" * 32),
        sequence=2**40,
        order_id=ORDER,
        detail={"warnings": ["ä"], "addresses": [{"score": 0.5}]},
    )
    added = inbox.add(conn, office.tenant, new)
    assert added.item_id > 0
    assert inbox.get(conn, office.tenant, added.item_id) == added
    assert inbox.find_by_digest(conn, office.tenant, new.digest) == added
    assert inbox.get(conn, office.tenant, added.item_id + 1) is None


def test_rule_2_the_same_bytes_are_one_item(office: Office) -> None:
    with office.write() as conn:
        inbox.add(conn, office.tenant, item())
    with pytest.raises(LostRace), office.write() as conn:
        inbox.add(conn, office.tenant, item())


def test_deliveries_are_counted(office: Office, conn: Connection) -> None:
    added = inbox.add(conn, office.tenant, item())
    assert inbox.count_delivery(conn, office.tenant, added.item_id) == 2
    assert inbox.count_delivery(conn, office.tenant, added.item_id) == 3


def test_a_decided_item_is_saved(office: Office, conn: Connection) -> None:
    added = inbox.add(conn, office.tenant, item())
    settled = replace(added, state="settled", outcome="imported", settled_at=LATER, detail={})
    inbox.save(conn, office.tenant, settled)
    assert inbox.get(conn, office.tenant, added.item_id) == settled


def test_rule_30_the_waiting_item_of_an_order_is_found(office: Office, conn: Connection) -> None:
    done = inbox.add(conn, office.tenant, item("1", state="settled", order_id=ORDER))
    open_ = inbox.add(conn, office.tenant, item("2", state="waiting", order_id=ORDER))
    assert inbox.by_order(conn, office.tenant, ORDER) == [done, open_]
    assert inbox.by_order(conn, office.tenant, ORDER, "waiting") == [open_]


def test_items_are_listed_newest_first_and_narrowed(office: Office, conn: Connection) -> None:
    one = inbox.add(conn, office.tenant, item("1", state="waiting", outcome="waiting"))
    two = inbox.add(conn, office.tenant, item("2", state="settled", outcome="imported"))
    assert inbox.list_items(conn, office.tenant) == [two, one]
    assert inbox.list_items(conn, office.tenant, limit=1) == [two]
    assert inbox.list_items(conn, office.tenant, states=["waiting"]) == [one]
    assert inbox.list_items(conn, office.tenant, outcomes=["imported"]) == [two]
    assert inbox.counts(conn, office.tenant) == {"received": 0, "waiting": 1, "settled": 1}


def test_rule_40_an_undecided_item_is_due_when_its_pause_is_over(
    office: Office, conn: Connection
) -> None:
    now = inbox.add(conn, office.tenant, item("1"))
    later = inbox.add(conn, office.tenant, item("2", next_try_at=LATER))
    inbox.add(conn, office.tenant, item("3", state="waiting"))
    assert inbox.due(conn, office.tenant, AT) == [now]
    assert inbox.due(conn, office.tenant, LATER) == [now, later]


def test_other_packages_of_the_same_id_are_found(office: Office, conn: Connection) -> None:
    package = PackageId("b" * 32)
    items = [inbox.add(conn, office.tenant, item(d, package_id=package)) for d in "12"]
    assert inbox.by_package(conn, office.tenant, package) == items


def seen(package: str, sequence: int, item_id: int = 1) -> SeenPackage:
    return SeenPackage(PackageId(package * 32), Digest("e" * 64), HOME, KEY, sequence, item_id, AT)


def test_rule_21_a_package_counts_once_it_is_marked(office: Office, conn: Connection) -> None:
    assert inbox.seen_package(conn, office.tenant, PackageId("1" * 32)) is None
    inbox.mark_seen(conn, office.tenant, seen("1", 7))
    assert inbox.seen_package(conn, office.tenant, PackageId("1" * 32)) == seen("1", 7)
    assert inbox.seen_sequence(conn, office.tenant, HOME, KEY, 7) == seen("1", 7)
    assert inbox.seen_sequence(conn, office.tenant, HOME, bytes([1] * 32), 7) is None


def test_rule_43_an_undone_import_no_longer_counts(office: Office, conn: Connection) -> None:
    inbox.mark_seen(conn, office.tenant, seen("1", 7, item_id=4))
    inbox.unsee(conn, office.tenant, 4)
    assert inbox.seen_package(conn, office.tenant, PackageId("1" * 32)) is None


def test_a_sequence_number_is_used_once(office: Office) -> None:
    with office.write() as conn:
        inbox.mark_seen(conn, office.tenant, seen("1", 7))
    with pytest.raises(LostRace), office.write() as conn:
        inbox.mark_seen(conn, office.tenant, seen("2", 7))


def test_gaps_in_the_sequence_are_known(office: Office, conn: Connection) -> None:
    assert inbox.gaps(conn, office.tenant, HOME) == []
    assert inbox.highest_sequence(conn, office.tenant, HOME) == 0
    for package, sequence in zip("12345", (2, 3, 7, 8, 10), strict=True):
        inbox.mark_seen(conn, office.tenant, seen(package, sequence))
    assert inbox.gaps(conn, office.tenant, HOME) == [(1, 1), (4, 6), (9, 9)]
    assert inbox.gaps(conn, office.tenant, HOME, limit=1) == [(1, 1)]
    assert inbox.highest_sequence(conn, office.tenant, HOME) == 10
