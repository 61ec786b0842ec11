"""What an administrator asks for when adding a workstation: number ranges in a short notation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qtf_format.errors import Exit, QtfError, Text
from qtf_format.model import OrderKind

__all__ = ["RangeNotUnderstood", "RangeWish", "parse_range"]

_NOTATION = re.compile(
    r"(?:(?P<kind>[a-z-]+)=)?(?:(?P<any>any)|(?P<first>\d{1,15})\s*[-–]\s*(?P<last>\d{1,15}))"
)


class RangeNotUnderstood(QtfError):
    """A number range in a form we do not know. Fields: `given`."""

    title = Text("„{given}“ ist kein Nummernkreis.", "“{given}” is not a number range.")
    advice = Text(
        "Schreiben Sie zum Beispiel 10001-20000, quote=50001-60000 oder any.",
        "Write for example 10001-20000, quote=50001-60000, or any.",
    )
    exit = Exit.USAGE


@dataclass(frozen=True, slots=True)
class RangeWish:
    """One wished range. `kind` None: for all kinds without a series of their own.

    `first` and `last` are None for "any": the host program hands out the numbers, the office
    registers the next free block for what the workstation numbers itself and does not guard it.
    """

    kind: OrderKind | None
    first: int | None
    last: int | None

    @property
    def is_guarded(self) -> bool:
        """Rule 17 applies to it."""
        return self.first is not None


def parse_range(given: str) -> RangeWish:
    """Understand `[KIND=]A-B` or `[KIND=]any`.

    Raises:
        RangeNotUnderstood: another form, an unknown kind, an empty interval, or numbers below 1.
    """
    found = _NOTATION.fullmatch(given.strip())
    if found is None or (found["kind"] and found["kind"] not in set(OrderKind)):
        raise RangeNotUnderstood(given=given)
    kind = OrderKind(found["kind"]) if found["kind"] else None
    if found["any"]:
        return RangeWish(kind, None, None)
    first, last = int(found["first"]), int(found["last"])
    if not 1 <= first <= last:
        raise RangeNotUnderstood(given=given)
    return RangeWish(kind, first, last)
