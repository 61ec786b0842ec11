"""Address and article lists: CSV, vCard and DATANORM."""

from __future__ import annotations

from decimal import Decimal

import pytest

from document_samples import (
    ADDRESS_CSV,
    ARTICLE_CSV,
    DATANORM_4,
    DATANORM_5,
    VCARD_21,
    VCARD_30,
    VCARD_40,
)
from qtf_format.model import Address, Article
from qtf_office.documents import ReadAddresses, ReadArticles, Refused, read_document


def addresses(data: bytes | str) -> tuple[Address, ...]:
    answer = read_document(data if isinstance(data, bytes) else data.encode(), "list")
    assert isinstance(answer, ReadAddresses), answer
    return answer.addresses


def articles(data: bytes | str) -> tuple[Article, ...]:
    answer = read_document(data if isinstance(data, bytes) else data.encode(), "list")
    assert isinstance(answer, ReadArticles), answer
    return answer.articles


def reason(data: bytes | str) -> str:
    answer = read_document(data if isinstance(data, bytes) else data.encode(), "list")
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_german_columns_in_windows_1252_are_found() -> None:
    first, second = addresses(ADDRESS_CSV)
    assert (first.name, first.street, first.house_number) == (
        "Müller & Söhne",
        "Hauptstraße",
        "12 a",
    )
    assert (first.postcode, first.country, first.customer_number) == ("01067", "DE", "K1")
    assert second.person is not None
    assert (second.name, second.person.given, second.country) == ("Käthe Groß", "Käthe", "CH")


def test_columns_that_have_no_place_and_the_encoding_are_named() -> None:
    answer = read_document(ADDRESS_CSV, "x")
    assert isinstance(answer, ReadAddresses)
    said = " ".join(warning.en for warning in answer.warnings)
    assert "Sonstiges" in said
    assert "Windows-1252" in said


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_out(separator: str) -> None:
    header = separator.join(["Company", "Street", "ZIP", "City", "Phone"])
    row = separator.join(["Roof Ltd", "Main 1", "12345", "Town", "1"])
    (found,) = addresses(f"{header}\n{row}\n")
    assert (found.name, found.city) == ("Roof Ltd", "Town")


def test_a_prefix_of_all_columns_does_not_matter() -> None:
    (found,) = addresses("AD_Name;AD_PLZ;AD_Ort\nMuster;01067;Dresden\n")
    assert (found.name, found.postcode) == ("Muster", "01067")


def test_postcode_and_place_in_one_column_are_taken_apart() -> None:
    (found,) = addresses("Name;Straße;PLZ/Ort\nMuster;Weg 1;01067 Dresden\n")
    assert (found.postcode, found.city) == ("01067", "Dresden")


def test_a_contact_in_one_column_is_a_person() -> None:
    (found,) = addresses("Firma;Ansprechpartner;PLZ\nMuster;Frau Beispiel;1\n")
    assert found.person is not None
    assert found.person.family == "Frau Beispiel"


def test_rows_without_a_name_are_left_out_and_named() -> None:
    answer = read_document(b"Name;PLZ;Ort\n;1;x\nA;2;y\n", "x")
    assert isinstance(answer, ReadAddresses)
    assert len(answer.addresses) == 1
    assert "Row 2" in answer.warnings[0].en


def test_decimal_commas_are_read_by_the_whole_column() -> None:
    first, second = articles(ARTICLE_CSV)
    assert (first.price, first.price_per, first.unit) == (Decimal("1234.50"), Decimal(100), "C62")
    assert second.price == Decimal("3.20")
    (plain,) = articles("Article;Description;Price\nX;Screw;1.234\n")
    assert plain.price == Decimal("1.234")
    mixed = articles("ArtNr;Text;Preis\nA;a;1.234\nB;b;2,50 €\n")
    assert [one.price for one in mixed] == [Decimal(1234), Decimal("2.50")]


def test_the_last_row_of_a_number_counts() -> None:
    answer = read_document(b"ArtNr;Text;Preis\nA;a;1\nA;b;2\n", "x")
    assert isinstance(answer, ReadArticles)
    assert [one.text for one in answer.articles] == ["b"]
    assert len(answer.warnings) == 1


def test_a_csv_row_that_breaks_off_is_a_damaged_file() -> None:
    assert reason("Name;PLZ;Ort\nA;1;B\nC;2") == "damaged"
    assert reason('Name;PLZ;Ort\nA;1;"B') == "damaged"


def test_a_list_without_rows_is_refused() -> None:
    assert reason("Name;PLZ;Ort\n") == "no-entries"


def test_datanorm_4_joins_texts_prices_and_groups() -> None:
    (pipe,) = articles(DATANORM_4)
    assert (pipe.number, pipe.text) == ("CU15", "Kupferrohr 15x1 Stange 5 m")
    assert pipe.long_text == "Maß: 15 x 1 mm\nKupferrohr in Stangen,\nhalbhart, für Trinkwasser"
    assert (pipe.unit, pipe.price_per, pipe.gtin) == ("MTR", Decimal(100), "4000000000020")
    assert (pipe.goods_group, pipe.discount_group, pipe.currency) == ("02/21", "R1", "EUR")


def test_datanorm_4_takes_the_later_price_and_says_what_is_gone() -> None:
    answer = read_document(DATANORM_4, "x")
    assert isinstance(answer, ReadArticles)
    assert (answer.articles[0].price, answer.articles[0].price_kind) == (Decimal("390.00"), "net")
    assert answer.gone == ("ALT1",)
    assert [(one.number, one.price) for one in answer.prices] == [("FREMD", Decimal("5.00"))]


@pytest.mark.parametrize(("code", "per"), [("0", None), ("1", 10), ("2", 100), ("3", 1000)])
def test_the_unit_code_of_datanorm_4_says_for_how_many_the_price_is(
    code: str, per: int | None
) -> None:
    head, record, rest = DATANORM_4.partition(b";1;2;m;")
    (pipe,) = articles(head + record.replace(b";2;", f";{code};".encode()) + rest)
    assert pipe.price_per == (Decimal(per) if per else None)


def test_datanorm_5_writes_another_order_of_fields() -> None:
    (pump,) = articles(DATANORM_5)
    assert (pump.number, pump.text) == ("WP-1", "Wärmepumpe 8 kW Außengerät")
    assert (pump.price, pump.price_per, pump.unit) == (Decimal("8999.00"), None, "C62")
    assert pump.long_text == "Wärmepumpe, Außengerät\nSchall 35 dB"


def test_datanorm_may_come_in_latin_1_or_utf_8() -> None:
    for encoding in ("latin-1", "utf-8"):
        text = DATANORM_5.decode("cp850")
        assert articles(text.encode(encoding))[0].text == "Wärmepumpe 8 kW Außengerät"


def test_question_marks_for_umlauts_are_named() -> None:
    answer = read_document(
        DATANORM_5.decode("cp850").replace("ä", "?").encode("ascii", "replace"), "x"
    )
    assert isinstance(answer, ReadArticles)
    assert any("question marks" in warning.en for warning in answer.warnings)


def test_a_missing_text_block_is_named() -> None:
    answer = read_document(DATANORM_4.replace(b";LT1;\r", b";LT9;\r"), "x")
    assert isinstance(answer, ReadArticles)
    assert any("LT9" in warning.en for warning in answer.warnings)


def test_a_price_nobody_can_read_is_left_out_and_named() -> None:
    odd = DATANORM_4.replace(b";45000;", b";45,00;").replace(b"CU15;2", b"X;2")
    answer = read_document(odd, "x")
    assert isinstance(answer, ReadArticles)
    assert answer.articles[0].price is None
    assert any("45,00" in warning.en for warning in answer.warnings)


def test_records_may_leave_out_what_stands_empty_at_their_end() -> None:
    (pipe,) = articles(DATANORM_4.replace(b";R1;02;LT1;\r", b";R1\r"))
    assert (pipe.discount_group, pipe.goods_group) == ("R1", "21")


def test_a_record_nobody_can_read_is_named_by_its_row() -> None:
    answer = read_document(DATANORM_4.replace(b"T;N;LT1;;1;", b"T;N;LT1;;x;"), "x")
    assert isinstance(answer, ReadArticles)
    assert any("Row 2" in warning.en for warning in answer.warnings)


@pytest.mark.parametrize("cut", [b"A;N;CU1", b"A;N;CU15;00;Kupferrohr 15x1;"])
def test_a_datanorm_record_that_breaks_off_is_a_damaged_file(cut: bytes) -> None:
    head, _, _ = DATANORM_4.partition(b"A;N;CU15")
    assert reason(head + cut) == "damaged"


def test_a_datanorm_file_of_groups_only_has_nothing_to_take_over() -> None:
    head, _, _ = DATANORM_4.partition(b"\r\n")
    assert reason(head + b"\r\nS;;01;Rohre;;;\r\n") == "no-entries"


def test_vcards_of_three_versions_are_read() -> None:
    (old,) = addresses(VCARD_21)
    assert (old.name, old.street, old.house_number) == ("Käthe Müller", "Gartenstraße", "5")
    assert (old.contacts[0].use, old.contacts[0].value) == ("fax", "0221 2")
    (middle,) = addresses(VCARD_30)
    assert (middle.name, middle.name2, middle.country) == ("Weiß GmbH", "Einkauf", "DE")
    assert middle.person is not None
    assert (middle.person.title, middle.person.family) == ("Herr", "Weiß")
    (new,) = addresses(VCARD_40)
    assert (new.name, new.postcode, new.contacts[0].value) == ("Eva Lang", "89073", "+49-731-1")


def test_a_card_with_two_places_gives_two_addresses() -> None:
    two = VCARD_30.replace(b"TEL;", b"ADR;TYPE=HOME:;;Heimweg 1;Gera;;07545;\r\nTEL;")
    work, home = addresses(two)
    assert (work.name, home.name) == ("Weiß GmbH", "Jürgen Weiß")
    assert home.city == "Gera"


def test_several_cards_in_one_file_are_several_addresses() -> None:
    assert len(addresses(VCARD_30 + VCARD_40)) == 2


def test_a_line_of_a_card_that_cannot_be_read_is_left_out_and_named() -> None:
    answer = read_document(VCARD_30.replace(b"TEL;", b"no colon here\r\nTEL;"), "x")
    assert isinstance(answer, ReadAddresses)
    assert answer.addresses[0].name == "Weiß GmbH"
    assert any("could not be read" in warning.en for warning in answer.warnings)


@pytest.mark.parametrize("cut", [20, 100, -3])
def test_a_card_that_is_not_finished_is_a_damaged_file(cut: int) -> None:
    assert reason(VCARD_30 + VCARD_30[:cut]) == "damaged"


def test_pictures_in_cards_are_not_looked_at() -> None:
    picture = b"PHOTO;ENCODING=b;TYPE=JPEG:" + b"A" * 70 + b"\r\n " + b"B" * 70 + b"\r\n"
    (found,) = addresses(VCARD_30.replace(b"TEL;", picture + b"TEL;"))
    assert found.name == "Weiß GmbH"
