"""What the command `qtf-import` says about itself, in German and English.

The sentences about outcomes stand in `messages`.
"""

from __future__ import annotations

from qtf_format.errors import Text

PROGRAM = Text(
    "Vorgänge von anderen Arbeitsplätzen annehmen, prüfen und übernehmen.",
    "Take orders from other workstations, check and import them.",
)
PROGRAM_EXAMPLES = (
    "qtf-import watch --once",
    "qtf-import inbox",
    "qtf-import decide 12 --address 1 --new",
)
FILE = Text(
    "Dateien annehmen, als wären sie auf das Fenster gezogen worden.",
    "Take files as if they had been dragged onto the window.",
)
WATCH = Text(
    "Alle Wege überwachen und annehmen, was kommt.",
    "Watch all channels and take what arrives.",
)
ONCE = Text(
    "Einmal alles abholen, Quittungen senden und enden.",
    "Fetch everything once, send the receipts and end.",
)
INBOX = Text(
    "Den Eingang zeigen, oder einen Eintrag mit seiner Frage.",
    "Show the inbox, or one item with its question.",
)
DECIDE = Text("Eine Frage des Eingangs beantworten.", "Answer a question of the inbox.")
UNDO = Text("Eine Übernahme zurücknehmen.", "Take an import back.")
ADDRESS = Text(
    "Die Adresse mit dieser Nummer, von 1 an wie angezeigt.",
    "The address with this number, from 1 on as shown.",
)
USE = Text("Diese vorhandene Adresse ist gemeint.", "This stored address is meant.")
NEW = Text("Die Adresse ist neu.", "The address is new.")
RENEW = Text("Die neue Fassung übernehmen.", "Take the sender's revision.")
KEEP = Text("Den Stand des Büros behalten.", "Keep what the office has.")
BOTH = Text(
    "Beide behalten: die Fassung des Absenders bekommt eine eigene Nummer.",
    "Keep both: the sender's revision gets a number of its own.",
)
REJECT = Text("Ablehnen; der Absender wird benachrichtigt.", "Reject it; the sender is told.")
ACCEPT = Text("Trotzdem übernehmen.", "Take it all the same.")

NO_SUCH_FILE = Text("Die Datei „{file}“ gibt es nicht.", "There is no file “{file}”.")
ONE_ANSWER = Text(
    "Geben Sie genau eine Antwort an: --address N mit --use oder --new, oder --renew, --keep, "
    "--both, --reject, --accept.",
    "Give exactly one answer: --address N with --use or --new, or --renew, --keep, --both, "
    "--reject, --accept.",
)
ADDRESS_ANSWER = Text(
    "Zu --address N gehört entweder --use ID oder --new.",
    "--address N goes with either --use ID or --new.",
)
NOT_A_NUMBER = Text(
    "„{item}“ ist keine Nummer eines Eintrags.", "“{item}” is not the number of an item."
)

ITEM = Text("Eintrag", "Item")
OUTCOME = Text("Ergebnis", "Outcome")
ORDER = Text("Vorgang", "Order")
SENDER = Text("Absender", "Sender")
TOLD = Text("Was es bedeutet", "What it means")
FILE_NAME = Text("Datei", "File")
NUMBER = Text("Nr.", "No.")
ROLE = Text("Rolle", "Role")
DECISION = Text("Entscheidung", "Decision")
CANDIDATE = Text("Treffer", "Candidate")
SCORE = Text("Ähnlichkeit", "Likeness")
REASONS = Text("Warum", "Why")
FIELD = Text("Angabe", "Field")
OURS = Text("im Büro", "in the office")
THEIRS = Text("vom Absender", "from the sender")
ANSWERS = Text("Mögliche Antworten", "Possible answers")
DECIDED_BY = Text("Entschieden von", "Decided by")
NOTHING_ARRIVED = Text("Es ist nichts angekommen.", "Nothing has arrived.")
INBOX_EMPTY = Text("Der Eingang ist leer.", "The inbox is empty.")
WATCHING = Text(
    "Alle Wege werden überwacht. Ende mit Strg-C.", "Watching all channels. Ctrl-C ends it."
)
STOPPED = Text("Die Überwachung ist beendet.", "The watch has ended.")

OUTCOMES = {
    "imported": Text("übernommen", "imported"),
    "renewed": Text("erneuert", "renewed"),
    "unchanged": Text("unverändert", "unchanged"),
    "outdated": Text("veraltet", "outdated"),
    "waiting": Text("wartet", "waiting"),
    "rejected": Text("abgelehnt", "rejected"),
    "quarantined": Text("Quarantäne", "quarantined"),
}
