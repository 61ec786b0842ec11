"""What is refused, and that the reason is plain."""

from __future__ import annotations

import string

import pytest

from document_samples import UBL_ORDER
from qtf_office.documents import Refused, read_document
from qtf_office.documents.messages import REASONS, WARNINGS
from qtf_office.documents.xmltree import DEPTH_LIMIT

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_OPENTRANS = "http://www.opentrans.org/XMLSchema/2.1"


def reason(data: bytes | str) -> str:
    answer = read_document(data.encode() if isinstance(data, str) else data, "x.xml")
    assert isinstance(answer, Refused), answer
    assert answer.message.de
    assert answer.message.en
    return answer.reason


@pytest.mark.parametrize(
    "document",
    [
        f'<Invoice xmlns="{_UBL}Invoice-2"><ID/></Invoice>',
        f'<CreditNote xmlns="{_UBL}CreditNote-2"/>',
        f'<SelfBilledInvoice xmlns="{_UBL}SelfBilledInvoice-2"/>',
        f'<INVOICE xmlns="{_OPENTRANS}"/>',
        "<INVOICE_LIST><INVOICE/><INVOICE/></INVOICE_LIST>",
        '<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:x:100"/>',
        '<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>',
        '<GAEB xmlns="http://www.gaeb.de/GAEB_DA_XML/DA89/3.3"><Award><DP>89</DP></Award></GAEB>',
        '<GAEB xmlns="http://www.gaeb.de/GAEB_DA_XML/200407"><Award><DP>89</DP></Award></GAEB>',
        "#begin[GAEB]\n#begin[GAEBInfo]\n[DP]89[end]\n#end[GAEBInfo]\n",
        "00        89L  Rechnung".ljust(74) + "000001\r\n",
        "UNA:+.? '\nUNB+UNOC:3+A+B+261101:0800+1'UNH+1+INVOIC:D:96A:UN'",
        "<Faktura_Rechnung/>",
        "<INVOIC02/>",
    ],
)
def test_rule_4_an_invoice_of_any_kind_is_refused_by_kind(document: str) -> None:
    assert reason(document) == "invoice"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (f'<OrderChange xmlns="{_UBL}OrderChange-2"/>', "order-change"),
        (f'<OrderCancellation xmlns="{_UBL}OrderCancellation-2"/>', "order-cancellation"),
        (f'<RequestForQuotation xmlns="{_UBL}RequestForQuotation-2"/>', "request-for-quotation"),
        (f'<Catalogue xmlns="{_UBL}Catalogue-2"/>', "catalogue"),
        (f'<Waybill xmlns="{_UBL}Waybill-2"/>', "unsupported-kind"),
        (f'<ORDERCHANGE xmlns="{_OPENTRANS}"/>', "order-change"),
        (f'<RFQ xmlns="{_OPENTRANS}"/>', "request-for-quotation"),
        ("<BMECAT/>", "catalogue"),
        ('<!DOCTYPE BMECAT SYSTEM "x.dtd"><BMECAT version="1.2"/>', "catalogue"),
        ('<GAEB xmlns="http://www.gaeb.de/GAEB_DA_XML/DA83/3.3"/>', "request-for-quotation"),
        ('<GAEB xmlns="http://www.gaeb.de/GAEB_DA_XML/DA84/3.3"/>', "unsupported-format"),
        ("UNA:+.? '\nUNB+UNOC:3+A+B'UNH+1+ORDERS:D:96A:UN'", "unsupported-format"),
        ("<Warenkorb/>", "unsupported-format"),
        ("<html><body/></html>", "unknown-format"),
        ("Sehr geehrte Damen und Herren", "unknown-format"),
        ("a;b;c\n1;2;3\n", "unknown-format"),
        (b"MZ\x90\x00\x03\x00", "unknown-format"),
        (b"", "empty-file"),
        (b" \r\n", "empty-file"),
        (b"PK\x03\x04rest", "packed-file"),
        (b"\x89QTF\r\n\x1a\n" + bytes(40), "qtf-file"),
        (b"<Order", "damaged"),
    ],
)
def test_what_is_no_order_is_refused_with_its_reason(document: bytes | str, expected: str) -> None:
    assert reason(document) == expected


def test_an_external_entity_is_never_looked_at() -> None:
    document = b'<!DOCTYPE Order [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + UBL_ORDER[39:]
    assert reason(document.replace(b"Bitte", b"&x;")) == "forbidden-xml"


def test_a_document_type_alone_is_refused() -> None:
    assert reason(b"<!DOCTYPE Order>" + UBL_ORDER[39:]) == "forbidden-xml"
    assert (
        reason(b'<!DOCTYPE Order SYSTEM "http://x.example/o.dtd">' + UBL_ORDER[39:])
        == "forbidden-xml"
    )


def test_entities_hidden_in_another_encoding_are_refused() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert reason(text.encode("utf-16")) == "forbidden-xml"


def test_entities_that_grow_are_refused_at_once() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    assert reason(f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a b="&e11;"/>') == "forbidden-xml"


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 2, 5_000])
def test_a_document_nested_too_deep_is_refused(depth: int) -> None:
    inner = "<a>" * depth + "</a>" * depth
    assert reason(f'<Order xmlns="{_UBL}Order-2">{inner}</Order>') == "too-deep"


def test_a_document_with_too_many_lines_is_refused() -> None:
    head, line, tail = UBL_ORDER.partition(b"<cac:OrderLine>")
    body, end, rest = tail.partition(b"</cac:OrderLine>")
    assert reason(head + (line + body + end) * 5_001 + rest) == "limit-exceeded"


def test_utf_8_with_one_broken_letter_is_damaged_and_not_guessed() -> None:
    assert reason(UBL_ORDER.replace("ö".encode(), b"\xc3", 1)) == "damaged"


def test_a_number_of_more_than_200_characters_is_refused() -> None:
    assert reason(UBL_ORDER.replace(b"B-2026-0815", b"1" * 201, 1)) == "number-too-long"


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", [*REASONS, *WARNINGS])
def test_both_languages_say_the_same_fields(name: str) -> None:
    text = REASONS.get(name) or WARNINGS[name]
    assert fields(text.de) == fields(text.en)
    assert name == name.lower()
    assert " " not in name


def test_an_element_with_thousands_of_attributes_is_refused_at_once() -> None:
    many = " ".join(f'a{n}="x"' for n in range(50_000))
    assert reason(f'<Order xmlns="{_UBL}Order-2" {many}/>') == "too-deep"
