"""One file, one code, one answer (format 14.3): who gets in, and who does not."""

from __future__ import annotations

import pytest

from pairing_world import World
from qtf_format.code import new_code
from qtf_format.codes import Code
from qtf_format.ids import PackageId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_format.package import Opened, Reader, Refusal, SealHeader
from qtf_format.payloads import Keys, PairFill
from qtf_format.reading import read
from qtf_format.sealing import seal_pair_accept
from qtf_office import pairing
from qtf_office.errors import NameTaken, OfficeExists
from qtf_office.pairing import Answered, NotAnswered, PairingRefused, WorkstationUnknown
from qtf_office.reader import reader_for
from qtf_office.storage import outbox, ranges, workstations


def _state(world: World, name: str = "HO-1") -> str:
    with world.main.read() as conn:
        row = workstations.find_by_name(conn, world.main.tenant, name)
    assert row is not None
    return row.state


def test_both_sides_show_the_same_six_digits(world: World) -> None:
    joined = world.join(world.invite())
    answer = world.take(world.answer())
    assert isinstance(answer, Answered)
    assert answer.code is None
    assert answer.device == "PC home"
    assert answer.comparison == joined.comparison
    assert len(joined.comparison) == 6
    assert pairing.confirm(world.main, "ho-1 ").comparison == joined.comparison


def test_a_confirmed_workstation_learns_that_it_is_active(world: World) -> None:
    world.join(world.invite())
    world.take(world.answer())
    pairing.confirm(world.main, "HO-1")
    (accepted,) = world.deliver_trust()
    assert accepted.state == "active"
    with world.home() as office, office.read() as conn:
        (answer,) = outbox.list_items(conn, office.tenant)
        own = workstations.get(conn, office.tenant, office.workstation)
    assert answer.state == "confirmed"
    assert own is not None
    assert own.state == "active"
    assert own.employee == "Erika Beispiel"


def test_an_order_cannot_come_in_before_the_confirmation(world: World) -> None:
    world.join(world.invite())
    world.take(world.answer())
    assert _state(world) == "answered"
    with world.main.read() as conn:
        view = reader_for(world.main, conn).tenants[world.main.tenant]
        row = workstations.find_by_name(conn, world.main.tenant, "HO-1")
    assert row is not None
    assert view.sender(row.workstation_id) is None


@pytest.mark.parametrize("change", ["another code", "one wrong character"])
def test_a_wrong_code_opens_nothing_and_leaves_nothing(world: World, change: str) -> None:
    invited = world.invite()
    code = new_code() if change == "another code" else _typo(invited.code)
    with pytest.raises(PairingRefused) as refused:
        world.join(invited, code=code)
    assert refused.value.code is Code.E220
    assert not list(world.root.glob("*home*"))


def _typo(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_code_may_be_typed_carelessly(world: World) -> None:
    invited = world.invite()
    careless = invited.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert world.join(invited, code=f" {careless} ").name == "HO-1"


def test_an_invitation_ends_after_seven_days_at_both_ends(world: World) -> None:
    invited = world.invite()
    world.join(invited)
    world.clock.advance(days=7, seconds=1)
    late = world.take(world.answer())
    assert isinstance(late, Refusal)
    assert late.code is Code.E223
    with pytest.raises(PairingRefused) as refused:
        world.join(invited, "elsewhere")
    assert refused.value.code is Code.E223


def test_a_second_answer_is_refused_and_named_an_alarm(world: World) -> None:
    invited = world.invite()
    world.join(invited, "home")
    world.join(invited, "thief")
    world.take(world.answer("home"))
    second = world.take(world.answer("thief"))
    assert isinstance(second, Refusal)
    assert second.code is Code.E222
    pairing.confirm(world.main, "HO-1")
    third = world.open(world.answer("thief"))
    assert isinstance(third, Refusal)
    # Signed by a key that is not on the list, from a workstation that is.
    assert third.code in (Code.E214, Code.E222)


def test_two_answers_read_before_either_was_taken_end_in_one(world: World) -> None:
    invited = world.invite()
    world.join(invited, "home")
    world.join(invited, "thief")
    both = [world.open(world.answer(folder)) for folder in ("home", "thief")]
    taken = []
    for opened in both:
        assert isinstance(opened, Opened)
        with world.main.write() as conn:
            taken.append(pairing.answered(conn, world.main, opened))
    assert [t.code for t in taken] == [None, Code.E222]
    assert (taken[1].device, taken[1].other_device) == ("PC thief", "PC home")


def test_the_same_answer_again_says_the_same(world: World) -> None:
    world.join(world.invite())
    opened = world.open(world.answer())
    assert isinstance(opened, Opened)
    answers = []
    for _ in range(2):
        with world.main.write() as conn:
            answers.append(pairing.answered(conn, world.main, opened))
    assert answers[0] == answers[1]
    assert answers[0].comparison is not None


def test_whoever_has_not_answered_is_invited_again_under_the_same_id(world: World) -> None:
    first = world.invite()
    world.join(first, "old")
    second = world.invite()
    assert second.is_repeat
    assert second.workstation.workstation_id == first.workstation.workstation_id
    assert second.blocks == first.blocks
    assert second.code != first.code
    old = world.take(world.answer("old"))
    assert isinstance(old, Refusal)
    assert old.code is Code.E220
    world.join(second, "new")
    assert isinstance(world.take(world.answer("new")), Answered)


def test_whoever_has_answered_is_not_invited_again(world: World) -> None:
    world.join(world.invite())
    world.take(world.answer())
    with pytest.raises(NameTaken):
        world.invite(" ho-1")


def test_nobody_is_confirmed_before_answering(world: World) -> None:
    world.invite()
    with pytest.raises(NotAnswered):
        pairing.confirm(world.main, "HO-1")
    with pytest.raises(WorkstationUnknown):
        pairing.confirm(world.main, "HO-2")


def test_confirming_twice_changes_nothing_more(world: World) -> None:
    world.pair()
    again = pairing.confirm(world.main, "HO-1")
    assert again.is_repeat
    with world.main.read() as conn:
        listed = workstations.newest_trust_list(conn, world.main.tenant)
    assert listed is not None
    assert listed.epoch == again.epoch == 2


def test_a_directory_in_use_is_not_joined_into(world: World) -> None:
    invited = world.invite()
    world.join(invited)
    again = world.join(invited)
    assert again.is_repeat
    with pytest.raises(OfficeExists):
        world.join(world.invite("HO-2"), "home")
    with pytest.raises(OfficeExists):
        world.join(invited, "main")
    (world.root / "papers").mkdir()
    (world.root / "papers" / "letter.txt").write_text("dear ...")
    with pytest.raises(OfficeExists):
        world.join(invited, "papers")


def test_an_empty_directory_may_be_joined_into(world: World) -> None:
    (world.root / "home").mkdir()
    assert not world.join(world.invite()).is_repeat


def test_something_else_than_an_invitation_is_refused(world: World) -> None:
    invited = world.invite()
    world.join(invited)
    answer = world.answer()
    for data in (b"", b"%PDF-1.7", invited.data[:-1], answer):
        wish = pairing.JoinWish(world.root / "x", data, invited.code, secrets="file")
        with pytest.raises(PairingRefused):
            pairing.join(wish, world.clock)
    assert not (world.root / "x").exists()


def test_a_revoked_workstation_is_out_at_once_and_its_numbers_stay_its_own(world: World) -> None:
    world.pair("HO-1")
    world.pair("HO-2")
    world.deliver_trust("HO-2")
    row = pairing.revoke(world.main, "HO-1")
    assert row.state == "revoked"
    with world.main.read() as conn:
        frozen = ranges.list_all(conn, world.main.tenant, row.workstation_id)
        proposed = ranges.propose_block(conn, world.main.tenant)
        waiting = outbox.due(conn, world.main.tenant, world.main.now())
    assert [r.state for r in frozen] == ["frozen"]
    assert proposed[0] > frozen[0].last
    assert row.workstation_id not in {item.recipient for item in waiting}
    (accepted,) = world.deliver_trust("HO-2")
    assert accepted.state == "active"
    assert pairing.revoke(world.main, "HO-1") == row
    refused = world.open(world.answer("HO-1"))
    assert isinstance(refused, Refusal)
    assert refused.code is Code.E213


def test_the_office_itself_is_not_revoked(world: World) -> None:
    with pytest.raises(pairing.admit.OfficeNotRevocable):
        pairing.revoke(world.main, "Dachbau Muster GmbH")


def _forged_answer(world: World, monkeypatch: pytest.MonkeyPatch, **keys: bytes) -> bytes:
    """An answer with other keys in it than those it was made with, as no program of ours makes."""
    monkeypatch.setattr("qtf_format.sealing.read_payload", lambda *_: None)
    invited = world.invite()
    reader = Reader(secrets=(), tenants={}, pairing_code=invited.code)
    opened = read(invited.data, reader)
    assert isinstance(opened, Opened)
    assert isinstance(opened.payload, PairFill)
    assert opened.accept_key is not None
    own = new_keys()
    sign, seal = public_keys(own)
    (main,) = opened.payload.trust.ws
    assert main.seal is not None
    header = SealHeader(
        tenant=opened.tenant,
        sender=WorkstationId(opened.payload.lease.id.hex()),
        keys=own,
        readers=(main.seal, seal),
        package_id=PackageId("ab" * 16),
        sequence=1,
        sealed_at_ms=0,
        program="forger",
    )
    payload = Keys(**{"sign": sign, "seal": seal, **keys}, device="PC")
    return seal_pair_accept(header, opened.accept_key, payload).data


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ({"seal": bytes(32)}, {Code.E218}),
        ({"sign": bytes(32)}, {Code.E218}),
        ({"sign": bytes(range(32))}, {Code.E218, Code.E215}),
    ],
)
def test_weak_or_foreign_keys_are_never_taken(
    world: World, monkeypatch: pytest.MonkeyPatch, keys: dict[str, bytes], codes: set[Code]
) -> None:
    refused = world.open(_forged_answer(world, monkeypatch, **keys))
    assert isinstance(refused, Refusal)
    assert refused.code in codes
    assert _state(world) == "invited"


def test_an_answer_without_the_proof_of_the_code_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = _forged_answer(world, monkeypatch)
    assert isinstance(world.open(good), Opened)
    world.invite()  # a new code: the former one proves nothing any more
    refused = world.open(good)
    assert isinstance(refused, Refusal)
    assert refused.code is Code.E220
