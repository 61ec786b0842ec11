"""Writes what the rules decided about one order, inside the caller's transaction.

Nothing here decides: the verdict says what to do, the plans say with which links.
"""

from __future__ import annotations

from dataclasses import dataclass

from qtf_format.model import Order
from qtf_format.package import FilePart, Opened
from qtf_importer.addressing import NO_ADDRESSES, AddressPlan
from qtf_importer.case import Case
from qtf_importer.detail import Former, FormerLink, Warn
from qtf_importer.rules.articles import ArticleLinks, link_articles, numbers_of
from qtf_importer.rules.verdict import Action, Verdict
from qtf_importer.situation import Situation, payload_of
from qtf_office.failpoints import reach
from qtf_office.storage import addresses, articles, orders, revisions
from qtf_office.storage.orders import Links, OrderContent, OrderHead, OrderWrite
from qtf_office.storage.revisions import RevisionOrigin, RevisionWrite

__all__ = [
    "NOTHING_PLANNED",
    "Plans",
    "content_of",
    "drop_unused",
    "former_of",
    "keep_files",
    "link",
    "store",
]

_NO_ARTICLES = ArticleLinks({}, (), ())


@dataclass(frozen=True, slots=True)
class Plans:
    """With which addresses and articles an order is stored, and what there is to say about it."""

    addresses: AddressPlan = NO_ADDRESSES
    articles: ArticleLinks = _NO_ARTICLES
    warnings: tuple[Warn, ...] = ()


NOTHING_PLANNED = Plans()


def link(case: Case, order: Order) -> ArticleLinks:
    """Find the articles of all lines; unknown numbers are dropped (rule 61)."""
    wanted = numbers_of(order.lines)
    known = articles.known(case.conn, case.tenant, wanted) if wanted else {}
    return link_articles(order.lines, known)


def content_of(opened: Opened) -> OrderContent:
    """Return the order's content; its digest was checked when the package was opened."""
    payload = payload_of(opened)
    assert opened.ref is not None
    return OrderContent.of(payload.order, payload.addresses, opened.ref.content_digest)


def store(case: Case, opened: Opened, situation: Situation, verdict: Verdict, plans: Plans) -> None:
    """Do what the verdict says to the order; the item is written already."""
    match verdict.action:
        case Action.IMPORT:
            _import(case, opened, situation, plans)
        case Action.RENEW:
            _renew(case, opened, situation, plans)
        case Action.NOTE_REVISION:
            _note_revision(case, opened, situation)
        case Action.KEEP_IN_HISTORY:
            _keep_stale(case, opened, situation)
        case Action.NONE | Action.WAIT:
            pass


def _import(case: Case, opened: Opened, situation: Situation, plans: Plans) -> None:
    keep_files(case, payload_of(opened).files)
    orders.insert(case.conn, case.tenant, _write(case, opened, situation, plans))
    reach("import.order-written")
    _write_addresses(case, plans)


def _renew(case: Case, opened: Opened, situation: Situation, plans: Plans) -> None:
    """Replace the whole content; the former one goes into the history (rule 25)."""
    head = situation.head
    assert head is not None
    keep_files(case, payload_of(opened).files)
    # What stands there came from the sender, unless the office edited it since.
    origin: RevisionOrigin = "office" if head.is_edited else "received"
    kept = (origin, None, case.now())
    revisions.keep_current(case.conn, case.tenant, head.order_id, kept)
    if head.is_deleted:
        orders.restore(case.conn, case.tenant, head.order_id, case.now())
    before = orders.address_links(case.conn, case.tenant, head.order_id)
    orders.replace_content(case.conn, case.tenant, _write(case, opened, situation, plans))
    reach("import.order-written")
    _write_addresses(case, plans)
    drop_unused(case, [link.address_id for link in before if link.decision == "open"])


def _write(case: Case, opened: Opened, situation: Situation, plans: Plans) -> OrderWrite:
    ref = opened.ref
    assert ref is not None
    return OrderWrite(
        order_id=ref.order_id,
        content=content_of(opened),
        series=situation.series,
        revision=ref.revision,
        owner=opened.sender,
        at=case.now(),
        imported=True,
        links=Links(plans.addresses.links(), plans.articles.links),
    )


def _write_addresses(case: Case, plans: Plans) -> None:
    new = plans.addresses.new_addresses(case.item_id, case.now())
    if new:
        addresses.insert_many(case.conn, case.tenant, new)
    reach("import.addresses-written")


def drop_unused(case: Case, address_ids: list[str | None]) -> None:
    """Take provisional addresses out that no order refers to any more."""
    for address_id in filter(None, dict.fromkeys(address_ids)):
        found = addresses.get(case.conn, case.tenant, address_id)
        if found is None or found.state != "provisional":
            continue
        if not orders.orders_of_address(case.conn, case.tenant, address_id):
            addresses.erase(case.conn, case.tenant, address_id)


def keep_files(case: Case, files: tuple[FilePart, ...]) -> None:
    """Keep the attachments of an order, durably."""
    for file in files:
        if not case.office.attachments.holds(file.sha256):
            case.office.attachments.store(file.data)


def _note_revision(case: Case, opened: Opened, situation: Situation) -> None:
    """Note a higher revision of content that is already known (rule 12)."""
    ref, head = opened.ref, situation.head
    assert ref is not None
    assert head is not None
    orders.set_exchanged(case.conn, case.tenant, head.order_id, ref.revision, ref.content_digest)


def _keep_stale(case: Case, opened: Opened, situation: Situation) -> None:
    """Keep an older revision readable without applying it (rule 14)."""
    ref = opened.ref
    assert ref is not None
    if situation.head is None:
        return
    late = RevisionWrite(
        ref.order_id, ref.revision, "stale", content_of(opened), opened.package_id, case.now()
    )
    revisions.add(case.conn, case.tenant, late)


def former_of(case: Case, head: OrderHead) -> Former:
    """Remember how an order stood before a renewal, so that this can be undone (rule 43)."""
    links = orders.address_links(case.conn, case.tenant, head.order_id)
    linked = orders.article_links(case.conn, case.tenant, head.order_id)
    return Former(
        revision=head.revision,
        exchanged_revision=head.exchanged_revision,
        exchanged_digest=head.exchanged_digest,
        content_digest=head.content_digest,
        state=head.state,
        links=tuple(
            FormerLink(
                each.place,
                tuple(role.value for role in each.roles),
                each.address_id,
                each.normal_digest,
                each.decision,
            )
            for each in links
        ),
        articles={str(sort): key for sort, key in linked.items()},
    )
