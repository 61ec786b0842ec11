"""Our articles, found by number (rule 61)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from qtf_format.ids import TenantId
from qtf_format.model import Article
from qtf_office.clock import Instant
from qtf_office.numbers import number_key
from qtf_office.storage.content import encode, read_article
from qtf_office.storage.schema import article
from qtf_office.storage.sql import ListStatement, Statement, like, stream

__all__ = [
    "ArticleHead",
    "StoredArticle",
    "Upserted",
    "find_many",
    "get",
    "iterate",
    "known",
    "list_all",
    "upsert_many",
]

_CHUNK = 400  # rows written at once


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One article of ours."""

    number_key: str
    article: Article
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What an import compares with a line (rule 61). `tax_rate` is in percent."""

    number_key: str
    number: str
    unit: str | None
    tax_rate: Decimal | None
    active: bool


@dataclass(frozen=True, slots=True)
class Upserted:
    """How many articles a load wrote."""

    new: int
    changed: int
    unchanged: int


_columns = [column.name for column in article.columns]


def _upsert(dialect: type[sqlite.Insert] | type[postgresql.Insert]) -> Statement:
    first = dialect(article).values({name: bindparam(name) for name in _columns})
    kept = [name for name in _columns if name not in ("tenant_id", "number_key")]
    return Statement(
        first.on_conflict_do_update(
            index_elements=["tenant_id", "number_key"],
            set_={name: first.excluded[name] for name in kept},
        )
    )


_upserts = {"sqlite": _upsert(sqlite.Insert), "postgresql": _upsert(postgresql.Insert)}


_c = article.c
_READ = (_c.number_key, _c.content, _c.changed_at)
_known = ListStatement(
    lambda is_in: select(_c.number_key, _c.number, _c.unit, _c.tax_rate, _c.active).where(
        _c.tenant_id == bindparam("tenant"), is_in(_c.number_key)
    )
)
_stored_ones = ListStatement(
    lambda is_in: select(*_READ).where(_c.tenant_id == bindparam("tenant"), is_in(_c.number_key))
)


def upsert_many(
    conn: Connection, tenant: TenantId, articles: Iterable[Article], at: Instant
) -> Upserted:
    """Write articles, new ones and changed ones; of two with one number the last one counts."""
    by_key = {number_key(each.number): each for each in articles}
    new = changed = 0
    for keys in _chunks(sorted(by_key)):
        stored = _contents(conn, tenant, keys)
        rows = []
        for key in keys:
            row = _row(tenant, key, by_key[key], at)
            if stored.get(key) == row["content"]:
                continue
            rows.append(row)
            new += key not in stored
            changed += key in stored
        _upserts[conn.dialect.name].run_many(conn, rows)
    return Upserted(new, changed, len(by_key) - new - changed)


def _contents(conn: Connection, tenant: TenantId, keys: Sequence[str]) -> dict[str, bytes]:
    found = _stored_ones.run(conn, {"tenant": tenant}, keys)
    return {key: content for key, content, _ in found}


def _row(tenant: TenantId, key: str, one: Article, at: Instant) -> dict[str, object]:
    return {
        "tenant_id": tenant,
        "number_key": key,
        "number": one.number,
        "text": one.text,
        "unit": one.unit,
        "price": _text(one.price),
        "price_per": _text(one.price_per),
        "currency": one.currency,
        "tax_rate": _text(one.tax_rate),
        "active": one.active,
        "content": encode(one),
        "changed_at": at,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def known(
    conn: Connection, tenant: TenantId, number_keys: Collection[str]
) -> dict[str, ArticleHead]:
    """Return what an import needs of the articles that exist, inactive ones too, by number key."""
    rows = _known.run(conn, {"tenant": tenant}, sorted(set(number_keys)))
    return {
        key: ArticleHead(key, number, unit, rate and Decimal(rate), bool(active))
        for key, number, unit, rate, active in rows
    }


def find_many(
    conn: Connection, tenant: TenantId, number_keys: Collection[str]
) -> dict[str, StoredArticle]:
    """Return the articles that exist, by number key."""
    rows = _stored_ones.run(conn, {"tenant": tenant}, sorted(set(number_keys)))
    return {row[0]: _stored(row) for row in rows}


def _stored(row: Sequence[Any]) -> StoredArticle:
    key, content, changed_at = row
    return StoredArticle(key, read_article(content), changed_at)


def get(conn: Connection, tenant: TenantId, key: str) -> StoredArticle | None:
    """Return one article by its number key."""
    return find_many(conn, tenant, [key]).get(key)


def list_all(
    conn: Connection, tenant: TenantId, text: str | None = None, limit: int | None = None
) -> list[StoredArticle]:
    """Return the articles by number; with `text`, those that have it in number or text."""
    query = select(*_READ).where(article.c.tenant_id == tenant)
    if text:
        in_number = article.c.number_key.like(like(number_key(text)), escape="\\")
        in_text = article.c.text.ilike(like(text), escape="\\")
        query = query.where(or_(in_number, in_text))
    rows = conn.execute(query.order_by(article.c.number_key).limit(limit))
    return [_stored(row) for row in rows]


def iterate(conn: Connection, tenant: TenantId) -> Iterator[StoredArticle]:
    """Give all articles, without holding them all."""
    query = select(*_READ).where(article.c.tenant_id == tenant).order_by(article.c.number_key)
    for row in stream(conn, query):
        yield _stored(row)


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
