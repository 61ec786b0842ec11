"""Order-X and Factur-X PDFs: the XML inside them.

The library is imported only when a PDF comes (it takes a third of a second). Its schema check
stays off while extracting, for it would hide a document that breaks one code list just like a
PDF without any; the check is made apart and only noted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from qtf_office.documents.contract import Unreadable
from qtf_office.documents.intake import Intake, refuse

__all__ = ["check_schema", "is_pdf", "xml_inside"]


def is_pdf(data: bytes) -> bool:
    """Return whether a PDF header stands in the first 1024 bytes, where readers look for it."""
    return b"%PDF-" in data[:1024]


def xml_inside(data: bytes) -> bytes:
    """Return the order or invoice XML attached to a PDF.

    Raises:
        Unreadable: pdf-without-data or pdf-unreadable.
    """
    with _library():
        from facturx import get_xml_from_pdf

        name, xml = get_xml_from_pdf(data, check_xsd=False)
        if not name or not xml:
            raise refuse("pdf-without-data")
        return bytes(xml)


def check_schema(xml: bytes, intake: Intake) -> None:
    """Note where an extracted order does not follow its schema; it is read all the same."""
    try:
        with _library():
            from facturx import xml_check_xsd

            xml_check_xsd(xml, flavor="order-x", level="autodetect")
    except Unreadable:
        intake.warn("schema", value="Order-X 1.0")


@contextmanager
def _library() -> Iterator[None]:
    """Turn whatever the PDF libraries raise about a file (dozens of kinds) into one refusal."""
    loggers = [logging.getLogger(name) for name in ("factur-x", "facturx", "pypdf")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True  # they would log parts of a foreign document
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:
        raise refuse("pdf-unreadable", type(error).__name__) from error
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was
