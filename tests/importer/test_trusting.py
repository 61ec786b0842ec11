"""Rules 6 to 9, 21, 64 and 74: who is believed, what is set aside, and what is looked at again."""

from __future__ import annotations

import pytest

from import_world import Home, World, an_order_for
from qtf_format.ids import Digest
from qtf_format.keys import new_keys
from qtf_format.payloads import ReceiptResult
from qtf_importer import records, revisit
from qtf_importer.errors import CannotVerify, NotAsked
from qtf_importer.hand import take_files
from qtf_importer.outcome import Outcome


def by_hand(world: World, data: bytes, name: str = "gezogen.qtf") -> Outcome:
    path = world.office.directory.parent / name
    path.write_bytes(data)
    (outcome,) = take_files(world.office, [path]).outcomes
    assert path.read_bytes() == data  # rule 52: nothing of the user's is moved or changed
    return outcome


def test_rule_6_a_changed_file_is_set_aside_and_not_answered(world: World, home: Home) -> None:
    data = bytearray(home.seal().data)
    data[-50] ^= 1
    outcome = by_hand(world, bytes(data))
    assert (outcome.outcome, outcome.reason, outcome.code) == ("quarantined", "damaged", "E103")
    assert home.receipts() == []


@pytest.mark.parametrize("length", [0, 5, 31, 100])
def test_rule_6_half_a_file_given_by_hand_is_judged_at_once(
    world: World, home: Home, length: int
) -> None:
    outcome = by_hand(world, home.seal().data[:length])
    assert outcome.outcome == "quarantined"
    assert outcome.code in ("E101", "E102")


def test_half_a_file_in_a_channel_waits_and_is_no_item(world: World, home: Home) -> None:
    data = home.seal().data
    outcome = home.deliver(data[:100], "halb.qtf")
    assert (outcome.item, outcome.outcome, outcome.reason) == (None, "waiting", "incomplete")
    assert world.items() == []
    world.exchange.put(data, "halb.qtf")
    assert [each.outcome for each in world.look().outcomes] == ["imported"]


def test_a_damaged_file_in_a_channel_may_still_be_arriving_for_30_seconds(
    world: World, home: Home
) -> None:
    data = bytearray(home.seal().data)
    data[-1] ^= 1
    outcome = home.deliver(bytes(data), "kaputt.qtf")
    assert (outcome.item, outcome.reason) == (None, "still-arriving")
    world.exchange.advance(31)
    (final,) = world.look().outcomes
    assert (final.outcome, final.code) == ("quarantined", "E103")
    assert world.look().outcomes == []


def test_rule_8_a_stranger_is_set_aside_and_cannot_be_released(world: World, home: Home) -> None:
    stranger = Home(world, "fremd", home.workstation, new_keys())
    outcome = by_hand(world, stranger.seal().data)
    assert (outcome.outcome, outcome.code) == ("quarantined", "E214")
    unknown = world.home("weg", (30_001, 30_100), state="invited")
    outcome = by_hand(world, unknown.seal(an_order_for("30001")).data)
    assert (outcome.outcome, outcome.reason) == ("quarantined", "unknown-sender")
    with pytest.raises(CannotVerify):
        world.decide(outcome.item, choice="accept")
    assert world.heads() == []


def test_rule_8_a_revoked_sender_is_set_aside_and_may_be_accepted_once(
    world: World, home: Home
) -> None:
    world.set_state(home, "revoked")
    sealed = home.seal()
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason, outcome.code) == (
        "quarantined",
        "revoked-sender",
        "E213",
    )
    assert world.heads() == []
    accepted = world.decide(outcome.item, choice="accept")
    assert accepted.outcome == "imported"
    assert home.receipts() == []  # rule 8: none
    assert home.send(an_order_for("10002")).outcome == "quarantined"


def test_a_released_order_still_passes_the_rules_of_orders(world: World, home: Home) -> None:
    world.set_state(home, "revoked")
    outcome = home.send(an_order_for("99"))
    then = world.decide(outcome.item, choice="accept")
    assert (then.outcome, then.reason) == ("waiting", "number-out-of-range")
    assert world.decide(outcome.item, choice="accept").outcome == "imported"


def test_rule_74_what_was_counted_before_the_revocation_may_still_be_taken(
    world: World, home: Home
) -> None:
    outcome = home.send(an_order_for("99"))
    world.set_state(home, "revoked")
    assert world.decide(outcome.item, choice="accept").outcome == "imported"


def test_an_order_from_an_unconfirmed_workstation_comes_in_after_confirmation(
    world: World,
) -> None:
    home = world.home(state="answered")
    sealed = home.seal()
    outcome = home.deliver(sealed)
    assert (outcome.outcome, outcome.reason) == ("quarantined", "unknown-sender")
    assert world.look().outcomes == []
    world.set_state(home, "active")
    (again,) = world.look().outcomes
    assert (again.item, again.outcome) == (outcome.item, "imported")
    assert home.answer(sealed).res is ReceiptResult.IMPORTED


def test_a_suspended_sender_is_taken_up_again_when_the_suspension_ends(
    world: World, home: Home
) -> None:
    world.set_state(home, "suspended")
    outcome = home.send()
    assert (outcome.outcome, outcome.reason) == ("quarantined", "suspended-sender")
    world.set_state(home, "active")
    assert [each.outcome for each in world.look().outcomes] == ["imported"]


def test_rule_7_a_file_of_a_newer_format_waits_for_an_update(
    world: World, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zlib

    data = bytearray(home.seal().data)
    data[9] = 2  # major version
    data[28:32] = zlib.crc32(bytes(data[:28])).to_bytes(4, "big")
    outcome = by_hand(world, bytes(data))
    assert (outcome.outcome, outcome.reason, outcome.code) == ("waiting", "needs-update", "E110")
    assert world.look().outcomes == []
    for module in (records, revisit):
        monkeypatch.setattr(module, "PROGRAM", "qtf-import 99")
    (again,) = world.look().outcomes
    assert (again.item, again.outcome) == (outcome.item, "waiting")
    assert world.look().outcomes == []


def test_rule_9_a_file_for_another_tenant_is_rejected_without_an_answer(
    world: World, home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from dataclasses import replace

    from qtf_format.ids import TenantId
    from qtf_importer.parcel import parcel_of
    from qtf_importer.receive import open_desk

    other = TenantId("c" * 32)
    desk = open_desk(world.office)
    view = desk.reader.tenants[world.office.tenant]
    desk.reader = replace(desk.reader, tenants={other: replace(view, tenant=other)})
    outcome = desk.take(parcel_of(home.seal().data, "x.qtf", "hand", world.office.now()))
    assert (outcome.outcome, outcome.reason, outcome.code) == ("rejected", "wrong-tenant", "E210")
    assert outcome.number is None
    assert home.receipts() == []


def test_rule_21_a_quarantined_file_is_examined_afresh_when_offered_again(
    world: World, home: Home
) -> None:
    world.set_state(home, "revoked")
    sealed = home.seal()
    first = home.deliver(sealed)
    world.set_state(home, "active")
    again = home.deliver(sealed)
    assert (again.item, again.outcome) == (first.item, "imported")
    assert world.item(first.item).deliveries == 2


def test_a_package_id_with_other_contents_is_an_alarm(world: World, home: Home) -> None:
    first = home.seal()
    home.deliver(first)
    reused = home.seal(an_order_for("10002"), package_id=first.package_id)
    outcome = home.deliver(reused)
    assert (outcome.outcome, outcome.code) == ("quarantined", "E402")
    assert len(world.heads()) == 1


def test_rule_64_a_sequence_used_twice_tells_of_a_restored_workstation(
    world: World, home: Home
) -> None:
    home.send()
    home.sequence = 0
    restored = home.seal(an_order_for("10002"))
    outcome = home.deliver(restored)
    assert (outcome.outcome, outcome.code) == ("quarantined", "E403")
    receipt = home.receipts()[-1]
    assert (receipt.n, receipt.items[-1].code) == (1, "E403")
    home.sequence = receipt.n
    assert home.send(an_order_for("10002")).outcome == "imported"


def test_the_same_manifest_in_other_bytes_is_a_duplicate(world: World, home: Home) -> None:
    """Sealed again to the same readers: another file, the same package (E401)."""
    order_id = "0f6d2f9e-6f8e-4a7c-9a3c-0c9e3d1b2a4f"
    first = home.seal(order_id=order_id, package_id="ab" * 16, sequence=7)
    second = home.seal(order_id=order_id, package_id="ab" * 16, sequence=7)
    assert first.manifest_sha == second.manifest_sha
    assert first.digest != second.digest
    home.deliver(first)
    outcome = home.deliver(second)
    assert (outcome.outcome, outcome.code) == ("unchanged", "E401")
    assert home.answer(first).repeat


def test_rules_35_and_36_receipts_name_what_was_seen(world: World, home: Home) -> None:
    home.send(an_order_for("10005"))
    home.sequence += 1
    home.send(an_order_for("10003"))
    receipt = home.receipts()[-1]
    assert (receipt.n, receipt.gaps) == (3, ())  # what is missing may be under way
    world.clock.advance(hours=25)
    home.send(an_order_for("10004"))
    receipt = home.receipts()[-1]
    assert [(gap.first, gap.last) for gap in receipt.gaps] == [(2, 2)]
    assert receipt.top == ("main 10005",)
    assert receipt.ep == 1
    assert receipt.jn > 0


def test_an_unconfirmed_workstation_whose_key_is_here_may_be_released_by_hand(
    world: World,
) -> None:
    from qtf_format.keys import public_keys
    from qtf_office.storage import workstations
    from qtf_office.storage.workstations import Invitation

    home = world.home(state="answered")
    sign, seal = public_keys(home.keys)
    with world.office.write() as conn:
        workstations.add_invitation(
            conn,
            world.office.tenant,
            Invitation(
                workstation_id=home.workstation,
                created_at=world.office.now(),
                expires_at=world.office.now(),
                fill_digest=Digest("0" * 64),
                fill_transcript=bytes(32),
                state="answered",
                answer_sign=sign,
                answer_seal=seal,
            ),
        )
    outcome = by_hand(world, home.seal().data)
    assert outcome.outcome == "quarantined"
    assert world.decide(outcome.item, choice="accept").outcome == "imported"
    assert by_hand(world, home.seal(an_order_for("10002")).data).outcome == "quarantined"


def test_an_item_that_asks_nothing_cannot_be_decided(world: World, home: Home) -> None:
    outcome = home.send()
    with pytest.raises(NotAsked):
        world.decide(outcome.item, choice="accept")


def test_a_name_from_a_channel_decides_nothing_and_is_shown_escaped(
    world: World, home: Home
) -> None:
    outcome = home.deliver(home.seal(), "x (conflicted copy)\n\u202efdp.qtf")
    assert outcome.outcome == "imported"
    assert "\n" not in outcome.file
    assert "\u202e" not in outcome.file
