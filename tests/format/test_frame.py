"""The first look: arriving, complete, damaged, not ours, without any key."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_format.codes import Code
from qtf_format.frame import MAGIC, MODE_KEYS, file_name, look, unwrap, wrap
from qtf_format.package import FileState

FILE = wrap(MODE_KEYS, b"\1" + b"h" * 8, b"b" * 100)
TEXT = base64.encodebytes(FILE)


def test_the_example_of_the_specification_has_its_crc() -> None:
    head = wrap(MODE_KEYS, bytes(21), bytes(1500))[:32]
    assert head.hex(" ") == (
        "89 51 54 46 0d 0a 1a 0a 00 01 00 00 00 01 00 00 00 00 00 15 "
        "00 00 00 00 00 00 05 dc 02 aa 66 b0"
    )


def test_a_whole_file_is_complete() -> None:
    seen = look(FILE)
    assert (seen.state, seen.code, seen.total) == (FileState.COMPLETE, None, len(FILE))
    assert seen.frame is not None
    assert seen.frame.outer == b"\1" + b"h" * 8
    assert bytes(seen.frame.body) == b"b" * 100


@pytest.mark.parametrize("size", range(len(FILE)))
def test_every_beginning_of_a_file_is_still_arriving(size: int) -> None:
    seen = look(FILE[:size])
    assert (seen.state, seen.code) == (FileState.INCOMPLETE, Code.E102)


@pytest.mark.parametrize("size", range(len(TEXT) - 4))
def test_every_beginning_of_a_base64_block_is_still_arriving(size: int) -> None:
    seen = look(TEXT[:size])
    assert (seen.state, seen.code) == (FileState.INCOMPLETE, Code.E102)


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_never_taken_for_the_file(place: int, change: int) -> None:
    data = bytearray(FILE)
    data[place] ^= change
    seen = look(bytes(data))
    assert (seen.state, seen.code) in {
        (FileState.NOT_QTF, Code.E101),
        (FileState.DAMAGED, Code.E103),
    }


@given(st.binary(min_size=1, max_size=50))
def test_bytes_behind_the_end_are_told_apart_from_damage(tail: bytes) -> None:
    seen = look(FILE + tail)
    assert (seen.state, seen.code) == (FileState.TRAILING, Code.E104)


@given(st.binary(max_size=100))
def test_other_files_are_left_alone(data: bytes) -> None:
    seen = look(data)
    expected = FileState.INCOMPLETE if MAGIC.startswith(data) else FileState.NOT_QTF
    assert seen.state is expected or data.startswith((b"iV", MAGIC))


@pytest.mark.parametrize("text", [TEXT, TEXT.replace(b"\n", b"\r\n"), base64.b64encode(FILE)])
def test_a_whole_file_in_base64_is_taken(text: bytes) -> None:
    assert look(text).frame is not None
    assert unwrap(text) == FILE


@pytest.mark.parametrize("text", [TEXT + b"!", TEXT[:40] + b"-" + TEXT[41:], TEXT + TEXT])
def test_something_else_than_one_base64_block_is_not_ours(text: bytes) -> None:
    assert look(text).code is Code.E101


def test_a_file_over_the_limit_is_too_large_whatever_it_is() -> None:
    assert look(FILE, len(FILE)).code is None
    assert look(FILE, len(FILE) - 1).code is Code.E105
    assert look(b"x" * 100, 99).code is Code.E105


def test_a_file_that_announces_too_much_is_not_waited_for() -> None:
    seen = look(FILE[:40], 100)
    assert (seen.state, seen.code) == (FileState.COMPLETE, Code.E105)


def test_a_newer_version_is_waited_for_until_it_is_whole() -> None:
    head = bytearray(FILE[:28])
    struct.pack_into(">H", head, 8, 2)
    newer = bytes(head) + struct.pack(">I", zlib.crc32(head)) + FILE[32:]
    assert (look(newer[:50]).state, look(newer[:50]).code) == (FileState.INCOMPLETE, Code.E110)
    assert (look(newer).state, look(newer).code) == (FileState.COMPLETE, Code.E110)


def test_a_file_name_says_nothing_about_the_order() -> None:
    name = file_name("0a1b2c3d" + "0" * 24, 42, "deadbeef" + "0" * 24)
    assert name == "q-0a1b2c3d-00000042-deadbeef.qtf"
    assert len(file_name("f" * 32, 10**12, "f" * 32)) <= 40
