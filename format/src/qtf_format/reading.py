"""Reading a `.qtf` file: every check of section 4, in its order, the first failure wins.

Steps 1 to 15 handle bytes that anybody may have written. They see fixed-size fields, the age
header and authenticated decryption only; MessagePack and zstd come after the signature. (Two
exceptions, both after a good pairing MAC: the manifests of `pair.fill` and `pair.accept`, because
the signing key is inside.)

Whatever the bytes are, the answer is a value: `Opened` or `Refusal`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from qtf_format import age_header, frame, inner, outer
from qtf_format.codes import Code
from qtf_format.contents import raw_digest, read_payload, required
from qtf_format.frame import Frame
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.inner import Inner
from qtf_format.keys import hint, sealing_public
from qtf_format.manifest import Manifest, read_manifest
from qtf_format.package import (
    FileState,
    Kind,
    Mode,
    Opened,
    OrderPayload,
    Payload,
    Reader,
    Refusal,
)
from qtf_format.parts import check_sizes, load
from qtf_format.payloads import Keys, PairFill
from qtf_format.problems import FormatProblem
from qtf_format.proving import Proof, admit, prove
from qtf_format.refusing import ORDER_KINDS, Known, Stop, order_ref, sha256_of
from qtf_format.unsealing import unseal

__all__ = ["CheckSeen", "Inspection", "inspect", "read"]

CheckSeen: TypeAlias = Callable[
    [TenantId, WorkstationId, bytes, int, PackageId, Digest], Code | None
]
"""Step 19: (tenant, sender, signing key, sequence, package id, manifest hash) -> code or None."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file says of itself without any key; believed by nobody.

    `code` is the first failed check of steps 1 to 9, None where all hold. `is_for_us` says
    whether a hint names one of the keys asked about; None where there are no hints (mode 2).
    """

    state: FileState
    code: Code | None
    size_bytes: int
    announced_bytes: int | None = None
    minor: int | None = None
    mode: Mode | None = None
    hints: tuple[bytes, ...] = ()
    digest: str | None = None
    is_for_us: bool | None = None


def inspect(
    data: bytes, secrets: tuple[bytes, ...] = (), limit: int = frame.BY_HAND_LIMIT
) -> Inspection:
    """Say what a file says without opening it."""
    seen = frame.look(data, limit)
    if seen.frame is None:
        return Inspection(seen.state, seen.code, len(data), seen.total)
    found = seen.frame
    is_keys = found.mode == frame.MODE_KEYS
    said = outer.read_hints(found.outer) if is_keys else outer.read_salt(found.outer)
    code = said if isinstance(said, Code) else age_header.check(found.body)
    hints = said if isinstance(said, tuple) else ()
    own = {hint(sealing_public(secret)) for secret in secrets}
    return Inspection(
        state=seen.state,
        code=code,
        size_bytes=len(data),
        announced_bytes=seen.total,
        minor=found.minor,
        mode=Mode.KEYS if is_keys else Mode.CODE,
        hints=hints,
        digest=found.digest,
        is_for_us=not own.isdisjoint(hints) if is_keys else None,
    )


def read(data: bytes, reader: Reader, *, check_seen: CheckSeen | None = None) -> Opened | Refusal:
    """Open a file, or say why not.

    `check_seen` is step 19; without it no file counts as seen before.
    """
    known = Known()
    try:
        return _read(data, reader, check_seen, known)
    except Stop as stop:
        return replace(known.refusal, code=stop.code, detail=stop.detail)
    except FormatProblem as problem:
        return replace(known.refusal, code=problem.code, detail=problem.path)


def _read(
    data: bytes, reader: Reader, check_seen: CheckSeen | None, known: Known
) -> Opened | Refusal:
    found = _framed(data, reader)
    unsealed = unseal(found, reader)
    body = inner.parse(unsealed.body, found.outer)
    if body is None:
        raise Stop(Code.E203)
    known.add_inner(body)
    proof = prove(found, body, unsealed, reader, known)
    known.add_proof(proof.signing_key)
    decoded = proof.manifest or read_manifest(body.manifest, (frame.MAJOR, found.minor))
    manifest = decoded.record
    known.add_manifest(manifest, body.manifest)
    kind = admit(manifest, proof, unsealed)
    package_id, manifest_sha = PackageId(manifest.cid.hex()), sha256_of(body.manifest)
    if check_seen is not None:
        key, sequence = proof.signing_key, manifest.seq
        code = check_seen(body.tenant, body.sender, key, sequence, package_id, manifest_sha)
        _stop_for(code)
    _stop_for(proof.late)
    raw = _raw_parts(kind, manifest, body)
    payload, unknown = read_payload(kind, raw)
    _check_order(manifest, raw, payload)
    _check_keys(payload, body, proof)
    return Opened(
        kind=kind,
        tenant=body.tenant,
        sender=body.sender,
        signing_key=proof.signing_key,
        package_id=package_id,
        sequence=manifest.seq,
        manifest_sha=manifest_sha,
        digest=Digest(found.digest),
        transcript=body.transcript,
        sealed_at_ms=manifest.at,
        program=manifest.app,
        ref=order_ref(manifest),
        payload=payload,
        unknown_fields=unknown + decoded.unknown_fields,
        accept_key=unsealed.accept_key,
    )


def _framed(data: bytes, reader: Reader) -> Frame:
    """Steps 1 to 7."""
    first = frame.look(data, reader.size_limit)
    if first.frame is None:
        raise Stop(first.code or Code.E103, first.state)
    return first.frame


def _stop_for(code: Code | None) -> None:
    if code is not None:
        raise Stop(code)


def _raw_parts(kind: Kind, manifest: Manifest, body: Inner) -> dict[str, bytes]:
    """Step 20 up to the decompressed parts; before it the kinds of orders that never travel."""
    if kind is Kind.ORDER and manifest.ref and manifest.ref.typ not in ORDER_KINDS:
        raise Stop(Code.E417, "ref.typ")
    names = {part.n for part in manifest.parts}
    if not names.issuperset(required(kind)):
        raise Stop(Code.E302, "parts")
    if sum(part.len for part in manifest.parts) != len(body.parts):
        raise Stop(Code.E203, "parts")
    check_sizes(kind, manifest.parts)
    raw, place = {}, 0
    for part in manifest.parts:
        raw[part.n] = load(part, body.parts[place : place + part.len])
        place += part.len
    return raw


def _check_order(manifest: Manifest, raw: dict[str, bytes], payload: Payload) -> None:
    """Does the manifest say the same of an order as its parts?"""
    ref = manifest.ref
    if ref is None or not isinstance(payload, OrderPayload):
        return
    if ref.num != payload.order.number or ref.typ != payload.order.kind:
        raise Stop(Code.E302, "ref")
    if ref.hash.hex() != raw_digest(raw["order"], raw["addresses"]):
        raise Stop(Code.E310, "ref.hash")


def _check_keys(payload: Payload, body: Inner, proof: Proof) -> None:
    """Is the key that signed the one the payload introduces?"""
    if isinstance(payload, Keys) and payload.sign != proof.signing_key:
        raise Stop(Code.E215, "keys.sign")
    if isinstance(payload, PairFill):
        trust = payload.trust
        offices = [ws for ws in trust.ws if ws.id == trust.off and ws.id.hex() == body.sender]
        if not any(signing.key == proof.signing_key for ws in offices for signing in ws.sign):
            raise Stop(Code.E215, "trust")
