"""Every outcome can be told to people, in German and English."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qtf_format.codes import Code
from qtf_format.errors import Language, Text
from qtf_importer.messages import BY_CODE, BY_OUTCOME, BY_REASON, WARNINGS, sentence, warning
from qtf_importer.rules.verdict import Outcome, Reason


@dataclass(frozen=True)
class Item:
    outcome: str
    reason: str | None = None
    code: str | None = None
    number: str | None = "10001"
    revision: int | None = 2


def every_text() -> list[Text]:
    messages = [*BY_OUTCOME.values(), *BY_REASON.values(), *BY_CODE.values()]
    return [text for m in messages for text in (m.meaning, m.advice)] + list(WARNINGS.values())


def test_every_outcome_and_reason_has_a_message() -> None:
    assert set(BY_OUTCOME) == set(Outcome)
    assert set(BY_REASON) == set(Reason)


@pytest.mark.parametrize("text", every_text(), ids=lambda text: text.en[:30])
def test_both_languages_carry_the_same_fields(text: Text) -> None:
    def fields(sentence: str) -> set[str]:
        return {part.split("}")[0] for part in sentence.split("{")[1:]}

    assert fields(text.de) == fields(text.en)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("reason", [None, *Reason])
def test_no_sentence_is_empty_or_shows_a_bare_field(
    language: Language, reason: Reason | None
) -> None:
    for outcome in Outcome:
        told = sentence(Item(outcome.value, reason and reason.value), language)
        assert told.strip()
        assert "{" not in told
        assert told.endswith(".")


def test_a_sentence_names_the_number_and_what_to_do() -> None:
    told = sentence(Item("rejected", "duplicate-number", "E410"), "de")
    assert told.startswith("Die Nummer 10001 ist schon vergeben.")
    assert "noch einmal" in told


def test_an_order_number_with_braces_is_shown_as_it_is() -> None:
    assert "{0}" in sentence(Item("rejected", "duplicate-number", number="{0}"), "en")


def test_a_code_with_a_better_sentence_uses_it() -> None:
    told = sentence(Item("quarantined", "damaged", Code.E104), "en")
    assert told.startswith("Something was added")


def test_both_totals_are_told() -> None:
    fields = {"declared": "100.00", "computed": "90.00"}
    told = sentence(Item("waiting", "total-mismatch"), "de", fields)
    assert "100.00" in told
    assert "90.00" in told


def test_an_unknown_word_of_a_later_version_falls_back() -> None:
    assert sentence(Item("waiting", "something-new"), "de") == sentence(Item("waiting"), "de")
    assert warning("something-new", {}, "de") == "something-new"
