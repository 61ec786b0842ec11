"""What the initial fill brings (rule 69)."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from offices import an_address, an_order, new_address, order_write
from pairing_world import World
from qtf_format.channel import ChannelSettings
from qtf_format.ids import Digest
from qtf_format.model import Article, Attachment
from qtf_office.numbers import number_key
from qtf_office.settings import add_channel
from qtf_office.storage import addresses, articles, orders, workstations
from qtf_office.storage.orders import OrderFilter

ARTICLE = Article(number="A-1", text="Dachziegel", price=Decimal("1.10"), currency="EUR")


FILE = Attachment(name="a.pdf", media_type="application/pdf", sha256=Digest("a" * 64), size=1)


def _stock(world: World) -> str:
    """Put something of everything into the main office; the id of the address."""
    office = world.main
    one = new_address(an_address(), customer_number="K-77")
    with office.write() as conn:
        addresses.insert(conn, office.tenant, one)
        articles.upsert_many(conn, office.tenant, [ARTICLE], office.now())
        orders.insert(conn, office.tenant, order_write(an_order("7"), owner=office.workstation))
        orders.insert(
            conn,
            office.tenant,
            order_write(replace(an_order("8"), attachments=(FILE,)), owner=office.workstation),
        )
    return one.address_id


def test_addresses_articles_and_orders_travel_where_asked_for(world: World) -> None:
    address_id = _stock(world)
    world.join(world.invite(include=frozenset({"addresses", "articles", "orders"})))
    with world.home() as office, office.read() as conn:
        (address,) = addresses.list_all(conn, office.tenant)
        (article,) = articles.list_all(conn, office.tenant)
        (head,) = orders.list_heads(conn, office.tenant, OrderFilter())
        found = addresses.search(conn, office.tenant, "Ruß")
    assert address.address_id == address_id
    assert address.customer_number == "K-77"
    assert [a.address_id for a in found] == [address_id]
    assert article.article == ARTICLE
    # Order 8 has a file, and a fill carries none: it stays at the office, whole.
    assert head.number == "7"
    assert not head.is_edited
    assert head.owner == world.main.workstation


def test_nothing_travels_unasked(world: World) -> None:
    _stock(world)
    world.join(world.invite())
    with world.home() as office, office.read() as conn:
        assert addresses.list_all(conn, office.tenant) == []
        assert articles.list_all(conn, office.tenant) == []
        assert orders.numbered(conn, office.tenant, number_key("7")) == []


def test_the_channels_of_the_office_are_those_of_the_workstation(world: World) -> None:
    folder = ChannelSettings("Cloud = 1", "folder", {"path": "/a/b=c", "exchange-id": "ff"})
    add_channel(world.main.settings_path, folder)
    world.main.reload_settings()
    world.join(world.invite())
    with world.home() as office:
        assert office.settings.channels == (folder,)


def test_the_workstation_knows_itself_and_the_office(world: World) -> None:
    world.join(world.invite())
    with world.home() as office, office.read() as conn:
        rows = {w.role: w for w in workstations.list_all(conn, office.tenant)}
    assert rows["office"].name == "Dachbau Muster GmbH"
    assert rows["workstation"].name == "HO-1"
    assert rows["workstation"].state == "answered"
    assert rows["workstation"].device == "PC home"
