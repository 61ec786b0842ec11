"""Who is who in the test vectors: fixed keys, ids and codes, and what each reader knows.

Nothing here is secret: every key is derived from its printed label.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from argon2.low_level import Type, hash_secret_raw

import forge
from forge import Draft, Part, zipped
from forge_age import fixed_bytes, public_of
from qtf_format.codes import Code
from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import hint
from qtf_format.model import OrderKind
from qtf_format.package import Kind, Reader, Sender, TenantView, WorkstationKeys
from qtf_format.payloads import WorkstationState

CODE = "7Q2M-K4XZ-9T3B-W0EJ"  # the check character is set below


def _checked(code: str) -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    body, total = code.replace("-", "")[:15], 0
    for place, char in enumerate(reversed(body)):
        value = alphabet.index(char) * (2 - place % 2)
        total += value // 32 + value % 32
    full = body + alphabet[-total % 32]
    return "-".join(full[i : i + 4] for i in range(0, 16, 4))


CODE = _checked(CODE)
OTHER_CODE = _checked("0123-4567-89AB-CDE0")
MISTYPED_CODE = CODE[:5] + ("3" if CODE[5] != "3" else "4") + CODE[6:]

TENANT = fixed_bytes("tenant", 16)
OTHER_TENANT = fixed_bytes("other tenant", 16)
SALT = fixed_bytes("salt of the fill", 16)


@dataclass(frozen=True, slots=True)
class Machine:
    """One workstation of the vectors."""

    name: str

    @property
    def id(self) -> bytes:
        return fixed_bytes(self.name + "/id", 16)

    @property
    def signing(self) -> bytes:
        return fixed_bytes(self.name + "/signing")

    @property
    def sealing(self) -> bytes:
        return fixed_bytes(self.name + "/sealing")

    @property
    def verify_key(self) -> bytes:
        return forge.signing_public(self.signing)

    @property
    def seal_key(self) -> bytes:
        return public_of(self.sealing)

    @property
    def keys(self) -> WorkstationKeys:
        return WorkstationKeys(self.signing, self.sealing)


OFFICE = Machine("office")
HOME = Machine("home office 1")
HOME_2 = Machine("home office 2")
SUSPENDED = Machine("suspended")
REVOKED = Machine("revoked")
STRANGER = Machine("stranger")
NEWCOMER = Machine("newcomer")
NEWCOMER_TWICE = Machine("newcomer, second device")
ANSWERED = Machine("answered invitation")
EXPIRED = Machine("expired invitation")
OTHER_OFFICE = Machine("other office")
OLD_OFFICE_SECRET = fixed_bytes("office/retired sealing")
GONE_OFFICE_SECRET = fixed_bytes("office/sealing that is gone")

MACHINES = (
    OFFICE,
    HOME,
    HOME_2,
    SUSPENDED,
    REVOKED,
    STRANGER,
    NEWCOMER,
    NEWCOMER_TWICE,
    ANSWERED,
    EXPIRED,
    OTHER_OFFICE,
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What the code gives (computed here independently of the product)."""

    secret: bytes
    fill_key: bytes
    accept_key: bytes


@cache
def derived(code: str = CODE, salt: bytes = SALT) -> Derived:
    raw = hash_secret_raw(code.replace("-", "")[:15].encode(), salt, 3, 262144, 1, 64, Type.ID)
    pairing = raw[32:]
    return Derived(
        raw[:32],
        hmac.digest(pairing, b"fill", "sha256"),
        hmac.digest(pairing, b"accept", "sha256"),
    )


_STATES = {
    HOME.id: WorkstationState.ACTIVE,
    HOME_2.id: WorkstationState.ACTIVE,
    SUSPENDED.id: WorkstationState.SUSPENDED,
    REVOKED.id: WorkstationState.REVOKED,
}


def _sender(id_: WorkstationId) -> Sender | None:
    machine = next((m for m in MACHINES if m.id.hex() == id_), None)
    if machine is None or machine.id not in _STATES:
        return None
    return Sender(
        workstation=id_,
        state=_STATES[machine.id],
        signing_keys=(machine.verify_key,),
        may_send=frozenset({Kind.ORDER}),
        order_kinds=frozenset(OrderKind),
    )


def _office_as_sender(id_: WorkstationId) -> Sender | None:
    if id_ != OFFICE.id.hex():
        return None
    return Sender(
        workstation=id_,
        state=WorkstationState.ACTIVE,
        signing_keys=(OFFICE.verify_key,),
        may_send=frozenset({Kind.RECEIPT, Kind.TRUST}),
        order_kinds=frozenset(),
    )


def _accept_key(id_: WorkstationId) -> bytes | None:
    return derived().accept_key if id_ == NEWCOMER.id.hex() else None


def _invitation_code(id_: WorkstationId) -> Code | None:
    return {ANSWERED.id.hex(): Code.E222, EXPIRED.id.hex(): Code.E223}.get(id_)


TENANT_ID = TenantId(TENANT.hex())


def office_reader() -> Reader:
    """The main office: two keys of its own, and hints of one that is gone."""
    view = TenantView(TENANT_ID, _sender, _accept_key, _invitation_code)
    return Reader(
        secrets=(OFFICE.sealing, OLD_OFFICE_SECRET),
        tenants={TENANT_ID: view},
        retired_hints=frozenset({hint(public_of(GONE_OFFICE_SECRET))}),
    )


def home_reader() -> Reader:
    """A workstation: it takes receipts and trust lists of its office."""
    view = TenantView(TENANT_ID, _office_as_sender)
    return Reader(secrets=(HOME.sealing,), tenants={TENANT_ID: view})


def newcomer_reader(code: str = CODE) -> Reader:
    """A machine that knows nothing but the pairing code a person typed."""
    return Reader(secrets=(), tenants={}, pairing_code=code)


READERS: dict[str, Callable[[], Reader]] = {
    "office": office_reader,
    "workstation": home_reader,
    "newcomer": newcomer_reader,
    "newcomer, mistyped code": lambda: newcomer_reader(MISTYPED_CODE),
    "newcomer, other code": lambda: newcomer_reader(OTHER_CODE),
}


def order_tree(number: str = "10001", lines: int | list[Any] = 1, **more: Any) -> dict[str, Any]:
    """Return an order as a plain tree; `lines` is how many, or the lines themselves."""
    tree: dict[str, Any] = {"kind": "order", "number": number, "currency": "EUR"}
    if lines:
        count = lines if isinstance(lines, int) else 0
        tree["lines"] = [order_line(i) for i in range(count)] if count else lines
    return {**tree, **more}


def order_line(sort: int) -> dict[str, Any]:
    return {
        "sort": sort,
        "kind": "item",
        "text": "Kabelkanal weiß",
        "quantity": f"{sort % 90 + 1}.5",
        "unit": "MTR",
        "price": "4.20",
    }


ADDRESS: dict[str, Any] = {
    "roles": ["buyer", "site"],
    "name": "Beispiel Bau GmbH",
    "street": "Musterstraße",
    "house-number": "12a",
    "postcode": "12345",
    "city": "Musterstadt",
    "country": "DE",
}


def order_draft(
    label: str,
    order: dict[str, Any] | None = None,
    addresses: list[Any] | None = None,
    files: tuple[bytes, ...] = (),
) -> Draft:
    """Return a sound draft of an order from HOME to the office."""
    order = order_tree() if order is None else order
    raw = [
        zipped("order", forge.packed(order)),
        zipped("addresses", forge.packed([ADDRESS] if addresses is None else addresses)),
    ]
    parts = (*raw, *(Part(f"file.{i}", data) for i, data in enumerate(files)))
    ref = {
        "oid": fixed_bytes("order " + str(order.get("number", label)), 16),
        "rev": 1,
        "num": order.get("number", "10001"),
        "typ": order.get("kind", "order"),
    }
    return Draft(
        label=label,
        kind="order",
        tenant=TENANT,
        sender=HOME.id,
        signing=HOME.signing,
        readers=(OFFICE.seal_key, HOME.seal_key),
        parts=parts,
        ref=forge.order_ref(ref, parts),
    )


def sent_by(draft: Draft, machine: Machine) -> Draft:
    """Return `draft` as if another machine had made it."""
    readers = (OFFICE.seal_key, machine.seal_key)
    return replace(draft, sender=machine.id, signing=machine.signing, readers=readers)


def from_office(label: str, kind: str, *parts: Part) -> Draft:
    """Return a draft of what the office sends to HOME."""
    return Draft(
        label=label,
        kind=kind,
        tenant=TENANT,
        sender=OFFICE.id,
        signing=OFFICE.signing,
        readers=(HOME.seal_key, OFFICE.seal_key),
        parts=parts,
        app="qtf-import 0.1.0",
    )


def receipt_draft(label: str, items: int = 1) -> Draft:
    tree = {
        "n": 7,
        "gaps": [{"first": 3, "last": 4}],
        "ep": 2,
        "items": [
            {
                "cid": fixed_bytes(f"cid {i}", 16),
                "man": fixed_bytes(f"man {i}"),
                "res": "imported",
                "final": True,
            }
            for i in range(items)
        ],
    }
    return from_office(label, "receipt", zipped("receipt", forge.packed(tree)))


def trusted(machine: Machine, role: str = "workstation", state: str = "active") -> dict[str, Any]:
    return {
        "id": machine.id,
        "name": machine.name,
        "role": role,
        "state": state,
        "sign": [{"key": machine.verify_key, "epoch": 1}],
        "seal": machine.seal_key,
        "may": ["order", "quote"],
        "num": [{"series": "main", "first": 10001, "last": 20000}],
    }


def trust_tree(*others: Machine, ep: int = 5) -> dict[str, Any]:
    return {
        "ep": ep,
        "prev": fixed_bytes(f"list {ep - 1}"),
        "name": "Beispiel Elektro GmbH",
        "off": OFFICE.id,
        "ws": [trusted(OFFICE, "office"), *map(trusted, others)],
    }


def trust_draft(label: str, tree: dict[str, Any] | None = None) -> Draft:
    tree = trust_tree(HOME, HOME_2) if tree is None else tree
    return from_office(label, "trust", zipped("trust", forge.packed(tree)))


def fill_draft(label: str, salt: bytes = SALT) -> Draft:
    """Return a sound `pair.fill` for NEWCOMER, sealed to CODE."""
    lease = {
        "id": NEWCOMER.id,
        "name": "Homeoffice 3",
        "employee": "Erika Mustermann",
        "mail": "erika@example.org",
        "num": [{"series": "main", "first": 20001, "last": 30000}],
        "may": ["order"],
        "devices": 1,
        "expires": 1_790_600_000_000,
    }
    filled = {
        "oid": fixed_bytes("filled order", 16),
        "rev": 3,
        "order": order_tree("700"),
        "addresses": [ADDRESS],
    }
    parts = (
        zipped("trust", forge.packed(trust_tree(HOME))),
        zipped("lease", forge.packed(lease)),
        zipped("addresses.0", forge.packed([ADDRESS])),
        zipped(
            "articles.0", forge.packed([{"number": "A-1", "text": "Schalter", "price": "3.10"}])
        ),
        zipped("orders.0", forge.packed([filled])),
    )
    keys = derived(CODE, salt)
    return Draft(
        label=label,
        kind="pair.fill",
        tenant=TENANT,
        sender=OFFICE.id,
        signing=OFFICE.signing,
        readers=(public_of(keys.secret),),
        parts=parts,
        salt=salt,
        mac_key=keys.fill_key,
        app="qtf-office 0.1.0",
    )


def accept_draft(label: str, machine: Machine = NEWCOMER, id_: bytes | None = None) -> Draft:
    """Return a sound answer to the fill."""
    keys = {"sign": machine.verify_key, "seal": machine.seal_key, "device": "Laptop 7"}
    return Draft(
        label=label,
        kind="pair.accept",
        tenant=TENANT,
        sender=machine.id if id_ is None else id_,
        signing=machine.signing,
        readers=(OFFICE.seal_key, machine.seal_key),
        parts=(zipped("keys", forge.packed(keys)),),
        mac_key=derived().accept_key,
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
