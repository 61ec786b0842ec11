"""The README's first command does the main job on the sample business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

EXPECTED = [
    ("quote, first time", "imported"),
    ("the same again", "unchanged"),
    ("quantity changed", "renewed"),
    ("unknown article", "imported"),
    ("Maier or Meyer?", "imported"),
    ("number already used", "rejected"),
    ("one byte changed", "quarantined"),
    ("from a stranger's office", "quarantined"),
    ("loading an invoice", "refused"),
]


def quickstart(folder: Path, lang: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "samples/quickstart.py"), str(folder), "--lang", lang],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_quick_start_shows_each_outcome(tmp_path: Path) -> None:
    done = quickstart(tmp_path / "demo", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    for label, outcome in EXPECTED:
        (row,) = [line for line in done.stdout.splitlines() if line.strip().startswith(label)]
        assert outcome in row.split(), row
    assert "duplicate-number" in done.stdout
    assert "XX-7777" in done.stdout


def test_the_quick_start_never_touches_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "important.txt").write_text("mine", encoding="utf-8")
    done = quickstart(tmp_path, "de")
    assert done.returncode == 1
    assert "nicht leer" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["important.txt"]
