"""`qtf-office orders, order, addresses, articles, ranges`: looking, never changing."""

from __future__ import annotations

from qtf_office import messages
from qtf_office.cli import listing, shown
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Invocation, argument, option


@program.verb("orders", messages.ORDERS, examples=("qtf-office orders --json",))
def orders(inv: Invocation) -> None:
    """Show all orders."""
    with inv.office() as office, office.read() as conn:
        rows = listing.order_rows(office, conn)
    inv.answer({"orders": rows}, shown.orders(inv, rows))


@program.verb(
    "order",
    messages.ORDER,
    examples=("qtf-office order 10001", "qtf-office order quote:10001 --json"),
)
@argument("number", metavar="NUMBER")
def order(inv: Invocation, number: str) -> None:
    """Show one order."""
    with inv.office() as office, office.read() as conn:
        form = listing.order_form(office, conn, number)
    inv.answer(form, *shown.order(inv, form))
    if not inv.as_json:
        shown.warnings(inv, None, form["warnings"])


@program.verb(
    "addresses", messages.ADDRESSES, examples=("qtf-office addresses --search 'Meier Bonn'",)
)
@option("--search", metavar="TEXT", text=messages.ADDRESSES_SEARCH)
def addresses(inv: Invocation, search: str | None) -> None:
    """Show addresses."""
    with inv.office() as office, office.read() as conn:
        rows = listing.address_rows(office, conn, search)
    inv.answer({"addresses": rows}, shown.addresses(inv, rows))


@program.verb("articles", messages.ARTICLES, examples=("qtf-office articles",))
def articles(inv: Invocation) -> None:
    """Show articles."""
    with inv.office() as office, office.read() as conn:
        rows = listing.article_rows(office, conn)
    inv.answer({"articles": rows}, shown.articles(rows))


@program.verb("ranges", messages.RANGES, examples=("qtf-office ranges",))
def ranges(inv: Invocation) -> None:
    """Show number ranges."""
    with inv.office() as office, office.read() as conn:
        rows = listing.range_rows(office, conn)
    inv.answer({"ranges": rows}, shown.ranges(inv, rows))
