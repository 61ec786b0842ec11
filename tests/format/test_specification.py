"""`docs/FORMAT.md` tells the truth: every field, code, kind and limit of the code stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import inspect

from qtf_format import frame, model, parts, payloads
from qtf_format.age_header import HEADER_LIMIT
from qtf_format.codes import REACTIONS, Code
from qtf_format.explain import PART_LIMITS
from qtf_format.manifest import Manifest
from qtf_format.model import Record
from qtf_format.package import Kind
from qtf_format.payloads import PairFill

SPECIFICATION = (Path(__file__).parents[2] / "docs" / "FORMAT.md").read_text(encoding="utf-8")

RECORDS = [
    value
    for module in (model, payloads)
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, Record)
    and value.__module__ == module.__name__
    and value not in (Record, PairFill, model.OrderRef)
]


def section_of(record: type[Record]) -> str:
    """Return the table, or the row, that describes a record."""
    name = record.__name__
    table = re.search(rf"\n\| {name} \| \|\n(.+?)\n\n", SPECIFICATION, re.DOTALL)
    row = re.search(rf"\n\| {name} \| (.+)", SPECIFICATION)
    found = table or row
    assert found, name
    return found[1]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.__name__))
def test_every_field_of_a_record_is_described(record: type[Record]) -> None:
    described = section_of(record)
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        assert f"`{field.encode_name}`" in described, field.encode_name
        assert (f"**`{field.encode_name}`**" in described) == field.required, field.encode_name


def test_every_key_of_the_manifest_is_described() -> None:
    section = SPECIFICATION.partition("## 8. Manifest")[2].partition("## 9.")[0]
    assert all(f"`{name}`" in section for name in Manifest.__struct_encode_fields__)


@pytest.mark.parametrize("code", [code for code in Code if code < Code.E501])
def test_every_code_stands_with_its_reaction(code: Code) -> None:
    row = re.search(rf"\n\| {code} \| .+ \| (.) \|", SPECIFICATION)
    assert row
    assert row[1] == REACTIONS[code]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_described(kind: Kind) -> None:
    assert f"| `{kind}` |" in SPECIFICATION


def test_the_limits_are_those_of_the_code() -> None:
    mib = 1024 * 1024
    assert [64 * mib, 512 * mib] == [frame.FOLDER_LIMIT, frame.BY_HAND_LIMIT]
    assert [2 * mib, 4 * mib, 10 * mib] == [parts.ORDER_LIMIT, parts.PART_LIMIT, parts.FILE_LIMIT]
    assert (model.MAX_LINES, model.MAX_ADDRESSES, model.MAX_FILES) == (5_000, 50, 20)
    assert (PART_LIMITS.values, PART_LIMITS.depth, PART_LIMITS.map_entries) == (200_000, 8, 64)
    assert HEADER_LIMIT == 8192
