"""Letters: one plain spelling for what people write in many ways.

`fold` gives lower-case ASCII letters, digits and single blanks. Umlauts become two letters
(`Müller` and `Mueller` are the same word), foreign letters lose their marks, Cyrillic and Greek
are transliterated in the way German offices usually do. Everything else is a gap between words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "words"]

_SPELLED = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "ss",
    "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa",
    "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng", "ə": "e",
    "ĳ": "ij", "ſ": "s",
}  # fmt: skip

_CYRILLIC = "а:a б:b в:w г:g д:d е:e ё:jo ж:sch з:s и:i й:j к:k л:l м:m н:n о:o п:p р:r с:s \
т:t у:u ф:f х:ch ц:z ч:tsch ш:sch щ:schtsch ъ: ы:y ь: э:e ю:ju я:ja і:i ї:ji є:je ґ:g ў:u \
ј:j љ:lj њ:nj ћ:c џ:dsch ђ:dj"
_GREEK = "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t \
υ:y φ:f χ:ch ψ:ps ω:o"


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


_TABLE = str.maketrans(_SPELLED | _pairs(_CYRILLIC) | _pairs(_GREEK) | dict.fromkeys("'’‘`´ʼ", ""))

_GAP = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` as lower-case ASCII words with single blanks between them."""
    if text.isascii():
        plain = text.lower().replace("'", "").replace("`", "")
    else:
        composed = unicodedata.normalize("NFKC", text).lower()
        spelled = unicodedata.normalize("NFC", composed).translate(_TABLE)
        marks_apart = unicodedata.normalize("NFD", spelled)
        plain = "".join(c for c in marks_apart if not unicodedata.combining(c))
        plain = plain.translate(_TABLE)  # letters that carried a mark (Cyrillic й, Greek ώ)
    return _GAP.sub(" ", plain).strip()


def words(text: str | None) -> tuple[str, ...]:
    """Return the folded words of `text`; none of nothing."""
    return tuple(fold(text).split()) if text else ()
