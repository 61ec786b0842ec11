"""What can go wrong at home, each with what a person can do about it."""

from __future__ import annotations

from qtf_exporter import messages
from qtf_format.errors import Exit, QtfError, Text

__all__ = ["NoChannel", "NoFolder", "NotAtHome", "NumberNotOurs", "NumberTaken", "UnknownChannel"]


class NotAtHome(QtfError):
    """This is the main office: it sends to nobody."""

    title = messages.NOT_AT_HOME
    advice = messages.NOT_AT_HOME_ADVICE
    exit = Exit.OFFICE_UNUSABLE


class NoChannel(QtfError):
    """No channel leads to the office."""

    title = messages.NO_CHANNEL
    advice = messages.NO_FOLDER_ADVICE
    exit = Exit.OFFICE_UNUSABLE


class NoFolder(QtfError):
    """There is no exchange folder to save into."""

    title = messages.NO_FOLDER
    advice = messages.NO_FOLDER_ADVICE
    exit = Exit.OFFICE_UNUSABLE


class UnknownChannel(QtfError):
    """No channel has this name. Fields: `channel`, `known`."""

    title = messages.UNKNOWN_CHANNEL
    advice = messages.KNOWN_CHANNELS
    exit = Exit.USAGE


class NumberTaken(QtfError):
    """Another order here has the number. Fields: `number`."""

    title = messages.NUMBER_TAKEN
    advice = Text("Nennen Sie eine andere.", "Name another one.")
    exit = Exit.NEEDS_PERSON


class NumberNotOurs(QtfError):
    """The number is not in our range. Fields: `number`."""

    title = messages.NUMBER_NOT_OURS
    advice = Text("Nennen Sie eine andere.", "Name another one.")
    exit = Exit.NEEDS_PERSON
