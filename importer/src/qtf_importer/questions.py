"""A question to a person as a value, and the answer as a value.

The same question can be answered in a window or on the command line; answering is apart
(`decide`). Addresses and candidates stand in the outcome itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from qtf_importer import words
from qtf_importer.outcome import Outcome
from qtf_importer.rules.verdict import CHOICES, Choice, Reason
from qtf_office.cli.support import WrongUsage

__all__ = ["AddressReply", "ChoiceReply", "Question", "Reply", "question_of", "reply"]

_ABOUT_CONTENT = frozenset((Reason.EDITED_IN_OFFICE, Reason.FORK, Reason.PROCESSED_IN_OFFICE))
_IN_ORDER = (Choice.ACCEPT, Choice.RENEW, Choice.KEEP, Choice.KEEP_BOTH, Choice.REJECT)


@dataclass(frozen=True, slots=True)
class Question:
    """What an item asks: `choices` about the order as a whole, and open `addresses` from 1."""

    reason: Reason
    choices: tuple[Choice, ...]
    addresses: tuple[int, ...] = ()

    @property
    def is_about_content(self) -> bool:
        """Say whether two contents stand against each other."""
        return self.reason in _ABOUT_CONTENT

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the answers as the command line takes them."""
        asked = (f"--address {number} --use ID|--new" for number in self.addresses)
        return (*asked, *(f"--{choice.value}" for choice in self.choices))


def question_of(outcome: Outcome) -> Question | None:
    """Return what an item asks now; None: nothing.

    Whatever waits can be rejected. A file of a sender that is not admitted is asked about while it
    lies in quarantine.
    """
    if outcome.reason not in set(Reason):
        return None
    reason = Reason(outcome.reason)
    choices = CHOICES.get(reason, frozenset())
    if outcome.outcome == "quarantined":
        return Question(reason, _sorted(choices)) if choices else None
    if outcome.state != "waiting":
        return None
    open_ones = tuple(
        number for number, entry in enumerate(outcome.detail.addresses, 1) if entry.asks
    )
    if outcome.outcome == "waiting":
        choices = choices | {Choice.REJECT}
    return Question(reason, _sorted(choices), open_ones)


def _sorted(choices: frozenset[Choice]) -> tuple[Choice, ...]:
    return tuple(choice for choice in _IN_ORDER if choice in choices)


@dataclass(frozen=True, slots=True)
class AddressReply:
    """The address with this number is `use` (an address id); None: it is a new one."""

    number: int
    use: str | None


@dataclass(frozen=True, slots=True)
class ChoiceReply:
    """What shall become of the order as a whole."""

    choice: Choice


Reply = AddressReply | ChoiceReply


def reply(*, address: int | None, use: str | None, new: bool, choice: str | None) -> Reply:
    """Return the answer that a command line gave.

    Raises:
        WrongUsage: none, several, or half an answer.
    """
    if address is None:
        if choice is None or use is not None or new:
            raise WrongUsage(words.ONE_ANSWER)
        return ChoiceReply(Choice(choice))
    if choice is not None:
        raise WrongUsage(words.ONE_ANSWER)
    if (use is None) != new:
        raise WrongUsage(words.ADDRESS_ANSWER)
    return AddressReply(address, use)
