"""What was decided about an arriving package: outcome, reason, rule, and the answer to give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qtf_format.codes import Code
from qtf_format.payloads import ReceiptResult

__all__ = ["CHOICES", "Action", "Choice", "Outcome", "Reason", "ReceiptDue", "Verdict"]


class Outcome(StrEnum):
    """What becomes of a package (DESIGN section 4)."""

    IMPORTED = "imported"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    WAITING = "waiting"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why it is no plain success. The sentence for people stands in `messages`."""

    # Rules 6 to 10: the package itself
    DAMAGED = "damaged"
    BAD_SIGNATURE = "bad-signature"
    LIMIT_EXCEEDED = "limit-exceeded"
    NOT_FOR_US = "not-for-us"
    FORMAT_TOO_OLD = "format-too-old"
    NEEDS_UPDATE = "needs-update"
    UNKNOWN_SENDER = "unknown-sender"
    SUSPENDED_SENDER = "suspended-sender"
    REVOKED_SENDER = "revoked-sender"
    WRONG_TENANT = "wrong-tenant"
    FORBIDDEN_KIND = "forbidden-kind"
    # What only pairing and trust lists run into
    WRONG_CODE = "wrong-code"
    INVITATION_USED = "invitation-used"
    INVITATION_EXPIRED = "invitation-expired"
    OLDER_TRUST_LIST = "older-trust-list"
    CONFIRM_WORKSTATION = "confirm-workstation"
    WORKSTATION_CONFIRMED = "workstation-confirmed"
    # Counters that contradict (rule 64)
    PACKAGE_ID_REUSED = "package-id-reused"
    SEQUENCE_REUSED = "sequence-reused"
    RECEIPT_MISMATCH = "receipt-mismatch"
    # Not there yet (contract of the folder, rule 40)
    INCOMPLETE = "incomplete"
    STILL_ARRIVING = "still-arriving"
    LOCAL_TROUBLE = "local-trouble"
    PROGRAM_ERROR = "program-error"
    # The order
    KIND_CHANGED = "kind-changed"
    ALREADY_IMPORTED = "already-imported"
    ALREADY_WAITING = "already-waiting"
    ONLY_REVISION = "only-revision"
    OLDER_REVISION = "older-revision"
    FORK = "fork"
    NOT_OWNER = "not-owner"
    DUPLICATE_NUMBER = "duplicate-number"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"
    NUMBER_CHANGED = "number-changed"
    DELETED_IN_OFFICE = "deleted-in-office"
    EDITED_IN_OFFICE = "edited-in-office"
    PROCESSED_IN_OFFICE = "processed-in-office"
    TOTAL_MISMATCH = "total-mismatch"
    ADDRESS_QUESTION = "address-question"
    # What a person decided about a waiting one
    REJECTED_BY_PERSON = "rejected-by-person"
    KEPT_OURS = "kept-ours"
    REPLACED_BY_NEWER = "replaced-by-newer"
    UNDONE = "undone"


class Action(StrEnum):
    """What the import has to do."""

    NONE = "none"
    IMPORT = "import"  # a new order
    RENEW = "renew"  # replace the content, the former one goes into the history (rule 25)
    NOTE_REVISION = "note-revision"  # only the revision rises (rule 12)
    KEEP_IN_HISTORY = "keep-in-history"  # an older one, not applied (rule 14)
    WAIT = "wait"


class ReceiptDue(StrEnum):
    """Whether the sender is answered (rule 33)."""

    NONE = "none"
    INTERIM = "interim"
    FINAL = "final"


class Choice(StrEnum):
    """What a person may answer (`qtf-import decide`)."""

    RENEW = "renew"
    KEEP = "keep"
    KEEP_BOTH = "both"
    REJECT = "reject"
    ACCEPT = "accept"


_OURS_OR_THEIRS = frozenset((Choice.RENEW, Choice.KEEP, Choice.KEEP_BOTH, Choice.REJECT))
_TAKE_OR_NOT = frozenset((Choice.ACCEPT, Choice.REJECT))

CHOICES: dict[Reason, frozenset[Choice]] = {
    Reason.EDITED_IN_OFFICE: _OURS_OR_THEIRS,
    Reason.FORK: _OURS_OR_THEIRS,
    Reason.DELETED_IN_OFFICE: frozenset((Choice.RENEW, Choice.KEEP, Choice.REJECT)),
    Reason.PROCESSED_IN_OFFICE: frozenset((Choice.KEEP, Choice.KEEP_BOTH, Choice.REJECT)),
    Reason.NUMBER_CHANGED: frozenset((Choice.KEEP, Choice.REJECT)),
    Reason.NUMBER_OUT_OF_RANGE: _TAKE_OR_NOT,
    Reason.TOTAL_MISMATCH: _TAKE_OR_NOT,
    Reason.UNKNOWN_SENDER: _TAKE_OR_NOT,
    Reason.REVOKED_SENDER: _TAKE_OR_NOT,
}
"""The answers to each reason; reasons not listed ask nothing (an address is asked apart)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one package.

    Attributes:
        rule: number of the exchange rule followed.
        receipt: whether the sender is answered now, and whether that is the last word.
        result: what the answer says; None where there is none.
        alarm: tell the administrator.
        replaces: the waiting item of the same order whose place this one takes (rule 30).
        joins: the waiting item with the same content whose final answer this one shares.
    """

    rule: int
    outcome: Outcome
    reason: Reason | None = None
    code: Code | None = None
    action: Action = Action.NONE
    receipt: ReceiptDue = ReceiptDue.NONE
    result: ReceiptResult | None = None
    alarm: bool = False
    replaces: int | None = None
    joins: int | None = None

    @property
    def choices(self) -> frozenset[Choice]:
        """What a person may answer; empty where nothing is asked."""
        return CHOICES.get(self.reason, frozenset()) if self.reason else frozenset()
