"""Which stored address stands behind each address of an order (rules 29, 53 to 60).

`plan` reads candidates and remembered decisions and decides; nothing is written until the order
is. An address that a person has to decide gets a provisional one, so that the order is complete
from the start (rule 57).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qtf_format.ids import Digest
from qtf_format.model import Address
from qtf_importer.case import Case
from qtf_importer.detail import AddressEntry, Candidate, Decision, Why
from qtf_importer.rules.addresses import AddressGroup, group_addresses
from qtf_importer.rules.renewal import FormerDecision, keep_decisions
from qtf_office.clock import Instant
from qtf_office.matching import candidates
from qtf_office.matching.decide import (
    Known,
    Lane,
    LaneKind,
    MatchSettings,
    Verdict,
    decide,
    label,
)
from qtf_office.matching.keys import search_keys
from qtf_office.storage import addresses as store
from qtf_office.storage import decisions
from qtf_office.storage.addresses import AddressState, NewAddress
from qtf_office.storage.orders import AddressLink

__all__ = ["NEW", "NO_ADDRESSES", "AddressPlan", "Planned", "plan"]

NEW = "new"
"""Stands in answers for "none of ours"."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One address (in all its roles) and what becomes of it.

    `creates`: the state of the address to be written under `address_id`; None: it exists.
    """

    group: AddressGroup
    decision: Decision
    address_id: str
    creates: AddressState | None = None
    lane: Lane | None = None

    @property
    def is_open(self) -> bool:
        """Say whether a person has to decide."""
        return self.decision == "open"


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """What becomes of all addresses of one order."""

    addresses: tuple[Address, ...] = ()
    groups: tuple[Planned, ...] = field(default=())

    @property
    def open_count(self) -> int:
        """Say how many questions there are; one per address, not per role (rule 59)."""
        return sum(1 for group in self.groups if group.is_open)

    def links(self) -> tuple[AddressLink, ...]:
        """Return the links of the order, by place."""
        found = [
            AddressLink(
                place,
                self.addresses[place].roles,
                planned.address_id,
                planned.group.digest,
                planned.decision,
            )
            for planned in self.groups
            for place in planned.group.places
        ]
        return tuple(sorted(found, key=lambda link: link.place))

    def new_addresses(self, item_id: int, at: Instant) -> list[NewAddress]:
        """Return the addresses to be written. None of them has a customer number (rule 58)."""
        return [
            NewAddress(
                address_id=planned.address_id,
                address=planned.group.address,
                normal_digest=planned.group.digest,
                keys=search_keys(planned.group.address),
                at=at,
                state=planned.creates,
                created_by_item=item_id,
            )
            for planned in self.groups
            if planned.creates is not None
        ]

    def entries(self) -> tuple[AddressEntry, ...]:
        """Return one entry per role, as outcomes show it; they count from 1 (`--address N`)."""
        entries: list[AddressEntry] = []
        for planned in self.groups:
            first = len(entries) + 1
            for place in planned.group.places:
                for role in self.addresses[place].roles:
                    same_as = None if len(entries) + 1 == first else first
                    entries.append(_entry(planned, (role.value, place), same_as))
        return tuple(entries)


def _entry(planned: Planned, where: tuple[str, int], same_as: int | None) -> AddressEntry:
    role, place = where
    lane = planned.lane
    return AddressEntry(
        role=role,
        place=place,
        decision=planned.decision,
        address_id=planned.address_id,
        normal_digest=planned.group.digest,
        candidates=_candidates(lane) if planned.is_open else (),
        preselected=lane.preselected if lane and planned.is_open else None,
        same_as=same_as,
        label=label(planned.group.address),
    )


def _candidates(lane: Lane | None) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            found.address_id,
            round(found.score, 4),
            found.label,
            tuple(Why(r.finding.value, r.text.de, r.text.en) for r in found.reasons),
        )
        for found in (lane.candidates if lane else ())
    )


NO_ADDRESSES = AddressPlan()
"""The plan of an order that is not stored."""


def plan(
    case: Case, addresses: Sequence[Address], former: Sequence[AddressLink] = ()
) -> AddressPlan:
    """Decide every address of an order. `former` are the links of the revision before."""
    groups = group_addresses(addresses)
    digests = [group.digest for group in groups]
    remembered = decisions.remembered_many(case.conn, case.tenant, digests) if groups else {}
    kept = _kept(case, addresses, former)
    matcher = _Matcher(case, _settings(case), remembered)
    planned = [
        _answered(case, group)
        or _stays(group, kept)
        or matcher.match(group, _pending(group, former))
        for group in groups
    ]
    return AddressPlan(tuple(addresses), tuple(planned))


def _settings(case: Case) -> MatchSettings:
    matching, importing = case.office.settings.matching, case.office.settings.import_
    return MatchSettings(
        threshold=matching.threshold,
        margin=matching.margin,
        max_candidates=matching.max_candidates,
        always_ask=importing.always_ask,
    )


def _answered(case: Case, group: AddressGroup) -> Planned | None:
    """Return what a person said about this address of this item."""
    chosen = case.answers.addresses.get(group.digest)
    if chosen is None:
        return None
    if chosen == NEW:
        return Planned(group, "asked", store.new_id(), creates="active")
    found = store.get(case.conn, case.tenant, chosen)
    if found is None or found.state == "deleted":
        return None
    return Planned(group, "asked", chosen)


def _kept(
    case: Case, addresses: Sequence[Address], former: Sequence[AddressLink]
) -> dict[int, FormerDecision]:
    """Return the decisions that stay, by place (rule 29); not those whose address was deleted."""
    if not former:
        return {}
    before = [
        FormerDecision(link.roles, Digest(link.normal_digest), link.address_id, link.decision)
        for link in former
    ]
    found = {each.place: each.kept for each in keep_decisions(before, addresses) if each.kept}
    ids = [each.address_id for each in found.values() if each.address_id]
    living = store.get_many(case.conn, case.tenant, ids)
    return {
        place: each
        for place, each in found.items()
        if each.address_id in living and living[each.address_id].state != "deleted"
    }


def _stays(group: AddressGroup, kept: dict[int, FormerDecision]) -> Planned | None:
    for place in group.places:
        found = kept.get(place)
        if found is not None and found.address_id is not None:
            return Planned(group, found.decision, found.address_id)  # type: ignore[arg-type]
    return None


def _pending(group: AddressGroup, former: Sequence[AddressLink]) -> str | None:
    """Return the provisional address that the question about this very address already has."""
    for link in former:
        if link.normal_digest == group.digest and link.decision == "open":
            return link.address_id
    return None


@dataclass(frozen=True, slots=True)
class _Matcher:
    """Looks for similar addresses and puts each into its lane (rule 54)."""

    case: Case
    settings: MatchSettings
    remembered: dict[str, dict[str, decisions.Decision]]

    def match(self, group: AddressGroup, pending: str | None) -> Planned:
        """Match one address; `pending` is its own provisional address, which is no candidate."""
        verdicts = {
            address_id: Verdict(decision.verdict)
            for address_id, decision in self.remembered.get(group.digest, {}).items()
        }
        lane = self._equal(group, verdicts, pending) or self._similar(group, verdicts, pending)
        if pending is not None and lane.kind is not LaneKind.CERTAIN:
            return Planned(group, "open", pending, lane=lane)
        match lane.kind:
            case LaneKind.CERTAIN:
                assert lane.address_id is not None
                return Planned(group, lane.decision.value, lane.address_id, lane=lane)
            case LaneKind.ASK:
                return Planned(group, "open", store.new_id(), creates="provisional", lane=lane)
            case LaneKind.NEW:
                return Planned(group, "new", store.new_id(), creates="active", lane=lane)

    def _equal(
        self, group: AddressGroup, verdicts: Mapping[str, Verdict], pending: str | None
    ) -> Lane | None:
        """Return the lane of an address that stands in the books exactly once, word for word.

        Nearly every order is for a customer who is known: this spares the search for similar ones.
        """
        if verdicts or group.address.id is not None or self.settings.always_ask:
            return None
        found = store.by_normal_digest(self.case.conn, self.case.tenant, group.digest)
        equal = [Known(e.address_id, e.address, e.state) for e in found if e.address_id != pending]
        if len(equal) != 1:
            return None
        lane = decide(group.address, equal, {}, self.settings)
        return lane if lane.kind is LaneKind.CERTAIN else None

    def _similar(
        self, group: AddressGroup, verdicts: Mapping[str, Verdict], pending: str | None
    ) -> Lane:
        """Search the books and let the rules of likeness decide."""
        also = [known for known, verdict in verdicts.items() if verdict is Verdict.SAME]
        found = [
            known
            for known in candidates.find(self.case.conn, self.case.tenant, group.address, also)
            if known.address_id != pending
        ]
        return decide(group.address, found, verdicts, self.settings)
