"""Document → home office → .qtf → main office: the same content and totals, counted once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from machines import Machine, Pair, pair_up
from real_orders import FOLDER, documents, needs_real_orders

SETS = ("ubl", "ubl-peppol-bis3", "opentrans", "order-x")
KINDS = {"order", "quote", "order_confirmation", "delivery_note"}

TRAVELLING = [
    (name, expected)
    for name, expected in documents(*SETS)
    if (expected.get("summary") or {}).get("kind") in KINDS and expected["summary"].get("number")
]

pytestmark = [needs_real_orders, pytest.mark.long]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    any_number = ["--range", "any"]
    return pair_up(tmp_path_factory.mktemp("real"), {"anna": any_number, "ben": any_number})


def load(machine: Machine, name: str, *options: str) -> dict[str, Any]:
    item: dict[str, Any] = machine.ask("qtf-office", "load", FOLDER / name, *options)["items"][0]
    return item


def content(form: dict[str, Any]) -> dict[str, Any]:
    """The business content of an order's form: what must be the same on both sides."""
    local = {"address_id", "customer_number", "decision", "article_linked"}
    kept = {
        key: value
        for key, value in form.items()
        if key in {"number", "kind", "issue_date", "valid_until", "currency", "references", "lines"}
        or key in {"declared", "computed", "warnings", "texts", "taxes", "allowances", "payment"}
    }
    kept["addresses"] = [
        {key: value for key, value in address.items() if key not in local}
        for address in form["addresses"]
    ]
    return json.loads(json.dumps(kept))  # type: ignore[no-any-return]


@pytest.mark.xdist_group("real-documents")
@pytest.mark.parametrize(("name", "expected"), TRAVELLING, ids=[n for n, _ in TRAVELLING])
def test_a_document_arrives_unchanged_and_counts_once(
    offices: Pair, name: str, expected: dict[str, Any]
) -> None:
    anna = offices.homes["anna"]
    loaded = load(anna, name)
    assert loaded["outcome"] in ("loaded", "unchanged"), loaded
    number = loaded["number"]

    arrived = offices.send(anna, number)
    assert [item["outcome"] for item in arrived] == ["imported"], arrived
    sent, received = anna.order(number), offices.main.order(number)
    assert content(received) == content(sent)
    own = {reference["number"] for reference in received["references"]}
    assert expected["summary"]["number"] in own | {received["number"]}

    again = offices.send(anna, number)
    assert [item["outcome"] for item in again] == ["unchanged"], again  # rule 11

    changed = dict(sent, title="Geändert nach Rücksprache")
    anna.run("qtf-office", "put", "-", given=json.dumps(changed))
    renewed = offices.send(anna, number)
    assert [item["outcome"] for item in renewed] == ["renewed"], renewed  # rule 13


@pytest.mark.xdist_group("real-documents")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ubl-peppol-bis3/UC1_Order.xml", "ubl-peppol-bis3/UC2_Order.xml"),
        (
            "opentrans/Example_ORDER_Testdistributor_Bestellung.xml",
            "opentrans/Example_ORDER_Testdistributor_Bestellung_Projekt.xml",
        ),
        (
            "order-x/ORDER-X_EX04_RESPONSE-COMFORT.xml",
            "order-x/ORDER-X_EX05_RESPONSE_BASICDATA-COMFORT.pdf",
        ),
    ],
)
def test_rule_16_the_same_number_from_another_workstation_is_refused(
    offices: Pair, first: str, second: str
) -> None:
    anna, ben = offices.homes["anna"], offices.homes["ben"]
    number = load(anna, first, "--keep-numbers")["number"]
    assert load(ben, second, "--keep-numbers")["number"] == number
    offices.send(anna, number)
    before = offices.main.order(number)
    addresses = offices.main.ask("qtf-office", "addresses")["addresses"]

    (refused,) = offices.send(ben, number)

    assert (refused["outcome"], refused["reason"]) == ("rejected", "duplicate-number")
    assert offices.main.order(number) == before
    assert offices.main.ask("qtf-office", "addresses")["addresses"] == addresses


@pytest.mark.xdist_group("real-documents")
@pytest.mark.parametrize("name", [name for name, _ in documents("refuse-invoices")])
def test_rule_4_an_invoice_in_any_format_is_refused_by_kind(offices: Pair, name: str) -> None:
    item = load(offices.homes["anna"], name)
    assert (item["outcome"], item["reason"]) == ("refused", "invoice"), item


def test_every_real_document_is_accounted_for() -> None:
    assert len(TRAVELLING) >= 20, f"only {len(TRAVELLING)} documents in {Path(FOLDER).name}"
