"""The totals that the lines of an order add up to, and whether the declared ones agree (rule 42).

Pure functions. Declared amounts are never corrected; these stand beside them. All amounts are
rounded half up to two places, a tax group as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from qtf_format.model import Allowance, Line, LineKind, Option, Order, Totals

__all__ = ["Mismatch", "compute", "computed_amount", "counted_lines", "line_amount", "mismatch"]

_CENT = Decimal("0.01")
_ZERO = Decimal(0)
_WIDE = Context(prec=100)  # the widest sum of 5000 lines has some 40 digits
_HUNDRED = Decimal(100)
_COUNTED_KINDS = (LineKind.ITEM, LineKind.SURCHARGE)


class Mismatch(NamedTuple):
    """Two figures that no reading of the document brings together."""

    declared: Decimal
    computed: Decimal


def compute(order: Order) -> Totals:
    """Return the totals that follow from the lines; None where the lines do not say enough.

    A line counts with its declared amount, else with quantity x price. Allowances and charges of
    the order are applied to the sum of the lines. The tax is computed from the rates of lines
    and allowances, and only where every counted line has one.
    """
    counted = [line for line in counted_lines(order) if not _is_free_of_charge(line)]
    amounts = [line_amount(line) for line in counted]
    if not counted or any(amount is None for amount in amounts):
        return Totals()
    lines = _rounded(sum((amount for amount in amounts if amount is not None), _ZERO))
    allowances = _sum_of(order, charge=False)
    charges = _sum_of(order, charge=True)
    total = _rounded(lines - (allowances or _ZERO) + (charges or _ZERO))
    tax = _tax(order, counted)
    net, gross = _net_and_gross(total, tax, includes_tax=order.prices_include_tax)
    return Totals(
        lines=lines,
        allowances=allowances,
        charges=charges,
        net=net,
        tax=tax,
        gross=gross,
        payable=_payable(order, gross),
    )


def mismatch(order: Order) -> Mismatch | None:
    """Return a declared and a computed figure where no plausible reading adds up, else None.

    Lenient on purpose: documents name their totals in many ways. Without declared totals, or with
    lines that have no amount, there is nothing to check. The tolerance is one cent a line and one
    for the total. Source: exchange rule 42.
    """
    declared = order.declared or Totals()
    given = [
        value
        for value in (declared.lines, declared.net, declared.gross, declared.payable)
        if value is not None
    ]
    sums = list(_sums(order))
    if not given or not sums:
        return None
    tolerance = _CENT * (len(order.lines) + 1)
    readings = {reading for total in sums for reading in _readings(order, declared, total)}
    if any(abs(value - reading) <= tolerance for value in given for reading in readings):
        return None
    return Mismatch(given[0], _rounded(sums[0]))


def counted_lines(order: Order) -> Iterator[Line]:
    """The lines that are part of the total.

    Not counted: headings, texts and subtotals; optional lines without total; alternatives that
    were not chosen (a group's base line counts unless another one is chosen); lines that do not
    apply; supplements that are not approved.
    """
    chosen = {line.alternative_group for line in order.lines if line.chosen}
    for line in order.lines:
        if line.kind not in _COUNTED_KINDS or line.not_applicable:
            continue
        if line.option is Option.WITHOUT_TOTAL or not _is_alternative_counted(line, chosen):
            continue
        if line.supplement_state not in (None, "approved"):
            continue
        yield line


def _is_alternative_counted(line: Line, chosen: set[str | None]) -> bool:
    if line.alternative_group is None or line.chosen:
        return True
    is_base = (line.alternative_serial or "").strip("0 ") == ""
    return is_base and line.alternative_group not in chosen


def _is_free_of_charge(line: Line) -> bool:
    """A line without any price and amount beside priced ones is part of the others' price."""
    return line.amount is None and line.price is None


def line_amount(line: Line) -> Decimal | None:
    """The amount of a line: as declared, else quantity x price with its allowances."""
    return line.amount if line.amount is not None else computed_amount(line)


def computed_amount(line: Line) -> Decimal | None:
    """Quantity x price: what was delivered or agreed counts before what was asked for.

    Price allowances are in the price already and are not taken off twice.
    """
    quantities = (line.quantity_delivered, line.quantity_agreed, line.quantity)
    quantity = next((value for value in quantities if value is not None), None)
    if line.lump_sum and quantity is None:
        quantity = Decimal(1)
    if line.price is None or quantity is None:
        return None
    amount = quantity * line.price / (line.price_per or 1)
    return _rounded(amount + _net_charge(line.allowances, amount))


def _net_charge(allowances: Iterable[Allowance], base: Decimal) -> Decimal:
    """Charges less allowances; a percentage without an amount is taken of `base`."""
    total = _ZERO
    for one in allowances:
        amount = one.amount
        if amount is None and one.percent is not None:
            amount = (one.base if one.base is not None else base) * one.percent / _HUNDRED
        if amount is not None:
            total += amount if one.charge else -amount
    return total


def _sum_of(order: Order, *, charge: bool) -> Decimal | None:
    amounts = [
        one.amount for one in order.allowances if one.charge is charge and one.amount is not None
    ]
    if amounts:
        return _rounded(sum(amounts, _ZERO))
    declared = order.declared or Totals()
    return declared.charges if charge else declared.allowances


def _tax(order: Order, counted: list[Line]) -> Decimal | None:
    """The tax of all groups; None where a counted line has no rate."""
    groups: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in counted:
        amount = line_amount(line)
        if line.tax_rate is None or amount is None:
            return None
        groups[line.tax_rate] += amount
    for one in order.allowances:
        rate = one.tax_rate if one.tax_rate is not None else _only(groups)
        if one.amount is None or rate is None:
            return None
        groups[rate] += one.amount if one.charge else -one.amount
    if not order.allowances and _sum_of(order, charge=True) != _sum_of(order, charge=False):
        return None  # the totals name allowances that nobody can assign to a rate
    return sum((_tax_of(order, rate, base) for rate, base in groups.items()), _ZERO)


def _only(groups: dict[Decimal, Decimal]) -> Decimal | None:
    return next(iter(groups)) if len(groups) == 1 else None


def _tax_of(order: Order, rate: Decimal, base: Decimal) -> Decimal:
    divisor = _HUNDRED + rate if order.prices_include_tax else _HUNDRED
    return _rounded(base * rate / divisor) if divisor else _ZERO


def _net_and_gross(
    total: Decimal, tax: Decimal | None, *, includes_tax: bool
) -> tuple[Decimal | None, Decimal | None]:
    if includes_tax:
        return (total - tax if tax is not None else None), total
    return total, (total + tax if tax is not None else None)


def _payable(order: Order, gross: Decimal | None) -> Decimal | None:
    declared = order.declared or Totals()
    if gross is None:
        return None
    return gross - (declared.prepaid or _ZERO) + (declared.rounding or _ZERO)


def _sums(order: Order) -> Iterator[Decimal]:
    """The sum of the lines as declared and as computed; nothing where a line has no amount."""
    counted = list(counted_lines(order))
    declared = [line_amount(line) for line in counted]
    if not counted or any(amount is None for amount in declared):
        return
    yield sum((amount for amount in declared if amount is not None), _ZERO)
    computed = [computed_amount(line) for line in counted]
    if all(amount is not None for amount in computed):
        yield sum((amount for amount in computed if amount is not None), _ZERO)


def _readings(order: Order, declared: Totals, total: Decimal) -> Iterator[Decimal]:
    """What a document may mean by a total of lines that add up to `total`."""
    before_tax = {
        total,
        total - (declared.allowances or _ZERO) + (declared.charges or _ZERO),
        total - (_sum_of(order, charge=False) or _ZERO) + (_sum_of(order, charge=True) or _ZERO),
        total + _net_charge(order.allowances, total),
    }
    taxes = {_ZERO}
    if declared.tax is not None:
        taxes.add(declared.tax)
    if order.taxes and all(one.amount is not None for one in order.taxes):
        taxes.add(sum((one.amount for one in order.taxes if one.amount is not None), _ZERO))
    if (computed := compute(order).tax) is not None:
        taxes.add(computed)
    payments = {_ZERO, (declared.rounding or _ZERO) - (declared.prepaid or _ZERO)}
    for net in before_tax:
        for tax in taxes:
            yield from (net + tax + payment for payment in payments)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP, _WIDE)
