"""The pairing code: what people mistype is caught, and one code gives one set of keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_world import CODE, SALT, derived
from qtf_format.code import derive, new_code, parse_code, show_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_new_code_has_four_groups_of_four() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert parse_code(code) == code.replace("-", "")
    assert code != new_code()


@pytest.mark.parametrize(
    "typed", [CODE.lower(), CODE.replace("-", " "), f" {CODE} ", CODE.replace("0", "o")]
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert parse_code(typed) == CODE.replace("-", "")


def test_i_and_l_are_read_as_one() -> None:
    body = "1" * 15
    code = next(body + char for char in ALPHABET if parse_code(body + char))
    assert parse_code("ILilI" + code[5:]) == code


@pytest.mark.parametrize("typed", ["", "ABC", CODE + "0", CODE[:-1] + "U", "ß" * 16, "０" * 16])
def test_other_texts_are_no_codes(typed: str) -> None:
    assert parse_code(typed) is None


@given(st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(place: int, char: str) -> None:
    right = CODE.replace("-", "")
    typed = right[:place] + char + right[place + 1 :]
    assert (parse_code(typed) is None) == (typed != right)


def test_the_keys_of_a_code_are_those_of_the_specification() -> None:
    ours, theirs = derive(CODE.replace("-", ""), SALT), derived()
    assert ours.secret == theirs.secret
    assert (ours.fill_key, ours.accept_key) == (theirs.fill_key, theirs.accept_key)
    assert repr(ours) == "CodeKeys()"


def test_a_code_is_shown_in_groups() -> None:
    assert show_code(CODE.replace("-", "")) == CODE
