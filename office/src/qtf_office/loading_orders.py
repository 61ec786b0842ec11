"""One document becomes one stored order.

Loading the same file, or the same content in other bytes, changes nothing: the id of a loaded
order follows from the file it first came in, and a ledger names that file for every content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid5

from msgspec.structs import replace
from sqlalchemy import Connection

from qtf_format import canonical
from qtf_format.codes import Code
from qtf_format.errors import Text
from qtf_format.ids import Digest, OrderId
from qtf_format.model import Address, Order, Reference, Role
from qtf_format.problems import FormatProblem
from qtf_office.directory import Office
from qtf_office.documents import ReadOrder, Refused
from qtf_office.documents.intake import WORD, refused
from qtf_office.documents.messages import KINDS, LOADED, fill
from qtf_office.errors import NumberRangeExhausted
from qtf_office.matching.keys import search_keys
from qtf_office.matching.normalise import normal_digest
from qtf_office.numbers import number_key
from qtf_office.storage import addresses, arrivals, articles, orders, ranges
from qtf_office.storage.addresses import NewAddress
from qtf_office.storage.orders import (
    AddressDecision,
    AddressLink,
    Links,
    OrderContent,
    OrderHead,
    OrderWrite,
)

__all__ = ["LoadOutcome", "LoadResult", "load_order", "set_aside"]

ORDER_PART_LIMIT = 2 * 1024 * 1024  # format section 13
_LEDGER = "#documents"  # no channel can have this name


class LoadResult(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What became of one file. `kind` is the kind of order, or `addresses`, or `articles`.

    `number` is the number the order has here now; for a refused document the one it states.
    """

    file: str
    outcome: LoadResult
    message: Text
    reason: str | None = None
    number: str | None = None
    kind: str | None = None
    order_id: OrderId | None = None
    warnings: tuple[Text, ...] = ()


def set_aside(file: str, why: Refused) -> LoadOutcome:
    """Return the outcome of a file that was refused."""
    return LoadOutcome(
        file, LoadResult.REFUSED, why.message, why.reason, number=why.number, kind=why.kind
    )


def load_order(office: Office, read: ReadOrder, file: str, keep_numbers: bool) -> LoadOutcome:
    """Store what was read, in one transaction, or say why not.

    Raises:
        LostRace: somebody wrote at the same moment; nothing was written.
    """
    own = read.order.number
    if keep_numbers and len(own) > WORD:
        return set_aside(file, refused("number-too-long", own, kind=read.order.kind, number=own))
    for part in read.files:
        office.attachments.store(part.data)
    try:
        with office.write() as conn:
            return _in_transaction(_Loading(office, conn, read, file, keep_numbers))
    except NumberRangeExhausted:
        return set_aside(file, refused("range-exhausted", kind=read.order.kind, number=own))
    except FormatProblem as problem:
        why = refused("limit-exceeded", problem.code, kind=read.order.kind, number=own)
        return set_aside(file, why)


@dataclass(frozen=True, slots=True)
class _Loading:
    """One order on its way into the database."""

    office: Office
    conn: Connection
    read: ReadOrder
    file: str
    keeps_number: bool

    @property
    def file_digest(self) -> Digest:
        """SHA-256 of the document."""
        origin = self.read.order.origin
        if origin is None or origin.digest is None:
            raise ValueError("a document has an origin")
        return origin.digest


def _in_transaction(loading: _Loading) -> LoadOutcome:
    if known := _loaded_before(loading):
        return _again(loading, known)
    order = _numbered(loading)
    if isinstance(order, Refused):
        return set_aside(loading.file, order)
    order_id = _id_of(loading, loading.file_digest, loading.keeps_number)
    links, parts = _addresses(loading)
    content = OrderContent.of(order, parts)
    _check(content)
    office, conn = loading.office, loading.conn
    orders.insert(
        conn,
        office.tenant,
        OrderWrite(
            order_id=order_id,
            content=content,
            series=ranges.series_of(conn, office.tenant, order.kind),
            revision=1,
            owner=office.workstation,
            at=office.now(),
            links=Links(addresses=links, articles=_articles(loading, order)),
        ),
    )
    token = _token(loading)
    arrivals.remember(conn, office.tenant, _LEDGER, token, loading.file_digest, office.now())
    kind = KINDS[order.kind]
    message = Text(
        LOADED["order"]("de", kind=kind.de, number=order.number),
        LOADED["order"]("en", kind=kind.en, number=order.number),
    )
    return LoadOutcome(
        loading.file,
        LoadResult.LOADED,
        message,
        number=order.number,
        kind=order.kind,
        order_id=order_id,
        warnings=loading.read.warnings,
    )


def _id_of(loading: _Loading, digest: Digest, keeps_number: bool) -> OrderId:
    """The id of the order that this file became, or would become, on this workstation.

    An order under the document's number and one under a number of ours are two orders.
    """
    mode = "own" if keeps_number else "new"
    name = f"{loading.office.workstation}/{mode}/{digest}"
    return OrderId(str(uuid5(UUID(loading.office.tenant), name)))


def _token(loading: _Loading) -> str:
    """What two documents of the same content have in common: everything but their bytes."""
    order = loading.read.order
    plain = replace(order, number=sha256(order.number.encode()).hexdigest()[:WORD], origin=None)
    mode = "own" if loading.keeps_number else "new"
    return f"{mode}/{OrderContent.of(plain, loading.read.addresses).digest}"


def _loaded_before(loading: _Loading) -> OrderHead | None:
    """The order this document became before: the same bytes, or the same content in others."""
    conn, tenant = loading.conn, loading.office.tenant
    first = arrivals.seen(conn, tenant, _LEDGER, _token(loading))
    digests = [loading.file_digest, *([first] if first else [])]
    for digest in digests:
        if found := orders.find(conn, tenant, _id_of(loading, digest, loading.keeps_number)):
            return found
    # Without a wish about the number, an order that kept the document's number will do.
    if loading.keeps_number:
        return None
    return orders.find(conn, tenant, _id_of(loading, loading.file_digest, keeps_number=True))


def _again(loading: _Loading, known: OrderHead) -> LoadOutcome:
    sentence = LOADED["order-deleted" if known.is_deleted else "order-again"]
    return LoadOutcome(
        loading.file,
        LoadResult.UNCHANGED,
        fill(sentence, number=known.number),
        number=known.number,
        kind=known.kind,
        order_id=known.order_id,
        warnings=loading.read.warnings,
    )


def _numbered(loading: _Loading) -> Order | Refused:
    """The order under its number here.

    Raises:
        NumberRangeExhausted: no number is left; nothing was written.
    """
    order, office, conn = loading.read.order, loading.office, loading.conn
    series = ranges.series_of(conn, office.tenant, order.kind)
    if loading.keeps_number:
        if orders.find_by_number(conn, office.tenant, series, number_key(order.number)):
            return refused("number-used", order.number, kind=order.kind, number=order.number)
        return order
    number = ranges.next_number(conn, office.tenant, office.workstation, series)
    own = Reference(type="own-number", number=order.number)
    return replace(order, number=number, references=(own, *order.references))


def _check(content: OrderContent) -> None:
    """Let nothing into the database that could not travel.

    Raises:
        FormatProblem: a limit or a rule of the format is broken.
    """
    if len(content.raw_order) > ORDER_PART_LIMIT:
        raise FormatProblem(Code.E312)
    canonical.from_bytes(content.raw_order, Order)


def _addresses(loading: _Loading) -> tuple[tuple[AddressLink, ...], tuple[Address, ...]]:
    """Link each address to an identical one of ours, or make it one of ours.

    Without a name an address is nothing that anybody could look up: it stays with the order.
    """
    links, parts = [], []
    for place, address in enumerate(loading.read.addresses):
        digest = normal_digest(address)
        if address.name is None and address.person is None:
            links.append(AddressLink(place, address.roles, None, digest, "new"))
            parts.append(address)
            continue
        same = addresses.by_normal_digest(loading.conn, loading.office.tenant, digest)
        address_id = same[0].address_id if same else _new_address(loading, address, digest)
        decision: AddressDecision = "same" if same else "new"
        links.append(AddressLink(place, address.roles, address_id, digest, decision))
        parts.append(replace(address, id=address_id))
    return tuple(links), tuple(parts)


def _new_address(loading: _Loading, address: Address, digest: str) -> str:
    address_id = addresses.new_id()
    new = NewAddress(
        address_id=address_id,
        address=replace(address, roles=(Role.OTHER,)),
        normal_digest=digest,
        keys=search_keys(address),
        at=loading.office.now(),
    )
    addresses.insert(loading.conn, loading.office.tenant, new)
    return address_id


def _articles(loading: _Loading, order: Order) -> dict[int, str]:
    """Our articles by line, found by their number (rule 61)."""
    wanted = {
        line.sort: number_key(line.article_number) for line in order.lines if line.article_number
    }
    if not wanted:
        return {}
    found = articles.known(loading.conn, loading.office.tenant, set(wanted.values()))
    return {sort: key for sort, key in wanted.items() if key in found}
