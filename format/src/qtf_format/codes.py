"""The codes of format section 19: what a reader found, and how it reacts."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["REACTIONS", "Code", "Reaction"]


class Reaction(StrEnum):
    """What a reader does about a code."""

    WAIT = "W"
    IGNORE = "I"
    QUARANTINE = "Q"
    REFUSE = "R"
    ALARM = "A"
    ASK = "U"


class Code(StrEnum):
    """Every code a reader can give. The comment is its meaning."""

    E101 = "E101"  # not a .qtf file
    E102 = "E102"  # incomplete
    E103 = "E103"  # damaged in transport
    E104 = "E104"  # bytes after the end
    E105 = "E105"  # larger than allowed
    E110 = "E110"  # newer major version
    E111 = "E111"  # major version no longer supported
    E112 = "E112"  # unknown mode
    E113 = "E113"  # reserved field set
    E120 = "E120"  # outer header malformed
    E121 = "E121"  # age header malformed
    E122 = "E122"  # forbidden age recipient type or armour
    E201 = "E201"  # sealed for other keys
    E202 = "E202"  # seal broken
    E203 = "E203"  # inner layout wrong
    E210 = "E210"  # other tenant
    E211 = "E211"  # sender unknown
    E212 = "E212"  # sender suspended
    E213 = "E213"  # sender revoked
    E214 = "E214"  # signature wrong
    E215 = "E215"  # key differs
    E216 = "E216"  # we are not among the readers
    E217 = "E217"  # sender may not send this kind
    E218 = "E218"  # weak public key
    E219 = "E219"  # older trust list
    E220 = "E220"  # pairing code or MAC wrong
    E221 = "E221"  # cost parameters
    E222 = "E222"  # invitation used
    E223 = "E223"  # invitation expired
    E301 = "E301"  # not canonical
    E302 = "E302"  # manifest shape
    E303 = "E303"  # unknown critical name
    E304 = "E304"  # unknown kind
    E310 = "E310"  # part hash or length
    E311 = "E311"  # compression
    E312 = "E312"  # limits
    E313 = "E313"  # schema
    E314 = "E314"  # text
    E315 = "E315"  # number or date
    E316 = "E316"  # file name or type
    E401 = "E401"  # duplicate
    E402 = "E402"  # content id reused
    E403 = "E403"  # sequence reused
    E410 = "E410"  # number used
    E411 = "E411"  # number out of range
    E412 = "E412"  # same revision, other content
    E413 = "E413"  # not the owner
    E414 = "E414"  # changed here since
    E415 = "E415"  # stale revision
    E416 = "E416"  # deleted here
    E417 = "E417"  # document type not allowed
    E420 = "E420"  # receipt does not match what was sent
    E501 = "E501"  # key file readable by others
    E502 = "E502"  # disk full
    E503 = "E503"  # folder read-only
    E504 = "E504"  # database busy
    E505 = "E505"  # database damaged
    E506 = "E506"  # clock jump
    E507 = "E507"  # mailbox read-only
    E508 = "E508"  # login refused
    E509 = "E509"  # TLS refused


_BY_REACTION = {
    Reaction.WAIT: "E102 E501 E502 E503 E504 E505 E506 E507 E508 E509",
    Reaction.IGNORE: "E101 E201 E401 E415",
    Reaction.QUARANTINE: "E103 E104 E105 E110 E111 E112 E113 E120 E121 E122 E211 E212"
    " E220 E221 E223 E411 E413",
    Reaction.ALARM: "E202 E203 E210 E213 E214 E215 E216 E217 E218 E219 E222 E402 E403 E412 E420",
    Reaction.REFUSE: "E301 E302 E303 E304 E310 E311 E312 E313 E314 E315 E316 E410 E417",
    Reaction.ASK: "E414 E416",
}

REACTIONS: dict[Code, Reaction] = {
    Code(name): reaction for reaction, names in _BY_REACTION.items() for name in names.split()
}
"""The reaction to each code; where the exchange rules decide otherwise about an order, they win."""
