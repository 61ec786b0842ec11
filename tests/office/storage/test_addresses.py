from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import Connection, func, select

from offices import AT, an_address, new_address
from qtf_format.ids import TenantId
from qtf_format.model import ContactPoint, Person, Role
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.storage import addresses
from qtf_office.storage.schema import address as address_table
from qtf_office.storage.schema import address_key

LATER = Instant("2026-11-21T09:00:00.000Z")
STRANGER = TenantId("f" * 32)


def test_an_address_is_read_as_it_was_written(office: Office, conn: Connection) -> None:
    new = new_address(an_address("Weiß & Söhne", Role.BUYER, Role.SITE), created_by_item=7)
    addresses.insert(conn, office.tenant, new)
    stored = addresses.get(conn, office.tenant, new.address_id)
    assert stored is not None
    assert stored.address == new.address
    assert (stored.normal_digest, stored.state) == (new.normal_digest, "active")
    assert (stored.created_by_item, stored.created_at, stored.changed_at) == (7, AT, AT)


def test_the_columns_show_one_phone_and_one_mail_address(office: Office, conn: Connection) -> None:
    contacts = (
        ContactPoint(use="fax", value="1"),
        ContactPoint(use="mobile", value="2"),
        ContactPoint(use="email", value="a@b.example"),
    )
    one = msgspec.structs.replace(
        an_address(), contacts=contacts, person=Person(title="Dr.", family="Rußmann")
    )
    addresses.insert(conn, office.tenant, new_address(one))
    columns = address_table.c
    row = conn.execute(select(columns.phone, columns.email, columns.person)).one()
    assert tuple(row) == ("2", "a@b.example", "Dr. Rußmann")


def test_equal_addresses_are_found_by_their_normal_digest(office: Office, conn: Connection) -> None:
    first = new_address(address_id="1" * 32)
    addresses.insert_many(conn, office.tenant, [first, replace(first, address_id="2" * 32)])
    found = addresses.by_normal_digest(conn, office.tenant, first.normal_digest)
    assert [each.address_id for each in found] == ["1" * 32, "2" * 32]
    addresses.delete(conn, office.tenant, "1" * 32, LATER)
    found = addresses.by_normal_digest(conn, office.tenant, first.normal_digest)
    assert [each.address_id for each in found] == ["2" * 32]


def test_similar_addresses_are_found_by_their_keys(office: Office, conn: Connection) -> None:
    meier = new_address(an_address("Meier"), keys={("sound", "67"), ("postcode", "01099")})
    maier = new_address(an_address("Maier"), keys={("sound", "67"), ("postcode", "80331")})
    other = new_address(an_address("Huber"), keys={("sound", "017"), ("postcode", "67")})
    addresses.insert_many(conn, office.tenant, [meier, maier, other])
    wanted = {("sound", "67"), ("postcode", "80331"), ("email", "x")}
    assert addresses.find_by_keys(conn, office.tenant, wanted) == {
        meier.address_id: {("sound", "67")},
        maier.address_id: {("sound", "67"), ("postcode", "80331")},
    }
    assert addresses.find_by_keys(conn, office.tenant, set()) == {}


def test_a_search_with_very_many_keys_is_answered(office: Office, conn: Connection) -> None:
    one = new_address(keys={("sound", str(number)) for number in range(900)})
    addresses.insert(conn, office.tenant, one)
    wanted = {("sound", str(number)) for number in range(0, 3000)}
    assert len(addresses.find_by_keys(conn, office.tenant, wanted)[one.address_id]) == 900


def test_rule_85_another_tenants_addresses_are_never_found(
    office: Office, conn: Connection
) -> None:
    new = new_address()
    addresses.insert(conn, office.tenant, new)
    assert addresses.get(conn, STRANGER, new.address_id) is None
    assert addresses.find_by_keys(conn, STRANGER, new.keys) == {}
    assert addresses.by_normal_digest(conn, STRANGER, new.normal_digest) == []
    assert addresses.search(conn, STRANGER, "Ruß") == []


@pytest.mark.parametrize(
    "text", ["RUSS", "ruß", "schorn 01099", "höchsten 7a", "HÖCHSTEN", "0000000", "K-77", ""]
)
def test_people_find_an_address_by_any_word_of_it(
    office: Office, conn: Connection, text: str
) -> None:
    addresses.insert(conn, office.tenant, new_address(customer_number="K-77"))
    addresses.insert(conn, office.tenant, new_address(an_address("Anderswo")))
    names = [each.address.name for each in addresses.search(conn, office.tenant, text)]
    assert "Schornsteinfegerei Ruß" in names


@pytest.mark.parametrize("text", ["%", "_", "\\", "Ruß Hamburg", "dresden xyz"])
def test_people_do_not_find_what_is_not_there(office: Office, conn: Connection, text: str) -> None:
    addresses.insert(conn, office.tenant, new_address())
    assert addresses.search(conn, office.tenant, text) == []


def test_a_very_long_address_is_stored_and_found(office: Office, conn: Connection) -> None:
    long = msgspec.structs.replace(an_address("Ä" * 200), name2="𝔐" * 200, street="漢" * 200)
    addresses.insert(conn, office.tenant, new_address(long))
    assert len(addresses.search(conn, office.tenant, "ÄÄÄ")) == 1


def test_a_changed_address_is_found_by_its_new_keys_only(office: Office, conn: Connection) -> None:
    old = new_address(keys={("sound", "1")}, created_by_item=3)
    addresses.insert(conn, office.tenant, old)
    moved = msgspec.structs.replace(old.address, city="Leipzig")
    changed = replace(old, address=moved, keys={("sound", "2")}, at=LATER, created_by_item=None)
    addresses.update_one(conn, office.tenant, changed)
    stored = addresses.get(conn, office.tenant, old.address_id)
    assert stored is not None
    assert (stored.address.city, stored.created_by_item) == ("Leipzig", 3)
    assert (stored.created_at, stored.changed_at) == (AT, LATER)
    assert addresses.find_by_keys(conn, office.tenant, {("sound", "1")}) == {}
    assert len(addresses.search(conn, office.tenant, "leipzig")) == 1
    assert addresses.search(conn, office.tenant, "dresden") == []


def test_many_addresses_are_read_at_once(office: Office, conn: Connection) -> None:
    new = [new_address(an_address(f"Kunde {n:04d}")) for n in range(950)]
    addresses.insert_many(conn, office.tenant, new)
    ids = [each.address_id for each in new]
    assert set(addresses.get_many(conn, office.tenant, [*ids, "nobody"])) == set(ids)
    names = [each.address.name for each in addresses.list_all(conn, office.tenant)]
    assert names == sorted(f"Kunde {n:04d}" for n in range(950))
    assert len(list(addresses.iterate(conn, office.tenant))) == 950


def test_rule_57_a_provisional_address_is_confirmed(office: Office, conn: Connection) -> None:
    new = new_address(state="provisional")
    addresses.insert(conn, office.tenant, new)
    addresses.set_state(conn, office.tenant, new.address_id, "active", LATER)
    addresses.set_customer_number(conn, office.tenant, new.address_id, "K-1", LATER)
    stored = addresses.get(conn, office.tenant, new.address_id)
    assert stored is not None
    assert (stored.state, stored.customer_number, stored.changed_at) == ("active", "K-1", LATER)
    assert addresses.search(conn, office.tenant, "k-1") == [stored]
    assert set(addresses.find_by_keys(conn, office.tenant, new.keys)) == {new.address_id}


def test_rule_43_the_addresses_an_import_brought_can_be_erased(
    office: Office, conn: Connection
) -> None:
    mine = new_address(an_address("Neu"), created_by_item=5)
    addresses.insert_many(conn, office.tenant, [mine, new_address()])
    (brought,) = addresses.created_by(conn, office.tenant, 5)
    addresses.erase(conn, office.tenant, brought.address_id)
    assert addresses.get(conn, office.tenant, mine.address_id) is None
    keys = select(func.count()).where(address_key.c.address_id == mine.address_id)
    assert conn.execute(keys).scalar_one() == 0


def test_keys_can_be_computed_anew_for_all(office: Office, conn: Connection) -> None:
    new = [new_address(an_address(f"Kunde {n}"), customer_number="K-1") for n in range(3)]
    addresses.insert_many(conn, office.tenant, new)
    count = addresses.rewrite_keys(
        conn, office.tenant, lambda one: ("x" * 64, {("new", one.name or "")})
    )
    assert count == 3
    assert len(addresses.find_by_keys(conn, office.tenant, {("new", "Kunde 1")})) == 1
    assert addresses.find_by_keys(conn, office.tenant, new[0].keys) == {}
    assert len(addresses.by_normal_digest(conn, office.tenant, "x" * 64)) == 3
    assert len(addresses.search(conn, office.tenant, "k-1")) == 3


def test_new_ids_are_distinct() -> None:
    assert len({addresses.new_id() for _ in range(100)}) == 100
