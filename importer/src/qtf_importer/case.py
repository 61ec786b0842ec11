"""One package being settled: everything the steps inside the transaction hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from qtf_format.ids import TenantId
from qtf_format.package import Opened, Refusal
from qtf_importer.detail import NO_ANSWERS, Answers, Detail, from_json
from qtf_importer.parcel import Parcel
from qtf_office.clock import Instant
from qtf_office.directory import Office
from qtf_office.storage.inbox import InboxItem

__all__ = ["Case", "detail_of"]


@dataclass(frozen=True, slots=True)
class Case:
    """A parcel, what was found inside, and the item it already has, if any.

    `conn` is the one writing transaction. `answers` are what people said about this item so far;
    `by` is who answers just now, None where nobody is asked.
    """

    office: Office
    conn: Connection
    parcel: Parcel
    opened: Opened | Refusal
    before: InboxItem | None = None
    answers: Answers = NO_ANSWERS
    by: str | None = None

    @property
    def tenant(self) -> TenantId:
        """The tenant of the office."""
        return self.office.tenant

    @property
    def item_id(self) -> int:
        """The id of the item; 0 where there is none yet."""
        return self.before.item_id if self.before else 0

    def now(self) -> Instant:
        """Return the present moment as it is written down."""
        return self.office.now()

    def was_counted(self) -> bool:
        """Say whether this package was accepted from its sender before and waits since."""
        before = self.before
        return before is not None and before.state == "waiting" and before.outcome != "quarantined"


def detail_of(item: InboxItem | None) -> Detail:
    """Return the detail of an item that may not exist yet."""
    return from_json(item.detail if item else None)
