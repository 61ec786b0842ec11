"""A main office and one home office on real databases, paired without the pairing ceremony.

The offices share a clock that a test moves. Files go through a real exchange folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from offices import SetClock, an_address, an_order
from qtf_format.channel import ChannelSettings
from qtf_format.ids import OrderId, PackageId, TenantId, WorkstationId, box_of
from qtf_format.keys import new_keys, public_keys
from qtf_format.model import Address, Attachment, Order, OrderKind, Role
from qtf_format.package import Opened
from qtf_format.payloads import Gap, Receipt, ReceiptItem, ReceiptResult, Trust
from qtf_format.reading import read
from qtf_format.sealing import seal_receipt
from qtf_office import channels, envelope, trust
from qtf_office.clock import milliseconds
from qtf_office.directory import Identity, Office, create_office, create_workstation_office
from qtf_office.reader import reader_for
from qtf_office.settings import add_channel
from qtf_office.storage import orders, outbox, ranges, workstations
from qtf_office.storage.orders import OrderContent, OrderWrite
from qtf_office.storage.outbox import OutboxItem
from qtf_office.storage.workstations import Workstation

__all__ = ["BUYER", "MONDAY", "SITE", "Offices", "make_order", "paired"]

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_order(
    number: str, kind: OrderKind = OrderKind.QUOTE, files: Sequence[Attachment] = ()
) -> Order:
    """Return a small order."""
    return replace(an_order(number, lines=2, kind=kind), attachments=tuple(files))


BUYER = an_address("Muster Hausverwaltung", Role.BUYER, Role.INVOICE)
SITE = Address(roles=(Role.SITE,), street="Beispielweg", house_number="7", city="Prüfort")


@dataclass
class Offices:
    """Both ends, and the folder between them."""

    main: Office
    home: Office
    folder: Path
    clock: SetClock

    @property
    def box(self) -> Path:
        """Where answers to the home office lie."""
        return self.folder / "return" / box_of(self.home.workstation)

    def write(
        self,
        number: str,
        kind: OrderKind = OrderKind.QUOTE,
        order: Order | None = None,
        addresses: tuple[Address, ...] = (BUYER, SITE),
    ) -> OrderId:
        """Write a new order at home, or an existing one's new content."""
        order = order or make_order(number, kind)
        content = OrderContent.of(order, addresses)
        with self.home.write() as conn:
            tenant = self.home.tenant
            known = orders.find_by_number(conn, tenant, "main", number.casefold())
            order_id = known.order_id if known else OrderId(str(uuid4()))
            new = OrderWrite(
                order_id=order_id,
                content=content,
                series="main",
                revision=orders.next_revision(known, content.digest) if known else 1,
                owner=self.home.workstation,
                at=self.home.now(),
            )
            if known is None:
                orders.insert(conn, tenant, new)
            else:
                orders.replace_content(conn, tenant, new)
        return order_id

    def head(self, order_id: OrderId) -> orders.OrderHead:
        """One order at home."""
        with self.home.read() as conn:
            head = orders.find(conn, self.home.tenant, order_id)
        assert head is not None
        return head

    def outbox(self) -> list[OutboxItem]:
        """Everything packed at home, oldest first."""
        with self.home.read() as conn:
            return outbox.list_items(conn, self.home.tenant)[::-1]

    def row(self, package_id: str) -> OutboxItem:
        """One package of the home office's outbox."""
        with self.home.read() as conn:
            item = outbox.by_package(conn, self.home.tenant, PackageId(package_id))
        assert item is not None
        return item

    def sealed_bytes(self, item: OutboxItem) -> bytes:
        """The bytes of a package."""
        with self.home.read() as conn:
            return outbox.data(conn, self.home.tenant, item.outbox_id)

    def opened(self, data: bytes) -> Opened:
        """What the main office reads in a file."""
        with self.main.read() as conn:
            opened = read(data, reader_for(self.main, conn))
        assert isinstance(opened, Opened), opened
        return opened

    def answer(
        self,
        item: OutboxItem,
        result: ReceiptResult = ReceiptResult.IMPORTED,
        *,
        final: bool = True,
        code: str | None = None,
        reason: str | None = None,
        offered: str | None = None,
        man: bytes | None = None,
    ) -> ReceiptItem:
        """The office's answer to one package."""
        return ReceiptItem(
            cid=bytes.fromhex(item.package_id),
            man=man or bytes.fromhex(item.manifest_sha),
            res=result,
            final=final,
            code=code,
            reason=reason,
            next=offered,
        )

    def receipt(
        self,
        *answers: ReceiptItem,
        highest: int = 0,
        gaps: Sequence[tuple[int, int]] = (),
        top: Sequence[str] = (),
        clock: datetime | None = None,
    ) -> bytes:
        """A sealed receipt of the main office."""
        said = Receipt(
            n=highest,
            gaps=tuple(Gap(first=first, last=last) for first, last in gaps),
            items=answers,
            top=tuple(top),
            clock=milliseconds(clock or self.clock.now()),
        )
        with self.main.write() as conn:
            return seal_receipt(envelope.header(conn, self.main, self._home_key()), said).data

    def _home_key(self) -> bytes:
        with self.main.read() as conn:
            row = workstations.get(conn, self.main.tenant, self.home.workstation)
        assert row is not None
        assert row.seal_key is not None
        return row.seal_key

    def deliver(self, data: bytes, name: str = "antwort.qtf") -> Path:
        """Lay a file into the home office's box."""
        self.box.mkdir(parents=True, exist_ok=True)
        path = self.box / name
        path.write_bytes(data)
        return path


@contextmanager
def paired(
    root: Path, block: tuple[int, int] = (10_001, 20_000), *, guarded: bool = True
) -> Iterator[Offices]:
    """Make both offices and the folder; the home office numbers from `block`."""
    clock, keys = SetClock(MONDAY), new_keys()
    me = WorkstationId(uuid4().hex)
    folder = root / "exchange"
    folder.mkdir(parents=True)
    with create_office(root / "main", company="Prüf GmbH", secrets="file", clock=clock) as main:
        listed = _enrol(main, me, public_keys(keys), block, guarded=guarded)
        identity = Identity(TenantId(main.tenant), main.company, me, main.workstation)
        with create_workstation_office(
            root / "home", identity, keys, secrets="file", clock=clock
        ) as home:
            with home.write() as conn:
                trust.accept(conn, home, listed)
            settings = ChannelSettings("cloud", "folder", {"path": str(folder)})
            for office in (main, home):
                add_channel(office.settings_path, settings)
                office.reload_settings()
                channels.open_channel(settings, channels.own_box(office)).set_up(office is main)
            yield Offices(main, home, folder, clock)


def _enrol(
    main: Office,
    me: WorkstationId,
    public: tuple[bytes, bytes],
    block: tuple[int, int],
    *,
    guarded: bool,
) -> Trust:
    sign, seal = public
    row = Workstation(
        workstation_id=me,
        name="HO-1",
        role="workstation",
        state="active",
        created_at=main.now(),
        sign_key=sign,
        seal_key=seal,
    )
    with main.write() as conn:
        workstations.insert(conn, main.tenant, row)
        own = ranges.NumberRange("main", *block, me, block[0], "open", guarded)
        ranges.register(conn, main.tenant, own)
        listed, _ = trust.publish(conn, main)
    return listed
