"""How the answers of `qtf-office` look to a person: words, tables, one whole order."""

from __future__ import annotations

from typing import Any

from qtf_office import messages
from qtf_office.cli.output import Facts, Shown, Table, error_line, tame
from qtf_office.cli.support import Invocation

__all__ = ["addresses", "articles", "order", "orders", "ranges", "warnings", "word"]

Row = dict[str, Any]


def word(inv: Invocation, value: str | None) -> str:
    """Return the word people use for a kind, state or outcome."""
    if value is None:
        return ""
    known = messages.WORDS.get(value)
    return known(inv.language) if known else value


def warnings(inv: Invocation, about: str | None, sentences: list[str]) -> None:
    """Tell warnings on stderr, beside the answer."""
    for one in sentences:
        error_line(": ".join(tame(part) for part in (about, one) if part))


def orders(inv: Invocation, rows: list[Row]) -> Table:
    """Show orders."""
    return Table(
        (
            *(messages.NUMBER, messages.KIND, messages.REVISION, messages.DATE, messages.BUYER),
            *(messages.TOTAL, messages.CURRENCY, messages.MARKED, messages.STATE),
        ),
        [
            (
                *(r["number"], word(inv, r["kind"]), r["revision"], r["date"], r["buyer"]),
                *(r["total"], r["currency"], "×" if r["marked"] else "", word(inv, r["state"])),
            )
            for r in rows
        ],
        messages.NO_ORDERS,
    )


def order(inv: Invocation, form: Row) -> tuple[Shown, ...]:
    """Show one order: what it is, its addresses, its lines, its totals."""
    totals = form["declared"] if form["declared"].get("payable") else form["computed"]
    return (
        Facts(
            [
                (messages.NUMBER, form["number"]),
                (messages.KIND, word(inv, form["kind"])),
                (messages.TITLE, form["title"]),
                (messages.DATE, form["issue_date"]),
                (messages.VALID_UNTIL, form["valid_until"]),
                (messages.REVISION, form["revision"]),
                (messages.STATE, word(inv, form["state"])),
                (messages.OWNER, form["owner"]),
            ]
        ),
        "",
        Table(
            (messages.ROLE, messages.NAME, messages.STREET, messages.POSTCODE, messages.CITY),
            [
                (
                    word(inv, a["role"]),
                    " · ".join(p for p in (a["name"], a["person"]) if p),
                    _street(a),
                    *(a["postcode"], a["city"]),
                )
                for a in form["addresses"]
            ],
        ),
        "",
        Table(
            (
                *(messages.POSITION, messages.ARTICLE, messages.TEXT, messages.QUANTITY),
                *(messages.UNIT, messages.PRICE, messages.AMOUNT),
            ),
            [
                (
                    *(line["position"], line["article_number"], line["text"], line["quantity"]),
                    *(line["unit"] or line["unit_text"], line["price"], line["amount"]),
                )
                for line in form["lines"]
            ],
        ),
        "",
        Facts(
            [
                (messages.NET, totals.get("net")),
                (messages.TAX, totals.get("tax")),
                (messages.GROSS, totals.get("gross")),
                (messages.PAYABLE, totals.get("payable")),
                (messages.CURRENCY, form["currency"]),
            ]
        ),
    )


def addresses(inv: Invocation, rows: list[Row]) -> Table:
    """Show addresses."""
    return Table(
        (
            *(messages.ADDRESS_ID, messages.NAME, messages.PERSON, messages.STREET),
            *(messages.POSTCODE, messages.CITY, messages.STATE),
        ),
        [
            (
                *(r["address_id"], r["name"], r["person"], _street(r)),
                *(r["postcode"], r["city"], word(inv, r["state"])),
            )
            for r in rows
        ],
        messages.NO_ADDRESSES,
    )


def articles(rows: list[Row]) -> Table:
    """Show articles."""
    return Table(
        (
            *(messages.ARTICLE, messages.TEXT, messages.UNIT, messages.PRICE),
            *(messages.CURRENCY, messages.TAX_RATE),
        ),
        [
            (r["number"], r["text"], r["unit"], r["price"], r["currency"], r["tax_rate"])
            for r in rows
        ],
        messages.NO_ARTICLES,
    )


def ranges(inv: Invocation, rows: list[Row]) -> Table:
    """Show number ranges."""
    return Table(
        (
            *(messages.WORKSTATION, messages.SERIES, messages.FIRST, messages.LAST),
            *(messages.NEXT, messages.STATE),
        ),
        [
            (
                *(r["workstation"], r["series"], r["first"], r["last"], r["next"]),
                word(inv, r["state"]),
            )
            for r in rows
        ],
    )


def _street(address: Row) -> str:
    return " ".join(part for part in (address["street"], address["house_number"]) if part)
