"""Invalid vectors that no key is needed for: layout, outer header, age header (I01 to I37)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import forge_age
from forge import MAGIC
from forge_age import AgeFaults, b64, stanza
from forge_world import order_draft
from vector import Vector, made, sound

_MIB = 1024 * 1024


def all_outside() -> list[Vector]:
    """Return I01 to I37 in order."""
    return [*_cut(), *_translated(), *_damaged(), *_too_large(), *_versions(), *_outer(), *_age()]


def _cut() -> list[Vector]:
    data = sound("cut").data
    return [
        Vector("I01", "E102", "empty file", b""),
        Vector("I02", "E102", "first 7 bytes", data[:7]),
        Vector("I03", "E102", "31 bytes", data[:31]),
        Vector("I04", "E102", "last byte missing", data[:-1]),
        Vector("I05", "E102", "only the preamble", data[:32]),
    ]


def _translated() -> list[Vector]:
    data = sound("translated").data
    return [
        Vector("I06", "E101", "a PDF named .qtf", b"%PDF-1.7\n" + bytes(100)),
        Vector("I07", "E101", "LF became CRLF", data.replace(b"\n", b"\r\n")),
        Vector("I08", "E101", "CRLF became LF", data.replace(b"\r\n", b"\n")),
        Vector("I09", "E101", "seven bits", bytes(byte & 0x7F for byte in data)),
        Vector("I10", "E101", "re-coded to UTF-8", data.decode("latin-1").encode()),
    ]


def _flip(data: bytes, place: int, bit: int = 1) -> bytes:
    changed = bytearray(data)
    changed[place] ^= bit
    return bytes(changed)


def _damaged() -> list[Vector]:
    data = sound("damaged").data
    half = len(data) // 2
    return [
        Vector("I11", "E103", "bit flip in the body's length", _flip(data, 27)),
        Vector("I12", "E103", "bit flip in the body", _flip(data, half)),
        Vector("I13", "E103", "second half zeros", data[:half] + bytes(len(data) - half)),
        Vector("I14", "E103", "bit flip in the last 32 bytes", _flip(data, len(data) - 5)),
        Vector("I15", "E104", "one byte appended", data + b"\0"),
        Vector("I16", "E104", "mail footer appended", data + b"\r\n-- \r\nBeispiel GmbH\r\n"),
        Vector("I17", "E104", "the file twice in a row", data + data),
    ]


def _preamble(label: str, **fields: int) -> bytes:
    def edit(known: dict[str, Any]) -> None:
        known.update(fields)

    return made(order_draft(label), preamble=edit)


def _too_large() -> list[Vector]:
    return [
        Vector("I18", "E105", "B = 2^63", _preamble("I18", B=2**63)),
        Vector("I19", "E105", "H = 1025", _preamble("I19", H=1025)),
        Vector(
            "I20",
            "E105",
            "65 MiB from a folder",
            recipe=((MAGIC.hex(), 1), ("00", 65 * _MIB - len(MAGIC))),
        ),
    ]


def _versions() -> list[Vector]:
    return [
        Vector("I21", "E110", "major version 2", _preamble("I21", major=2)),
        Vector("I22", "E111", "major version 0", _preamble("I22", major=0)),
        Vector("I23", "E112", "mode 3", _preamble("I23", mode=3)),
        Vector("I24", "E113", "reserved field 1", _preamble("I24", reserved=1)),
    ]


def _outer() -> list[Vector]:
    def made_with(label: str, change: Callable[[bytes], bytes]) -> bytes:
        return made(order_draft(label), outer=change)

    return [
        Vector("I25", "E120", "no hints", made_with("I25", lambda o: b"\0" + o[1:])),
        Vector("I26", "E120", "17 hints", made_with("I26", lambda o: b"\x11" + o[1:9] * 17)),
        Vector("I27", "E120", "H shorter than the hints", made_with("I27", lambda o: o[:-1])),
    ]


def _header(label: str, old: bytes, new: bytes) -> bytes:
    def change(header: bytes) -> bytes:
        assert old in header, label
        return header.replace(old, new, 1)

    return made(order_draft(label), age=AgeFaults(header=change))


def _share(label: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a file whose first X25519 share is written differently."""

    def edit(header: bytes) -> bytes:
        start = header.index(b"-> X25519 ") + 10
        return header[:start] + change(header[start : start + 43]) + header[start + 43 :]

    return made(order_draft(label), age=AgeFaults(header=edit))


def _loose_bits(share: bytes) -> bytes:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return share[:-1] + bytes([alphabet[alphabet.index(share[-1]) + 1]])


def _with_stanzas(label: str, *stanzas: bytes) -> bytes:
    return made(order_draft(label), age=AgeFaults(before=stanzas))


def _armoured() -> bytes:
    def armour(body: bytes) -> bytes:
        text = base64.encodebytes(body)
        begin, end = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
        return begin + b"\n" + text + end + b"\n"

    return made(order_draft("I36"), age=AgeFaults(body=armour))


def _age() -> list[Vector]:
    other = stanza(b"other", body=bytes(32))
    scrypt = stanza(b"scrypt", b64(bytes(16)), b"22", body=bytes(32))
    ssh = stanza(b"ssh-ed25519", b"AAAAAA", b64(bytes(32)), body=bytes(32))
    version = forge_age.VERSION
    return [
        Vector("I28", "E121", "age version v2", _header("I28", version, version[:-1] + b"2")),
        Vector("I29", "E121", "padded base64", _share("I29", lambda share: share + b"=")),
        Vector("I30", "E121", "base64 with loose bits", _share("I30", _loose_bits)),
        Vector("I31", "E121", "stanza without body", _with_stanzas("I31", b"-> other\n")),
        Vector("I32", "E121", "18 stanzas", _with_stanzas("I32", *[other] * 16)),
        Vector(
            "I33", "E121", "header of 9 KiB", _with_stanzas("I33", stanza(b"big", body=bytes(6500)))
        ),
        Vector("I34", "E121", "CR in the header", _header("I34", b"\n->", b"\r\n->")),
        Vector("I35", "E122", "scrypt stanza, factor 22", _with_stanzas("I35", scrypt)),
        Vector("I36", "E122", "armoured age file", _armoured()),
        Vector("I37", "E122", "ssh-ed25519 stanza", _with_stanzas("I37", ssh)),
    ]
