"""Asking for a pairing code: typing mistakes are found at once, guessing is slowed down.

Five wrong codes typed in a row lock the input for ten minutes (format 14.3). It guards against a
nuisance only; the protection is the 75 bits of the code behind a slow function.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import platformdirs

from qtf_format.code import parse_code
from qtf_format.codes import Code
from qtf_format.errors import QtfError, Text
from qtf_office import messages
from qtf_office.cli.failures import sentence
from qtf_office.cli.support import Invocation
from qtf_office.pairing import PairingRefused

__all__ = ["LOCKED_FOR", "TRIES", "CodeLocked", "Guard", "with_typed_code"]

T = TypeVar("T")

TRIES = 5
LOCKED_FOR = timedelta(minutes=10)


class CodeLocked(QtfError):
    """Too many wrong codes. Fields: `minutes`."""

    title = Text(
        "Es wurde {tries}-mal ein falscher Code eingegeben.",
        "A wrong code was typed {tries} times.",
    )
    advice = Text(
        "Die Eingabe ist noch {minutes} Minuten gesperrt. Lassen Sie sich den Code noch einmal "
        "vorlesen.",
        "Typing is locked for {minutes} more minutes. Have the code read out to you again.",
    )


@dataclass(frozen=True, slots=True)
class Guard:
    """Counts wrong codes in a file of the user, across restarts."""

    file: Path

    def check(self, now: datetime) -> None:
        """Let a try pass. Raises CodeLocked."""
        wrong, last = self._read()
        until = last + LOCKED_FOR
        if wrong >= TRIES and now < until:
            minutes = -(-(until - now) // timedelta(minutes=1))
            raise CodeLocked(tries=TRIES, minutes=minutes)

    def note_wrong(self, now: datetime) -> None:
        """Count a wrong code; after a lock has passed counting begins anew."""
        wrong, last = self._read()
        fresh = wrong >= TRIES and now >= last + LOCKED_FOR
        told = {"wrong": 1 if fresh else wrong + 1, "at": now.isoformat()}
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(told), encoding="ascii")
        except OSError:
            return  # a nuisance guard is not worth an error

    def forget(self) -> None:
        """Begin anew after a right code."""
        self.file.unlink(missing_ok=True)

    def _read(self) -> tuple[int, datetime]:
        try:
            told = json.loads(self.file.read_bytes())
            return int(told["wrong"]), datetime.fromisoformat(told["at"]).astimezone(UTC)
        except (OSError, ValueError, KeyError, TypeError):
            return 0, datetime.min.replace(tzinfo=UTC)


def with_typed_code(inv: Invocation, attempt: Callable[[str], T]) -> T:
    """Ask for a code until `attempt` takes one.

    Raises:
        CodeLocked: too many wrong codes, now or a little while ago.
        WrongUsage: nobody sits in front.
        Anything else that `attempt` raises.
    """
    guard = Guard(platformdirs.user_state_path("qtf", appauthor=False) / "pairing-codes.json")
    while True:
        guard.check(datetime.now(UTC))
        code = inv.ask(messages.ASK_CODE)
        if parse_code(code) is None:
            # The check character says so at once; no lock, for this was no guess.
            inv.say(messages.CODE_TYPO)
            continue
        try:
            done = attempt(code)
        except PairingRefused as refused:
            if refused.code is not Code.E220:
                raise
            guard.note_wrong(datetime.now(UTC))
            inv.say(Text("{told}", "{told}"), told=sentence(refused, inv.language))
            continue
        guard.forget()
        return done
