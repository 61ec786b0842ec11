"""What comes back: receipts and trust lists; doubled, late, forged ones (rules 32-36, 64)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from home_office import Offices
from qtf_exporter import receiving
from qtf_exporter.answers import Alarm, Ignored, WhyIgnored
from qtf_exporter.applying import Applied, apply_receipt
from qtf_exporter.overview import offered_orders, packages
from qtf_exporter.receiving import Fate, Incoming
from qtf_exporter.running import Cycle, cycle, needs_person
from qtf_exporter.shipping import send_orders
from qtf_format.codes import Code
from qtf_format.ids import Digest
from qtf_format.payloads import Receipt, ReceiptResult
from qtf_office import channels, trust
from qtf_office.directory import Office
from qtf_office.journey import Step
from qtf_office.storage import counters, inbox, outbox, ranges, workstations
from qtf_office.storage.outbox import OutboxItem


def sent(offices: Offices, *numbers: str) -> list[OutboxItem]:
    for number in numbers:
        offices.write(number)
    results = send_orders(offices.home, numbers, None)
    assert all(r.outcome == "sent" for r in results)
    return [r.item for r in results if r.item is not None]


def look(offices: Offices) -> Cycle:
    with channels.open_all(offices.home) as opened:
        return cycle(offices.home, opened)


def taken(offices: Offices) -> list[Incoming]:
    return list(look(offices).taken.items)


def steps(offices: Offices) -> list[Step]:
    return [view.step for view in offered_orders(offices.home)]


def test_a_receipt_ends_the_way_of_an_order(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    path = offices.deliver(offices.receipt(offices.answer(item), highest=1))
    [incoming] = taken(offices)
    assert (incoming.fate, incoming.kind) == (Fate.APPLIED, "receipt")
    assert steps(offices) == [Step.DONE]
    assert offices.row(item.package_id).next_try_at is None
    assert not path.exists()


def test_rule_33_an_interim_answer_is_followed_by_the_final_one(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    interim = offices.answer(item, ReceiptResult.WAITING, final=False, reason="fork")
    offices.deliver(offices.receipt(interim, highest=1))
    look(offices)
    assert steps(offices) == [Step.OPEN]
    offices.deliver(offices.receipt(offices.answer(item), highest=1))
    look(offices)
    assert steps(offices) == [Step.DONE]


def test_rule_16_a_refusal_shows_the_offered_number_and_needs_a_person(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    refusal = offices.answer(
        item, ReceiptResult.REFUSED, code="E410", reason="duplicate-number", offered="10007"
    )
    offices.deliver(offices.receipt(refusal, highest=1))
    assert look(offices).needs_person
    [view] = packages(offices.home)
    assert view.step is Step.REFUSED
    assert (view.item.receipt_next, view.item.receipt_reason) == ("10007", "duplicate-number")


def test_f58_the_same_receipt_twice_changes_nothing(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    data = offices.receipt(offices.answer(item), highest=1)
    offices.deliver(data, "a.qtf")
    look(offices)
    before = offices.row(item.package_id)
    offices.deliver(data, "a (conflicted copy).qtf")
    [again] = taken(offices)
    assert again.fate is Fate.UNCHANGED
    assert offices.row(item.package_id) == before


def test_rule_32_a_repeated_answer_in_a_new_receipt_is_harmless(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    for _ in range(2):
        offices.deliver(offices.receipt(offices.answer(item), highest=1))
        look(offices)
    assert steps(offices) == [Step.DONE]


def test_e420_an_answer_about_other_bytes_is_an_alarm_and_changes_nothing(
    offices: Offices,
) -> None:
    [item] = sent(offices, "10001")
    before = offices.row(item.package_id)
    offices.deliver(offices.receipt(offices.answer(item, man=b"\x00" * 32), highest=1))
    [incoming] = taken(offices)
    assert incoming.is_alarm
    assert incoming.applied is not None
    assert isinstance(incoming.applied.answers[0].verdict, Alarm)
    after = offices.row(item.package_id)
    assert (after.state, after.receipt_result) == (before.state, before.receipt_result)


def test_an_answer_to_a_package_we_never_sent_is_ignored(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    stranger = replace(item, package_id="ab" * 16)  # type: ignore[arg-type]
    offices.deliver(offices.receipt(offices.answer(stranger), highest=1))
    [incoming] = taken(offices)
    assert incoming.applied is not None
    verdict = incoming.applied.answers[0].verdict
    assert isinstance(verdict, Ignored)
    assert verdict.why is WhyIgnored.NOT_OURS


def test_f58_a_forged_receipt_is_set_aside_and_answers_nothing(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    data = bytearray(offices.receipt(offices.answer(item), highest=1))
    # Sealed by the home office itself: readable here, but not from the office.
    forged = offices.sealed_bytes(item)
    offices.deliver(forged, "forged.qtf")
    [incoming] = taken(offices)
    assert (incoming.fate, incoming.code) == (Fate.IGNORED, Code.E217)
    assert steps(offices) == [Step.SENT]
    data[-40] ^= 1
    offices.deliver(bytes(data), "damaged.qtf")
    [damaged] = taken(offices)
    assert (damaged.fate, damaged.reason) == (Fate.WAITING, "still-arriving")
    assert steps(offices) == [Step.SENT]


def test_half_a_file_waits_and_is_taken_when_it_is_whole(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    data = offices.receipt(offices.answer(item), highest=1)
    offices.deliver(data[:-7])
    assert [i.reason for i in taken(offices)] == ["incomplete"]
    offices.deliver(data)
    assert [i.fate for i in taken(offices)] == [Fate.APPLIED]


def test_a_gap_sends_the_very_same_bytes_again(offices: Offices) -> None:
    first, second = sent(offices, "10001", "10002")
    [lost] = [p for p in offices.folder.glob("*.qtf") if p.name == first.file_name]
    data = lost.read_bytes()
    lost.unlink()
    offices.deliver(offices.receipt(offices.answer(second), highest=2, gaps=[(1, 1)]))
    done = look(offices)
    assert [item.package_id for item in done.dispatched.handed_over] == [first.package_id]
    assert lost.read_bytes() == data


def test_rule_64_a_restored_machine_goes_on_above_what_the_office_has_seen(
    offices: Offices,
) -> None:
    [item] = sent(offices, "10001")
    offices.deliver(offices.receipt(offices.answer(item), highest=41, top=["main 10017"]))
    [incoming] = taken(offices)
    assert incoming.is_alarm
    with offices.home.write() as conn:
        home = offices.home
        assert counters.next_value(conn, home.tenant, home.workstation) == 42
        assert ranges.next_number(conn, home.tenant, home.workstation) == "10018"


def test_rule_64_nothing_is_told_when_the_office_knows_what_we_know(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    offices.deliver(offices.receipt(offices.answer(item), highest=1, top=["main 10001"]))
    assert not any(needs_person(incoming) for incoming in taken(offices))


def test_rule_88_a_clock_that_differs_by_more_than_five_minutes_is_shown(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    ahead = offices.clock.now() + timedelta(minutes=12)
    offices.deliver(offices.receipt(offices.answer(item), highest=1, clock=ahead))
    [incoming] = taken(offices)
    assert incoming.applied is not None
    assert incoming.applied.clock_ahead_s == 720


def test_a_newer_trust_list_is_taken_over_and_an_older_one_is_not(offices: Offices) -> None:
    with offices.main.write() as conn:
        tenant, me = offices.main.tenant, offices.home.workstation
        row = workstations.get(conn, tenant, me)
        assert row is not None
        _, [second] = trust.publish(conn, offices.main)
        workstations.save(conn, tenant, replace(row, kinds=()))
        _, [third] = trust.publish(conn, offices.main)
        lists = [outbox.data(conn, tenant, i.outbox_id) for i in (second, third)]
    offices.deliver(lists[1], "third.qtf")
    assert [(i.fate, i.kind) for i in taken(offices)] == [(Fate.APPLIED, "trust")]
    offices.deliver(lists[0], "second.qtf")
    assert [(i.fate, i.reason) for i in taken(offices)] == [(Fate.IGNORED, "older-list")]
    with offices.home.read() as conn:
        newest = workstations.newest_trust_list(conn, tenant)
        assert newest is not None
        assert newest.epoch == 3


def test_every_file_is_archived_and_noted_once(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    data = offices.receipt(offices.answer(item), highest=1)
    for name in ("a.qtf", "b.qtf"):
        offices.deliver(data, name)
        look(offices)
    with offices.home.read() as conn:
        [noted] = inbox.list_items(conn, offices.home.tenant)
    assert (noted.deliveries, noted.state) == (2, "settled")
    assert offices.home.archive.read(noted.digest, "received") == data


def test_a_read_only_folder_is_read_once(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    from qtf_format.channel import CannotAcknowledge
    from qtf_transport.folder import FolderChannel

    def refuse(self: FolderChannel, arrival: object, digest: str) -> None:
        raise CannotAcknowledge(channel=self.name, detail="read-only", token="")

    monkeypatch.setattr(FolderChannel, "acknowledge", refuse)
    [item] = sent(offices, "10001")
    offices.deliver(offices.receipt(offices.answer(item), highest=1))
    assert len(taken(offices)) == 1
    assert taken(offices) == []


def test_rule_7_what_waited_for_an_update_is_taken_up_by_itself(offices: Offices) -> None:
    [item] = sent(offices, "10001")
    data = offices.receipt(offices.answer(item), highest=1)
    digest = Digest(hashlib.sha256(data).hexdigest())
    offices.home.archive.store("received", data, digest=digest)
    with offices.home.write() as conn:
        waiting = inbox.InboxItem(
            digest=digest,
            size=len(data),
            file_name="später.qtf",
            channel="cloud",
            arrived_at=offices.home.now(),
            state="waiting",
            outcome="waiting",
            reason="needs-update",
        )
        inbox.add(conn, offices.home.tenant, waiting)
    assert [i.fate for i in taken(offices)] == [Fate.APPLIED]
    assert steps(offices) == [Step.DONE]
    assert taken(offices) == []
    with offices.home.read() as conn:
        [noted] = inbox.list_items(conn, offices.home.tenant)
    assert (noted.state, noted.deliveries) == ("settled", 1)


def test_rule_40_a_file_that_breaks_the_program_stays_and_stops_no_other(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sent(offices, "10001", "10002")
    broken = offices.deliver(offices.receipt(offices.answer(first), highest=1), "a.qtf")
    offices.deliver(offices.receipt(offices.answer(second), highest=2), "b.qtf")

    def fail_once(conn: Connection, office: Office, receipt: Receipt, sequence: int) -> Applied:
        if receipt.n == 1:
            raise ZeroDivisionError
        return apply_receipt(conn, office, receipt, sequence)

    monkeypatch.setattr("qtf_exporter.receiving.apply_receipt", fail_once)
    assert [i.reason for i in taken(offices)] == [receiving.UNEXPECTED, None]
    assert broken.exists()
    monkeypatch.undo()
    assert [i.fate for i in taken(offices)] == [Fate.APPLIED]
    assert steps(offices) == [Step.DONE, Step.DONE]


RESULTS = (
    (ReceiptResult.WAITING, False),
    (ReceiptResult.IMPORTED, False),
    (ReceiptResult.DUPLICATE, True),
    (ReceiptResult.IMPORTED, True),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_receipts_lost_doubled_and_shuffled_end_in_the_newest_one_that_came(
    offices: Offices, data: st.DataObject
) -> None:
    number = str(10_001 + len(offices.outbox()))
    [item] = sent(offices, number)
    receipts = [
        offices.receipt(offices.answer(item, result, final=final), highest=item.sequence)
        for result, final in RESULTS
    ]
    arrive = data.draw(st.lists(st.sampled_from(range(len(receipts))), min_size=1, max_size=6))
    for place, index in enumerate(arrive):
        offices.deliver(receipts[index], f"{number}-{place}.qtf")
        look(offices)
    row = offices.row(item.package_id)
    result, final = RESULTS[max(arrive)]
    assert (row.receipt_result, row.receipt_final) == (result.value, final)
