"""Every sentence about documents, German and English: why one was refused, and what was lost."""

from __future__ import annotations

from qtf_format.errors import Text

__all__ = ["KINDS", "LOADED", "REASONS", "WARNINGS", "fill"]


def fill(text: Text, **fields: object) -> Text:
    """Return the sentence with its fields filled in, in both languages."""
    return Text(text("de", **fields), text("en", **fields)) if fields else text


KINDS: dict[str, Text] = {
    "quote": Text("Angebot", "quote"),
    "order": Text("Bestellung", "order"),
    "confirmation": Text("Auftragsbestätigung", "order confirmation"),
    "work-order": Text("Arbeitsauftrag", "work order"),
    "delivery-note": Text("Lieferschein", "delivery note"),
}

LOADED: dict[str, Text] = {
    "order": Text("{kind} geladen, Nummer {number}.", "Loaded the {kind}, number {number}."),
    "order-again": Text(
        "Schon geladen, Nummer {number}. Es wurde nichts geändert.",
        "Loaded before, number {number}. Nothing was changed.",
    ),
    "order-deleted": Text(
        "Schon einmal geladen und hier gelöscht, Nummer {number}. Es wurde nichts geändert.",
        "Loaded before and deleted here, number {number}. Nothing was changed.",
    ),
    "addresses": Text(
        "{new} Adressen neu, {changed} geändert, {same} unverändert.",
        "{new} addresses new, {changed} changed, {same} unchanged.",
    ),
    "articles": Text(
        "{new} Artikel neu, {changed} geändert, {same} unverändert.",
        "{new} articles new, {changed} changed, {same} unchanged.",
    ),
}

REASONS: dict[str, Text] = {
    "invoice": Text(
        "Das ist eine Rechnung oder Gutschrift ({detail}). Rechnungen gehen nicht über den "
        "Austausch; buchen Sie das Dokument bitte in der Hauptstelle.",
        "This is an invoice or a credit note ({detail}). Invoices do not travel; "
        "please enter the document at the main office.",
    ),
    "order-change": Text(
        "Das ist die Änderung einer Bestellung ({detail}), kein vollständiger Vorgang. Öffnen Sie "
        "den Vorgang, den sie nennt, und tragen Sie die Änderung dort ein.",
        "This is a change of an order ({detail}), not a whole order. Open the order it names and "
        "make the change there.",
    ),
    "order-cancellation": Text(
        "Das ist die Stornierung einer Bestellung ({detail}). Öffnen Sie den Vorgang, den sie "
        "nennt, und stornieren Sie ihn dort.",
        "This is the cancellation of an order ({detail}). Open the order it names and cancel it "
        "there.",
    ),
    "request-for-quotation": Text(
        "Das ist eine Anfrage ({detail}), noch kein Angebot. Schreiben Sie ein Angebot; dieses "
        "kann gesendet werden.",
        "This is a request for quotation ({detail}), not a quote yet. Write a quote; that can be "
        "sent.",
    ),
    "catalogue": Text(
        "Das ist ein Katalog ({detail}). Kataloge dieser Form werden nicht gelesen; lassen Sie "
        "sich die Artikel als DATANORM- oder CSV-Datei geben.",
        "This is a catalogue ({detail}). Catalogues of this form are not read; ask for the "
        "articles as a DATANORM or CSV file.",
    ),
    "unsupported-kind": Text(
        "Dokumente dieser Art ({detail}) werden nicht übernommen. Gelesen werden Angebote, "
        "Bestellungen, Auftragsbestätigungen und Lieferscheine.",
        "Documents of this kind ({detail}) are not taken over. Quotes, orders, order "
        "confirmations and delivery notes are read.",
    ),
    "unsupported-format": Text(
        "Dateien im Format {detail} kann das Programm nicht lesen. Bitten Sie um das Dokument als "
        "Order-X, openTRANS oder UBL.",
        "Files in the format {detail} cannot be read. Ask for the document as Order-X, openTRANS "
        "or UBL.",
    ),
    "unknown-format": Text(
        "Der Inhalt dieser Datei wurde nicht erkannt. Gelesen werden Order-X (XML und PDF), "
        "openTRANS, UBL, DATANORM, vCard und CSV mit einer Kopfzeile.",
        "The content of this file was not recognised. Order-X (XML and PDF), openTRANS, UBL, "
        "DATANORM, vCard and CSV with a header row are read.",
    ),
    "qtf-file": Text(
        "Das ist eine Sendung (.qtf). Lesen Sie sie mit „qtf-import file“ ein oder ziehen Sie sie "
        "auf das Fenster des Empfangs.",
        "This is a package (.qtf). Read it with “qtf-import file” or drag it onto the import "
        "window.",
    ),
    "packed-file": Text(
        "Das ist ein gepacktes Archiv ({detail}). Entpacken Sie es und laden Sie die Dateien "
        "darin einzeln.",
        "This is a packed archive ({detail}). Unpack it and load the files inside one by one.",
    ),
    "empty-file": Text(
        "Die Datei ist leer. Bitten Sie den Absender, sie noch einmal zu schicken.",
        "The file is empty. Ask the sender to send it again.",
    ),
    "too-large": Text(
        "Die Datei ist zu groß ({detail}). Prüfen Sie, ob es die richtige Datei ist.",
        "The file is too large ({detail}). Check whether it is the right file.",
    ),
    "too-deep": Text(
        "Die Datei ist ungewöhnlich verschachtelt und wird deshalb nicht gelesen ({detail}). "
        "Fragen Sie beim Absender nach.",
        "The file is nested unusually deep and is therefore not read ({detail}). Ask the sender.",
    ),
    "damaged": Text(
        "Die Datei ist beschädigt oder unvollständig ({detail}). Bitten Sie den Absender, sie "
        "noch einmal zu schicken.",
        "The file is damaged or incomplete ({detail}). Ask the sender to send it again.",
    ),
    "forbidden-xml": Text(
        "Die Datei enthält eine eigene Dokumentbeschreibung (DTD), die Schaden anrichten kann. "
        "Sie wird deshalb nicht gelesen; fragen Sie beim Absender nach.",
        "The file carries a document description of its own (DTD), which can do harm. It is "
        "therefore not read; ask the sender.",
    ),
    "pdf-without-data": Text(
        "In diesem PDF steckt kein lesbarer Auftrag (Order-X), nur das Bild davon. Bitten Sie um "
        "die XML-Datei oder ein Order-X-PDF, oder erfassen Sie den Vorgang von Hand.",
        "This PDF carries no readable order (Order-X), only its picture. Ask for the XML file or "
        "an Order-X PDF, or enter the order by hand.",
    ),
    "pdf-unreadable": Text(
        "Das PDF lässt sich nicht öffnen ({detail}). Es ist beschädigt oder mit einem Kennwort "
        "geschützt; bitten Sie um eine neue Datei.",
        "The PDF cannot be opened ({detail}). It is damaged or protected by a password; ask for a "
        "new file.",
    ),
    "no-number": Text(
        "Das Dokument hat keine Belegnummer. Ohne Nummer lässt es sich nicht wiedererkennen; "
        "bitten Sie den Absender um ein Dokument mit Nummer.",
        "The document has no number. Without one it cannot be recognised again; ask the sender "
        "for a document with a number.",
    ),
    "number-too-long": Text(
        "Die Nummer „{detail}“ ist zu lang (höchstens 32 Zeichen). Laden Sie das Dokument ohne "
        "„--keep-numbers“: Es bekommt dann eine eigene Nummer und behält diese als Verweis.",
        "The number “{detail}” is too long (at most 32 characters). Load the document without "
        "“--keep-numbers”: it then gets a number of its own and keeps this one as a reference.",
    ),
    "number-used": Text(
        "Die Nummer {detail} trägt hier schon ein anderer Vorgang. Laden Sie das Dokument ohne "
        "„--keep-numbers“: Es bekommt dann eine freie Nummer.",
        "Another order already has the number {detail} here. Load the document without "
        "“--keep-numbers”: it then gets a free number.",
    ),
    "several-orders": Text(
        "Die Datei enthält {detail} Vorgänge. Es wird immer genau einer geladen; bitten Sie um "
        "eine Datei für jeden.",
        "The file holds {detail} orders. Exactly one is loaded at a time; ask for one file each.",
    ),
    "limit-exceeded": Text(
        "Das Dokument ist größer, als ein Vorgang sein darf ({detail}). Teilen Sie es auf.",
        "The document is larger than an order may be ({detail}). Divide it.",
    ),
    "no-entries": Text(
        "Die Datei enthält keine Einträge, die sich übernehmen lassen.",
        "The file holds no entries that can be taken over.",
    ),
    "range-exhausted": Text(
        "Der Nummernkreis dieses Arbeitsplatzes ist aufgebraucht. Bitten Sie die Hauptstelle um "
        "weitere Nummern.",
        "The number range of this workstation is used up. Ask the main office for more numbers.",
    ),
    "cannot-open": Text(
        "Die Datei lässt sich nicht öffnen ({detail}). Prüfen Sie Namen und Rechte.",
        "The file cannot be opened ({detail}). Check its name and permissions.",
    ),
}

WARNINGS: dict[str, Text] = {
    "cut": Text(
        "„{field}“ war zu lang und wurde auf {limit} Zeichen gekürzt.",
        "“{field}” was too long and was cut to {limit} characters.",
    ),
    "characters": Text(
        "Aus „{field}“ wurden unsichtbare oder verbotene Zeichen entfernt.",
        "Invisible or forbidden characters were removed from “{field}”.",
    ),
    "number-value": Text(
        "„{field}“ ist keine brauchbare Zahl und blieb leer: {value}",
        "“{field}” is not a usable number and was left empty: {value}",
    ),
    "rounded": Text(
        "„{field}“ hatte mehr als sechs Nachkommastellen und wurde gerundet: {value}",
        "“{field}” had more than six decimals and was rounded: {value}",
    ),
    "comma": Text(
        "„{field}“ ist mit Komma geschrieben und wurde so gelesen: {value}",
        "“{field}” is written with a comma and was read so: {value}",
    ),
    "date": Text(
        "„{field}“ ist kein brauchbares Datum und blieb leer: {value}",
        "“{field}” is not a usable date and was left empty: {value}",
    ),
    "currency": Text(
        "Die Währung „{value}“ ist nicht bekannt und blieb leer.",
        "The currency “{value}” is not known and was left empty.",
    ),
    "no-currency": Text(
        "Das Dokument nennt Beträge, aber keine Währung. Bitte prüfen Sie die Beträge.",
        "The document states amounts but no currency. Please check the amounts.",
    ),
    "mixed-currency": Text(
        "Das Dokument mischt Währungen ({value}); es wurde nichts umgerechnet.",
        "The document mixes currencies ({value}); nothing was converted.",
    ),
    "country": Text(
        "Das Land „{value}“ wurde nicht erkannt und steht als Adresszeile.",
        "The country “{value}” was not recognised and stands as a line of the address.",
    ),
    "unit": Text(
        "Die Einheit „{value}“ ist nicht bekannt und bleibt so stehen.",
        "The unit “{value}” is not known and stays as it is.",
    ),
    "encoding": Text(
        "Die Datei gibt {declared} an, ist aber in {used} geschrieben; so wurde sie gelesen.",
        "The file says {declared} but is written in {used}; it was read so.",
    ),
    "encoding-used": Text(
        "Die Datei nennt keine Zeichenkodierung; gelesen als {used}.",
        "The file names no character encoding; read as {used}.",
    ),
    "tax-in-net": Text(
        "Im Feld für die Nettosumme steht die Steuer ({value}); so passt es zur Bruttosumme.",
        "The field of the net total holds the tax ({value}); only so it fits the gross total.",
    ),
    "totals-differ": Text(
        "Die Summen des Dokuments passen nicht zueinander: {detail}. Sie stehen wie angegeben.",
        "The totals of the document do not fit each other: {detail}. They stand as given.",
    ),
    "line-amount": Text(
        "Position {line}: angegeben sind {declared}, gerechnet {computed}. Die Angabe bleibt.",
        "Line {line}: {declared} is stated, {computed} computed. The stated amount stays.",
    ),
    "sum": Text(
        "Die Positionen ergeben {computed}, das Dokument nennt {declared}. Die Hauptstelle wird "
        "danach fragen.",
        "The lines add up to {computed}, the document states {declared}. The main office will ask.",
    ),
    "shifted": Text(
        "Postleitzahl und Ort stehen vermutlich im falschen Feld: {value}",
        "Postcode and place probably stand in the wrong field: {value}",
    ),
    "line-count": Text(
        "Das Dokument nennt {declared} Positionen, enthält aber {found}.",
        "The document states {declared} lines but holds {found}.",
    ),
    "no-lines": Text(
        "Das Dokument hat keine Positionen: Es bestätigt den Vorgang als Ganzes.",
        "The document has no lines: it answers the order as a whole.",
    ),
    "no-lines-order": Text("Das Dokument hat keine Positionen.", "The document has no lines."),
    "buyer-from": Text(
        "Ein Käufer ist nicht genannt; dafür steht die Angabe „{value}“.",
        "No buyer is named; “{value}” stands for it.",
    ),
    "person-from-names": Text(
        "Der Name stand in den Zusatzfeldern und wurde als Person gelesen: {value}",
        "The name stood in the additional fields and was read as a person: {value}",
    ),
    "party-reference": Text(
        "Der Lieferant verweist auf denselben Eintrag wie der Käufer; der Verweis wurde nicht "
        "verwendet.",
        "The supplier refers to the same entry as the buyer; the reference was not used.",
    ),
    "line-delivery": Text(
        "Position {value} hat eine eigene Lieferadresse; sie steht bei den Adressen.",
        "Line {value} has a delivery address of its own; it stands with the addresses.",
    ),
    "nested-lines": Text(
        "Unterpositionen stehen als Text, ohne Betrag.",
        "Sub-lines stand as text, without an amount.",
    ),
    "attachment": Text(
        "Der Anhang „{value}“ wurde nicht übernommen (nur PDF, PNG und JPEG bis 10 MiB).",
        "The attachment “{value}” was not taken over (only PDF, PNG and JPEG up to 10 MiB).",
    ),
    "not-taken": Text(
        "Diese Angaben haben keinen Platz und wurden nicht übernommen: {value}",
        "These details have no place here and were not taken over: {value}",
    ),
    "many-addresses": Text(
        "Mehr als {limit} Adressen; die übrigen wurden nicht übernommen.",
        "More than {limit} addresses; the others were not taken over.",
    ),
    "gross-prices": Text("Die Preise enthalten die Steuer.", "The prices include the tax."),
    "schema": Text(
        "Lesbar, aber nicht nach dem Standard {value}.", "Readable, but not valid by {value}."
    ),
    "lines-left-out": Text(
        "Einige Zeilen waren nicht lesbar und wurden nicht übernommen.",
        "Some lines could not be read and were not taken over.",
    ),
    "row": Text(
        "Zeile {row} wurde nicht übernommen: {detail}", "Row {row} was not taken over: {detail}"
    ),
    "customer-number": Text(
        "Kundennummern vergibt nur die Hauptstelle; die der Liste wurden nicht übernommen.",
        "Only the main office gives customer numbers; those of the list were not taken over.",
    ),
    "columns": Text(
        "Diese Spalten haben keinen Platz und wurden nicht übernommen: {value}",
        "These columns have no place here and were not taken over: {value}",
    ),
    "double-number": Text(
        "Die Nummer {value} kommt mehrmals vor; es gilt die letzte Zeile.",
        "The number {value} occurs more than once; the last row counts.",
    ),
    "text-block": Text(
        "Der Textbaustein {value} fehlt in der Datei.", "The text block {value} is not in the file."
    ),
    "prices-only": Text(
        "{value} Preise gehören zu Artikeln, die hier nicht bekannt sind.",
        "{value} prices belong to articles that are not known here.",
    ),
    "records": Text(
        "Diese Satzarten wurden nicht übernommen: {value}",
        "These kinds of records were not taken over: {value}",
    ),
    "lost-umlauts": Text(
        "In der Datei stehen Fragezeichen, wo Umlaute waren ({value}).",
        "The file has question marks where umlauts were ({value}).",
    ),
    "more": Text("… und {value} weitere Hinweise.", "… and {value} more notes."),
}
"""Reasons and warnings by their short name; both carry the same fields."""
