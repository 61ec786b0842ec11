"""The outer header: hints of the readers, or the salt of a pairing code (sections 5 and 8)."""

from __future__ import annotations

import struct

from qtf_format.code import COST, Cost
from qtf_format.codes import Code

__all__ = ["MAX_READERS", "SALT_SIZE", "code_header", "keys_header", "read_hints", "read_salt"]

MAX_READERS = 16
SALT_SIZE = 16
_HINT_SIZE = 8
_COST = struct.Struct(">IBB")


def keys_header(hints: list[bytes]) -> bytes:
    """Return the outer header of mode 1."""
    return bytes([len(hints)]) + b"".join(hints)


def code_header(salt: bytes) -> bytes:
    """Return the outer header of mode 2."""
    return salt + _COST.pack(COST.memory_kib, COST.passes, COST.lanes)


def read_hints(outer: bytes) -> tuple[bytes, ...] | Code:
    """Return the hints of mode 1, or E120. Bytes of later minor versions are ignored."""
    count = outer[0] if outer else 0
    if not 1 <= count <= MAX_READERS or len(outer) < 1 + count * _HINT_SIZE:
        return Code.E120
    return tuple(outer[1 + i * _HINT_SIZE : 1 + (i + 1) * _HINT_SIZE] for i in range(count))


def read_salt(outer: bytes) -> bytes | Code:
    """Return the salt of mode 2, or E120, or E221 for any cost but the fixed one."""
    if len(outer) < SALT_SIZE + _COST.size:
        return Code.E120
    cost = Cost(*_COST.unpack_from(outer, SALT_SIZE))
    return outer[:SALT_SIZE] if cost == COST else Code.E221
