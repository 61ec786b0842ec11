"""The border: cleaning text, numbers and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtf_format.fields import DECIMAL, is_clean
from qtf_office.documents.intake import LONG, SHORT, Intake, clean
from qtf_office.documents.units import unit_code


@given(st.text(st.characters(codec=None, exclude_categories=[])), st.booleans())
def test_cleaned_text_keeps_the_rules_of_the_format(text: str, lines: bool) -> None:
    plain, _ = clean(text, multi_line=lines)
    assert is_clean(plain)
    assert lines or "\n" not in plain
    assert clean(plain, multi_line=lines) == (plain, False)


def test_removed_characters_are_named() -> None:
    intake = Intake()
    assert intake.short("Ru\u202eß\x00", "Name") == "Ruß"
    assert "Name" in intake.warnings[0].en


def test_white_space_alone_is_no_warning() -> None:
    intake = Intake()
    assert intake.long(" eins\t zwei \r\n\r\n\r\n\r\ndrei", "x") == "eins zwei\n\ndrei"
    assert intake.warnings == ()


@pytest.mark.parametrize(("limit", "read"), [(SHORT, Intake.short), (LONG, Intake.long)])
def test_text_that_is_too_long_is_cut_and_named(limit: int, read: object) -> None:
    intake = Intake()
    text = read(intake, "a" * (limit + 1), "Text")  # type: ignore[operator]
    assert len(text) == limit
    assert str(limit) in intake.warnings[0].de


@given(st.text(max_size=80) | st.decimals(allow_nan=True, allow_infinity=True).map(str))
def test_a_number_fits_the_format_or_is_left_empty_with_a_warning(text: str) -> None:
    intake = Intake()
    value = intake.number(text, "Menge")
    assert value is None or DECIMAL.fullmatch(str(value))
    assert value is not None or not text.strip() or intake.warnings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18.750", "18.750"), ("+5", "5"), ("-0.00", "0.00"), ("1E3", "1000"), (".5", "0.5"),
        ("4,052", "4.052"), ("1.234,50", "1234.50"), ("1.23456789", "1.234568"),
    ],
)  # fmt: skip
def test_numbers_stay_as_they_stand(text: str, value: str) -> None:
    assert str(Intake().number(text, "x")) == value


@pytest.mark.parametrize("text", ["12 €", "1,234.50", "NaN", "1" * 13, "zwei", "1e99", "٣"])
def test_what_is_no_usable_number_stays_empty(text: str) -> None:
    intake = Intake()
    assert intake.number(text, "x") is None
    assert len(intake.warnings) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20200109", date(2020, 1, 9)),
        ("202003311345", date(2020, 3, 31)),
        ("2018-08-01T18:54:55", date(2018, 8, 1)),
        ("2026-12-31T23:59:59.1234567-11:00", date(2026, 12, 31)),
        ("2026-10-01+02:00", date(2026, 10, 1)),
        ("2026-10-01Z", date(2026, 10, 1)),
        ("3.9.2026", date(2026, 9, 3)),
    ],
)
def test_dates_of_every_spelling_are_read_without_moving(text: str, value: date) -> None:
    assert Intake().day(text, "x") == value


@pytest.mark.parametrize("text", ["2026-02-30", "1899-12-31", "01/02/2026", "morgen", "2026-1-1"])
def test_what_is_no_usable_date_stays_empty(text: str) -> None:
    intake = Intake()
    assert intake.day(text, "x") is None
    assert len(intake.warnings) == 1


def test_many_warnings_end_with_how_many_more_there_are() -> None:
    intake = Intake()
    for number in range(200):
        intake.warn("unit", value=number)
    assert len(intake.warnings) == 61
    assert "140" in intake.warnings[-1].en


@pytest.mark.parametrize(
    "text", ["EA", "C62", "H87", "NAR", "PCE", "St", "Stk.", "STCK", "St.", "Stück", "1"]
)
def test_all_words_for_a_piece_are_one_unit(text: str) -> None:
    assert unit_code(text) == "C62"


@pytest.mark.parametrize(
    ("text", "code"),
    [("m²", "MTK"), ("m2", "MTK"), ("lfm", "MTR"), ("Std", "HUR"), ("psch", "LS"), ("PSCH", "LS"),
     ("kg", "KGM"), ("LTR", "LTR"), ("NIU", "NIU"), ("Gebinde", None), ("", None)],
)  # fmt: skip
def test_units_of_the_trade_have_one_code(text: str, code: str | None) -> None:
    assert unit_code(text) == code


def test_an_unknown_unit_passes_through_as_text() -> None:
    intake = Intake()
    assert intake.unit("Gebinde") == (None, "Gebinde")
    assert "Gebinde" in intake.warnings[0].de


def test_words_from_a_file_do_no_harm_in_a_sentence() -> None:
    intake = Intake()
    intake.warn("unit", value="{field}\n\u202e" + "x" * 5_000)
    (warning,) = intake.warnings
    assert "{field} x" in warning.en
    assert len(warning.en) < 2_200
