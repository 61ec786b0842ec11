"""What becomes of an arriving order: the table of rules 10 to 18, first matching line wins.

Rules 4, 5, 22, 23, 26, 27, 28, 30 and 42 are the lines between. The page of exchange rules
decides about orders; where the format's draft says otherwise (a changed number that is taken is
refused there, and waits here) the page is followed.
"""

from __future__ import annotations

from dataclasses import replace

from qtf_format.codes import Code
from qtf_format.payloads import ReceiptResult
from qtf_importer.rules.facts import ArrivalFacts, KnownOrder, WaitingItem
from qtf_importer.rules.verdict import Action, Outcome, Reason, ReceiptDue, Verdict

__all__ = ["classify"]


def classify(facts: ArrivalFacts) -> Verdict:
    """Return the verdict on one order. Total: every combination of facts has one."""
    if facts.allowed_kinds is not None and facts.ref.kind not in facts.allowed_kinds:
        return _rejected(10, Reason.FORBIDDEN_KIND, Code.E417)
    verdict = _of_known(facts, facts.known) if facts.known else _of_unknown(facts)
    return _beside_waiting(facts, facts.waiting, verdict) if facts.waiting else verdict


def _of_known(facts: ArrivalFacts, known: KnownOrder) -> Verdict:
    ref = facts.ref
    if ref.revision == known.base_revision and ref.content_digest == known.base_digest:
        return _again(known, 11)
    if ref.kind is not known.kind:
        return _rejected(5, Reason.KIND_CHANGED, Code.E417)
    if ref.revision < known.base_revision:
        return _outdated()
    if ref.revision == known.base_revision:
        return _of_fork(facts, known)
    return _of_newer(facts, known)


def _of_fork(facts: ArrivalFacts, known: KnownOrder) -> Verdict:
    """Same revision, other content: a copied or restored workstation (rule 15)."""
    if Reason.FORK in facts.accepted:
        return _renewal(facts, known)
    return replace(_waiting(15, Reason.FORK, Code.E412), alarm=True)


def _of_newer(facts: ArrivalFacts, known: KnownOrder) -> Verdict:
    """A higher revision; another sender's never counts, not even to note it (format section 10)."""
    if facts.sender != known.owner:
        return _quarantined(13, Reason.NOT_OWNER, Code.E413)
    if facts.ref.content_digest in (known.base_digest, known.content_digest):
        return _again(known, 12)
    return _renewal(facts, known)


def _renewal(facts: ArrivalFacts, known: KnownOrder) -> Verdict:
    """Other content for a known order: apply it, or ask (sections 2 and 3)."""
    if known.is_deleted and Reason.DELETED_IN_OFFICE not in facts.accepted:
        return _waiting(22, Reason.DELETED_IN_OFFICE, Code.E416)
    if known.is_processed or known.is_locked:
        return _waiting(27, Reason.PROCESSED_IN_OFFICE)
    if known.is_edited and Reason.EDITED_IN_OFFICE not in facts.accepted:
        return _waiting(26, Reason.EDITED_IN_OFFICE, Code.E414)
    if facts.number_key != known.number_key:
        if facts.holder not in (None, known.order_id):
            return _waiting(23, Reason.NUMBER_CHANGED, Code.E410)
        if (outside := _outside_range(facts)) is not None:
            return outside
    return _stored(facts, Verdict(13, Outcome.RENEWED, action=Action.RENEW), ReceiptResult.RENEWED)


def _of_unknown(facts: ArrivalFacts) -> Verdict:
    if facts.holder is not None and facts.holder != facts.ref.order_id:
        return _rejected(16, Reason.DUPLICATE_NUMBER, Code.E410)
    if (outside := _outside_range(facts)) is not None:
        return outside
    imported = Verdict(18, Outcome.IMPORTED, action=Action.IMPORT)
    return _stored(facts, imported, ReceiptResult.IMPORTED)


def _outside_range(facts: ArrivalFacts) -> Verdict | None:
    if facts.in_range is not False or Reason.NUMBER_OUT_OF_RANGE in facts.accepted:
        return None
    if facts.settings.out_of_range == "reject":
        return _rejected(17, Reason.NUMBER_OUT_OF_RANGE, Code.E411)
    return _waiting(17, Reason.NUMBER_OUT_OF_RANGE, Code.E411)


def _stored(facts: ArrivalFacts, stored: Verdict, result: ReceiptResult) -> Verdict:
    """Return the verdict on an order that nothing but its content can still hold up."""
    if facts.total_mismatch and Reason.TOTAL_MISMATCH not in facts.accepted:
        return _waiting(42, Reason.TOTAL_MISMATCH)
    if facts.open_addresses and facts.settings.hold_for_address:
        return _waiting(57, Reason.ADDRESS_QUESTION)
    if facts.open_addresses:
        interim = ReceiptDue.INTERIM
        return replace(stored, reason=Reason.ADDRESS_QUESTION, receipt=interim, result=result)
    return replace(stored, receipt=ReceiptDue.FINAL, result=result)


def _beside_waiting(facts: ArrivalFacts, waiting: WaitingItem, verdict: Verdict) -> Verdict:
    """Keep one waiting item per order (rule 30).

    A newer one takes the place of the waiting one, an older one comes too late for it, the same
    one joins it. A verdict that leaves the stored order alone leaves the waiting one alone, too.
    """
    if verdict.action not in (Action.IMPORT, Action.RENEW, Action.WAIT):
        return verdict
    ref = facts.ref
    is_same = ref.content_digest == waiting.content_digest
    if verdict.reason is Reason.FORK and not is_same:
        return verdict
    if ref.revision < waiting.revision:
        return _outdated()
    if ref.revision == waiting.revision and not is_same:
        return replace(_waiting(15, Reason.FORK, Code.E412), alarm=True)
    if ref.revision == waiting.revision and verdict.action is Action.WAIT:
        return Verdict(
            30,
            Outcome.UNCHANGED,
            Reason.ALREADY_WAITING,
            Code.E401,
            receipt=ReceiptDue.INTERIM,
            result=ReceiptResult.WAITING,
            joins=waiting.item_id,
        )
    return replace(verdict, replaces=waiting.item_id)


def _again(known: KnownOrder, rule: int) -> Verdict:
    """The same content once more: calm and final (rules 11, 12, 22 and 34)."""
    deleted = known.is_deleted
    reason = Reason.ONLY_REVISION if rule == 12 else Reason.ALREADY_IMPORTED
    return Verdict(
        22 if deleted else rule,
        Outcome.UNCHANGED,
        Reason.DELETED_IN_OFFICE if deleted else reason,
        Code.E416 if deleted else Code.E401,
        Action.NOTE_REVISION if rule == 12 else Action.NONE,
        ReceiptDue.FINAL,
        ReceiptResult.DUPLICATE,
    )


def _outdated() -> Verdict:
    return Verdict(
        14,
        Outcome.OUTDATED,
        Reason.OLDER_REVISION,
        Code.E415,
        Action.KEEP_IN_HISTORY,
        ReceiptDue.FINAL,
        ReceiptResult.STALE,
    )


def _waiting(rule: int, reason: Reason, code: Code | None = None) -> Verdict:
    return Verdict(
        rule,
        Outcome.WAITING,
        reason,
        code,
        Action.WAIT,
        ReceiptDue.INTERIM,
        ReceiptResult.WAITING,
    )


def _rejected(rule: int, reason: Reason, code: Code) -> Verdict:
    refused = ReceiptResult.REFUSED
    return Verdict(rule, Outcome.REJECTED, reason, code, Action.NONE, ReceiptDue.FINAL, refused)


def _quarantined(rule: int, reason: Reason, code: Code) -> Verdict:
    refused = ReceiptResult.REFUSED
    return Verdict(rule, Outcome.QUARANTINED, reason, code, Action.NONE, ReceiptDue.FINAL, refused)
