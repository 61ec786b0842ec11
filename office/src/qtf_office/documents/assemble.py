"""The last step of every order reader: an order with its origin, inside the limits of the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from qtf_format import totals
from qtf_format.model import Address, Attachment, Line, Order, Origin
from qtf_format.package import FilePart
from qtf_office.documents.addresses import merge
from qtf_office.documents.contract import ReadOrder, Source
from qtf_office.documents.intake import SHORT, Intake, clean, refuse
from qtf_office.documents.xmltree import Node

__all__ = [
    "LINE_LIMIT",
    "READER",
    "assemble",
    "document_number",
    "line_count",
    "not_too_many",
    "numbered",
]

LINE_LIMIT = 5_000  # format section 13
READER = "qtf-office 0.1"
_CENT = Decimal("0.01")


def document_number(raw: str | None, kind: str) -> str:
    """Return the document's own number, one clean line; a document without one is refused."""
    number, _ = clean(raw or "", multi_line=False)
    if not number:
        raise refuse("no-number", kind=kind)
    if len(number) > SHORT:
        raise refuse("number-too-long", number, kind=kind)
    return number


def not_too_many(nodes: list[Node]) -> list[Node]:
    """Return the elements of the lines; more than 5000 are refused before any is read."""
    if len(nodes) > LINE_LIMIT:
        raise refuse("limit-exceeded", f"{len(nodes)} > {LINE_LIMIT}")
    return nodes


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines with their places 0, 1, 2 ...; more than 5000 are refused."""
    placed = tuple(replace(line, sort=place) for place, line in enumerate(lines))
    if len(placed) > LINE_LIMIT:
        raise refuse("limit-exceeded", f"{len(placed)} > {LINE_LIMIT}")
    return placed


def line_count(declared: str | None, lines: Sequence[Line], intake: Intake) -> None:
    """Note where a document states another number of lines than it holds."""
    items = sum(line.parent is None for line in lines)
    if declared and declared.isascii() and declared.isdigit() and int(declared) != items:
        intake.warn("line-count", declared=declared, found=items)


def assemble(
    source: Source,
    order: Order,
    addresses: Iterable[Address],
    intake: Intake,
    files: Sequence[tuple[Attachment, FilePart]] = (),
) -> ReadOrder:
    """Return what was read. `order.origin` names the format; the rest of it is filled in here."""
    own = merge(addresses, intake)
    _check_amounts(order, intake)
    if _has_amounts(order) and order.currency is None:
        intake.warn("no-currency")
    origin = replace(
        order.origin or Origin(format="?"),
        file_name=intake.short(source.file_name, "file"),
        digest=source.digest,
        reader=READER,
        warnings=tuple(warning.de for warning in intake.warnings),
    )
    attachments = tuple(attachment for attachment, _ in files)
    order = replace(order, origin=origin, attachments=attachments)
    parts = {part.sha256: part for _, part in files}
    return ReadOrder(order, own, tuple(parts.values()), intake.warnings)


def _check_amounts(order: Order, intake: Intake) -> None:
    """Note what does not add up; declared amounts stay as they are."""
    for line in order.lines:
        computed = totals.computed_amount(line)
        if line.amount is None or computed is None or abs(line.amount - computed) <= _CENT:
            continue
        name = line.position or line.sort + 1
        intake.warn("line-amount", line=name, declared=line.amount, computed=computed)
    if found := totals.mismatch(order):
        intake.warn("sum", declared=found.declared, computed=found.computed)


def _has_amounts(order: Order) -> bool:
    return order.declared is not None or any(
        line.amount is not None or line.price is not None for line in order.lines
    )
