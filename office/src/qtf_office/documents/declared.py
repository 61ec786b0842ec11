"""The totals a document declares: taken as they stand, after one look at whether the names fit."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from qtf_format.model import Totals
from qtf_office.documents.intake import Intake

__all__ = ["checked_totals"]

_CENT = Decimal("0.02")  # two amounts rounded on their own may differ by this much
_ZERO = Decimal(0)


def checked_totals(totals: Totals, intake: Intake) -> Totals | None:
    """Return the declared totals, or None where there are none at all.

    Some writers put the tax into the field of the net total (an old Danish habit). Only where
    net + tax = gross holds no other way are the two put right; this is noted. Everything else
    that does not add up stays as it is and is noted.
    """
    if totals == Totals():
        return None
    totals = _tax_out_of_net(totals, intake)
    if detail := _difference(totals):
        intake.warn("totals-differ", detail=detail)
    return totals


def _tax_out_of_net(totals: Totals, intake: Intake) -> Totals:
    lines, net, gross = totals.lines, totals.net, totals.gross
    if lines is None or net is None or gross is None:
        return totals
    from_lines = lines - (totals.allowances or _ZERO) + (totals.charges or _ZERO)
    fits = totals.tax is not None and abs(net + totals.tax - gross) <= _CENT
    is_tax = abs(from_lines + net - gross) <= _CENT and abs(net - from_lines) > _CENT
    if fits or not is_tax or (totals.tax is not None and abs(totals.tax - net) > _CENT):
        return totals
    intake.warn("tax-in-net", value=net)
    return replace(totals, net=from_lines, tax=net)


def _difference(totals: Totals) -> str | None:
    net, tax, gross = totals.net, totals.tax, totals.gross
    if net is not None and tax is not None and gross is not None and abs(net + tax - gross) > _CENT:
        return f"{net} + {tax} ≠ {gross}"
    if gross is None and tax is not None and totals.payable is not None:
        net = net if net is not None else _net_of_lines(totals)
        if net is not None and abs(net + tax - _before_payment(totals, totals.payable)) > _CENT:
            return f"{net} + {tax} ≠ {totals.payable}"
    if gross is None or totals.payable is None:
        return None
    is_paid = abs(gross - _before_payment(totals, totals.payable)) <= _CENT
    return None if is_paid else f"{gross} ≠ {totals.payable}"


def _before_payment(totals: Totals, payable: Decimal) -> Decimal:
    return payable + (totals.prepaid or _ZERO) - (totals.rounding or _ZERO)


def _net_of_lines(totals: Totals) -> Decimal | None:
    if totals.lines is None:
        return None
    return totals.lines - (totals.allowances or _ZERO) + (totals.charges or _ZERO)
