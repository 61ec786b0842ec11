"""The border: raw text of a document becomes values that the order model allows.

`Intake` is the one place that cleans text, reads numbers and dates and cuts what is too long. It
never repairs silently: whatever was lost or left empty is noted. One intake serves one file.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from qtf_format.errors import Text
from qtf_format.fields import FORBIDDEN
from qtf_office.documents.contract import Refused, Unreadable
from qtf_office.documents.messages import REASONS, WARNINGS, fill
from qtf_office.documents.units import unit_code

__all__ = ["LONG", "SHORT", "WORD", "Intake", "clean", "refuse", "refused", "shown"]

WORD, SHORT, LONG = 32, 200, 16_000
"""Limits of the order model (format section 13)."""

_MOST_WARNINGS = 60
_DECIMALS = 6
_LARGEST = Decimal(10) ** 12
_PLAIN = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$", re.ASCII)
_COMMA = re.compile(r"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:$|[T ZzTt+-])", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\d{2}(?:\d{2}(?:\d{2})?)?)?$", re.ASCII)
_GERMAN = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$", re.ASCII)


def clean(text: str, *, multi_line: bool) -> tuple[str, bool]:
    """Return `text` as format section 8 wants it, and whether forbidden characters were removed.

    NFC; line ends become LF (multi-line) or blanks; tabs and no other white space become blanks;
    control characters, bidirectional overrides, U+FEFF and lone surrogates go. The result is
    stripped, and blanks do not repeat.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(), False  # nearly every value
    spaced = re.sub("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c", "\n", text).replace("\t", " ")
    removed = FORBIDDEN.sub("", spaced)
    plain = unicodedata.normalize("NFC", removed)
    if not multi_line:
        return " ".join(plain.split()), len(removed) != len(spaced)
    lines = [" ".join(line.split()) for line in plain.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), len(removed) != len(spaced)


def shown(text: str, limit: int = 80) -> str:
    """Return foreign text as it may stand inside a sentence: one line, short."""
    plain, _ = clean(text, multi_line=False)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def refused(
    reason: str, detail: object = "", *, kind: str | None = None, number: str | None = None
) -> Refused:
    """Return the refusal of that reason with its sentence filled in."""
    message = fill(REASONS[reason], detail=shown(str(detail)))
    return Refused(reason, message, kind, shown(number, SHORT) if number else None)


def refuse(reason: str, detail: object = "", **about: str | None) -> Unreadable:
    """Return the exception that carries that refusal out of a reader."""
    return Unreadable(refused(reason, detail, **about))


class Intake:
    """Turns raw text into model values and keeps what could not be taken over as it stood."""

    def __init__(self) -> None:
        """Start with nothing to report."""
        self._warnings: dict[Text, None] = {}

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Every distinct warning in order; beyond 60 only how many more there were."""
        all_of_them = list(self._warnings)
        kept = all_of_them[:_MOST_WARNINGS]
        if rest := len(all_of_them) - len(kept):
            kept.append(fill(WARNINGS["more"], value=rest))
        return tuple(kept)

    def warn(self, name: str, **fields: object) -> None:
        """Note something; the same note counts once. Foreign text in fields is made harmless."""
        safe = {key: shown(str(value), 2_000) for key, value in fields.items()}
        self._warnings.setdefault(fill(WARNINGS[name], **safe))

    def short(self, raw: str | None, field: str) -> str | None:
        """One line of at most 200 characters; None where nothing is left."""
        return self._text(raw, field, SHORT, multi_line=False)

    def word(self, raw: str | None, field: str) -> str | None:
        """A code word of at most 32 characters."""
        return self._text(raw, field, WORD, multi_line=False)

    def long(self, raw: str | None, field: str) -> str | None:
        """Text of several lines, at most 16 000 characters."""
        return self._text(raw, field, LONG, multi_line=True)

    def _text(self, raw: str | None, field: str, limit: int, *, multi_line: bool) -> str | None:
        if not raw:
            return None
        plain, lost = clean(raw, multi_line=multi_line)
        if lost:
            self.warn("characters", field=field)
        if len(plain) > limit:
            self.warn("cut", field=field, limit=limit)
            plain = plain[:limit].rstrip()
        return plain or None

    def number(self, raw: str | None, field: str, *, german: bool = False) -> Decimal | None:
        """A decimal as it stands, at most 12 digits before and 6 after the point.

        With `german`, `1.234,50` is the usual way; else a comma is read and noted.
        """
        text = (raw or "").strip()
        if not text:
            return None
        if _COMMA.match(text):
            if not german:
                self.warn("comma", field=field, value=text)
            text = text.replace(".", "").replace(",", ".")
        if not _PLAIN.match(text) or len(text) > 60:
            self.warn("number-value", field=field, value=text)
            return None
        return self._fitted(Decimal(text), text, field)

    def _fitted(self, value: Decimal, text: str, field: str) -> Decimal | None:
        if abs(value) >= _LARGEST:
            self.warn("number-value", field=field, value=text)
            return None
        if int(value.as_tuple().exponent) < -_DECIMALS:
            fitted = value.quantize(Decimal(1).scaleb(-_DECIMALS), ROUND_HALF_UP)
            if fitted != value:
                self.warn("rounded", field=field, value=text)
            value = fitted
        return plain_decimal(value)

    def day(self, raw: str | None, field: str) -> date | None:
        """A calendar date; a time of day or a time zone behind it does not move it."""
        text = (raw or "").strip()
        if not text:
            return None
        if found := _ISO.match(text) or _COMPACT.match(text):
            parts = [int(part) for part in found.groups()]
        elif found := _GERMAN.match(text):
            parts = [int(part) for part in reversed(found.groups())]
        else:
            parts = []
        try:
            value = date(*parts) if parts else None
        except ValueError:
            value = None
        if value is None or not 1900 <= value.year <= 2199:
            self.warn("date", field=field, value=text)
            return None
        return value

    def currency(self, raw: str | None) -> str | None:
        """Three capital letters."""
        text = (raw or "").strip().upper()
        if not text:
            return None
        if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
            self.warn("currency", value=text)
            return None
        return text

    def unit(self, raw: str | None) -> tuple[str | None, str | None]:
        """Our code of a unit, and its original text where that says something else."""
        text = self.short(raw, "unit")
        if text is None:
            return None, None
        code = unit_code(text)
        if code is None:
            self.warn("unit", value=text)
        return code, None if text == code else text


def plain_decimal(value: Decimal) -> Decimal:
    """Return the same number without exponent and without a negative zero."""
    if value == 0:
        value = abs(value)
    try:
        return Decimal(f"{value:f}")
    except InvalidOperation:  # pragma: no cover - the callers checked the size
        return Decimal(0)
