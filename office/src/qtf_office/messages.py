"""Every sentence of the office programs for people, in German and English.

Grouped by subject; names say what is told. Errors carry their own title and advice, which stand
beside their classes.
"""

from __future__ import annotations

from qtf_format.codes import Code
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

# --- qtf-office: the verbs -------------------------------------------------------------------

OFFICE = Text(
    "Das Büro: Vorgänge, Adressen, Artikel, Nummernkreise, Arbeitsplätze und Wege.",
    "The office: orders, addresses, articles, number ranges, workstations and channels.",
)
OFFICE_EXAMPLES = (
    "qtf-office create ./main --company 'Dach und Fach GmbH'",
    "qtf-office --office ./main status",
)
CREATE = Text("Ein Büro am Hauptrechner anlegen.", "Create an office on the main machine.")
CREATE_COMPANY = Text("Name des Betriebs.", "Name of the company.")
CREATE_DATABASE = Text(
    "PostgreSQL-Datenbank (postgresql://…); sonst eine Datei im Ordner.",
    "PostgreSQL database (postgresql://…); otherwise a file in the directory.",
)
CREATE_RANGE = Text(
    "Nummernkreis des Büros selbst; ohne Angabe 1-10000.",
    "The office's own number range; 1-10000 if not given.",
)
CREATE_SECRETS = Text(
    "Wo die Schlüssel liegen: im Schlüsselspeicher des Systems oder in Dateien.",
    "Where the keys lie: in the system's key store, or in files.",
)
CREATED = Text(
    "Das Büro „{company}“ liegt in {directory}.", "The office “{company}” is in {directory}."
)
CREATED_NEXT = Text(
    "Als Nächstes: qtf-office --office {directory} channel add folder AUSTAUSCHORDNER",
    "Next: qtf-office --office {directory} channel add folder EXCHANGE-FOLDER",
)
COMPANY_MISSING = Text("Der Name des Betriebs fehlt.", "The name of the company is missing.")
RANGE_WRONG = Text(
    "„{given}“ ist kein Nummernkreis. Schreiben Sie zum Beispiel 1-10000.",
    "“{given}” is not a number range. Write for example 1-10000.",
)
FILE_MISSING = Text("Die Datei „{file}“ gibt es nicht.", "There is no file “{file}”.")
LOAD = Text(
    "Dokumente werden Vorgänge, Listen werden Adressen oder Artikel.",
    "Turn documents into orders, lists into addresses or articles.",
)
LOAD_KEEP = Text(
    "Die Nummer des Dokuments wird die Belegnummer.", "The document's number becomes the order's."
)
PUT = Text(
    "Einen Vorgang aus seiner JSON-Form anlegen oder ersetzen.",
    "Create or replace one order from its JSON form.",
)
PUT_DONE = {
    "created": Text("{kind} {number} angelegt.", "{kind} {number} created."),
    "renewed": Text(
        "{kind} {number} ersetzt, Fassung {revision}.",
        "{kind} {number} replaced, revision {revision}.",
    ),
    "unchanged": Text("{kind} {number} war schon so.", "{kind} {number} was like this already."),
}
PUT_OUTSIDE = Text(
    "Die Nummer {number} liegt außerhalb des eigenen Nummernkreises; das Büro wird nachfragen.",
    "The number {number} is outside this workstation's range; the office will ask.",
)
PUT_IGNORED = Text(
    "Diese Felder sind unbekannt und wurden übergangen: {fields}",
    "These fields are unknown and were passed over: {fields}",
)
ORDERS = Text("Alle Vorgänge zeigen.", "Show all orders.")
ORDER = Text("Einen Vorgang zeigen.", "Show one order.")
ADDRESSES = Text("Adressen zeigen oder suchen.", "Show or search addresses.")
ADDRESSES_SEARCH = Text(
    "Nur Adressen, die alle Wörter enthalten oder ähnlich klingen.",
    "Only addresses that contain all words, or sound like them.",
)
ARTICLES = Text("Artikel zeigen.", "Show the articles.")
RANGES = Text("Nummernkreise zeigen.", "Show the number ranges.")
STATUS = Text("Zeigen, ob alles läuft und was wartet.", "Show whether all runs and what waits.")

# --- qtf-office: workstations ----------------------------------------------------------------

WORKSTATIONS = Text("Arbeitsplätze einladen und verwalten.", "Invite and manage workstations.")
WORKSTATION_ADD = Text(
    "Einen Arbeitsplatz einladen.\n\n"
    "Schreibt eine verschlüsselte Datei und zeigt einmal einen Code. Beides geht getrennt an den "
    "Arbeitsplatz: die Datei zum Beispiel per Mail, der Code am Telefon. Wer noch nicht "
    "geantwortet hat, kann noch einmal eingeladen werden; dann gilt nur die neue Datei.",
    "Invite a workstation.\n\n"
    "Writes a sealed file and shows a code once. The two go separate ways: the file by mail for "
    "instance, the code by phone. Whoever has not answered yet can be invited again; then only "
    "the new file counts.",
)
ADD_EMPLOYEE = Text("Wer dort arbeitet.", "Who works there.")
ADD_EMAIL = Text("Mailadresse des Mitarbeiters.", "The employee's mail address.")
ADD_DEVICES = Text("Wie viele Geräte er haben darf.", "How many devices they may have.")
ADD_KINDS = Text(
    "Was der Arbeitsplatz senden darf, mit Komma getrennt; ohne Angabe alles.",
    "What the workstation may send, separated by commas; everything if not given.",
)
ADD_RANGE = Text(
    "Nummernkreis, auch je Art; „any“: die Nummern vergibt das Branchenprogramm. "
    "Ohne Angabe der nächste freie Block von 10.000.",
    "Number range, also per kind; “any”: the host program hands out the numbers. "
    "If not given, the next free block of 10,000.",
)
ADD_INCLUDE = Text(
    "Was mitgegeben wird: addresses, articles, orders.",
    "What is handed down: addresses, articles, orders.",
)
ADD_OUTPUT = Text("Datei für die Einladung.", "File for the invitation.")
ADD_CODE_FILE = Text(
    "Den Code in diese Datei schreiben (nur für Sie lesbar), statt ihn zu zeigen.",
    "Write the code into this file (readable by you only) instead of showing it.",
)
INVITED = Text(
    "„{name}“ ist eingeladen. Die Einladung liegt in {file}.",
    "“{name}” is invited. The invitation is in {file}.",
)
INVITED_CODE = Text("Code: {code}", "Code: {code}")
INVITED_CODE_FILE = Text("Der Code steht in {file}.", "The code is in {file}.")
INVITED_NEXT = Text(
    "Geben Sie Datei und Code auf zwei verschiedenen Wegen weiter. Die Einladung gilt 7 Tage und "
    "nur einmal.",
    "Hand over file and code by two different ways. The invitation holds for 7 days and only once.",
)
WORKSTATION_LIST = Text("Arbeitsplätze zeigen.", "Show the workstations.")
WORKSTATION_CONFIRM = Text(
    "Einen Arbeitsplatz bestätigen, der geantwortet hat.",
    "Confirm a workstation that has answered.",
)
CONFIRMED = Text(
    "„{name}“ ist bestätigt (Gerät: {device}).", "“{name}” is confirmed (device: {device})."
)
COMPARE_OFFICE = Text(
    "Vergleichszahl: {number}. Am Arbeitsplatz muss dieselbe stehen; wenn nicht, sperren Sie ihn "
    "sofort mit „qtf-office workstation revoke“.",
    "Comparison number: {number}. The workstation must show the same; if it does not, revoke it "
    "at once with “qtf-office workstation revoke”.",
)
TRUST_WAITS = Text(
    "Die neue Liste der Arbeitsplätze wartet noch auf einen Weg ({count}); sie geht von selbst "
    "hinaus, sobald einer erreichbar ist.",
    "The new list of workstations still waits for a channel ({count}); it leaves by itself as "
    "soon as one can be reached.",
)
WORKSTATION_REVOKE = Text(
    "Einen Arbeitsplatz sperren: Nichts mehr von ihm kommt herein.",
    "Revoke a workstation: nothing of it comes in any more.",
)
REVOKED = Text(
    "„{name}“ ist gesperrt. Seine Nummern werden nie wieder vergeben.",
    "“{name}” is revoked. Its numbers are never given out again.",
)
NAME_WRONG = Text(
    "{what}: Hier gehört ein Name mit 1 bis 100 sichtbaren Zeichen hin.",
    "{what}: a name of 1 to 100 visible characters belongs here.",
)
EMAIL_WRONG = Text("„{email}“ ist keine Mailadresse.", "“{email}” is not a mail address.")
WORD_WRONG = Text(
    "{what}: „{given}“ ist unbekannt. Möglich sind: {known}.",
    "{what}: “{given}” is unknown. Possible are: {known}.",
)
OUTPUT_WRONG = Text(
    "„{file}“ kann nicht geschrieben werden: Den Ordner gibt es nicht, oder es ist selbst einer.",
    "“{file}” cannot be written: its folder does not exist, or it is a folder itself.",
)
OUTPUT_EXISTS = Text(
    "„{file}“ gibt es schon, und es ist keine Einladung. Wählen Sie einen anderen Namen.",
    "“{file}” exists already and is no invitation. Choose another name.",
)
JOIN = Text(
    "Diesen Rechner mit einer Einladung zum Arbeitsplatz machen.",
    "Make this computer a workstation with an invitation.",
)
JOIN_CODE_FILE = Text("Datei mit dem Code; sonst wird gefragt.", "File with the code; else asked.")
JOIN_TERMS = Text(
    "Einverstanden, Daten des Betriebs auf diesem Rechner zu empfangen.",
    "Agree to receive the company's data on this computer.",
)
JOIN_OUTPUT = Text(
    "Die Antwort in diese Datei schreiben, statt sie zu senden.",
    "Write the answer into this file instead of sending it.",
)
JOIN_FOLDER = Text(
    "Wo der Austauschordner auf diesem Rechner liegt, wenn nicht am selben Ort wie im Büro.",
    "Where the exchange folder is on this computer, if not in the same place as at the office.",
)
TERMS = Text(
    "Auf diesem Rechner werden Daten des Betriebs gespeichert: Vorgänge, Adressen von Kunden und "
    "Artikel. Sie sind nur für die Arbeit bestimmt. Das Büro kann diesen Arbeitsplatz jederzeit "
    "sperren. Melden Sie den Verlust des Geräts sofort.",
    "Data of the company will be kept on this computer: orders, addresses of customers, and "
    "articles. They are for work only. The office can revoke this workstation at any time. "
    "Report the loss of the device at once.",
)
ASK_TERMS = Text(
    "Einverstanden? (ja/nein; ohne Rückfrage: --accept-terms)",
    "Do you agree? (yes/no; without asking: --accept-terms)",
)
TERMS_REFUSED = Text("Es wurde nichts eingerichtet.", "Nothing was set up.")
ASK_CODE = Text("Code (oder --code-file)", "Code (or --code-file)")
CODE_TYPO = Text(
    "In diesem Code steckt ein Tippfehler. Vergleichen Sie ihn Zeichen für Zeichen.",
    "There is a typing mistake in this code. Compare it character by character.",
)
JOINED = Text(
    "Dieser Rechner ist jetzt der Arbeitsplatz „{name}“ von „{company}“.",
    "This computer is now the workstation “{name}” of “{company}”.",
)
COMPARE_HOME = Text(
    "Vergleichszahl: {number}. Nennen Sie sie dem Büro; es bestätigt den Arbeitsplatz, wenn dort "
    "dieselbe steht.",
    "Comparison number: {number}. Tell it to the office, which confirms the workstation if it "
    "shows the same one.",
)
ANSWER_WAITS = Text(
    "Die Antwort an das Büro konnte noch nicht abgegeben werden. Sie liegt bereit und geht mit "
    "„qtf-export run“ hinaus. Liegt der Austauschordner hier an einem anderen Ort, wiederholen Sie "
    "den Befehl mit --folder; oder schreiben Sie die Antwort mit --output in eine Datei.",
    "The answer to the office could not be handed over yet. It is ready and leaves with "
    "“qtf-export run”. If the exchange folder is in another place here, repeat the command with "
    "--folder; or write the answer into a file with --output.",
)

# --- qtf-office: channels --------------------------------------------------------------------

CHANNEL = Text("Wege einrichten, prüfen und entfernen.", "Set up, test and remove channels.")
CHANNEL_ADD = Text("Einen Weg einrichten.", "Set up a channel.")
CHANNEL_ADD_FOLDER = Text(
    "Einen Austauschordner einrichten (auch in einer Cloud oder im Netz).",
    "Set up an exchange folder (in a cloud or on the network, too).",
)
CHANNEL_NAME = Text("Name des Weges.", "Name of the channel.")
CHANNEL_ADDED = Text("Weg „{name}“ eingerichtet: {place}", "Channel “{name}” set up: {place}")
CHANNEL_LIST = Text("Die eingerichteten Wege zeigen.", "Show the channels.")
CHANNEL_TEST = Text(
    "Jeden Schritt ausprobieren, den ein Austausch braucht.",
    "Try every step that an exchange needs.",
)
CHANNEL_REMOVE = Text("Einen Weg entfernen.", "Remove a channel.")
CHANNEL_REMOVED = Text(
    "Weg „{name}“ entfernt. Was dort liegt, bleibt liegen.",
    "Channel “{name}” removed. What lies there stays there.",
)
NO_CHANNELS = Text("Es ist kein Weg eingerichtet.", "No channel is set up.")
STEP = Text("Schritt", "Step")
RESULT = Text("Ergebnis", "Result")
STEP_WORKS = Text("in Ordnung", "works")
STEP_OPEN = Text("Weg öffnen", "Open the channel")

# --- Columns and facts -----------------------------------------------------------------------

FILE = Text("Datei", "File")
OUTCOME = Text("Ergebnis", "Outcome")
NOTE = Text("Hinweis", "Note")
NUMBER = Text("Nummer", "Number")
KIND = Text("Art", "Kind")
TITLE = Text("Betreff", "Title")
REVISION = Text("Fassung", "Revision")
DATE = Text("Datum", "Date")
VALID_UNTIL = Text("Gültig bis", "Valid until")
BUYER = Text("Kunde", "Buyer")
TOTAL = Text("Summe", "Total")
CURRENCY = Text("Währung", "Currency")
MARKED = Text("Markiert", "Marked")
STATE = Text("Stand", "State")
OWNER = Text("Von", "From")
ROLE = Text("Rolle", "Role")
NAME = Text("Name", "Name")
PERSON = Text("Person", "Person")
STREET = Text("Straße", "Street")
POSTCODE = Text("PLZ", "Postcode")
CITY = Text("Ort", "City")
ADDRESS_ID = Text("Kennung", "Id")
POSITION = Text("Pos.", "Pos.")
ARTICLE = Text("Artikel", "Article")
TEXT = Text("Text", "Text")
QUANTITY = Text("Menge", "Quantity")
UNIT = Text("Einheit", "Unit")
PRICE = Text("Preis", "Price")
AMOUNT = Text("Betrag", "Amount")
TAX_RATE = Text("Steuer %", "Tax %")
NET = Text("Netto", "Net")
TAX = Text("Steuer", "Tax")
GROSS = Text("Brutto", "Gross")
PAYABLE = Text("Zahlbetrag", "Payable")
WORKSTATION = Text("Arbeitsplatz", "Workstation")
EMPLOYEE = Text("Mitarbeiter", "Employee")
DEVICE = Text("Gerät", "Device")
COMPARISON = Text("Vergleichszahl", "Comparison")
LAST_SEEN = Text("Zuletzt gesehen", "Last seen")
SERIES = Text("Serie", "Series")
FIRST = Text("Von", "First")
LAST = Text("Bis", "Last")
NEXT = Text("Nächste", "Next")
PLACE = Text("Ort", "Place")
COMPANY = Text("Betrieb", "Company")
OFFICE_PLACE = Text("Ordner", "Directory")
ORDERS_COUNT = Text("Vorgänge", "Orders")
OUTBOX_COUNT = Text("Im Ausgang", "In the outbox")
UNANSWERED_COUNT = Text("Ohne Antwort", "Unanswered")
INBOX_COUNT = Text("Im Eingang", "In the inbox")
QUARANTINE_COUNT = Text("In Quarantäne", "In quarantine")
OPEN_COUNT = Text("Offene Fragen", "Open questions")
CHANNEL_TITLE = Text("Weg", "Channel")
LAST_LOOK = Text("Zuletzt angesehen", "Last looked at")
LAST_ERROR = Text("Störung", "Trouble")
WAITING = Text("Liegt dort", "Lying there")
RANGE_LOW = Text(
    "Im Nummernkreis der Serie „{series}“ sind nur noch {left} Nummern frei.",
    "Only {left} numbers are left in the range of the series “{series}”.",
)
NO_ORDERS = Text("Es gibt noch keine Vorgänge.", "There are no orders yet.")
NO_ADDRESSES = Text("Keine Adresse gefunden.", "No address found.")
NO_ARTICLES = Text("Es gibt noch keine Artikel.", "There are no articles yet.")

WORDS = {
    # kinds
    "quote": Text("Angebot", "Quote"),
    "order": Text("Auftrag", "Order"),
    "confirmation": Text("Auftragsbestätigung", "Confirmation"),
    "work-order": Text("Arbeitsauftrag", "Work order"),
    "delivery-note": Text("Lieferschein", "Delivery note"),
    "addresses": Text("Adressen", "Addresses"),
    "articles": Text("Artikel", "Articles"),
    "folder": Text("Austauschordner", "Exchange folder"),
    # roles
    "buyer": Text("Kunde", "Buyer"),
    "seller": Text("Verkäufer", "Seller"),
    "invoice": Text("Rechnung an", "Invoice to"),
    "delivery": Text("Lieferung an", "Delivery to"),
    "contact": Text("Ansprechpartner", "Contact"),
    "site": Text("Baustelle", "Building site"),
    "originator": Text("Auftraggeber", "Originator"),
    "other": Text("Weitere", "Other"),
    # outcomes of load
    "loaded": Text("übernommen", "loaded"),
    "unchanged": Text("unverändert", "unchanged"),
    "refused": Text("abgelehnt", "refused"),
    # where an order stands (rule 37)
    "draft": Text("Entwurf", "draft"),
    "packed": Text("gepackt", "packed"),
    "sent": Text("gesendet", "sent"),
    "received": Text("angekommen", "received"),
    "open": Text("offen", "open"),
    "done": Text("erledigt", "done"),
    "no-answer": Text("keine Antwort", "no answer"),
    # workstations, addresses, ranges
    "invited": Text("eingeladen", "invited"),
    "answered": Text("wartet auf Bestätigung", "waits to be confirmed"),
    "active": Text("aktiv", "active"),
    "suspended": Text("ausgesetzt", "suspended"),
    "revoked": Text("gesperrt", "revoked"),
    "provisional": Text("vorläufig", "provisional"),
    "frozen": Text("eingefroren", "frozen"),
    "unguarded": Text("unbewacht", "unguarded"),
}
"""The words people use for what JSON and tables keep as short codes."""

# --- qtf: looking at one file ----------------------------------------------------------------

QTF = Text("Eine .qtf-Datei ansehen und prüfen.", "Look at a .qtf file and check it.")
INSPECT = Text(
    "Zeigen, was eine Datei von sich sagt; mit den Schlüsseln des Büros auch den Inhalt.",
    "Show what a file says of itself; with the office's keys also what is inside.",
)
INSPECT_CODE_FILE = Text(
    "Datei mit dem Code einer Einladung.", "File with the code of an invitation."
)
VERIFY = Text(
    "Unterschrift und Grenzen prüfen, ohne etwas zu übernehmen.",
    "Check signature and limits without importing anything.",
)
VALID = Text("Die Datei ist echt und unversehrt.", "The file is authentic and intact.")
FINDING = Text("Befund", "Finding")
VERSION = Text("Formatfassung", "Format version")
SEALED_TO = Text("Verschlüsselt für", "Sealed to")
SIZE = Text("Größe (Byte)", "Size (bytes)")
DIGEST = Text("SHA-256", "SHA-256")
PACKAGE_KIND = Text("Inhalt", "Content")
SENDER = Text("Absender", "Sender")
PACKAGE = Text("Sendung", "Package")
PROGRAM = Text("Programm", "Program")

_NAMED = {
    "company": COMPANY,
    "workstation": WORKSTATION,
    "addresses": Text("Adressen", "Addresses"),
    "articles": Text("Artikel", "Articles"),
    "orders": ORDERS_COUNT,
    "device": DEVICE,
    "epoch": Text("Stand der Liste", "Epoch"),
    "highest_sequence": Text("Höchste Folgenummer", "Highest sequence"),
}


def named(key: str) -> Text:
    """Return the title of a fact by its name in JSON."""
    return _NAMED.get(key) or Text(key, key)


WORDS |= {
    "complete": Text("vollständig", "complete"),
    "incomplete": Text("unvollständig", "incomplete"),
    "damaged": Text("beschädigt", "damaged"),
    "trailing": Text("etwas hängt hinten an", "something hangs on behind"),
    "not-qtf": Text("keine .qtf-Datei", "not a .qtf file"),
    "keys": Text("Schlüssel von Arbeitsplätzen", "keys of workstations"),
    "code": Text("den Code einer Einladung", "the code of an invitation"),
    "receipt": Text("Quittung", "Receipt"),
    "trust": Text("Liste der Arbeitsplätze", "List of workstations"),
    "pair.fill": Text("Einladung", "Invitation"),
    "pair.accept": Text("Antwort auf eine Einladung", "Answer to an invitation"),
}

_DAMAGED = Text("Die Datei ist unterwegs beschädigt worden.", "The file was damaged on its way.")
_FORGED = Text(
    "Die Datei stammt nicht von dem, der sie geschickt haben will.",
    "The file is not from whom it claims to be.",
)
_MALFORMED = Text(
    "Der Inhalt entspricht nicht dem Format.", "The content does not follow the format."
)
_SEEN = Text("Die Sendung ist schon bekannt.", "The package is known already.")
_LOCAL = Text("Hier auf dem Rechner stimmt etwas nicht.", "Something is wrong on this computer.")
_DECIDES = Text("Darüber entscheidet das Büro.", "The office decides about this.")

CODES: dict[Code, Text] = {
    **{code: _LOCAL for code in Code if code.value.startswith("E5")},
    **{code: _DECIDES for code in Code if code.value.startswith("E41")},
    **{code: _MALFORMED for code in Code if code.value.startswith("E3")},
    **dict.fromkeys((Code.E103, Code.E112, Code.E113, Code.E120, Code.E121), _DAMAGED),
    **dict.fromkeys((Code.E202, Code.E203, Code.E214, Code.E215, Code.E216), _FORGED),
    **dict.fromkeys((Code.E401, Code.E402, Code.E403, Code.E420), _SEEN),
    Code.E101: Text("Das ist keine .qtf-Datei.", "This is not a .qtf file."),
    Code.E102: Text("Die Datei ist noch nicht vollständig.", "The file is not complete yet."),
    Code.E104: Text(
        "Hinter dem Ende der Datei steht noch etwas.", "Something stands behind the file's end."
    ),
    Code.E105: Text("Die Datei ist größer als erlaubt.", "The file is larger than allowed."),
    Code.E110: Text(
        "Eine neuere Programmfassung hat die Datei gemacht; aktualisieren Sie das Programm.",
        "The file was made by a newer version of the program; update the program.",
    ),
    Code.E111: Text(
        "Die Datei wurde mit einer Programmfassung gemacht, die nicht mehr unterstützt wird.",
        "The file was made by a version of the program that is no longer supported.",
    ),
    Code.E122: Text(
        "Die Datei ist auf eine Weise verschlüsselt, die nicht erlaubt ist.",
        "The file is sealed in a way that is not allowed.",
    ),
    Code.E201: Text(
        "Die Datei ist für andere verschlüsselt.", "The file is sealed for somebody else."
    ),
    Code.E210: Text(
        "Die Datei gehört zu einem anderen Betrieb.", "The file belongs to another company."
    ),
    Code.E211: Text(
        "Der Absender ist hier nicht bekannt oder noch nicht bestätigt.",
        "The sender is not known here, or not confirmed yet.",
    ),
    Code.E212: Text("Der Absender ist ausgesetzt.", "The sender is suspended."),
    Code.E213: Text("Der Absender ist gesperrt.", "The sender is revoked."),
    Code.E217: Text("Der Absender darf das nicht senden.", "The sender may not send this."),
    Code.E218: Text("Ein Schlüssel ist zu schwach.", "A key is too weak."),
    Code.E219: Text(
        "Die Liste der Arbeitsplätze ist älter als die bekannte.",
        "The list of workstations is older than the known one.",
    ),
    Code.E220: Text(
        "Der Code gehört nicht zu dieser Einladung.", "The code does not belong to this invitation."
    ),
    Code.E221: Text(
        "Die Einladung verlangt einen unzulässigen Rechenaufwand.",
        "The invitation asks for a cost that is not allowed.",
    ),
    Code.E222: Text("Die Einladung ist schon beantwortet.", "The invitation was answered already."),
    Code.E223: Text("Die Einladung ist abgelaufen.", "The invitation has expired."),
    Code.E304: Text(
        "Die Art der Sendung ist unbekannt; vielleicht fehlt eine Aktualisierung.",
        "The kind of package is unknown; an update may be missing.",
    ),
}
"""What each code means, for a person who looks at one file."""
