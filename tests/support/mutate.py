"""Broken files by the thousand: sound ones changed at a random depth, made to fit outside."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import zstandard

import forge
from forge import Draft, Faults, Part
from forge_age import AgeFaults
from forge_world import (
    HOME,
    OFFICE,
    accept_draft,
    fill_draft,
    order_draft,
    order_tree,
    receipt_draft,
    trust_draft,
    trust_tree,
)
from vector import attachment

_PDF = b"%PDF-1.4\n%%EOF\n"
_ODD = (
    b"\0",
    b"\x7f",
    b"\x80",
    b"\x9f",
    b"\xc0",
    b"\xc1",
    b"\xdf",
    b"\xff",
    b"\xdd\xff\xff\xff\xff",
)
_compress = zstandard.ZstdCompressor(level=1, write_content_size=True).compress


@dataclass(frozen=True, slots=True)
class Base:
    """A sound file to start from, and who reads it."""

    draft: Draft
    reader: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file. `may_open`: the change lies under a good signature."""

    data: bytes
    reader: str
    may_open: bool


def bases() -> list[Base]:
    """Return one sound file of each kind, with a single reader (it is quicker to seal)."""
    listed = [attachment("Plan.pdf", _PDF)]
    drafts = [
        (order_draft("fuzz order"), "office"),
        (order_draft("fuzz file", order_tree(attachments=listed), files=(_PDF,)), "office"),
        (receipt_draft("fuzz receipt", 3), "workstation"),
        (trust_draft("fuzz trust", trust_tree(HOME)), "workstation"),
        (fill_draft("fuzz fill"), "newcomer"),
        (accept_draft("fuzz accept"), "office"),
    ]
    only = {"office": (OFFICE.seal_key,), "workstation": (HOME.seal_key,)}
    return [
        Base(one, reader, forge.forge(one).data)
        for draft, reader in drafts
        for one in [replace(draft, readers=only.get(reader, draft.readers))]
    ]


def mutant(base: Base, rng: random.Random) -> Mutant:
    """Change one base file somewhere."""
    change = rng.choice(_CHANGES)
    data, may_open = change(base, rng)
    return Mutant(data, base.reader, may_open or data == base.data)


def scrambled(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes: flip, insert, cut out, repeat, overwrite."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        place = rng.randrange(len(changed) + 1)
        size = rng.choice((1, 1, 2, 4, 16))
        match rng.randrange(5):
            case 0 if place < len(changed):
                changed[place] ^= 1 << rng.randrange(8)
            case 1:
                changed[place:place] = rng.choice(_ODD)
            case 2:
                del changed[place : place + size]
            case 3:
                changed[place:place] = changed[place : place + size] * rng.choice((1, 2, 50))
            case _:
                changed[place : place + size] = rng.randbytes(size)
    return bytes(changed)


def _outside(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    return scrambled(base.data, rng), False


def _rehashed(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    """Change outer header or age file; preamble and hash fit again."""
    size = int.from_bytes(base.data[16:20])
    outer, body = base.data[32 : 32 + size], base.data[32 + size : -32]
    if rng.random() < 0.3:
        outer = scrambled(outer, rng)[:1100]
    else:
        end = body.index(b"\n---") + 60
        body = scrambled(body[:end], rng) + body[end:]
    return forge.frame(base.draft, outer, body), False


def _plain(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    return forge.forge(base.draft, Faults(inner=lambda raw: scrambled(raw, rng))).data, False


def _manifest(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    return forge.forge(base.draft, Faults(manifest=lambda raw: scrambled(raw, rng))).data, True


def _raw_part(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    chosen = rng.choice(base.draft.parts)
    raw = scrambled(chosen.raw, rng)
    part = Part(chosen.name, raw, _compress(raw) if rng.random() < 0.3 else None)
    return _with_part(base.draft, part)


def _stored_part(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    chosen = rng.choice(base.draft.parts)
    part = Part(chosen.name, chosen.raw, scrambled(_compress(chosen.raw), rng), len(chosen.raw))
    return _with_part(base.draft, part)


def _with_part(draft: Draft, part: Part) -> tuple[bytes, bool]:
    parts = tuple(part if one.name == part.name else one for one in draft.parts)
    ref: dict[str, Any] | None = forge.order_ref(draft.ref, parts)
    return forge.forge(replace(draft, parts=parts, ref=ref)).data, True


def _stream(base: Base, rng: random.Random) -> tuple[bytes, bool]:
    faults = AgeFaults(chunks=lambda chunks: [scrambled(chunks[0], rng), *chunks[1:]])
    return forge.forge(base.draft, Faults(age=faults)).data, False


_Change = Callable[[Base, random.Random], tuple[bytes, bool]]
_CHANGES: tuple[_Change, ...] = (
    _outside,
    _rehashed,
    _plain,
    _manifest,
    _manifest,
    _raw_part,
    _raw_part,
    _raw_part,
    _stored_part,
    _stream,
)
