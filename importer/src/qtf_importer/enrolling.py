"""The answer of a new workstation to its invitation (format 14.3, 5)."""

from __future__ import annotations

from qtf_format.package import Opened, Refusal
from qtf_importer import records
from qtf_importer.case import Case
from qtf_importer.detail import Detail
from qtf_importer.rules.verdict import Action, Outcome, Reason, Verdict
from qtf_office.failpoints import reach
from qtf_office.storage.inbox import InboxItem

__all__ = ["take"]

_CONFIRM = Verdict(8, Outcome.WAITING, Reason.CONFIRM_WORKSTATION, action=Action.WAIT)


def take(case: Case, opened: Opened) -> InboxItem:
    """Note the new workstation's keys; it counts only after a person has confirmed it."""
    # Pairing is rare and brings much along; a watcher should not wait for it at its start.
    from qtf_office import pairing

    answered = pairing.answered(case.conn, case.office, opened)
    if answered.code is not None:
        refusal = Refusal(
            code=answered.code,
            detail="",
            proved=True,
            sender=opened.sender,
            kind=opened.kind.value,
            package_id=opened.package_id,
            manifest_sha=opened.manifest_sha,
            sequence=opened.sequence,
        )
        return records.refused(case, refusal)
    reach("import.decided")
    told = {
        "workstation": answered.name,
        "device": answered.device,
        "comparison": answered.comparison or "",
    }
    item = records.with_package(records.blank(case), opened)
    item = records.write(case, records.judged(case, item, _CONFIRM, Detail(told=told)))
    records.seen(case, opened, item)
    records.journalled(case, item)
    return item
