"""Parts: stored or zstd, bounded before and while they are unpacked (section 11)."""

from __future__ import annotations

import hashlib
import re

import zstandard

from qtf_format.codes import Code
from qtf_format.manifest import STORED, ZSTD, PartEntry
from qtf_format.package import Kind
from qtf_format.problems import FormatProblem

__all__ = [
    "BLOCK_PREFIXES",
    "FILE_LIMIT",
    "ORDER_LIMIT",
    "PART_LIMIT",
    "blocks",
    "check_sizes",
    "entry",
    "load",
]

_MIB = 1024 * 1024
ORDER_LIMIT = 2 * _MIB
PART_LIMIT = 4 * _MIB
FILE_LIMIT = 10 * _MIB
TOTAL_LIMIT = 96 * _MIB
FILL_TOTAL_LIMIT = 256 * _MIB
WINDOW_LIMIT = 8 * _MIB
"""More memory than this a stranger's frame must not ask for."""

_SMALL = 128 * 1024
_SAMPLE = 64 * 1024
_LEVEL, _LARGE_LEVEL = 7, 3
"""The higher level takes 4 % off an ordinary order for a tenth of a millisecond."""

_HEADER_MAX = 18
_RLE = 1
_MAGIC = b"\x28\xb5\x2f\xfd"
_FILE = re.compile(r"file\.(?:0|[1-9][0-9]?)")
BLOCK_PREFIXES = ("addresses", "articles", "orders")


def entry(name: str, raw: bytes) -> tuple[PartEntry, bytes]:
    """Return a part's line in the manifest and its stored bytes: packed where that is smaller."""
    stored, how = raw, STORED
    if len(raw) <= _SMALL or _shrinks(raw):
        packed = _pack(raw, _LEVEL if len(raw) <= _SMALL else _LARGE_LEVEL)
        if len(packed) < len(raw) <= _ratio_limit(len(packed)):
            stored, how = packed, ZSTD
    sha = hashlib.sha256(stored).digest()
    return PartEntry(n=name, c=how, len=len(stored), raw=len(raw), sha=sha), stored


def _pack(raw: bytes | memoryview, level: int) -> bytes:
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(raw)


def _shrinks(raw: bytes) -> bool:
    """Try the middle of a large part: pictures and most PDFs are packed already."""
    start = (len(raw) - _SAMPLE) // 2
    sample = memoryview(raw)[start : start + _SAMPLE]
    return len(_pack(sample, _LARGE_LEVEL)) < _SAMPLE * 9 // 10


def check_sizes(kind: Kind, parts: tuple[PartEntry, ...]) -> None:
    """Refuse declared sizes above the limits of section 13 (E312), before anything is unpacked."""
    files = 0
    for part in parts:
        is_file = kind is Kind.ORDER and _FILE.fullmatch(part.n) is not None
        files += is_file
        limit = FILE_LIMIT if is_file else PART_LIMIT
        if kind is Kind.ORDER and part.n == "order":
            limit = ORDER_LIMIT
        if part.raw > limit:
            raise FormatProblem(Code.E312, part.n)
    total = FILL_TOTAL_LIMIT if kind is Kind.PAIR_FILL else TOTAL_LIMIT
    if files > 20 or sum(part.raw for part in parts) > total:
        raise FormatProblem(Code.E312, "parts")


def load(part: PartEntry, stored: memoryview) -> bytes:
    """Return the raw bytes of one part.

    Raises:
        FormatProblem: E310 length or hash, E311 compression.
    """
    if len(stored) != part.len or hashlib.sha256(stored).digest() != part.sha:
        raise FormatProblem(Code.E310, part.n)
    if part.c == STORED:
        if part.raw != part.len:
            raise FormatProblem(Code.E310, part.n)
        return bytes(stored)
    if part.raw > _ratio_limit(part.len):
        raise FormatProblem(Code.E311, part.n)
    raw = _expand(stored, part.raw)
    if raw is None:
        raise FormatProblem(Code.E311, part.n)
    return raw


def blocks(names: list[str], prefix: str) -> list[str] | None:
    """Return the names `prefix.0`, `prefix.1` ... in order; None where one is missing."""
    count = sum(name.startswith(prefix + ".") for name in names)
    wanted = [f"{prefix}.{index}" for index in range(count)]
    return wanted if set(wanted) <= set(names) else None


def _ratio_limit(packed: int) -> int:
    return 64 * 1024 + 100 * packed


def _expand(stored: memoryview, size: int) -> bytes | None:
    """Unpack exactly one plain frame of exactly `size` bytes; None for anything else.

    The output is read through a window of `size` + 1 bytes: what a frame says of its own size
    is checked, but not trusted.
    """
    if stored[:4] != _MAGIC:
        return None
    try:
        frame = zstandard.get_frame_parameters(bytes(stored[:_HEADER_MAX]))
        if frame.content_size != size or frame.dict_id or frame.window_size > WINDOW_LIMIT:
            return None
        if _frame_end(stored, frame.has_checksum) != len(stored):
            return None
        plain = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT)
        with plain.stream_reader(stored) as stream:
            raw = stream.read(size + 1)
    except zstandard.ZstdError:
        return None
    return raw if len(raw) == size else None


def _frame_end(stored: memoryview, has_checksum: bool) -> int:
    """Return where the frame ends, by its block headers; beyond the end where it is cut off.

    RFC 8878, section 3.1.1.2: three bytes, little-endian: last block 1 bit, type 2, size 21.
    """
    place = zstandard.frame_header_size(bytes(stored[:_HEADER_MAX]))
    is_last = False
    while not is_last and place < len(stored):
        block = int.from_bytes(stored[place : place + 3], "little")
        is_last = bool(block & 1)
        place += 3 + (1 if (block >> 1) & 3 == _RLE else block >> 3)
    if not is_last:
        return len(stored) + 1
    return place + (4 if has_checksum else 0)
