"""What became of one file, as a value: shown by commands and windows, written as JSON.

The JSON form is a contract (DESIGN section 6): scripts and host programs read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qtf_format.codes import Code
from qtf_format.errors import Language
from qtf_importer import messages
from qtf_importer.detail import NO_DETAIL, AddressEntry, Candidate, Detail, from_json
from qtf_office.storage.inbox import InboxItem

__all__ = ["Outcome", "needs_person", "of_item", "to_json"]

_CALM = frozenset({"imported", "renewed", "unchanged", "outdated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file and its outcome. `item` None: it did not get as far as the inbox.

    `sender` is the workstation's name as the office knows it. `is_repeat`: these very bytes had
    come before, and the outcome is that of now, not of then.
    """

    item: int | None
    file: str
    digest: str | None
    outcome: str
    reason: str | None = None
    code: Code | None = None
    number: str | None = None
    kind: str | None = None
    order_id: str | None = None
    revision: int | None = None
    sender: str | None = None
    state: str = "settled"
    decided_by: str | None = None
    is_repeat: bool = False
    is_undone: bool = False
    detail: Detail = NO_DETAIL

    @property
    def open_questions(self) -> int:
        """Say how many addresses a person still has to decide."""
        return self.detail.open_questions if self.state == "waiting" else 0


def of_item(item: InboxItem, senders: Mapping[str, str]) -> Outcome:
    """Return the outcome of an inbox item; `senders` names workstations by id."""
    return Outcome(
        item=item.item_id,
        file=item.file_name,
        digest=item.digest,
        outcome=item.outcome or "waiting",
        reason=item.reason,
        code=item.code,
        number=item.number,
        kind=item.kind or item.package_kind,
        order_id=item.order_id,
        revision=item.revision,
        sender=senders.get(item.sender, item.sender) if item.sender else None,
        state=item.state,
        decided_by=item.decided_by,
        is_undone=item.undone_at is not None,
        detail=from_json(item.detail),
    )


def needs_person(outcome: Outcome) -> bool:
    """Say whether the exit status must be 1: something waits, was refused or set aside."""
    return outcome.outcome not in _CALM or outcome.open_questions > 0


def to_json(outcome: Outcome, language: Language) -> dict[str, object]:
    """Return the contract's JSON of an outcome."""
    detail = outcome.detail
    plain: dict[str, object] = {
        "item": outcome.item,
        "file": outcome.file,
        "digest": outcome.digest,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "code": outcome.code,
        "message": messages.sentence(outcome, language, detail.told),
        "number": outcome.number,
        "kind": outcome.kind,
        "order_id": outcome.order_id,
        "revision": outcome.revision,
        "sender": outcome.sender,
        "dropped_articles": list(detail.dropped_articles),
        "open_questions": outcome.open_questions,
        "warnings": [messages.warning(w.code, w.fields, language) for w in detail.warnings],
        "addresses": _addresses(detail.addresses, language),
    }
    return plain


def _addresses(entries: Sequence[AddressEntry], language: Language) -> list[dict[str, object]]:
    return [
        {
            "role": entry.role,
            "decision": entry.decision,
            "address_id": entry.address_id,
            "preselected": entry.preselected,
            "same_as": entry.same_as,
            "candidates": [_candidate(each, language) for each in entry.candidates],
        }
        for entry in entries
    ]


def _candidate(candidate: Candidate, language: Language) -> dict[str, object]:
    return {
        "address_id": candidate.address_id,
        "score": round(candidate.score, 3),
        "label": candidate.label,
        "reasons": [why.de if language == "de" else why.en for why in candidate.reasons],
    }
