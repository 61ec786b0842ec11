"""The root of every error that this product raises on purpose.

Expected outcomes (a damaged file, a number already used) are values, not errors. An error means
that an operation could not be done; it says so in a title and an advice, in German and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

__all__ = ["Exit", "Language", "QtfError", "Text"]

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for people, in German and English.

    Both carry the same `str.format` fields. There is no third place where a translation
    could be missing.
    """

    de: str
    en: str

    def __call__(self, language: Language, **fields: object) -> str:
        """Return the sentence in `language` with its fields filled in."""
        sentence = self.de if language == "de" else self.en
        return sentence.format(**fields) if fields else sentence


class Exit(IntEnum):
    """Exit status of every command (DESIGN: the command line)."""

    DONE = 0
    NEEDS_PERSON = 1
    USAGE = 2
    OFFICE_UNUSABLE = 3
    CHANNEL_FAILED = 4


class QtfError(Exception):
    """An operation that could not be done, with what a person can do about it.

    Attributes:
        title: what happened, one short sentence.
        advice: what to do next.
        exit: the exit status a command ends with.
        fields: the values named in the sentences (order number, file, server ...).

    A subclass sets `title`, `advice` and `exit` once, for its kind of trouble.
    """

    title: Text = Text("Das hat nicht geklappt.", "That did not work.")
    advice: Text = Text("", "")
    exit: Exit = Exit.NEEDS_PERSON

    def __init__(self, **fields: object) -> None:
        """Keep the fields named in the sentences."""
        super().__init__(self.title("en", **fields))
        self.fields = fields

    def sentences(self, language: Language) -> tuple[str, str]:
        """Return title and advice in `language`."""
        return self.title(language, **self.fields), self.advice(language, **self.fields)
