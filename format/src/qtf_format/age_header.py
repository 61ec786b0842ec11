"""A strict look at the header of an age v1 file, before any library sees it (section 6).

The grammar is that of the public age v1 specification. A scrypt stanza would let a stranger
choose how much work we do, so only X25519 recipients (and unknown types, which are skipped)
may come near the library.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qtf_format.codes import Code

__all__ = ["HEADER_LIMIT", "MAX_STANZAS", "Stanza", "check", "parse"]

HEADER_LIMIT = 8192
MAX_STANZAS = 17

_VERSION = b"age-encryption.org/v1"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_FORBIDDEN = frozenset({b"scrypt", b"ssh-rsa", b"ssh-ed25519"})
_STANZA = re.compile(rb"-> [\x21-\x7e]+(?: [\x21-\x7e]+)*")
_BODY_LINE = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})")
_FULL_LINE = 64


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient stanza: its type, further arguments, and decoded body."""

    type: bytes
    arguments: tuple[bytes, ...]
    body: bytes


def check(body: bytes | memoryview) -> Code | None:
    """Return E121 or E122, or None where the header may be given to the library."""
    head = bytes(body[: HEADER_LIMIT + 1])
    if head.startswith(_ARMOUR):
        return Code.E122
    stanzas = parse(head)
    if stanzas is None or not 1 <= len(stanzas) <= MAX_STANZAS:
        return Code.E121
    if any(stanza.type in _FORBIDDEN for stanza in stanzas):
        return Code.E122
    x25519 = [stanza for stanza in stanzas if stanza.type == b"X25519"]
    return None if all(map(_is_x25519, x25519)) else Code.E121


def parse(head: bytes) -> list[Stanza] | None:
    """Return the stanzas of a well-formed header of at most 8192 bytes, else None."""
    lines = iter(head[:HEADER_LIMIT].split(b"\n")[:-1])  # the rest is payload, or cut off
    if next(lines, None) != _VERSION:
        return None
    stanzas: list[Stanza] = []
    for line in lines:
        mac = _MAC.fullmatch(line)
        if mac:
            return stanzas if _decode(mac[1]) is not None else None
        if not _STANZA.fullmatch(line) or len(stanzas) > MAX_STANZAS:
            return None
        type_, *arguments = line.split(b" ")[1:]
        body = _stanza_body(lines)
        if body is None:
            return None
        stanzas.append(Stanza(type_, tuple(arguments), body))
    return None


def _stanza_body(lines: Iterator[bytes]) -> bytes | None:
    """Take body lines up to and including the one that is shorter than 64 characters."""
    text = b""
    for line in lines:
        if not _BODY_LINE.fullmatch(line):
            return None
        text += line
        if len(line) < _FULL_LINE:
            return _decode(text)
    return None


def _is_x25519(stanza: Stanza) -> bool:
    share = _decode(stanza.arguments[0]) if len(stanza.arguments) == 1 else None
    return share is not None and len(share) == 32 and len(stanza.body) == 32


def _decode(text: bytes) -> bytes | None:
    """Decode canonical base64 without padding; None for anything else."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).rstrip(b"=") == text else None
