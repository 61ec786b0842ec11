"""Invalid vectors about keys: seal, tenant, sender, signature, pairing (I38 to I70)."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import forge
import forge_world as world
from forge_age import AgeFaults, b64, fixed_bytes, public_of
from forge_world import (
    HOME,
    HOME_2,
    accept_draft,
    fill_draft,
    order_draft,
    receipt_draft,
    sent_by,
    trust_draft,
    trust_tree,
)
from vector import Vector, attachment, made, numbered, sound

_SMALL_ORDER = b"\1" + bytes(31)


def all_keys() -> list[Vector]:
    """Return I38 to I70 in order."""
    return [*_not_for_us(), *_broken_seals(), *_inner(), *_senders(), *_signatures(), *_pairing()]


def _not_for_us() -> list[Vector]:
    gone = replace(order_draft("I39"), readers=(public_of(world.GONE_OFFICE_SECRET), HOME.seal_key))
    other = replace(order_draft("I38"), readers=(world.OTHER_OFFICE.seal_key, HOME.seal_key))
    left_out = made(order_draft("I39b"), hints=(forge.hint(HOME.seal_key),))
    return [
        Vector("I38", "E201", "another office's key", made(other)),
        Vector("I39", "E201", "our key, retired and gone", made(gone)),
        Vector("I39b", "E201", "our hint left out", left_out),
    ]


def _broken_seals() -> list[Vector]:
    picture = b"\x89PNG\r\n\x1a\n" + fixed_bytes("two chunks", 66_000)
    listed = [attachment("Foto.png", picture, "image/png")]
    long = order_draft("I42", world.order_tree(attachments=listed), files=(picture,))

    def first_share(header: bytes) -> bytes:
        start = header.index(b"-> X25519 ") + 10
        return header[:start] + b64(bytes(32)) + header[start + 43 :]

    def sealed(label: str, **faults: Any) -> bytes:
        return made(order_draft(label), age=AgeFaults(**faults))

    def flip(chunks: list[bytes]) -> list[bytes]:
        return [*chunks[:-1], chunks[-1][:-1] + bytes([chunks[-1][-1] ^ 1])]

    return [
        Vector("I40", "E202", "age MAC changed", sealed("I40", mac=lambda _: b64(bytes(32)))),
        Vector("I41", "E202", "tag of a chunk changed", sealed("I41", chunks=flip)),
        Vector(
            "I42",
            "E202",
            "final chunk missing",
            made(long, age=AgeFaults(chunks=lambda chunks: chunks[:-1])),
        ),
        Vector(
            "I43",
            "E202",
            "bytes after the final chunk",
            sealed("I43", body=lambda b: b + bytes(40)),
        ),
        Vector("I44", "E202", "share of small order", sealed("I44", header=first_share)),
    ]


def _inner() -> list[Vector]:
    def with_size(size: int) -> Any:
        return lambda plain: plain[:36] + struct.pack(">I", size) + plain[40:]

    return [
        Vector(
            "I45", "E203", "inner magic", made(order_draft("I45"), inner=lambda p: b"QTFX" + p[4:])
        ),
        Vector("I46", "E203", "M = 0", made(order_draft("I46"), inner=with_size(0))),
        Vector(
            "I47", "E203", "M beyond the end", made(order_draft("I47"), inner=with_size(65_000))
        ),
        Vector("I48", "E203", "bytes after the last part", made(order_draft("I48"), parts=_longer)),
        Vector("I49", "E203", "parts overlap the end", made(order_draft("I49"), parts=_shorter)),
    ]


def _longer(parts: bytes) -> bytes:
    return parts + b"\0"


def _shorter(parts: bytes) -> bytes:
    return parts[:-1]


def _senders() -> list[Vector]:
    stranger = sent_by(order_draft("I51"), world.STRANGER)
    foreign = replace(order_draft("I50"), tenant=world.OTHER_TENANT)
    revoked = replace(sent_by(order_draft("I53"), world.REVOKED), at=1_500_000_000_000)
    return [
        Vector("I50", "E210", "tenant of another company", made(foreign)),
        Vector("I51", "E211", "unknown sender", made(stranger)),
        Vector(
            "I52", "E212", "suspended sender", made(sent_by(order_draft("I52"), world.SUSPENDED))
        ),
        Vector("I53", "E213", "revoked sender, dated before the revocation", made(revoked)),
    ]


def _signatures() -> list[Vector]:
    other = sound("I55, the other file")
    stolen = forge.sign(HOME.signing, b"qtf/1/sign\0" + other.transcript)

    def flip(signature: bytes) -> bytes:
        return bytes([signature[0] ^ 1]) + signature[1:]

    def foreign_spk(tree: dict[str, Any]) -> None:
        tree["spk"] = HOME_2.verify_key

    passed_on = (HOME.seal_key, world.STRANGER.seal_key)
    return [
        Vector("I54", "E214", "one bit of the signature", made(order_draft("I54"), signature=flip)),
        Vector(
            "I55",
            "E214",
            "signature of another file",
            made(order_draft("I55"), signature=lambda _: stolen),
        ),
        Vector(
            "I56",
            "E214",
            "bytes added to the outer header, hash repaired",
            made(order_draft("I56"), late_outer=lambda outer: outer + b"\0"),
        ),
        Vector(
            "I57",
            "E214",
            "signed by another active workstation",
            made(order_draft("I57"), signer=HOME_2.signing),
        ),
        Vector(
            "I58",
            "E214",
            "signed for another purpose",
            made(order_draft("I58"), signed=lambda m: b"qtf/1/pair\0" + m[11:]),
        ),
        Vector(
            "I59", "E215", "key of another workstation", made(order_draft("I59"), tree=foreign_spk)
        ),
        Vector(
            "I60",
            "E216",
            "opened and sealed again for us by an honest reader",
            made(order_draft("I60"), dst=passed_on),
        ),
        Vector(
            "I61",
            "E217",
            "a workstation sends a receipt",
            made(sent_by(receipt_draft("I61"), HOME)),
        ),
        Vector(
            "I62",
            "E217",
            "a workstation sends a trust list",
            made(sent_by(trust_draft("I62"), HOME)),
        ),
    ]


def _weak_list() -> dict[str, Any]:
    tree = trust_tree(HOME)
    tree["ws"][1]["sign"][0]["key"] = _SMALL_ORDER
    return tree


def _pairing() -> list[Vector]:
    def weak_seal(tree: dict[str, Any]) -> None:
        tree["seal"] = bytes(32)

    def weak_sign(tree: dict[str, Any]) -> None:
        tree["sign"] = _SMALL_ORDER

    def weak_spk(tree: dict[str, Any]) -> None:
        tree["spk"] = _SMALL_ORDER

    fill = made(fill_draft("V14"))
    cost = fill_draft("I67")
    small = forge.with_tree("keys", accept_draft("I63"), weak_sign)
    return [
        Vector("I63", "E218", "Ed25519 key of small order", made(small, tree=weak_spk)),
        Vector(
            "I64",
            "E218",
            "X25519 key zero",
            made(forge.with_tree("keys", accept_draft("I64"), weak_seal)),
        ),
        Vector(
            "I64b",
            "E218",
            "trust list that names a key of small order",
            made(trust_draft("I64b", _weak_list())),
            reader="workstation",
        ),
        Vector(
            "I65",
            "E219",
            "trust list of epoch 3 after epoch 5",
            made(numbered(trust_draft("I65", trust_tree(HOME, ep=3)), 65)),
            reader="workstation",
            stage="trust list",
            after=("V13",),
        ),
        Vector(
            "I66",
            "E220",
            "one wrong character in the code",
            fill,
            reader="newcomer, mistyped code",
        ),
        Vector("I66b", "E220", "a code of another file", fill, reader="newcomer, other code"),
        Vector(
            "I67",
            "E221",
            "1 GiB of memory for the code",
            made(cost, outer=lambda o: o[:16] + struct.pack(">IBB", 1024 * 1024, 3, 1)),
            reader="newcomer",
        ),
        Vector(
            "I68",
            "E222",
            "second answer to an invitation",
            made(accept_draft("I68", world.NEWCOMER_TWICE, world.ANSWERED.id)),
        ),
        Vector(
            "I69",
            "E223",
            "answer after eight days",
            made(accept_draft("I69", world.NEWCOMER, world.EXPIRED.id)),
        ),
        Vector(
            "I70",
            "E220",
            "MAC of the fill zeroed",
            made(fill_draft("I70"), mac=lambda _: bytes(32)),
            reader="newcomer",
        ),
    ]
