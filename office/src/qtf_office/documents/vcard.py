"""Addresses from vCards of versions 2.1, 3.0 and 4.0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from qtf_format.model import Address, ContactPoint, Person, Role
from qtf_office.documents.addresses import contact, country_code, person_of, split_street
from qtf_office.documents.contract import ReadAddresses, Source
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.textfile import decode_text

__all__ = ["CARD_LIMIT", "is_vcard", "read_vcard"]

CARD_LIMIT = 20_000
_BEGIN = re.compile(r"^[ \t]*BEGIN:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^[ \t]*END:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
# Pictures, sounds and keys: large, never looked at, and often folded in ways of their own.
_BINARY = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*\n(?:[ \t].*\n|[A-Za-z0-9+/=]{20,}\s*\n|\s*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_LEFT_OUT = ("NOTE", "BDAY", "CATEGORIES", "ROLE", "LABEL")


def is_vcard(data: bytes) -> bool:
    """Return whether the file begins with a card, after a byte order mark and white space."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(b"BEGIN:VCARD")


def read_vcard(source: Source, intake: Intake) -> ReadAddresses:
    """Read every card; one that has no address gives one address without a place.

    Raises:
        Unreadable: damaged where a card is not finished.
    """
    text, _ = decode_text(source.data, intake, else_in="cp1252")
    text = re.sub("\r\n?", "\n", text)
    text = text if text.endswith("\n") else f"{text}\n"
    begun, ended = len(_BEGIN.findall(text)), len(_END.findall(text))
    rest = _END.split(text)[-1]
    if not begun or begun != ended or rest.strip():
        raise refuse("damaged", "vCard")
    if begun > CARD_LIMIT:
        raise refuse("limit-exceeded", f"{begun} > {CARD_LIMIT}")
    found = [address for card in _cards(text, intake) for address in _addresses(card, intake)]
    if not found:
        raise refuse("no-entries")
    return ReadAddresses(tuple(found), intake.warnings)


def _cards(text: str, intake: Intake) -> list[dict[str, list[Any]]]:
    """The properties of every card, by name. Lines nobody can read are left out and named."""
    import vobject

    plain = _BINARY.sub("", text)
    try:
        return _by_name(vobject.readComponents(plain, allowQP=True))
    except vobject.base.ParseError:
        intake.warn("lines-left-out")
    except Exception as error:
        raise refuse("damaged", f"vCard, {type(error).__name__}") from error
    try:
        return _by_name(vobject.readComponents(plain, allowQP=True, ignoreUnreadable=True))
    except Exception as error:
        raise refuse("damaged", f"vCard, {type(error).__name__}") from error


def _by_name(cards: Iterable[Any]) -> list[dict[str, list[Any]]]:
    return [{name.upper(): list(lines) for name, lines in c.contents.items()} for c in cards]


def _addresses(card: dict[str, list[Any]], intake: Intake) -> Iterator[Address]:
    person = _person(card, intake)
    whole = intake.short(_text(card, "FN"), "FN") or _name_of(person)
    company, unit = _company(card, intake)
    points = tuple(dict.fromkeys(_points(card, intake)))
    places = card.get("ADR", [])
    if left := [name for name in _LEFT_OUT if name in card]:
        intake.warn("not-taken", value=", ".join(left))
    for line in places or [None]:
        is_home = len(places) > 1 and "HOME" in _types(line)
        name = whole if is_home or not company else company
        seat = _place(line, intake) if line is not None else {}
        if name or person:
            yield Address(
                roles=(Role.OTHER,),
                name=name,
                name2=unit if name == company else None,
                person=person,
                contacts=points,
                **seat,
            )


def _person(card: dict[str, list[Any]], intake: Intake) -> Person | None:
    for line in card.get("N", []):
        value = line.value
        given = " ".join(filter(None, (_joined(value.given), _joined(value.additional))))
        family = " ".join(filter(None, (_joined(value.family), _joined(value.suffix))))
        return person_of(intake, _joined(value.prefix), given, family)
    return None


def _name_of(person: Person | None) -> str | None:
    if person is None:
        return None
    return " ".join(part for part in (person.given, person.family) if part) or None


def _company(card: dict[str, list[Any]], intake: Intake) -> tuple[str | None, str | None]:
    parts = [_joined(part) for line in card.get("ORG", [])[:1] for part in line.value]
    named = [text for part in parts if (text := intake.short(part, "ORG"))]
    return (named[0] if named else None), (intake.short(", ".join(named[1:]), "ORG"))


def _place(line: Any, intake: Intake) -> dict[str, Any]:
    value = line.value
    street, number = split_street(intake.short(_joined(value.street), "ADR"))
    country, unknown = country_code(_joined(value.country), intake)
    extra = [_joined(value.extended), unknown]
    return {
        "street": street,
        "house_number": number,
        "extra": tuple(text for raw in extra if (text := intake.short(raw, "ADR"))),
        "postcode": intake.short(_joined(value.code), "ADR"),
        "city": intake.short(_joined(value.city), "ADR"),
        "region": intake.short(_joined(value.region), "ADR"),
        "country": country,
        "post_box": intake.short(_joined(value.box), "ADR"),
    }


def _points(card: dict[str, list[Any]], intake: Intake) -> Iterator[ContactPoint]:
    for line in card.get("TEL", []):
        types = _types(line)
        use = "fax" if "FAX" in types else "mobile" if "CELL" in types else "phone"
        yield from contact(use, str(line.value).removeprefix("tel:"), intake)
    for name, use in (("EMAIL", "email"), ("URL", "web")):
        for line in card.get(name, []):
            yield from contact(use, str(line.value).removeprefix("mailto:"), intake)


def _types(line: Any) -> set[str]:
    """What a property says of itself: `TYPE=home,voice`, or bare words in version 2.1."""
    words = [*line.params.get("TYPE", []), *line.singletonparams]
    return {part.strip().upper() for word in words for part in word.split(",")}


def _text(card: dict[str, list[Any]], name: str) -> str | None:
    return next((_joined(line.value) for line in card.get(name, [])), None)


def _joined(value: Any) -> str:
    """A part of a structured value; the library makes a list where the text had a comma."""
    if isinstance(value, list | tuple):
        return ", ".join(str(part).strip() for part in value if str(part).strip())
    return str(value or "").strip()
