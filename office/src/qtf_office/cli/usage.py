"""German for the command-line library's own complaints; what is not listed stays English."""

from __future__ import annotations

import re

from qtf_format.errors import Language

__all__ = ["complaint"]

_GERMAN = (
    (r"No such command (.+?)\.", r"Den Befehl \1 gibt es nicht."),
    (r"No such option (.+?)\.", r"Die Option \1 gibt es nicht."),
    (r"No such option: (\S+?)\.?$", r"Die Option \1 gibt es nicht."),
    (r"\(Did you mean one of: (.+)\?\)", r"Gemeint ist vielleicht eines von: \1."),
    (r"\(?Did you mean (.+?)\?\)?", r"Meinten Sie \1?"),
    (r"Missing argument (.+?)\.", r"Die Angabe \1 fehlt."),
    (r"Missing option (.+?)\.", r"Die Option \1 fehlt."),
    (r"Missing command\.", r"Der Befehl fehlt."),
    (r"Missing parameter: (.+)", r"Die Angabe \1 fehlt."),
    (r"Choose from:\s*", r"Möglich sind: "),
    (r"Option (.+?) requires an argument\.", r"Die Option \1 braucht einen Wert."),
    (r"Option (.+?) requires (\d+) arguments\.", r"Die Option \1 braucht \2 Werte."),
    (r"Option (.+?) does not take a value\.", r"Die Option \1 nimmt keinen Wert."),
    (r"Got unexpected extra arguments? \((.+)\)\.?", r"Diese Angabe ist zu viel: \1."),
    (r"Invalid value for (.+?): ", r"Der Wert für \1 passt nicht: "),
    (r"Invalid value: ", r"Der Wert passt nicht: "),
    (r"File (.+?) does not exist\.", r"Die Datei \1 gibt es nicht."),
    (r"Directory (.+?) does not exist\.", r"Den Ordner \1 gibt es nicht."),
    (r"Path (.+?) does not exist\.", r"Den Pfad \1 gibt es nicht."),
    (r"File (.+?) is a directory\.", r"\1 ist ein Ordner, keine Datei."),
    (r"Directory (.+?) is a file\.", r"\1 ist eine Datei, kein Ordner."),
    (r"(?:File|Path|Directory) (.+?) is not readable\.", r"\1 ist nicht lesbar."),
    (r"(?:File|Path|Directory) (.+?) is not writable\.", r"\1 ist nicht beschreibbar."),
    (r"(.+?) is not one of (.+?)\.", r"\1 ist keines von \2."),
    (r"(.+?) is not a valid integer\.", r"\1 ist keine ganze Zahl."),
    (r"(.+?) is not in the range (.+?)\.", r"\1 liegt nicht im Bereich \2."),
)


def complaint(message: str, language: Language) -> str:
    """Return the library's English `message` in `language`."""
    if language == "en":
        return message
    for pattern, german in _GERMAN:
        message = re.sub(pattern, german, message)
    return message
