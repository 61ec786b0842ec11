"""Bytes that the container calls complete, without any key: enough for everything that carries."""

from __future__ import annotations

from qtf_format.frame import MAGIC, MODE_KEYS, wrap

__all__ = ["MAGIC", "package"]


def package(body: bytes = b"sealed", outer: bytes = b"\x01" + bytes(8)) -> bytes:
    """Return a whole file of format section 3 around `body`, which nobody can open."""
    return wrap(MODE_KEYS, outer, body)
