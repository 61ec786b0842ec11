"""The sample files are what their readable twins and README say."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from qtf_office.documents import ReadAddresses, ReadArticles, ReadOrder, read_document

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PACKAGES = sorted((SAMPLES / "packages").glob("*.qtf"))


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "packages/make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", PACKAGES, ids=[path.stem for path in PACKAGES])
def test_a_sealed_sample_is_what_its_twin_says(make: ModuleType, path: Path) -> None:
    reader = make.ANNA if path.stem == "receipt" else make.OFFICE
    found = make.twin(make.open_sample(path.read_bytes(), reader))
    assert found == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_sample_package_is_described() -> None:
    described = (SAMPLES / "packages/README.md").read_text(encoding="utf-8")
    assert len(PACKAGES) == 7
    for path in PACKAGES:
        assert f"`{path.name}`" in described


def test_the_sample_business_is_readable() -> None:
    addresses = read_document((SAMPLES / "business/addresses.csv").read_bytes(), "a.csv")
    articles = read_document((SAMPLES / "business/articles.csv").read_bytes(), "b.csv")
    assert isinstance(addresses, ReadAddresses)
    assert len(addresses.addresses) == 11
    assert isinstance(articles, ReadArticles)
    assert len(articles.articles) == 10


@pytest.mark.parametrize(
    "name",
    ["angebot-dachrinne", "angebot-sonderteil", "angebot-ziegel", "bestellung-gleiche-nummer"],
)
def test_a_sample_document_reads_without_a_warning(name: str) -> None:
    data = (SAMPLES / f"documents/{name}.xml").read_bytes()
    found = read_document(data, f"{name}.xml")
    assert isinstance(found, ReadOrder)
    assert found.order.lines
    assert found.order.declared
    assert found.warnings == ()
