"""The outside of a file: 32 bytes of preamble, outer header, sealed body, SHA-256 (section 3).

Steps 1 to 7 of the check order. No key is needed and nothing here is believed: it only tells
a file that is still arriving from a complete one and from a damaged one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
import zlib
from dataclasses import dataclass, field

from qtf_format.codes import Code
from qtf_format.package import FileState

__all__ = [
    "BY_HAND_LIMIT",
    "FOLDER_LIMIT",
    "MAGIC",
    "MAJOR",
    "MINOR",
    "MODE_CODE",
    "MODE_KEYS",
    "PREAMBLE_SIZE",
    "Frame",
    "Look",
    "file_name",
    "look",
    "unwrap",
    "wrap",
]

MAGIC = bytes.fromhex("89515446 0d0a1a0a")
MAJOR, MINOR = 1, 0
MODE_KEYS, MODE_CODE = 1, 2
PREAMBLE_SIZE = 32
OUTER_LIMIT = 1024
FOLDER_LIMIT = 64 * 1024 * 1024
"""Largest file taken from a mailbox or a watched folder."""
BY_HAND_LIMIT = 512 * 1024 * 1024
"""Largest file opened by hand."""
BASE64_LIMIT = 96 * 1024 * 1024

_HASH_SIZE = 32
_HEAD = struct.Struct(">8sHHHHIQ")
_BASE64_MAGIC = b"iVFURg0KGg"
_BLANK = b" \t\r\n"
_BASE64_TEXT = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, slots=True)
class Frame:
    """A complete file taken apart. `body` is one age file; `digest` is the SHA-256 of all bytes."""

    minor: int
    mode: int
    outer: bytes = field(repr=False)
    body: memoryview = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the first look says.

    `state` answers "is it worth waiting?"; `code` is the first failed check of steps 1 to 7, or
    None, and then `frame` is there. `total` is the length the preamble announces, once known.
    A file of a newer major version is `INCOMPLETE` until it has its announced length, with E110.
    """

    state: FileState
    code: Code | None
    frame: Frame | None = None
    total: int | None = None


def look(data: bytes, limit: int = FOLDER_LIMIT) -> Look:
    """Take a first look at a file's bytes, plain or as one base64 block (section 3.3)."""
    if data.startswith(_BASE64_MAGIC):
        if len(data) > BASE64_LIMIT:
            return Look(FileState.COMPLETE, Code.E105)
        decoded = unwrap(data)
        if decoded is None:
            return Look(FileState.NOT_QTF, Code.E101)
        data = decoded
    if len(data) > limit:
        return Look(FileState.COMPLETE, Code.E105)
    if len(data) < len(_BASE64_MAGIC) and data and _BASE64_MAGIC.startswith(data):
        return Look(FileState.INCOMPLETE, Code.E102)
    if not data.startswith(MAGIC[: len(data)]):
        return Look(FileState.NOT_QTF, Code.E101)
    if len(data) < PREAMBLE_SIZE:
        return Look(FileState.INCOMPLETE, Code.E102)
    return _look_inside(data, limit)


def _look_inside(data: bytes, limit: int) -> Look:
    head = data[: PREAMBLE_SIZE - 4]
    if zlib.crc32(head).to_bytes(4) != data[PREAMBLE_SIZE - 4 : PREAMBLE_SIZE]:
        return Look(FileState.DAMAGED, Code.E103)
    _, major, minor, mode, reserved, outer_size, body_size = _HEAD.unpack(head)
    total = PREAMBLE_SIZE + outer_size + body_size + _HASH_SIZE
    code = _version_code(major, mode, reserved)
    if code is None and not (1 <= outer_size <= OUTER_LIMIT and total <= limit):
        return Look(FileState.COMPLETE, Code.E105, None, total)
    if len(data) < total <= limit:
        return Look(FileState.INCOMPLETE, code or Code.E102, None, total)
    if code:
        return Look(FileState.COMPLETE, code, None, total)
    if len(data) > total:
        return Look(FileState.TRAILING, Code.E104, None, total)
    view = memoryview(data)
    if hashlib.sha256(view[:-_HASH_SIZE]).digest() != view[-_HASH_SIZE:]:
        return Look(FileState.DAMAGED, Code.E103, None, total)
    body = view[PREAMBLE_SIZE + outer_size : -_HASH_SIZE]
    outer = data[PREAMBLE_SIZE : PREAMBLE_SIZE + outer_size]
    frame = Frame(minor, mode, outer, body, hashlib.sha256(data).hexdigest())
    return Look(FileState.COMPLETE, None, frame, total)


def _version_code(major: int, mode: int, reserved: int) -> Code | None:
    if major != MAJOR:
        return Code.E110 if major > MAJOR else Code.E111
    if mode not in (MODE_KEYS, MODE_CODE):
        return Code.E112
    return Code.E113 if reserved else None


def wrap(mode: int, outer: bytes, body: bytes) -> bytes:
    """Return the whole file around an outer header and a sealed body."""
    head = _HEAD.pack(MAGIC, MAJOR, MINOR, mode, 0, len(outer), len(body))
    pieces = (head, zlib.crc32(head).to_bytes(4), outer, body)
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return b"".join((*pieces, digest.digest()))


def unwrap(data: bytes) -> bytes | None:
    """Decode one whole base64 block, as far as it has arrived; None where it is no base64."""
    text = data.translate(None, _BLANK)
    if not _BASE64_TEXT.fullmatch(text):
        return None
    try:
        return base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except binascii.Error:
        return None


def file_name(sender: str, sequence: int, package_id: str) -> str:
    """Return the name a writer gives the file: one dot, ASCII, no order number, no customer."""
    return f"q-{sender[:8]}-{sequence:08d}-{package_id[:8]}.qtf"
