"""A main office, made-up workstations that seal real packages, and an exchange in memory.

The home offices have no database here: a `Home` only holds keys and counters, so a test says
exactly which package arrives, in which order, how often.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as changed
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from memory_channel import MemoryExchange
from offices import SetClock, an_address, main_office
from postgres import Cluster
from qtf_format.channel import ChannelSettings
from qtf_format.ids import OrderId, PackageId, WorkstationId, box_of
from qtf_format.keys import new_keys, public_keys
from qtf_format.model import Address, Line, LineKind, Order, OrderKind, Totals
from qtf_format.package import (
    FilePart,
    Kind,
    Opened,
    Reader,
    Sealed,
    SealHeader,
    Sender,
    TenantView,
    WorkstationKeys,
)
from qtf_format.payloads import Receipt, ReceiptItem, WorkstationState
from qtf_format.reading import read
from qtf_format.sealing import seal_order
from qtf_importer.decide import decide
from qtf_importer.look import Looked, look
from qtf_importer.outcome import Outcome
from qtf_importer.questions import reply
from qtf_importer.undo import undo
from qtf_office import trust
from qtf_office.directory import Office, open_office
from qtf_office.settings import add_channel
from qtf_office.storage import addresses, articles, inbox, orders, ranges, workstations
from qtf_office.storage.addresses import StoredAddress
from qtf_office.storage.inbox import InboxItem
from qtf_office.storage.orders import OrderFilter, OrderHead, StoredOrder
from qtf_office.storage.workstations import Workstation
from qtf_transport.folder import create_marker

__all__ = ["Home", "World", "a_line", "an_order_for", "copied_world", "import_world"]


def an_order_for(number: str = "10001", **more: object) -> Order:
    """A small quote of one line."""
    plain: dict[str, object] = {
        "kind": OrderKind.QUOTE,
        "number": number,
        "currency": "EUR",
        "lines": (a_line(0),),
        "declared": Totals(net=Decimal("105.00")),
    }
    return Order(**{**plain, **more})  # type: ignore[arg-type]


def a_line(sort: int, **more: object) -> Line:
    """One line of 105.00, without an article."""
    plain: dict[str, object] = {
        "sort": sort,
        "kind": LineKind.ITEM,
        "position": str(sort + 1),
        "text": "Dachrinne erneuern",
        "quantity": Decimal("10"),
        "unit": "MTR",
        "price": Decimal("10.50"),
        "amount": Decimal("105.00"),
    }
    return Line(**{**plain, **more})  # type: ignore[arg-type]


@dataclass
class Home:
    """A workstation: its identity, its keys and its counter."""

    world: World
    name: str
    workstation: WorkstationId
    keys: WorkstationKeys
    sequence: int = 0

    def seal(
        self,
        order: Order | None = None,
        *,
        order_id: str | None = None,
        revision: int = 1,
        addresses: Sequence[Address] | None = None,
        sequence: int | None = None,
        package_id: str | None = None,
        files: Sequence[FilePart] = (),
    ) -> Sealed:
        """Seal one order, a new one unless `order_id` says otherwise."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        office = self.world.office
        header = SealHeader(
            tenant=office.tenant,
            sender=self.workstation,
            keys=self.keys,
            readers=(self.world.office_key, public_keys(self.keys)[1]),
            package_id=PackageId(package_id or secrets.token_hex(16)),
            sequence=sequence,
            sealed_at_ms=0,
            program="test 1",
        )
        return seal_order(
            header,
            revision,
            OrderId(order_id or str(uuid4())),
            order or an_order_for(),
            (an_address(),) if addresses is None else addresses,
            files,
        )

    def send(self, *args: object, **more: object) -> Outcome:
        """Seal, deliver, let the office look; the outcome of that package."""
        return self.deliver(self.seal(*args, **more))  # type: ignore[arg-type]

    def deliver(self, sealed: Sealed | bytes, name: str | None = None) -> Outcome:
        """Deliver a file and let the office look."""
        data = sealed if isinstance(sealed, bytes) else sealed.data
        self.world.exchange.put(data, name or f"q-{secrets.token_hex(4)}.qtf")
        outcomes = self.world.look().outcomes
        assert outcomes, "nothing was taken"
        return outcomes[-1]

    def receipts(self) -> list[Receipt]:
        """Every receipt in our box, oldest first."""
        box = self.world.exchange.boxes.get(box_of(self.workstation), {})
        files = sorted(box.values(), key=lambda f: f.number)
        return self.opened(file.data for file in files)

    def opened(self, sealed: Iterable[bytes]) -> list[Receipt]:
        """The receipts among files of the office."""
        found = []
        for data in sealed:
            opened = read(data, self._reader())
            assert isinstance(opened, Opened), opened
            if isinstance(opened.payload, Receipt):
                found.append(opened.payload)
        return found

    def receipts_in(self, folder: Path) -> list[Receipt]:
        """Every receipt in our box of an exchange folder."""
        files = sorted((folder / "return" / box_of(self.workstation)).glob("*.qtf"))
        return self.opened(path.read_bytes() for path in files)

    def answers(self, sealed: Sealed | None = None) -> list[ReceiptItem]:
        """Every answer that came, or those to one package, oldest first."""
        items = [item for receipt in self.receipts() for item in receipt.items]
        return [i for i in items if sealed is None or i.cid.hex() == sealed.package_id]

    def answer(self, sealed: Sealed) -> ReceiptItem:
        """The newest answer to one package."""
        return self.answers(sealed)[-1]

    def _reader(self) -> Reader:
        office = self.world.office
        with office.read() as conn:
            row = workstations.get(conn, office.tenant, office.workstation)
        assert row is not None
        assert row.sign_key is not None
        sender = Sender(
            workstation=office.workstation,
            state=WorkstationState.ACTIVE,
            signing_keys=(row.sign_key,),
            may_send=frozenset({Kind.RECEIPT, Kind.TRUST}),
            order_kinds=frozenset(),
        )
        view = TenantView(office.tenant, {office.workstation: sender}.get)
        return Reader(secrets=(self.keys.sealing,), tenants={office.tenant: view})


@dataclass
class World:
    """The main office and what lies between it and its workstations."""

    office: Office
    clock: SetClock
    exchange: MemoryExchange = field(default_factory=lambda: MemoryExchange(is_ours=True))

    @property
    def office_key(self) -> bytes:
        """The office's sealing key."""
        with self.office.read() as conn:
            row = workstations.get(conn, self.office.tenant, self.office.workstation)
        assert row is not None
        assert row.seal_key is not None
        return row.seal_key

    def home(
        self,
        name: str = "HO-1",
        block: tuple[int, int] = (10_001, 20_000),
        *,
        guarded: bool = True,
        state: str = "active",
        kinds: Sequence[OrderKind] = tuple(OrderKind),
    ) -> Home:
        """Enrol a workstation."""
        keys, me = new_keys(), WorkstationId(uuid4().hex)
        sign, seal = public_keys(keys)
        row = Workstation(
            workstation_id=me,
            name=name,
            role="workstation",
            state=state,  # type: ignore[arg-type]
            created_at=self.office.now(),
            sign_key=sign,
            seal_key=seal,
            kinds=tuple(kinds),
        )
        with self.office.write() as conn:
            workstations.insert(conn, self.office.tenant, row)
            fresh = ranges.new_range(me, block)
            ranges.register(conn, self.office.tenant, changed(fresh, guarded=guarded))
            trust.publish(conn, self.office)
        return Home(self, name, me, keys)

    def with_folder(self, folder: Path) -> Path:
        """Give the office a real exchange folder."""
        folder.mkdir()
        create_marker(folder)
        settings = ChannelSettings("cloud", "folder", {"path": str(folder)})
        add_channel(self.office.settings_path, settings)
        self.office.reload_settings()
        return folder

    def look(self) -> Looked:
        """Let the importer look once."""
        looked = look(self.office, [self.exchange.channel()])
        if looked.broken is not None:
            raise looked.broken
        assert not looked.troubles, looked.troubles
        return looked

    def decide(self, item: int | None, by: str = "anna", **given: object) -> Outcome:
        """Answer a question, and let the answer go out."""
        plain: dict[str, object] = {"address": None, "use": None, "new": False, "choice": None}
        outcome = decide(self.office, item or 0, reply(**{**plain, **given}), by)  # type: ignore[arg-type]
        self.look()
        return outcome

    def undo(self, item: int | None, by: str = "anna") -> Outcome:
        """Take an import back, and let the answer go out."""
        outcome = undo(self.office, item or 0, by)
        self.look()
        return outcome

    def set_state(self, home: Home, state: str) -> None:
        """Change what a workstation may do."""
        with self.office.write() as conn:
            row = workstations.get(conn, self.office.tenant, home.workstation)
            assert row is not None
            new = changed(row, state=state)  # type: ignore[arg-type]
            workstations.save(conn, self.office.tenant, new)

    def set_import(self, **settings: object) -> None:
        """Change settings of the import."""
        new = replace(self.office.settings.import_, **settings)
        self.office.settings = replace(self.office.settings, import_=new)

    def heads(self) -> list[OrderHead]:
        """Every order, deleted ones too."""
        with self.office.read() as conn:
            return orders.list_heads(conn, self.office.tenant, OrderFilter(deleted=None))

    def head(self, order_id: str | None) -> OrderHead | None:
        """One order."""
        with self.office.read() as conn:
            return orders.find(conn, self.office.tenant, OrderId(order_id or ""))

    def order(self, order_id: str | None) -> StoredOrder:
        """One whole order."""
        with self.office.read() as conn:
            found = orders.read(conn, self.office.tenant, OrderId(order_id or ""))
        assert found is not None
        return found

    def links(self, order_id: str | None) -> list[orders.AddressLink]:
        """The addresses behind an order."""
        with self.office.read() as conn:
            return orders.address_links(conn, self.office.tenant, OrderId(order_id or ""))

    def items(self, state: str | None = None) -> list[InboxItem]:
        """The inbox, oldest first."""
        with self.office.read() as conn:
            found = inbox.list_items(conn, self.office.tenant)[::-1]
        return [item for item in found if state in (None, item.state)]

    def item(self, item_id: int | None) -> InboxItem:
        """One item."""
        return next(item for item in self.items() if item.item_id == item_id)

    def addresses(self) -> list[StoredAddress]:
        """Every address of the office."""
        with self.office.read() as conn:
            return addresses.list_all(conn, self.office.tenant)

    def know(self, address: Address, **more: object) -> str:
        """Put an address into the office's books; its id."""
        from qtf_office.matching.keys import search_keys
        from qtf_office.matching.normalise import normal_digest
        from qtf_office.storage.addresses import NewAddress

        address_id = addresses.new_id()
        new = NewAddress(
            address_id=address_id,
            address=address,
            normal_digest=normal_digest(address),
            keys=search_keys(address),
            at=self.office.now(),
            **more,  # type: ignore[arg-type]
        )
        with self.office.write() as conn:
            addresses.insert(conn, self.office.tenant, new)
        return address_id

    def know_article(self, number: str, **more: object) -> None:
        """Put an article into the office's list."""
        from qtf_format.model import Article

        article = Article(number=number, text="Ziegel", **more)  # type: ignore[arg-type]
        with self.office.write() as conn:
            articles.upsert_many(conn, self.office.tenant, [article], self.office.now())

    def edit(self, order_id: str | None, **changes: object) -> None:
        """Change an order in the office."""
        stored = self.order(order_id)
        head = stored.head
        content = orders.OrderContent.of(replace(stored.order, **changes), stored.addresses)
        write = orders.OrderWrite(
            order_id=head.order_id,
            content=content,
            series=head.series,
            revision=orders.next_revision(head, content.digest),
            owner=head.owner,
            at=self.office.now(),
            links=orders.Links(tuple(self.links(order_id))),
        )
        with self.office.write() as conn:
            orders.replace_content(conn, self.office.tenant, write)


@contextmanager
def import_world(
    folder: Path, cluster: Cluster | None = None, template: str | None = None
) -> Iterator[World]:
    """A new main office with an exchange in memory."""
    with main_office(folder / "office", cluster, template) as office:
        assert isinstance(office.clock, SetClock)
        yield World(office, office.clock)


@contextmanager
def copied_world(folder: Path, template: Path) -> Iterator[World]:
    """A main office copied from another one that was just made: much quicker."""
    shutil.copytree(template, folder / "office")
    clock = SetClock()
    with open_office(folder / "office", clock) as office:
        yield World(office, clock)
