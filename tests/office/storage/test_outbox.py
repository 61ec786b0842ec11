from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from offices import AT
from qtf_format.ids import Digest, OrderId, PackageId, WorkstationId
from qtf_format.payloads import ReceiptItem, ReceiptResult
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.storage import outbox, receipts
from qtf_office.storage.outbox import OutboxItem

LATER = Instant("2026-11-21T09:00:00.000Z")
ORDER = OrderId("00000000-0000-4000-8000-000000000001")
HOME = WorkstationId("a" * 32)


def sealed(package: str = "1", **more: object) -> OutboxItem:
    plain: dict[str, object] = {
        "package_id": PackageId(package * 32),
        "package_kind": "order",
        "recipient": HOME,
        "sequence": 1,
        "manifest_sha": Digest("e" * 64),
        "digest": Digest("f" * 64),
        "file_name": "q-1.qtf",
        "created_at": AT,
        "order_id": ORDER,
        "revision": 1,
        "number": "10001",
    }
    return OutboxItem(**{**plain, **more})  # type: ignore[arg-type]


def test_a_package_is_kept_with_its_bytes(office: Office, conn: Connection) -> None:
    added = outbox.add(conn, office.tenant, sealed(), b"\x00sealed\xff")
    assert outbox.get(conn, office.tenant, added.outbox_id) == added
    assert outbox.by_package(conn, office.tenant, PackageId("1" * 32)) == added
    assert outbox.data(conn, office.tenant, added.outbox_id) == b"\x00sealed\xff"
    assert outbox.by_package(conn, office.tenant, PackageId("2" * 32)) is None


def test_rule_2_a_package_id_is_sealed_once(office: Office) -> None:
    with office.write() as conn:
        outbox.add(conn, office.tenant, sealed(), b"one")
    with pytest.raises(LostRace), office.write() as conn:
        outbox.add(conn, office.tenant, sealed(), b"two")


def test_a_receipt_is_noted_and_the_bytes_stay(office: Office, conn: Connection) -> None:
    added = outbox.add(conn, office.tenant, sealed(), b"bytes")
    answered = replace(
        added,
        state="refused",
        archived=True,
        receipt_result="refused",
        receipt_reason="duplicate-number",
        receipt_final=True,
        receipt_next="10002",
        receipt_at=LATER,
    )
    outbox.save(conn, office.tenant, answered)
    assert outbox.get(conn, office.tenant, added.outbox_id) == answered
    assert outbox.data(conn, office.tenant, added.outbox_id) == b"bytes"


def test_rule_40_what_was_not_handed_over_is_tried_again_oldest_first(
    office: Office, conn: Connection
) -> None:
    one = outbox.add(conn, office.tenant, sealed("1"), b"")
    two = outbox.add(conn, office.tenant, sealed("2", next_try_at=LATER, state="unknown"), b"")
    outbox.add(conn, office.tenant, sealed("3", state="handed-over"), b"")
    assert outbox.due(conn, office.tenant, AT) == [one]
    assert outbox.due(conn, office.tenant, LATER) == [one, two]


def test_packages_are_listed_and_counted(office: Office, conn: Connection) -> None:
    one = outbox.add(conn, office.tenant, sealed("1", state="confirmed"), b"")
    two = outbox.add(conn, office.tenant, sealed("2", revision=2), b"")
    assert outbox.by_order(conn, office.tenant, ORDER) == [two, one]
    assert outbox.list_items(conn, office.tenant, states=["confirmed"]) == [one]
    assert outbox.list_items(conn, office.tenant, limit=1) == [two]
    assert outbox.counts(conn, office.tenant)["sealed"] == 1


def answer(package: str = "1", final: bool = True) -> ReceiptItem:
    return ReceiptItem(
        cid=bytes.fromhex(package * 32),
        man=bytes(32),
        res=ReceiptResult.IMPORTED,
        final=final,
        code="E410",
        reason="duplicate-number",
        next="10002",
    )


def test_rule_31_answers_wait_until_they_are_packed(office: Office, conn: Connection) -> None:
    other = WorkstationId("b" * 32)
    ids = [
        receipts.queue(conn, office.tenant, HOME, answer("1"), AT),
        receipts.queue(conn, office.tenant, HOME, answer("2"), AT),
    ]
    receipts.queue(conn, office.tenant, other, answer("3"), AT)
    pending = receipts.pending(conn, office.tenant)
    assert [each.item for each in pending[HOME]] == [answer("1"), answer("2")]
    assert [each.receipt_item_id for each in pending[HOME]] == ids
    receipts.packed(conn, office.tenant, ids, 77)
    assert set(receipts.pending(conn, office.tenant)) == {other}


def test_rule_32_the_last_answer_to_a_package_is_known(office: Office, conn: Connection) -> None:
    package = PackageId("1" * 32)
    assert receipts.newest(conn, office.tenant, package) is None
    receipts.queue(conn, office.tenant, HOME, answer(final=False), AT)
    receipts.queue(conn, office.tenant, HOME, answer(final=True), LATER)
    assert receipts.newest(conn, office.tenant, package) == answer(final=True)
