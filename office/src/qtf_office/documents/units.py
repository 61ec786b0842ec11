"""Units: many spellings, one code of our own (in the style of UN/ECE Recommendation 20).

The original text always stays beside the code. An unknown unit passes through as text.
"""

from __future__ import annotations

import re

__all__ = ["PIECE", "unit_code"]

PIECE = "C62"

_SPELLINGS: dict[str, str] = {
    PIECE: "c62 ea h87 nar pce pc pcs piece pieces st st. stk stk. stck stck. stueck stück stücke "
    "each stu 1 xpp",
    "SET": "set satz sätze garnitur gar",
    "PR": "pr paar pa npr",
    "PK": "pk pack paket pak pkt pck xpk vpe packung npk nmp",
    "CT": "ct karton kart krt xct",
    "BX": "bx box schachtel xbx",
    "BG": "bg sack beutel btl xbg",
    "BO": "bo flasche fl xbo",
    "CA": "ca dose dos xca",
    "CI": "kan kanister kanne xci",
    "RO": "ro rolle rol rll xro",
    "CL": "coil ring rg rng xcl",
    "PF": "palette pal xpf xpx",
    "BE": "bund bd bündel xbe",
    "NBB": "spule trommel nbb",
    "MTR": "mtr m lfm lfdm lfd.m lfm. m. meter mt",
    "KMT": "kmt km",
    "CMT": "cmt cm",
    "MMT": "mmt mm",
    "MTK": "mtk m2 m² qm m^2 quadratmeter",
    "CMK": "cmk cm2 cm²",
    "MTQ": "mtq m3 m³ cbm m^3 kubikmeter",
    "LTR": "ltr l liter lit",
    "MLT": "mlt ml",
    "HLT": "hlt hl",
    "KGM": "kgm kg kilogramm kilo",
    "GRM": "grm g gramm gr",
    "TNE": "tne t to tonne tonnen",
    "HUR": "hur h std std. stunde stunden stdn hour hours",
    "MIN": "min minute minuten",
    "SEC": "sec sek",
    "DAY": "day tag tage tg days",
    "WEE": "wee woche wochen week wo",
    "MON": "mon monat monate month mo",
    "ANN": "ann jahr jahre year",
    "LS": "ls psch pschl pausch pauschal pauschale pa. xls",
    "KWH": "kwh",
    "KWT": "kwt kw",
    "P1": "p1 % prozent vh",
    "CEN": "cen hundert",
    "MIL": "mil tausend",
}
_CODES = {
    spelling: code for code, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
# Codes of the recommendation that need no spelling of their own.
_PASSED = frozenset(
    [
        "NIU",
        "E48",
        "E49",
        "ACT",
        "BLL",
        "DZN",
        "FOT",
        "INH",
        "KTM",
        "LM",
        "MTS",
        "ZZ",
        "XPA",
        "XDR",
        "XCR",
        "XTU",
        "XVP",
        "XNE",
    ]
)


def unit_code(text: str | None) -> str | None:
    """Return our code of a unit, or None where it is not known.

    >>> unit_code("Stk."), unit_code("lfdm"), unit_code("Sonstwas")
    ('C62', 'MTR', None)
    """
    if not text:
        return None
    plain = re.sub(r"\s+", "", text).casefold()
    if found := _CODES.get(plain) or _CODES.get(plain.rstrip(".")):
        return found
    return plain.upper() if plain.upper() in _PASSED else None
