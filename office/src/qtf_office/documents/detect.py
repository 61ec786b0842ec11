"""What a file is, by its content alone, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from qtf_office.documents import opentrans, orderx, ubl
from qtf_office.documents.contract import Answer, ReadOrder, Refused, Source, Unreadable
from qtf_office.documents.csv_lists import read_csv
from qtf_office.documents.datanorm import is_datanorm, read_datanorm
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.pdf import check_schema, is_pdf, xml_inside
from qtf_office.documents.vcard import is_vcard, read_vcard
from qtf_office.documents.xmltree import Node, ParsedXml, parse_xml, starts_like_xml

__all__ = ["SIZE_LIMIT", "XML_LIMIT", "read_document"]

SIZE_LIMIT = 32 * 1024 * 1024  # a hybrid PDF with pictures; price lists of wholesalers are below
XML_LIMIT = 16 * 1024 * 1024  # the largest real tender seen has 1.8 MB
_QTF = b"\x89QTF"
_PACKED = {b"PK\x03\x04": "ZIP", b"\x1f\x8b": "GZIP", b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!": "RAR"}
_ENVELOPE = "StandardBusinessDocument"
_CII_INVOICES = ("CrossIndustryInvoice", "CrossIndustryDocument")
_INVOICE_NAME = re.compile(r"invoic|credit_?note|fattura|rechnung|gutschrift", re.IGNORECASE)
_GAEB_PHASES = {"81": "request-for-quotation", "83": "request-for-quotation", "89": "invoice"}
_XmlReader = Callable[[Source, ParsedXml, Intake], ReadOrder]


def read_document(data: bytes, file_name: str) -> Answer:
    """Return what the file holds: an order, addresses, articles, or why it was refused.

    The name is kept for display and has no meaning. Nothing a file contains makes this raise.
    """
    try:
        return _read(Source(data, file_name), Intake())
    except Unreadable as carried:
        return carried.refused


def _read(source: Source, intake: Intake) -> Answer:
    data = source.data
    if not data.strip():
        raise refuse("empty-file")
    if len(data) > SIZE_LIMIT:
        raise refuse("too-large", f"{len(data) // 1_000_000} MB")
    if data.startswith(_QTF):
        raise refuse("qtf-file")
    for magic, name in _PACKED.items():
        if data.startswith(magic):
            raise refuse("packed-file", name)
    if re.search(rb"<BMECAT[ >]", data[:8192]):
        raise refuse("catalogue", "BMEcat", kind="catalogue")
    if is_pdf(data):
        return _pdf(source, intake)
    if starts_like_xml(data):
        return _xml(source, data, intake)
    return _text(source, intake)


def _pdf(source: Source, intake: Intake) -> ReadOrder:
    xml = xml_inside(source.data)
    parsed = _parsed(xml, intake)
    reader = _xml_reader(parsed.root)
    if parsed.root.name == orderx.ROOT:
        check_schema(xml, intake)
    return reader(source, parsed, intake)


def _xml(source: Source, xml: bytes, intake: Intake) -> ReadOrder:
    parsed = _parsed(xml, intake)
    return _xml_reader(parsed.root)(source, parsed, intake)


def _parsed(xml: bytes, intake: Intake) -> ParsedXml:
    if len(xml) > XML_LIMIT:
        raise refuse("too-large", f"XML, {len(xml) // 1_000_000} MB")
    parsed = parse_xml(xml, intake)
    if parsed.root.name == _ENVELOPE:  # the document stands behind the envelope's header
        inside = [n for n in parsed.root.children if n.name != f"{_ENVELOPE}Header"]
        if len(inside) != 1:
            raise refuse("several-orders" if inside else "unknown-format", len(inside))
        return ParsedXml(inside[0], parsed.encoding)
    return parsed


def _xml_reader(root: Node) -> _XmlReader:
    """Return the reader of a known root; invoices and foreign formats are refused here."""
    if root.name == orderx.ROOT:
        return orderx.read_orderx
    if root.name in _CII_INVOICES:
        raise refuse("invoice", "CII", kind="invoice")
    if root.namespace.startswith(ubl.NAMESPACE):
        return ubl.read_ubl
    if root.namespace.startswith(opentrans.NAMESPACE) or root.name in opentrans.ROOTS:
        return opentrans.read_opentrans
    raise Unreadable(_foreign(root))


def _foreign(root: Node) -> Refused:
    if _INVOICE_NAME.search(root.name):
        return refuse("invoice", root.name, kind="invoice").refused
    if root.name == "GAEB":
        phase = re.search(r"DA(\d\d)", root.namespace)
        code = phase[1] if phase else root.get("Award", "DP") or root.get("DP") or ""
        return _gaeb(code[:2], f"GAEB X{code}")
    if root.name == "BMECAT":
        return refuse("catalogue", "BMEcat", kind="catalogue").refused
    if "gaeb" in root.namespace.lower():
        return refuse("unsupported-format", "GAEB").refused
    if root.name in ("Warenkorb", "IDS"):
        return refuse("unsupported-format", "IDS-Connect").refused
    return refuse("unknown-format").refused


def _gaeb(phase: str, name: str) -> Refused:
    reason = _GAEB_PHASES.get(phase, "unsupported-format")
    kind = reason if reason != "unsupported-format" else None
    return refuse(reason, name, kind=kind).refused


def _text(source: Source, intake: Intake) -> Answer:
    data = source.data
    head = data[:4096]
    if head.startswith((b"UNA", b"UNB+")):
        kind = re.search(rb"UNH\+[^+]{1,20}\+([A-Z]{6})", head)
        if kind and kind[1] == b"INVOIC":
            raise refuse("invoice", "EDIFACT INVOIC", kind="invoice")
        raise refuse("unsupported-format", "EDIFACT")
    if head.lstrip().lower().startswith(b"#begin[gaeb]"):
        phase = re.search(rb"\[dp\](\d\d)", head.lower())
        raise Unreadable(_gaeb(phase[1].decode() if phase else "", "GAEB 2000"))
    if found := re.match(rb"00 {8}(\d\d)[A-Z ]", head):
        raise Unreadable(_gaeb(found[1].decode(), "GAEB 90"))
    if head.startswith(b"KOP") and len(head.splitlines()[0]) >= 195:
        raise refuse("unsupported-format", "UGL")
    if is_vcard(data):
        return read_vcard(source, intake)
    if is_datanorm(data):
        return read_datanorm(source, intake)
    return read_csv(source, intake)
