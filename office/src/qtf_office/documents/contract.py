"""What a reader of documents takes and gives: one small contract for every format.

A reader is a function from `Source` to `Answer`. It knows nothing of the database; it never
invents a value, and what it could not take over stands in `warnings`. Reading never raises for
anything a file may contain: a file that cannot be used is `Refused` with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from qtf_format.errors import Text
from qtf_format.ids import Digest
from qtf_format.model import Address, Article, Order
from qtf_format.package import FilePart

__all__ = [
    "Answer",
    "ReadAddresses",
    "ReadArticles",
    "ReadFunction",
    "ReadOrder",
    "Refused",
    "Source",
    "Unreadable",
]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file and the name it had; the name is for display and means nothing."""

    data: bytes = field(repr=False)
    file_name: str

    @property
    def digest(self) -> Digest:
        """SHA-256 of the bytes."""
        return Digest(sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """An order as its document states it.

    `order.number` is the document's own number and may be longer than the 32 characters that an
    order may have here (at most 200): whoever stores the order decides about its number.
    `files` are the attached files named in `order.attachments`.
    """

    order: Order
    addresses: tuple[Address, ...]
    files: tuple[FilePart, ...] = ()
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAddresses:
    """Addresses of a list; each has the role `other`, for a list knows no roles."""

    addresses: tuple[Address, ...]
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadArticles:
    """Articles of a list, in its order; `gone` are numbers the list says are deleted.

    `prices` are later words about articles that may stand in another file of the same delivery:
    articles with a price only (`text` empty), to be laid over known ones.
    """

    articles: tuple[Article, ...]
    gone: tuple[str, ...] = ()
    prices: tuple[Article, ...] = ()
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was not read: a reason in kebab-case, and what to do about it."""

    reason: str
    message: Text
    kind: str | None = None
    number: str | None = None


Answer = ReadOrder | ReadAddresses | ReadArticles | Refused
ReadFunction = Callable[[Source], Answer]


class Unreadable(Exception):
    """Carries a `Refused` out of the depth of a reader; `read_document` turns it into a value."""

    def __init__(self, refused: Refused) -> None:
        """Carry `refused`."""
        super().__init__(refused.reason)
        self.refused = refused
