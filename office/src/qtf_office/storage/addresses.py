"""Our addresses and the keys by which similar ones are found.

What makes two addresses alike is decided elsewhere (`qtf_office.matching`): its normal digest
and search keys come in with each address and are written beside it. Besides those, every address
has one key of our own, its folded text, for people who search by typing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import uuid4

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy import delete as sql_delete

from qtf_format.ids import TenantId
from qtf_office.clock import Instant
from qtf_office.storage.address_records import (
    READ,
    TEXT_KEY,
    AddressState,
    Index,
    Key,
    NewAddress,
    StoredAddress,
    columns_of,
    fold,
    key_rows,
    stored,
)
from qtf_office.storage.schema import address, address_key
from qtf_office.storage.sql import ListStatement, Statement, insert_all, like, stream

__all__ = [
    "AddressState",
    "Index",
    "Key",
    "NewAddress",
    "StoredAddress",
    "by_normal_digest",
    "created_by",
    "delete",
    "erase",
    "find_by_keys",
    "get",
    "get_many",
    "insert",
    "insert_many",
    "iterate",
    "list_all",
    "new_id",
    "rewrite_keys",
    "search",
    "set_customer_number",
    "set_state",
    "update_one",
]

_KEYS_AT_ONCE = 10  # what most addresses have; compiling the statement takes a millisecond each
_PER_KEY = 300

_living = address.c.state != "deleted"
_insert = insert_all(address)
_insert_key = insert_all(address_key)
_get = Statement(
    select(*READ).where(
        address.c.tenant_id == bindparam("tenant"), address.c.address_id == bindparam("address_id")
    )
)
_get_many = ListStatement(
    lambda is_in: select(*READ).where(
        address.c.tenant_id == bindparam("tenant"), is_in(address.c.address_id)
    )
)
_by_digest = Statement(
    select(*READ)
    .where(
        address.c.tenant_id == bindparam("tenant"),
        address.c.normal_digest == bindparam("normal_digest"),
        _living,
    )
    .order_by(address.c.created_at, address.c.address_id)
)


def new_id() -> str:
    """Make the identity of a new address."""
    return uuid4().hex


def insert(conn: Connection, tenant: TenantId, new: NewAddress) -> None:
    """Write a new address and its keys."""
    insert_many(conn, tenant, [new])


def insert_many(conn: Connection, tenant: TenantId, new: Collection[NewAddress]) -> None:
    """Write new addresses and their keys."""
    _insert.run_many(
        conn,
        [{"tenant_id": tenant, **columns_of(each), "created_at": each.at} for each in new],
    )
    _insert_key.run_rows(conn, [row for each in new for row in key_rows(tenant, each)])


def update_one(conn: Connection, tenant: TenantId, changed: NewAddress) -> None:
    """Replace an address and its keys; when it was made, and by which item, stays."""
    values = columns_of(changed)
    del values["created_by_item"]
    conn.execute(
        update(address)
        .where(address.c.tenant_id == tenant, address.c.address_id == changed.address_id)
        .values(**values)
    )
    _write_keys(conn, tenant, changed)


def _write_keys(conn: Connection, tenant: TenantId, new: NewAddress) -> None:
    conn.execute(
        sql_delete(address_key).where(
            address_key.c.tenant_id == tenant, address_key.c.address_id == new.address_id
        )
    )
    _insert_key.run_rows(conn, key_rows(tenant, new))


def get(conn: Connection, tenant: TenantId, address_id: str) -> StoredAddress | None:
    """Return one address; a deleted one, too."""
    row = _get.run(conn, {"tenant": tenant, "address_id": address_id}).first()
    return stored(row) if row else None


def get_many(
    conn: Connection, tenant: TenantId, address_ids: Collection[str]
) -> dict[str, StoredAddress]:
    """Return addresses by id; those that do not exist are left out."""
    rows = _get_many.run(conn, {"tenant": tenant}, sorted(set(address_ids)))
    return {row[0]: stored(row) for row in rows}


def by_normal_digest(conn: Connection, tenant: TenantId, digest: str) -> list[StoredAddress]:
    """Return the addresses equal to one after normalising, oldest first, without deleted ones."""
    rows = _by_digest.run(conn, {"tenant": tenant, "normal_digest": digest})
    return [stored(row) for row in rows]


def find_by_keys(
    conn: Connection, tenant: TenantId, keys: Collection[Key]
) -> dict[str, frozenset[Key]]:
    """Return the ids of addresses that share a search key, each with the keys it shares.

    Of a key that very many addresses have only the first few hundred are looked at: such a key
    says little, and the time must not grow with the address book.
    """
    shared: dict[str, set[Key]] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[start : start + _KEYS_AT_ONCE]
        filled = some + [some[-1]] * (_KEYS_AT_ONCE - len(some))
        values: dict[str, object] = {"tenant": tenant}
        for place, (kind, value) in enumerate(filled):
            values |= {f"kind{place}": kind, f"value{place}": value}
        for address_id, place in _by_keys.run(conn, values):
            shared.setdefault(address_id, set()).add(filled[place])
    return {address_id: frozenset(found) for address_id, found in shared.items()}


def _by_key(place: int) -> Select[tuple[str, int]]:
    """Search one key by itself: asked for several at once, SQLite reads the keys of everybody."""
    found = (
        select(address_key.c.address_id)
        .join_from(address_key, address)
        .where(
            address_key.c.tenant_id == bindparam("tenant"),
            address_key.c.kind == bindparam(f"kind{place}"),
            address_key.c.value == bindparam(f"value{place}"),
            _living,
        )
        .limit(literal_column(str(_PER_KEY)))
        .subquery(f"key{place}")
    )
    return select(found.c.address_id, literal_column(str(place), Integer))


_by_keys = Statement(union_all(*[_by_key(place) for place in range(_KEYS_AT_ONCE)]))


def search(conn: Connection, tenant: TenantId, text: str, limit: int = 200) -> list[StoredAddress]:
    """Return addresses that contain every word of `text` somewhere, whatever the case."""
    words = [address_key.c.value.like(like(word), escape="\\") for word in fold(text).split()]
    rows = conn.execute(
        select(*READ)
        .join_from(address, address_key)
        .where(address.c.tenant_id == tenant, address_key.c.kind == TEXT_KEY, _living, *words)
        .order_by(*_BY_NAME)
        .limit(limit)
    )
    return [stored(row) for row in rows]


_BY_NAME = (
    func.coalesce(address.c.name, address.c.person, address.c.name2),
    address.c.postcode,
    address.c.address_id,
)


def list_all(conn: Connection, tenant: TenantId, limit: int | None = None) -> list[StoredAddress]:
    """Return the addresses by name, without deleted ones."""
    rows = conn.execute(
        select(*READ).where(address.c.tenant_id == tenant, _living).order_by(*_BY_NAME).limit(limit)
    )
    return [stored(row) for row in rows]


def iterate(conn: Connection, tenant: TenantId) -> Iterator[StoredAddress]:
    """Give all addresses that are not deleted, without holding them all."""
    query = select(*READ).where(address.c.tenant_id == tenant, _living)
    query = query.order_by(address.c.address_id)
    for row in stream(conn, query):
        yield stored(row)


def set_state(
    conn: Connection, tenant: TenantId, address_id: str, state: AddressState, at: Instant
) -> None:
    """Confirm a provisional address, delete one (its row stays), or bring it back."""
    _set(conn, tenant, address_id, state=state, changed_at=at)


def delete(conn: Connection, tenant: TenantId, address_id: str, at: Instant) -> None:
    """Delete an address for people; orders may still refer to it."""
    set_state(conn, tenant, address_id, "deleted", at)


def set_customer_number(
    conn: Connection, tenant: TenantId, address_id: str, number: str | None, at: Instant
) -> None:
    """Give a customer number (rule 58); people find the address by it from now on."""
    _set(conn, tenant, address_id, customer_number=number, changed_at=at)
    one = get(conn, tenant, address_id)
    if one is None:
        return
    found = conn.execute(
        select(address_key.c.kind, address_key.c.value).where(
            address_key.c.tenant_id == tenant,
            address_key.c.address_id == address_id,
            address_key.c.kind != TEXT_KEY,
        )
    )
    keys = {(kind, value) for kind, value in found}
    _write_keys(conn, tenant, _as_new(one, one.normal_digest, keys))


def _as_new(one: StoredAddress, digest: str, keys: Collection[Key]) -> NewAddress:
    return NewAddress(
        one.address_id,
        one.address,
        digest,
        keys,
        one.changed_at,
        customer_number=one.customer_number,
    )


def _set(conn: Connection, tenant: TenantId, address_id: str, **values: object) -> None:
    conn.execute(
        update(address)
        .where(address.c.tenant_id == tenant, address.c.address_id == address_id)
        .values(**values)
    )


def erase(conn: Connection, tenant: TenantId, address_id: str) -> None:
    """Take an address out as if it had never come (rule 43, undo)."""
    conn.execute(
        sql_delete(address).where(address.c.tenant_id == tenant, address.c.address_id == address_id)
    )


def created_by(conn: Connection, tenant: TenantId, item_id: int) -> list[StoredAddress]:
    """Return the addresses that one inbox item brought (rule 43)."""
    rows = conn.execute(
        select(*READ)
        .where(address.c.tenant_id == tenant, address.c.created_by_item == item_id)
        .order_by(address.c.address_id)
    )
    return [stored(row) for row in rows]


def rewrite_keys(conn: Connection, tenant: TenantId, index: Index) -> int:
    """Compute digest and keys of every address anew (after the rules of likeness changed)."""
    every = list(iterate(conn, tenant))
    for one in every:
        digest, keys = index(one.address)
        _set(conn, tenant, one.address_id, normal_digest=digest)
        _write_keys(conn, tenant, _as_new(one, digest, keys))
    return len(every)
