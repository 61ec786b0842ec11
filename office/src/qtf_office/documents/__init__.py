"""Documents in standard formats become orders, addresses and articles of our own model.

Order-X (XML and PDF), UBL 2.1, openTRANS 2.1 and 1.0; addresses from CSV and vCard; articles from
CSV and DATANORM. What a file is, its content says; its name means nothing.
"""

from __future__ import annotations

from qtf_office.documents.contract import (
    Answer,
    ReadAddresses,
    ReadArticles,
    ReadOrder,
    Refused,
)
from qtf_office.documents.detect import read_document

__all__ = ["Answer", "ReadAddresses", "ReadArticles", "ReadOrder", "Refused", "read_document"]
