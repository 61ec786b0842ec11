"""Write the sealed sample files and their readable twins again.

    uv run python samples/packages/make.py

The keys are made from the words below. They open these samples and nothing else; a real office
makes its own keys from the system's random source. Sealing is different each time (age picks a
fresh file key), so the files change with every run while their twins stay the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from qtf_format.ids import OrderId, PackageId, TenantId, WorkstationId
from qtf_format.keys import public_keys
from qtf_format.model import Order, OrderKind
from qtf_format.package import (
    Kind,
    Opened,
    OrderPayload,
    Reader,
    Refusal,
    Sealed,
    SealHeader,
    Sender,
    TenantView,
    WorkstationKeys,
)
from qtf_format.payloads import Receipt, ReceiptItem, ReceiptResult, WorkstationState
from qtf_format.reading import read
from qtf_format.sealing import seal_order, seal_receipt
from qtf_office.documents import ReadOrder, read_document

__all__ = ["HERE", "OFFICE", "STRANGER", "main", "open_sample", "twin"]

HERE: Final = Path(__file__).resolve().parent
DOCUMENTS: Final = HERE.parent / "documents"


def seed(words: str, size: int = 32) -> bytes:
    """Return fixed bytes for a fixed phrase."""
    return hashlib.sha256(f"qtf sample: {words}".encode()).digest()[:size]


def keys(who: str) -> WorkstationKeys:
    """Return the sample keys of one machine."""
    return WorkstationKeys(signing=seed(f"{who} signs"), sealing=seed(f"{who} reads"))


TENANT: Final = TenantId(seed("tenant", 16).hex())
OFFICE: Final = WorkstationId(seed("main office", 16).hex())
ANNA: Final = WorkstationId(seed("anna", 16).hex())
STRANGER: Final = WorkstationId(seed("stranger", 16).hex())
SECRETS: Final = {name: keys(name) for name in (OFFICE, ANNA, STRANGER)}
QUOTE: Final = OrderId("3f0c1f0e-6a51-4d0c-9d0b-5c6f3f0a1b01")


def header(sender: WorkstationId, reader: WorkstationId, sequence: int) -> SealHeader:
    """Return the envelope of one sample."""
    return SealHeader(
        tenant=TENANT,
        sender=sender,
        keys=SECRETS[sender],
        readers=tuple(public_keys(SECRETS[who])[1] for who in (reader, sender)),
        package_id=PackageId(seed(f"package {sequence}", 16).hex()),
        sequence=sequence,
        sealed_at_ms=1_793_600_000_000 + sequence,
        program="qtf samples",
    )


def quote() -> ReadOrder:
    """Return the sample quote as its document says it."""
    name = "angebot-dachrinne.xml"
    found = read_document((DOCUMENTS / name).read_bytes(), name)
    assert isinstance(found, ReadOrder)
    return found


def samples() -> Mapping[str, Sealed]:
    """Seal every sample that opens."""
    document = quote()
    first = msgspec.structs.replace(document.order, number="10001")
    second: Order = msgspec.structs.replace(first, title="Dachrinne Hofseite, zweite Fassung")
    sealed = {
        "quote": seal_order(header(ANNA, OFFICE, 1), 1, QUOTE, first, document.addresses),
        "quote-revision-2": seal_order(
            header(ANNA, OFFICE, 2), 2, QUOTE, second, document.addresses
        ),
    }
    answer = ReceiptItem(
        cid=bytes.fromhex(sealed["quote"].package_id),
        man=bytes.fromhex(sealed["quote"].manifest_sha),
        res=ReceiptResult.IMPORTED,
        final=True,
    )
    receipt = Receipt(n=1, items=(answer,), top=("main 10001",), ep=2, clock=1_793_600_100_000)
    sealed["receipt"] = seal_receipt(header(OFFICE, ANNA, 1), receipt)
    return sealed


def refused() -> Mapping[str, bytes]:
    """Return the samples that must not open."""
    document = quote()
    order = msgspec.structs.replace(document.order, number="10002")
    whole = seal_order(header(ANNA, OFFICE, 3), 1, QUOTE, order, document.addresses).data
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 1
    stranger = seal_order(header(STRANGER, OFFICE, 1), 1, QUOTE, order, document.addresses)
    foreign = seal_order(header(ANNA, STRANGER, 4), 1, QUOTE, order, document.addresses)
    return {
        "damaged": bytes(damaged),
        "incomplete": whole[: len(whole) // 2],
        "from-a-stranger": stranger.data,
        "for-another-office": foreign.data,
    }


def open_sample(data: bytes, reader: WorkstationId) -> Opened | Refusal:
    """Read a sample as the main office or as Anna would."""
    senders = {
        ANNA: (frozenset({Kind.ORDER}), frozenset(OrderKind)),
        OFFICE: (frozenset({Kind.RECEIPT, Kind.TRUST}), frozenset[OrderKind]()),
    }

    def sender(workstation: WorkstationId) -> Sender | None:
        if workstation not in senders:
            return None
        may, kinds = senders[workstation]
        signing = public_keys(SECRETS[workstation])[0]
        return Sender(workstation, WorkstationState.ACTIVE, (signing,), may, kinds)

    view = TenantView(TENANT, sender)
    return read(data, Reader(secrets=(SECRETS[reader].sealing,), tenants={TENANT: view}))


def twin(found: Opened | Refusal) -> dict[str, Any]:
    """Return the readable twin of one sample."""
    if isinstance(found, Refusal):
        return {"code": found.code, "detail": found.detail}
    payload = found.payload
    shown: dict[str, Any] = {
        "kind": found.kind,
        "sender": found.sender,
        "sequence": found.sequence,
        "package_id": found.package_id,
        "ref": msgspec.to_builtins(found.ref),
    }
    if isinstance(payload, OrderPayload):
        shown["order"] = msgspec.to_builtins(payload.order)
        shown["addresses"] = msgspec.to_builtins(payload.addresses)
    else:
        plain = msgspec.to_builtins(payload, builtin_types=(bytes,))
        for item in plain.get("items", ()):
            item.pop("man", None)  # differs with every sealing of the order it answers
        shown["payload"] = plain
    text = json.dumps(shown, ensure_ascii=False, default=lambda raw: raw.hex())
    readable: dict[str, Any] = json.loads(text)
    readable["ref"] = readable["ref"] or None
    return readable


def main() -> None:
    """Write all files."""
    files = {name: sealed.data for name, sealed in samples().items()} | dict(refused())
    for name, data in files.items():
        reader = ANNA if name == "receipt" else OFFICE
        (HERE / f"{name}.qtf").write_bytes(data)
        text = json.dumps(twin(open_sample(data, reader)), ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
