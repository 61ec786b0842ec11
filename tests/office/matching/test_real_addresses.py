"""Real addresses: many public offices share a house, and none is taken for another."""

from __future__ import annotations

import csv
from collections import defaultdict

from qtf_format.model import Address, ContactPoint, Role
from qtf_office.matching.decide import Known, LaneKind, MatchSettings, decide
from qtf_office.matching.keys import search_keys
from qtf_office.matching.normalise import normal, normal_digest
from real_orders import FOLDER, needs_real_orders


def tax_offices() -> list[Address]:
    raw = (FOLDER / "addresses" / "finanzaemter-de.csv").read_bytes()
    rows = csv.DictReader(raw.decode("utf-8").splitlines(), delimiter=";")
    return [
        Address(
            roles=(Role.OTHER,),
            name=f"Finanzamt {row['FA_Name'].strip()}",
            street=row["FA_Strasse"],
            postcode=row["FA_PLZ"],
            city=row["FA_Ort"],
            contacts=(ContactPoint(use="phone", value=row["FA_Telefon"]),),
        )
        for row in rows
    ]


@needs_real_orders
def test_offices_in_one_house_are_never_linked_with_each_other() -> None:
    offices = tax_offices()
    sharing = defaultdict(set)
    for place, office in enumerate(offices):
        for key in search_keys(office):
            sharing[key].add(place)
    for place, office in enumerate(offices):
        others = set().union(*(sharing[key] for key in search_keys(office))) - {place}
        known = [Known(str(other), offices[other], "active") for other in sorted(others)]
        lane = decide(office, known, {}, MatchSettings())
        if lane.kind is LaneKind.CERTAIN:
            assert normal_digest(office) == normal_digest(offices[int(lane.address_id or "")])


@needs_real_orders
def test_every_real_street_has_a_house_number_read_off_or_none_in_it() -> None:
    for office in tax_offices():
        plain = normal(office)
        ends_in_number = (office.street or " ")[-1:].isdigit()
        assert bool(plain.house.text) or not ends_in_number
