"""`qtf-office status`: is everything running, and does anything wait for a person?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from qtf_office import channels, messages
from qtf_office.cli import shown
from qtf_office.cli.listing import WAITING
from qtf_office.cli.office_program import program
from qtf_office.cli.support import Facts, Invocation, Table
from qtf_office.directory import Office, OfficeRole
from qtf_office.dispatch import UNANSWERED
from qtf_office.storage import inbox, orders, outbox, ranges, workstations
from qtf_office.storage.orders import OrderFilter


@program.verb("status", messages.STATUS, examples=("qtf-office status", "qtf-office status --json"))
def status(inv: Invocation) -> None:
    """Show the health of the office."""
    with inv.office() as office:
        rows = [_channel(inv, office, one.name, one.kind) for one in office.settings.channels]
        with office.read() as conn:
            told = _told(office, conn)
    document = {**told, "channels": rows}
    queue = told["queues"]
    inv.answer(
        document,
        Facts(
            [
                (messages.COMPANY, told["office"]["company"]),
                (messages.OFFICE_PLACE, told["office"]["directory"]),
                (messages.WORKSTATION, told["office"]["workstation"]),
                (messages.STATE, shown.word(inv, told["office"]["state"])),
                (messages.ORDERS_COUNT, told["orders"]),
                (messages.OUTBOX_COUNT, queue["outbox_waiting"]),
                (messages.UNANSWERED_COUNT, queue["outbox_unanswered"]),
                (messages.INBOX_COUNT, queue["inbox_waiting"]),
                (messages.QUARANTINE_COUNT, queue["quarantined"]),
                (messages.OPEN_COUNT, told["open_questions"]),
            ]
        ),
        "",
        Table(
            (messages.CHANNEL_TITLE, messages.KIND, messages.LAST_LOOK, messages.WAITING,
             messages.LAST_ERROR),
            [(r["name"], shown.word(inv, r["kind"]), r["last_looked_at"], r["waiting"],
              r["last_error"]) for r in rows],
            messages.NO_CHANNELS,
        ),
    )  # fmt: skip
    if not inv.as_json:
        low = [inv.text(messages.RANGE_LOW, **one) for one in told["low_ranges"]]
        shown.warnings(inv, None, low)


def _channel(inv: Invocation, office: Office, name: str, kind: str) -> dict[str, Any]:
    """Return what a watcher noted of a channel, and what lies in it now."""
    look = channels.last_look(office, name)
    return {
        "name": name,
        "kind": kind,
        "last_looked_at": look.looked_at,
        "last_error": look.error,
        "last_error_at": look.error_at,
        "waiting": _lying(office, name),
    }


def _lying(office: Office, name: str) -> int | None:
    from qtf_format.channel import ChannelError

    try:
        channel = channels.open_named(office, name)
    except ChannelError:
        return None
    try:
        return sum(1 for _ in channel.arrivals())
    except ChannelError:
        return None
    finally:
        channel.close()


def _told(office: Office, conn: Connection) -> dict[str, Any]:
    own = workstations.get(conn, office.tenant, office.workstation)
    sent, taken = outbox.counts(conn, office.tenant), inbox.counts(conn, office.tenant)
    waiting = inbox.list_items(conn, office.tenant, states=WAITING)
    quarantined = inbox.list_items(conn, office.tenant, outcomes=("quarantined",))
    return {
        "office": {
            "directory": str(office.directory),
            "company": office.company,
            "role": office.role.value,
            "workstation": own.name if own else office.workstation,
            "state": own.state if own else None,
            "database": "sqlite" if office.settings.database.url is None else "postgresql",
        },
        "orders": len(orders.list_heads(conn, office.tenant, OrderFilter())),
        "queues": {
            "outbox": dict(sent),
            "inbox": dict(taken),
            "outbox_waiting": sent.get("sealed", 0) + sent.get("unknown", 0),
            "outbox_unanswered": _unanswered(office, conn),
            "inbox_waiting": taken.get("received", 0) + taken.get("waiting", 0),
            "quarantined": len(quarantined),
        },
        "open_questions": len(waiting),
        "low_ranges": _low_ranges(office, conn),
    }


def _unanswered(office: Office, conn: Connection) -> int:
    if office.role is OfficeRole.MAIN:
        return 0
    items = outbox.list_items(conn, office.tenant, states=UNANSWERED)
    return sum(1 for item in items if item.receipt_result is None)


def _low_ranges(office: Office, conn: Connection) -> list[dict[str, Any]]:
    """Return our own series of which a tenth or less is left (rule 65)."""
    own = ranges.list_all(conn, office.tenant, office.workstation)
    low = []
    for series in sorted({one.series for one in own}):
        level = ranges.level(conn, office.tenant, office.workstation, series)
        if level.is_low:
            low.append({"series": series, "left": level.left})
    return low
