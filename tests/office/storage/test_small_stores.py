"""Journal, decisions, arrivals, leases, counters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, update

from offices import AT
from qtf_format import canonical
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.storage import arrivals, counters, decisions, journal, leases
from qtf_office.storage.decisions import Decision
from qtf_office.storage.journal import JournalEntry, JournalReport, JournalTip
from qtf_office.storage.leases import Lease
from qtf_office.storage.schema import journal as journal_table

LATER = Instant("2026-11-21T09:00:00.000Z")
LATEST = Instant("2026-11-21T10:00:00.000Z")
ME = WorkstationId("a" * 32)


def entry(result: str = "imported") -> JournalEntry:
    return JournalEntry(
        event=journal.RECEIVED,
        at_ms=1_795_248_000_000,
        sha=Digest("d" * 64),
        package_id=PackageId("b" * 32),
        result=result,
        by=ME,
    )


def test_the_journal_is_a_chain(office: Office, conn: Connection) -> None:
    assert journal.tip(conn, office.tenant) == JournalTip(0, bytes(32))
    tips = [journal.append(conn, office.tenant, entry(word)) for word in ("imported", "renewed")]
    assert [tip.n for tip in tips] == [1, 2]
    assert journal.tip(conn, office.tenant) == tips[1]
    assert journal.verify(conn, office.tenant) == JournalReport(2, None)
    (first, second) = journal.entries(conn, office.tenant)
    assert (first, second) == (replace(entry(), n=1), replace(entry("renewed"), n=2))


def test_each_tenant_has_a_journal_of_its_own(office: Office, conn: Connection) -> None:
    journal.append(conn, office.tenant, entry())
    assert journal.append(conn, TenantId("f" * 32), entry()).n == 1


def test_a_changed_entry_breaks_the_chain(office: Office, conn: Connection) -> None:
    for _ in range(3):
        journal.append(conn, office.tenant, entry())
    forged = canonical.pack({"n": 2, "at": 1, "ev": "received"})
    conn.execute(update(journal_table).where(journal_table.c.n == 2).values(entry=forged))
    assert journal.verify(conn, office.tenant).first_bad == 2


def test_a_missing_entry_breaks_the_chain(office: Office, conn: Connection) -> None:
    for _ in range(3):
        journal.append(conn, office.tenant, entry())
    conn.execute(delete(journal_table).where(journal_table.c.n == 2))
    assert journal.verify(conn, office.tenant).first_bad == 3


def decision(address_id: str = "1", verdict: str = "same", item_id: int | None = 4) -> Decision:
    return Decision("d" * 64, address_id * 32, verdict, AT, "Erika", item_id)  # type: ignore[arg-type]


def test_rule_60_both_answers_are_remembered(office: Office, conn: Connection) -> None:
    same, different = decision("1"), decision("2", "different")
    for each in (same, different):
        decisions.remember(conn, office.tenant, each)
    known = decisions.remembered(conn, office.tenant, "d" * 64)
    assert known == {"1" * 32: same, "2" * 32: different}
    assert decisions.remembered(conn, office.tenant, "e" * 64) == {}
    assert decisions.remembered(conn, TenantId("f" * 32), "d" * 64) == {}


def test_rule_60_a_later_decision_takes_the_place_of_the_first(
    office: Office, conn: Connection
) -> None:
    decisions.remember(conn, office.tenant, decision())
    later = replace(decision(verdict="different"), decided_at=LATER)
    decisions.remember(conn, office.tenant, later)
    assert decisions.remembered(conn, office.tenant, "d" * 64) == {"1" * 32: later}


def test_rule_60_decisions_can_be_undone(office: Office, conn: Connection) -> None:
    for each in (decision("1"), decision("2"), decision("3", item_id=9)):
        decisions.remember(conn, office.tenant, each)
    decisions.forget(conn, office.tenant, "d" * 64, "1" * 32)
    decisions.forget_item(conn, office.tenant, 9)
    assert set(decisions.remembered(conn, office.tenant, "d" * 64)) == {"2" * 32}


def test_an_arrival_that_must_stay_in_its_folder_is_remembered(
    office: Office, conn: Connection
) -> None:
    digests = Digest("1" * 64), Digest("2" * 64)
    for digest in digests:
        arrivals.remember(conn, office.tenant, "folder", "a.qtf", digest, AT)
    arrivals.remember(conn, office.tenant, "folder", "b.qtf", digests[0], AT)
    assert arrivals.seen(conn, office.tenant, "folder", "a.qtf") == digests[1]
    assert arrivals.seen(conn, office.tenant, "other", "a.qtf") is None
    arrivals.keep_only(conn, office.tenant, "folder", ["b.qtf"])
    assert arrivals.seen(conn, office.tenant, "folder", "a.qtf") is None
    assert arrivals.seen(conn, office.tenant, "folder", "b.qtf") == digests[0]


def test_rule_47_one_importer_owns_a_folder_until_its_lease_ends(
    office: Office, conn: Connection
) -> None:
    first = leases.take(conn, office.tenant, Lease("folder", "one", AT, LATER))
    assert leases.take(conn, office.tenant, Lease("folder", "two", AT, LATEST)) == first
    assert leases.holder(conn, office.tenant, "folder", AT) == first
    longer = leases.take(conn, office.tenant, Lease("folder", "one", LATER, LATEST))
    assert (longer.since, longer.until) == (AT, LATEST)
    second = leases.take(conn, office.tenant, Lease("folder", "two", LATEST, LATEST))
    assert second.owner == "two"
    assert leases.holder(conn, office.tenant, "folder", LATEST) is None


def test_rule_47_a_lease_is_given_back_by_its_owner_only(office: Office, conn: Connection) -> None:
    held = leases.take(conn, office.tenant, Lease("folder", "one", AT, LATER))
    leases.release(conn, office.tenant, "folder", "two")
    assert leases.holder(conn, office.tenant, "folder", AT) == held
    leases.release(conn, office.tenant, "folder", "one")
    assert leases.holder(conn, office.tenant, "folder", AT) is None


def test_counters_only_rise(office: Office, conn: Connection) -> None:
    assert counters.value(conn, office.tenant, ME, counters.PACKAGE_SEQUENCE) == 0
    assert [counters.next_value(conn, office.tenant, ME) for _ in range(3)] == [1, 2, 3]
    counters.raise_to(conn, office.tenant, ME, (counters.PACKAGE_SEQUENCE, 10))
    counters.raise_to(conn, office.tenant, ME, (counters.PACKAGE_SEQUENCE, 5))
    assert counters.next_value(conn, office.tenant, ME) == 11


@pytest.mark.parametrize("series", ["main", "quotes"])
def test_rule_64_the_highest_number_is_kept_per_series(
    office: Office, conn: Connection, series: str
) -> None:
    name = counters.highest_number(series)
    counters.raise_to(conn, office.tenant, ME, (name, 10_007))
    assert counters.value(conn, office.tenant, ME, name) == 10_007
    assert counters.value(conn, office.tenant, ME, counters.PACKAGE_SEQUENCE) == 0
