"""The values around a `.qtf` file: what is sealed, what was opened, why it was refused.

`qtf_format.sealing` turns drafts into bytes, `qtf_format.reading` bytes into these values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.model import Address, Order, OrderKind, OrderRef
from qtf_format.payloads import Keys, PairFill, Receipt, Trust, WorkstationState

__all__ = [
    "FilePart",
    "FileState",
    "Kind",
    "Mode",
    "Opened",
    "OrderPayload",
    "Payload",
    "Reader",
    "Refusal",
    "SealHeader",
    "Sealed",
    "SealedFill",
    "Sender",
    "TenantView",
    "WorkstationKeys",
]


class Kind(StrEnum):
    """Kinds of packages (section 12); later ones are E304 to this version."""

    ORDER = "order"
    RECEIPT = "receipt"
    TRUST = "trust"
    PAIR_FILL = "pair.fill"
    PAIR_ACCEPT = "pair.accept"


class Mode(StrEnum):
    """Sealed to workstation keys, or to a pairing code."""

    KEYS = "keys"
    CODE = "code"


class FileState(StrEnum):
    """What the first look says, without any key (section 3.1)."""

    INCOMPLETE = "incomplete"
    NOT_QTF = "not-qtf"
    DAMAGED = "damaged"
    TRAILING = "trailing"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class WorkstationKeys:
    """The private keys of one workstation for one tenant, 32 bytes each; repr hides them."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealHeader:
    """What the envelope of a new package says.

    `readers` are the X25519 public keys of everybody who may open it (office, the sender
    itself, the recovery key); `sealed_at_ms` is information only.
    """

    tenant: TenantId
    sender: WorkstationId
    keys: WorkstationKeys
    readers: tuple[bytes, ...]
    package_id: PackageId
    sequence: int
    sealed_at_ms: int
    program: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """An attached file: its bytes; name, type and SHA-256 stand in the order's attachments."""

    sha256: Digest
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed package: the bytes are written once and sent again unchanged.

    `digest` is the SHA-256 of all bytes, `manifest_sha` that of the manifest (what a receipt
    names), `transcript` the 32 bytes S of section 7.
    """

    data: bytes = field(repr=False)
    digest: Digest
    package_id: PackageId
    sequence: int
    manifest_sha: Digest
    transcript: bytes
    file_name: str


@dataclass(frozen=True, slots=True)
class SealedFill:
    """A sealed `pair.fill` and the key that proves the answer to it (section 14.3)."""

    sealed: Sealed
    accept_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """What a reader's trust list says of a sender.

    `signing_keys` are the current, new and retired public keys (at most three are tried).
    `may_send` are the package kinds it may send; `order_kinds` those of orders.
    """

    workstation: WorkstationId
    state: WorkstationState
    signing_keys: tuple[bytes, ...]
    may_send: frozenset[Kind]
    order_kinds: frozenset[OrderKind]


@dataclass(frozen=True, slots=True)
class TenantView:
    """One tenant as the reader knows it.

    `sender` answers for a workstation id; None: unknown. `accept_key` answers for a workstation
    with an open invitation: (key of the fill's code); None: there is none open. `invitation_code`
    gives E222 (used) or E223 (expired) where an invitation exists but is not open.
    """

    tenant: TenantId
    sender: Callable[[WorkstationId], Sender | None]
    accept_key: Callable[[WorkstationId], bytes | None] = lambda _: None
    invitation_code: Callable[[WorkstationId], Code | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: its X25519 secrets (current first, then retired; at most 8) and its tenants.

    `retired_hints` are hints of keys that are gone; a file for one gets E201 with a better
    sentence. `pairing_code` opens a mode-2 file (a `pair.fill`).
    """

    secrets: tuple[bytes, ...] = field(repr=False)
    tenants: Mapping[TenantId, TenantView]
    retired_hints: frozenset[bytes] = frozenset()
    pairing_code: str | None = field(default=None, repr=False)
    size_limit: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OrderPayload:
    """The parts of an `order` package."""

    order: Order
    addresses: tuple[Address, ...]
    files: tuple[FilePart, ...]


Payload = OrderPayload | Receipt | Trust | PairFill | Keys


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that passed every check: authentic, for us, well-formed.

    `ref` is set for orders only. `unknown_fields` counts what a newer writer added and this
    program did not take over (section 18). `accept_key` is set for a `pair.fill` only: the key
    with which the answer proves the code.
    """

    kind: Kind
    tenant: TenantId
    sender: WorkstationId
    signing_key: bytes
    package_id: PackageId
    sequence: int
    manifest_sha: Digest
    digest: Digest
    transcript: bytes
    sealed_at_ms: int
    program: str
    ref: OrderRef | None
    payload: Payload
    unknown_fields: int
    accept_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not opened: one code, and what is known of it by then.

    `proved` is True when the sender was proved by key (step 15 passed): only then may anything
    be answered. Everything else in here is what the file *says*, believed by nobody.
    `detail` is for the log and the report (a field path, a number), never a text from the file.
    """

    code: Code
    detail: str
    proved: bool = False
    tenant: TenantId | None = None
    sender: WorkstationId | None = None
    kind: str | None = None
    package_id: PackageId | None = None
    sequence: int | None = None
    manifest_sha: Digest | None = None
    ref: OrderRef | None = None
    signing_key: bytes | None = None
