"""Names of people and companies in plain form.

`Herr Dr. Hans-Peter v. Müller jun.` is the given names `hans`, `peter`, the surname `mueller`
with the particle `von` and the generation `jun`; `Fa. Müller Bedachungs GmbH & Co. KG` is a
company with the words `mueller`, `bedachungs` and the legal form `gmbh co kg`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from qtf_format.model import Address, Person
from qtf_office.matching import tables
from qtf_office.matching.folding import fold

__all__ = ["NormalName", "normal_name"]

_CARE_OF = re.compile(
    r"\b(?:z\.?\s?h(?:d|dn|nd)?\.?|zu h(?:ä|ae)nden|c/o|att(?:n|ention)\.?:?)\s.*$", re.I
)
_HYPHENED_END = re.compile(r"[^\W\d_]+(?:\s?-\s?[^\W\d_]+)+\W*$")
_LONGEST_FORM = max(len(spelling.split()) for spelling, _ in tables.LEGAL_FORMS)
_FORMS = {tuple(spelling.split()): form for spelling, form in tables.LEGAL_FORMS}
_MIN_COMPANY_STEM = 4


@dataclass(frozen=True, slots=True)
class NormalName:
    """Who lives or works there, in plain form.

    `words` are all words that say something, in their order; for a person the particle, given
    names and surname in that order, for a company its words without the legal form.
    """

    words: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    particle: str = ""
    generation: str = ""
    gender: str = ""
    legal_form: str = ""
    is_company: bool = False
    contact: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nobody is named."""
        return not self.words

    @property
    def family_key(self) -> str:
        """The surname as one word, without its particle."""
        return "".join(self.family)

    @property
    def given_key(self) -> str:
        """The given names as one word."""
        return "".join(self.given)

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two names equal; the contact person of a company is no part of it."""
        if self.is_company:
            return ("c", "".join(self.words), self.legal_form, "", "")
        gender = "" if self.given else self.gender
        return ("p", self.given_key, self.particle + self.family_key, self.generation, gender)


@dataclass(slots=True)
class _Reading:
    """What was read off the words of a name so far."""

    words: list[str]
    all_words: list[str] = field(default_factory=list)  # `Körperschaften II` is a name of its own
    gender: str = ""
    generation: str = ""
    legal_form: str = ""
    is_company: bool = False


def normal_name(address: Address) -> NormalName:
    """Return the name of an address in plain form, from its name lines and its person."""
    lines = (address.name, address.name2, address.name3, address.name4)
    text = " ".join(_CARE_OF.sub("", line) for line in lines if line)
    reading = _read(text)
    person = address.person
    if not reading.words:
        return _of_person(person, reading)
    own = _person_words(person)
    if own and set(own) & set(reading.words) and not reading.legal_form:
        return (
            _of_person(person, reading) if _covers(own, reading.words) else _company(reading, own)
        )
    if own or reading.is_company:
        return _company(reading, own)
    return _split_person(text, reading)


def _read(text: str) -> _Reading:
    """Take salutation, titles, generation and legal form out of the words of a name."""
    words = fold(text.replace("&", " und ").replace("+", " und ")).split()
    reading = _Reading([])
    words, reading.legal_form = _without_legal_form(words)
    for place, word in enumerate(words):
        if word in tables.SALUTATIONS and place < 3:
            reading.gender = reading.gender or tables.SALUTATIONS[word]
        elif word in tables.COMPANY_SALUTATIONS and place < 2:
            reading.is_company = True
        elif word in tables.GENERATIONS and place:
            reading.generation = tables.GENERATIONS[word]
            reading.all_words.append(reading.generation)
        elif not _is_title(word, place, words) and word not in tables.CONNECTIVES:
            reading.words.append(word)
            reading.all_words.append(word)
    reading.is_company |= bool(reading.legal_form) or any(map(_is_company_word, reading.words))
    return reading


def _is_title(word: str, place: int, words: list[str]) -> bool:
    if word not in tables.ACADEMIC:
        return False
    return len(word) > 2 or place < len(words) - 1


@lru_cache(maxsize=4096)
def _is_company_word(word: str) -> bool:
    if word in tables.COMPANY_WORDS or not word.isalpha():
        return True
    return word.endswith(tables.COMPANY_ENDINGS) and any(
        word.endswith(end) and len(word) >= len(end) + _MIN_COMPANY_STEM
        for end in tables.COMPANY_ENDINGS
    )


def _without_legal_form(words: list[str]) -> tuple[list[str], str]:
    """Return the words without the legal form, and its one spelling.

    The first word is never a legal form by itself: `Ag` may be a name, a company needs one.
    """
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        for start in range(1, len(words) - length + 1):
            if form := _FORMS.get(tuple(words[start : start + length])):
                return words[:start] + words[start + length :], form
    return words, ""


def _person_words(person: Person | None) -> list[str]:
    if person is None:
        return []
    return fold(f"{person.given or ''} {person.family or ''}").split()


def _covers(person_words: list[str], name_words: list[str]) -> bool:
    """Return whether the name lines say no more than the person does."""
    return all(word in person_words or word in tables.PARTICLES for word in name_words)


def _company(reading: _Reading, contact: list[str]) -> NormalName:
    return NormalName(
        words=tuple(reading.all_words),
        legal_form=reading.legal_form,
        is_company=True,
        contact=tuple(contact),
    )


def _of_person(person: Person | None, reading: _Reading) -> NormalName:
    if person is None:
        return NormalName()
    titled = _read(f"{person.title or ''} x {person.given or ''} {person.family or ''}")
    family = fold(person.family or "").split()
    given = [word for word in fold(person.given or "").split() if word in titled.words]
    if not family:
        given, family = given[:-1], given[-1:]
    particle, family = _take_particle(family)
    return _person(
        given,
        particle,
        [word for word in family if word not in tables.GENERATIONS] or family,
        reading.generation or titled.generation,
        reading.gender or titled.gender,
    )


def _split_person(text: str, reading: _Reading) -> NormalName:
    """Divide the words of a name line: `Hans von Müller` or `Müller, Hans`."""
    words = reading.words
    family_first = len(_read(text.split(",")[0]).words) if "," in text else 0
    if 0 < family_first < len(words):
        particle, family = _take_particle(words[:family_first])
        given = words[family_first:]
        if given[-1] in tables.PARTICLES:  # Müller, Hans von
            given, particle = given[:-1], given[-1]
        return _person(given, particle, family, reading.generation, reading.gender)
    count = _family_length(text, words)
    given, family = words[:-count], words[-count:]
    particles: list[str] = []
    while given and (word := _particle(given[-1], bool(given[:-1]))):
        particles.insert(0, word)
        given = given[:-1]
    return _person(given, "".join(particles), family, reading.generation, reading.gender)


def _family_length(text: str, words: list[str]) -> int:
    """Return how many words the surname at the end has: `Meier-Schulze` has two."""
    if hyphened := _HYPHENED_END.search(text):
        parts = fold(hyphened[0]).split()
        if words[-len(parts) :] == parts:
            return len(parts)
    return 1


def _particle(word: str, after_given: bool) -> str:
    if word in tables.PARTICLES:
        return word
    return tables.ABBREVIATED_NAMES.get(word, "").replace(" ", "") if after_given else ""


def _take_particle(family: list[str]) -> tuple[str, list[str]]:
    taken: list[str] = []
    while len(family) > 1 and (word := _particle(family[0], True)):
        taken.append(word)
        family = family[1:]
    return "".join(taken), family


def _person(
    given: list[str], particle: str, family: list[str], generation: str, gender: str
) -> NormalName:
    return NormalName(
        words=(*given, *family),
        given=tuple(given),
        family=tuple(family),
        particle=particle,
        generation=generation,
        gender=gender,
    )
