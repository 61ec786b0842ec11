"""A main office with 10,000 addresses, an exchange folder, sealed orders (for `import_path.py`)."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from qtf_format.channel import ChannelSettings
from qtf_format.ids import OrderId, PackageId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_format.model import (
    Address,
    ContactPoint,
    Line,
    LineKind,
    Order,
    OrderKind,
    Person,
    Role,
    Totals,
)
from qtf_format.package import Sealed, SealHeader, WorkstationKeys
from qtf_format.sealing import seal_order
from qtf_office import trust
from qtf_office.creating import create_office
from qtf_office.directory import Office
from qtf_office.matching.keys import search_keys
from qtf_office.matching.normalise import normal_digest
from qtf_office.secrets import own_keys
from qtf_office.settings import add_channel
from qtf_office.storage import addresses, ranges, workstations
from qtf_office.storage.addresses import NewAddress
from qtf_office.storage.workstations import Workstation
from qtf_transport.folder import create_marker

__all__ = ["LINES", "Bench", "People", "bench"]

LINES = 40

_GIVEN = ("Anna", "Berta", "Carl", "Dora", "Emil", "Fritz", "Gerda", "Hans", "Ida", "Jakob", "Lena")
_HEADS = (
    "Berg",
    "Stein",
    "Wald",
    "Feld",
    "Bach",
    "Hof",
    "Burg",
    "Tal",
    "Gross",
    "Neu",
    "Alt",
    "Ober",
)
_TAILS = ("er", "mann", "hofer", "bauer", "huber", "meier", "müller", "schmidt", "wagner", "becker")


class People:
    """Makes up addresses, always the same ones."""

    def __init__(self, seed: int = 1) -> None:
        """Begin with a seed."""
        self._dice = random.Random(seed)

    def address(self, role: Role) -> Address:
        """Return the next one."""
        dice = self._dice
        family = self._word()
        return Address(
            roles=(role,),
            name=dice.choice(("", f"{family} GmbH", f"{family} Bau", f"Zimmerei {family}")) or None,
            person=Person(given=dice.choice(_GIVEN), family=family),
            street=f"{self._word()}straße",
            house_number=str(dice.randrange(1, 200)),
            postcode=f"{dice.randrange(1, 99):02d}{dice.randrange(1000):03d}",
            city=f"{self._word()}stadt",
            country="DE",
            contacts=(ContactPoint(use="phone", value=f"+49 351 {dice.randrange(10**7):07d}"),),
        )

    def _word(self) -> str:
        return self._dice.choice(_HEADS) + self._dice.choice(_TAILS)


def _order(number: str) -> Order:
    lines = tuple(
        Line(
            sort=sort,
            kind=LineKind.ITEM,
            position=str(sort + 1),
            article_number=f"A-{1000 + sort}",
            text=f"Dachziegel Reihe {sort}, naturrot, geliefert und fachgerecht verlegt",
            quantity=Decimal("12.5"),
            unit="MTK",
            price=Decimal("8.40"),
            amount=Decimal("105.00"),
            tax_rate=Decimal(19),
        )
        for sort in range(LINES)
    )
    total = Totals(net=Decimal(4200), gross=Decimal(4998))
    return Order(kind=OrderKind.QUOTE, number=number, currency="EUR", lines=lines, declared=total)


@dataclass
class Bench:
    """The office, one workstation, and the folder between them."""

    office: Office
    folder: Path
    workstation: WorkstationId
    keys: WorkstationKeys
    known: list[Address]
    people: People = field(default_factory=lambda: People(2))
    sequence: int = 0
    _dice: random.Random = field(default_factory=lambda: random.Random(3))

    @property
    def office_secret(self) -> bytes:
        """The office's X25519 secret."""
        return own_keys(self.office.secrets).sealing

    def seal(self) -> Sealed:
        """Seal the next new order: 40 lines; buyer and delivery are known, the site is new."""
        self.sequence += 1
        office_key = public_keys(own_keys(self.office.secrets))[1]
        header = SealHeader(
            tenant=self.office.tenant,
            sender=self.workstation,
            keys=self.keys,
            readers=(office_key, public_keys(self.keys)[1]),
            package_id=PackageId(secrets.token_hex(16)),
            sequence=self.sequence,
            sealed_at_ms=0,
            program="benchmark",
        )
        parties = (
            self._customer(Role.BUYER),
            self._customer(Role.DELIVERY),
            self.people.address(Role.SITE),
        )
        number = str(10_000 + self.sequence)
        return seal_order(header, 1, OrderId(str(uuid4())), _order(number), parties)

    def _customer(self, role: Role) -> Address:
        """Return an address the office knows, as it stands in its books."""
        return replace(self.known[self._dice.randrange(len(self.known))], roles=(role,))

    def deliver(self, count: int, folder: Path | None = None) -> None:
        """Lay so many new packages into the exchange folder, or another one."""
        for _ in range(count):
            sealed = self.seal()
            ((folder or self.folder) / sealed.file_name).write_bytes(sealed.data)


@contextmanager
def bench(root: Path, stored: int = 10_000) -> Iterator[Bench]:
    """Make everything; the office knows `stored` addresses."""
    folder = root / "exchange"
    folder.mkdir()
    create_marker(folder)
    with create_office(root / "office", company="Messung", secrets="file") as office:
        settings = ChannelSettings("folder", "folder", {"path": str(folder)})
        add_channel(office.settings_path, settings)
        office.reload_settings()
        me, keys = WorkstationId(uuid4().hex), new_keys()
        _enrol(office, me, keys)
        yield Bench(office, folder, me, keys, _know(office, stored))


def _enrol(office: Office, me: WorkstationId, keys: WorkstationKeys) -> None:
    sign, seal = public_keys(keys)
    row = Workstation(
        workstation_id=me,
        name="HO-1",
        role="workstation",
        state="active",
        created_at=office.now(),
        sign_key=sign,
        seal_key=seal,
    )
    with office.write() as conn:
        workstations.insert(conn, office.tenant, row)
        ranges.register(conn, office.tenant, ranges.new_range(me, (10_001, 900_000)))
        trust.publish(conn, office)


def _know(office: Office, count: int) -> list[Address]:
    people, at = People(1), office.now()
    made = [people.address(Role.BUYER) for _ in range(count)]
    new = [
        NewAddress(addresses.new_id(), one, normal_digest(one), search_keys(one), at)
        for one in made
    ]
    with office.write() as conn:
        addresses.insert_many(conn, office.tenant, new)
    return made
