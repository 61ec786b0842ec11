"""What becomes of a file that could not be opened: rules 6 to 10, 21 and 40, one line per code.

Only a sender proved by key gets an answer, and nobody gets one to anything but an order: no
answer to a receipt (rule 35), none to half a file, none that would tell a stranger something.
"""

from __future__ import annotations

from dataclasses import dataclass

from qtf_format.codes import REACTIONS, Code, Reaction
from qtf_format.package import Kind, Refusal
from qtf_format.payloads import ReceiptResult
from qtf_importer.rules.verdict import Action, Outcome, Reason, ReceiptDue, Verdict

__all__ = ["refusal_verdict"]


@dataclass(frozen=True, slots=True)
class _Line:
    rule: int
    outcome: Outcome
    reason: Reason
    receipt: ReceiptDue


_Q, _W, _R = Outcome.QUARANTINED, Outcome.WAITING, Outcome.REJECTED
_NONE, _INTERIM, _FINAL = ReceiptDue.NONE, ReceiptDue.INTERIM, ReceiptDue.FINAL

_BROKEN = _Line(6, _Q, Reason.DAMAGED, _FINAL)
_FORGED = _Line(6, _Q, Reason.BAD_SIGNATURE, _FINAL)
_TOO_MUCH = _Line(6, _Q, Reason.LIMIT_EXCEEDED, _FINAL)
_OTHERS = _Line(6, _Q, Reason.NOT_FOR_US, _FINAL)
_NEWER = _Line(7, _W, Reason.NEEDS_UPDATE, _INTERIM)
_LOCAL = _Line(40, _W, Reason.LOCAL_TROUBLE, _NONE)

_TABLE: dict[Code, _Line] = {
    **dict.fromkeys(
        (
            *(Code.E101, Code.E102, Code.E103, Code.E104, Code.E112, Code.E113),
            *(Code.E120, Code.E121, Code.E122, Code.E202, Code.E203),
            *(Code.E301, Code.E302, Code.E303, Code.E310, Code.E311),
            *(Code.E313, Code.E314, Code.E315, Code.E316),
        ),
        _BROKEN,
    ),
    **dict.fromkeys((Code.E105, Code.E221, Code.E312), _TOO_MUCH),
    **dict.fromkeys((Code.E214, Code.E215, Code.E218), _FORGED),
    **dict.fromkeys((Code.E201, Code.E216), _OTHERS),
    **dict.fromkeys((Code.E110, Code.E304), _NEWER),
    Code.E111: _Line(6, _Q, Reason.FORMAT_TOO_OLD, _FINAL),
    Code.E210: _Line(9, _R, Reason.WRONG_TENANT, _FINAL),
    Code.E211: _Line(8, _Q, Reason.UNKNOWN_SENDER, _NONE),
    Code.E212: _Line(8, _Q, Reason.SUSPENDED_SENDER, _NONE),
    Code.E213: _Line(8, _Q, Reason.REVOKED_SENDER, _NONE),
    Code.E217: _Line(10, _R, Reason.FORBIDDEN_KIND, _FINAL),
    Code.E417: _Line(10, _R, Reason.FORBIDDEN_KIND, _FINAL),
    Code.E219: _Line(6, _Q, Reason.OLDER_TRUST_LIST, _NONE),
    Code.E220: _Line(6, _Q, Reason.WRONG_CODE, _NONE),
    Code.E222: _Line(6, _Q, Reason.INVITATION_USED, _NONE),
    Code.E223: _Line(6, _Q, Reason.INVITATION_EXPIRED, _NONE),
    Code.E402: _Line(64, _Q, Reason.PACKAGE_ID_REUSED, _FINAL),
    Code.E403: _Line(64, _Q, Reason.SEQUENCE_REUSED, _FINAL),
    Code.E420: _Line(32, _Q, Reason.RECEIPT_MISMATCH, _NONE),
    # A reader gives these only for a package already seen; the others come from `classify`.
    Code.E401: _Line(11, Outcome.UNCHANGED, Reason.ALREADY_IMPORTED, _FINAL),
    Code.E410: _Line(16, _R, Reason.DUPLICATE_NUMBER, _FINAL),
    Code.E411: _Line(17, _W, Reason.NUMBER_OUT_OF_RANGE, _INTERIM),
    Code.E412: _Line(15, _W, Reason.FORK, _INTERIM),
    Code.E413: _Line(13, _Q, Reason.NOT_OWNER, _FINAL),
    Code.E414: _Line(26, _W, Reason.EDITED_IN_OFFICE, _INTERIM),
    Code.E415: _Line(14, Outcome.OUTDATED, Reason.OLDER_REVISION, _FINAL),
    Code.E416: _Line(22, _W, Reason.DELETED_IN_OFFICE, _INTERIM),
    **dict.fromkeys(
        (
            *(Code.E501, Code.E502, Code.E503, Code.E504, Code.E505),
            *(Code.E506, Code.E507, Code.E508, Code.E509),
        ),
        _LOCAL,
    ),
}

_RESULTS: dict[Outcome, ReceiptResult] = {
    Outcome.IMPORTED: ReceiptResult.IMPORTED,
    Outcome.RENEWED: ReceiptResult.RENEWED,
    Outcome.UNCHANGED: ReceiptResult.DUPLICATE,
    Outcome.OUTDATED: ReceiptResult.STALE,
    Outcome.WAITING: ReceiptResult.WAITING,
    Outcome.REJECTED: ReceiptResult.REFUSED,
    Outcome.QUARANTINED: ReceiptResult.REFUSED,
}

_INCOMPLETE = Verdict(6, _W, Reason.INCOMPLETE, Code.E102, Action.WAIT)


def refusal_verdict(refusal: Refusal, by_hand: bool) -> Verdict:
    """Return what becomes of a file the reader refused. Every code has a line.

    A file that is not complete waits while it lies in a channel; one that a person gave us is
    judged at once. Nothing of this counts as seen: offered again it is examined afresh (rule 21).
    """
    if refusal.code is Code.E102 and not by_hand:
        return _INCOMPLETE
    line = _TABLE[refusal.code]
    due = line.receipt if refusal.proved and _is_order(refusal) else _NONE
    return Verdict(
        rule=line.rule,
        outcome=line.outcome,
        reason=line.reason,
        code=refusal.code,
        action=Action.WAIT if line.outcome is _W else Action.NONE,
        receipt=due,
        result=_RESULTS[line.outcome] if due is not _NONE else None,
        alarm=REACTIONS[refusal.code] is Reaction.ALARM,
    )


def _is_order(refusal: Refusal) -> bool:
    """Return whether this may be an order; of an unreadable one the kind is not known."""
    return refusal.kind not in {kind.value for kind in Kind if kind is not Kind.ORDER}
