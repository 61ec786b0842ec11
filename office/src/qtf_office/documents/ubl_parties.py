"""Parties and places of a UBL document."""

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

__all__ = ["parties", "place"]

_ROLES = {
    "BuyerCustomerParty": Role.BUYER,
    "SellerSupplierParty": Role.SELLER,
    "OriginatorCustomerParty": Role.ORIGINATOR,
    "AccountingCustomerParty": Role.INVOICE,
    "DeliveryCustomerParty": Role.DELIVERY,
    "DespatchSupplierParty": Role.OTHER,
    "AccountingSupplierParty": Role.OTHER,
    "FreightForwarderParty": Role.OTHER,
}
# Who stands for the buyer or the seller where none is named, best first.
_STAND_INS = {
    Role.BUYER: ("OriginatorCustomerParty", "DeliveryCustomerParty", "AccountingCustomerParty"),
    Role.SELLER: ("DespatchSupplierParty", "AccountingSupplierParty"),
}
_GLN = ("gln", "0088", "9")
_VAT_SCHEMES = ("vat", "63")  # 63: the Danish code for Moms


def parties(root: Node, intake: Intake) -> Iterator[Address]:
    """Every party of the document's head, then every place of delivery, with their roles."""
    found = {node.name: node for node in root.all(*_ROLES)}
    stands_for: dict[str, Role] = {}
    for role, names in _STAND_INS.items():
        if any(_ROLES[name] is role for name in found):
            continue
        if name := next((name for name in names if name in found), None):
            stands_for[name] = role
            if role is Role.BUYER:
                intake.warn("buyer-from", value=name)
    for name, node in found.items():
        own = _ROLES[name]
        roles = [stands_for[name]] if name in stands_for else []
        if own is not Role.OTHER or not roles:
            roles.append(own)
        yield from _customer_or_supplier(node, tuple(roles), intake)
    for delivery in (*root.all("Delivery"), *root.every("Shipment", "Delivery")):
        yield from _delivery(delivery, intake)
    for carrier in root.every("Shipment", "Consignment", "CarrierParty"):
        yield _party(carrier, (Role.OTHER,), intake)


def _customer_or_supplier(node: Node, roles: tuple[Role, ...], intake: Intake) -> Iterator[Address]:
    party = node.at("Party")
    address = _party(party, roles, intake) if party else Address(roles=roles)
    ids = [
        *party_id("supplier", node.get("CustomerAssignedAccountID"), intake),
        *party_id("customer", node.get("SupplierAssignedAccountID"), intake),
    ]
    yield replace(address, ids=(*address.ids, *ids))
    for other in node.all("DeliveryContact", "AccountingContact", "BuyerContact", "OrderContact"):
        person, points = _contact(other, intake)
        if person or points:
            name = address.name
            yield Address(roles=(Role.CONTACT,), name=name, person=person, contacts=tuple(points))


def _party(party: Node, roles: tuple[Role, ...], intake: Intake) -> Address:
    names = [text for raw in party.values("PartyName", "Name") if (text := _short(raw, intake))]
    legal = _short(party.get("PartyLegalEntity", "RegistrationName"), intake)
    if legal and legal.casefold() not in (name.casefold() for name in names):
        names.append(legal)
    person, points = _people(party, intake)
    postal = party.at("PostalAddress") or party.at("PartyLegalEntity", "RegistrationAddress")
    seat = place(postal, roles, intake) if postal else Address(roles=roles)
    vat_id, tax_number = _taxes(party, intake)
    return replace(
        seat,
        name=names[0] if names else None,
        name2=names[1] if len(names) > 1 else None,
        name3=names[2] if len(names) > 2 else None,
        person=person,
        contacts=(*points, *_electronic(party, intake)),
        vat_id=vat_id,
        tax_number=tax_number,
        ids=(*seat.ids, *_ids(party, intake)),
    )


def _short(raw: str | None, intake: Intake) -> str | None:
    return intake.short(raw, "Name")


def _electronic(party: Node, intake: Intake) -> list[ContactPoint]:
    return contact("web", party.get("WebsiteURI"), intake)


def _people(party: Node, intake: Intake) -> tuple[Person | None, list[ContactPoint]]:
    person: Person | None = None
    points: list[ContactPoint] = []
    for node in party.all("Contact"):
        person, points = _contact(node, intake)
    for node in party.all("Person"):
        given = " ".join([*node.values("FirstName"), *node.values("MiddleName")])
        person = (
            person_of(
                intake, node.get("Title") or node.get("JobTitle"), given, node.get("FamilyName")
            )
            or person
        )
    return person, points


def _contact(node: Node, intake: Intake) -> tuple[Person | None, list[ContactPoint]]:
    """A contact has one field for the whole name: it stands as family name, undivided."""
    person = person_of(intake, None, None, node.get("Name"))
    points = [
        *contact("phone", node.get("Telephone"), intake),
        *contact("fax", node.get("Telefax"), intake),
        *contact("email", node.get("ElectronicMail"), intake),
    ]
    return person, points


def _taxes(party: Node, intake: Intake) -> tuple[str | None, str | None]:
    vat_id = tax_number = None
    for scheme in party.all("PartyTaxScheme"):
        number = intake.short(scheme.get("CompanyID"), "CompanyID")
        kind = (scheme.get("TaxScheme", "ID") or "vat").casefold()
        if kind in _VAT_SCHEMES or "vat" in kind:
            vat_id = vat_id or number
        else:
            tax_number = tax_number or number
    return vat_id, tax_number


def _ids(party: Node, intake: Intake) -> list[PartyId]:
    found: list[PartyId] = []
    nodes = [
        *party.all("EndpointID"),
        *party.every("PartyIdentification", "ID"),
        *party.every("PartyLegalEntity", "CompanyID"),
    ]
    for node in nodes:
        node.used = True
        scheme = node.attributes.get("schemeID") or (
            "registration" if node.name == "CompanyID" else "id"
        )
        scheme = "gln" if scheme.casefold() in _GLN else scheme
        found += [one for one in party_id(scheme, node.text, intake) if one not in found]
    return found


def place(node: Node, roles: tuple[Role, ...], intake: Intake) -> Address:
    """A postal address: street and number apart where the document has them so."""
    street = intake.short(node.get("StreetName"), "StreetName")
    number = intake.short(node.get("BuildingNumber"), "BuildingNumber")
    if number is None:
        street, number = split_street(street)
    country, unknown = country_code(
        node.get("Country", "IdentificationCode") or node.get("Country", "Name"), intake
    )
    extra = [
        node.get(name)
        for name in ("AdditionalStreetName", "BuildingName", "Floor", "Room", "Department")
    ]
    extra += [*node.values("AddressLine", "Line"), unknown]
    return Address(
        roles=roles,
        street=street,
        house_number=number,
        extra=tuple(text for raw in extra if (text := intake.short(raw, "Line"))),
        postcode=intake.short(node.get("PostalZone"), "PostalZone"),
        city=intake.short(node.get("CityName"), "CityName"),
        district=intake.short(node.get("CitySubdivisionName"), "CitySubdivisionName"),
        region=intake.short(node.get("CountrySubentity"), "CountrySubentity"),
        country=country,
        post_box=intake.short(node.get("Postbox"), "Postbox"),
        ids=tuple(_place_ids(node, intake)),
    )


def _place_ids(node: Node, intake: Intake) -> list[PartyId]:
    found = []
    for one in node.all("ID"):
        scheme = one.attributes.get("schemeID", "place").casefold()
        found += party_id("gln" if scheme in _GLN else scheme, node.get("ID"), intake)
    return found


def _delivery(node: Node, intake: Intake) -> Iterator[Address]:
    where = (
        node.at("DeliveryAddress")
        or node.at("DeliveryLocation", "Address")
        or node.at("DeliveryLocation")
    )
    seat = place(where, (Role.DELIVERY,), intake) if where else Address(roles=(Role.DELIVERY,))
    location = _short(node.get("DeliveryLocation", "Name"), intake)
    party = node.at("DeliveryParty")
    if party is None:
        yield replace(seat, name=location)
        return
    own = _party(party, (Role.DELIVERY,), intake)
    if where is None:
        yield replace(own, name2=own.name2 or location)
        return
    yield replace(
        seat,
        name=own.name or location,
        name2=own.name2 or (location if own.name else None),
        person=own.person,
        contacts=own.contacts,
        vat_id=own.vat_id,
        ids=(*seat.ids, *own.ids),
    )
