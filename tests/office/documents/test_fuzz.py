"""Damaged files: a plain refusal, never a traceback and never half an order."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from document_samples import ALL_SAMPLES, orderx_pdf
from qtf_format import canonical
from qtf_format.model import Order
from qtf_office.documents import ReadOrder, Refused, read_document
from real_orders import FOLDER, documents

ORDERS = ("ubl", "ubl-peppol-bis3", "opentrans", "order-x")
SETS = (*ORDERS, "refuse-invoices", "datanorm", "addresses")
REAL = [name for name, _ in documents(*SETS) if not name.endswith(".zip")]
REAL_XML = [name for name in REAL if name.endswith(".xml")]
_WHOLE_LINES = (".csv", ".001", ".vcf")  # lists: a cut between two entries is a shorter list


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return orderx_pdf()


def cuts(data: bytes, steps: int) -> Iterator[bytes]:
    for step in range(1, steps):
        yield data[: len(data) * step // steps]


def flips(data: bytes, times: int, seed: str) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(times):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 20))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        yield bytes(damaged)


def must_be_refused(name: str, data: bytes) -> None:
    answer = read_document(data, name)
    assert isinstance(answer, Refused), (name, len(data))


def must_be_plain(name: str, data: bytes) -> None:
    answer = read_document(data, name)
    if isinstance(answer, ReadOrder):  # a changed letter is no damage that anybody could see
        order = replace(answer.order, number=answer.order.number[:32])
        assert canonical.from_bytes(canonical.to_bytes(order), Order) == order


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_file_cut_anywhere_is_refused(name: str) -> None:
    for part in cuts(ALL_SAMPLES[name], 50):
        if name.endswith(_WHOLE_LINES):
            must_be_plain(name, part)
        else:
            must_be_refused(name, part)


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_file_with_changed_bytes_never_breaks_a_reader(name: str) -> None:
    for damaged in flips(ALL_SAMPLES[name], 100, name):
        must_be_plain(name, damaged)


def test_a_damaged_pdf_is_refused_or_whole(pdf: bytes) -> None:
    whole = read_document(pdf, "x.pdf")
    assert isinstance(whole, ReadOrder)
    for part in cuts(pdf, 50):
        answer = read_document(part, "x.pdf")
        assert isinstance(answer, Refused) or answer.order.lines == whole.order.lines  # type: ignore[union-attr]
    for damaged in flips(pdf, 30, "pdf"):
        must_be_plain("x.pdf", damaged)


def test_noise_is_refused() -> None:
    chance = random.Random(7)
    for size in (1, 7, 100, 5_000):
        for start in (
            b"",
            b"<",
            b"%PDF-1.7\n",
            b"BEGIN:VCARD\n",
            b"V 010199",
            b"V;050;A;",
            b"a;b\n",
        ):
            must_be_refused("noise", start + chance.randbytes(size))


@pytest.mark.long
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("name", REAL)
def test_real_documents_damaged_in_every_way_never_break_a_reader(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    is_xml = data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
    for part in cuts(data.rstrip(), 50):
        if is_xml:
            must_be_refused(name, part)
        else:
            must_be_plain(name, part)
    for damaged in flips(data, 40 if data.startswith(b"%PDF") else 300, name):
        must_be_plain(name, damaged)


@pytest.mark.parametrize("name", REAL_XML[::4])
def test_a_share_of_the_real_documents_cut_anywhere_is_refused(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    for part in cuts(data.rstrip(), 50):
        must_be_refused(name, part)
