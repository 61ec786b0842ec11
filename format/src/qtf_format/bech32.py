"""Bech32 text of 32-byte keys, as age writes them (BIP 173, without its length limit)."""

from __future__ import annotations

from functools import reduce
from operator import xor

__all__ = ["encode"]

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_FOLDED = [
    reduce(xor, (factor for i, factor in enumerate(_GENERATOR) if top >> i & 1), 0)
    for top in range(32)
]
"""What each of the 32 possible top groups folds back into the checksum."""


def encode(prefix: str, data: bytes) -> str:
    """Return `data` under a lower-case `prefix`, with its checksum."""
    groups = _five_bits(data)
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod(spread + groups + [0] * 6) ^ 1
    groups += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return prefix + "1" + "".join(_ALPHABET[group] for group in groups)


def _five_bits(data: bytes) -> list[int]:
    """Cut bytes into groups of five bits, the last one filled with zeros."""
    length = -(-len(data) * 8 // 5)
    number = int.from_bytes(data) << (length * 5 - len(data) * 8)
    return [(number >> 5 * (length - 1 - i)) & 31 for i in range(length)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _FOLDED[check >> 25]
    return check
