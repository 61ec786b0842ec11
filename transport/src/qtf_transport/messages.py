"""What the exchange folder says to people, in German and English."""

from __future__ import annotations

from qtf_format.errors import Text

__all__ = [
    "BOX_IS_NO_FOLDER",
    "CANNOT_PUT_AWAY",
    "FOLDER_FULL",
    "FOLDER_GONE",
    "LITTLE_SPACE",
    "MARKER_MISSING",
    "NOT_ALLOWED",
    "NOT_REACHABLE",
    "NO_LINKS",
    "NO_PATH",
    "OTHER_EXCHANGE",
    "READ_ONLY",
    "STEP_FOLDER",
    "STEP_LIST",
    "STEP_MARKER",
    "STEP_PUT_AWAY",
    "STEP_RENAME",
    "STEP_SPACE",
    "STEP_WRITE",
    "UNKNOWN_BOX",
]

NO_PATH = Text(
    "Für den Austauschordner ist kein vollständiger Pfad angegeben. "
    "Bitte richten Sie den Weg neu ein.",
    "No full path is given for the exchange folder. Please set the channel up again.",
)
UNKNOWN_BOX = Text(
    "„{box}“ ist kein Fach dieses Austauschordners.",
    "“{box}” is not a box of this exchange folder.",
)
FOLDER_GONE = Text(
    "Der Ordner „{folder}“ ist nicht da. Prüfen Sie, ob das Laufwerk verbunden ist und das "
    "Programm Ihres Cloud-Anbieters läuft. Es geht von selbst weiter, sobald der Ordner wieder "
    "erscheint.",
    "The folder “{folder}” is not there. Check that the drive is connected and that your cloud "
    "provider's program is running. Work goes on by itself as soon as the folder is back.",
)
MARKER_MISSING = Text(
    "Im Ordner „{folder}“ fehlt die Datei „{marker}“. Entweder ist es nicht der eingerichtete "
    "Austauschordner, oder er wurde geleert. Es wird nichts angerührt, bis die Datei wieder da "
    "ist. Der Hauptrechner kann den Ordner neu einrichten.",
    "The file “{marker}” is missing in the folder “{folder}”. Either this is not the exchange "
    "folder that was set up, or it was emptied. Nothing is touched until the file is back. The "
    "main machine can set the folder up again.",
)
OTHER_EXCHANGE = Text(
    "Der Ordner „{folder}“ gehört zu einem anderen Austausch. Prüfen Sie, ob der richtige Ordner "
    "verbunden ist.",
    "The folder “{folder}” belongs to another exchange. Check that the right folder is connected.",
)
FOLDER_FULL = Text(
    "Im Ordner „{folder}“ ist kein Platz mehr. Geben Sie Speicherplatz frei; danach wird von "
    "selbst weitergearbeitet.",
    "There is no space left in the folder “{folder}”. Free some space; work goes on by itself "
    "afterwards.",
)
NOT_ALLOWED = Text(
    "Im Ordner „{folder}“ fehlt die nötige Berechtigung. Lassen Sie sich Lese- und Schreibrechte "
    "für diesen Ordner geben.",
    "A permission is missing in the folder “{folder}”. Ask for the right to read and write there.",
)
READ_ONLY = Text(
    "Der Ordner „{folder}“ lässt sich nur lesen. Geben Sie den Ordner zum Schreiben frei.",
    "The folder “{folder}” can only be read. Allow writing to it.",
)
NOT_REACHABLE = Text(
    "Der Ordner „{folder}“ antwortet nicht ({detail}). Prüfen Sie Laufwerk und Netz; es wird "
    "später von selbst wieder versucht.",
    "The folder “{folder}” does not answer ({detail}). Check drive and network; it is tried again "
    "later by itself.",
)
BOX_IS_NO_FOLDER = Text(
    "„{folder}“ ist kein Ordner. Benennen Sie die Datei um, die dort liegt.",
    "“{folder}” is not a folder. Rename the file that lies there.",
)
CANNOT_PUT_AWAY = Text(
    "Die Datei „{file}“ ist übernommen, bleibt aber im Ordner „{folder}“ liegen, weil dort nicht "
    "geschrieben werden darf. Sie wird nicht noch einmal übernommen.",
    "The file “{file}” was taken but stays in the folder “{folder}”, because writing is not "
    "allowed there. It is not taken a second time.",
)
LITTLE_SPACE = Text(
    "Nur noch {megabytes} MB frei.",
    "Only {megabytes} MB left.",
)
NO_LINKS = Text(
    "Erledigte Dateien lassen sich nicht in den Ordner „{folder}“ verschieben ({detail}).",
    "Finished files cannot be moved to the folder “{folder}” ({detail}).",
)

STEP_FOLDER = Text("Ordner vorhanden", "folder is there")
STEP_MARKER = Text("Kennzeichen des Austauschs", "marker of the exchange")
STEP_LIST = Text("Ordner lesen", "read the folder")
STEP_WRITE = Text("Datei schreiben und zurücklesen", "write a file and read it back")
STEP_RENAME = Text("Datei umbenennen", "rename a file")
STEP_PUT_AWAY = Text("Erledigte Datei wegräumen", "put a finished file away")
STEP_SPACE = Text("Freier Speicherplatz", "free space")
