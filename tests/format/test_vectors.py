"""Every test vector of the format gives the result its index promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import forge_world
from forge_world import READERS
from qtf_format.codes import Code
from qtf_format.package import Opened, OrderPayload, Refusal
from qtf_format.reading import read
from qtf_format.sealing import content_digest
from seen_before import SeenBefore
from vectors import catalogue, index

VECTORS = Path(__file__).parent.parent / "vectors"
INDEX: dict[str, Any] = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["name"]: entry for entry in INDEX["vectors"]}


def data_of(entry: dict[str, Any]) -> bytes:
    if "recipe" in entry:
        return b"".join(bytes.fromhex(step["hex"]) * step["times"] for step in entry["recipe"])
    return Path(VECTORS, entry["file"]).read_bytes()


def result_of(entry: dict[str, Any]) -> Opened | Refusal:
    reader = READERS[entry["reader"]]()
    seen = SeenBefore()
    for name in entry.get("after", ()):
        before = read(data_of(ENTRIES[name]), reader, check_seen=seen)
        assert isinstance(before, Opened)
        seen.remember(before)
    return read(data_of(entry), reader, check_seen=seen)


def decided_by(*stages: str) -> list[Any]:
    return [
        pytest.param(entry, id=f"{entry['name']}: {entry['shows']}")
        for entry in INDEX["vectors"]
        if entry["stage"] in stages
    ]


@pytest.mark.parametrize("entry", decided_by("reader", "seen before"))
def test_a_vector_gives_what_its_index_says(entry: dict[str, Any]) -> None:
    result = result_of(entry)
    said = str(result.code) if isinstance(result, Refusal) else "ok"
    assert said == entry["expected"], result


@pytest.mark.parametrize("entry", decided_by("order rules", "trust list"))
def test_what_others_decide_is_a_sound_file_for_the_reader(entry: dict[str, Any]) -> None:
    assert isinstance(result_of(entry), Opened)


@pytest.mark.parametrize(
    "entry", [e for e in INDEX["vectors"] if e["expected"] == "ok"], ids=lambda e: str(e["name"])
)
def test_a_valid_vector_says_what_its_index_says(entry: dict[str, Any]) -> None:
    opened = result_of(entry)
    assert isinstance(opened, Opened)
    assert opened.kind == entry["kind"]
    assert opened.unknown_fields == entry.get("unknown_fields", 0)
    if isinstance(opened.payload, OrderPayload) and opened.unknown_fields == 0:
        again = content_digest(opened.payload.order, opened.payload.addresses)
        assert again == entry["content_digest"]


@pytest.mark.parametrize("entry", decided_by("reader"))
def test_only_a_proved_sender_may_get_an_answer(entry: dict[str, Any]) -> None:
    result = result_of(entry)
    if isinstance(result, Refusal):
        unproved = result.code < Code.E215 or result.code in {
            Code.E218,
            Code.E220,
            Code.E221,
            Code.E222,
            Code.E223,
        }
        assert result.proved is not unproved or entry["name"] in {"I48", "I49", "I64", "I64b"}


def test_the_folder_holds_exactly_what_the_catalogue_makes() -> None:
    made = catalogue()
    assert json.loads(json.dumps(index(made))) == INDEX
    files = {path.name for path in VECTORS.iterdir() if path.is_file()}
    listed = {vector.file_name for vector in made if not vector.recipe}
    assert files - {"index.json", "generate.py", ".gitattributes"} == listed


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in VECTORS.iterdir()) < 3 * 1024 * 1024


def test_every_code_a_file_alone_can_cause_has_a_vector() -> None:
    file_codes = {code for code in Code if code < Code.E401} - {Code.E219}
    assert file_codes <= {entry["expected"] for entry in INDEX["vectors"]}


def test_the_code_of_the_vectors_opens_the_fill() -> None:
    assert INDEX["keys"]["code"] == forge_world.CODE
