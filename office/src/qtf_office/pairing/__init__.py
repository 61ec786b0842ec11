"""Pairing a new workstation: one file, one code, one answer (format 14.3).

The office *invites* (`invite`): a sealed `pair.fill` and a code that goes another way. The new
workstation *joins* (`join`): code and file make an office directory with keys of its own and an
answer. The answer comes in with everything else (`answered`, called by the importer in its
transaction). The administrator compares six digits and *confirms* (`confirm`), or *revokes*.

Every step may be cut off and repeated. An invitation that was not answered is issued anew, with
a new code, under the same name; a join that got as far as the new directory goes on from there.
"""

from qtf_office.pairing.admit import (
    Answered,
    Confirmed,
    NotAnswered,
    WorkstationUnknown,
    answered,
    confirm,
    revoke,
)
from qtf_office.pairing.invite import Invited, NewWorkstation, invite, write_invitation
from qtf_office.pairing.join import Joined, JoinWish, PairingRefused, join
from qtf_office.pairing.wishes import RangeWish, parse_range

__all__ = [
    "Answered",
    "Confirmed",
    "Invited",
    "JoinWish",
    "Joined",
    "NewWorkstation",
    "NotAnswered",
    "PairingRefused",
    "RangeWish",
    "WorkstationUnknown",
    "answered",
    "confirm",
    "invite",
    "join",
    "parse_range",
    "revoke",
    "write_invitation",
]
