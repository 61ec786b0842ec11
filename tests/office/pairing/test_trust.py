"""The trust list at a workstation: forward only (format 14.2, E219)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from msgspec.structs import replace

from pairing_world import World
from qtf_format.canonical import from_bytes, to_bytes
from qtf_format.codes import Code
from qtf_format.package import Kind
from qtf_format.payloads import NumberBlock, Trust, TrustedWorkstation, WorkstationState
from qtf_office import pairing, trust
from qtf_office.directory import Office
from qtf_office.reader import reader_for
from qtf_office.storage import ranges, workstations
from qtf_office.trust import Acceptance, Accepted


@pytest.fixture
def paired(world: World) -> World:
    """HO-1 is paired and has the newest list."""
    world.pair()
    world.deliver_trust("HO-1")
    return world


def _held(office: Office) -> Trust:
    with office.read() as conn:
        newest = workstations.newest_trust_list(conn, office.tenant)
    assert newest is not None
    return from_bytes(newest.payload, Trust)


def _next(held: Trust, **changes: Any) -> Trust:
    prev = hashlib.sha256(to_bytes(held)).digest()
    return replace(held, **{"ep": held.ep + 1, "prev": prev, **changes})


def _offer(office: Office, offered: Trust) -> Accepted:
    with office.write() as conn:
        return trust.accept(conn, office, offered)


def _own(held: Trust, office: Office) -> TrustedWorkstation:
    (own,) = [w for w in held.ws if w.id.hex() == office.workstation]
    return own


def _with_own(held: Trust, office: Office, **changes: Any) -> tuple[TrustedWorkstation, ...]:
    own = _own(held, office)
    return tuple(replace(w, **changes) if w is own else w for w in held.ws)


def test_the_first_list_of_an_office_has_epoch_1(world: World) -> None:
    with world.main.write() as conn:
        assert trust.current(conn, world.main).ep == 1
        assert trust.current(conn, world.main).ep == 1
        listed, queued = trust.publish(conn, world.main)
    assert listed.ep == 2
    assert queued == ()
    assert [w.role for w in listed.ws] == ["office"]


def test_a_list_follows_by_epoch_and_hash_and_gaps_are_fine(paired: World) -> None:
    with paired.home("HO-1") as office:
        held = _held(office)
        assert _offer(office, _next(held)).verdict is Acceptance.TAKEN
        later = _next(held, ep=held.ep + 7, prev=bytes(range(32)))
        assert _offer(office, later).verdict is Acceptance.TAKEN


def test_an_older_or_other_list_is_e219_and_changes_nothing(paired: World) -> None:
    with paired.home("HO-1") as office:
        held = _held(office)
        for wrong in (
            replace(held, ep=held.ep - 1),
            replace(held, name="Somebody else"),
            _next(held, prev=bytes(32)),
            _next(held, off=bytes(16)),
        ):
            accepted = _offer(office, wrong)
            assert accepted.code is Code.E219
            assert _held(office) == held
        assert _offer(office, held) == Accepted(Acceptance.KNOWN, None, "active")


def test_a_revoked_workstation_hands_out_no_more_numbers(paired: World) -> None:
    with paired.home("HO-1") as office:
        held = _held(office)
        revoked = _with_own(held, office, state=WorkstationState.REVOKED, num=())
        assert _offer(office, _next(held, ws=revoked)).state == "revoked"
        with office.read() as conn:
            rows = ranges.list_all(conn, office.tenant, office.workstation)
    assert {r.state for r in rows} == {"frozen"}


def test_rule_65_a_further_block_comes_with_a_list(paired: World) -> None:
    with paired.home("HO-1") as office:
        held = _held(office)
        more = NumberBlock(series="main", first=70_001, last=80_000)
        blocks = (*_own(held, office).num, more)
        _offer(office, _next(held, ws=_with_own(held, office, num=blocks)))
        with office.read() as conn:
            rows = ranges.list_all(conn, office.tenant, office.workstation)
    assert [(r.first, r.next) for r in rows] == [(10_001, 10_001), (70_001, 70_001)]


def test_rights_taken_away_at_the_office_are_gone_at_home(paired: World) -> None:
    with paired.home("HO-1") as office:
        held = _held(office)
        _offer(office, _next(held, ws=_with_own(held, office, may=())))
        with office.read() as conn:
            own = workstations.get(conn, office.tenant, office.workstation)
    assert own is not None
    assert own.kinds == ()


def test_home_listens_to_the_office_only_and_the_office_to_orders_only(paired: World) -> None:
    paired.pair("HO-2")
    paired.deliver_trust("HO-1")
    with paired.home("HO-1") as office, office.read() as conn:
        view = reader_for(office, conn).tenants[office.tenant]
        main = view.sender(office.office_workstation)
        with paired.main.read() as main_conn:
            other = workstations.find_by_name(main_conn, paired.main.tenant, "HO-2")
        assert other is not None
        sibling = view.sender(other.workstation_id)
    assert main is not None
    assert main.may_send == {Kind.RECEIPT, Kind.TRUST}
    assert sibling is not None
    assert sibling.may_send == frozenset()
    with paired.main.read() as conn:
        at_main = reader_for(paired.main, conn).tenants[paired.main.tenant]
    sender = at_main.sender(other.workstation_id)
    assert sender is not None
    assert sender.may_send == {Kind.ORDER, Kind.PAIR_ACCEPT}


def test_a_new_series_is_told_to_everybody(paired: World) -> None:
    paired.invite("HO-2", ranges=(pairing.parse_range("quote=500-999"),))
    (accepted,) = paired.deliver_trust("HO-1")
    assert accepted.verdict is Acceptance.TAKEN
    with paired.home("HO-1") as office:
        assert _held(office).series == ("quote quote",)
