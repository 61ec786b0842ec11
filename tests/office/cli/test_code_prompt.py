"""Typing a pairing code (format 14.3): mistakes are told, guessing is slowed down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qtf_format.code import new_code
from qtf_format.codes import Code
from qtf_format.errors import Text
from qtf_office.cli.code_prompt import TRIES, CodeLocked, Guard, with_typed_code
from qtf_office.cli.support import Invocation
from qtf_office.pairing import PairingRefused

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Typist(Invocation):
    """Somebody who types what they were told to."""

    lines: Iterator[str]

    def ask(self, question: Text) -> str:
        """Type the next line."""
        return next(self.lines)


def _typing(*lines: str) -> Typist:
    typist = Typist("qtf-office", "en")
    typist.lines = iter(lines)
    return typist


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path)
    return tmp_path / "pairing-codes.json"


def test_typing_mistakes_are_told_at_once_and_lock_nothing(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = new_code()
    tried: list[str] = []
    with_typed_code(_typing(*["AAAA"] * 20, right), tried.append)
    assert tried == [right]
    assert capsys.readouterr().err.count("typing mistake") == 20
    assert not state.exists()


def test_the_fifth_wrong_code_locks_the_input_for_ten_minutes(state: Path) -> None:
    def refuse(_: str) -> None:
        raise PairingRefused(Code.E220)

    with pytest.raises(CodeLocked):
        with_typed_code(_typing(*(new_code() for _ in range(TRIES))), refuse)
    with pytest.raises(CodeLocked):
        with_typed_code(_typing(), refuse)


def test_the_lock_passes_and_a_right_code_forgets_it(state: Path) -> None:
    guard = Guard(state)
    for _ in range(TRIES):
        guard.check(NOW)
        guard.note_wrong(NOW)
    with pytest.raises(CodeLocked) as locked:
        guard.check(NOW + timedelta(minutes=9, seconds=1))
    assert locked.value.fields["minutes"] == 1
    later = NOW + timedelta(minutes=10)
    guard.check(later)
    guard.note_wrong(later)
    guard.check(later)
    guard.forget()
    assert not state.exists()


def test_other_troubles_are_not_counted(state: Path) -> None:
    def refuse(_: str) -> None:
        raise PairingRefused(Code.E223)

    with pytest.raises(PairingRefused):
        with_typed_code(_typing(new_code()), refuse)
    assert not state.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"wrong": "x", "at": 1}'])
def test_a_damaged_note_locks_nobody_out(state: Path, text: str) -> None:
    state.write_text(text)
    Guard(state).check(NOW)
