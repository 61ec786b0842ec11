from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from offices import AT, workstation
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.model import OrderKind
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.storage import workstations
from qtf_office.storage.workstations import Invitation, TrustList

LATER = Instant("2026-11-21T09:00:00.000Z")


def test_a_workstation_is_read_as_it_was_written(office: Office, conn: Connection) -> None:
    new = replace(workstation(), kinds=(OrderKind.QUOTE, OrderKind.WORK_ORDER), devices=1)
    workstations.insert(conn, office.tenant, new)
    assert workstations.get(conn, office.tenant, new.workstation_id) == new
    assert workstations.get(conn, TenantId("f" * 32), new.workstation_id) is None


def test_a_workstation_is_found_by_name_whatever_the_case(office: Office, conn: Connection) -> None:
    workstations.insert(conn, office.tenant, workstation("Büro  Süd"))
    found = workstations.find_by_name(conn, office.tenant, "BÜRO SÜD")
    assert found is not None
    assert found.name == "Büro  Süd"
    assert workstations.find_by_name(conn, office.tenant, "Büro Nord") is None


def test_two_workstations_cannot_have_one_name(office: Office) -> None:
    with office.write() as conn:
        workstations.insert(conn, office.tenant, workstation("Süd"))
    other = replace(workstation("SÜD"), workstation_id=WorkstationId("7" * 32))
    with pytest.raises(LostRace), office.write() as conn:
        workstations.insert(conn, office.tenant, other)


def test_a_changed_workstation_is_saved(office: Office, conn: Connection) -> None:
    old = replace(workstation(), sign_key=None, seal_key=None, state="invited")
    workstations.insert(conn, office.tenant, old)
    new = replace(old, name="Neu", state="revoked", revoked_at=LATER, sign_key=bytes(32))
    workstations.save(conn, office.tenant, new)
    assert workstations.find_by_name(conn, office.tenant, "neu") == new
    assert workstations.find_by_name(conn, office.tenant, old.name) is None


def test_the_office_is_listed_first(office: Office, conn: Connection) -> None:
    workstations.insert(conn, office.tenant, workstation("A"))
    workstations.insert(conn, office.tenant, replace(workstation("B"), created_at=LATER))
    names = [each.name for each in workstations.list_all(conn, office.tenant)]
    assert names == [office.company, "A", "B"]


def test_the_highest_sequence_never_falls(office: Office, conn: Connection) -> None:
    home = workstation().workstation_id
    workstations.insert(conn, office.tenant, workstation())
    for sequence in (3, 9, 5):
        workstations.note_seen(conn, office.tenant, home, (sequence, LATER))
    stored = workstations.get(conn, office.tenant, home)
    assert stored is not None
    assert (stored.highest_sequence, stored.last_seen_at) == (9, LATER)


def invitation() -> Invitation:
    return Invitation(
        workstation_id=workstation().workstation_id,
        created_at=AT,
        expires_at=LATER,
        fill_digest=Digest("a" * 64),
        fill_transcript=bytes(range(32)),
    )


def test_an_invitation_is_answered_and_closed(office: Office, conn: Connection) -> None:
    workstations.add_invitation(conn, office.tenant, invitation())
    assert workstations.open_invitations(conn, office.tenant) == [invitation()]
    answered = replace(
        invitation(),
        state="answered",
        answer_package=PackageId("b" * 32),
        answer_sign=bytes(32),
        answer_seal=bytes(range(32)),
        answer_device="Laptop",
        comparison="123456",
    )
    workstations.save_invitation(conn, office.tenant, answered)
    assert workstations.open_invitations(conn, office.tenant) == []
    home = invitation().workstation_id
    assert workstations.invitation(conn, office.tenant, home) == answered


def test_a_new_invitation_takes_the_place_of_the_old(office: Office, conn: Connection) -> None:
    workstations.add_invitation(conn, office.tenant, replace(invitation(), state="closed"))
    workstations.add_invitation(conn, office.tenant, invitation())
    assert workstations.open_invitations(conn, office.tenant) == [invitation()]


def test_the_newest_trust_list_is_the_one_of_the_highest_epoch(
    office: Office, conn: Connection
) -> None:
    assert workstations.newest_trust_list(conn, office.tenant) is None
    lists = [TrustList(epoch, b"list", Digest("c" * 64), AT) for epoch in (1, 10, 2)]
    for each in lists:
        workstations.add_trust_list(conn, office.tenant, each)
    assert workstations.newest_trust_list(conn, office.tenant) == lists[1]
    assert workstations.trust_list(conn, office.tenant, 2) == lists[2]
    assert workstations.trust_list(conn, office.tenant, 3) is None
