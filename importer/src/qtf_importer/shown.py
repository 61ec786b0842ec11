"""Outcomes and questions as a person sees them on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qtf_format.errors import Language
from qtf_importer import messages, words
from qtf_importer.detail import AddressEntry
from qtf_importer.outcome import Outcome, to_json
from qtf_importer.overview import ItemView
from qtf_office.cli.output import Facts, Shown, Table

__all__ = ["item_form", "item_shown", "line", "outcomes_table"]


def outcomes_table(
    outcomes: Sequence[Outcome], language: Language, *, is_inbox: bool = False
) -> Table:
    """Return outcomes as a table."""
    columns = (words.ITEM, words.OUTCOME, words.ORDER, words.SENDER, words.TOLD)
    rows = [
        (each.item, _word(each, language), each.number, each.sender, _told(each, language))
        for each in outcomes
    ]
    return Table(columns, rows, empty=words.INBOX_EMPTY if is_inbox else words.NOTHING_ARRIVED)


def line(outcome: Outcome, language: Language) -> str:
    """Return one outcome as one line."""
    return f"{outcome.item}  {_word(outcome, language)}  {_told(outcome, language)}"


def _word(outcome: Outcome, language: Language) -> str:
    return words.OUTCOMES[outcome.outcome](language)


def _told(outcome: Outcome, language: Language) -> str:
    return messages.sentence(outcome, language, outcome.detail.told)


def item_form(view: ItemView, language: Language) -> dict[str, object]:
    """Return one item as JSON: its outcome and, beside it, the question."""
    form = to_json(view.outcome, language)
    question = view.question
    form["state"] = view.outcome.state
    form["decided_by"] = view.outcome.decided_by
    form["question"] = None
    if question is not None:
        form["question"] = {
            "reason": question.reason.value,
            "answers": list(question.answers),
            "addresses": list(question.addresses),
            "differences": [each.to_json() for each in view.differences],
        }
    return form


def item_shown(view: ItemView, language: Language) -> Iterable[Shown]:
    """Return one item for a person: facts, addresses with candidates, differences, answers."""
    outcome = view.outcome
    yield Facts(
        [
            (words.ITEM, outcome.item),
            (words.OUTCOME, _word(outcome, language)),
            (words.FILE_NAME, outcome.file),
            (words.ORDER, outcome.number),
            (words.SENDER, outcome.sender),
            (words.TOLD, _told(outcome, language)),
            (words.DECIDED_BY, outcome.decided_by),
        ]
    )
    for warning in outcome.detail.warnings:
        yield messages.warning(warning.code, warning.fields, language)
    if outcome.detail.addresses:
        yield _addresses(outcome.detail.addresses, language)
    if view.differences:
        rows = [(each.field, each.before, each.after) for each in view.differences]
        yield Table((words.FIELD, words.OURS, words.THEIRS), rows)
    if view.question is not None:
        yield Table((words.ANSWERS,), [(answer,) for answer in view.question.answers])


def _addresses(entries: Sequence[AddressEntry], language: Language) -> Table:
    columns = (
        *(words.NUMBER, words.ROLE, words.DECISION),
        *(words.CANDIDATE, words.SCORE, words.REASONS),
    )
    rows: list[Sequence[object]] = []
    for number, entry in enumerate(entries, 1):
        rows.append((number, entry.role, entry.decision, entry.label, "", ""))
        if entry.same_as is None:
            rows += [
                (
                    *("", "", ""),
                    f"{found.address_id} {found.label}",
                    f"{found.score:.2f}",
                    "; ".join(why.de if language == "de" else why.en for why in found.reasons),
                )
                for found in entry.candidates
            ]
    return Table(columns, rows)
