"""One order to bytes and back, with every check of the format (goal P5).

The limit is msgspec's own typed MessagePack codec, which checks types and nothing else: no
canonical form, no text rules, no ranges. Times are processor times of this process; each decoded
record is thrown away, as in an import. Also told: how many of 15 malformed orders are refused.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgpack
import msgspec
from common import Report, Row, interleaved, options, ratio_row

from qtf_format.canonical import from_bytes, to_bytes
from qtf_format.model import (
    Allowance,
    Line,
    LineKind,
    Order,
    OrderKind,
    OrderText,
    PaymentTerm,
    Place,
    Totals,
)
from qtf_format.problems import FormatProblem

__all__ = ["main"]

DECODE_GOAL, ENCODE_GOAL = 2.0, 3.0
WORDS = (
    *("Leitung", "verlegen", "NYM-J", "3x1,5", "Dose", "Schalter", "Steckdose", "weiß", "matt"),
    *("Kabelkanal", "Zähler", "Prüfung", "Übergabe", "Bohrung", "Kernbohrung", "Durchmesser"),
    *("liefern", "und", "anbringen", "inkl.", "Befestigung"),
)


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; return 1 where a goal was missed."""
    chosen = options(__doc__, argv)
    report = Report("codec", chosen.quick, chosen.json)
    for lines, repeats in ((40, 50), (2000, 2)):
        _measure(report, an_order(lines), repeats, 11 if chosen.quick else 41)
    refused = sum(_is_refused(raw) for raw in malformed())
    report.add(Row("malformed orders refused", refused, "of 15", goal="15", is_met=refused == 15))
    return report.finish()


def an_order(lines: int) -> Order:
    """Return an order of typical lines, the same on every run."""
    rng = random.Random(lines)
    return Order(
        kind=OrderKind.ORDER,
        number="10001",
        issue_date=date(2026, 11, 2),
        currency="EUR",
        title="Elektroarbeiten Neubau",
        lines=tuple(_line(i, rng) for i in range(lines)),
        texts=(OrderText(place=Place.HEAD, text=_text(rng, 30) + "\n" + _text(rng, 9)),),
        declared=Totals(net=Decimal("1000.00"), tax=Decimal("190.00"), gross=Decimal("1190.00")),
        payment=(PaymentTerm(text="30 Tage netto", days=30),),
    )


def _line(place: int, rng: random.Random) -> Line:
    return Line(
        sort=place,
        kind=LineKind.ITEM,
        position=f"{place // 10 + 1}.{place % 10 + 1}",
        article_number=f"A-{rng.randrange(10**6):06d}",
        text=_text(rng, 6),
        long_text=_text(rng, 18),
        quantity=Decimal(rng.randrange(1, 5000)).scaleb(-2),
        unit="C62",
        price=Decimal(rng.randrange(100, 99_999)).scaleb(-2),
        amount=Decimal(rng.randrange(100, 999_999)).scaleb(-2),
        tax_rate=Decimal("19.00"),
        allowances=(Allowance(percent=Decimal("3.00"), reason="Rabatt"),) if place % 4 == 0 else (),
    )


def _text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def _measure(report: Report, order: Order, repeats: int, rounds: int) -> None:
    raw, size = to_bytes(order), len(order.lines)
    bare_encode = msgspec.msgpack.Encoder().encode
    bare_decode = msgspec.msgpack.Decoder(Order).decode
    encode = interleaved(
        rounds, _timed(to_bytes, order, repeats), _timed(bare_encode, order, repeats)
    )
    decode = interleaved(
        rounds,
        _timed(lambda data: from_bytes(data, Order), raw, repeats),
        _timed(bare_decode, raw, repeats),
    )
    report.add(ratio_row(f"P5 decode and check, {size} lines", decode, "us", DECODE_GOAL))
    report.add(ratio_row(f"P5 encode, {size} lines", encode, "us", ENCODE_GOAL))


def _timed(run: Callable[[Any], object], argument: Any, repeats: int) -> Callable[[], float]:
    def once() -> float:
        start = time.process_time()
        for _ in range(repeats):
            run(argument)
        return (time.process_time() - start) / repeats * 1e6

    return once


def malformed() -> list[bytes]:
    """Return 15 orders as no order may be."""
    good: dict[str, Any] = {"kind": "order", "number": "1"}
    line: dict[str, Any] = {"kind": "item", "sort": 0}

    def with_line(**fields: Any) -> dict[str, Any]:
        return {"kind": "order", "lines": [dict(sorted({**line, **fields}.items()))], "number": "1"}

    trees: list[dict[str, Any]] = [
        with_line(price=1.5),
        with_line(price=5),
        with_line(price="NaN"),
        with_line(price="1_000"),
        with_line(price="１２"),
        with_line(price="1e5"),
        {"issue-date": "20260228", **good},
        {"issue-date": "2026-02-29", **good},
        {"kind": "order", "lines": [{**line, "sort": True}], "number": "1"},
        {"kind": "order"},
        {"kind": "invoice", "number": "1"},
        {**good, "title": "a\x1bb"},
    ]
    sound = msgpack.packb(good)
    return [
        *map(msgpack.packb, trees),
        sound + b"\0",
        b"\x83" + sound[1:] + b"\xa6number\xa12",
        sound.replace(b"\xa11", b"\xa1\xff"),
    ]


def _is_refused(raw: bytes) -> bool:
    try:
        from_bytes(raw, Order)
    except FormatProblem:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
