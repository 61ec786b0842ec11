"""Reading a `.qtf` file: every check of section 4, in its order, the first failure wins.

Steps 1 to 15 handle bytes that anybody may have written. They see fixed-size fields, the age
header and authenticated decryption only; MessagePack and zstd come after the signature. (Two
exceptions, both after a good pairing MAC: the manifests of `pair.fill` and `pair.accept`, because
the signing key is inside.)

Whatever the bytes are, the answer is a value: `Opened` or `Refusal`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from qtf_format import age_header, agefile, frame, inner, outer
from qtf_format.canonical import Decoded
from qtf_format.code import derive, parse_code
from qtf_format.codes import Code
from qtf_format.contents import raw_digest, read_payload, required
from qtf_format.frame import Frame
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId, order_id_from_bytes
from qtf_format.inner import Inner
from qtf_format.keys import hint, is_weak_signing_key, sealing_public, verify
from qtf_format.manifest import KINDS, Manifest, read_manifest
from qtf_format.model import OrderKind, OrderRef
from qtf_format.package import (
    FileState,
    Kind,
    Mode,
    Opened,
    OrderPayload,
    Payload,
    Reader,
    Refusal,
    Sender,
    TenantView,
)
from qtf_format.parts import check_sizes, load
from qtf_format.payloads import Keys, PairFill, WorkstationState
from qtf_format.problems import FormatProblem

__all__ = ["CheckSeen", "Inspection", "inspect", "read"]

CheckSeen: TypeAlias = Callable[
    [TenantId, WorkstationId, bytes, int, PackageId, Digest], Code | None
]
"""Step 19: (tenant, sender, signing key, sequence, package id, manifest hash) -> code or None."""

_MAX_IDENTITIES = 8
_MAX_SIGNING_KEYS = 3
_ORDER_KINDS = frozenset(kind.value for kind in OrderKind)


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
    known = _Known()
    try:
        return _read(data, reader, check_seen, known)
    except _Stop as stop:
        return replace(known.refusal, code=stop.code, detail=stop.detail)
    except FormatProblem as problem:
        return replace(known.refusal, code=problem.code, detail=problem.path)


class _Stop(Exception):
    """The first check that failed; never leaves this module."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class _Known:
    """What is known so far; a refusal says it."""

    def __init__(self) -> None:
        self.refusal = Refusal(Code.E101, "")

    def add_inner(self, body: Inner) -> None:
        self.refusal = replace(self.refusal, tenant=body.tenant, sender=body.sender)

    def add_proof(self, signing_key: bytes) -> None:
        self.refusal = replace(self.refusal, proved=True, signing_key=signing_key)

    def add_manifest(self, manifest: Manifest, raw: bytes) -> None:
        self.refusal = replace(
            self.refusal,
            kind=manifest.kind,
            package_id=PackageId(manifest.cid.hex()),
            sequence=manifest.seq,
            manifest_sha=_sha(raw),
            ref=_order_ref(manifest),
        )


@dataclass(frozen=True, slots=True)
class _Unsealed:
    """After step 10: the plaintext, the reader's key that opened it, the code's keys in mode 2."""

    body: bytes
    own_keys: tuple[bytes, ...]
    fill_key: bytes | None = None
    accept_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Proof:
    """After step 15: who signed; the manifest if it had to be read for that.

    `late` is the code of an answer to an invitation that is no longer open.
    """

    signing_key: bytes
    sender: Sender | None
    manifest: Decoded[Manifest] | None = None
    late: Code | None = None


def _read(
    data: bytes, reader: Reader, check_seen: CheckSeen | None, known: _Known
) -> Opened | Refusal:
    found = _framed(data, reader)
    unsealed = _unseal(found, reader)
    body = inner.parse(unsealed.body, found.outer)
    if body is None:
        raise _Stop(Code.E203)
    known.add_inner(body)
    proof = _prove(found, body, unsealed, reader, known)
    known.add_proof(proof.signing_key)
    decoded = proof.manifest or read_manifest(body.manifest, (frame.MAJOR, found.minor))
    manifest = decoded.record
    known.add_manifest(manifest, body.manifest)
    kind = _admit(manifest, proof, unsealed)
    package_id, manifest_sha = PackageId(manifest.cid.hex()), _sha(body.manifest)
    seen = check_seen and check_seen(
        body.tenant, body.sender, proof.signing_key, manifest.seq, package_id, manifest_sha
    )
    if seen or proof.late:
        raise _Stop(seen or proof.late or Code.E222)
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
        ref=_order_ref(manifest),
        payload=payload,
        unknown_fields=unknown + decoded.unknown_fields,
        accept_key=unsealed.accept_key,
    )


def _framed(data: bytes, reader: Reader) -> Frame:
    """Steps 1 to 7."""
    seen = frame.look(data, reader.size_limit)
    if seen.frame is None:
        raise _Stop(seen.code or Code.E103, seen.state)
    return seen.frame


def _unseal(found: Frame, reader: Reader) -> _Unsealed:
    """Steps 8 to 10."""
    if found.mode == frame.MODE_KEYS:
        hints = outer.read_hints(found.outer)
        if isinstance(hints, Code):
            raise _Stop(hints)
        _check_age(found)
        return _unseal_with_keys(found, reader, hints)
    salt = outer.read_salt(found.outer)
    if isinstance(salt, Code):
        raise _Stop(salt)
    _check_age(found)
    return _unseal_with_code(found, reader, salt)


def _check_age(found: Frame) -> None:
    code = age_header.check(found.body)
    if code:
        raise _Stop(code)


def _unseal_with_keys(found: Frame, reader: Reader, hints: tuple[bytes, ...]) -> _Unsealed:
    own = [(secret, sealing_public(secret)) for secret in reader.secrets[:_MAX_IDENTITIES]]
    fitting = [(secret, public) for secret, public in own if hint(public) in hints]
    if not fitting:
        gone = not reader.retired_hints.isdisjoint(hints)
        raise _Stop(Code.E201, "retired-key" if gone else "")
    body = agefile.decrypt(found.body, [secret for secret, _ in fitting])
    if body is None:
        raise _Stop(Code.E202)
    return _Unsealed(body, tuple(public for _, public in fitting))


def _unseal_with_code(found: Frame, reader: Reader, salt: bytes) -> _Unsealed:
    if reader.pairing_code is None:
        raise _Stop(Code.E201, "pairing-code")
    code = parse_code(reader.pairing_code)
    if code is None:
        raise _Stop(Code.E220, "check-character")
    keys = derive(code, salt)
    body = agefile.decrypt(found.body, [keys.secret])
    if body is None:
        raise _Stop(Code.E220)
    return _Unsealed(body, (sealing_public(keys.secret),), keys.fill_key, keys.accept_key)


def _prove(found: Frame, body: Inner, unsealed: _Unsealed, reader: Reader, known: _Known) -> _Proof:
    """Steps 12 to 15."""
    if unsealed.fill_key is not None:
        _check_mac(body, unsealed.fill_key)
        return _prove_by_mac(found, body, Kind.PAIR_FILL, known)
    view = reader.tenants.get(body.tenant)
    if view is None:
        raise _Stop(Code.E210)
    sender = view.sender(body.sender)
    if sender is None:
        _check_mac(body, _open_invitation(view, body))
        return _prove_by_mac(found, body, Kind.PAIR_ACCEPT, known)
    if sender.state is not WorkstationState.ACTIVE:
        is_revoked = sender.state is WorkstationState.REVOKED
        raise _Stop(Code.E213 if is_revoked else Code.E212)
    return _prove_by_trust(view, sender, body)


def _open_invitation(view: TenantView, body: Inner) -> bytes:
    """Return the accept key of an open invitation; only an answer (it has a MAC) may use one."""
    if body.mac == inner.NO_MAC:
        raise _Stop(Code.E211)
    key = view.accept_key(body.sender)
    if key is None:
        raise _Stop(view.invitation_code(body.sender) or Code.E211)
    return key


def _prove_by_trust(view: TenantView, sender: Sender, body: Inner) -> _Proof:
    """Check the signature by a key of the trust list.

    A MAC from a known sender can only be a further answer to its invitation. Sent again by the
    same device it is a duplicate (step 19 says so); anything else answers too late.
    """
    late = None
    if body.mac != inner.NO_MAC:
        late = view.invitation_code(sender.workstation) or Code.E220
    message = inner.sign_message(body.transcript)
    for key in sender.signing_keys[:_MAX_SIGNING_KEYS]:
        if verify(key, body.signature, message):
            return _Proof(key, sender, late=late)
    raise _Stop(late or Code.E214)


def _check_mac(body: Inner, key: bytes) -> None:
    if not hmac.compare_digest(body.mac, inner.pairing_mac(key, body.transcript)):
        raise _Stop(Code.E220)


def _prove_by_mac(found: Frame, body: Inner, kind: Kind, known: _Known) -> _Proof:
    """Check the signature by the key inside the manifest, after a good MAC."""
    decoded = read_manifest(body.manifest, (frame.MAJOR, found.minor))
    manifest = decoded.record
    known.add_manifest(manifest, body.manifest)
    if is_weak_signing_key(manifest.spk):
        raise _Stop(Code.E218, "$.spk")
    if not verify(manifest.spk, body.signature, inner.sign_message(body.transcript)):
        raise _Stop(Code.E214)
    if manifest.kind != kind:
        raise _Stop(Code.E217 if manifest.kind in KINDS else Code.E304)
    return _Proof(manifest.spk, None, decoded)


def _admit(manifest: Manifest, proof: _Proof, unsealed: _Unsealed) -> Kind:
    """Steps 17 and 18."""
    if manifest.spk != proof.signing_key:
        raise _Stop(Code.E215)
    if not any(key in manifest.dst for key in unsealed.own_keys):
        raise _Stop(Code.E216)
    if manifest.kind not in KINDS:
        raise _Stop(Code.E304)
    kind = Kind(manifest.kind)
    if proof.sender is not None and not _may_send(proof, kind, manifest):
        raise _Stop(Code.E217)
    return kind


def _may_send(proof: _Proof, kind: Kind, manifest: Manifest) -> bool:
    sender = proof.sender
    if sender is None:
        return True
    if kind is Kind.PAIR_ACCEPT:
        return proof.late is not None
    if kind not in sender.may_send:
        return False
    ref = manifest.ref
    return ref is None or ref.typ not in _ORDER_KINDS or ref.typ in sender.order_kinds


def _raw_parts(kind: Kind, manifest: Manifest, body: Inner) -> dict[str, bytes]:
    """Step 20 up to the decompressed parts; before it the kinds of orders that never travel."""
    if kind is Kind.ORDER and manifest.ref and manifest.ref.typ not in _ORDER_KINDS:
        raise _Stop(Code.E417, "ref.typ")
    names = {part.n for part in manifest.parts}
    if not names.issuperset(required(kind)):
        raise _Stop(Code.E302, "parts")
    if sum(part.len for part in manifest.parts) != len(body.parts):
        raise _Stop(Code.E203, "parts")
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
        raise _Stop(Code.E302, "ref")
    if ref.hash.hex() != raw_digest(raw["order"], raw["addresses"]):
        raise _Stop(Code.E310, "ref.hash")


def _check_keys(payload: Payload, body: Inner, proof: _Proof) -> None:
    """Is the key that signed the one the payload introduces?"""
    if isinstance(payload, Keys) and payload.sign != proof.signing_key:
        raise _Stop(Code.E215, "keys.sign")
    if isinstance(payload, PairFill):
        trust = payload.trust
        offices = [ws for ws in trust.ws if ws.id == trust.off and ws.id.hex() == body.sender]
        if not any(signing.key == proof.signing_key for ws in offices for signing in ws.sign):
            raise _Stop(Code.E215, "trust")


def _order_ref(manifest: Manifest) -> OrderRef | None:
    """Return the reference as the product writes it; None for a kind that does not exist here."""
    ref = manifest.ref
    if ref is None or ref.typ not in _ORDER_KINDS:
        return None
    return OrderRef(
        order_id=order_id_from_bytes(ref.oid),
        revision=ref.rev,
        number=ref.num,
        kind=OrderKind(ref.typ),
        content_digest=Digest(ref.hash.hex()),
    )


def _sha(raw: bytes) -> Digest:
    return Digest(hashlib.sha256(raw).hexdigest())
