"""A file with any byte changed, cut, from a stranger, from a revoked workstation or replayed is
never imported, and says why."""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path
from typing import Any

import pytest

from machines import Machine, Pair, pair_up

pytestmark = pytest.mark.xdist_group("hostile")

FORM: dict[str, Any] = {
    "number": "10007",
    "kind": "quote",
    "issue_date": "2026-11-02",
    "currency": "EUR",
    "addresses": [
        {"role": "buyer", "name": "Hannelore Meyer", "street": "Lindenstraße",
         "house_number": "12", "postcode": "35037", "city": "Marburg", "country": "DE"}
    ],
    "lines": [
        {"position": "1", "kind": "item", "text": "Firstziegel", "quantity": "3", "unit": "C62",
         "price": "9.40", "amount": "28.20"}
    ],
}  # fmt: skip


def sealed(home: Machine, target: Path, **changes: Any) -> tuple[bytes, str]:
    """Put an order at home and save it to `target`; its bytes and number."""
    form = {**FORM, "order_id": str(uuid.uuid4()), **changes}
    home.run("qtf-office", "put", "-", given=json.dumps(form))
    target.mkdir(parents=True, exist_ok=True)
    home.run("qtf-export", "save", form["number"], "--to", target)
    newest = max(target.glob("*.qtf"), key=lambda path: path.stat().st_mtime_ns)
    return newest.read_bytes(), str(form["number"])


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair_up(tmp_path_factory.mktemp("hostile"), {"anna": [], "ben": ["--range", "any"]})


def drop(offices: Pair, folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Drop files on the importer; the outcome of each by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    paths = [folder / name for name in sorted(files)]
    items = offices.main.ask("qtf-import", "file", *paths)["items"]
    assert len(items) == len(files)
    return dict(zip(sorted(files), items, strict=True))


def test_changed_and_cut_files_are_quarantined_with_a_code(offices: Pair, tmp_path: Path) -> None:
    good, number = sealed(offices.homes["anna"], tmp_path / "out")
    rng = random.Random(7)
    files = {}
    for i in range(60):
        changed = bytearray(good)
        changed[rng.randrange(len(good))] ^= 1 << rng.randrange(8)
        files[f"flip{i:02}.qtf"] = bytes(changed)
        files[f"cut{i:02}.qtf"] = good[: rng.randrange(len(good))]
    files["tail.qtf"], files["empty.qtf"] = good + b"x", b""
    items = drop(offices, tmp_path / "bad", files)
    for name, item in items.items():
        assert item["outcome"] == "quarantined", (name, item)
        assert item["code"], (name, item)
        assert item["message"], (name, item)
    assert number not in offices.main.numbers()


def test_a_stranger_is_quarantined_and_gets_no_answer(offices: Pair, tmp_path: Path) -> None:
    strangers = pair_up(tmp_path / "strangers", {"eve": []}, company="Fremde Firma")
    data, number = sealed(strangers.homes["eve"], tmp_path / "out")
    item = drop(offices, tmp_path / "in", {"x.qtf": data})["x.qtf"]
    assert item["outcome"] == "quarantined"
    assert item["code"] == "E201"
    assert number not in offices.main.numbers()


def test_a_replayed_file_is_unchanged_and_imported_once(offices: Pair, tmp_path: Path) -> None:
    data, number = sealed(offices.homes["anna"], tmp_path / "out", number="10008")
    items = drop(offices, tmp_path / "in", {"1.qtf": data, "2 (conflicted copy).qtf": data})
    assert sorted(item["outcome"] for item in items.values()) == ["imported", "unchanged"]
    again = drop(offices, tmp_path / "later", {"3.qtf": data})["3.qtf"]
    assert again["outcome"] == "unchanged"
    assert offices.main.numbers().count(number) == 1


def test_rule_8_a_revoked_workstation_is_quarantined(offices: Pair, tmp_path: Path) -> None:
    ben = offices.homes["ben"]
    data, number = sealed(ben, tmp_path / "out", number="B-1")
    offices.main.run("qtf-office", "workstation", "revoke", "ben")
    item = drop(offices, tmp_path / "in", {"late.qtf": data})["late.qtf"]
    assert (item["outcome"], item["reason"], item["code"]) == (
        "quarantined",
        "revoked-sender",
        "E213",
    )
    assert number not in offices.main.numbers()
