"""The pairing code: 16 characters that a person speaks or writes down (format section 14.3).

15 random Crockford base-32 characters (75 bits) and a Luhn mod 32 check character. Behind
Argon2id the code becomes the reading key of one `pair.fill` and the two keys that prove it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw

__all__ = [
    "CODE_LENGTH",
    "COST",
    "CodeKeys",
    "Cost",
    "derive",
    "new_code",
    "parse_code",
    "show_code",
]

CODE_LENGTH = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {char: value for value, char in enumerate(_ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\u00a0": None})


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters as the outer header of mode 2 names them."""

    memory_kib: int
    passes: int
    lanes: int


COST = Cost(memory_kib=256 * 1024, passes=3, lanes=1)
"""The only parameters of version 1, so that a stranger cannot choose the cost (E221)."""


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """What a code and a salt give: an X25519 secret, and the keys that prove fill and answer."""

    secret: bytes = field(repr=False)
    fill_key: bytes = field(repr=False)
    accept_key: bytes = field(repr=False)


def new_code() -> str:
    """Make a code, in the form shown to people: `XXXX-XXXX-XXXX-XXXX`."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH - 1))
    return show_code(body + _check_character(body))


def show_code(code: str) -> str:
    """Return the 16 characters in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def parse_code(text: str) -> str | None:
    """Return the 16 characters of a typed code; None where it cannot be one.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    code = text.strip().upper().translate(_READ_AS)
    if len(code) != CODE_LENGTH or any(char not in _VALUE for char in code):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def derive(code: str, salt: bytes) -> CodeKeys:
    """Derive the keys of a parsed code. Takes a moment and 256 MiB, on purpose."""
    raw = hash_secret_raw(
        secret=code[: CODE_LENGTH - 1].encode("ascii"),
        salt=salt,
        time_cost=COST.passes,
        memory_cost=COST.memory_kib,
        parallelism=COST.lanes,
        hash_len=64,
        type=Type.ID,
    )
    pairing = raw[32:]
    return CodeKeys(
        secret=raw[:32],
        fill_key=hmac.digest(pairing, b"fill", "sha256"),
        accept_key=hmac.digest(pairing, b"accept", "sha256"),
    )


def _check_character(body: str) -> str:
    """Luhn mod 32: catches every single wrong character and nearly every swap of neighbours."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = _VALUE[char] * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return _ALPHABET[-total % 32]
