"""From one order to sealed bytes in the outbox (rules 1-5, 12, 65), on a real database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home_office import BUYER, SITE, Offices, make_order, paired
from qtf_exporter.choice import Hindrance
from qtf_exporter.packing import Packed, Refused, pack, pack_all
from qtf_format.model import Address, Attachment, Order, OrderKind
from qtf_format.package import OrderPayload
from qtf_office.storage import orders, outbox, ranges, revisions, workstations
from some_records import records


def packed(offices: Offices, number: str) -> Packed:
    result = pack(offices.home, number)
    assert isinstance(result, Packed), result
    return result


def refused(offices: Offices, number: str) -> Refused:
    result = pack(offices.home, number)
    assert isinstance(result, Refused), result
    return result


def test_rule_3_the_office_reads_the_order_with_all_its_addresses(offices: Offices) -> None:
    order_id = offices.write("10001")
    opened = offices.opened(offices.sealed_bytes(packed(offices, "10001").item))
    assert isinstance(opened.payload, OrderPayload)
    assert opened.payload.order == make_order("10001")
    assert opened.payload.addresses == (BUYER, SITE)
    assert opened.ref is not None
    assert (opened.ref.order_id, opened.ref.revision) == (order_id, 1)


def test_rule_3_attachments_travel_with_the_order(offices: Offices) -> None:
    data = b"%PDF-1.4\n%a small one\n%%EOF\n"
    digest = offices.home.attachments.store(data)
    file = Attachment(
        name="Skizze.pdf", media_type="application/pdf", sha256=digest, size=len(data)
    )
    offices.write("10001", order=make_order("10001", files=[file]))
    opened = offices.opened(offices.sealed_bytes(packed(offices, "10001").item))
    assert isinstance(opened.payload, OrderPayload)
    assert [part.data for part in opened.payload.files] == [data]


def test_an_order_whose_attachment_is_gone_is_refused_and_nothing_is_used_up(
    offices: Offices,
) -> None:
    file = Attachment(name="Fort.pdf", media_type="application/pdf", sha256="ab" * 32, size=9)  # type: ignore[arg-type]
    offices.write("10001", order=make_order("10001", files=[file]))
    result = refused(offices, "10001")
    assert (result.why, result.detail) == (Hindrance.FILE_MISSING, "Fort.pdf")
    offices.write("10002")
    assert packed(offices, "10002").item.sequence == 1


def test_packing_notes_sent_as_revision_one_together_with_the_bytes(offices: Offices) -> None:
    order_id = offices.write("10001")
    item = packed(offices, "10001").item
    head = offices.head(order_id)
    assert (head.exchanged_revision, head.exchanged_digest) == (1, head.content_digest)
    with offices.home.read() as conn:
        kept = revisions.of_order(conn, offices.home.tenant, order_id)
    assert [(r.origin, r.revision, r.package_id) for r in kept] == [("sent", 1, item.package_id)]


def test_rule_2_the_same_content_again_is_the_very_same_package(offices: Offices) -> None:
    offices.write("10001")
    first, second = packed(offices, "10001"), packed(offices, "10001")
    assert (first.is_new, second.is_new) == (True, False)
    assert first.item.package_id == second.item.package_id
    assert len(offices.outbox()) == 1


def test_rule_1_the_revision_rises_only_when_the_content_changed(offices: Offices) -> None:
    offices.write("10001")
    packed(offices, "10001")
    offices.write("10001", order=msgspec.structs.replace(make_order("10001"), title="Neu"))
    assert packed(offices, "10001").item.revision == 2
    assert packed(offices, "10001").item.revision == 2
    assert [item.revision for item in offices.outbox()] == [1, 2]


def test_rule_1_several_edits_between_two_exports_are_one_revision(offices: Offices) -> None:
    offices.write("10001")
    packed(offices, "10001")
    for title in ("a", "b", "c"):
        offices.write("10001", order=msgspec.structs.replace(make_order("10001"), title=title))
    assert packed(offices, "10001").item.revision == 2


def test_rule_1_a_changed_address_is_changed_content(offices: Offices) -> None:
    offices.write("10001")
    packed(offices, "10001")
    offices.write("10001", addresses=(BUYER,))
    assert packed(offices, "10001").item.revision == 2


def test_every_package_takes_the_next_sequence(offices: Offices) -> None:
    for number in ("10001", "10002", "10003"):
        offices.write(number)
        packed(offices, number)
    assert [item.sequence for item in offices.outbox()] == [1, 2, 3]


def test_rule_4_the_packer_refuses_a_kind_that_is_not_allowed_here(offices: Offices) -> None:
    with offices.home.write() as conn:
        me = workstations.get(conn, offices.home.tenant, offices.home.workstation)
        assert me is not None
        workstations.save(conn, offices.home.tenant, replace(me, kinds=(OrderKind.QUOTE,)))
    offices.write("10001", OrderKind.DELIVERY_NOTE)
    assert refused(offices, "10001").why is Hindrance.FORBIDDEN_KIND
    assert offices.outbox() == []


def test_rule_17_a_number_outside_the_own_range_is_refused(offices: Offices) -> None:
    offices.write("77")
    assert refused(offices, "77").why is Hindrance.NUMBER_OUT_OF_RANGE


def test_an_unguarded_workstation_sends_any_number(tmp_path: Path) -> None:
    with paired(tmp_path, guarded=False) as offices:
        offices.write("K0001")
        assert packed(offices, "K0001").item.number == "K0001"


def test_an_unknown_number_is_refused(offices: Offices) -> None:
    assert refused(offices, "10009").why is Hindrance.UNKNOWN_NUMBER


def test_rule_19_numbers_are_found_whatever_their_case_and_blanks(tmp_path: Path) -> None:
    with paired(tmp_path, guarded=False) as offices:
        offices.write("AN-7")
        assert packed(offices, " an-7 ").item.number == "AN-7"


def test_a_deleted_order_is_not_found(offices: Offices) -> None:
    order_id = offices.write("10001")
    with offices.home.write() as conn:
        orders.delete(conn, offices.home.tenant, order_id, offices.home.now())
    assert refused(offices, "10001").why is Hindrance.UNKNOWN_NUMBER


def test_the_kind_can_be_named_with_the_number(offices: Offices) -> None:
    offices.write("10001", OrderKind.ORDER)
    assert packed(offices, "order:10001").item.number == "10001"
    assert refused(offices, "quote:10001").why is Hindrance.UNKNOWN_NUMBER


def test_rule_65_a_range_that_runs_low_is_told(tmp_path: Path) -> None:
    with paired(tmp_path, (20_001, 20_010)) as offices:
        with offices.home.write() as conn:
            for _ in range(9):
                ranges.next_number(conn, offices.home.tenant, offices.home.workstation)
        offices.write("20009")
        assert packed(offices, "20009").numbers_left == 1


def test_rule_24_a_package_refused_for_good_is_sealed_anew_to_be_judged_anew(
    offices: Offices,
) -> None:
    offices.write("10001")
    first = packed(offices, "10001").item
    with offices.home.write() as conn:
        outbox.save(conn, offices.home.tenant, replace(first, state="refused"))
    second = packed(offices, "10001")
    assert second.is_new
    assert second.item.package_id != first.package_id
    assert second.item.revision == first.revision


def test_content_that_breaks_a_limit_of_the_format_changes_nothing(offices: Offices) -> None:
    order_id = offices.write("10001", addresses=(SITE,) * 51)
    assert refused(offices, "10001").why is Hindrance.TOO_LARGE
    assert offices.outbox() == []
    assert offices.head(order_id).exchanged_revision == 0
    offices.write("10002")
    assert packed(offices, "10002").item.sequence == 1


def test_many_orders_are_packed_in_groups_and_each_once(offices: Offices) -> None:
    numbers = [str(10_001 + place) for place in range(45)]
    for number in numbers:
        offices.write(number)
    groups = list(pack_all(offices.home, [*numbers, *numbers]))
    assert [len(group) for group in groups] == [20, 20, 5]
    assert [asked for group in groups for asked, _ in group] == numbers
    assert [item.sequence for item in offices.outbox()] == list(range(1, 46))
    assert len({item.package_id for item in offices.outbox()}) == 45


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=records(Order), addresses=st.lists(records(Address), max_size=4).map(tuple))
def test_whatever_is_written_at_home_is_what_the_office_reads(
    offices: Offices, order: Order, addresses: tuple[Address, ...]
) -> None:
    number = str(10_001 + len(offices.outbox()))
    order = msgspec.structs.replace(order, number=number, attachments=())
    offices.write(number, order=order, addresses=addresses)
    item = packed(offices, number).item
    opened = offices.opened(offices.sealed_bytes(item))
    assert opened.ref is not None
    assert isinstance(opened.payload, OrderPayload)
    assert (opened.payload.order, opened.payload.addresses) == (order, addresses)
    assert opened.ref.content_digest == offices.head(opened.ref.order_id).exchanged_digest
    assert packed(offices, number).item == item
