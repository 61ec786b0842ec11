"""Lists of addresses and articles into the office database, whole files at a time.

Loading a list twice leaves the office as after once. A list never deletes what it does not name,
and an empty field of it takes nothing away.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import asdict, replace
from sqlalchemy import Connection

from qtf_format.errors import Text
from qtf_format.model import Address, Article
from qtf_office.directory import Office, OfficeRole
from qtf_office.documents import ReadAddresses, ReadArticles
from qtf_office.documents.messages import WARNINGS, fill
from qtf_office.matching.keys import search_keys
from qtf_office.matching.normalise import normal_digest
from qtf_office.numbers import number_key
from qtf_office.storage import addresses, articles
from qtf_office.storage.addresses import NewAddress, StoredAddress

__all__ = ["Counted", "load_addresses", "load_articles"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many entries of a list were new, changed what was known, or changed nothing."""

    new: int
    changed: int
    same: int
    warnings: tuple[Text, ...]


def load_addresses(office: Office, read: ReadAddresses) -> Counted:
    """Write the addresses of a list.

    An entry is the same address as a stored one by its customer number (main office only), else
    when both are equal after normalising; what the list says more is taken over.
    """
    is_main = office.role is OfficeRole.MAIN
    listed = read.addresses
    warnings = list(read.warnings)
    if not is_main and any(one.customer_number for one in listed):
        warnings.append(WARNINGS["customer-number"])  # rule 58
        listed = tuple(replace(one, customer_number=None) for one in listed)
    entries: dict[str, Address] = {}
    for one in listed:
        key = f"number {one.customer_number}" if one.customer_number else normal_digest(one)
        entries[key] = _laid_over(entries[key], one) if key in entries else one
    with office.write() as conn:
        writing = _Writing(office, conn)
        for key, one in entries.items():
            writing.take(key, one)
        writing.finish()
    return Counted(len(writing.new), writing.changed, writing.same, tuple(warnings))


class _Writing:
    """Writes one list; new addresses are inserted together at the end."""

    def __init__(self, office: Office, conn: Connection) -> None:
        """Look up all customer numbers once: a list may name thousands."""
        self._office = office
        self._conn = conn
        self._at = office.now()
        self._by_number = {
            f"number {one.customer_number}": one
            for one in addresses.iterate(conn, office.tenant)
            if one.customer_number
        }
        self.new: list[NewAddress] = []
        self.changed = 0
        self.same = 0

    def take(self, key: str, one: Address) -> None:
        """Insert, change or leave one entry."""
        known = self._by_number.get(key) or self._equal(one)
        if known is None:
            self.new.append(self._draft(addresses.new_id(), one, one.customer_number))
            return
        merged = _laid_over(known.address, one)
        number = one.customer_number or known.customer_number
        if merged == known.address and number == known.customer_number:
            self.same += 1
            return
        draft = self._draft(known.address_id, merged, number)
        addresses.update_one(self._conn, self._office.tenant, draft)
        self.changed += 1

    def _equal(self, one: Address) -> StoredAddress | None:
        found = addresses.by_normal_digest(self._conn, self._office.tenant, normal_digest(one))
        for known in found:
            if not one.customer_number or known.customer_number in (None, one.customer_number):
                return known
        return None  # equal, but another customer by its number

    def _draft(self, address_id: str, one: Address, customer_number: str | None) -> NewAddress:
        return NewAddress(
            address_id=address_id,
            address=one,
            normal_digest=normal_digest(one),
            keys=search_keys(one),
            at=self._at,
            state="active",
            customer_number=customer_number,
        )

    def finish(self) -> None:
        """Write what is new."""
        addresses.insert_many(self._conn, self._office.tenant, self.new)


def _laid_over(known: Address, listed: Address) -> Address:
    """`known` with everything that `listed` says; contacts of both."""
    said = {
        key: value
        for key, value in asdict(listed).items()
        if value not in (None, ()) and key not in ("contacts", "ids", "roles", "id")
    }
    return replace(
        known,
        **said,
        contacts=tuple(dict.fromkeys((*listed.contacts, *known.contacts))),
        ids=tuple(dict.fromkeys((*listed.ids, *known.ids))),
    )


def load_articles(office: Office, read: ReadArticles) -> Counted:
    """Write the articles of a list; prices go to known articles, deleted ones become inactive."""
    warnings = list(read.warnings)
    with office.write() as conn:
        done = articles.upsert_many(conn, office.tenant, read.articles, office.now())
        later, unknown = _later(office, conn, read)
        more = articles.upsert_many(conn, office.tenant, later, office.now())
    if unknown:
        warnings.append(fill(WARNINGS["prices-only"], value=unknown))
    return Counted(
        done.new + more.new,
        done.changed + more.changed,
        done.unchanged + more.unchanged,
        tuple(warnings),
    )


def _later(office: Office, conn: Connection, read: ReadArticles) -> tuple[list[Article], int]:
    """The known articles with their new prices or inactive, and how many prices found none."""
    keys = {number_key(one.number) for one in read.prices} | {number_key(n) for n in read.gone}
    known = articles.find_many(conn, office.tenant, keys) if keys else {}
    changed = {key: stored.article for key, stored in known.items()}
    unknown = 0
    for one in read.prices:
        key = number_key(one.number)
        if key in changed:
            changed[key] = replace(
                changed[key],
                price=one.price,
                price_kind=one.price_kind,
                currency=one.currency or changed[key].currency,
            )
        else:
            unknown += 1
    for number in read.gone:
        key = number_key(number)
        if key in changed:
            changed[key] = replace(changed[key], active=False)
    return list(changed.values()), unknown
