"""Articles from DATANORM, versions 4 and 5: records A, B, T, D and P.

Prices stand in cents. The unit code of version 4 says 1, 10, 100 or 1000 units; version 5 writes
the number itself. Goods and discount groups (WRG, RAB) have no place of their own here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from msgspec.structs import replace

from qtf_format.model import Article
from qtf_office.documents.contract import ReadArticles, Source
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.textfile import decode_text

__all__ = ["is_datanorm", "read_datanorm"]

RECORD_LIMIT = 2_000_000
_FIXED = re.compile(rb"V \d{6}.{116}", re.DOTALL)
_PER_CODE = {"0": None, "1": Decimal(10), "2": Decimal(100), "3": Decimal(1000)}
_KINDS = {"1": "gross-list", "2": "net"}
_LOST = re.compile(r"[A-Za-z]\?[a-z]|\?[a-z]{2}")
_SHORTEST = 10  # fields of an article up to its price
_WIDEST = 30


def is_datanorm(data: bytes) -> bool:
    """Return whether the first record is the head of a DATANORM file of version 4 or 5."""
    head = data[:200].removeprefix(b"\xef\xbb\xbf")
    return head.startswith((b"V;050;", b"V;05;")) or bool(_FIXED.match(head))


def read_datanorm(source: Source, intake: Intake) -> ReadArticles:
    """Read articles, texts and prices of one file.

    Raises:
        Unreadable: damaged where a record breaks off; no-entries for a file of groups only.
    """
    text, _ = decode_text(source.data, intake, else_in="cp850")
    body, *_ = text.partition("\x1a")
    lines = body.splitlines()
    if len(lines) > RECORD_LIMIT:
        raise refuse("limit-exceeded", f"{len(lines)} > {RECORD_LIMIT}")
    if body and not body.endswith(("\n", "\r", ";")) and len(lines) > 1:
        raise refuse("damaged", f"DATANORM, {len(lines)}")
    if lost := sum(bool(_LOST.search(line)) for line in lines):
        intake.warn("lost-umlauts", value=lost)
    records = _Records(intake, is_v5=body.startswith("V;"), currency=_currency(lines[0], intake))
    parts = [[part.strip() for part in line.split(";")] for line in lines]
    if not body.endswith(("\n", "\r")):
        _needs_whole_end(parts)
    for number, record in enumerate(parts[1:], start=2):
        records.add(number, record)
    return records.result()


def _needs_whole_end(records: list[list[str]]) -> None:
    """Refuse a file whose last record is shorter than others of its kind: it broke off."""
    last = records[-1]
    alike = max(len(record) for record in records if record[0] == last[0])
    if len(last) < alike:
        raise refuse("damaged", f"DATANORM, {len(records)}")


def _currency(head: str, intake: Intake) -> str | None:
    if head.startswith("V;"):
        parts = head.split(";")
        return intake.currency(parts[4]) if len(parts) > 4 else None
    return intake.currency(head[125:128])


@dataclass(slots=True)
class _Texts:
    """Text blocks by key: line number and text."""

    lines: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, key: str) -> str:
        """The whole text of a key in the order of its line numbers."""
        block = self.lines.get(key, {})
        return "\n".join(block[number] for number in sorted(block))


class _Records:
    """Collects the records of one file; what belongs together is joined at the end."""

    def __init__(self, intake: Intake, *, is_v5: bool, currency: str | None) -> None:
        """Start empty."""
        self._intake = intake
        self._is_v5 = is_v5
        self._currency = currency
        self._articles: dict[str, Article] = {}
        self._text_keys: dict[str, str] = {}
        self._gone: dict[str, None] = {}
        self._blocks = _Texts()
        self._dimensions = _Texts()
        self._prices: dict[str, Article] = {}
        self._left_out: Counter[str] = Counter()

    def add(self, number: int, parts: list[str]) -> None:
        """Take one record. An article that is too short breaks the file off."""
        if parts[0] == "A" and len(parts) < (4 if parts[1:2] == ["L"] else _SHORTEST):
            raise refuse("damaged", f"DATANORM, Zeile/row {number}")
        try:
            self._add(parts + [""] * (_WIDEST - len(parts)))
        except (IndexError, ValueError):
            self._intake.warn("row", row=number, detail=f"{parts[0][:3]}-Satz/record")

    def _add(self, parts: list[str]) -> None:
        match parts[0]:
            case "A":
                self._article(parts)
            case "B" if not self._is_v5:
                self._more(parts)
            case "T":
                self._block(parts)
            case "D":
                self._dimension(parts)
            case "P":
                self._price_records(parts)
            case "":
                pass
            case other:
                self._left_out[other[:3]] += 1

    def _article(self, parts: list[str]) -> None:
        action, number = parts[1], self._intake.short(parts[2], "A")
        if not number:
            raise ValueError(number)
        if action == "L":
            self._gone[number] = None
            self._articles.pop(number, None)
            return
        article, key = self._v5(number, parts) if self._is_v5 else self._v4(number, parts)
        if number in self._articles:
            self._intake.warn("double-number", value=number)
        self._gone.pop(number, None)
        self._prices.pop(number, None)  # the later word counts
        self._articles[number] = article
        self._text_keys[number] = key

    def _v4(self, number: str, parts: list[str]) -> tuple[Article, str]:
        unit, unit_text = self._intake.unit(parts[8])
        price = self._cents(parts[9])
        if parts[7] not in _PER_CODE:
            self._intake.warn("number-value", field="PE", value=parts[7])
            price = None  # nobody knows for how many it is
        article = Article(
            number=number,
            text=self._short_text(parts[4:6]) or number,
            unit=unit,
            unit_text=unit_text,
            price=price,
            price_per=_PER_CODE.get(parts[7]) if price is not None else None,
            price_kind=_KINDS.get(parts[6]) if price is not None else None,
            currency=self._currency,
            discount_group=self._intake.short(parts[10], "A"),
            goods_group=self._intake.short(parts[11], "A"),
        )
        return article, parts[12]

    def _v5(self, number: str, parts: list[str]) -> tuple[Article, str]:
        unit, unit_text = self._intake.unit(parts[5])
        price = self._cents(parts[8])
        per = self._intake.number(parts[7], "A")
        groups = [self._intake.short(part, "A") for part in parts[10:12]]
        article = Article(
            number=number,
            text=self._short_text(parts[3:5]) or number,
            unit=unit,
            unit_text=unit_text,
            price=price,
            price_per=per if per not in (None, 0, 1) and price is not None else None,
            price_kind=_KINDS.get(parts[6]) if price is not None else None,
            currency=self._currency,
            discount_group=self._intake.short(parts[9], "A"),
            goods_group="/".join(group for group in groups if group) or None,
        )
        return article, parts[23]

    def _short_text(self, parts: Iterable[str]) -> str | None:
        return self._intake.long(" ".join(part for part in parts if part), "A")

    def _cents(self, raw: str) -> Decimal | None:
        if not raw:
            return None
        if not raw.isascii() or not raw.lstrip("-").isdigit() or len(raw) > 14:
            self._intake.warn("number-value", field="Preis/price", value=raw)
            return None
        return Decimal(raw).scaleb(-2)

    def _more(self, parts: list[str]) -> None:
        """Record B: GTIN and the second goods group of an article that stands before it."""
        number, gtin, group = parts[2], parts[9], parts[11]
        article = self._articles.get(number)
        if article is None:
            self._left_out["B"] += 1
            return
        groups = [article.goods_group, self._intake.short(group, "B")]
        self._articles[number] = replace(
            article,
            gtin=gtin if re.fullmatch(r"\d{8,14}", gtin, re.ASCII) else article.gtin,
            goods_group="/".join(one for one in groups if one and one.strip("0.")) or None,
        )

    def _block(self, parts: list[str]) -> None:
        if self._is_v5:
            self._blocks.lines[parts[2]][int(parts[4])] = parts[5]
            return
        for line, text in ((parts[4], parts[6]), (parts[7], parts[9])):
            if line:
                self._blocks.lines[parts[2]][int(line)] = text

    def _dimension(self, parts: list[str]) -> None:
        if self._is_v5:
            self._left_out["D"] += 1
            return
        for line, text in ((parts[3], parts[6]), (parts[7], parts[10])):
            if line:
                self._dimensions.lines[parts[2]][int(line)] = text

    def _price_records(self, parts: list[str]) -> None:
        """Record P of version 4: up to three prices of nine fields each."""
        if self._is_v5:
            self._left_out["P"] += 1
            return
        rest = parts[2:]
        for start in range(0, len(rest) - 2, 9):
            number, kind, price = rest[start : start + 3]
            if number:
                self._price(number, _KINDS.get(kind), self._cents(price))

    def _price(self, raw: str, kind: str | None, price: Decimal | None) -> None:
        number = self._intake.short(raw, "P")
        known = self._prices.get(number or "")
        if number is None or price is None:
            return
        if known is not None and known.price_kind == "net" and kind != "net":
            return  # the net price is what counts; a list price beside it changes nothing
        self._prices[number] = Article(
            number=number, text="", price=price, price_kind=kind, currency=self._currency
        )

    def result(self) -> ReadArticles:
        """Join texts and prices to their articles."""
        articles = tuple(self._joined())
        prices = tuple(p for n, p in self._prices.items() if n not in self._articles)
        if not (articles or prices or self._gone):
            raise refuse("no-entries")
        if self._left_out:
            named = ", ".join(f"{name} ({n}×)" for name, n in sorted(self._left_out.items()))
            self._intake.warn("records", value=named)
        return ReadArticles(articles, tuple(self._gone), prices, self._intake.warnings)

    def _joined(self) -> Iterator[Article]:
        for number, article in self._articles.items():
            key = self._text_keys[number]
            if key and key not in self._blocks.lines:
                self._intake.warn("text-block", value=key)
            words = [self._dimensions.of(number), self._blocks.of(key)]
            text = self._intake.long("\n".join(word for word in words if word), "T")
            article = replace(article, long_text=text)
            if price := self._prices.get(number):
                article = replace(article, price=price.price, price_kind=price.price_kind)
            yield article
