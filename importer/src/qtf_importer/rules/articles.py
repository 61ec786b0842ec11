"""Which lines keep their article (rule 61).

The reference is found by article number in the tenant or dropped; text, quantity, unit and price
of the line stay whatever happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from qtf_format.model import Line
from qtf_office.numbers import differs_only_in_zeros, number_key

__all__ = ["ArticleFacts", "ArticleLinks", "ArticleWarning", "link_articles", "numbers_of"]


class ArticleFacts(Protocol):
    """What has to be known of a stored article; storage's `ArticleHead` is one."""

    @property
    def number_key(self) -> str:
        """The article number as it is compared."""

    @property
    def unit(self) -> str | None:
        """The unit it is sold in."""

    @property
    def tax_rate(self) -> Decimal | None:
        """VAT in percent."""


@dataclass(frozen=True, slots=True)
class ArticleWarning:
    """Something to look at.

    `code` is other-unit, other-tax-rate, unknown-article or only-zeros-differ. `position` is the
    line's number for people, `ours` and `theirs` are what differs.
    """

    code: str
    position: str
    number: str
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Result: `links` maps a line's `sort` to our article, `dropped` are numbers kept as text."""

    links: Mapping[int, str]
    dropped: tuple[str, ...]
    warnings: tuple[ArticleWarning, ...]


def numbers_of(lines: Iterable[Line]) -> frozenset[str]:
    """Return the keys of all article numbers named, to look them up in one go."""
    return frozenset(number_key(line.article_number) for line in lines if line.article_number)


def link_articles(lines: Iterable[Line], known: Mapping[str, ArticleFacts]) -> ArticleLinks:
    """Link each line to the article of its number; inactive articles count as found.

    `known` holds the articles found, by key. A dropped number is named once, however many lines
    carry it.
    """
    links: dict[int, str] = {}
    dropped: dict[str, str] = {}
    warnings: list[ArticleWarning] = []
    for line in lines:
        if not line.article_number:
            continue
        key = number_key(line.article_number)
        if (article := known.get(key)) is not None:
            links[line.sort] = article.number_key
            warnings += _differences(line, article)
        elif key not in dropped:
            dropped[key] = line.article_number
            warnings.append(_dropped(line, line.article_number, known))
    return ArticleLinks(links, tuple(dropped.values()), tuple(warnings))


def _dropped(line: Line, number: str, known: Mapping[str, ArticleFacts]) -> ArticleWarning:
    near = [key for key in known if differs_only_in_zeros(number, key)]
    if near:
        return ArticleWarning("only-zeros-differ", _position(line), number, near[0], number)
    return ArticleWarning("unknown-article", _position(line), number)


def _differences(line: Line, article: ArticleFacts) -> list[ArticleWarning]:
    position, number = _position(line), line.article_number or ""
    found = []
    if line.unit and article.unit and line.unit != article.unit:
        found.append(ArticleWarning("other-unit", position, number, article.unit, line.unit))
    ours, theirs = article.tax_rate, line.tax_rate
    if ours is not None and theirs is not None and ours != theirs:
        rates = f"{ours.normalize():f}", f"{theirs.normalize():f}"
        found.append(ArticleWarning("other-tax-rate", position, number, *rates))
    return found


def _position(line: Line) -> str:
    return line.position or str(line.sort + 1)
