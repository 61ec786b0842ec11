"""Every sentence of the home-office program for people, in German and English.

Reasons and outcomes of the *office* are said in the words a home-office user needs: what became of
the order, and what to do next.
"""

from __future__ import annotations

from qtf_exporter.choice import Hindrance
from qtf_format.errors import Text
from qtf_office.journey import Step

__all__ = ["ANSWERS", "HINDRANCES", "REASONS", "STEPS"]

# --- Commands -----------------------------------------------------------------------------------

PROGRAM = Text(
    "Vorgänge aus dem Heimbüro an das Hauptbüro senden.",
    "Send orders from the home office to the main office.",
)
ORDERS = Text(
    "Die Vorgänge zeigen, die gesendet werden können.", "Show the orders that can be sent."
)
MARK = Text("Vorgänge zum Senden vormerken.", "Mark orders for sending.")
UNMARK = Text("Vormerkungen aufheben.", "Take back marks.")
SAVE = Text(
    "Vorgänge als .qtf-Dateien speichern: in den Austauschordner oder in einen Ordner Ihrer Wahl.",
    "Save orders as .qtf files: into the exchange folder or into a folder of your choice.",
)
SEND = Text(
    "Vorgänge in den Ausgang legen und gleich zu senden versuchen.",
    "Put orders into the outbox and try to send them at once.",
)
OUTBOX = Text(
    "Zeigen, was abgegangen ist, was wartet und was das Büro geantwortet hat.",
    "Show what has left, what waits, and what the office answered.",
)
RUN = Text(
    "Unbeaufsichtigt arbeiten: den Ausgang senden, Antworten abholen.",
    "Work unattended: send the outbox, fetch the answers.",
)
RENUMBER = Text(
    "Einem Vorgang eine andere Nummer aus Ihrem Nummernkreis geben, wenn seine schon vergeben ist.",
    "Give an order another number of your range when its own is already taken.",
)

# --- Options ------------------------------------------------------------------------------------

OPTION_FOLDER = Text(
    "In diesen Ordner speichern, zum Beispiel auf einen USB-Stick.",
    "Save into this folder, for instance on a USB stick.",
)
OPTION_CHANNEL = Text("Über diesen Weg senden.", "Send by this channel.")
OPTION_RETRY = Text(
    "Alles noch einmal senden, was wartet oder ohne Antwort blieb.",
    "Send everything again that waits or got no answer.",
)
OPTION_ONCE = Text("Einmal senden und abholen, dann enden.", "Send and fetch once, then end.")
OPTION_NEW_NUMBER = Text(
    "Diese Nummer nehmen (sonst die vom Büro angebotene oder die nächste freie).",
    "Take this number (else the one the office offered, or the next free one).",
)
OPTION_KEEP_HERE = Text(
    "Nur umnummerieren, nicht wieder senden.", "Only renumber, do not send again."
)

# --- Columns ------------------------------------------------------------------------------------

COLUMN_NUMBER = Text("Nummer", "Number")
COLUMN_KIND = Text("Art", "Kind")
COLUMN_DATE = Text("Datum", "Date")
COLUMN_BUYER = Text("Kunde", "Customer")
COLUMN_TOTAL = Text("Betrag", "Amount")
COLUMN_MARKED = Text("Vorgemerkt", "Marked")
COLUMN_STATE = Text("Stand", "State")
COLUMN_REVISION = Text("Fassung", "Revision")
COLUMN_CHANNEL = Text("Weg", "Channel")
COLUMN_RESULT = Text("Ergebnis", "Result")
COLUMN_FILE = Text("Datei", "File")
COLUMN_ANSWER = Text("Antwort", "Answer")

MARKED = Text("ja", "yes")
BY_HAND = Text("von Hand", "by hand")

NO_ORDERS = Text("Es gibt keine Vorgänge zum Senden.", "There are no orders to send.")
EMPTY_OUTBOX = Text("Es wurde noch nichts gepackt.", "Nothing has been packed yet.")
NOTHING_MARKED = Text(
    "Es ist nichts vorgemerkt. Nennen Sie Nummern, oder merken Sie Vorgänge mit "
    "„qtf-export mark NUMMER“ vor.",
    "Nothing is marked. Name numbers, or mark orders with “qtf-export mark NUMBER”.",
)

# --- Kinds and states ---------------------------------------------------------------------------

KINDS = {
    "quote": Text("Angebot", "Quote"),
    "order": Text("Auftrag", "Order"),
    "confirmation": Text("Auftragsbestätigung", "Order confirmation"),
    "work-order": Text("Arbeitsauftrag", "Work order"),
    "delivery-note": Text("Lieferschein", "Delivery note"),
}

STEPS = {
    Step.DRAFT: Text("Entwurf", "Draft"),
    Step.PACKED: Text("Gepackt, noch nicht abgegangen", "Packed, has not left yet"),
    Step.SENT: Text("Abgegangen", "Sent"),
    Step.RECEIVED: Text("Im Büro angekommen", "Arrived at the office"),
    Step.OPEN: Text("Im Büro, dort ist etwas zu entscheiden", "At the office, to be decided there"),
    Step.DONE: Text("Erledigt", "Done"),
    Step.REFUSED: Text("Abgelehnt", "Refused"),
    Step.NO_ANSWER: Text("Keine Antwort", "No answer"),
}

SENT_BY_HAND = Text("Gespeichert; es wird keine Antwort erwartet", "Saved; no answer is expected")
SEND_AGAIN = Text(
    "Senden Sie den Vorgang noch einmal („qtf-export send {number}“), wenn nötig auf einem "
    "anderen Weg (--channel). Doppelt angekommen schadet nicht.",
    "Send the order again (“qtf-export send {number}”), if need be by another channel "
    "(--channel). Arriving twice does no harm.",
)

# --- What the office answered -------------------------------------------------------------------

ANSWERS = {
    "imported": Text("Übernommen.", "Imported."),
    "renewed": Text("Neue Fassung übernommen.", "New revision imported."),
    "duplicate": Text("War schon da, alles in Ordnung.", "Was there already, all is well."),
    "stale": Text(
        "Das Büro hat schon eine neuere Fassung.", "The office already has a newer revision."
    ),
    "waiting": Text("Wartet auf das Büro.", "Waits for the office."),
    "refused": Text("Abgelehnt.", "Refused."),
}

ARRIVED_BUT_OPEN = Text(
    "Übernommen; im Büro ist noch etwas zu entscheiden.",
    "Imported; the office still has something to decide.",
)

REASONS = {
    "duplicate-number": Text(
        "Die Nummer ist im Büro schon vergeben. Geben Sie dem Vorgang mit "
        "„qtf-export renumber {number}“ eine neue; er wird dann wieder gesendet.",
        "The office already uses this number. Give the order a new one with "
        "“qtf-export renumber {number}”; it is then sent again.",
    ),
    "number-out-of-range": Text(
        "Die Nummer liegt nicht in Ihrem Nummernkreis; das Büro entscheidet.",
        "The number is not in your range; the office decides.",
    ),
    "forbidden-kind": Text(
        "Diese Art von Vorgang nimmt das Büro von diesem Arbeitsplatz nicht an.",
        "The office does not take this kind of order from this workstation.",
    ),
    "wrong-tenant": Text(
        "Der Vorgang gehört zu einem anderen Unternehmen.", "The order belongs to another company."
    ),
    "fork": Text(
        "Das Büro hat dieselbe Fassung mit anderem Inhalt. Wurde dieser Rechner kopiert oder aus "
        "einer Sicherung zurückgeholt? Sprechen Sie mit dem Büro.",
        "The office has the same revision with other content. Was this computer copied or restored "
        "from a backup? Talk to the office.",
    ),
    "edited-in-office": Text(
        "Das Büro hat den Vorgang selbst geändert und entscheidet, welche Fassung gilt.",
        "The office changed the order itself and decides which revision counts.",
    ),
    "processed-in-office": Text(
        "Der Vorgang ist im Büro schon weiterverarbeitet; das Büro entscheidet.",
        "The office has already processed the order; the office decides.",
    ),
    "total-mismatch": Text(
        "Die Summe passt nicht zu den Positionen; das Büro sieht nach.",
        "The total does not match the lines; the office is looking into it.",
    ),
    "needs-update": Text(
        "Das Büro braucht zuerst eine neuere Programmversion.",
        "The office needs a newer version of the program first.",
    ),
}

# --- Outcomes of save and send ------------------------------------------------------------------

SAVED = Text("Gespeichert: {file}", "Saved: {file}")
HANDED_OVER = Text("Abgegangen über „{channel}“.", "Sent by “{channel}”.")
QUEUED = Text(
    "Liegt im Ausgang und geht ab, sobald der Weg frei ist. {detail}",
    "Lies in the outbox and leaves as soon as the channel is free. {detail}",
)
NUMBERS_LEFT = Text(
    "In Ihrem Nummernkreis sind noch {left} Nummern frei. Bitten Sie das Büro um weitere.",
    "{left} numbers are left in your range. Ask the office for more.",
)

HINDRANCES = {
    Hindrance.UNKNOWN_NUMBER: Text(
        "Einen Vorgang mit der Nummer „{number}“ gibt es hier nicht.",
        "There is no order with the number “{number}” here.",
    ),
    Hindrance.AMBIGUOUS_NUMBER: Text(
        "Mehrere Vorgänge haben die Nummer „{number}“. Nennen Sie einen davon: {detail}.",
        "Several orders have the number “{number}”. Name one of them: {detail}.",
    ),
    Hindrance.FORBIDDEN_KIND: Text(
        "Vorgang {number}: Diese Art wird von diesem Arbeitsplatz nie gesendet.",
        "Order {number}: this kind is never sent from this workstation.",
    ),
    Hindrance.DELETED: Text("Vorgang {number} ist gelöscht.", "Order {number} is deleted."),
    Hindrance.NUMBER_OUT_OF_RANGE: Text(
        "Die Nummer {number} liegt nicht in Ihrem Nummernkreis. Geben Sie dem Vorgang mit "
        "„qtf-export renumber {number}“ eine eigene.",
        "The number {number} is not in your range. Give the order one of yours with "
        "“qtf-export renumber {number}”.",
    ),
    Hindrance.TOO_LARGE: Text(
        "Vorgang {number} ist zu groß zum Senden: {detail}",
        "Order {number} is too large to send: {detail}",
    ),
    Hindrance.INVALID: Text(
        "Vorgang {number} enthält eine Angabe, die so nicht übertragen werden kann: {detail}",
        "Order {number} contains something that cannot travel as it is: {detail}",
    ),
    Hindrance.FILE_MISSING: Text(
        "Zu Vorgang {number} fehlt die Anlage „{detail}“.",
        "The attachment “{detail}” of order {number} is missing.",
    ),
}

# --- run ----------------------------------------------------------------------------------------

RUNNING = Text(
    "Der Ausgang läuft; Antworten werden abgeholt. Ende mit Strg+C.",
    "The outbox is running; answers are fetched. Stop with Ctrl+C.",
)
STOPPED = Text("Beendet.", "Stopped.")
RAN = Text(
    "Gesendet: {sent}. Im Ausgang: {waiting}. Antworten: {answers}. Beiseitegelegt: {ignored}.",
    "Sent: {sent}. In the outbox: {waiting}. Answers: {answers}. Set aside: {ignored}.",
)
ALARM_E420 = Text(
    "Achtung: Das Büro hat zu {number} eine andere Sendung bestätigt, als hier gepackt wurde "
    "(E420). Es wurde nichts geändert. Sprechen Sie mit dem Büro.",
    "Attention: for {number} the office confirmed another package than the one packed here (E420). "
    "Nothing was changed. Talk to the office.",
)
ALARM_COUNTER = Text(
    "Achtung: Das Büro hat von diesem Arbeitsplatz schon neuere Sendungen. Wurde dieser Rechner "
    "kopiert oder aus einer Sicherung zurückgeholt? Die Zähler wurden vorgestellt.",
    "Attention: the office already has newer packages of this workstation. Was this computer "
    "copied or restored from a backup? The counters were moved on.",
)
CLOCK_DIFFERS = Text(
    "Die Uhr dieses Rechners weicht um {minutes} Minuten von der des Büros ab.",
    "This computer's clock differs from the office's by {minutes} minutes.",
)
ITEM_RECEIPT = Text("Antworten des Büros übernommen.", "Took the office's answers.")
ITEM_TRUST = Text("Liste der Arbeitsplätze übernommen.", "Took the list of workstations.")
ITEM_AGAIN = Text("Schon bekannt.", "Known already.")
ITEM_IGNORED = Text(
    "Beiseitegelegt, es wurde nichts davon übernommen: {why}",
    "Set aside, nothing of it was taken over: {why}",
)
ITEM_WAITS_FOR_UPDATE = Text(
    "Diese Datei braucht eine neuere Programmversion; sie wird danach von selbst gelesen.",
    "This file needs a newer version of the program; it is then read by itself.",
)
SET_ASIDE = {
    "not-ours": Text(
        "Die Datei ist nicht für diesen Arbeitsplatz.", "The file is not for this workstation."
    ),
    "not-for-us": Text(
        "Die Datei ist nicht für einen Arbeitsplatz bestimmt.",
        "The file is not meant for a workstation.",
    ),
    "not-from-office": Text(
        "Antworten darf nur das Hauptbüro.", "Only the main office may answer."
    ),
    "wrong-tenant": Text(
        "Die Datei gehört zu einem anderen Unternehmen.", "The file belongs to another company."
    ),
    "unknown-sender": Text("Der Absender ist nicht bekannt.", "The sender is not known."),
    "revoked-sender": Text("Der Absender ist gesperrt.", "The sender is revoked."),
    "bad-signature": Text(
        "Sie stammt nachweislich nicht vom Hauptbüro oder wurde verändert.",
        "It provably is not from the main office, or was changed.",
    ),
    "limit-exceeded": Text("Sie ist größer als erlaubt.", "It is larger than allowed."),
    "copied-identity": Text(
        "Das Hauptbüro wurde vielleicht aus einer Sicherung zurückgeholt. "
        "Sprechen Sie mit dem Büro.",
        "The main office may have been restored from a backup. Talk to the office.",
    ),
    "older-list": Text(
        "Eine neuere Liste der Arbeitsplätze ist schon da.",
        "A newer list of workstations is here already.",
    ),
    "unexpected": Text(
        "Das Programm konnte sie nicht lesen; Einzelheiten stehen im Protokoll. "
        "Die Datei bleibt liegen.",
        "The program could not read it; the log has the details. The file stays where it is.",
    ),
    "damaged": Text("Sie ist beschädigt.", "It is damaged."),
}
ITEM_ARRIVING = Text("Wird noch übertragen.", "Is still arriving.")

# --- renumber -----------------------------------------------------------------------------------

RENUMBERED = Text(
    "Aus {old} wurde {new}; die alte Nummer bleibt als Verweis erhalten.",
    "{old} became {new}; the old number is kept as a reference.",
)

# --- Errors -------------------------------------------------------------------------------------

NOT_AT_HOME = Text(
    "Dieses Büro ist das Hauptbüro; gesendet wird nur von einem Arbeitsplatz aus.",
    "This is the main office; only a workstation sends.",
)
NOT_AT_HOME_ADVICE = Text(
    "Nennen Sie mit --office das Büro des Arbeitsplatzes.",
    "Name the workstation's office with --office.",
)
NO_CHANNEL = Text("Es ist kein Weg zum Büro eingerichtet.", "No channel to the office is set up.")
NO_FOLDER = Text("Es ist kein Austauschordner eingerichtet.", "No exchange folder is set up.")
NO_FOLDER_ADVICE = Text(
    "Nennen Sie mit --to einen Ordner, oder richten Sie mit „qtf-office channel add folder“ "
    "den Austauschordner ein.",
    "Name a folder with --to, or set up the exchange folder with “qtf-office channel add folder”.",
)
UNKNOWN_CHANNEL = Text(
    "Einen Weg „{channel}“ gibt es hier nicht.", "There is no channel “{channel}” here."
)
KNOWN_CHANNELS = Text("Es gibt: {known}.", "There are: {known}.")
NUMBER_TAKEN = Text(
    "Die Nummer {number} ist hier schon vergeben.", "The number {number} is already used here."
)
NUMBER_NOT_OURS = Text(
    "Die Nummer {number} liegt nicht in Ihrem Nummernkreis.",
    "The number {number} is not in your range.",
)
