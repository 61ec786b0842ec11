"""Parts: packed where it helps, bounded while unpacked."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_age import fixed_bytes
from qtf_format.manifest import STORED, ZSTD, PartEntry
from qtf_format.package import Kind
from qtf_format.parts import FILE_LIMIT, ORDER_LIMIT, PART_LIMIT, blocks, check_sizes, entry, load
from qtf_format.problems import FormatProblem

NOISE = fixed_bytes("noise", 1_000_000)


def sized(name: str, raw: int) -> PartEntry:
    return PartEntry(n=name, c=ZSTD, len=1, raw=raw, sha=bytes(32))


@given(st.binary(max_size=2000))
def test_a_part_comes_back_as_it_was(raw: bytes) -> None:
    part, stored = entry("order", raw)
    assert load(part, memoryview(stored)) == raw


@pytest.mark.parametrize("raw", [NOISE, NOISE[:1000], b"", b"\0" * 1_000_000], ids=len)
def test_what_does_not_pack_well_or_far_too_well_is_stored(raw: bytes) -> None:
    part, stored = entry("file.0", raw)
    assert (part.c, stored) == (STORED, raw)
    assert load(part, memoryview(stored)) == raw


@pytest.mark.parametrize("times", [1, 50])
def test_texts_are_packed(times: int) -> None:
    words = b"Kabelkanal verlegen und anschliessen " * 20
    raw = b"".join(words + NOISE[i : i + 200] for i in range(0, 1000 * times, 200))
    part, stored = entry("order", raw)
    assert part.c == ZSTD
    assert len(stored) < len(raw) // 2
    assert load(part, memoryview(stored)) == raw


def test_a_part_of_a_few_mebibytes_is_unpacked_whole() -> None:
    raw = b"".join(NOISE[i : i + 100] * 3 for i in range(0, 900_000, 100))
    part, stored = entry("articles.0", raw)
    assert part.c == ZSTD
    assert load(part, memoryview(stored)) == raw


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_byte_of_a_frame_never_gives_other_bytes(place: int, change: int) -> None:
    raw = b"Steckdose, Schalter, Dose, " * 40
    part, stored = entry("order", raw)
    changed = bytearray(stored)
    changed[place % len(changed)] ^= change
    fitting = PartEntry(
        n="order", c=ZSTD, len=part.len, raw=part.raw, sha=hashlib.sha256(changed).digest()
    )
    try:
        found = load(fitting, memoryview(bytes(changed)))
    except FormatProblem as problem:
        found = str(problem.code).encode()
    assert found == b"E311" or len(found) == len(raw)


def test_declared_sizes_have_limits() -> None:
    check_sizes(Kind.ORDER, (sized("order", ORDER_LIMIT), sized("file.0", FILE_LIMIT)))
    check_sizes(Kind.PAIR_FILL, tuple(sized(f"articles.{i}", PART_LIMIT) for i in range(60)))
    for kind, parts in (
        (Kind.ORDER, (sized("order", ORDER_LIMIT + 1),)),
        (Kind.ORDER, (sized("addresses", PART_LIMIT + 1),)),
        (Kind.ORDER, (sized("file.0", FILE_LIMIT + 1),)),
        (Kind.ORDER, tuple(sized(f"file.{i}", FILE_LIMIT) for i in range(10))),
        (Kind.ORDER, tuple(sized(f"file.{i}", 1) for i in range(21))),
        (Kind.RECEIPT, (sized("file.0", FILE_LIMIT),)),
    ):
        with pytest.raises(FormatProblem, match="E312"):
            check_sizes(kind, parts)


def test_blocks_are_numbered_without_gaps() -> None:
    assert blocks(["orders.1", "trust", "orders.0"], "orders") == ["orders.0", "orders.1"]
    assert blocks(["trust"], "orders") == []
    assert blocks(["orders.0", "orders.2"], "orders") is None
    assert blocks(["orders.x"], "orders") is None
