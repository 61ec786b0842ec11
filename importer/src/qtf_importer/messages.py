"""Every sentence of the importer for people, in German and English.

Each reason has one message: what happened, and what to do next. Codes with a better sentence than
their reason have one of their own. Fields that may stand in a sentence: `number` (of the order),
`revision`, `declared` and `computed` (totals); in warnings also `position`, `ours`, `theirs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from qtf_format.codes import Code
from qtf_format.errors import Language, Text
from qtf_importer.rules.verdict import Outcome, Reason

__all__ = [
    "BY_CODE",
    "BY_OUTCOME",
    "BY_REASON",
    "WARNINGS",
    "Message",
    "Told",
    "message",
    "sentence",
    "warning",
]


_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Message:
    """What it means and what to do next; `advice` is empty where nothing is to be done."""

    meaning: Text
    advice: Text = _NOTHING


BY_OUTCOME: dict[Outcome, Message] = {
    Outcome.IMPORTED: Message(
        Text("Der Vorgang {number} wurde übernommen.", "Order {number} was imported.")
    ),
    Outcome.RENEWED: Message(
        Text(
            "Der Vorgang {number} wurde auf Fassung {revision} gebracht; die frühere Fassung "
            "bleibt lesbar.",
            "Order {number} was renewed to revision {revision}; the former one stays readable.",
        )
    ),
    Outcome.UNCHANGED: Message(
        Text(
            "Der Vorgang {number} war schon da und ist unverändert.",
            "Order {number} was already here and is unchanged.",
        )
    ),
    Outcome.OUTDATED: Message(
        Text(
            "Vom Vorgang {number} liegt schon eine neuere Fassung vor.",
            "A newer revision of order {number} is already here.",
        )
    ),
    Outcome.WAITING: Message(
        Text("Der Vorgang wartet auf eine Entscheidung.", "The order waits for a decision."),
        Text("Öffnen Sie ihn im Eingang.", "Open it in the inbox."),
    ),
    Outcome.REJECTED: Message(
        Text("Der Vorgang wurde abgelehnt.", "The order was rejected."),
    ),
    Outcome.QUARANTINED: Message(
        Text(
            "Die Datei liegt in der Quarantäne. Es wurde nichts übernommen.",
            "The file is in quarantine. Nothing was imported.",
        )
    ),
}

BY_REASON: dict[Reason, Message] = {
    Reason.DAMAGED: Message(
        Text("Die Datei ist beschädigt.", "The file is damaged."),
        Text(
            "Bitten Sie den Absender, den Vorgang noch einmal zu senden.",
            "Ask the sender to send the order again.",
        ),
    ),
    Reason.BAD_SIGNATURE: Message(
        Text(
            "Die Unterschrift der Datei stimmt nicht. Sie wurde verändert oder stammt nicht von "
            "dem Arbeitsplatz, den sie nennt.",
            "The file's signature is wrong. It was changed, or does not come from the "
            "workstation that it names.",
        ),
        Text(
            "Übernehmen Sie nichts daraus. Fragen Sie beim Absender auf einem anderen Weg nach, "
            "etwa am Telefon.",
            "Take nothing from it. Ask the sender by another way, for instance by telephone.",
        ),
    ),
    Reason.LIMIT_EXCEEDED: Message(
        Text(
            "Die Datei ist größer, als es erlaubt ist.",
            "The file is larger than is allowed.",
        ),
        Text(
            "Bitten Sie den Absender, Anhänge wegzulassen oder zu verkleinern.",
            "Ask the sender to leave out attachments or to make them smaller.",
        ),
    ),
    Reason.NOT_FOR_US: Message(
        Text(
            "Die Datei ist für ein anderes Büro verschlossen und lässt sich hier nicht öffnen.",
            "The file is sealed for another office and cannot be opened here.",
        ),
        Text(
            "Wenn sie für Sie bestimmt war: Bitten Sie den Absender, seine Einrichtung zu prüfen "
            "und noch einmal zu senden.",
            "If it was meant for you: ask the sender to check the set-up and to send it again.",
        ),
    ),
    Reason.FORMAT_TOO_OLD: Message(
        Text(
            "Die Datei stammt von einer Programmversion, die nicht mehr unterstützt wird.",
            "The file was made by a program version that is no longer supported.",
        ),
        Text(
            "Aktualisieren Sie das Programm am Arbeitsplatz des Absenders.",
            "Update the program on the sender's workstation.",
        ),
    ),
    Reason.NEEDS_UPDATE: Message(
        Text(
            "Die Datei stammt von einer neueren Programmversion.",
            "The file was made by a newer version of the program.",
        ),
        Text(
            "Aktualisieren Sie dieses Programm; die Datei wird danach von selbst übernommen.",
            "Update this program; the file is then taken up by itself.",
        ),
    ),
    Reason.UNKNOWN_SENDER: Message(
        Text(
            "Der Absender gehört zu keinem Arbeitsplatz, der hier angemeldet und bestätigt ist.",
            "The sender is no workstation that is enrolled and confirmed here.",
        ),
        Text(
            "Bestätigen Sie den neuen Arbeitsplatz, wenn Sie einen eingeladen haben; die Datei "
            "wird dann von selbst geprüft. Sonst lassen Sie sie liegen.",
            "Confirm the new workstation if you invited one; the file is then examined by "
            "itself. Otherwise leave it.",
        ),
    ),
    Reason.SUSPENDED_SENDER: Message(
        Text(
            "Der Arbeitsplatz des Absenders ist vorübergehend gesperrt.",
            "The sender's workstation is suspended.",
        ),
        Text(
            "Heben Sie die Sperre auf, wenn er wieder senden darf.",
            "End the suspension if it may send again.",
        ),
    ),
    Reason.REVOKED_SENDER: Message(
        Text(
            "Dem Arbeitsplatz des Absenders wurde das Recht zu senden entzogen.",
            "The sender's workstation was revoked.",
        ),
        Text(
            "Prüfen Sie, woher die Datei kommt. Sie können sie einzeln von Hand freigeben.",
            "Find out where the file comes from. You can release it by hand.",
        ),
    ),
    Reason.WRONG_TENANT: Message(
        Text(
            "Die Datei gehört zu einem anderen Mandanten.",
            "The file belongs to another tenant.",
        ),
        Text(
            "Nehmen Sie sie im richtigen Mandanten an.",
            "Take it in the tenant that it is meant for.",
        ),
    ),
    Reason.FORBIDDEN_KIND: Message(
        Text(
            "Diese Art von Vorgang darf der Absender nicht senden.",
            "The sender may not send this kind of order.",
        ),
        Text(
            "Rechnungen und Gutschriften werden nie übertragen. Andere Arten können Sie dem "
            "Arbeitsplatz erlauben; danach muss der Absender noch einmal senden.",
            "Invoices and credit notes never travel. Other kinds can be allowed to the "
            "workstation; the sender then has to send it again.",
        ),
    ),
    Reason.WRONG_CODE: Message(
        Text("Der Kopplungscode passt nicht.", "The pairing code does not fit."),
        Text(
            "Prüfen Sie den Code und geben Sie ihn noch einmal ein.",
            "Check the code and enter it again.",
        ),
    ),
    Reason.INVITATION_USED: Message(
        Text(
            "Auf diese Einladung wurde schon von einem anderen Gerät geantwortet.",
            "Another device has already answered this invitation.",
        ),
        Text(
            "Klären Sie, welches Gerät das richtige ist, und laden Sie es neu ein.",
            "Find out which device is the right one and invite it again.",
        ),
    ),
    Reason.INVITATION_EXPIRED: Message(
        Text("Die Einladung ist abgelaufen.", "The invitation has expired."),
        Text("Laden Sie den Arbeitsplatz neu ein.", "Invite the workstation again."),
    ),
    Reason.OLDER_TRUST_LIST: Message(
        Text(
            "Die Liste der Arbeitsplätze ist älter als die vorhandene.",
            "The list of workstations is older than the one in use.",
        ),
        Text(
            "Die neuere bleibt in Kraft. Fragen Sie im Büro nach, wenn das öfter vorkommt.",
            "The newer one stays in force. Ask the office if this happens again.",
        ),
    ),
    Reason.CONFIRM_WORKSTATION: Message(
        Text(
            "Ein neuer Arbeitsplatz hat auf Ihre Einladung geantwortet.",
            "A new workstation has answered your invitation.",
        ),
        Text(
            "Vergleichen Sie die sechs Ziffern mit denen auf dem neuen Gerät und bestätigen Sie "
            "ihn dann.",
            "Compare the six digits with those on the new device, then confirm it.",
        ),
    ),
    Reason.WORKSTATION_CONFIRMED: Message(
        Text(
            "Der neue Arbeitsplatz ist bestätigt und darf senden.",
            "The new workstation is confirmed and may send.",
        )
    ),
    Reason.PACKAGE_ID_REUSED: Message(
        Text(
            "Eine andere Sendung trug schon dieselbe Kennung. Das kann nicht zufällig geschehen.",
            "Another package already carried this identity. That cannot happen by accident.",
        ),
        Text(
            "Übernehmen Sie nichts daraus und fragen Sie beim Absender nach.",
            "Take nothing from it and ask the sender.",
        ),
    ),
    Reason.SEQUENCE_REUSED: Message(
        Text(
            "Der Arbeitsplatz des Absenders zählt rückwärts: Er wurde aus einer Sicherung "
            "zurückgeholt oder kopiert.",
            "The sender's workstation counts backwards: it was restored from a backup or copied.",
        ),
        Text(
            "Arbeiten zwei Geräte mit derselben Kennung, melden Sie eines davon neu an. Danach "
            "muss der Absender noch einmal senden.",
            "If two devices work with one identity, enrol one of them anew. The sender then has "
            "to send it again.",
        ),
    ),
    Reason.RECEIPT_MISMATCH: Message(
        Text(
            "Die Quittung passt nicht zu dem, was von hier gesendet wurde.",
            "The receipt does not fit what was sent from here.",
        ),
        Text("Fragen Sie im Büro nach, was dort ankam.", "Ask the office what arrived there."),
    ),
    Reason.INCOMPLETE: Message(
        Text("Die Datei ist noch nicht ganz da.", "The file is not complete yet."),
        Text(
            "Sie wird übernommen, sobald sie vollständig ist.",
            "It is taken as soon as it is complete.",
        ),
    ),
    Reason.STILL_ARRIVING: Message(
        Text("Die Datei kommt gerade an.", "The file is still arriving."),
        Text(
            "Sie wird von selbst noch einmal angesehen.",
            "It is looked at again by itself.",
        ),
    ),
    Reason.LOCAL_TROUBLE: Message(
        Text(
            "Auf diesem Rechner fehlt gerade etwas, das zum Übernehmen nötig ist.",
            "Something that the import needs is missing on this computer at the moment.",
        ),
        Text(
            "Die Datei bleibt, wo sie ist, und wird von selbst wieder versucht.",
            "The file stays where it is and is tried again by itself.",
        ),
    ),
    Reason.PROGRAM_ERROR: Message(
        Text(
            "Das Programm konnte diese Datei nicht verarbeiten, auch beim dritten Versuch nicht. "
            "Es wurde nichts übernommen.",
            "The program could not process this file, not even at the third try. Nothing was "
            "imported.",
        ),
        Text(
            "Die Datei ist aufgehoben. Aktualisieren Sie das Programm und nehmen Sie die Datei "
            "dann noch einmal an, oder bitten Sie den Hersteller um Hilfe.",
            "The file is kept. Update the program and take the file again, or ask the maker for "
            "help.",
        ),
    ),
    Reason.KIND_CHANGED: Message(
        Text(
            "Der Vorgang {number} ist hier von einer anderen Art. Die Art eines Vorgangs ändert "
            "sich nie.",
            "Order {number} is of another kind here. The kind of an order never changes.",
        ),
        Text(
            "Der Absender legt aus dem Angebot einen neuen Vorgang an und sendet diesen.",
            "The sender makes a new order from the quote and sends that one.",
        ),
    ),
    Reason.ALREADY_IMPORTED: Message(
        Text(
            "Der Vorgang {number} ist schon mit genau diesem Inhalt übernommen.",
            "Order {number} is already here with exactly this content.",
        )
    ),
    Reason.ALREADY_WAITING: Message(
        Text(
            "Der Vorgang {number} wartet schon mit genau diesem Inhalt auf eine Entscheidung.",
            "Order {number} already waits for a decision with exactly this content.",
        ),
        Text("Entscheiden Sie dort; es gilt für beide.", "Decide there; it counts for both."),
    ),
    Reason.ONLY_REVISION: Message(
        Text(
            "Der Inhalt des Vorgangs {number} ist derselbe geblieben; nur die Fassung {revision} "
            "wurde vermerkt.",
            "The content of order {number} stayed the same; only revision {revision} was noted.",
        )
    ),
    Reason.OLDER_REVISION: Message(
        Text(
            "Vom Vorgang {number} liegt schon eine neuere Fassung vor. Diese ältere wurde nur "
            "aufgehoben.",
            "A newer revision of order {number} is already here. This older one was only kept.",
        )
    ),
    Reason.FORK: Message(
        Text(
            "Vom Vorgang {number} gibt es zwei verschiedene Inhalte mit derselben Fassung "
            "{revision}. Vermutlich wurde ein Arbeitsplatz kopiert oder zurückgesetzt.",
            "There are two different contents of order {number} with the same revision "
            "{revision}. A workstation was probably copied or restored.",
        ),
        Text(
            "Vergleichen Sie beide und wählen Sie, welcher gilt. Prüfen Sie den Arbeitsplatz.",
            "Compare both and choose which one counts. Check the workstation.",
        ),
    ),
    Reason.NOT_OWNER: Message(
        Text(
            "Der Vorgang {number} gehört einem anderen Arbeitsplatz als dem Absender.",
            "Order {number} belongs to another workstation than the sender's.",
        ),
        Text(
            "Es wurde nichts geändert. Fragen Sie beim Absender nach.",
            "Nothing was changed. Ask the sender.",
        ),
    ),
    Reason.DUPLICATE_NUMBER: Message(
        Text(
            "Die Nummer {number} ist schon vergeben. Es wurde nichts übernommen.",
            "Number {number} is already used. Nothing was imported.",
        ),
        Text(
            "Der Absender gibt dem Vorgang eine freie Nummer seines Nummernkreises und sendet "
            "ihn noch einmal.",
            "The sender gives the order a free number of the own range and sends it again.",
        ),
    ),
    Reason.NUMBER_OUT_OF_RANGE: Message(
        Text(
            "Die Nummer {number} liegt nicht im Nummernkreis des Absenders.",
            "Number {number} is outside the sender's number range.",
        ),
        Text(
            "Übernehmen Sie den Vorgang trotzdem, oder lehnen Sie ihn ab und prüfen Sie den "
            "Nummernkreis des Arbeitsplatzes.",
            "Take the order all the same, or reject it and check the workstation's range.",
        ),
    ),
    Reason.NUMBER_CHANGED: Message(
        Text(
            "Der Vorgang soll jetzt die Nummer {number} tragen; sie ist schon vergeben.",
            "The order is to have number {number} now; it is already used.",
        ),
        Text(
            "Behalten Sie den bisherigen Stand, und bitten Sie den Absender um eine andere Nummer.",
            "Keep what is here, and ask the sender for another number.",
        ),
    ),
    Reason.DELETED_IN_OFFICE: Message(
        Text(
            "Der Vorgang {number} wurde hier gelöscht.",
            "Order {number} was deleted here.",
        ),
        Text(
            "Stellen Sie ihn wieder her, oder lassen Sie ihn gelöscht.",
            "Restore it, or leave it deleted.",
        ),
    ),
    Reason.EDITED_IN_OFFICE: Message(
        Text(
            "Der Vorgang {number} wurde hier geändert, seit er übernommen wurde.",
            "Order {number} was changed here since it was imported.",
        ),
        Text(
            "Nehmen Sie die neue Fassung, behalten Sie Ihre, oder behalten Sie beide.",
            "Take the new revision, keep yours, or keep both.",
        ),
    ),
    Reason.PROCESSED_IN_OFFICE: Message(
        Text(
            "Aus dem Vorgang {number} ist hier schon etwas entstanden, etwa eine Lieferung, oder "
            "er ist gesperrt.",
            "Order {number} has already led to something here, such as a delivery, or is locked.",
        ),
        Text(
            "Die neue Fassung wird nicht angewendet. Klären Sie die Änderung mit dem Absender.",
            "The new revision is not applied. Settle the change with the sender.",
        ),
    ),
    Reason.TOTAL_MISMATCH: Message(
        Text(
            "Die Positionen des Vorgangs {number} ergeben nicht die angegebene Summe "
            "(angegeben {declared}, gerechnet {computed}).",
            "The lines of order {number} do not add up to its total "
            "(declared {declared}, computed {computed}).",
        ),
        Text(
            "Übernehmen Sie ihn trotzdem, oder lehnen Sie ihn ab.",
            "Take it all the same, or reject it.",
        ),
    ),
    Reason.ADDRESS_QUESTION: Message(
        Text(
            "Zum Vorgang {number} gibt es eine ähnliche Adresse.",
            "There is a similar address for order {number}.",
        ),
        Text(
            "Entscheiden Sie, ob es dieselbe ist oder eine neue.",
            "Decide whether it is the same one or a new one.",
        ),
    ),
    Reason.REJECTED_BY_PERSON: Message(
        Text("Der Vorgang wurde im Büro abgelehnt.", "The order was rejected in the office."),
        Text("Der Absender wird benachrichtigt.", "The sender is told."),
    ),
    Reason.KEPT_OURS: Message(
        Text(
            "Im Büro wurde entschieden, den bisherigen Stand zu behalten.",
            "The office decided to keep what was there.",
        )
    ),
    Reason.UNDONE: Message(
        Text(
            "Die Übernahme des Vorgangs {number} wurde im Büro zurückgenommen.",
            "The import of order {number} was taken back in the office.",
        ),
        Text(
            "Nehmen Sie dieselbe Datei noch einmal an, wenn er doch gelten soll.",
            "Take the same file again if it is to count after all.",
        ),
    ),
    Reason.REPLACED_BY_NEWER: Message(
        Text(
            "Eine neuere Fassung hat diese ersetzt, bevor über sie entschieden war.",
            "A newer revision took its place before anybody had decided about it.",
        )
    ),
}

BY_CODE: dict[Code, Message] = {
    Code.E101: Message(
        Text("Das ist keine .qtf-Datei.", "This is not a .qtf file."),
        Text(
            "Prüfen Sie, ob die richtige Datei gewählt wurde. Manche Mailprogramme verändern "
            "Anhänge; bitten Sie dann um erneutes Senden.",
            "Check whether it is the right file. Some mail programs change attachments; then ask "
            "for it to be sent again.",
        ),
    ),
    Code.E102: Message(
        Text("Die Datei ist unvollständig.", "The file is incomplete."),
        Text(
            "Warten Sie, bis sie ganz übertragen ist, oder bitten Sie um erneutes Senden.",
            "Wait until it is transferred completely, or ask for it to be sent again.",
        ),
    ),
    Code.E103: Message(
        Text(
            "Die Datei wurde unterwegs beschädigt.",
            "The file was damaged on its way.",
        ),
        BY_REASON[Reason.DAMAGED].advice,
    ),
    Code.E104: Message(
        Text(
            "An die Datei wurde unterwegs etwas angehängt.",
            "Something was added to the end of the file on its way.",
        ),
        BY_REASON[Reason.DAMAGED].advice,
    ),
    Code.E303: Message(
        Text(
            "Die Datei verlangt etwas, das dieses Programm nicht kennt.",
            "The file asks for something that this program does not know.",
        ),
        Text(
            "Aktualisieren Sie dieses Programm und nehmen Sie die Datei dann noch einmal an.",
            "Update this program, then take the file again.",
        ),
    ),
    Code.E502: Message(
        Text("Der Datenträger ist voll.", "The disk is full."),
        Text(
            "Schaffen Sie Platz; die Datei wird dann von selbst übernommen.",
            "Make room; the file is then taken by itself.",
        ),
    ),
    Code.E504: Message(
        Text("Die Datenbank ist gerade belegt.", "The database is busy at the moment."),
        BY_REASON[Reason.LOCAL_TROUBLE].advice,
    ),
}

WARNINGS: dict[str, Text] = {
    "unknown-article": Text(
        "Position {position}: Der Artikel {number} ist hier nicht bekannt; Text und Preis "
        "bleiben, der Verweis entfällt.",
        "Line {position}: article {number} is not known here; text and price stay, the "
        "reference is dropped.",
    ),
    "only-zeros-differ": Text(
        "Position {position}: Der Artikel {number} ist nicht bekannt; es gibt {ours}, das sich "
        "nur in führenden Nullen unterscheidet.",
        "Line {position}: article {number} is not known; there is {ours}, which differs in "
        "leading zeros only.",
    ),
    "other-unit": Text(
        "Position {position}: Der Artikel {number} hat hier die Einheit {ours}, im Vorgang "
        "steht {theirs}.",
        "Line {position}: article {number} has the unit {ours} here, the order says {theirs}.",
    ),
    "other-tax-rate": Text(
        "Position {position}: Der Artikel {number} hat hier {ours} % Mehrwertsteuer, im Vorgang "
        "stehen {theirs} %.",
        "Line {position}: article {number} has {ours} % VAT here, the order says {theirs} %.",
    ),
    "customer-number-ignored": Text(
        "Die Kundennummer {number} aus der Sendung wurde nicht übernommen; Kundennummern vergibt "
        "das Büro.",
        "Customer number {number} in the package was not taken over; the office gives them.",
    ),
    "number-differs-in-zeros": Text(
        "Die Nummer {number} unterscheidet sich von {ours} nur in führenden Nullen.",
        "Number {number} differs from {ours} in leading zeros only.",
    ),
    "unknown-fields": Text(
        "Die Sendung stammt von einer neueren Programmversion; {count} Angaben wurden nicht "
        "übernommen.",
        "The package was made by a newer version; {count} fields were not taken over.",
    ),
}


class Told(Protocol):
    """What a sentence is about; `qtf_importer.outcome.Outcome` is one."""

    @property
    def outcome(self) -> str:
        """The outcome's word."""

    @property
    def reason(self) -> str | None:
        """The reason's word; None: a plain success."""

    @property
    def code(self) -> str | None:
        """The format's code."""

    @property
    def number(self) -> str | None:
        """The order's number."""

    @property
    def revision(self) -> int | None:
        """The order's revision."""


class _Fields(dict[str, object]):
    """Fields of a sentence; one that is not known is shown as a dash."""

    def __missing__(self, key: str) -> object:
        return "–"


def _fill(text: Text, language: Language, fields: Mapping[str, object]) -> str:
    known = {name: value for name, value in fields.items() if value is not None}
    return text(language).format_map(_Fields(known))


def message(outcome: str, reason: str | None = None, code: str | None = None) -> Message:
    """Return the best message: that of the code, else of the reason, else of the outcome.

    A word that this version does not know (an item stored by a later one) falls back likewise.
    """
    if code in BY_CODE and reason != Reason.INCOMPLETE:
        return BY_CODE[Code(code)]
    if reason in set(Reason):
        return BY_REASON[Reason(reason)]
    return BY_OUTCOME[Outcome(outcome)]


def sentence(told: Told, language: Language, fields: Mapping[str, object] | None = None) -> str:
    """Return one to three sentences for people: what happened, and what to do next.

    `fields` are further values for the sentence (`declared`, `computed`).
    """
    found = message(told.outcome, told.reason, told.code)
    texts = [found.meaning, found.advice]
    if told.reason == Reason.ADDRESS_QUESTION and told.outcome != Outcome.WAITING:
        texts.insert(0, BY_OUTCOME[Outcome(told.outcome)].meaning)
    values = {"number": told.number, "revision": told.revision, **(fields or {})}
    return " ".join(part for text in texts if (part := _fill(text, language, values)))


def warning(code: str, fields: Mapping[str, object], language: Language) -> str:
    """Return the sentence of a warning; one that is not known is named by its code."""
    text = WARNINGS.get(code)
    return _fill(text, language, fields) if text else code
