"""Thousands of broken files: each gives a value, quickly and in little memory.

The long run takes its length from `QTF_FUZZ` (100 000 files); a share runs every time.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter

import pytest

from forge_world import READERS, derived
from mutate import Base, bases, mutant
from qtf_format import reading, unsealing
from qtf_format.code import CodeKeys
from qtf_format.codes import Code
from qtf_format.package import Opened, Refusal

SHORT = 2_000
LONG = int(os.environ.get("QTF_FUZZ", "100000"))
SECONDS_EACH = 2.0
MEMORY = 256 * 1024 * 1024


@pytest.fixture(scope="module")
def sound() -> list[Base]:
    return bases()


@pytest.fixture(autouse=True)
def _quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pairing code is slow on purpose; its keys are made once."""
    keys = derived()
    quick = CodeKeys(keys.secret, keys.fill_key, keys.accept_key)
    monkeypatch.setattr(unsealing, "derive", lambda _code, _salt: quick)


def most_memory() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def run(sound: list[Base], count: int, seed: int) -> Counter[str]:
    """Read `count` broken files and return how often each code came out."""
    rng, said = random.Random(seed), Counter[str]()
    readers = {name: make() for name, make in READERS.items()}
    before, longest = most_memory(), 0.0
    for number in range(count):
        case = mutant(rng.choice(sound), rng)
        start = time.perf_counter()
        result = reading.read(case.data, readers[case.reader])
        longest = max(longest, time.perf_counter() - start)
        if isinstance(result, Opened):
            assert case.may_open, number
        said[str(result.code) if isinstance(result, Refusal) else "ok"] += 1
    assert longest < SECONDS_EACH
    assert most_memory() - before < MEMORY
    return said


def test_broken_files_are_refused_politely(sound: list[Base]) -> None:
    said = run(sound, SHORT, seed=1)
    assert set(said) - {"ok"} <= set(Code)
    assert len(said) >= 20, said


@pytest.mark.long
@pytest.mark.timeout(900)
def test_very_many_broken_files_are_refused_politely(sound: list[Base]) -> None:
    said = run(sound, LONG, seed=2)
    assert set(said) - {"ok"} <= set(Code)


def test_the_files_to_start_from_are_sound(sound: list[Base]) -> None:
    for base in sound:
        assert isinstance(reading.read(base.data, READERS[base.reader]()), Opened)
