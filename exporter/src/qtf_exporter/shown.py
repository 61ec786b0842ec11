"""The home-office program's answers: JSON documents (DESIGN section 6) and tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from qtf_exporter import messages
from qtf_exporter.overview import OrderView, PackageView
from qtf_exporter.packing import Refused
from qtf_exporter.shipping import Result
from qtf_format.errors import Language, QtfError
from qtf_office.cli.failures import sentence
from qtf_office.cli.output import Table
from qtf_office.dispatch import BY_HAND
from qtf_office.journey import Step
from qtf_office.storage.outbox import OutboxItem

__all__ = [
    "Form",
    "answer_message",
    "order_form",
    "orders_table",
    "package_form",
    "packages_table",
    "receipt_form",
    "refusal_message",
    "result_form",
    "results_table",
    "told",
]

Form = dict[str, object]


def order_form(view: OrderView) -> Form:
    """Return one order of the list."""
    head = view.head
    return {
        "number": head.number,
        "kind": str(head.kind),
        "order_id": head.order_id,
        "revision": head.revision,
        "date": head.issue_date,
        "buyer": head.buyer,
        "total": head.total,
        "currency": head.currency,
        "marked": head.marked,
        "state": str(view.step),
    }


def orders_table(views: Sequence[OrderView], language: Language) -> Table:
    """Return the list of orders for a person."""
    return Table(
        (
            messages.COLUMN_NUMBER,
            messages.COLUMN_KIND,
            messages.COLUMN_DATE,
            messages.COLUMN_BUYER,
            messages.COLUMN_TOTAL,
            messages.COLUMN_MARKED,
            messages.COLUMN_STATE,
        ),
        [
            (
                view.head.number,
                messages.KINDS[str(view.head.kind)](language),
                view.head.issue_date,
                view.head.buyer,
                " ".join(part for part in (view.head.total, view.head.currency) if part),
                messages.MARKED(language) if view.head.marked else "",
                messages.STEPS[view.step](language),
            )
            for view in views
        ],
        messages.NO_ORDERS,
    )


def receipt_form(item: OutboxItem, language: Language) -> Form | None:
    """Return the newest answer to a package; None: there is none yet."""
    if item.receipt_result is None:
        return None
    return {
        "result": item.receipt_result,
        "reason": item.receipt_reason,
        "code": item.receipt_code,
        "final": bool(item.receipt_final),
        "next": item.receipt_next,
        "at": item.receipt_at,
        "message": answer_message(item, language),
    }


def answer_message(item: OutboxItem, language: Language) -> str | None:
    """Say what the office answered."""
    if item.receipt_result is None:
        return None
    reason = messages.REASONS.get(item.receipt_reason or "")
    if reason is not None and item.receipt_result in ("waiting", "refused"):
        return reason(language, number=item.number)
    if not item.receipt_final and item.receipt_result in ("imported", "renewed"):
        return messages.ARRIVED_BUT_OPEN(language)
    return messages.ANSWERS[item.receipt_result](language)


def package_form(view: PackageView, language: Language) -> Form:
    """Return one package of the outbox."""
    item = view.item
    return {
        "number": item.number,
        "order_id": item.order_id,
        "revision": item.revision,
        "state": str(view.step),
        "channel": None if item.channel == BY_HAND else item.channel,
        "file": item.file_name,
        "receipt": receipt_form(item, language),
        "package_id": item.package_id,
        "sent_at": item.handed_over_at,
        "message": _package_message(view, language),
        "last_error": item.last_error,
    }


def _package_message(view: PackageView, language: Language) -> str:
    if view.step is Step.NO_ANSWER:
        return messages.SEND_AGAIN(language, number=view.item.number)
    if view.step is Step.SENT and view.item.channel == BY_HAND:
        return messages.SENT_BY_HAND(language)
    return answer_message(view.item, language) or messages.STEPS[view.step](language)


def packages_table(views: Sequence[PackageView], language: Language) -> Table:
    """Return the outbox for a person."""
    return Table(
        (
            messages.COLUMN_NUMBER,
            messages.COLUMN_REVISION,
            messages.COLUMN_STATE,
            messages.COLUMN_CHANNEL,
            messages.COLUMN_ANSWER,
        ),
        [
            (
                view.item.number,
                view.item.revision,
                messages.STEPS[view.step](language),
                messages.BY_HAND(language) if view.item.channel == BY_HAND else view.item.channel,
                _package_message(view, language),
            )
            for view in views
        ],
        messages.EMPTY_OUTBOX,
    )


def refusal_message(refused: Refused, language: Language) -> str:
    """Say why an order does not travel."""
    text = messages.HINDRANCES[refused.why]
    return text(language, number=refused.number, detail=refused.detail)


def result_form(result: Result, language: Language) -> Form:
    """Return what became of one order that was to be saved or sent."""
    item, head = result.item, result.head
    return {
        "number": head.number if head else result.asked,
        "order_id": head.order_id if head else None,
        "revision": item.revision if item else None,
        "state": str(result.step) if head else None,
        "channel": None if item is None or item.channel == BY_HAND else item.channel,
        "file": result.file,
        "receipt": receipt_form(item, language) if item else None,
        "package_id": item.package_id if item else None,
        "outcome": result.outcome,
        "reason": str(result.refused.why) if result.refused else None,
        "message": result_message(result, language),
        "warnings": _warnings(result, language),
    }


def result_message(result: Result, language: Language) -> str:
    """Say what became of one order."""
    if result.refused is not None:
        return refusal_message(result.refused, language)
    if result.trouble is not None:
        return messages.QUEUED(language, detail=told(result.trouble, language))
    assert result.item is not None  # neither refused nor in trouble: it was packed
    if result.item.channel == BY_HAND or result.outcome == "saved":
        return messages.SAVED(language, file=result.file)
    return messages.HANDED_OVER(language, channel=result.item.channel)


def told(trouble: QtfError, language: Language) -> str:
    """Say what is in the way, and what to do about it."""
    return sentence(trouble, language)


def _warnings(result: Result, language: Language) -> list[str]:
    if result.numbers_left is None:
        return []
    return [messages.NUMBERS_LEFT(language, left=result.numbers_left)]


def results_table(results: Sequence[Result], language: Language) -> Table:
    """Return what became of each order, for a person."""
    rows = []
    for result in results:
        said = [result_message(result, language), *_warnings(result, language)]
        number = result.head.number if result.head else result.asked
        step = messages.STEPS[result.step](language) if result.head else None
        rows.append((number, step, " ".join(said)))
    return Table(
        (messages.COLUMN_NUMBER, messages.COLUMN_STATE, messages.COLUMN_RESULT),
        rows,
        messages.NOTHING_MARKED,
    )
