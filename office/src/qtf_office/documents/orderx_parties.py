"""Parties of an Order-X document."""

from __future__ import annotations

from collections.abc import Iterator

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

__all__ = ["parties", "party"]

_ROLES = {
    "SellerTradeParty": Role.SELLER,
    "BuyerTradeParty": Role.BUYER,
    "BuyerRequisitionerTradeParty": Role.ORIGINATOR,
    "ProductEndUserTradeParty": Role.SITE,
    "BuyerAgentTradeParty": Role.OTHER,
    "SalesAgentTradeParty": Role.OTHER,
    "ShipToTradeParty": Role.DELIVERY,
    "UltimateShipToTradeParty": Role.DELIVERY,
    "ShipFromTradeParty": Role.OTHER,
    "InvoiceeTradeParty": Role.INVOICE,
    "InvoicerTradeParty": Role.OTHER,
    "PayerTradeParty": Role.OTHER,
}
_GLN = ("0088", "gln")


def parties(nodes: tuple[Node, ...], intake: Intake) -> Iterator[Address]:
    """Every party named in the parts of a document's head."""
    for outer in nodes:
        for node in outer.all(*_ROLES):
            yield party(node, (_ROLES[node.name],), intake)


def party(node: Node, roles: tuple[Role, ...], intake: Intake) -> Address:
    """One party with its address, people and identifiers."""
    name = intake.short(node.get("Name"), "Name")
    trading = intake.short(
        node.get("SpecifiedLegalOrganization", "TradingBusinessName"), "TradingBusinessName"
    )
    person, points = _people(node, intake)
    postal = node.at("PostalTradeAddress") or Node("PostalTradeAddress", {})
    street, number = split_street(intake.short(postal.get("LineOne"), "LineOne"))
    country, unknown = country_code(postal.get("CountryID"), intake)
    extra = [postal.get("LineTwo"), postal.get("LineThree"), unknown]
    vat_id, tax_number = _taxes(node, intake)
    return Address(
        roles=roles,
        name=name or trading,
        name2=trading if name and trading != name else None,
        person=person,
        street=street,
        house_number=number,
        extra=tuple(text for raw in extra if (text := intake.short(raw, "Line"))),
        postcode=intake.short(postal.get("PostcodeCode"), "PostcodeCode"),
        city=intake.short(postal.get("CityName"), "CityName"),
        region=intake.short(postal.get("CountrySubDivisionName"), "CountrySubDivisionName"),
        country=country,
        contacts=tuple(dict.fromkeys([*points, *_electronic(node, intake)])),
        vat_id=vat_id,
        tax_number=tax_number,
        ids=tuple(dict.fromkeys(_ids(node, intake))),
    )


def _people(node: Node, intake: Intake) -> tuple[Person | None, list[ContactPoint]]:
    """A contact has one field for the whole name: it stands as family name, undivided."""
    person: Person | None = None
    points: list[ContactPoint] = []
    for one in node.all("DefinedTradeContact"):
        named = person_of(intake, None, None, one.get("PersonName") or one.get("DepartmentName"))
        person = person or named
        points += [
            *contact("phone", one.get("TelephoneUniversalCommunication", "CompleteNumber"), intake),
            *contact("fax", one.get("FaxUniversalCommunication", "CompleteNumber"), intake),
            *contact("email", one.get("EmailURIUniversalCommunication", "URIID"), intake),
            *contact("email", one.get("EmailURIUniversalCommunication", "CompleteNumber"), intake),
        ]
        one.skip("TypeCode")
    return person, points


def _electronic(node: Node, intake: Intake) -> Iterator[ContactPoint]:
    for text in node.values("URIUniversalCommunication", "URIID"):
        if "@" in text:
            yield from contact("email", text, intake)


def _ids(node: Node, intake: Intake) -> Iterator[PartyId]:
    nodes = [
        *node.all("ID"),
        *node.all("GlobalID"),
        *node.every("SpecifiedLegalOrganization", "ID"),
    ]
    for one in nodes:
        one.used = True
        scheme = one.attributes.get("schemeID", "id")
        yield from party_id("gln" if scheme.lower() in _GLN else scheme, one.text, intake)
    for one in node.every("URIUniversalCommunication", "URIID"):
        if "@" not in one.text:
            yield from party_id(one.attributes.get("schemeID", "uri"), one.text, intake)


def _taxes(node: Node, intake: Intake) -> tuple[str | None, str | None]:
    vat_id = tax_number = None
    for one in node.every("SpecifiedTaxRegistration", "ID"):
        one.used = True
        number = intake.short(one.text, "TaxRegistration")
        if one.attributes.get("schemeID", "VA").upper() == "VA":
            vat_id = vat_id or number
        else:
            tax_number = tax_number or number
    return vat_id, tax_number
