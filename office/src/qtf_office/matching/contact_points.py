"""Phones, mail addresses and identifiers in plain form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qtf_format.model import Address, ContactPoint

__all__ = ["emails", "gln", "phones", "vat_id"]

_PHONE_USES = frozenset(("phone", "mobile", "fax", "tel", "telephone"))
_HAS_DIGITS = re.compile(r"(?:\d\D*){5}")
_MAIL = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+\.[^\s<>,;:\"]+")
_VAT = re.compile(r"^[A-Z]{2}[0-9A-Z]{2,13}$")
_VAT_SCHEMES = frozenset(("vat", "va", "ust", "ustid", "ust-id", "9930"))
_GLN_SCHEMES = frozenset(("gln", "0088", "iln", "ean"))
_MIN_PHONE_DIGITS = 5


def phones(contacts: Iterable[ContactPoint], country: str) -> frozenset[str]:
    """Return the phone, mobile and fax numbers as `+49...`; what is none is left out."""
    found = (
        _phone(contact.value, country or "DE")
        for contact in contacts
        if contact.use in _PHONE_USES and _HAS_DIGITS.search(contact.value)
    )
    return frozenset(number for number in found if number)


@lru_cache(maxsize=2048)
def _phone(text: str, country: str) -> str:
    # Heavy (0.2 s, its tables are 48 MB on disk) and needed only where a number stands.
    import phonenumbers

    try:
        number = phonenumbers.parse(text.replace("(0)", ""), country)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.national_significant_number(number)
    if len(national) < _MIN_PHONE_DIGITS:
        return ""
    return f"+{number.country_code}{national}"


def emails(contacts: Iterable[ContactPoint]) -> frozenset[str]:
    """Return the mail addresses in lower case; `googlemail.com` is `gmail.com`."""
    found = (_MAIL.search(c.value) for c in contacts if "@" in c.value)
    return frozenset(
        match[0].lower().rstrip(".").replace("@googlemail.com", "@gmail.com")
        for match in found
        if match
    )


def vat_id(address: Address) -> str:
    """Return the VAT id without blanks and dots (`DE123456789`); empty where there is none."""
    spoken = [address.vat_id or ""]
    spoken += [i.value for i in address.ids if i.scheme.lower() in _VAT_SCHEMES]
    for value in spoken:
        plain = re.sub(r"[^0-9A-Z]", "", value.upper())
        if plain.isdigit() and len(plain) == 9 and (address.country or "DE") == "DE":
            plain = f"DE{plain}"
        if _VAT.match(plain):
            return plain
    return ""


def gln(address: Address) -> str:
    """Return the global location number (13 digits); empty where there is none."""
    for identifier in address.ids:
        digits = re.sub(r"\D", "", identifier.value)
        if identifier.scheme.lower() in _GLN_SCHEMES and len(digits) == 13:
            return digits
    return ""
