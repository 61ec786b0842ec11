"""The whole catalogue of test vectors, and its index."""

from __future__ import annotations

from typing import Any

from vector import Vector
from vectors_content import all_content
from vectors_keys import all_keys
from vectors_outside import all_outside
from vectors_valid import all_valid, fixed_keys

LATER = {
    "V16": "key.rotate is no kind of this version",
    "V17": "master is no kind of this version",
}

READERS = {
    "office": "the main office: its two sealing secrets, both machines 'home office' active",
    "workstation": "'home office 1', which takes receipts and trust lists from 'office'",
    "newcomer": "a machine that knows only the pairing code",
    "newcomer, mistyped code": "the same, one character of the code wrong",
    "newcomer, other code": "the same, with a sound code of another file",
}


def catalogue() -> list[Vector]:
    """Return every vector; no two have the same name."""
    vectors = [*all_valid(), *all_outside(), *all_keys(), *all_content()]
    assert len({vector.name for vector in vectors}) == len(vectors)
    return vectors


def index(vectors: list[Vector]) -> dict[str, Any]:
    """Return what `index.json` says."""
    return {
        "about": "Test vectors of the .qtf format; see docs/FORMAT.md. No key here is secret.",
        "keys": fixed_keys(),
        "readers": READERS,
        "ranges": {"home office 1": [10001, 20000], "home office 2": [20001, 30000]},
        "later": LATER,
        "vectors": [_entry(vector) for vector in vectors],
    }


def _entry(vector: Vector) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": vector.name,
        "expected": vector.expected,
        "shows": vector.shows,
        "reader": vector.reader,
        "stage": vector.stage,
    }
    if vector.after:
        entry["after"] = list(vector.after)
    if vector.recipe:
        entry["recipe"] = [{"hex": text, "times": times} for text, times in vector.recipe]
    else:
        entry["file"] = vector.file_name
    return {**entry, **dict(vector.facts)}
