"""Totals computed from the lines, and the lenient check of rule 42."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qtf_format import totals
from qtf_format.model import (
    Allowance,
    Line,
    LineKind,
    Option,
    Order,
    OrderKind,
    TaxLine,
    Totals,
)


def line(amount: str | None = None, **more: object) -> Line:
    given = Decimal(amount) if amount is not None else None
    fields: dict[str, object] = {"sort": 0, "kind": LineKind.ITEM, "amount": given, **more}
    return Line(**fields)  # type: ignore[arg-type]


def order(*lines: Line, **more: object) -> Order:
    return Order(kind=OrderKind.QUOTE, number="1", lines=lines, **more)  # type: ignore[arg-type]


def d(text: str) -> Decimal:
    return Decimal(text)


def test_net_tax_and_gross_follow_from_lines_with_rates() -> None:
    computed = totals.compute(order(line("100", tax_rate=d("19")), line("10", tax_rate=d("7"))))
    assert (computed.net, computed.tax, computed.gross) == (d("110.00"), d("19.70"), d("129.70"))


def test_the_tax_is_rounded_once_a_rate_and_half_up() -> None:
    lines = [line("0.50", tax_rate=d("5")) for _ in range(3)]
    assert totals.compute(order(*lines)).tax == d("0.08")  # 0.075, not 3 x 0.03


def test_without_a_rate_the_tax_is_unknown_and_the_net_is_not() -> None:
    computed = totals.compute(order(line("100")))
    assert (computed.net, computed.tax, computed.gross) == (d("100.00"), None, None)


def test_the_tax_is_taken_out_of_gross_prices() -> None:
    computed = totals.compute(order(line("119", tax_rate=d("19")), prices_include_tax=True))
    assert (computed.net, computed.tax, computed.gross) == (d("100.00"), d("19.00"), d("119.00"))


def test_allowances_and_charges_of_the_order_are_applied() -> None:
    allowances = (
        Allowance(amount=d("10"), tax_rate=d("20")),
        Allowance(charge=True, amount=d("4")),
    )
    computed = totals.compute(order(line("100", tax_rate=d("20")), allowances=allowances))
    assert (computed.lines, computed.net, computed.tax) == (d("100.00"), d("94.00"), d("18.80"))


def test_prepaid_and_rounding_lead_to_what_is_to_be_paid() -> None:
    declared = Totals(prepaid=d("10.00"), rounding=d("0.94"))
    computed = totals.compute(order(line("39.06", tax_rate=d("0")), declared=declared))
    assert computed.payable == d("30.00")


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"quantity": "4.052", "price": "18.74"}, "75.93"),
        ({"quantity": "54", "price": "450", "price_per": "100"}, "243.00"),
        ({"quantity": "10", "quantity_agreed": "0", "price": "5"}, "0.00"),
        ({"quantity": "10", "quantity_delivered": "6", "price": "5"}, "30.00"),
    ],
)
def test_a_line_without_an_amount_is_quantity_times_price(
    fields: dict[str, str], amount: str
) -> None:
    one = line(None, **{name: d(text) for name, text in fields.items()})
    assert totals.line_amount(one) == d(amount)


def test_line_allowances_count_and_price_allowances_are_in_the_price_already() -> None:
    one = line(
        None,
        quantity=d("10"),
        price=d("1.50"),
        gross_price=d("1.70"),
        price_allowances=(Allowance(amount=d("0.20")),),
        allowances=(Allowance(percent=d("10")), Allowance(charge=True, amount=d("1"))),
    )
    assert totals.line_amount(one) == d("14.50")


def test_a_lump_sum_has_a_price_and_no_quantity() -> None:
    assert totals.line_amount(line(None, lump_sum=True, price=d("500"))) == d("500.00")


@pytest.mark.parametrize(
    "left_out",
    [
        {"kind": LineKind.HEADING},
        {"kind": LineKind.SUBTOTAL},
        {"kind": LineKind.TEXT},
        {"option": Option.WITHOUT_TOTAL},
        {"alternative_group": "1", "alternative_serial": "2"},
        {"not_applicable": True},
        {"supplement": "1", "supplement_state": "offered"},
    ],
)
def test_lines_that_are_no_part_of_the_total_do_not_count(left_out: dict[str, object]) -> None:
    assert totals.compute(order(line("10"), line("99", **left_out))).net == d("10.00")


@pytest.mark.parametrize(
    "counted",
    [
        {"option": Option.WITH_TOTAL},
        {"kind": LineKind.SURCHARGE},
        {"alternative_group": "1", "alternative_serial": "0"},
        {"alternative_group": "1", "alternative_serial": "2", "chosen": True},
        {"supplement": "1", "supplement_state": "approved"},
    ],
)
def test_lines_that_are_part_of_the_total_count(counted: dict[str, object]) -> None:
    assert totals.compute(order(line("10"), line("99", **counted))).net == d("109.00")


def test_a_chosen_alternative_replaces_the_base_line() -> None:
    base = line("10", alternative_group="1", alternative_serial="0")
    other = line("12", alternative_group="1", alternative_serial="1", chosen=True)
    assert totals.compute(order(base, other)).net == d("12.00")


def test_without_amounts_nothing_is_computed() -> None:
    assert totals.compute(order()) == Totals()
    assert totals.compute(order(line(None))) == Totals()
    assert totals.compute(order(line("1"), line(None, price=d("5")))) == Totals()


def test_the_widest_numbers_do_no_harm() -> None:
    wide = line(None, quantity=d("9" * 12), price=d("9" * 12), price_per=d("0.000001"))
    many = order(*[wide] * 100, declared=Totals(net=d("1")))
    assert totals.compute(many).net is not None
    assert totals.mismatch(many) is not None


@pytest.mark.parametrize(
    "declared",
    [
        Totals(lines=d("100")),
        Totals(net=d("95")),
        Totals(net=d("100")),
        Totals(gross=d("113.05")),
        Totals(payable=d("113.05"), tax=d("18.05")),
        Totals(payable=d("95")),
        Totals(payable=d("103.05"), tax=d("18.05"), prepaid=d("10")),
        Totals(net=d("95.02")),
        Totals(net=d("19"), lines=d("100")),
    ],
)
def test_rule_42_any_plausible_reading_is_enough(declared: Totals) -> None:
    one = order(
        line("60", tax_rate=d("19")), line("40", tax_rate=d("19")),
        allowances=(Allowance(amount=d("5"), tax_rate=d("19")),), declared=declared,
    )  # fmt: skip
    assert totals.mismatch(one) is None


def test_rule_42_totals_that_nothing_explains_are_told_with_both_figures() -> None:
    one = order(line("60"), line("40"), declared=Totals(net=d("150"), gross=d("178.50")))
    assert totals.mismatch(one) == (d("150"), d("100.00"))


def test_rule_42_the_tax_lines_of_the_document_are_a_reading_too() -> None:
    taxes = (TaxLine(rate=d("19"), amount=d("19.00")),)
    one = order(line("100"), taxes=taxes, declared=Totals(payable=d("119")))
    assert totals.mismatch(one) is None


def test_rule_42_without_declared_totals_or_without_amounts_there_is_nothing_to_check() -> None:
    assert totals.mismatch(order(line("60"))) is None
    assert totals.mismatch(order(line("60"), declared=Totals(tax=d("5")))) is None
    assert totals.mismatch(order(line(None), line("5"), declared=Totals(net=d("9")))) is None
    assert totals.mismatch(order(declared=Totals(net=d("9")))) is None


def test_rule_42_the_tolerance_is_a_cent_a_line_and_one_for_the_total() -> None:
    lines = [line("10"), line("10")]
    assert totals.mismatch(order(*lines, declared=Totals(net=d("20.03")))) is None
    assert totals.mismatch(order(*lines, declared=Totals(net=d("20.04")))) is not None


amounts = st.decimals(0, 10**6, places=2)
rates = st.sampled_from([d("0"), d("7"), d("19")])


@given(st.lists(st.tuples(amounts, rates), min_size=1, max_size=20), st.booleans())
def test_what_is_computed_never_contradicts_itself(
    parts: list[tuple[Decimal, Decimal]], includes_tax: bool
) -> None:
    lines = [line(str(amount), tax_rate=rate) for amount, rate in parts]
    one = order(*lines, prices_include_tax=includes_tax)
    computed = totals.compute(one)
    assert computed.net is not None
    assert computed.tax is not None
    assert computed.net + computed.tax == computed.gross
    assert totals.mismatch(replace(one, declared=computed)) is None
