"""What the office database finds by the keys of an address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offices import AT, main_office
from qtf_format.model import Address
from qtf_office.directory import Office
from qtf_office.matching.candidates import find
from qtf_office.matching.keys import index_entry, search_keys
from qtf_office.matching.normalise import normal_digest
from qtf_office.storage import addresses
from qtf_office.storage.addresses import NewAddress
from some_addresses import an_address


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with main_office(tmp_path / "office") as opened:
        yield opened


def keep(office: Office, *kept: Address) -> list[str]:
    ids = [addresses.new_id() for _ in kept]
    with office.write() as conn:
        for address_id, address in zip(ids, kept, strict=True):
            digest, keys = index_entry(address)
            new = NewAddress(address_id, address, digest, keys, AT)
            addresses.insert(conn, office.tenant, new)
    return ids


def found(office: Office, address: Address, *also: str) -> list[str]:
    with office.read() as conn:
        return [known.address_id for known in find(conn, office.tenant, address, also)]


@pytest.mark.parametrize(
    "arriving",
    [
        an_address("Hans Maier"),
        an_address("Meyer, Johannes", street=None),
        an_address("Hans Meier", postcode=None, city="Frankfurt/M."),
        an_address("Hans Meier", postcode="60131", street=None),
        an_address("Hans Meier", postcode="60131", city="Franckfurd"),
        an_address("Eva Schulz"),
        an_address("Hanna Schulz", street="Hauptstraße 12", postcode=None),
        an_address("Eva Huber", street=None, postcode="10115", city="Berlin", phone="069-123456"),
        an_address("Eva Huber", street=None, postcode="10115", city="Berlin", email="M@X.de"),
    ],
)
def test_any_of_several_keys_finds_the_address(office: Office, arriving: Address) -> None:
    (meier,) = keep(office, an_address("Hans Meier", phone="+49 69 123456", email="m@x.de"))
    assert found(office, arriving) == [meier]


def test_nothing_in_common_is_not_looked_at(office: Office) -> None:
    keep(office, an_address("Eva Huber", street="Bergweg 1", postcode="10115", city="Berlin"))
    assert found(office, an_address()) == []
    assert found(office, Address(roles=an_address().roles)) == []


def test_the_most_telling_one_comes_first(office: Office) -> None:
    others = [an_address(f"Eva {n}", street=f"Weg {n}", city="Frankfurt") for n in "AB"]
    _, neighbour, meier = keep(office, others[0], an_address("Eva Schulz"), an_address())
    assert found(office, an_address())[:2] == [meier, neighbour]


def test_in_a_big_house_only_the_nearest_are_fetched(office: Office) -> None:
    keep(office, *[an_address(f"Eva N{'aeiou'[n % 5]}m{n}") for n in range(40)])
    (meier,) = keep(office, an_address())
    nearest = found(office, an_address("Hans Maier"))
    assert nearest[0] == meier
    assert len(nearest) < 40


def test_remembered_ones_are_looked_at_in_any_case(office: Office) -> None:
    (far,) = keep(office, an_address("Eva Huber", street=None, postcode="10115", city="Berlin"))
    assert found(office, an_address(), far) == [far]


def test_an_address_of_our_own_books_is_looked_at_in_any_case(office: Office) -> None:
    elsewhere: dict[str, Any] = {"street": None, "postcode": "10115", "city": "Berlin"}
    (own,) = keep(office, an_address("Eva Huber", **elsewhere))
    assert found(office, an_address(id=own)) == [own]


def test_deleted_ones_are_not_found(office: Office) -> None:
    (meier,) = keep(office, an_address())
    with office.write() as conn:
        addresses.delete(conn, office.tenant, meier, AT)
    assert found(office, an_address(), meier) == []


def test_keys_are_few_and_never_a_bare_sound() -> None:
    keys = search_keys(an_address("Müller", phone="069 123456"))
    assert ("phone", "+4969123456") in keys
    assert all("|" in value for kind, value in keys if kind.startswith(("name", "house")))
    assert len(keys) <= 10


def test_digest_and_keys_are_made_in_one_go() -> None:
    assert index_entry(an_address()) == (normal_digest(an_address()), search_keys(an_address()))


def test_where_nothing_says_where_the_whole_name_is_the_key() -> None:
    poor = Address(roles=an_address().roles, name="Nordwind Bau GmbH")
    assert [kind for kind, _ in search_keys(poor)] == ["whole"]
    assert search_keys(Address(roles=poor.roles)) == frozenset()
