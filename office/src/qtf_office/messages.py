"""Every sentence of the office programs for people, in German and English.

Grouped by subject; names say what is told. Errors carry their own title and advice, which stand
beside their classes.
"""

from __future__ import annotations

from qtf_format.errors import Text

# --- The command line itself ----------------------------------------------------------------

HELP_USAGE = Text("Aufruf:", "Usage:")
HELP_OPTIONS = Text("Optionen", "Options")
HELP_VERBS = Text("Befehle", "Commands")
HELP_EXAMPLES = Text("Beispiele", "Examples")
HELP_OPTION = Text("Diese Hilfe zeigen.", "Show this help.")
OPTION_OFFICE = Text(
    "Ordner des Büros (sonst QTF_OFFICE, sonst der übliche Ordner dieses Rechners).",
    "Directory of the office (else QTF_OFFICE, else this system's usual folder).",
)
OPTION_JSON = Text("Antwort als ein JSON-Dokument.", "Answer as one JSON document.")
OPTION_LANG = Text("Sprache (sonst die des Systems).", "Language (else the system's).")
SEE_HELP = Text("Hilfe: {command} --help", "Help: {command} --help")
USAGE_ERROR = Text("Fehler: {complaint}", "Error: {complaint}")
INTERRUPTED = Text("Abgebrochen.", "Interrupted.")
NOBODY_TO_ASK = Text(
    "Hier fehlt eine Angabe, und niemand kann gefragt werden: {question}",
    "Something is missing and nobody can be asked: {question}",
)
DISK_FULL = Text(
    "Der Datenträger ist voll. Schaffen Sie Platz und wiederholen Sie den Befehl; "
    "es ist nichts verloren.",
    "The disk is full. Make room and repeat the command; nothing is lost.",
)
SYSTEM_REFUSED = Text(
    "Das System hat den Zugriff auf „{file}“ verweigert: {detail}.",
    "The system refused access to “{file}”: {detail}.",
)
OUR_MISTAKE = Text(
    "Das Programm hat einen Fehler gemacht ({kind}). Einzelheiten stehen in {log}; "
    "schicken Sie diese Datei bitte mit, wenn Sie den Fehler melden.",
    "The program made a mistake ({kind}). The details are in {log}; "
    "please enclose that file when you report it.",
)
