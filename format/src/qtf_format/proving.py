"""Steps 12 to 18: is the sender who it says it is, and may it send this to us?"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from qtf_format import frame, inner
from qtf_format.canonical import Decoded
from qtf_format.codes import Code
from qtf_format.frame import Frame
from qtf_format.inner import Inner
from qtf_format.keys import is_weak_signing_key, verify
from qtf_format.manifest import KINDS, Manifest, read_manifest
from qtf_format.package import Kind, Reader, Sender, TenantView
from qtf_format.payloads import WorkstationState
from qtf_format.refusing import ORDER_KINDS, Known, Stop
from qtf_format.unsealing import Unsealed

__all__ = ["Proof", "admit", "prove"]

_MAX_SIGNING_KEYS = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """After step 15: who signed; the manifest if it had to be read for that.

    `late` is the code of an answer to an invitation that is no longer open.
    """

    signing_key: bytes
    sender: Sender | None
    manifest: Decoded[Manifest] | None = None
    late: Code | None = None


def prove(found: Frame, body: Inner, unsealed: Unsealed, reader: Reader, known: Known) -> Proof:
    """Steps 12 to 15."""
    if unsealed.fill_key is not None:
        _check_mac(body, unsealed.fill_key)
        return _prove_by_mac(found, body, Kind.PAIR_FILL, known)
    view = reader.tenants.get(body.tenant)
    if view is None:
        raise Stop(Code.E210)
    sender = view.sender(body.sender)
    if sender is None:
        _check_mac(body, _open_invitation(view, body))
        return _prove_by_mac(found, body, Kind.PAIR_ACCEPT, known)
    if sender.state is not WorkstationState.ACTIVE:
        is_revoked = sender.state is WorkstationState.REVOKED
        raise Stop(Code.E213 if is_revoked else Code.E212)
    return _prove_by_trust(view, sender, body)


def _open_invitation(view: TenantView, body: Inner) -> bytes:
    """Return the accept key of an open invitation; only an answer (it has a MAC) may use one."""
    if body.mac == inner.NO_MAC:
        raise Stop(Code.E211)
    key = view.accept_key(body.sender)
    if key is None:
        raise Stop(view.invitation_code(body.sender) or Code.E211)
    return key


def _prove_by_trust(view: TenantView, sender: Sender, body: Inner) -> Proof:
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
            return Proof(key, sender, late=late)
    raise Stop(late or Code.E214)


def _check_mac(body: Inner, key: bytes) -> None:
    if not hmac.compare_digest(body.mac, inner.pairing_mac(key, body.transcript)):
        raise Stop(Code.E220)


def _prove_by_mac(found: Frame, body: Inner, kind: Kind, known: Known) -> Proof:
    """Check the signature by the key inside the manifest, after a good MAC."""
    decoded = read_manifest(body.manifest, (frame.MAJOR, found.minor))
    manifest = decoded.record
    known.add_manifest(manifest, body.manifest)
    if is_weak_signing_key(manifest.spk):
        raise Stop(Code.E218, "$.spk")
    if not verify(manifest.spk, body.signature, inner.sign_message(body.transcript)):
        raise Stop(Code.E214)
    if manifest.kind != kind:
        raise Stop(Code.E217 if manifest.kind in KINDS else Code.E304)
    return Proof(manifest.spk, None, decoded)


def admit(manifest: Manifest, proof: Proof, unsealed: Unsealed) -> Kind:
    """Steps 17 and 18."""
    if manifest.spk != proof.signing_key:
        raise Stop(Code.E215)
    if not any(key in manifest.dst for key in unsealed.own_keys):
        raise Stop(Code.E216)
    if manifest.kind not in KINDS:
        raise Stop(Code.E304)
    kind = Kind(manifest.kind)
    if proof.sender is not None and not _may_send(proof, kind, manifest):
        raise Stop(Code.E217)
    return kind


def _may_send(proof: Proof, kind: Kind, manifest: Manifest) -> bool:
    sender = proof.sender
    if sender is None:
        return True
    if kind is Kind.PAIR_ACCEPT:
        return proof.late is not None
    if kind not in sender.may_send:
        return False
    ref = manifest.ref
    return ref is None or ref.typ not in ORDER_KINDS or ref.typ in sender.order_kinds
