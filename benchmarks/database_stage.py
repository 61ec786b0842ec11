"""Database stage of an import: one order of 40 lines per transaction (goal P1).

The limit is bare `sqlite3`, WAL and FULL: one order, 3 addresses and 40 lines into three plain
tables with two unique keys and two indexes, and nothing else. Ours is measured twice: the same
rows through the stores, and the whole stage of an import with its checks (seen, duplicate,
number, range, articles), inbox row, new address with keys, journal entry and receipt.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from common import Report, interleaved, options, ratio_row, scratch
from sqlalchemy import Connection

from qtf_format.ids import Digest, OrderId, PackageId, WorkstationId
from qtf_format.model import Address, Article, Line, LineKind, Order, OrderKind, Role, Totals
from qtf_format.payloads import ReceiptItem, ReceiptResult
from qtf_office.clock import Instant
from qtf_office.directory import Office, create_office
from qtf_office.storage import addresses, articles, inbox, journal, orders, ranges, receipts
from qtf_office.storage.addresses import NewAddress
from qtf_office.storage.inbox import InboxItem, SeenPackage
from qtf_office.storage.journal import JournalEntry
from qtf_office.storage.orders import AddressLink, Links, OrderContent, OrderWrite

AT = Instant("2026-11-21T08:00:00.000Z")
HOME = WorkstationId("a" * 32)
LINES = 40

BARE_TABLES = """
create table doc (id integer primary key, tenant text not null, order_id text not null,
    number text not null, kind text, revision integer, digest text, content blob, addresses blob,
    owner text, state text, at text, buyer text, total text, unique (tenant, order_id),
    unique (tenant, number));
create table doc_address (id integer primary key, doc integer not null references doc,
    place integer, roles text, name text, street text, postcode text, city text);
create table doc_line (id integer primary key, doc integer not null references doc, sort integer,
    kind text, article text, text text, quantity text, unit text, price text, amount text,
    tax_rate text);
create index doc_address_doc on doc_address (doc);
create index doc_line_doc on doc_line (doc);
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds per order."""

    wall: float
    cpu: float


def timed(count: int, work: Callable[[], None]) -> Times:
    """Run `work` `count` times."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        work()
    return Times((time.perf_counter() - wall) / count, (time.process_time() - cpu) / count)


def sample_order(number: str) -> Order:
    """Return an order of 40 lines."""
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
            tax_rate=Decimal("19"),
        )
        for sort in range(LINES)
    )
    return Order(
        kind=OrderKind.QUOTE,
        number=number,
        issue_date=date(2026, 11, 21),
        currency="EUR",
        declared=Totals(net=Decimal(4200), gross=Decimal(4998)),
        lines=lines,
    )


def sample_addresses() -> tuple[Address, ...]:
    """Return the three addresses of an order."""
    return tuple(
        Address(
            roles=(role,),
            name=f"Beispiel {role.value}",
            street="Am Höchsten",
            house_number="7a",
            postcode="01099",
            city="Dresden",
            country="DE",
        )
        for role in (Role.BUYER, Role.DELIVERY, Role.SITE)
    )


class Feed:
    """Gives contents of new orders, made beforehand in numbers that the stage does not pay for."""

    def __init__(self) -> None:
        """Begin with number 10001."""
        self._template = OrderContent.of(sample_order("1"), sample_addresses())
        self._number = 10_000

    def take(self) -> OrderContent:
        """Return the next content."""
        self._number += 1
        order = self._template.order
        numbered = Order(
            kind=order.kind,
            number=str(self._number),
            issue_date=order.issue_date,
            currency=order.currency,
            lines=order.lines,
        )
        return replace(self._template, order=numbered)


class Bare:
    """Plain sqlite3."""

    def __init__(self, path: Path, feed: Feed) -> None:
        """Make the tables."""
        self._feed = feed
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=full;" + BARE_TABLES)

    def one(self) -> None:
        """Write one order in one transaction."""
        content, db = self._feed.take(), self._db
        order = content.order
        db.execute("begin immediate")
        doc = db.execute(
            "insert into doc (tenant, order_id, number, kind, revision, digest, content,"
            " addresses, owner, state, at, buyer, total) values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                "t" * 32, str(uuid4()), order.number, order.kind.value, 1, content.digest,
                content.raw_order, content.raw_addresses, HOME, "active", AT, content.buyer,
                str(content.total),
            ),
        ).lastrowid  # fmt: skip
        db.executemany(
            "insert into doc_address (doc, place, roles, name, street, postcode, city)"
            " values (?,?,?,?,?,?,?)",
            [
                (doc, place, one.roles[0].value, one.name, one.street, one.postcode, one.city)
                for place, one in enumerate(content.addresses)
            ],
        )
        db.executemany(
            "insert into doc_line (doc, sort, kind, article, text, quantity, unit, price, amount,"
            " tax_rate) values (?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    doc, line.sort, line.kind.value, line.article_number, line.text,
                    str(line.quantity), line.unit, str(line.price), str(line.amount),
                    str(line.tax_rate),
                )
                for line in order.lines
            ],
        )  # fmt: skip
        db.execute("commit")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class Ours:
    """The stores of an office."""

    def __init__(self, office: Office, feed: Feed) -> None:
        """Lay some articles into the office."""
        self._office, self._feed = office, feed
        known = [Article(number=f"A-{1000 + n}", text="x", unit="MTK") for n in range(LINES)]
        with office.write() as conn:
            articles.upsert_many(conn, office.tenant, known, AT)

    def rows_only(self) -> None:
        """Write one order as `Bare` does."""
        content = self._feed.take()
        with self._office.write() as conn:
            orders.insert(conn, self._office.tenant, self._write(content, {}))

    def whole_stage(self) -> None:
        """Write one order as an import does, with every check and every row beside it."""
        content, office = self._feed.take(), self._office
        package = PackageId(uuid4().hex)
        digest = Digest(uuid4().hex * 2)
        with office.write() as conn:
            inbox.find_by_digest(conn, office.tenant, digest)
            inbox.seen_package(conn, office.tenant, package)
            self._check(conn, content)
            keys = {
                line.article_number.casefold()
                for line in content.order.lines
                if line.article_number
            }
            found = articles.known(conn, office.tenant, keys)
            links = {
                line.sort: line.article_number.casefold()
                for line in content.order.lines
                if line.article_number and line.article_number.casefold() in found
            }
            write = self._write(content, links)
            item = self._item(conn, write, package, digest)
            orders.insert(conn, office.tenant, write)
            self._new_address(conn, content.addresses[0], item.item_id)
            self._beside(conn, item, package, digest)

    def _check(self, conn: Connection, content: OrderContent) -> None:
        tenant, order = self._office.tenant, content.order
        orders.find(conn, tenant, OrderId(str(uuid4())))
        series = ranges.series_of(conn, tenant, order.kind)
        orders.find_by_number(conn, tenant, series, order.number)
        ranges.allows(conn, tenant, self._office.workstation, (series, order.number))

    def _item(
        self, conn: Connection, write: OrderWrite, package: PackageId, digest: Digest
    ) -> InboxItem:
        order = write.content.order
        item = InboxItem(
            digest=digest,
            size=3641,
            file_name="q.qtf",
            channel="Austausch",
            arrived_at=AT,
            state="settled",
            outcome="imported",
            sender=HOME,
            package_kind="order",
            package_id=package,
            order_id=write.order_id,
            number=order.number,
            kind=order.kind.value,
            revision=1,
            content_digest=write.content.digest,
            detail={"addresses": [{"role": "buyer", "decision": "new"}], "warnings": []},
        )
        return inbox.add(conn, self._office.tenant, item)

    def _new_address(self, conn: Connection, one: Address, item_id: int) -> None:
        address_id = addresses.new_id()
        keys = {("sound", "67"), ("postcode", "01099"), ("street", "2"), ("name", address_id[:8])}
        new = NewAddress(address_id, one, address_id * 2, keys, AT, created_by_item=item_id)
        addresses.insert(conn, self._office.tenant, new)

    def _beside(
        self, conn: Connection, item: InboxItem, package: PackageId, digest: Digest
    ) -> None:
        tenant = self._office.tenant
        sequence = item.item_id
        seen = SeenPackage(package, digest, HOME, bytes(32), sequence, item.item_id, AT)
        inbox.mark_seen(conn, tenant, seen)
        entry = JournalEntry(
            event=journal.RECEIVED, at_ms=1, sha=digest, package_id=package, result="imported"
        )
        journal.append(conn, tenant, entry)
        answer = ReceiptItem(
            cid=bytes.fromhex(package), man=bytes(32), res=ReceiptResult.IMPORTED, final=True
        )
        receipts.queue(conn, tenant, HOME, answer, AT)

    def _write(self, content: OrderContent, linked: dict[int, str]) -> OrderWrite:
        links = tuple(
            AddressLink(place, one.roles, None, "d" * 64, "new")
            for place, one in enumerate(content.addresses)
        )
        return OrderWrite(
            OrderId(str(uuid4())),
            content,
            "main",
            1,
            HOME,
            AT,
            imported=True,
            links=Links(links, linked),
        )


@contextmanager
def subjects() -> Iterator[tuple[Bare, Ours]]:
    """Give both on the same disk."""
    with scratch() as folder:
        bare = Bare(folder / "bare.db", Feed())
        office = create_office(folder / "office", company="Messung", secrets="file")
        with office:
            yield bare, Ours(office, Feed())
        bare.close()


def main() -> int:
    """Measure and report."""
    chosen = options(__doc__)
    report = Report("database stage of an import", chosen.quick, chosen.json)
    rounds, count = (4, 50) if chosen.quick else (12, 200)
    with subjects() as (bare, ours):
        for work in (bare.one, ours.rows_only, ours.whole_stage):
            timed(20, work)  # warm up
        for name, work, goal in (
            ("same rows", ours.rows_only, 1 / 0.6),
            ("whole stage", ours.whole_stage, 1 / 0.3),
        ):
            mine: list[Times] = []
            limit: list[Times] = []

            def run_ours(work: Callable[[], None] = work, kept: list[Times] = mine) -> float:
                kept.append(timed(count, work))
                return kept[-1].wall * 1e3

            def run_bare(kept: list[Times] = limit) -> float:
                kept.append(timed(count, bare.one))
                return kept[-1].wall * 1e3

            pairs = interleaved(rounds, run_ours, run_bare)
            report.add(ratio_row(f"{name}, wall per order", pairs, "ms", goal))
            cpu = [(a.cpu * 1e3, b.cpu * 1e3) for a, b in zip(mine, limit, strict=True)]
            report.add(ratio_row(f"{name}, CPU per order", cpu, "ms"))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
