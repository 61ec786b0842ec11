"""Export of one marked order: time, file size, forced writes, memory (goals P3, P6, P7).

The limit is the bare chain of library calls: msgspec packs, zstd packs tighter, Ed25519 signs the
digest, age encrypts for the same two readers, and a temporary file is synced, renamed and its
folder synced. It has no database: no outbox, no revision, nothing to repeat from after a crash.
Forced writes are counted with strace, as the difference between saving few and many orders.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec
import pyrage  # type: ignore[import-untyped]
import zstandard
from common import Report, Row, interleaved, options, ratio_row, scratch
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qtf_exporter.overview import mark, marked_numbers
from qtf_exporter.shipping import save_orders
from qtf_format.ids import OrderId, TenantId, WorkstationId
from qtf_format.keys import new_keys, public_keys, recipient_text
from qtf_format.model import (
    Address,
    Attachment,
    ContactPoint,
    Line,
    LineKind,
    Order,
    OrderKind,
    Person,
    Role,
    Totals,
)
from qtf_office import trust
from qtf_office.directory import (
    Identity,
    Office,
    create_office,
    create_workstation_office,
)
from qtf_office.storage import orders, ranges, workstations
from qtf_office.storage.orders import OrderContent, OrderWrite
from qtf_office.storage.workstations import Workstation

TRADE = """
Dachziegel Lattung Unterspannbahn First Kehle Traufe Ortgang Gaube Schneefang Rinne Fallrohr
Kupfer Zink Titanzink Schiefer Biberschwanz Dämmung Sparren Konterlattung Kamin Anschluss
Verwahrung Dachfenster Rollladen Gerüst Abbruch Entsorgung liefern verlegen ausbauen säubern
befestigen abdichten naturrot anthrazit engobiert links rechts vorne hinten oben unten
einschließlich zuzüglich gemäß Hersteller Vorgabe Aufmaß Zulage Kleinteile Nebenarbeiten
"""
WORDS = TRADE.split()
LINES, LARGE_LINES, LARGE_BYTES = 40, 2_000, 5 * 1024 * 1024


def line(sort: int) -> Line:
    """Return one line of a roofer's quote; the same for the same place."""
    chance = random.Random(sort)
    quantity = Decimal(chance.randrange(1, 40_000)).scaleb(-2)
    price = Decimal(chance.randrange(150, 90_000)).scaleb(-2)
    return Line(
        sort=sort,
        kind=LineKind.ITEM,
        position=f"{sort // 10 + 1}.{sort % 10 + 1:02}",
        article_number=f"DZ-{chance.randrange(10_000, 99_999)}",
        text=" ".join(chance.choices(WORDS, k=6)),
        long_text=" ".join(chance.choices(WORDS, k=18)) if sort % 3 == 0 else None,
        quantity=quantity,
        unit=chance.choice(("MTK", "MTR", "C62", "HUR")),
        price=price,
        amount=(quantity * price).quantize(Decimal("0.01")),
        tax_rate=Decimal("19"),
    )


def address(role: Role, number: int) -> Address:
    """Return one made-up address."""
    return Address(
        roles=(role,),
        name=f"Muster Hausverwaltung {number}",
        person=Person(given="Erika", family="Beispiel"),
        street="Beispielweg",
        house_number=str(number),
        postcode="99999",
        city="Prüfort",
        country="DE",
        contacts=(
            ContactPoint(use="phone", value=f"+49 999 00000{number}"),
            ContactPoint(use="email", value=f"kontakt{number}@beispiel.example"),
        ),
    )


ADDRESSES = (address(Role.BUYER, 1), address(Role.INVOICE, 2), address(Role.SITE, 3))


def make_order(number: str, lines: int, attachments: Sequence[Attachment] = ()) -> Order:
    """Return an order of so many lines."""
    rows = tuple(line(sort) for sort in range(lines))
    net = sum((row.amount for row in rows if row.amount is not None), Decimal("0.00"))
    return Order(
        kind=OrderKind.QUOTE,
        number=number,
        issue_date=date(2026, 11, 21),
        currency="EUR",
        title="Neueindeckung des Daches",
        declared=Totals(net=net),
        lines=rows,
        attachments=tuple(attachments),
    )


@contextmanager
def home_office(root: Path) -> Iterator[tuple[Office, tuple[bytes, bytes]]]:
    """Make a home office, paired with a main office; also the two readers' public keys."""
    keys, me = new_keys(), WorkstationId(uuid4().hex)
    sign, seal = public_keys(keys)
    with create_office(root / "main", company="Messung GmbH", secrets="file") as main:
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
            block = ranges.NumberRange("main", 10_001, 99_999, me, 10_001, "open", True)
            ranges.register(conn, main.tenant, block)
            listed, _ = trust.publish(conn, main)
            office_row = workstations.get(conn, main.tenant, main.workstation)
        assert office_row is not None
        assert office_row.seal_key is not None
        identity = Identity(TenantId(main.tenant), main.company, me, main.workstation)
        with create_workstation_office(root / "home", identity, keys, secrets="file") as home:
            with home.write() as conn:
                trust.accept(conn, home, listed)
            yield home, (office_row.seal_key, seal)


def write(home: Office, numbers: Sequence[str], order: Order) -> None:
    """Write the same order under several numbers."""
    with home.write() as conn:
        for number in numbers:
            new = OrderWrite(
                order_id=OrderId(str(uuid4())),
                content=OrderContent.of(msgspec.structs.replace(order, number=number), ADDRESSES),
                series="main",
                revision=1,
                owner=home.workstation,
                at=home.now(),
            )
            orders.insert(conn, home.tenant, new)


@dataclass
class Bare:
    """The bare chain: from records to a renamed, synced file."""

    readers: tuple[bytes, bytes]
    folder: Path

    def __post_init__(self) -> None:
        """Make the keys once."""
        self.recipients = [
            pyrage.x25519.Recipient.from_str(recipient_text(key)) for key in self.readers
        ]
        self.key = Ed25519PrivateKey.generate()
        self.encoder = msgspec.msgpack.Encoder(decimal_format="string")

    def seal(self, order: Order, file: Path | None) -> bytes:
        """Return the sealed bytes."""
        parts = [
            zstandard.ZstdCompressor(level=3).compress(self.encoder.encode(part))
            for part in (order, ADDRESSES)
        ]
        if file is not None:
            data = file.read_bytes()
            packed = zstandard.ZstdCompressor(level=3).compress(data)
            parts.append(packed if len(packed) < len(data) else data)
        head = self.encoder.encode(
            {
                "id": secrets.token_bytes(16),
                "parts": [(len(part), hashlib.sha256(part).digest()) for part in parts],
            }
        )
        signed = head + self.key.sign(hashlib.sha256(head).digest())
        body: bytes = pyrage.encrypt(b"".join((signed, *parts)), self.recipients)
        return body + hashlib.sha256(body).digest()

    def export(self, order: Order, file: Path | None) -> float:
        """Seal and publish one order; return the milliseconds."""
        start = time.perf_counter()
        data = self.seal(order, file)
        beside = self.folder / f".{secrets.token_hex(8)}.part"
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, self.folder / f"{secrets.token_hex(8)}.qtf")
        handle = os.open(self.folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        return (time.perf_counter() - start) * 1000


def ours(home: Office, numbers: Iterator[str], folder: Path) -> float:
    """Mark the next order, save the marked one; return the milliseconds of saving."""
    mark(home, [next(numbers)], True)
    start = time.perf_counter()
    [result] = save_orders(home, marked_numbers(home), folder)
    taken = (time.perf_counter() - start) * 1000
    assert result.outcome == "saved", result
    return taken


def measure(report: Report, root: Path, rounds: int) -> None:
    """Compare times and sizes of a small and a large order."""
    with home_office(root) as (home, readers):
        bare_folder, our_folder = root / "bare", root / "ours"
        bare_folder.mkdir()
        our_folder.mkdir()
        bare = Bare(readers, bare_folder)
        small = make_order("10001", LINES)
        picture = root / "picture.jpg"
        picture.write_bytes(b"\xff\xd8\xff\xe0" + secrets.token_bytes(LARGE_BYTES) + b"\xff\xd9")
        digest = home.attachments.store(picture.read_bytes())
        attachment = Attachment(
            name="Dach.jpg",
            media_type="image/jpeg",
            sha256=digest,
            size=picture.stat().st_size,
        )
        large = make_order("10001", LARGE_LINES, [attachment])
        cases = (
            ("40 lines", small, None, rounds, 2.5),
            ("2,000 lines + 5 MB", large, picture, 7, 2.0),
        )
        first = 10_001
        for what, order, file, count, goal in cases:
            numbers = [str(first + place) for place in range(count + 1)]
            first += count + 1
            write(home, numbers, order)
            left = iter(numbers)
            ours(home, left, our_folder)
            bare.export(order, file)
            pairs = interleaved(
                count,
                partial(ours, home, left, our_folder),
                partial(bare.export, order, file),
            )
            report.add(ratio_row(f"P7 export, {what}", pairs, "ms", goal))
        sizes = [path.stat().st_size for path in our_folder.iterdir()]
        limit = len(bare.seal(small, None))
        ratio = min(sizes) / limit
        report.add(Row("P6 size, 40 lines", min(sizes), "B", limit, ratio, "<= 1.1x", ratio <= 1.1))


SAVE = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from qtf_exporter.shipping import save_orders
from qtf_office.directory import open_office

def kilobytes(what):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])

with open_office(Path({office!r})) as home:
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = kilobytes("VmRSS:")
    save_orders(home, {numbers!r}, Path({folder!r}))
    print(kilobytes("VmHWM:") - before)
"""


def child(office: Path, numbers: Sequence[str], folder: Path, *before: str) -> str:
    """Save orders in a process of their own; return what it printed (and strace on stderr)."""
    here = str(Path(__file__).parent)
    code = SAVE.format(here=here, office=str(office), numbers=list(numbers), folder=str(folder))
    done = subprocess.run(
        [*before, sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def count_syncs(report: Report, root: Path) -> None:
    """Count forced writes per order, for one alone and for each of many."""
    if shutil.which("strace") is None:
        print("  strace is not here: forced writes are not counted", file=sys.stderr)
        return
    with home_office(root) as (home, _):
        numbers = [str(10_001 + place) for place in range(63)]
        write(home, numbers, make_order("10001", LINES))
        office = home.directory
    folder = root / "stick"
    folder.mkdir()
    strace = ("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none")
    counts = []
    for some in (numbers[:1], numbers[1:3], numbers[3:63]):
        told = child(office, some, folder, *strace)
        counts.append(len(re.findall(r"\bf(?:data)?sync\(", told)))
    nothing = len(re.findall(r"\bf(?:data)?sync\(", child(office, [], folder, *strace)))
    report.add(
        Row(
            "P3 forced writes, one alone", counts[0] - nothing, "", note="with closing the database"
        )
    )
    each = (counts[2] - counts[1]) / 58
    report.add(Row("P3 forced writes, each of many", each, "", 2, each / 2, "<= 2", each <= 2))


def measure_memory(report: Report, root: Path) -> None:
    """Compare the memory a large export adds with the size of its file."""
    with home_office(root) as (home, _):
        data = b"\xff\xd8\xff\xe0" + secrets.token_bytes(LARGE_BYTES) + b"\xff\xd9"
        digest = home.attachments.store(data)
        file = Attachment(name="D.jpg", media_type="image/jpeg", sha256=digest, size=len(data))
        write(home, ["10001"], make_order("10001", LARGE_LINES, [file]))
        office = home.directory
    folder = root / "stick"
    folder.mkdir()
    added = int(child(office, ["10001"], folder).split()[0]) * 1024
    [sealed] = folder.iterdir()
    ratio = added / sealed.stat().st_size
    report.add(
        Row(
            "P7 memory, 2,000 lines + 5 MB",
            added / 1e6,
            "MB",
            sealed.stat().st_size / 1e6,
            ratio,
            "<= 5x",
            ratio <= 5,
        )
    )


def main() -> int:
    """Run everything."""
    chosen = options(__doc__)
    report = Report("Export", chosen.quick, chosen.json)
    with scratch() as root:
        for name, run in (("syncs", count_syncs), ("memory", measure_memory)):
            (root / name).mkdir()
            run(report, root / name)
        (root / "times").mkdir()
        measure(report, root / "times", 15 if chosen.quick else 101)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
