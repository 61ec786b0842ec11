"""Invalid vectors about what lies inside: encoding, compression, schema, rules (I71 to I119)."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import forge
from forge import Part
from forge_age import fixed_bytes
from forge_world import ADDRESS, HOME_2, order_draft, order_tree, sent_by
from vector import (
    Vector,
    address_with,
    attachment,
    file_with,
    line_with,
    made,
    numbered,
    order_with,
    raw_order,
)
from vectors_valid import revised

_GIB = 1024 * 1024 * 1024


def all_content() -> list[Vector]:
    """Return I71 to I119 in order."""
    return [
        *_encoding(),
        *_manifests(),
        *_compression(),
        *_limits(),
        *_schema(),
        *_texts(),
        *_numbers(),
        *_files(),
        *_replayed(),
        *_order_rules(),
    ]


def _encoding() -> list[Vector]:
    currency, kind = b"\xa8currency\xa3EUR", b"\xa4kind\xa5order"
    price = b"\xa5price\xa44.20"
    nil = order_with("I75", lambda tree: tree.update(title=None))
    return [
        Vector("I71", "E301", "keys unsorted", raw_order("I71", currency + kind, kind + currency)),
        Vector("I72", "E301", "a key twice", _twice()),
        Vector("I73", "E301", "over-long integer", raw_order("I73", b"sort\0", b"sort\xcc\0")),
        Vector("I74", "E301", "float", order_with("I74", lambda tree: tree.update({"later": 1.5}))),
        Vector("I75", "E301", "nil", nil),
        Vector("I76", "E301", "extension type", raw_order("I76", price, b"\xa5price\xd4\x05\x00")),
        Vector(
            "I77",
            "E301",
            "a byte after the value",
            made(forge.with_raw("order", order_draft("I77"), lambda raw: raw + b"\0")),
        ),
        Vector(
            "I78",
            "E301",
            "a float NaN as price",
            raw_order("I78", price, b"\xa5price\xcb\x7f\xf8" + bytes(6)),
        ),
    ]


def _twice() -> bytes:
    def change(raw: bytes) -> bytes:
        assert raw[0] == 0x84
        return b"\x85" + raw[1:14] + raw[1:]

    return made(forge.with_raw("order", order_draft("I72"), change))


def _manifests() -> list[Vector]:
    def no_dst(tree: dict[str, Any]) -> None:
        del tree["dst"]

    def crit(tree: dict[str, Any]) -> None:
        tree["crit"] = ["future"]

    def kind(tree: dict[str, Any]) -> None:
        tree["kind"] = "invoice"
        del tree["ref"]

    def wrong_hash(tree: dict[str, Any]) -> None:
        tree["parts"][0]["sha"] = bytes(32)

    def moved(tree: dict[str, Any]) -> None:
        tree["parts"][0]["len"] += 1
        tree["parts"][1]["len"] -= 1

    return [
        Vector("I79", "E302", "no `dst`", made(order_draft("I79"), tree=no_dst)),
        Vector(
            "I80", "E303", "something critical we do not know", made(order_draft("I80"), tree=crit)
        ),
        Vector("I81", "E304", "unknown kind", made(order_draft("I81"), tree=kind)),
        Vector("I82", "E310", "hash of a part", made(order_draft("I82"), tree=wrong_hash)),
        Vector(
            "I83", "E310", "a part shorter than its `len`", made(order_draft("I83"), tree=moved)
        ),
    ]


def _zeros(size: int, declared: int | None = None, window: int = 0) -> bytes:
    """Return a zstd frame of zeros in run-length blocks; the header may name another size."""
    header = b"\x28\xb5\x2f\xfd" + bytes([0b1100_0000, window or 0x68])  # 8 MiB
    header += struct.pack("<Q", size if declared is None else declared)
    block, count = 128 * 1024, -(-size // (128 * 1024))
    full = (block << 3 | 0b010).to_bytes(3, "little") + b"\0"
    last = (size - block * (count - 1)) << 3 | 0b011
    return header + full * (count - 1) + last.to_bytes(3, "little") + b"\0"


def _bomb(label: str, frame: bytes, raw_size: int) -> bytes:
    """Return a file with one file part that is really `frame`."""
    listed = {**attachment("Foto.png", b""), "size": raw_size % 2**31}
    draft = order_draft(label, order_tree(attachments=[listed]))
    part = Part("file.0", b"", frame, raw_size)
    return made(replace(draft, parts=(*draft.parts, part)))


def _packed_order(label: str, change: Any) -> bytes:
    draft = order_draft(label)
    parts = tuple(
        Part(p.name, p.raw, change(p.bytes), len(p.raw)) if p.name == "order" else p
        for p in draft.parts
    )
    return made(replace(draft, parts=parts))


def _compression() -> list[Vector]:
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0skip"

    def dictionary(frame: bytes) -> bytes:
        return frame[:4] + bytes([frame[4] | 1, 7]) + frame[5:]

    return [
        Vector(
            "I84",
            "E312",
            "4 GiB of zeros, honestly declared",
            _bomb("I84", _zeros(4 * _GIB), 4 * _GIB),
        ),
        Vector(
            "I85", "E311", "4 GiB of zeros, a small `raw`", _bomb("I85", _zeros(4 * _GIB), 100_000)
        ),
        Vector(
            "I85b",
            "E311",
            "4 GiB of zeros, `raw` and frame both say little",
            _bomb("I85b", _zeros(4 * _GIB, 100_000), 100_000),
        ),
        Vector("I86", "E311", "two frames", _packed_order("I86", lambda f: f + f)),
        Vector("I87", "E311", "skippable frame", _packed_order("I87", lambda f: skippable + f)),
        Vector(
            "I88", "E311", "window of 128 MiB", _bomb("I88", _zeros(1000, window=17 << 3), 1000)
        ),
        Vector("I89", "E311", "dictionary id", _packed_order("I89", dictionary)),
        Vector("I90", "E311", "a byte after the frame", _packed_order("I90", lambda f: f + b"\0")),
    ]


def _limits() -> list[Vector]:
    def deep(tree: dict[str, Any]) -> None:
        value: list[Any] = []
        for _ in range(7):
            value = [value]
        tree["later"] = value

    def filled(key: str, value: Any) -> Any:
        noise = fixed_bytes("noise " + key, 11_000)
        return lambda tree: tree.update({"noise": noise, key: value})

    return [
        Vector("I91", "E312", "nine levels", order_with("I91", deep)),
        Vector("I92", "E312", "200 001 values", order_with("I92", filled("later", [1] * 200_001))),
        Vector("I93", "E312", "5 001 positions", made(order_draft("I93", order_tree(lines=5001)))),
        Vector(
            "I94",
            "E312",
            "a MiB of empty maps",
            order_with("I94", filled("later", [[{}] * 2**16] * 16)),
        ),
        Vector("I94b", "E312", "51 addresses", made(order_draft("I94b", addresses=[ADDRESS] * 51))),
        Vector("I94c", "E312", "text of 16 001 characters", line_with("I94c", text="x" * 16_001)),
    ]


def _schema() -> list[Vector]:
    def no_number(tree: dict[str, Any]) -> None:
        del tree["number"]

    return [
        Vector("I95", "E313", "no order number", order_with("I95", no_number)),
        Vector("I96", "E313", "an integer as quantity", line_with("I96", quantity=3)),
        Vector("I96b", "E301", "a default written out", line_with("I96b", chosen=False)),
    ]


def _texts() -> list[Vector]:
    return [
        Vector("I97", "E314", "ESC in a name", address_with("I97", name="Bau\x1b[31m GmbH")),
        Vector("I98", "E314", "U+202E in a name", address_with("I98", name="Bau \u202eHbmG")),
        Vector("I99", "E314", "decomposed text", address_with("I99", name="Mu\u0308ller")),
        Vector("I100", "E314", "invalid UTF-8", raw_order("I100", b"wei\xc3\x9f", b"wei\xc3\x28")),
        Vector("I100b", "E314", "line feed in a name", address_with("I100b", name="Bau\nGmbH")),
    ]


def _numbers() -> list[Vector]:
    def date(tree: dict[str, Any]) -> None:
        tree["issue-date"] = "2026-02-29"

    def century(tree: dict[str, Any]) -> None:
        tree["issue-date"] = "2200-01-01"

    return [
        Vector("I101", "E315", "1e5", line_with("I101", price="1e5")),
        Vector("I102", "E315", "+1.00", line_with("I102", price="+1.00")),
        Vector("I103", "E315", "01.0", line_with("I103", price="01.0")),
        Vector("I104", "E315", "Arabic digits", line_with("I104", price="\u0661\u0662")),
        Vector("I105", "E315", "2026-02-29", order_with("I105", date)),
        Vector("I105b", "E315", "year 2200", order_with("I105b", century)),
        Vector("I105c", "E315", "minus zero", line_with("I105c", price="-0.00")),
        Vector("I105d", "E315", "seven decimals", line_with("I105d", price="0.0000001")),
        Vector("I105e", "E315", "the text NaN", line_with("I105e", price="NaN")),
    ]


def _files() -> list[Vector]:
    program = b"MZ\x90\0" + bytes(60)
    return [
        Vector("I106", "E316", "../x.pdf", file_with("I106", "../x.pdf")),
        Vector("I107", "E316", "C:x.pdf", file_with("I107", "C:x.pdf")),
        Vector("I108", "E316", "CON.pdf", file_with("I108", "CON.pdf")),
        Vector("I109", "E316", "NUL in a file name", file_with("I109", "a\0b.pdf")),
        Vector("I110", "E316", "a file name of 300 characters", file_with("I110", "x" * 300)),
        Vector(
            "I111", "E316", "a program that says it is a PDF", file_with("I111", "x.pdf", program)
        ),
    ]


def _replayed() -> list[Vector]:
    first = fixed_bytes("V01/cid", 16)
    return [
        Vector(
            "I112",
            "E402",
            "same package id, other manifest",
            made(numbered(order_draft("I112"), 2), tree=lambda tree: tree.update(cid=first)),
            stage="seen before",
            after=("V01",),
        ),
        Vector(
            "I113",
            "E403",
            "same sequence number, other package id",
            made(order_draft("I113")),
            stage="seen before",
            after=("V01",),
        ),
    ]


def _order_rules() -> list[Vector]:
    def ruled(name: str, code: str, shows: str, data: bytes, *after: str) -> Vector:
        return Vector(name, code, shows, data, stage="order rules", after=after)

    taken = order_draft("I114")
    assert taken.ref is not None
    taken = replace(taken, ref={**taken.ref, "oid": fixed_bytes("another order", 16)})
    foreign = sent_by(revised("I117", 3, 1), HOME_2)

    def invoice(tree: dict[str, Any]) -> None:
        tree["ref"]["typ"] = "invoice"

    return [
        ruled("I114", "E410", "number taken by another order", made(numbered(taken, 114)), "V01"),
        ruled("I115", "E411", "number out of range", made(numbered(_far(), 115))),
        ruled("I116", "E412", "same revision, other content", made(_changed()), "V21a"),
        ruled("I117", "E413", "another workstation's order", made(foreign), "V21a"),
        ruled(
            "I118", "E415", "lower revision", made(revised("I118", 1, 118, language="de")), "V21a"
        ),
        Vector("I119", "E417", "an invoice", made(order_draft("I119"), tree=invoice)),
    ]


def _far() -> Any:
    return order_draft("I115", order_tree("25000"))


def _changed() -> Any:
    return revised("I116", 2, 116, language="de")
