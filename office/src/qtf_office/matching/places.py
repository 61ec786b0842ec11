"""Places in plain form: `Frankfurt a.M.`, `Frankfurt/Main` and `Frankfurt am Main` are one."""

from __future__ import annotations

import re

from qtf_office.matching.folding import fold
from qtf_office.matching.tables import PLACE_WORDS

__all__ = ["normal_place", "same_place"]

_BESIDE = re.compile(r"[/()]")
_BETWEEN = frozenset(("am", "an", "der", "im", "in", "ob", "bei", "vor", "dem", "den", "auf"))


def normal_place(city: str | None, district: str | None = None) -> tuple[str, ...]:
    """Return the words of a place, without its district and without `am`, `an der`, `bei`.

    `Frankfurt (Oder)` gives `("frankfurt", "oder")`, `Köln-Porz` with the district `Porz` gives
    `("koeln",)`.
    """
    if not city:
        return ()
    words = [PLACE_WORDS.get(word, word) for word in fold(_BESIDE.sub(" ", city)).split()]
    words = [word for word in words if word not in _BETWEEN] or words
    inside = frozenset(fold(district).split()) if district else frozenset()
    return tuple([word for word in words if word not in inside] or words)


def same_place(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two places with the same postcode are one.

    One may say more than the other (`Frankfurt` and `Frankfurt am Main`), or shorter
    (`Homburg v.d.H.` and `Homburg vor der Höhe`).
    """
    if not one or not other:
        return False
    if "".join(one) == "".join(other):
        return True
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=False)) and (
        one[0] == other[0]
    )
