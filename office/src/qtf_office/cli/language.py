"""Which language a person is spoken to in."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from qtf_format.errors import Language

__all__ = ["language_of", "system_language"]


def system_language(environ: Mapping[str, str] | None = None) -> Language:
    """Return German where the system speaks German, else English.

    The variables count in the order POSIX gives them; Windows has none and names the
    language in words ("German_Germany").
    """
    environ = os.environ if environ is None else environ
    named = next((environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(v)), None)
    if named is None:
        named = locale.getlocale()[0] or ""
    return "de" if named.casefold().startswith(("de", "german")) else "en"


def language_of(argv: Sequence[str], environ: Mapping[str, str] | None = None) -> Language:
    """Return the language asked for by `--lang` anywhere in `argv`, else the system's.

    The command line is looked through before it is understood, so that help and the
    complaints about the command line itself come in that language too.
    """
    chosen: str | None = None
    for here, following in zip_longest(argv, argv[1:], fillvalue=""):
        if here == "--":
            break
        if here == "--lang":
            chosen = following
        elif here.startswith("--lang="):
            chosen = here.partition("=")[2]
    if chosen in ("de", "en"):
        return "de" if chosen == "de" else "en"
    return system_language(environ)
