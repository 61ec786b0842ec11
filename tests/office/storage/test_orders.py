from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import Connection, func, select

from offices import AT, a_line, an_address, an_order, order_write
from qtf_format.ids import Digest, OrderId, PackageId, TenantId, WorkstationId
from qtf_format.model import Attachment, OrderKind, Role
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.errors import LostRace
from qtf_office.storage import orders, revisions
from qtf_office.storage.content import OrderContent, digest_of_raw
from qtf_office.storage.orders import AddressLink, Links, OrderFilter
from qtf_office.storage.schema import metadata, order_line

LATER = Instant("2026-11-21T09:00:00.000Z")


def test_an_order_is_read_as_it_was_written(office: Office, conn: Connection) -> None:
    new = order_write(an_order(lines=40), revision=3)
    orders.insert(conn, office.tenant, new)
    stored = orders.read(conn, office.tenant, new.order_id)
    assert stored is not None
    assert stored.order == new.content.order
    assert stored.addresses == new.content.addresses
    assert stored.head == orders.find(conn, office.tenant, new.order_id)
    assert (stored.head.revision, stored.head.content_digest) == (3, new.content.digest)


def test_a_list_shows_buyer_and_total(office: Office, conn: Connection) -> None:
    orders.insert(conn, office.tenant, order_write(an_order(lines=2)))
    (head,) = orders.list_heads(conn, office.tenant, OrderFilter())
    assert (head.buyer, head.total, head.currency) == ("Schornsteinfegerei Ruß", "249.90", "EUR")
    assert (head.issue_date, head.kind, head.marked) == ("2026-11-21", OrderKind.QUOTE, False)


def test_the_stored_bytes_hash_to_the_content_digest() -> None:
    content = OrderContent.of(an_order(), (an_address(),))
    assert content.digest == digest_of_raw(content.raw_order, content.raw_addresses)


def test_rule_19_a_number_is_found_whatever_its_case(office: Office, conn: Connection) -> None:
    new = order_write(an_order(" An-7 "))
    orders.insert(conn, office.tenant, new)
    found = orders.find_by_number(conn, office.tenant, "main", "an-7")
    assert found is not None
    assert (found.order_id, found.number) == (new.order_id, " An-7 ")
    assert orders.find_by_number(conn, office.tenant, "quotes", "an-7") is None
    assert orders.numbered(conn, office.tenant, "an-7") == [found]


def test_rule_20_a_number_is_used_by_one_order_only(office: Office) -> None:
    with office.write() as conn:
        orders.insert(conn, office.tenant, order_write(an_order("an-7")))
    with pytest.raises(LostRace), office.write() as conn:
        orders.insert(conn, office.tenant, order_write(an_order("AN-7")))


def test_rule_20_an_order_id_is_used_once(office: Office) -> None:
    new = order_write(an_order("1"))
    with office.write() as conn:
        orders.insert(conn, office.tenant, new)
    again = order_write(an_order("2"), order_id=new.order_id)
    with pytest.raises(LostRace), office.write() as conn:
        orders.insert(conn, office.tenant, again)


def test_rule_85_another_tenant_sees_nothing(office: Office, conn: Connection) -> None:
    new = order_write()
    orders.insert(conn, office.tenant, new)
    stranger = TenantId("f" * 32)
    assert orders.find(conn, stranger, new.order_id) is None
    assert orders.list_heads(conn, stranger, OrderFilter(deleted=None)) == []
    orders.insert(conn, stranger, new)  # the same id and number are free there


def test_rule_25_a_renewal_replaces_lines_links_and_files(office: Office, conn: Connection) -> None:
    new = order_write(an_order(lines=40))
    orders.insert(conn, office.tenant, new)
    attachment = Attachment(
        name="a.pdf", media_type="application/pdf", sha256=Digest("e" * 64), size=3
    )
    order = msgspec.structs.replace(an_order(lines=2), attachments=(attachment, attachment))
    orders.replace_content(conn, office.tenant, order_write(order, order_id=new.order_id))
    stored = orders.read(conn, office.tenant, new.order_id)
    assert stored is not None
    assert stored.order == order
    assert rows(conn, "order_line") == 2
    assert rows(conn, "order_file") == 1
    assert rows(conn, "order_address") == 1


def rows(conn: Connection, table: str) -> int:
    return int(conn.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def test_a_renewal_keeps_owner_mark_lock_and_first_import(office: Office, conn: Connection) -> None:
    new = order_write(owner="a" * 32, imported=True)
    orders.insert(conn, office.tenant, new)
    orders.set_marked(conn, office.tenant, [new.order_id], True)
    orders.set_locked(conn, office.tenant, new.order_id, True)
    orders.set_processed(conn, office.tenant, new.order_id, "delivery L-1")
    newer = replace(
        order_write(an_order(lines=9), order_id=new.order_id, revision=2, imported=True), at=LATER
    )
    orders.replace_content(conn, office.tenant, newer)
    head = orders.find(conn, office.tenant, new.order_id)
    assert head is not None
    assert (head.owner, head.marked, head.locked) == (WorkstationId("a" * 32), True, True)
    assert (head.imported_at, head.created_at, head.changed_at) == (AT, AT, LATER)
    assert (head.processed, head.revision, head.exchanged_revision) == ("delivery L-1", 2, 2)


def test_rule_26_an_edit_in_the_office_shows(office: Office, conn: Connection) -> None:
    new = order_write(imported=True)
    orders.insert(conn, office.tenant, new)
    imported = orders.find(conn, office.tenant, new.order_id)
    edit = order_write(an_order(lines=5), order_id=new.order_id, revision=2)
    orders.replace_content(conn, office.tenant, edit)
    edited = orders.find(conn, office.tenant, new.order_id)
    assert imported is not None
    assert edited is not None
    assert (imported.is_edited, edited.is_edited) == (False, True)
    assert edited.exchanged_digest == new.content.digest
    filters = [OrderFilter(edited=True), OrderFilter(edited=False)]
    assert [len(orders.list_heads(conn, office.tenant, each)) for each in filters] == [1, 0]


def test_rule_1_the_revision_follows_the_content(office: Office, conn: Connection) -> None:
    new = order_write()
    orders.insert(conn, office.tenant, new)
    head = orders.find(conn, office.tenant, new.order_id)
    assert head is not None
    other = OrderContent.of(an_order(lines=7), ()).digest
    assert orders.next_revision(head, other) == 1  # never exchanged: still the first
    orders.set_exchanged(conn, office.tenant, new.order_id, 4, new.content.digest)
    sent = orders.find(conn, office.tenant, new.order_id)
    assert sent is not None
    assert (sent.revision, sent.is_edited) == (4, False)
    assert orders.next_revision(sent, other) == 5
    assert orders.next_revision(sent, new.content.digest) == 4


def test_rule_25_the_former_content_stays_readable(office: Office, conn: Connection) -> None:
    new = order_write(imported=True)
    orders.insert(conn, office.tenant, new)
    package = PackageId("b" * 32)
    for _ in range(2):  # keeping it again changes nothing
        revisions.keep_current(conn, office.tenant, new.order_id, ("received", package, LATER))
    newer = order_write(an_order(lines=9), order_id=new.order_id, revision=2)
    orders.replace_content(conn, office.tenant, newer)
    (former,) = revisions.of_order(conn, office.tenant, new.order_id)
    assert former.order == new.content.order
    assert (former.revision, former.origin, former.package_id) == (1, "received", package)


def test_rule_14_a_late_revision_is_kept_in_the_history(office: Office, conn: Connection) -> None:
    new = order_write(imported=True, revision=5)
    orders.insert(conn, office.tenant, new)
    late = revisions.RevisionWrite(
        new.order_id, 3, "stale", OrderContent.of(an_order(lines=1), ()), None, LATER
    )
    revisions.add(conn, office.tenant, late)
    (kept,) = revisions.of_order(conn, office.tenant, new.order_id)
    assert (kept.revision, kept.origin, len(kept.order.lines)) == (3, "stale", 1)


def test_rule_22_a_deleted_order_keeps_its_number(office: Office, conn: Connection) -> None:
    new = order_write()
    orders.insert(conn, office.tenant, new)
    orders.delete(conn, office.tenant, new.order_id, LATER)
    head = orders.find_by_number(conn, office.tenant, "main", "10001")
    assert head is not None
    assert head.is_deleted
    assert (head.deleted_at, head.content_digest) == (LATER, new.content.digest)
    assert orders.list_heads(conn, office.tenant, OrderFilter()) == []
    assert len(orders.list_heads(conn, office.tenant, OrderFilter(deleted=True))) == 1
    orders.restore(conn, office.tenant, new.order_id, LATER)
    (back,) = orders.list_heads(conn, office.tenant, OrderFilter())
    assert (back.state, back.deleted_at) == ("active", None)


def test_rule_43_an_undone_order_leaves_nothing(office: Office, conn: Connection) -> None:
    new = order_write(imported=True)
    orders.insert(conn, office.tenant, new)
    revisions.keep_current(conn, office.tenant, new.order_id, ("received", None, LATER))
    orders.erase(conn, office.tenant, new.order_id)
    tables = ("orders", "order_line", "order_address", "order_file", "order_revision")
    assert [rows(conn, table) for table in tables] == [0, 0, 0, 0, 0]


def test_orders_are_listed_by_number_as_people_count(office: Office, conn: Connection) -> None:
    for number in ("10000", "9999", "AN-2"):
        orders.insert(conn, office.tenant, order_write(an_order(number)))
    heads = orders.list_heads(conn, office.tenant, OrderFilter())
    assert [head.number for head in heads] == ["9999", "AN-2", "10000"]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (OrderFilter(kinds=[OrderKind.ORDER]), ["2"]),
        (OrderFilter(kinds=[]), []),
        (OrderFilter(marked=True), ["1"]),
        (OrderFilter(owner=WorkstationId("a" * 32)), ["2"]),
        (OrderFilter(text="2"), ["2"]),
        (OrderFilter(text="feger"), ["1", "2"]),
        (OrderFilter(text="%"), []),
        (OrderFilter(limit=1), ["1"]),
    ],
)
def test_a_list_can_be_narrowed(
    office: Office, conn: Connection, which: OrderFilter, expected: list[str]
) -> None:
    first = order_write(an_order("1"))
    orders.insert(conn, office.tenant, first)
    second = order_write(an_order("2", kind=OrderKind.ORDER), owner="a" * 32)
    orders.insert(conn, office.tenant, second)
    orders.set_marked(conn, office.tenant, [first.order_id], True)
    heads = orders.list_heads(conn, office.tenant, which)
    assert [head.number for head in heads] == expected


def test_address_links_are_kept_and_replaced(office: Office, conn: Connection) -> None:
    new = order_write()
    links = (
        AddressLink(0, (Role.BUYER, Role.INVOICE), "1" * 32, "d" * 64, "known"),
        AddressLink(1, (Role.SITE,), None, "e" * 64, "open"),
    )
    orders.insert(conn, office.tenant, replace(new, links=Links(addresses=links)))
    assert orders.address_links(conn, office.tenant, new.order_id) == list(links)
    decided = [links[0], replace(links[1], address_id="2" * 32, decision="asked")]
    orders.set_address_links(conn, office.tenant, new.order_id, decided)
    assert orders.address_links(conn, office.tenant, new.order_id) == decided
    assert orders.orders_of_address(conn, office.tenant, "2" * 32) == [new.order_id]


def test_rule_61_a_line_keeps_the_number_of_an_unknown_article(
    office: Office, conn: Connection
) -> None:
    new = replace(order_write(an_order(lines=3)), links=Links(articles={0: "a-1000"}))
    orders.insert(conn, office.tenant, new)
    assert orders.article_links(conn, office.tenant, new.order_id) == {0: "a-1000"}
    orders.set_article_links(conn, office.tenant, new.order_id, {2: "a-1002", 1: "a-1001"})
    found = orders.article_links(conn, office.tenant, new.order_id)
    assert found == {1: "a-1001", 2: "a-1002"}
    stored = orders.read(conn, office.tenant, new.order_id)
    assert stored is not None
    assert stored.order.lines[0].article_number == "A-1000"


def test_money_in_lines_is_never_written_with_an_exponent(office: Office, conn: Connection) -> None:
    line = msgspec.structs.replace(a_line(0), price=Decimal("0.000001"), quantity=Decimal("100"))
    new = order_write(msgspec.structs.replace(an_order(), lines=(line,)))
    orders.insert(conn, office.tenant, new)
    row = conn.execute(select(order_line.c.price, order_line.c.quantity)).one()
    assert tuple(row) == ("0.000001", "100")


def test_an_order_that_is_not_there_is_none(office: Office, conn: Connection) -> None:
    nobody = OrderId("00000000-0000-4000-8000-000000000000")
    assert orders.find(conn, office.tenant, nobody) is None
    assert orders.read(conn, office.tenant, nobody) is None
    assert orders.find_by_number(conn, office.tenant, "main", "1") is None
