"""One test vector, and small helpers to make them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import msgpack

import forge
from forge import Draft, Edit, Faults, Forged
from forge_world import order_draft, order_line, order_tree

Stage = Literal["reader", "seen before", "order rules", "trust list"]
"""Who decides: the reader; step 19 with what was read before; the importer; the workstation."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A file, who reads it, and what must come out ("ok" or a code).

    `after` names vectors that were taken before. A file that would be large is described by
    `recipe` (bytes in hex, repeated) instead of being kept. `file` overrides the file's name.
    """

    name: str
    expected: str
    shows: str
    data: bytes = b""
    reader: str = "office"
    stage: Stage = "reader"
    after: tuple[str, ...] = ()
    recipe: tuple[tuple[str, int], ...] = ()
    file: str = ""
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def file_name(self) -> str:
        return self.file or f"{self.name}.qtf"


def made(draft: Draft, **faults: Any) -> bytes:
    """Return a forged file's bytes."""
    return forge.forge(draft, Faults(**faults)).data


def sound(label: str = "sound") -> Forged:
    """Return a sound order file."""
    return forge.forge(order_draft(label))


def order_with(label: str, edit: Edit) -> bytes:
    """Return a file whose order part, and nothing else, was changed."""
    return made(forge.with_tree("order", order_draft(label), edit))


def line_with(label: str, **fields: Any) -> bytes:
    """Return a file whose only line has other fields; None takes one away."""

    def edit(tree: dict[str, Any]) -> None:
        line = {**order_line(0), **fields}
        tree["lines"] = [{key: value for key, value in line.items() if value is not None}]

    return order_with(label, edit)


def raw_order(label: str, old: bytes, new: bytes) -> bytes:
    """Return a file with some bytes of its raw order part replaced."""

    def change(raw: bytes) -> bytes:
        assert raw.count(old) == 1, (label, raw.count(old))
        return raw.replace(old, new)

    return made(forge.with_raw("order", order_draft(label), change))


def address_with(label: str, **fields: Any) -> bytes:
    """Return a file whose first address has other fields."""

    def change(raw: bytes) -> bytes:
        rows = msgpack.unpackb(raw)
        rows[0].update(fields)
        return forge.packed(rows)

    return made(forge.with_raw("addresses", order_draft(label), change))


def attachment(name: str, data: bytes, media_type: str = "application/pdf") -> dict[str, Any]:
    """Return an attachment's entry in the order."""
    return {
        "name": name,
        "media-type": media_type,
        "sha256": forge.sha(data).hex(),
        "size": len(data),
    }


def file_with(label: str, name: str, data: bytes = b"%PDF-1.4\n%%EOF\n") -> bytes:
    """Return a file with one attachment of the given name and content."""
    return made(order_draft(label, order_tree(attachments=[attachment(name, data)]), files=(data,)))


def numbered(draft: Draft, seq: int) -> Draft:
    """Return `draft` with another sequence number."""
    return replace(draft, seq=seq)
