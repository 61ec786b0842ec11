"""Ask the office database for the stored addresses that may be meant.

Only index rows are read: every key of the arriving address is looked up, and of the addresses
found those with the most telling keys in common are fetched whole.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from qtf_format.ids import TenantId
from qtf_format.model import Address
from qtf_office.matching.decide import Known
from qtf_office.matching.keys import search_keys, weight_of
from qtf_office.storage import addresses

__all__ = ["Known", "find"]

_FETCHED = 16
"""How many are compared field by field: five are shown, and the keys rank well enough."""


def find(
    conn: Connection, tenant: TenantId, address: Address, also: Collection[str] = ()
) -> list[Known]:
    """Return the stored addresses that may be the same as `address`, most telling first.

    `also` names addresses to look at in any case (those remembered as the same). Deleted ones
    are left out.
    """
    shared = addresses.find_by_keys(conn, tenant, search_keys(address))
    weight = {
        address_id: sum(weight_of(kind) for kind, _ in keys) for address_id, keys in shared.items()
    }
    ranked = sorted(weight, key=lambda address_id: (-weight[address_id], address_id))[:_FETCHED]
    wanted = list(dict.fromkeys((*also, *filter(None, (address.id,)), *ranked)))
    stored = addresses.get_many(conn, tenant, wanted)
    return [
        Known(address_id, stored[address_id].address, stored[address_id].state)
        for address_id in wanted
        if address_id in stored and stored[address_id].state != "deleted"
    ]
