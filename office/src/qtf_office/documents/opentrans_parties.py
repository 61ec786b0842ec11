"""Parties of an openTRANS document: by role in 2.1, by element name in 1.0."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from qtf_format.model import Address, ContactPoint, PartyId, Person, Role
from qtf_office.documents.addresses import (
    contact,
    country_code,
    party_id,
    person_of,
    split_street,
)
from qtf_office.documents.intake import Intake
from qtf_office.documents.xmltree import Node

__all__ = ["parties"]

_BY_ROLE = {
    "buyer": Role.BUYER,
    "customer": Role.BUYER,
    "supplier": Role.SELLER,
    "delivery": Role.DELIVERY,
    "final_delivery": Role.DELIVERY,
    "invoice_recipient": Role.INVOICE,
    "payer": Role.INVOICE,
    "document_creator": Role.OTHER,
    "document_recipient": Role.OTHER,
    "end_user": Role.SITE,
    "marketplace": Role.OTHER,
    "invoice_issuer": Role.OTHER,
    "remittee": Role.OTHER,
    "deliverer": Role.OTHER,
    "intermediary": Role.OTHER,
    "central_regulator": Role.OTHER,
}
_BY_ELEMENT = {
    "BUYER_PARTY": Role.BUYER,
    "SUPPLIER_PARTY": Role.SELLER,
    "INVOICE_PARTY": Role.INVOICE,
    "SHIPMENT_PARTIES": Role.DELIVERY,
    "DELIVERY_PARTY": Role.DELIVERY,
    "FINAL_DELIVERY_PARTY": Role.DELIVERY,
    "TRANSPORT_PARTY": Role.OTHER,
}
_BY_REFERENCE = {
    "BUYER_IDREF": Role.BUYER,
    "SUPPLIER_IDREF": Role.SELLER,
    "INVOICE_RECIPIENT_IDREF": Role.INVOICE,
    "DELIVERY_IDREF": Role.DELIVERY,
    "FINAL_DELIVERY_IDREF": Role.DELIVERY,
    "CUSTOMER_IDREF": Role.BUYER,
}
_ID_SCHEMES = {"iln": "gln", "gln": "gln", "supplier_specific": "customer", "duns": "duns"}


def parties(info: Node, intake: Intake) -> Iterator[Address]:
    """Every party with its roles, in the document's order.

    References by id give a role to a party that names none; a supplier reference that points at
    the buyer is not used, for it would make the buyer its own supplier.
    """
    nodes = info.every("PARTIES", "PARTY")
    references = _references(info)
    if nodes:
        used = _roles_by_reference(nodes, references, intake)
        for place, node in enumerate(nodes):
            named = [_BY_ROLE.get(value.lower(), Role.OTHER) for value in node.values("PARTY_ROLE")]
            roles = tuple(dict.fromkeys(named)) or used.get(place, (Role.OTHER,))
            yield from _party(node, roles, intake)
        return
    for outer in info.every("ORDER_PARTIES") or [info]:
        for node in outer.all(*_BY_ELEMENT):
            if node.name == "SHIPMENT_PARTIES":
                yield from _by_element(node, intake)
            else:
                yield from _of_element(node, intake)


def _by_element(outer: Node, intake: Intake) -> Iterator[Address]:
    for node in outer.all(*_BY_ELEMENT):
        yield from _of_element(node, intake)


def _of_element(node: Node, intake: Intake) -> Iterator[Address]:
    for party in node.all("PARTY"):
        yield from _party(party, (_BY_ELEMENT[node.name],), intake)


def _references(info: Node) -> list[tuple[Role, str]]:
    found = []
    for node in info.walk():
        if node.name in _BY_REFERENCE:
            node.used = True
            found.append((_BY_REFERENCE[node.name], node.text.strip()))
    return found


def _roles_by_reference(
    nodes: list[Node], references: list[tuple[Role, str]], intake: Intake
) -> dict[int, tuple[Role, ...]]:
    buyers = {number for role, number in references if role is Role.BUYER}
    found: dict[int, tuple[Role, ...]] = {}
    seller_found = any("supplier" in node.values("PARTY_ROLE") for node in nodes)
    for place, node in enumerate(nodes):
        if node.at("PARTY_ROLE") is not None:
            continue
        numbers = set(node.values("PARTY_ID"))
        roles = [role for role, number in references if number in numbers]
        if Role.BUYER in roles and Role.SELLER in roles:
            intake.warn("party-reference")
            roles = [role for role in roles if role is not Role.SELLER]
        if roles:
            found[place] = tuple(dict.fromkeys(roles))
            seller_found = seller_found or Role.SELLER in roles
    rest = [place for place in range(len(nodes)) if place not in found]
    if buyers and not seller_found and len(rest) == 1 and len(nodes) == 2:
        found[rest[0]] = (Role.SELLER,)  # the only other party of an order
    return found


def _party(node: Node, roles: tuple[Role, ...], intake: Intake) -> Iterator[Address]:
    ids = list(_ids(node, intake))
    addresses = node.all("ADDRESS")
    if not addresses:
        yield Address(roles=roles, ids=tuple(ids))
    for address in addresses:
        own = _address(address, roles, intake)
        yield replace(own, ids=(*ids, *own.ids))


def _ids(node: Node, intake: Intake) -> Iterator[PartyId]:
    for one in node.all("PARTY_ID"):
        one.used = True
        scheme = one.attributes.get("type", "id")
        yield from party_id(_ID_SCHEMES.get(scheme.lower(), scheme), one.text, intake)


def _address(node: Node, roles: tuple[Role, ...], intake: Intake) -> Address:
    names = [intake.short(node.get(name), name) for name in ("NAME", "NAME2", "NAME3")]
    person, points = _people(node, intake)
    if not names[0] and names[1] and names[2] and person is None:
        person = Person(given=names[2], family=names[1])
        whole = f"{names[2]} {names[1]}"
        intake.warn("person-from-names", value=whole)
        names = [whole, None, None]
    street, number = split_street(intake.short(node.get("STREET"), "STREET"))
    country, unknown = country_code(node.get("COUNTRY_CODED") or node.get("COUNTRY"), intake)
    node.skip("COUNTRY")
    extra = [node.get("DEPARTMENT"), *node.values("ADDRESS_REMARKS"), unknown]
    return Address(
        roles=roles,
        name=names[0],
        name2=names[1],
        name3=names[2],
        person=person,
        street=street,
        house_number=number,
        extra=tuple(text for raw in extra if (text := intake.short(raw, "ADDRESS"))),
        postcode=intake.short(node.get("ZIP"), "ZIP"),
        city=intake.short(node.get("CITY"), "CITY"),
        region=intake.short(node.get("STATE"), "STATE"),
        country=country,
        post_box=intake.short(node.get("BOXNO"), "BOXNO"),
        contacts=tuple(dict.fromkeys((*points, *_points(node, intake)))),
        vat_id=intake.short(node.get("VAT_ID"), "VAT_ID"),
        tax_number=intake.short(node.get("TAX_NUMBER"), "TAX_NUMBER"),
    )


def _people(node: Node, intake: Intake) -> tuple[Person | None, list[ContactPoint]]:
    """The first named contact becomes the person; the phones of all are kept."""
    person: Person | None = None
    points: list[ContactPoint] = []
    for one in node.all("CONTACT_DETAILS", "CONTACT"):
        titles = [one.get("TITLE"), one.get("ACADEMIC_TITLE")]
        title = " ".join(text for text in titles if text)
        found = person_of(intake, title, one.get("FIRST_NAME"), one.get("CONTACT_NAME"))
        person = person or found
        points += _points(one, intake)
    return person, points


def _points(node: Node, intake: Intake) -> Iterator[ContactPoint]:
    for phone in node.all("PHONE"):
        phone.used = True
        use = "mobile" if phone.attributes.get("type") == "mobile" else "phone"
        yield from contact(use, phone.text, intake)
    for fax in node.values("FAX"):
        yield from contact("fax", fax, intake)
    for mail in [*node.values("EMAILS", "EMAIL"), *node.values("EMAIL")]:
        yield from contact("email", mail, intake)
    for url in node.values("URL"):
        yield from contact("web", url, intake)
