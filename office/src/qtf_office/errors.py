"""What can be wrong with an office, each with what a person can do about it.

Errors of the database, the disk and the key store are turned into these at the border
(`storage.trouble`, `durable`), so nothing above needs to know SQLite or PostgreSQL.
"""

from __future__ import annotations

from qtf_format.codes import Code
from qtf_format.errors import Exit, QtfError, Text

__all__ = [
    "DatabaseDamaged",
    "DatabaseRefused",
    "DatabaseUnreachable",
    "DiskFull",
    "FolderReadOnly",
    "KeyStoreRefused",
    "KeysMissing",
    "KeysReadable",
    "LostRace",
    "NameTaken",
    "NumberRangeExhausted",
    "OfficeError",
    "OfficeExists",
    "OfficeLocked",
    "OfficeMisconfigured",
    "OfficeMissing",
    "RangeOverlap",
    "SchemaTooNew",
]


class OfficeError(QtfError):
    """The office cannot be used as it is. `code` is that of format section 19, where one fits."""

    title = Text("Das Büro ist gerade nicht benutzbar.", "The office cannot be used right now.")
    exit = Exit.OFFICE_UNUSABLE
    code: Code | None = None


class OfficeMissing(OfficeError):
    """There is no office in this directory. Fields: `directory`."""

    title = Text("In „{directory}“ liegt kein Büro.", "There is no office in “{directory}”.")
    advice = Text(
        "Prüfen Sie den Ordner (--office) oder legen Sie mit „qtf-office create“ ein Büro an.",
        "Check the directory (--office), or create an office with “qtf-office create”.",
    )


class OfficeExists(OfficeError):
    """The directory already holds an office, or what is left of one. Fields: `directory`."""

    title = Text(
        "In „{directory}“ liegt schon ein Büro.", "“{directory}” already contains an office."
    )
    advice = Text(
        "Wählen Sie einen anderen, leeren Ordner, oder räumen Sie diesen erst weg, wenn darin nur "
        "Reste eines abgebrochenen Versuchs liegen. Es wurde nichts verändert.",
        "Choose another, empty directory, or clear this one away first if it only holds what is "
        "left of an interrupted attempt. Nothing was changed.",
    )


class OfficeMisconfigured(OfficeError):
    """`office.toml` cannot be right. Fields: `file`, `place`, `detail`."""

    title = Text(
        "In „{file}“ stimmt etwas nicht, Stelle: {place}.",
        "Something is wrong in “{file}”, at {place}.",
    )
    advice = Text(
        "Berichtigen Sie die Datei mit einem Texteditor: {detail}",
        "Correct the file with a text editor: {detail}",
    )


class OfficeLocked(OfficeError, TimeoutError):
    """Somebody else is writing and does not end."""

    title = Text(
        "Die Datenbank des Büros ist gerade belegt.", "The office database is busy right now."
    )
    advice = Text(
        "Versuchen Sie es gleich noch einmal. Bleibt es dabei, schließen Sie andere Programme, "
        "die dieses Büro benutzen.",
        "Try again in a moment. If it stays like this, close other programs that use this office.",
    )
    code = Code.E504


class SchemaTooNew(OfficeError):
    """The database was written by a newer program. Fields: `found`, `known`."""

    title = Text(
        "Dieses Büro wurde mit einer neueren Programmfassung geöffnet.",
        "This office has been opened with a newer version of the program.",
    )
    advice = Text(
        "Aktualisieren Sie das Programm auf diesem Rechner (Datenstand {found}, bekannt {known}).",
        "Update the program on this computer (data version {found}, known {known}).",
    )


class DatabaseDamaged(OfficeError):
    """The database file is not one, or broken inside. Fields: `detail`."""

    title = Text("Die Datenbank des Büros ist beschädigt.", "The office database is damaged.")
    advice = Text(
        "Arbeiten Sie nicht weiter und spielen Sie die letzte Sicherung ein. Die empfangenen "
        "Dateien im Ordner „archive“ sind davon nicht betroffen. ({detail})",
        "Stop working and restore the latest backup. The received files in the folder “archive” "
        "are not affected. ({detail})",
    )
    code = Code.E505


class DatabaseUnreachable(OfficeError, ConnectionError):
    """The database server does not answer, or the file cannot be opened. Fields: `detail`."""

    title = Text(
        "Die Datenbank des Büros ist nicht erreichbar.", "The office database cannot be reached."
    )
    advice = Text(
        "Prüfen Sie, ob der Datenbankserver läuft und das Netzwerk verbunden ist. ({detail})",
        "Check that the database server is running and the network is connected. ({detail})",
    )


class DatabaseRefused(OfficeError):
    """The database does not let us in, or not do what we need. Fields: `detail`."""

    title = Text("Die Datenbank hat den Zugriff abgelehnt.", "The database refused access.")
    advice = Text(
        "Prüfen Sie Benutzer, Kennwort und Rechte der Datenbank. ({detail})",
        "Check the user, password and rights of the database. ({detail})",
    )


class DiskFull(OfficeError, OSError):
    """There is no room left. Fields: `place`."""

    title = Text(
        "Auf dem Datenträger ist kein Platz mehr ({place}).",
        "There is no space left on the disk ({place}).",
    )
    advice = Text(
        "Schaffen Sie Platz. Danach geht es von selbst weiter; es ist nichts verloren.",
        "Make room. Work continues by itself afterwards; nothing is lost.",
    )
    code = Code.E502


class FolderReadOnly(OfficeError, PermissionError):
    """We may not write where we must. Fields: `place`."""

    title = Text("In „{place}“ darf nicht geschrieben werden.", "“{place}” cannot be written to.")
    advice = Text(
        "Geben Sie dem Benutzer dieses Programms Schreibrechte für diesen Ordner.",
        "Give the user of this program the right to write to this folder.",
    )
    code = Code.E503


class KeysReadable(OfficeError, PermissionError):
    """Others can read the secret keys. Fields: `place`."""

    title = Text(
        "Die geheimen Schlüssel in „{place}“ können von anderen gelesen werden.",
        "The secret keys in “{place}” can be read by others.",
    )
    advice = Text(
        "Beschränken Sie den Zugriff auf Ihren Benutzer (Ordner 0700, Dateien 0600). Hatten "
        "andere schon Zugriff, richten Sie diesen Arbeitsplatz neu ein.",
        "Restrict access to your own user (folder 0700, files 0600). If others may already have "
        "had access, set this workstation up anew.",
    )
    code = Code.E501


class KeysMissing(OfficeError):
    """A secret is not in the key store. Fields: `name`, `store`."""

    title = Text("Im Schlüsselspeicher fehlt „{name}“.", "“{name}” is missing from the key store.")
    advice = Text(
        "Wurde das Büro auf einen anderen Rechner oder Benutzer kopiert? Die Schlüssel ziehen "
        "nicht mit um: Spielen Sie sie aus der Sicherung ein oder richten Sie den Arbeitsplatz "
        "neu ein. (Speicher: {store})",
        "Was the office copied to another computer or user? Keys do not move along: restore them "
        "from the backup, or set the workstation up anew. (Store: {store})",
    )


class KeyStoreRefused(OfficeError):
    """The operating system's key store does not work. Fields: `detail`."""

    title = Text(
        "Der Schlüsselspeicher des Systems gibt keine Antwort.",
        "The system's key store does not answer.",
    )
    advice = Text(
        "Melden Sie sich am Rechner an und entsperren Sie den Schlüsselspeicher. ({detail})",
        "Log in to the computer and unlock the key store. ({detail})",
    )


class LostRace(OfficeError):
    """Another writer was first with the same key: look again, then decide again (rule 20).

    Fields: `constraint`. Nothing was written.
    """

    title = Text(
        "Ein anderer Vorgang war schneller.", "Somebody else was faster with the same entry."
    )
    advice = Text("Wiederholen Sie den Schritt. ({constraint})", "Repeat the step. ({constraint})")


class NumberRangeExhausted(QtfError):
    """No number is left to hand out (rule 65). Fields: `series`, `workstation`."""

    title = Text(
        "Der Nummernkreis dieses Arbeitsplatzes ist aufgebraucht (Serie {series}).",
        "The number range of this workstation is used up (series {series}).",
    )
    advice = Text(
        "Lassen Sie sich am Hauptrechner einen weiteren Nummernkreis geben.",
        "Ask for a further number range at the main machine.",
    )


class RangeOverlap(QtfError):
    """The range shares numbers with another one (rule 62). Fields: `first`, `last`, `series`."""

    title = Text(
        "Der Nummernkreis {first}–{last} überschneidet sich mit einem schon vergebenen.",
        "The number range {first}–{last} overlaps one that is already given out.",
    )
    advice = Text(
        "Sehen Sie mit „qtf-office ranges“ nach, welche Nummern noch frei sind.",
        "Use “qtf-office ranges” to see which numbers are still free.",
    )


class NameTaken(QtfError):
    """The name is used already. Fields: `name`."""

    title = Text("Den Namen „{name}“ gibt es schon.", "The name “{name}” exists already.")
    advice = Text("Wählen Sie einen anderen Namen.", "Choose another name.")
