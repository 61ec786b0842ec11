"""The bare import: the same files through the best primitives, with nothing around them.

Read, check the outer SHA-256, decrypt, verify the signature, unzip, decode, look for similar
addresses (three indexed look-ups and up to 150 comparisons per order), write the file away
durably, one transaction of plain `sqlite3` (order, addresses, lines, inbox row), and put the
file away by link and unlink. One signed answer per batch.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import struct
import time
from pathlib import Path
from uuid import uuid4

import jellyfish
import msgspec
import pyrage  # type: ignore[import-untyped]  # ships no type information
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from import_common import Bench, People

from qtf_format.keys import identity_text, public_keys
from qtf_format.model import Address, Order, Role

__all__ = ["Bare"]

_HEAD = struct.Struct(">8sHHHHIQ")
_TABLES = """
create table doc (id integer primary key, tenant text not null, order_id text not null,
    number text not null, kind text, digest text, content blob, addresses blob, state text,
    unique (tenant, order_id), unique (tenant, number));
create table doc_address (id integer primary key, doc integer not null references doc,
    place integer, roles text, name text, street text, postcode text, city text);
create table doc_line (id integer primary key, doc integer not null references doc, sort integer,
    article text, text text, quantity text, unit text, price text, amount text, tax_rate text);
create index doc_address_doc on doc_address (doc);
create index doc_line_doc on doc_line (doc);
create table inbox (id integer primary key, digest text not null unique, file text, outcome text);
create table known (id integer primary key, sound text, postcode text, city text, name text);
create index known_sound on known (sound);
create index known_postcode on known (postcode);
create index known_city on known (city);
"""


class Bare:
    """The chain, with a database of its own that knows as many addresses."""

    def __init__(self, root: Path, made: Bench, stored: int = 10_000) -> None:
        """Make the folders and the tables."""
        self.folder = root / "bare"
        self._kept, self._done = self.folder / "kept", self.folder / "done"
        for each in (self._kept, self._done):
            each.mkdir(parents=True)
        self._identity = pyrage.x25519.Identity.from_str(identity_text(made.office_secret))
        self._key = Ed25519PublicKey.from_public_bytes(public_keys(made.keys)[0])
        self._own = Ed25519PrivateKey.generate()
        self._order = msgspec.msgpack.Decoder(Order)
        self._addresses = msgspec.msgpack.Decoder(tuple[Address, ...])
        self._db = sqlite3.connect(root / "bare.db", isolation_level=None)
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=full;" + _TABLES)
        self._know(stored)

    def _know(self, count: int) -> None:
        people = People(1)
        rows = []
        for number in range(count):
            one = people.address(Role.BUYER)
            family = one.person.family if one.person else ""
            sound = jellyfish.soundex(family or "")
            rows.append((number, sound, one.postcode, one.city, f"{one.name} {family}"))
        self._db.execute("begin")
        self._db.executemany("insert into known values (?,?,?,?,?)", rows)
        self._db.execute("commit")

    def take_all(self, sync: bool = True) -> tuple[int, float, float]:
        """Import everything in the folder; return how many, wall and CPU seconds."""
        wall, cpu = time.perf_counter(), time.process_time()
        names = [each.path for each in os.scandir(self.folder) if each.name.endswith(".qtf")]
        for path in names:
            self._take(Path(path), sync=sync)
        self._answer([Path(path).name for path in names])
        return len(names), time.perf_counter() - wall, time.process_time() - cpu

    def _take(self, path: Path, *, sync: bool) -> None:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        self._keep(data, digest, sync=sync)
        order, parties, raw = self._open(data)
        for one in parties:
            self._match(one)
        self._write(digest, path.name, order, parties, raw)
        os.link(path, self._done / path.name)
        os.unlink(path)

    def _keep(self, data: bytes, digest: str, *, sync: bool) -> None:
        beside = self._kept / f"{digest}.tmp"
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(beside, self._kept / digest)
        if sync:
            handle = os.open(self._kept, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

    def _open(self, data: bytes) -> tuple[Order, tuple[Address, ...], tuple[bytes, bytes]]:
        *_, outer_size, body_size = _HEAD.unpack_from(data)
        if hashlib.sha256(data[:-32]).digest() != data[-32:]:
            raise ValueError("damaged")
        start = 32 + outer_size
        outer, body = data[32:start], data[start : start + body_size]
        inner = pyrage.decrypt(body, [self._identity])
        size = int.from_bytes(inner[36:40], "big")
        manifest = inner[40 : 40 + size]
        transcript = hashlib.sha256(outer).digest() + inner[4 : 40 + size]
        signature = inner[40 + size : 104 + size]
        self._key.verify(signature, b"qtf/1/sign\0" + transcript)
        at, raw = 136 + size, {}
        for part in msgspec.msgpack.decode(manifest)["parts"]:
            stored = inner[at : at + part["len"]]
            at += part["len"]
            if hashlib.sha256(stored).digest() != part["sha"]:
                raise ValueError("damaged")
            unpack = zstandard.ZstdDecompressor().decompress
            raw[part["n"]] = unpack(stored) if part["c"] else stored
        order, parties = raw["order"], raw["addresses"]
        return self._order.decode(order), self._addresses.decode(parties), (order, parties)

    def _match(self, one: Address) -> float:
        """Compare with up to 50 stored addresses that share a code."""
        family = one.person.family if one.person and one.person.family else ""
        name, best = f"{one.name} {family}", 0.0
        looked = 0
        for column, value in (
            ("postcode", one.postcode),
            ("city", one.city),
            ("sound", jellyfish.soundex(family)),
        ):
            query = f"select name from known where {column} = ? limit ?"  # noqa: S608 - three fixed names
            for (other,) in self._db.execute(query, (value, 50 - looked)):
                looked += 1
                best = max(best, jellyfish.jaro_winkler_similarity(name, other))
        return best

    def _write(
        self,
        digest: str,
        file: str,
        order: Order,
        parties: tuple[Address, ...],
        raw: tuple[bytes, bytes],
    ) -> None:
        db = self._db
        db.execute("begin immediate")
        doc = db.execute(
            "insert into doc (tenant, order_id, number, kind, digest, content, addresses, state)"
            " values (?,?,?,?,?,?,?,?)",
            ("t", str(uuid4()), order.number, order.kind.value, digest, *raw, "active"),
        ).lastrowid
        db.executemany(
            "insert into doc_address (doc, place, roles, name, street, postcode, city)"
            " values (?,?,?,?,?,?,?)",
            [
                (doc, place, one.roles[0].value, one.name, one.street, one.postcode, one.city)
                for place, one in enumerate(parties)
            ],
        )
        db.executemany(
            "insert into doc_line (doc, sort, article, text, quantity, unit, price, amount,"
            " tax_rate) values (?,?,?,?,?,?,?,?,?)",
            [
                (
                    doc, line.sort, line.article_number, line.text, str(line.quantity),
                    line.unit, str(line.price), str(line.amount), str(line.tax_rate),
                )
                for line in order.lines
            ],
        )  # fmt: skip
        db.execute(
            "insert into inbox (digest, file, outcome) values (?,?,?)", (digest, file, "imported")
        )
        db.execute("commit")

    def _answer(self, names: list[str]) -> None:
        said = json.dumps({"items": names}).encode()
        (self.folder / "answer.json").write_bytes(said + self._own.sign(said))

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()
