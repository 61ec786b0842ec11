from __future__ import annotations

from decimal import Decimal

import msgspec
from sqlalchemy import Connection

from offices import AT
from qtf_format.ids import TenantId
from qtf_format.model import Article
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.storage import articles
from qtf_office.storage.articles import ArticleHead, Upserted

LATER = Instant("2026-11-21T09:00:00.000Z")


def article(number: str = "A-1", text: str = "Dachziegel") -> Article:
    return Article(
        number=number,
        text=text,
        unit="MTK",
        price=Decimal("8.40"),
        price_per=Decimal("1"),
        tax_rate=Decimal("19"),
    )


def test_an_article_is_read_as_it_was_written(office: Office, conn: Connection) -> None:
    articles.upsert_many(conn, office.tenant, [article()], AT)
    stored = articles.get(conn, office.tenant, "a-1")
    assert stored is not None
    assert (stored.article, stored.changed_at) == (article(), AT)


def test_loading_articles_again_changes_only_what_changed(office: Office, conn: Connection) -> None:
    first = [article("A-1"), article("A-2")]
    assert articles.upsert_many(conn, office.tenant, first, AT) == Upserted(2, 0, 0)
    again = [article("a-1", "Firstziegel"), article("A-2"), article("A-3")]
    assert articles.upsert_many(conn, office.tenant, again, LATER) == Upserted(1, 1, 1)
    found = articles.find_many(conn, office.tenant, ["a-1", "a-2"])
    assert [(each.article.text, each.changed_at) for each in found.values()] == [
        ("Firstziegel", LATER),
        ("Dachziegel", AT),
    ]


def test_of_two_articles_with_one_number_the_last_counts(office: Office, conn: Connection) -> None:
    both = [article("A-1", "eins"), article("a-1", "zwei")]
    assert articles.upsert_many(conn, office.tenant, both, AT) == Upserted(1, 0, 0)
    (stored,) = articles.list_all(conn, office.tenant)
    assert stored.article.text == "zwei"


def test_rule_61_inactive_articles_count_as_found(office: Office, conn: Connection) -> None:
    inactive = msgspec.structs.replace(article("A-2"), active=False, tax_rate=None)
    articles.upsert_many(conn, office.tenant, [article("A-1"), inactive], AT)
    assert articles.known(conn, office.tenant, ["a-1", "a-2", "a-3"]) == {
        "a-1": ArticleHead("a-1", "A-1", "MTK", Decimal("19"), True),
        "a-2": ArticleHead("a-2", "A-2", "MTK", None, False),
    }


def test_thousands_of_articles_are_loaded_and_found(office: Office, conn: Connection) -> None:
    many = [article(f"A-{number}") for number in range(2000)]
    assert articles.upsert_many(conn, office.tenant, many, AT).new == 2000
    keys = [f"a-{number}" for number in range(1000, 3000)]
    assert len(articles.known(conn, office.tenant, keys)) == 1000
    assert len(list(articles.iterate(conn, office.tenant))) == 2000


def test_articles_are_searched_by_number_and_text(office: Office, conn: Connection) -> None:
    articles.upsert_many(conn, office.tenant, [article("A-1"), article("B-2", "Rinne")], AT)
    for text, number in (("b-", "B-2"), ("rinn", "B-2"), ("ziegel", "A-1")):
        (found,) = articles.list_all(conn, office.tenant, text)
        assert found.article.number == number
    assert articles.list_all(conn, office.tenant, "%") == []
    assert len(articles.list_all(conn, office.tenant, limit=1)) == 1


def test_rule_85_another_tenants_articles_are_unknown(office: Office, conn: Connection) -> None:
    articles.upsert_many(conn, office.tenant, [article()], AT)
    assert articles.known(conn, TenantId("f" * 32), ["a-1"]) == {}
