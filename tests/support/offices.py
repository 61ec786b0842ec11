"""Offices and what lies in them, made up for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from postgres import Cluster
from qtf_format.ids import OrderId, WorkstationId
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
from qtf_office.clock import Instant
from qtf_office.directory import Office, create_office
from qtf_office.storage.addresses import NewAddress
from qtf_office.storage.content import OrderContent
from qtf_office.storage.orders import AddressLink, Links, OrderWrite
from qtf_office.storage.workstations import Workstation

__all__ = [
    "AT",
    "SetClock",
    "a_line",
    "an_address",
    "an_order",
    "main_office",
    "new_address",
    "order_write",
    "workstation",
]

AT = Instant("2026-11-21T08:00:00.000Z")


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 21, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def advance(self, **by: float) -> None:
        """Let time pass: `advance(hours=2)`."""
        self.moment += timedelta(**by)


@contextmanager
def main_office(
    folder: Path, cluster: Cluster | None = None, template: str | None = None
) -> Iterator[Office]:
    """A new main office, on PostgreSQL if a cluster is given."""
    database = None if cluster is None else cluster.create(template)
    office = create_office(
        folder,
        company="Dachbau Muster GmbH",
        database_url=None if cluster is None or database is None else cluster.url(database),
        secrets="file",
        clock=SetClock(),
    )
    try:
        yield office
    finally:
        office.close()
        if cluster is not None and database is not None:
            cluster.drop(database)


def workstation(name: str = "Homeoffice 1") -> Workstation:
    """An active workstation with made-up keys."""
    workstation_id = WorkstationId(hashlib.sha256(name.encode()).hexdigest()[:32])
    return Workstation(
        workstation_id=workstation_id,
        name=name,
        role="workstation",
        state="active",
        created_at=AT,
        employee="Erika Beispiel",
        email="erika@beispiel.example",
        sign_key=bytes(32),
        seal_key=bytes(range(32)),
    )


def an_address(name: str = "Schornsteinfegerei Ruß", *roles: Role) -> Address:
    """An address; by default the buyer's."""
    return Address(
        roles=roles or (Role.BUYER,),
        name=name,
        person=Person(given="Jörg", family="Rußmann"),
        street="Am Höchsten",
        house_number="7a",
        postcode="01099",
        city="Dresden",
        country="DE",
        contacts=(
            ContactPoint(use="phone", value="+49 351 0000000"),
            ContactPoint(use="email", value="kontakt@beispiel.example"),
        ),
    )


def a_line(sort: int) -> Line:
    """One line with an article."""
    return Line(
        sort=sort,
        kind=LineKind.ITEM,
        position=str(sort + 1),
        article_number=f"A-{1000 + sort}",
        text=f"Dachziegel Reihe {sort}, naturrot, geliefert und verlegt",
        quantity=Decimal("12.5"),
        unit="MTK",
        price=Decimal("8.40"),
        amount=Decimal("105.00"),
        tax_rate=Decimal("19"),
    )


def an_order(number: str = "10001", lines: int = 3, kind: OrderKind = OrderKind.QUOTE) -> Order:
    """An order with its totals declared."""
    net = Decimal("105.00") * lines
    tax = (net * 19 / 100).quantize(Decimal("0.01"))
    return Order(
        kind=kind,
        number=number,
        issue_date=date(2026, 11, 21),
        currency="EUR",
        title="Dacharbeiten",
        declared=Totals(net=net, tax=tax, gross=net + tax, payable=net + tax),
        lines=tuple(a_line(sort) for sort in range(lines)),
    )


def order_write(
    order: Order | None = None,
    *,
    order_id: OrderId | None = None,
    revision: int = 1,
    owner: str = "0" * 32,
    imported: bool = False,
) -> OrderWrite:
    """An order ready to be stored, with one address that is still open."""
    address = an_address()
    link = AddressLink(0, address.roles, None, "d" * 64, "open")
    return OrderWrite(
        order_id=order_id or OrderId(str(uuid4())),
        content=OrderContent.of(order or an_order(), (address,)),
        series="main",
        revision=revision,
        owner=WorkstationId(owner),
        at=AT,
        imported=imported,
        links=Links(addresses=(link,)),
    )


def new_address(address: Address | None = None, **more: object) -> NewAddress:
    """An address ready to be stored; its keys are made up."""
    one = address or an_address()
    digest = hashlib.sha256((one.name or "").casefold().encode()).hexdigest()
    plain: dict[str, object] = {
        "address_id": UUID(int=int(digest[:32], 16)).hex,
        "address": one,
        "normal_digest": digest,
        "keys": {("postcode", one.postcode or ""), ("sound", (one.name or "")[:1])},
        "at": AT,
    }
    return NewAddress(**{**plain, **more})  # type: ignore[arg-type]
