"""The folder of real documents that may lie beside the checkout; never part of the project."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

__all__ = ["FOLDER", "documents", "needs_real_orders"]

FOLDER = Path(
    os.environ.get("QTF_REAL_ORDERS")
    or Path(__file__).resolve().parents[3] / "shared" / "real-orders"
)

needs_real_orders = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="no folder of real documents (QTF_REAL_ORDERS, or ../shared/real-orders)",
)


def documents(*sets: str) -> list[tuple[str, dict[str, Any]]]:
    """Every document of the named sets with its expected values; none without the folder."""
    found = []
    for name in sets:
        index = FOLDER / name / "expected.json"
        if index.is_file():
            found += [(f"{name}/{e['file']}", e) for e in json.loads(index.read_text("utf-8"))]
    return found
