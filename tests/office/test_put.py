"""Putting one order in from outside (`qtf-office put`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from offices import an_address, an_order, new_address, order_write
from pairing_world import World
from pairing_world import world as new_world
from qtf_format.model import Article, OrderKind
from qtf_office.directory import Office
from qtf_office.jsonform import order_json
from qtf_office.jsonread import read_form
from qtf_office.put import PutDone, PutRefused, PutResult, put_order
from qtf_office.storage import addresses, articles, orders, ranges, revisions


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_world(tmp_path) as made:
        yield made


def _put(office: Office, **changes: Any) -> PutResult:
    form = order_json(an_order("A1"), (an_address(),)) | changes
    return put_order(office, read_form(json.dumps(form)))


def test_a_new_order_is_created_once_and_then_unchanged(world: World) -> None:
    office, order_id = world.main, str(uuid4())
    first = _put(office, order_id=order_id, revision=1)
    again = _put(office, order_id=order_id, revision=9)
    assert (first.done, again.done) == (PutDone.CREATED, PutDone.UNCHANGED)
    assert first.head.order_id == order_id
    assert again.head == first.head
    assert first.head.owner == office.workstation


def test_without_an_id_the_number_finds_the_order(world: World) -> None:
    first = _put(world.main)
    renewed = _put(world.main, number=" a1", title="Neu")
    assert renewed.done is PutDone.RENEWED
    assert renewed.head.order_id == first.head.order_id
    assert renewed.head.revision == 1  # it was never exchanged


def test_a_new_order_takes_the_given_revision_and_an_existing_one_does_not(world: World) -> None:
    assert _put(world.main, revision=4).head.revision == 4
    assert _put(world.main, number="A2", revision=0).head.revision == 1
    assert _put(world.main, revision=8, title="Neu").head.revision != 8


def test_rule_12_the_revision_rises_once_for_changes_after_an_exchange(world: World) -> None:
    office = world.main
    first = _put(office).head
    with office.write() as conn:
        orders.set_exchanged(conn, office.tenant, first.order_id, 1, first.content_digest)
    assert _put(office, title="Neu").head.revision == 2
    assert _put(office, title="Neuer").head.revision == 2
    back = _put(office).head
    assert (back.revision, back.is_edited) == (1, False)


def test_without_a_number_it_gets_the_next_one_of_the_range(world: World) -> None:
    assert _put(world.main, number=None).head.number == "1"
    assert _put(world.main, number=None).head.number == "2"


def test_a_number_that_is_taken_is_refused_and_nothing_changes(world: World) -> None:
    _put(world.main)
    other = _put(world.main, number="A2").head
    with pytest.raises(PutRefused) as refused:
        _put(world.main, order_id=other.order_id, number="a1")
    assert refused.value.reason == "duplicate-number"
    with pytest.raises(PutRefused):
        _put(world.main, order_id=str(uuid4()))


def test_rule_5_the_kind_of_an_order_stays(world: World) -> None:
    first = _put(world.main).head
    with pytest.raises(PutRefused) as refused:
        _put(world.main, order_id=first.order_id, kind="order")
    assert refused.value.reason == "other-kind"


def test_kinds_with_a_series_of_their_own_have_numbers_of_their_own(world: World) -> None:
    office = world.main
    with office.write() as conn:
        ranges.set_series(conn, office.tenant, OrderKind.QUOTE, "quote")
    quote = _put(office, kind="quote").head
    order = _put(office, kind="order").head
    assert (quote.number, order.number) == ("A1", "A1")
    assert quote.order_id != order.order_id


@pytest.mark.parametrize("state", ["deleted", "locked", "processed"])
def test_rule_27_what_is_finished_is_left_alone(world: World, state: str) -> None:
    office = world.main
    head = _put(office).head
    with office.write() as conn:
        if state == "deleted":
            orders.delete(conn, office.tenant, head.order_id, office.now())
        elif state == "locked":
            orders.set_locked(conn, office.tenant, head.order_id, True)
        else:
            orders.set_processed(conn, office.tenant, head.order_id, "invoice 7")
    with pytest.raises(PutRefused) as refused:
        _put(office, title="Neu")
    assert refused.value.reason in ("deleted", "locked")


def test_rule_26_what_came_from_home_stays_readable_beside_the_edit(world: World) -> None:
    office = world.main
    write = order_write(an_order("A1"), imported=True, owner=office.workstation)
    with office.write() as conn:
        orders.insert(conn, office.tenant, write)
    edited = _put(office, title="Im Büro geändert")
    assert edited.head.is_edited
    assert edited.head.revision == 2
    with office.read() as conn:
        (kept,) = revisions.of_order(conn, office.tenant, write.order_id)
    assert (kept.origin, kept.revision, kept.order.title) == ("received", 1, "Dacharbeiten")


def test_known_addresses_and_articles_are_linked(world: World) -> None:
    office, one = world.main, new_address()
    with office.write() as conn:
        addresses.insert(conn, office.tenant, one)
        listed = [Article(number="A-1000", text="Ziegel")]
        articles.upsert_many(conn, office.tenant, listed, office.now())
    form = order_json(an_order("A1"), (an_address(), an_address("Unbekannt")))
    form["addresses"][0]["id"] = one.address_id
    head = put_order(office, read_form(json.dumps(form))).head
    with office.read() as conn:
        links = orders.address_links(conn, office.tenant, head.order_id)
        lines = orders.article_links(conn, office.tenant, head.order_id)
    assert [(link.address_id, link.decision) for link in links] == [
        (one.address_id, "known"),
        (None, "new"),
    ]
    assert lines == {0: "a-1000"}


def test_an_attachment_must_lie_in_the_office(world: World) -> None:
    office = world.main
    digest = office.attachments.store(b"%PDF-1.7")
    file = {"name": "Plan.pdf", "media_type": "application/pdf", "sha256": digest, "size": 8}
    assert _put(office, attachments=[file]).done is PutDone.CREATED
    with pytest.raises(PutRefused) as refused:
        _put(office, attachments=[{**file, "sha256": "0" * 64}])
    assert refused.value.reason == "file-missing"


def test_rule_17_a_number_outside_the_own_range_is_said_at_home(world: World) -> None:
    world.join(world.invite())
    with world.home() as office:
        assert _put(office, number="7").outside_range
        assert not _put(office, number="10007").outside_range
        assert not _put(office, number=None).outside_range
    assert not _put(world.main, number="99999").outside_range


def test_a_host_program_numbers_as_it_likes(world: World) -> None:
    from qtf_office.pairing import parse_range

    world.join(world.invite(ranges=(parse_range("any"),)))
    with world.home() as office:
        assert not _put(office, number="K0001").outside_range
