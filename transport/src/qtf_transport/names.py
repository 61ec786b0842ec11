"""What may be read from a file's name in an exchange folder: only who must not touch it.

Names decide nothing about contents (rule 50). They tell the half-written files of copying
programs from finished ones, and they are shown to people, escaped.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

__all__ = [
    "DONE",
    "MARKER",
    "RETURN",
    "box_parts",
    "is_our_temporary",
    "is_temporary",
    "name_of",
    "quoted",
    "shown",
    "with_suffix",
]

MARKER = "QTF-EXCHANGE.txt"
DONE = "done"
RETURN = "return"

# Nextcloud and ownCloud `.x.qtf.~1a2b3c4d`, Syncthing `.syncthing.x.qtf.tmp`, rsync
# `.x.qtf.Ab3dEf`, our own `.~q-….part`: all hide what is not finished. Office programs and
# Syncthing on Windows use a leading tilde; browsers, FTP clients and OneDrive
# (`x.qtf~RF1b9046.TMP`) an ending.
_BEGINNINGS = (".", "~$", "~syncthing~")
_ENDINGS = (
    *(".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload"),
    *(".tmp", ".TMP", ".temp", ".PART", ".!ut", ".!sync", ".aria2"),
)

_PLAIN = re.compile(r"[A-Za-z0-9._~ ()'-]+")
_OUR_TEMPORARY = re.compile(r"\.~q-[0-9a-f]{16}\.part")
_BOX = re.compile(r"[0-9a-f]{8}")


def is_temporary(name: str) -> bool:
    """Tell whether `name` belongs to somebody who has not finished writing."""
    return name.startswith(_BEGINNINGS) or name.endswith(_ENDINGS) or name == MARKER


def is_our_temporary(name: str) -> bool:
    """Tell whether `name` is what our own writers use before a file has its name (format 3.3)."""
    return _OUR_TEMPORARY.fullmatch(name) is not None


def box_parts(box: str, office_box: str) -> tuple[str, ...]:
    """Return the folder names that lead from the top to `box`.

    Raises:
        ValueError: neither the office's box nor the first 8 hex digits of a workstation id.
    """
    if box == office_box:
        return ()
    if _BOX.fullmatch(box) is None:
        raise ValueError("not a box")
    return (RETURN, box)


def quoted(name: str) -> str:
    """Return any file name, even one with wrong bytes, as plain ASCII; reversibly."""
    return name if _PLAIN.fullmatch(name) else quote_from_bytes(os.fsencode(name), safe=" ()'")


def name_of(quoted_name: str) -> str:
    """Return the file name that `quoted` wrote."""
    return os.fsdecode(unquote_to_bytes(quoted_name)) if "%" in quoted_name else quoted_name


def shown(name: str) -> str:
    """Return `name` for people: line breaks, wrong bytes and direction marks become escapes."""
    if name.isprintable():
        return name
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in name)


def _escaped(letter: str) -> str:
    # A wrong byte comes from the operating system as a lone surrogate that carries it.
    if "\udc80" <= letter <= "\udcff":
        return f"\\x{ord(letter) - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode()


def with_suffix(name: str, count: int) -> str:
    """Return `name` made different by `count`, with its ending kept and still one dot."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{count}.{ending}" if dot and stem else f"{name}-{count}"
