"""Names and contents of attached files."""

from __future__ import annotations

import pytest

from qtf_format.filerules import broken_attachment, is_good_name, media_type_of
from qtf_format.ids import Digest
from qtf_format.model import Attachment


@pytest.mark.parametrize(
    "name",
    [
        "Plan.pdf",
        "Übersicht 2. OG.pdf",
        "a",
        "x" * 100,
        ".plan",
        "CONTAINER.pdf",
        "NULL.png",
        "com.pdf",
    ],
)
def test_ordinary_names_are_good(name: str) -> None:
    assert is_good_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "x" * 101, "a/b.pdf", "a\\b.pdf", "C:x.pdf", "a*.pdf", "a?.pdf", 'a".pdf'),
        *("a<b.pdf", "a>b", "a|b", "a\0b", "a\nb", "a\tb", "a\x7f", "a.", "a ", "u\u0308.pdf"),
        *("CON", "con.pdf", "PRN.x.pdf", "AUX", "nul.PDF", "COM1.pdf", "LPT9", "COM¹.pdf"),
        *("CON .pdf", "CONIN$", "a\u202eb.pdf", "\ufeffa.pdf"),
    ],
)
def test_names_that_mean_something_to_a_system_are_refused(name: str) -> None:
    assert not is_good_name(name)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"MZ\x90\0", None),
        (b"<html>", None),
        (b"", None),
        (b" %PDF-1.7", None),
    ],
)
def test_the_content_says_what_a_file_is(data: bytes, media_type: str | None) -> None:
    assert media_type_of(data) == media_type


def test_the_first_broken_attachment_is_named() -> None:
    good = Attachment(name="a.pdf", media_type="application/pdf", sha256=Digest("0" * 64), size=1)
    other = Attachment(name="a.svg", media_type="image/svg+xml", sha256=Digest("0" * 64), size=1)
    assert broken_attachment((good, good)) is None
    assert broken_attachment((good, other)) == "$.attachments[1].media-type"
