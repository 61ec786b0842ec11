"""The manifest: what a package is, from whom, for whom, and what lies in it (section 8.1)."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta

from qtf_format.canonical import Decoded, Limits, decode
from qtf_format.codes import Code
from qtf_format.model import Record
from qtf_format.package import Kind
from qtf_format.payloads import Hash32, Id16, Key32
from qtf_format.problems import FormatProblem

__all__ = [
    "KINDS",
    "MANIFEST_LIMIT",
    "STORED",
    "ZSTD",
    "Manifest",
    "PartEntry",
    "RefEntry",
    "read_manifest",
]

MANIFEST_LIMIT = 64 * 1024
STORED, ZSTD = 0, 1

_LIMITS = Limits(raw_bytes=MANIFEST_LIMIT)
_SIZE = Annotated[int, Meta(ge=0, le=2**63 - 1)]
KINDS = frozenset(kind.value for kind in Kind)
_KNOWN = frozenset(("v", "kind", "spk", "dst", "cid", "seq", "at", "app", "parts", "ref", "crit"))
_PART_NAME = re.compile(r"[a-z0-9.-]{1,32}")


class PartEntry(Record):
    """One part: `c` 0 stored or 1 zstd, `len` as stored, `raw` after decompression."""

    n: Annotated[str, Meta(min_length=1, max_length=32)]
    c: Annotated[int, Meta(ge=0, le=1)]
    len: _SIZE
    raw: _SIZE
    sha: Hash32


class RefEntry(Record):
    """Which order, in which revision and content (kind `order` only).

    `typ` is a text here, because a kind that must not travel (an invoice) is told by its own
    code later, not by the manifest's shape.
    """

    oid: Id16
    rev: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    num: Annotated[str, Meta(min_length=1, max_length=32)]
    typ: Annotated[str, Meta(pattern=r"^[a-z-]{1,32}$")]
    hash: Hash32


class Manifest(Record):
    """Everything the signature covers besides the outer header; the parts by their hashes."""

    v: tuple[int, int]
    kind: Annotated[str, Meta(pattern=r"^[a-z0-9.-]{1,32}$")]
    spk: Key32
    dst: Annotated[tuple[Key32, ...], Meta(min_length=1, max_length=16)]
    cid: Id16
    seq: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    at: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    app: Annotated[str, Meta(max_length=64)]
    parts: Annotated[tuple[PartEntry, ...], Meta(max_length=64)]
    ref: RefEntry | None = None
    crit: tuple[Annotated[str, Meta(max_length=32)], ...] = ()


def read_manifest(raw: bytes, version: tuple[int, int]) -> Decoded[Manifest]:
    """Return the manifest in `raw`, and how many keys of a newer writer it has.

    Raises:
        FormatProblem: E301 not canonical, E302 wrong shape, E303 something it must understand.
    """
    try:
        decoded = decode(raw, Manifest, _LIMITS)
    except FormatProblem as problem:
        if problem.code is Code.E301:
            raise
        raise FormatProblem(Code.E302, problem.path) from problem
    manifest = decoded.record
    path = _broken(manifest, version)
    if path:
        raise FormatProblem(Code.E302, path)
    if not _KNOWN.issuperset(manifest.crit):
        raise FormatProblem(Code.E303, "$.crit")
    return decoded


def _broken(manifest: Manifest, version: tuple[int, int]) -> str | None:
    """Return the path of the first thing wrong that a schema cannot say."""
    names = [part.n for part in manifest.parts]
    is_known = manifest.kind in KINDS
    if manifest.v != version:
        return "$.v"
    if list(manifest.dst) != sorted(set(manifest.dst)):
        return "$.dst"
    if len(set(names)) != len(names) or not all(map(_PART_NAME.fullmatch, names)):
        return "$.parts"
    if is_known and (manifest.ref is not None) != (manifest.kind == Kind.ORDER):
        return "$.ref"
    return None
