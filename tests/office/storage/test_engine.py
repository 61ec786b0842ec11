"""Transactions, races, and what the database's own errors become."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from offices import an_order, main_office, order_write, workstation
from postgres import Cluster
from qtf_office.directory import Office
from qtf_office.errors import (
    DatabaseDamaged,
    DatabaseRefused,
    DatabaseUnreachable,
    DiskFull,
    FolderReadOnly,
    LostRace,
    OfficeLocked,
    OfficeMisconfigured,
)
from qtf_office.storage import orders, ranges, workstations
from qtf_office.storage.engine import open_engine, parse_url, reading, sqlite_url, writing
from qtf_office.storage.orders import OrderFilter
from qtf_office.storage.trouble import database_errors


class Stop(Exception):
    """Something went wrong in the middle."""


def count(office: Office) -> int:
    with office.read() as conn:
        return len(orders.list_heads(conn, office.tenant, OrderFilter()))


def test_a_transaction_is_kept_when_it_ends_well(office: Office) -> None:
    with office.write() as conn:
        orders.insert(conn, office.tenant, order_write())
    assert count(office) == 1


def test_a_note_that_need_not_last_is_kept_all_the_same(office: Office) -> None:
    with office.write(is_lasting=False) as conn:
        orders.insert(conn, office.tenant, order_write())
    assert count(office) == 1


def test_only_notes_that_need_not_last_are_left_to_the_disk(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office:
        levels = []
        for is_lasting in (True, False, True):
            with office.write(is_lasting=is_lasting) as conn:
                levels.append(conn.execute(text("pragma synchronous")).scalar())
    assert levels == [2, 1, 2]


def test_nothing_is_kept_when_it_ends_badly(office: Office) -> None:
    with pytest.raises(Stop), office.write() as conn:
        _insert_and_stop(office, conn)
    assert count(office) == 0


def _insert_and_stop(office: Office, conn: Connection) -> None:
    orders.insert(conn, office.tenant, order_write())
    ranges.next_number(conn, office.tenant, office.workstation)
    raise Stop


def test_what_a_reader_writes_is_not_kept(office: Office) -> None:
    if office.engine.dialect.name == "postgresql":
        with pytest.raises(Exception, match="read-only"), office.read() as conn:
            orders.insert(conn, office.tenant, order_write())
    else:
        with office.read() as conn:
            orders.insert(conn, office.tenant, order_write())
    assert count(office) == 0


def test_a_reader_sees_one_snapshot(office: Office) -> None:
    with office.read() as reader:
        before = orders.list_heads(reader, office.tenant, OrderFilter())
        with office.write() as writer:
            orders.insert(writer, office.tenant, order_write())
        assert orders.list_heads(reader, office.tenant, OrderFilter()) == before
    assert count(office) == 1


def test_rule_20_of_200_racing_inserts_50_win(office: Office) -> None:
    def insert(number: int) -> bool:
        try:
            with office.write() as conn:
                orders.insert(conn, office.tenant, order_write(an_order(f"N-{number % 50}")))
        except LostRace:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(insert, range(200)))
    assert won.count(True) == 50
    assert count(office) == 50


def test_racing_workstations_never_get_one_number(office: Office) -> None:
    def take(_: int) -> str:
        with office.write() as conn:
            return ranges.next_number(conn, office.tenant, office.workstation)

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(take, range(60)))
    assert sorted(map(int, numbers)) == list(range(1, 61))


def test_racing_registrations_never_overlap(office: Office) -> None:
    with office.write() as conn:
        workstations.insert(conn, office.tenant, workstation())
    home = workstation().workstation_id

    def register(_: int) -> int:
        with office.write() as conn:
            return ranges.register_next(conn, office.tenant, home).first

    with ThreadPoolExecutor(8) as threads:
        firsts = list(threads.map(register, range(16)))
    assert sorted(firsts) == [number * 10_000 + 1 for number in range(1, 17)]


@pytest.fixture
def impatient(office: Office) -> Iterator[Engine]:
    """The same database, by somebody who does not wait."""
    engine = open_engine(office.engine.url, busy_s=0.2)
    yield engine
    engine.dispose()


def test_a_writer_that_does_not_end_is_reported_as_locked(
    office: Office, impatient: Engine
) -> None:
    second = writing(impatient, office.tenant)
    with office.write(), pytest.raises(OfficeLocked) as caught, second:
        pass
    assert caught.value.code == "E504"
    assert caught.value.exit == 3


def test_readers_do_not_wait_for_a_writer(office: Office, impatient: Engine) -> None:
    with office.write() as conn:
        orders.insert(conn, office.tenant, order_write())
        with reading(impatient) as reader:
            assert orders.list_heads(reader, office.tenant, OrderFilter()) == []


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "office.db"), busy_s=7)
    with writing(engine) as conn:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [conn.execute(text(f"pragma {name}")).scalar() for name in pragmas]
    engine.dispose()
    assert values == ["wal", 2, 1, 7000]


def test_a_database_that_is_none_is_reported_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(b"this is no database" * 100)
    engine = open_engine(sqlite_url(path))
    with pytest.raises(DatabaseDamaged) as caught, reading(engine) as conn:
        conn.execute(text("select * from orders"))
    engine.dispose()
    assert caught.value.code == "E505"


def test_a_full_disk_is_reported_and_nothing_is_kept(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office:
        with office.write() as conn:
            pages = conn.execute(text("pragma page_count")).scalar_one()
        # SQLite answers exactly as on a full disk when a file may not grow.
        event.listen(
            office.engine,
            "begin",
            lambda conn: conn.exec_driver_sql(f"pragma max_page_count = {pages}"),
        )
        with pytest.raises(DiskFull) as caught, office.write() as conn:
            insert_many(office, conn)
        assert caught.value.code == "E502"
        assert count(office) == 0


def insert_many(office: Office, conn: Connection) -> None:
    for number in range(200):
        orders.insert(conn, office.tenant, order_write(an_order(str(number), 40)))


def _refused(code: int) -> sqlite3.OperationalError:
    problem = sqlite3.OperationalError("made up")
    problem.sqlite_errorcode = code
    return problem


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, OfficeLocked),
        (sqlite3.SQLITE_LOCKED, OfficeLocked),
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_CORRUPT, DatabaseDamaged),
        (sqlite3.SQLITE_READONLY, FolderReadOnly),
        (sqlite3.SQLITE_CANTOPEN, DatabaseUnreachable),
        (sqlite3.SQLITE_IOERR_FSYNC, DatabaseUnreachable),
    ],
)
def test_what_sqlite_says_becomes_ours(code: int, expected: type[Exception]) -> None:
    with pytest.raises(expected), database_errors("office.db"):
        raise OperationalError("insert", None, _refused(code))


def test_our_own_mistakes_stay_visible(office: Office) -> None:
    with pytest.raises(DBAPIError), office.write() as conn:
        conn.execute(text("select nonsense from nowhere"))
    with pytest.raises(IntegrityError), office.write() as conn:
        conn.execute(text("insert into tenant (tenant_id) values ('x')"))


def test_a_server_that_is_off_is_unreachable() -> None:
    engine = open_engine(parse_url("postgresql://qtf@127.0.0.1:1/nothing"))
    with pytest.raises(DatabaseUnreachable), reading(engine) as conn:
        conn.execute(text("select 1"))
    engine.dispose()


def test_a_server_that_goes_away_is_unreachable(cluster: Cluster) -> None:
    name = cluster.create()
    engine = open_engine(parse_url(cluster.url(name)))
    with pytest.raises(DatabaseUnreachable), reading(engine) as conn:
        ask_before_and_after(conn, lambda: cluster.drop(name))
    engine.dispose()


def ask_before_and_after(conn: Connection, happening: Callable[[], None]) -> None:
    conn.execute(text("select 1"))
    happening()
    conn.execute(text("select 1"))


def test_a_wrong_password_is_refused_and_not_repeated_to_anybody(cluster: Cluster) -> None:
    engine = open_engine(parse_url(cluster.url().replace("loopback-only", "guessed-wrong")))
    with pytest.raises(DatabaseRefused) as caught, reading(engine) as conn:
        conn.execute(text("select 1"))
    engine.dispose()
    assert "guessed-wrong" not in str(caught.value.sentences("de"))
    assert "guessed-wrong" not in repr(engine)


@pytest.mark.parametrize("address", ["mysql://host/db", "sqlite:///x.db", "nonsense", ""])
def test_only_postgresql_addresses_are_taken(address: str) -> None:
    with pytest.raises(OfficeMisconfigured):
        parse_url(address)


def test_a_plain_sqlite_reader_can_open_the_file(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office:
        with office.write() as conn:
            orders.insert(conn, office.tenant, order_write(an_order(lines=40)))
        with closing(sqlite3.connect(tmp_path / "office" / "office.db")) as plain:
            assert plain.execute("select count(*) from order_line").fetchone() == (40,)
            assert plain.execute("pragma integrity_check").fetchone() == ("ok",)
            assert plain.execute("pragma foreign_key_check").fetchall() == []
