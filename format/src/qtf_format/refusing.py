"""How reading stops: the first failed check, and what is known of the file by then."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, order_id_from_bytes
from qtf_format.inner import Inner
from qtf_format.manifest import Manifest
from qtf_format.model import OrderKind, OrderRef
from qtf_format.package import Refusal

__all__ = ["ORDER_KINDS", "Known", "Stop", "order_ref", "sha256_of"]

ORDER_KINDS = frozenset(kind.value for kind in OrderKind)


class Stop(Exception):
    """The first check that failed; `qtf_format.reading` turns it into a value."""

    def __init__(self, code: Code, detail: str = "") -> None:
        """Name the code, and where, without a word from the file."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Known:
    """What is known so far; a refusal says it."""

    def __init__(self) -> None:
        """Start knowing nothing."""
        self.refusal = Refusal(Code.E101, "")

    def add_inner(self, body: Inner) -> None:
        """Note what the body says of its origin."""
        self.refusal = replace(self.refusal, tenant=body.tenant, sender=body.sender)

    def add_proof(self, signing_key: bytes) -> None:
        """Note that the sender was proved by key."""
        self.refusal = replace(self.refusal, proved=True, signing_key=signing_key)

    def add_manifest(self, manifest: Manifest, raw: bytes) -> None:
        """Note what the manifest says."""
        self.refusal = replace(
            self.refusal,
            kind=manifest.kind,
            package_id=PackageId(manifest.cid.hex()),
            sequence=manifest.seq,
            manifest_sha=sha256_of(raw),
            ref=order_ref(manifest),
        )


def order_ref(manifest: Manifest) -> OrderRef | None:
    """Return the reference as the product writes it; None for a kind that does not exist here."""
    ref = manifest.ref
    if ref is None or ref.typ not in ORDER_KINDS:
        return None
    return OrderRef(
        order_id=order_id_from_bytes(ref.oid),
        revision=ref.rev,
        number=ref.num,
        kind=OrderKind(ref.typ),
        content_digest=Digest(ref.hash.hex()),
    )


def sha256_of(raw: bytes) -> Digest:
    """Return the SHA-256 in hex."""
    return Digest(hashlib.sha256(raw).hexdigest())
