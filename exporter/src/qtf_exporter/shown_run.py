"""What `qtf-export run` tells: one JSON document, or lines for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qtf_exporter import messages
from qtf_exporter.answers import Alarm, Ignored, Update, Verdict
from qtf_exporter.applying import Answer, Applied
from qtf_exporter.noting import Fate
from qtf_exporter.receiving import Incoming
from qtf_exporter.running import Cycle
from qtf_exporter.shown import Form, answer_message, receipt_form, told
from qtf_format.codes import Code
from qtf_format.errors import Language, QtfError

__all__ = ["Teller", "alarms", "cycle_form", "cycle_lines", "incoming_form", "incoming_message"]


def cycle_form(cycle: Cycle, language: Language) -> Form:
    """Return what one cycle of `run` did."""
    return {
        "sent": len(cycle.dispatched.handed_over),
        "waiting": cycle.waiting,
        "items": [incoming_form(incoming, language) for incoming in cycle.taken.items],
        "alarms": alarms(cycle, language),
        "troubles": [
            {"channel": name, "message": told(trouble, language)}
            for name, trouble in cycle.troubles
        ],
    }


def cycle_lines(cycle: Cycle, language: Language) -> list[str]:
    """Return what one cycle of `run` did, for a person."""
    lines = [
        messages.RAN(
            language,
            sent=len(cycle.dispatched.handed_over),
            waiting=cycle.waiting,
            answers=sum(len(i.applied.answers) for i in cycle.taken.items if i.applied),
            ignored=sum(i.fate is Fate.IGNORED for i in cycle.taken.items),
        )
    ]
    for incoming in cycle.taken.items:
        for answer in incoming.applied.answers if incoming.applied else ():
            if isinstance(answer.verdict, Update) and answer.item is not None:
                lines.append(f"{answer.item.number}: {answer_message(answer.item, language)}")
        if incoming.fate is Fate.APPLIED and incoming.kind == "trust":
            lines.append(messages.ITEM_TRUST(language))
        if incoming.fate is Fate.IGNORED:
            lines.append(f"{incoming.file}: {incoming_message(incoming, language)}")
    lines += alarms(cycle, language)
    lines += [told(trouble, language) for _, trouble in cycle.troubles]
    return lines


def incoming_form(incoming: Incoming, language: Language) -> Form:
    """Return what became of one file from the office."""
    applied = incoming.applied
    return {
        "file": incoming.file,
        "channel": incoming.channel,
        "kind": incoming.kind,
        "outcome": str(incoming.fate),
        "reason": incoming.reason,
        "code": str(incoming.code) if incoming.code else None,
        "message": incoming_message(incoming, language),
        "answers": [_answer_form(a, language) for a in applied.answers] if applied else [],
        "sent_again": [item.number for item in applied.sent_again] if applied else [],
    }


def incoming_message(incoming: Incoming, language: Language) -> str:
    """Say what became of one file from the office."""
    match incoming.fate:
        case Fate.UNCHANGED:
            return messages.ITEM_AGAIN(language)
        case Fate.IGNORED:
            why = messages.SET_ASIDE[incoming.reason or "damaged"](language)
            return messages.ITEM_IGNORED(language, why=why)
        case Fate.WAITING:
            needs_update = incoming.reason == "needs-update"
            text = messages.ITEM_WAITS_FOR_UPDATE if needs_update else messages.ITEM_ARRIVING
            return text(language)
        case Fate.APPLIED:
            text = messages.ITEM_TRUST if incoming.kind == "trust" else messages.ITEM_RECEIPT
            return text(language)


def _answer_form(answer: Answer, language: Language) -> Form:
    item = answer.item
    return {
        "package_id": answer.verdict.package_id,
        "number": item.number if item else None,
        "revision": item.revision if item else None,
        "applied": isinstance(answer.verdict, Update),
        "ignored": _why_ignored(answer.verdict),
        "receipt": receipt_form(item, language) if item else None,
    }


def _why_ignored(verdict: Verdict) -> str | None:
    match verdict:
        case Update():
            return None
        case Ignored(why=why):
            return str(why)
        case Alarm():
            return str(Code.E420)


def alarms(cycle: Cycle, language: Language) -> list[str]:
    """Say everything that somebody should look at at once."""
    said = []
    for incoming in cycle.taken.items:
        if incoming.applied is not None:
            said += _receipt_alarms(incoming.applied, language)
        elif incoming.is_alarm:
            said.append(f"{incoming.code}: {incoming_message(incoming, language)}")
    return said


def _receipt_alarms(applied: Applied, language: Language) -> list[str]:
    said = []
    for answer in applied.answers:
        if isinstance(answer.verdict, Alarm):
            number = answer.item.number if answer.item else answer.verdict.package_id
            said.append(messages.ALARM_E420(language, number=number))
    if applied.counter_moved:
        said.append(messages.ALARM_COUNTER(language))
    if applied.clock_ahead_s is not None:
        said.append(messages.CLOCK_DIFFERS(language, minutes=applied.clock_ahead_s // 60))
    return said


@dataclass(slots=True)
class Teller:
    """Tells a person what the worker does; the same trouble only once."""

    language: Language
    say: Callable[[str], None]
    _said: tuple[str, ...] = ()

    def tell(self, news: Cycle | QtfError) -> None:
        """Tell of one cycle, or of the trouble that kept it from being done."""
        if isinstance(news, QtfError):
            self._trouble((told(news, self.language),))
            return
        if news.dispatched.handed_over or news.taken.items:
            for line in cycle_lines(replace(news, troubles=()), self.language):
                self.say(line)
        self._trouble(tuple(told(trouble, self.language) for _, trouble in news.troubles))

    def _trouble(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            if line not in self._said:
                self.say(line)
        self._said = lines
