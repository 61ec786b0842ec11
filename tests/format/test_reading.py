"""From records to a file and back; and what a reader never does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forge
import forge_world as world
from forge_age import public_of
from forge_world import (
    HOME,
    NEWCOMER,
    OFFICE,
    READERS,
    TENANT_ID,
    accept_draft,
    fill_draft,
    home_reader,
    office_reader,
    order_draft,
    order_tree,
    sent_by,
    trust_tree,
)
from qtf_format import proving, reading
from qtf_format.canonical import from_bytes
from qtf_format.code import new_code
from qtf_format.codes import Code
from qtf_format.comparison import comparison_number
from qtf_format.filerules import MEDIA_TYPES
from qtf_format.ids import Digest, OrderId, PackageId, WorkstationId
from qtf_format.keys import hint
from qtf_format.model import Address, Attachment, Order, OrderKind
from qtf_format.package import (
    FilePart,
    FileState,
    Kind,
    Mode,
    Opened,
    OrderPayload,
    Reader,
    Refusal,
    SealHeader,
    TenantView,
)
from qtf_format.payloads import FilledOrder, Lease, PairFill, Receipt, Trust
from qtf_format.problems import FormatProblem
from qtf_format.reading import inspect, read
from qtf_format.sealing import (
    content_digest,
    seal_order,
    seal_pair_accept,
    seal_pair_fill,
    seal_receipt,
    seal_trust,
)
from some_records import records
from vector import made
from vectors_keys import all_keys

ORDER_ID = OrderId("0f0e0d0c-0b0a-4009-8807-060504030201")
PDF = b"%PDF-1.4\n%%EOF\n"

few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def header(machine: world.Machine = HOME, *readers: bytes, seq: int = 1) -> SealHeader:
    return SealHeader(
        tenant=TENANT_ID,
        sender=WorkstationId(machine.id.hex()),
        keys=machine.keys,
        readers=readers or (OFFICE.seal_key, HOME.seal_key),
        package_id=PackageId("ab" * 16),
        sequence=seq,
        sealed_at_ms=1_790_000_000_000,
        program="qtf-export 0.1.0",
    )


def an_order(**fields: Any) -> Order:
    return from_bytes(forge.packed(order_tree(**fields)), Order)


def opened(data: bytes, reader: Reader | None = None) -> Opened:
    result = read(data, reader or office_reader())
    assert isinstance(result, Opened), result
    return result


def refused(data: bytes, reader: Reader | None = None) -> Refusal:
    result = read(data, reader or office_reader())
    assert isinstance(result, Refusal)
    return result


@few
@given(records(Order), st.lists(records(Address), max_size=3), st.integers(1, 2**31 - 1))
def test_an_order_travels_unchanged(order: Order, rows: list[Address], revision: int) -> None:
    files = tuple(
        FilePart(Digest(forge.sha(PDF + bytes([i])).hex()), PDF + bytes([i])) for i in range(2)
    )
    listed = tuple(
        Attachment(name=f"{i}.pdf", media_type="application/pdf", sha256=f.sha256, size=len(f.data))
        for i, f in enumerate(files)
    )
    order = msgspec.structs.replace(order, attachments=listed)
    sealed = seal_order(header(), revision, ORDER_ID, order, rows, files)
    result = opened(sealed.data)
    assert result.payload == OrderPayload(order, tuple(rows), files)
    assert result.ref is not None
    assert (result.ref.order_id, result.ref.revision) == (ORDER_ID, revision)
    assert result.ref.content_digest == content_digest(order, rows)


def test_what_sealing_says_is_what_opening_finds() -> None:
    sealed = seal_order(header(seq=7), 1, ORDER_ID, an_order(), ())
    result = opened(sealed.data)
    assert sealed.digest == result.digest == forge.sha(sealed.data).hex()
    assert sealed.manifest_sha == result.manifest_sha
    assert sealed.transcript == result.transcript
    assert (sealed.sequence, sealed.package_id) == (result.sequence, result.package_id)
    assert sealed.file_name == f"q-{HOME.id.hex()[:8]}-00000007-abababab.qtf"
    assert result.program == "qtf-export 0.1.0"
    assert result.signing_key == HOME.verify_key


def test_the_sender_can_read_its_own_file_again() -> None:
    view = office_reader().tenants[TENANT_ID]
    own = Reader(secrets=(HOME.sealing,), tenants={TENANT_ID: view})
    opened(seal_order(header(), 1, ORDER_ID, an_order(), ()).data, own)


def test_the_content_digest_covers_order_and_addresses_only() -> None:
    order, address = an_order(), from_bytes(forge.packed(world.ADDRESS), Address)
    digest = content_digest(order, [address])
    assert digest == content_digest(order, (address,))
    assert digest != content_digest(order, [])
    assert digest != content_digest(an_order(title="anders"), [address])


@few
@given(records(Receipt))
def test_a_receipt_travels_unchanged(receipt: Receipt) -> None:
    sealed = seal_receipt(header(OFFICE), receipt)
    assert opened(sealed.data, home_reader()).payload == receipt


def test_a_trust_list_travels_unchanged() -> None:
    trust = from_bytes(forge.packed(trust_tree(HOME)), Trust)
    assert opened(seal_trust(header(OFFICE), trust).data, home_reader()).payload == trust


def fill(rows: int = 3) -> PairFill:
    address = from_bytes(forge.packed(world.ADDRESS), Address)
    parts = {part.name: part.raw for part in fill_draft("parts").parts}
    return PairFill(
        trust=from_bytes(parts["trust"], Trust),
        lease=from_bytes(parts["lease"], Lease),
        addresses=(address,) * rows,
        orders=from_bytes(parts["orders.0"], tuple[FilledOrder, ...]),
    )


def test_a_new_workstation_is_paired_with_one_file_and_one_answer() -> None:
    code = new_code()
    filled = seal_pair_fill(header(OFFICE), code, fill())
    found = opened(filled.sealed.data, world.newcomer_reader(code.lower()))
    assert found.payload == fill()
    assert found.accept_key == filled.accept_key
    answer = seal_pair_accept(
        header(NEWCOMER, OFFICE.seal_key), filled.accept_key, NEWCOMER.keys, "Laptop"
    )
    view = TenantView(TENANT_ID, lambda _: None, lambda _: filled.accept_key)
    result = opened(answer.data, replace(office_reader(), tenants={TENANT_ID: view}))
    assert result.kind is Kind.PAIR_ACCEPT
    shown = comparison_number(filled.sealed.transcript, answer.transcript)
    assert shown == comparison_number(found.transcript, result.transcript)
    assert len(shown) == 6
    assert shown.isdigit()


def test_a_large_fill_travels_in_blocks() -> None:
    many = fill(rows=20_000)
    sealed = seal_pair_fill(header(OFFICE), world.CODE, many)
    assert opened(sealed.sealed.data, world.newcomer_reader()).payload == many


def test_the_answer_sent_again_after_confirmation_is_late_but_a_duplicate_first() -> None:
    data = made(accept_draft("again"))
    sender = replace_sender(NEWCOMER)
    view = TenantView(TENANT_ID, sender, lambda _: None, lambda _: Code.E222)
    reader = replace(office_reader(), tenants={TENANT_ID: view})
    assert refused(data, reader).code is Code.E222
    again = read(data, reader, check_seen=lambda *_: Code.E401)
    assert isinstance(again, Refusal)
    assert again.code is Code.E401


def replace_sender(machine: world.Machine) -> Any:
    known = world.office_reader().tenants[TENANT_ID].sender(WorkstationId(HOME.id.hex()))
    assert known is not None
    sender = replace(
        known, workstation=WorkstationId(machine.id.hex()), signing_keys=(machine.verify_key,)
    )
    return lambda id_: sender if id_ == sender.workstation else None


def test_an_order_from_an_invited_workstation_waits_as_unknown() -> None:
    assert refused(made(sent_by(order_draft("early"), NEWCOMER))).code is Code.E211


def test_a_mac_from_a_known_sender_without_invitation_is_wrong() -> None:
    draft = replace(order_draft("mac"), mac_key=bytes(32))
    assert refused(made(draft)).code is Code.E220


def test_a_fill_must_be_signed_by_the_office_of_its_own_list() -> None:
    foreign = replace(fill_draft("foreign fill"), signing=HOME.signing)
    assert refused(made(foreign), world.newcomer_reader()).code is Code.E215


def test_only_a_fill_may_be_sealed_to_a_code() -> None:
    keys = world.derived()
    order = replace(
        order_draft("coded"),
        salt=world.SALT,
        mac_key=keys.fill_key,
        readers=fill_draft("x").readers,
    )
    assert refused(made(order), world.newcomer_reader()).code is Code.E217


def test_a_fill_is_not_for_us_without_a_code() -> None:
    assert refused(made(fill_draft("no code"))).code is Code.E201


def test_a_file_for_a_key_that_is_gone_says_so() -> None:
    gone = next(v for v in forge_vectors() if v.name == "I39")
    other = next(v for v in forge_vectors() if v.name == "I38")
    assert refused(gone.data).detail == "retired-key"
    assert refused(other.data).detail == ""


def forge_vectors() -> list[Any]:
    return all_keys()


def test_a_retired_key_of_ours_still_opens() -> None:
    draft = replace(order_draft("old"), readers=(public_of(world.OLD_OFFICE_SECRET), HOME.seal_key))
    opened(made(draft))


def test_the_manifest_and_the_order_must_agree() -> None:
    def other_number(tree: dict[str, Any]) -> None:
        tree["ref"]["num"] = "10002"

    def other_hash(tree: dict[str, Any]) -> None:
        tree["ref"]["hash"] = bytes(32)

    assert refused(made(order_draft("num"), tree=other_number)).code is Code.E302
    assert refused(made(order_draft("hash"), tree=other_hash)).code is Code.E310


def test_a_file_part_nobody_mentions_is_refused() -> None:
    assert refused(made(order_draft("stray", files=(PDF,)))).code is Code.E302


def test_a_kind_a_sender_may_not_send_is_refused() -> None:
    draft = order_draft("quote", order_tree(kind="quote"))
    sender = office_reader().tenants[TENANT_ID].sender(WorkstationId(HOME.id.hex()))
    assert sender is not None
    limited = replace(sender, order_kinds=frozenset())
    view = TenantView(TENANT_ID, lambda _: limited)
    reader = replace(office_reader(), tenants={TENANT_ID: view})
    assert refused(made(draft), reader).code is Code.E217


def test_a_refusal_tells_what_the_file_says_once_it_is_proved() -> None:
    refusal = refused(made(order_draft("known", order_tree(number="77", title="a\x1b"))))
    assert (refusal.code, refusal.detail) == (Code.E314, "order.title")
    assert refusal.proved
    assert (refusal.sender, refusal.kind) == (HOME.id.hex(), "order")
    assert refusal.ref is not None
    assert refusal.ref.number == "77"
    assert refusal.signing_key == HOME.verify_key


@pytest.mark.parametrize(
    "order",
    [
        Order(kind=OrderKind.ORDER, number="1", title="a\x1b"),
        Order(kind=OrderKind.ORDER, number="x" * 33),
        Order(kind=OrderKind.ORDER, number=""),
    ],
    ids=["escape", "long number", "no number"],
)
def test_what_a_reader_would_refuse_is_not_sealed(order: Order) -> None:
    with pytest.raises(FormatProblem):
        seal_order(header(), 1, ORDER_ID, order, ())


def test_an_attachment_without_its_bytes_is_not_sealed() -> None:
    listed = Attachment(name="a.pdf", media_type="application/pdf", sha256=Digest("0" * 64), size=3)
    order = Order(kind=OrderKind.ORDER, number="1", attachments=(listed,))
    with pytest.raises(FormatProblem, match="E310"):
        seal_order(header(), 1, ORDER_ID, order, ())


@pytest.mark.parametrize(
    "readers", [(), (b"\1" * 32,) * 0, tuple(bytes([i]) * 32 for i in range(1, 18))]
)
def test_a_file_has_one_to_sixteen_readers(readers: tuple[bytes, ...]) -> None:
    with pytest.raises(FormatProblem, match="E302"):
        seal_order(replace(header(), readers=readers), 1, ORDER_ID, an_order(), ())


def test_a_file_for_sixteen_readers_passes_the_header_check() -> None:
    crowd = tuple(world.Machine(f"reader {i}").seal_key for i in range(15))
    sealed = seal_order(header(HOME, OFFICE.seal_key, *crowd), 1, ORDER_ID, an_order(), ())
    opened(sealed.data)


def test_nothing_is_sealed_to_a_weak_key() -> None:
    with pytest.raises(FormatProblem, match="E218"):
        seal_order(replace(header(), readers=(bytes(32),)), 1, ORDER_ID, an_order(), ())


def test_a_wrong_code_is_not_sealed_to() -> None:
    with pytest.raises(FormatProblem, match="E220"):
        seal_pair_fill(header(OFFICE), "1234", fill())


@pytest.mark.parametrize("name", sorted(READERS))
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_refusal_never_an_exception(name: str, data: bytes) -> None:
    assert isinstance(read(data, READERS[name]()), Refusal)


DATA = made(order_draft("every beginning"))


@pytest.mark.parametrize("size", [*range(0, len(DATA), 37), len(DATA) - 1])
def test_every_beginning_of_a_file_is_incomplete(size: int) -> None:
    assert refused(DATA[:size]).code is Code.E102


@given(place=st.integers(0, len(DATA) - 1), change=st.integers(1, 255))
def test_a_changed_byte_is_always_refused(place: int, change: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= change
    assert refused(bytes(changed)).code in {Code.E101, Code.E103}


@given(place=st.integers(32, len(DATA) - 33), change=st.integers(1, 255))
def test_a_changed_byte_with_the_hash_made_to_fit_is_still_refused(place: int, change: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= change
    assert refused(forge.rehash(bytes(changed))).code in {
        *(Code.E120, Code.E121, Code.E122, Code.E201, Code.E202, Code.E214)
    }


def test_a_file_can_be_inspected_without_keys() -> None:
    seen = inspect(DATA)
    assert (seen.state, seen.code, seen.mode) == (FileState.COMPLETE, None, Mode.KEYS)
    assert set(seen.hints) == {hint(OFFICE.seal_key), hint(HOME.seal_key)}
    assert seen.is_for_us is False
    assert inspect(DATA, (OFFICE.sealing,)).is_for_us is True
    coded = inspect(made(fill_draft("inspected")))
    assert (coded.mode, coded.is_for_us, coded.hints) == (Mode.CODE, None, ())


def test_a_broken_file_can_be_inspected() -> None:
    assert inspect(DATA[:100]).announced_bytes == len(DATA)
    assert inspect(b"%PDF").code is Code.E101


def test_unauthenticated_bytes_never_reach_msgpack_or_zstd(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("a parser saw unauthenticated bytes")

    for module, name in (
        (reading, "read_manifest"),
        (reading, "read_payload"),
        (reading, "load"),
        (proving, "read_manifest"),
    ):
        monkeypatch.setattr(module, name, never)
    assert refused(made(order_draft("I54"), signature=lambda s: bytes(64))).code is Code.E214
    assert refused(made(sent_by(order_draft("I51"), world.STRANGER))).code is Code.E211


MEASURE = """
import resource, sys
from forge_world import office_reader
from qtf_format.reading import read

data = open(sys.argv[1], "rb").read()
read(b"", office_reader())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(read(data, office_reader()).code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory the Linux way")
def test_memory_before_the_signature_is_bounded(tmp_path: Path) -> None:
    draft = order_draft("memory")
    big = replace(draft, parts=(*draft.parts, forge.Part("file.0", bytes(24 * 1024 * 1024))))
    data = made(big, signature=lambda _: bytes(64))
    (tmp_path / "big.qtf").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "big.qtf")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    code, grown = done.stdout.split()
    assert code == "E214"
    assert int(grown) <= 3 * len(data) + 8 * 1024 * 1024


def test_media_types_are_three() -> None:
    assert len(MEDIA_TYPES) == 3
