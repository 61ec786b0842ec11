"""Addresses and articles from CSV files with a header row, German or English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qtf_format.model import Address, Article, Role
from qtf_office.documents.addresses import contact, country_code, person_of, split_street
from qtf_office.documents.contract import Answer, ReadAddresses, ReadArticles, Source
from qtf_office.documents.csv_table import Row, Table, read_table
from qtf_office.documents.intake import Intake, refuse
from qtf_office.documents.textfile import decode_text

__all__ = ["read_csv"]

_ADDRESS_COLUMNS = {
    "name": "name name1 firma firmenname company companyname organisation organization kunde "
    "kundenname firma1 namefirma",
    "name2": "name2 firma2 namenszusatz zusatz firmenzusatz abteilung department",
    "name3": "name3 firma3",
    "title": "anrede titel title salutation",
    "given": "vorname firstname givenname",
    "family": "nachname familienname lastname surname familyname",
    "contact": "ansprechpartner kontakt kontaktperson contact contactperson",
    "street": "strasse str street anschrift adresse address strassehausnummer strassehausnr "
    "strassenr strasseundhausnummer street1 address1 streetaddress",
    "house_number": "hausnummer hausnr hnr housenumber",
    "extra": "adresszusatz adresszusatz1 address2 street2 strasse2",
    "postcode": "plz postleitzahl postcode zip zipcode postalcode",
    "city": "ort stadt city town wohnort",
    "postcode_city": "plzort plzundort plzstadt ortplz zipcity postcodecity",
    "district": "ortsteil stadtteil district",
    "region": "bundesland region state",
    "country": "land country countrycode staat laenderkennzeichen landkennzeichen lkz",
    "phone": "telefon tel telefon1 telefonnummer phone telephone festnetz",
    "phone2": "telefon2 phone2 telefonprivat",
    "mobile": "mobil handy mobiltelefon mobile mobilephone cell",
    "fax": "fax telefax",
    "email": "email mail emailadresse emailaddress",
    "web": "internet web website homepage url",
    "post_box": "postfach pobox",
    "vat_id": "ustid ustidnr ustidnummer umsatzsteuerid vatid vatnumber vat",
    "tax_number": "steuernummer steuernr taxnumber",
    "customer_number": "kundennummer kundennr kdnr customernumber customerno debitor "
    "debitorennummer",
}
_ARTICLE_COLUMNS = {
    "number": "artikelnummer artikelnr artnr artikel articlenumber articleno article itemnumber "
    "itemno sku nummer number bestellnummer bestellnr",
    "text": "bezeichnung kurztext text artikelbezeichnung beschreibung description name "
    "bezeichnung1 kurztext1 artikeltext",
    "text2": "bezeichnung2 kurztext2 description2",
    "long_text": "langtext longtext longdescription beschreibunglang",
    "unit": "einheit me mengeneinheit unit uom",
    "price": "preis nettopreis einzelpreis vk verkaufspreis price unitprice netprice ek "
    "einkaufspreis",
    "list_price": "listenpreis bruttopreis listprice grossprice",
    "price_per": "preiseinheit pe priceper per priceunit",
    "currency": "waehrung currency",
    "tax_rate": "mwst ust steuersatz mwstsatz taxrate vat vatrate",
    "goods_group": "warengruppe gruppe goodsgroup category",
    "discount_group": "rabattgruppe discountgroup",
    "supplier": "lieferant supplier hersteller",
    "gtin": "ean gtin barcode",
    "valid_from": "gueltigab validfrom",
}
_PLACES = ("street", "postcode", "city", "postcode_city")
_POSTCODE_AND_PLACE = re.compile(r"((?:[A-Z]{1,2}-)?\d{4,5})\s+(\D.*)")
_MONEY_SIGNS = re.compile(r"\s*(?:€|EUR|Euro|%)\s*$", re.IGNORECASE)


def read_csv(source: Source, intake: Intake) -> Answer:
    """Read a list; its header says whether it holds addresses or articles."""
    text, _ = decode_text(source.data, intake, else_in="cp1252")
    table = read_table(text)
    if table is None:
        raise refuse("unknown-format")
    columns = _columns(table, _ADDRESS_COLUMNS)
    if ("name" in columns or "family" in columns) and any(p in columns for p in _PLACES):
        return _addresses(table, columns, intake)
    columns = _columns(table, _ARTICLE_COLUMNS)
    if "number" in columns and "text" in columns:
        return _articles(table, columns, intake)
    raise refuse("unknown-format")


def _columns(table: Table, known: dict[str, str]) -> dict[str, str]:
    """Our field for each column key of the table; the first column of a meaning counts."""
    found: dict[str, str] = {}
    for field, names in known.items():
        if key := next((key for key in table.keys if key in names.split()), None):
            found[field] = key
    return found


def _note_left_out(table: Table, columns: dict[str, str], intake: Intake) -> None:
    used = set(columns.values())
    named = zip(table.header, table.keys, strict=True)
    rest = [name for name, key in named if key not in used and name]
    if rest:
        intake.warn("columns", value=", ".join(rest))
    for number in table.too_long:
        intake.warn("row", row=number, detail="> " + str(len(table.header)))


class _Cells:
    """The cells of one row by our field names."""

    def __init__(self, row: Row, columns: dict[str, str]) -> None:
        """Look at `row` through `columns`."""
        self._row = row
        self._columns = columns

    def __getitem__(self, field: str) -> str | None:
        """The stripped text of a field; None where it is missing or empty."""
        key = self._columns.get(field)
        return (self._row.cells.get(key, "").strip() or None) if key else None


def _addresses(table: Table, columns: dict[str, str], intake: Intake) -> ReadAddresses:
    found = []
    for row in table.rows:
        address = _address(_Cells(row, columns), intake)
        if address.name is None and address.person is None:
            intake.warn("row", row=row.number, detail="?")
            continue
        found.append(address)
    if not found:
        raise refuse("no-entries")
    _note_left_out(table, columns, intake)
    return ReadAddresses(tuple(found), intake.warnings)


def _address(cells: _Cells, intake: Intake) -> Address:
    street, number = intake.short(cells["street"], "street"), cells["house_number"]
    if number is None:
        street, number = split_street(street)
    country, unknown = country_code(cells["country"], intake)
    postcode, city = _postcode_and_city(cells)
    family = cells["family"] or (None if cells["given"] else cells["contact"])
    person = person_of(intake, cells["title"], cells["given"], family)
    if person and not (person.given or person.family):
        person = None  # a form of address alone is no person
    whole = " ".join(part for part in (cells["given"], cells["family"]) if part)
    extra = [cells["extra"], unknown]
    points = [
        *contact("phone", cells["phone"], intake),
        *contact("phone", cells["phone2"], intake),
        *contact("mobile", cells["mobile"], intake),
        *contact("fax", cells["fax"], intake),
        *contact("email", cells["email"], intake),
        *contact("web", cells["web"], intake),
    ]
    return Address(
        roles=(Role.OTHER,),
        name=intake.short(cells["name"] or whole, "name"),
        name2=intake.short(cells["name2"], "name2"),
        name3=intake.short(cells["name3"], "name3"),
        person=person,
        street=street,
        house_number=intake.short(number, "house_number"),
        extra=tuple(text for raw in extra if (text := intake.short(raw, "extra"))),
        postcode=intake.short(postcode, "postcode"),
        city=intake.short(city, "city"),
        district=intake.short(cells["district"], "district"),
        region=intake.short(cells["region"], "region"),
        country=country,
        post_box=intake.short(cells["post_box"], "post_box"),
        contacts=tuple(points),
        vat_id=intake.short(cells["vat_id"], "vat_id"),
        tax_number=intake.short(cells["tax_number"], "tax_number"),
        customer_number=intake.short(cells["customer_number"], "customer_number"),
    )


def _postcode_and_city(cells: _Cells) -> tuple[str | None, str | None]:
    """Both, also where one column holds them together."""
    postcode, city, both = cells["postcode"], cells["city"], cells["postcode_city"]
    if both and not postcode and not city:
        found = _POSTCODE_AND_PLACE.fullmatch(both)
        return (found[1], found[2]) if found else (None, both)
    return postcode, city


def _articles(table: Table, columns: dict[str, str], intake: Intake) -> ReadArticles:
    numbers = [columns[f] for f in ("price", "list_price", "price_per", "tax_rate") if f in columns]
    german = _is_german(row.cells.get(key, "") for row in table.rows for key in numbers)
    found: dict[str, Article] = {}
    for row in table.rows:
        article = _article(_Cells(row, columns), intake, german=german)
        if article is None:
            intake.warn("row", row=row.number, detail="?")
            continue
        if article.number in found:
            intake.warn("double-number", value=article.number)
        found[article.number] = article
    if not found:
        raise refuse("no-entries")
    _note_left_out(table, columns, intake)
    return ReadArticles(tuple(found.values()), warnings=intake.warnings)


def _is_german(values: Iterable[str]) -> bool:
    """Whether numbers are written with a decimal comma anywhere in the file."""
    return any(re.search(r"\d,\d", value) for value in values)


def _article(cells: _Cells, intake: Intake, *, german: bool) -> Article | None:
    number = intake.short(cells["number"], "number")
    words = [cells["text"], cells["text2"]]
    text = intake.long(" ".join(word for word in words if word), "text")
    if number is None or text is None:
        return None

    def decimal(field: str) -> str | None:
        raw = _MONEY_SIGNS.sub("", cells[field] or "")
        if german and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", raw):
            raw = raw.replace(".", "")
        return raw

    price = intake.number(decimal("price"), "price", german=german)
    list_price = intake.number(decimal("list_price"), "list_price", german=german)
    per = intake.number(decimal("price_per"), "price_per", german=german)
    unit, unit_text = intake.unit(cells["unit"])
    kind = "net" if price is not None else "gross-list" if list_price is not None else None
    return Article(
        number=number,
        text=text,
        long_text=intake.long(cells["long_text"], "long_text"),
        unit=unit,
        unit_text=unit_text,
        price=price if price is not None else list_price,
        price_per=per if per not in (None, 0, 1) else None,
        price_kind=kind,
        currency=intake.currency(cells["currency"]),
        tax_rate=intake.number(decimal("tax_rate"), "tax_rate", german=german),
        goods_group=intake.short(cells["goods_group"], "goods_group"),
        discount_group=intake.short(cells["discount_group"], "discount_group"),
        supplier=intake.short(cells["supplier"], "supplier"),
        gtin=intake.short(cells["gtin"], "gtin"),
        valid_from=intake.day(cells["valid_from"], "valid_from"),
    )
