from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_office.clock import SystemClock, instant, milliseconds, moment
from qtf_office.numbers import (
    differs_only_in_zeros,
    name_key,
    number_key,
    plain_number,
    without_zeros,
)

moments = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def test_instants_are_written_in_utc_to_the_millisecond() -> None:
    berlin = timezone(timedelta(hours=2))
    when = datetime(2026, 7, 1, 0, 30, 5, 123_999, berlin)
    assert instant(when) == "2026-06-30T22:30:05.123Z"


@given(moments, moments)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    assert (instant(one) < instant(other)) == (moment(instant(one)) < moment(instant(other)))


@given(moments)
def test_instants_are_read_back_to_the_millisecond(when: datetime) -> None:
    assert moment(instant(when)) == when.replace(microsecond=when.microsecond // 1000 * 1000)
    assert milliseconds(moment(instant(when))) == milliseconds(when)


def test_the_system_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AN-7", "an-7"),
        (" 10001 ", "10001"),
        ("１０００１", "10001"),
        ("STRASSE-1", "straße-1"),
        ("Ａ-1", "a-1"),
        ("\u212b-1", "å-1"),
    ],
)
def test_rule_19_numbers_compare_trimmed_and_case_blind(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@given(st.text(max_size=40))
def test_rule_19_the_key_of_a_key_is_the_key(number: str) -> None:
    assert number_key(number_key(number)) == number_key(number)


def test_rule_19_leading_zeros_are_significant_and_noticed() -> None:
    assert number_key("007") != number_key("7")
    assert differs_only_in_zeros("007", "7")
    assert differs_only_in_zeros("AN-007-01", "an-7-1")
    assert not differs_only_in_zeros("7", "7")
    assert not differs_only_in_zeros("70", "7")
    assert without_zeros("100-00") == "100-0"


@pytest.mark.parametrize(
    ("number", "value"),
    [("1", 1), (" 20000 ", 20_000), ("１２", 12), ("0", None), ("01", None), ("1.5", None),
     ("-1", None), ("A1", None), ("", None), ("٣", None), ("²", 2), ("9" * 19, None)],
)  # fmt: skip
def test_only_plain_numbers_have_a_value(number: str, value: int | None) -> None:
    assert plain_number(number) == value


def test_names_compare_without_regard_to_case_and_blanks() -> None:
    assert name_key("  Büro   SÜD ") == name_key("büro süd")
