"""What the importer cannot do, each with what a person can do about it."""

from __future__ import annotations

from qtf_format.errors import Exit, QtfError, Text

__all__ = [
    "AlreadyDecided",
    "CannotUndo",
    "CannotVerify",
    "FileGone",
    "ItemUnknown",
    "NoSuchAddress",
    "NotAsked",
    "NotMainOffice",
]


class NotMainOffice(QtfError):
    """This office is a workstation."""

    title = Text(
        "Dieses Büro ist ein Arbeitsplatz; angenommen werden Vorgänge nur am Hauptrechner.",
        "This office is a workstation; orders are imported on the main machine only.",
    )
    advice = Text(
        "Nennen Sie mit --office den Ordner des Hauptbüros.",
        "Name the directory of the main office with --office.",
    )
    exit = Exit.OFFICE_UNUSABLE


class ItemUnknown(QtfError):
    """There is no such item. Fields: `item`."""

    title = Text("Einen Eintrag {item} gibt es im Eingang nicht.", "There is no item {item}.")
    advice = Text("„qtf-import inbox“ zeigt alle.", "“qtf-import inbox” shows them all.")
    exit = Exit.USAGE


class NotAsked(QtfError):
    """The item asks nothing that this could answer. Fields: `item`, `answers`."""

    title = Text(
        "Das ist keine Antwort auf die Frage des Eintrags {item}.",
        "This does not answer the question of item {item}.",
    )
    advice = Text("Möglich sind: {answers}.", "Possible answers: {answers}.")
    exit = Exit.NEEDS_PERSON


class AlreadyDecided(QtfError):
    """Somebody was first (rule 60). Fields: `item`, `by`, `outcome`, `at`."""

    title = Text(
        "Über den Eintrag {item} ist schon entschieden: {outcome}, von {by}, am {at}.",
        "Item {item} is already decided: {outcome}, by {by}, at {at}.",
    )
    advice = Text(
        "Mit „qtf-import undo“ lässt sich eine Übernahme zurücknehmen.",
        "“qtf-import undo” takes an import back.",
    )


class NoSuchAddress(QtfError):
    """The address named cannot be used. Fields: `address`."""

    title = Text(
        "Eine Adresse „{address}“ gibt es hier nicht.", "There is no address “{address}” here."
    )
    advice = Text(
        "„qtf-import inbox NUMMER“ zeigt die Treffer, „qtf-office addresses --search TEXT“ sucht.",
        "“qtf-import inbox ITEM” shows the candidates, “qtf-office addresses --search TEXT” "
        "searches.",
    )
    exit = Exit.USAGE


class CannotVerify(QtfError):
    """A file cannot be released because nobody can say who made it (rule 8). Fields: `item`."""

    title = Text(
        "Der Eintrag {item} kann nicht übernommen werden: Wer ihn geschrieben hat, ist nicht "
        "bekannt, denn zu diesem Absender liegt hier kein Schlüssel vor. Auch Inhalt und "
        "Herkunft sind deshalb nicht gesichert.",
        "Item {item} cannot be taken: nobody knows who wrote it, because there is no key of "
        "this sender here. Its content and origin are therefore not certain either.",
    )
    advice = Text(
        "Laden Sie den Arbeitsplatz ein und lassen Sie den Vorgang von dort noch einmal senden.",
        "Invite the workstation and have the order sent from there again.",
    )


class FileGone(QtfError):
    """The archive does not hold the file of an item any more. Fields: `item`."""

    title = Text(
        "Die empfangene Datei des Eintrags {item} liegt nicht mehr im Archiv.",
        "The received file of item {item} is no longer in the archive.",
    )
    advice = Text(
        "Nehmen Sie die Datei noch einmal an, oder spielen Sie das Archiv aus der Sicherung ein.",
        "Take the file again, or restore the archive from the backup.",
    )


class CannotUndo(QtfError):
    """An import cannot be taken back (rule 43). `why` is a sentence. Fields: `item`."""

    title = Text(
        "Der Eintrag {item} lässt sich nicht zurücknehmen.", "Item {item} cannot be undone."
    )

    def __init__(self, why: Text, **fields: object) -> None:
        """Say why."""
        super().__init__(**fields)
        self.advice = why
