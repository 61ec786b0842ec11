"""Small documents in every format the readers know, made up for tests."""

from __future__ import annotations

import io

__all__ = [
    "ADDRESS_CSV",
    "ALL_SAMPLES",
    "ARTICLE_CSV",
    "DATANORM_4",
    "DATANORM_5",
    "OPENTRANS_10",
    "OPENTRANS_ORDER",
    "ORDERX",
    "PDF",
    "UBL_DESPATCH",
    "UBL_ORDER",
    "UBL_QUOTATION",
    "UBL_RESPONSE",
    "UBL_SIMPLE",
    "VCARD_21",
    "VCARD_30",
    "VCARD_40",
    "orderx_pdf",
]

_UBL = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def _ubl(root: str, body: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_UBL.format(root=root)}>{body}</{root}>'
    )
    return text.encode()


_BUYER = """
<cac:BuyerCustomerParty>
  <cbc:SupplierAssignedAccountID>K-77</cbc:SupplierAssignedAccountID>
  <cac:Party>
    <cbc:EndpointID schemeID="0088">4000001000005</cbc:EndpointID>
    <cac:PartyName><cbc:Name>Zimmerei Öhler</cbc:Name></cac:PartyName>
    <cac:PostalAddress>
      <cbc:StreetName>Am Sägewerk</cbc:StreetName><cbc:BuildingNumber>3b</cbc:BuildingNumber>
      <cbc:CityName>Görlitz</cbc:CityName><cbc:PostalZone>02826</cbc:PostalZone>
      <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>
    </cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>DE999999990</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Öhler Holzbau GmbH</cbc:RegistrationName>
    </cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>Frau Beispiel</cbc:Name><cbc:Telephone>03581 000</cbc:Telephone>
      <cbc:ElectronicMail>buero@oehler.example</cbc:ElectronicMail></cac:Contact>
  </cac:Party>
</cac:BuyerCustomerParty>"""
_SELLER = """
<cac:SellerSupplierParty><cac:Party>
  <cac:PartyName><cbc:Name>Holzhandel Muster</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cbc:StreetName>Hafenstr.12</cbc:StreetName><cbc:CityName>Riesa</cbc:CityName>
    <cbc:PostalZone>01587</cbc:PostalZone></cac:PostalAddress>
</cac:Party></cac:SellerSupplierParty>"""
_ITEM = """
<cac:Item><cbc:Description>Kanthölzer, sägerau</cbc:Description><cbc:Name>KVH 60/120</cbc:Name>
  <cac:SellersItemIdentification><cbc:ID>KVH-60</cbc:ID></cac:SellersItemIdentification>
  <cac:StandardItemIdentification><cbc:ID schemeID="0160">4000000000006</cbc:ID>
  </cac:StandardItemIdentification>
  <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
</cac:Item>"""

UBL_ORDER = _ubl(
    "Order",
    f"""
<cbc:UBLVersionID>2.1</cbc:UBLVersionID>
<cbc:ID>B-2026-0815</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate>
<cbc:Note>Bitte vor 10 Uhr</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:CustomerReference>Dachstuhl Neuhaus</cbc:CustomerReference>
<cac:ValidityPeriod><cbc:EndDate>2026-11-30</cbc:EndDate></cac:ValidityPeriod>
<cac:QuotationDocumentReference><cbc:ID>A-99</cbc:ID></cac:QuotationDocumentReference>
<cac:AdditionalDocumentReference><cbc:ID>Skizze</cbc:ID><cac:Attachment>
  <cbc:EmbeddedDocumentBinaryObject mimeCode="image/tiff" filename="skizze.tif"
  >JVBERi0xLjQKJcOkw7zDtsOfCg==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
</cac:AdditionalDocumentReference>
{_BUYER}{_SELLER}
<cac:Delivery><cac:DeliveryLocation><cac:Address><cbc:StreetName>Baustraße 1</cbc:StreetName>
  <cbc:CityName>Zittau</cbc:CityName><cbc:PostalZone>02763</cbc:PostalZone></cac:Address>
  </cac:DeliveryLocation>
  <cac:RequestedDeliveryPeriod><cbc:StartDate>2026-11-10</cbc:StartDate>
  <cbc:EndDate>2026-11-12</cbc:EndDate></cac:RequestedDeliveryPeriod></cac:Delivery>
<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
  <cbc:AllowanceChargeReason>Fracht</cbc:AllowanceChargeReason>
  <cbc:Amount currencyID="EUR">20.00</cbc:Amount></cac:AllowanceCharge>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">49.97</cbc:TaxAmount></cac:TaxTotal>
<cac:AnticipatedMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">243.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">263.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">312.97</cbc:TaxInclusiveAmount>
  <cbc:ChargeTotalAmount currencyID="EUR">20.00</cbc:ChargeTotalAmount>
  <cbc:PayableAmount currencyID="EUR">312.97</cbc:PayableAmount>
</cac:AnticipatedMonetaryTotal>
<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity unitCode="MTR">54</cbc:Quantity>
  <cbc:LineExtensionAmount currencyID="EUR">243.00</cbc:LineExtensionAmount>
  <cbc:AccountingCode>4711</cbc:AccountingCode>
  <cac:Price><cbc:PriceAmount currencyID="EUR">450.00</cbc:PriceAmount>
    <cbc:BaseQuantity unitCode="MTR">100</cbc:BaseQuantity></cac:Price>{_ITEM}
</cac:LineItem></cac:OrderLine>""",
)

UBL_QUOTATION = _ubl(
    "Quotation",
    f"""
<cbc:ID>AN-5</cbc:ID><cbc:IssueDate>2026-10-01+02:00</cbc:IssueDate>{_SELLER}
<cac:OriginatorCustomerParty><cac:Party><cac:PartyName><cbc:Name>Gemeinde Musterhain</cbc:Name>
</cac:PartyName></cac:Party></cac:OriginatorCustomerParty>
<cac:QuotedMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">19.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount>
</cac:QuotedMonetaryTotal>
<cac:QuotationLine><cbc:ID>9</cbc:ID><cac:LineItem><cbc:ID>10</cbc:ID>
  <cbc:Quantity unitCode="EA">4</cbc:Quantity>
  <cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
  <cac:Price><cbc:PriceAmount currencyID="EUR">25.00</cbc:PriceAmount></cac:Price>{_ITEM}
</cac:LineItem></cac:QuotationLine>""",
)

UBL_RESPONSE = _ubl(
    "OrderResponse",
    f"""
<cbc:ID>AB-1</cbc:ID><cbc:IssueDate>2026-11-03</cbc:IssueDate>
<cbc:OrderResponseCode>CA</cbc:OrderResponseCode>
<cac:OrderReference><cbc:ID>B-2026-0815</cbc:ID></cac:OrderReference>{_SELLER}{_BUYER}
<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:LineStatusCode>3</cbc:LineStatusCode>{_ITEM}
</cac:LineItem>
<cac:SellerSubstitutedLineItem><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>BSH 60/120</cbc:Name>
  <cac:SellersItemIdentification><cbc:ID>BSH-60</cbc:ID></cac:SellersItemIdentification>
</cac:Item></cac:SellerSubstitutedLineItem>
<cac:OrderLineReference><cbc:LineID>7</cbc:LineID></cac:OrderLineReference></cac:OrderLine>""",
)

UBL_SIMPLE = _ubl(
    "OrderResponseSimple",
    f"""
<cbc:ID>AB-2</cbc:ID><cbc:IssueDate>2026-11-03</cbc:IssueDate>
<cbc:AcceptedIndicator>true</cbc:AcceptedIndicator>
<cac:OrderReference><cbc:ID>B-1</cbc:ID></cac:OrderReference>{_SELLER}{_BUYER}""",
)

UBL_DESPATCH = _ubl(
    "DespatchAdvice",
    f"""
<cbc:ID>LS-44</cbc:ID><cbc:IssueDate>2026-11-09</cbc:IssueDate>
<cac:OrderReference><cbc:ID>B-2026-0815</cbc:ID><cbc:SalesOrderID>V-9</cbc:SalesOrderID>
</cac:OrderReference>
<cac:DespatchSupplierParty><cac:Party><cac:PartyName><cbc:Name>Holzhandel Muster</cbc:Name>
</cac:PartyName></cac:Party></cac:DespatchSupplierParty>
<cac:DeliveryCustomerParty><cac:Party><cac:PartyName><cbc:Name>Zimmerei Öhler</cbc:Name>
</cac:PartyName></cac:Party></cac:DeliveryCustomerParty>
<cac:DespatchLine><cbc:ID>1</cbc:ID><cbc:DeliveredQuantity unitCode="MTR">50</cbc:DeliveredQuantity>
  <cbc:OutstandingQuantity unitCode="MTR">4</cbc:OutstandingQuantity>
  <cbc:OutstandingReason>folgt</cbc:OutstandingReason>
  <cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>{_ITEM}
</cac:DespatchLine>""",
)

OPENTRANS_ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<ORDER version="2.1" xmlns="http://www.opentrans.org/XMLSchema/2.1"
  xmlns:b="http://www.bmecat.org/bmecat/2005">
<ORDER_HEADER><CONTROL_INFO><GENERATOR_INFO>Test</GENERATOR_INFO></CONTROL_INFO><ORDER_INFO>
<ORDER_ID>O-7</ORDER_ID><ORDER_DATE>2026-11-02T23:30:00.1234567-05:00</ORDER_DATE>
<PARTIES>
 <PARTY><b:PARTY_ID type="buyer_specific">L1</b:PARTY_ID><PARTY_ROLE>supplier</PARTY_ROLE>
  <ADDRESS><b:NAME>Sanitärgroßhandel Muster</b:NAME></ADDRESS></PARTY>
 <PARTY><b:PARTY_ID type="supplier_specific">4711</b:PARTY_ID><PARTY_ROLE>buyer</PARTY_ROLE>
  <ADDRESS><b:NAME>Bad und Heizung Krüger</b:NAME>
  <CONTACT_DETAILS><b:CONTACT_NAME>Krüger</b:CONTACT_NAME><b:FIRST_NAME>Ute</b:FIRST_NAME>
   <b:TITLE>Frau</b:TITLE><b:PHONE type="mobile">0170 000</b:PHONE></CONTACT_DETAILS>
  <b:STREET>Otto-Wels-Str. 21</b:STREET><b:ZIP>01067</b:ZIP><b:CITY>Dresden</b:CITY>
  <b:COUNTRY>Deutschland</b:COUNTRY></ADDRESS></PARTY>
 <PARTY><b:PARTY_ID type="supplier_specific">4711</b:PARTY_ID><PARTY_ROLE>delivery</PARTY_ROLE>
  <ADDRESS><b:NAME>Baustelle Nord</b:NAME><b:STREET>Feldweg 2</b:STREET><b:ZIP>01099</b:ZIP>
  <b:CITY>Dresden</b:CITY></ADDRESS></PARTY>
</PARTIES>
<CUSTOMER_ORDER_REFERENCE><ORDER_ID>KOM-3</ORDER_ID></CUSTOMER_ORDER_REFERENCE>
<b:CURRENCY>EUR</b:CURRENCY><REMARKS type="general">Anruf vorher</REMARKS>
</ORDER_INFO></ORDER_HEADER>
<ORDER_ITEM_LIST><ORDER_ITEM><LINE_ITEM_ID>1</LINE_ITEM_ID><PRODUCT_ID>
  <b:SUPPLIER_PID>SAN-1</b:SUPPLIER_PID>
 <b:INTERNATIONAL_PID type="ean">4000000000013</b:INTERNATIONAL_PID>
 <b:DESCRIPTION_SHORT>Waschtisch 60 cm</b:DESCRIPTION_SHORT>
 <b:DESCRIPTION_LONG>weiß&lt;br /&gt;mit Überlauf</b:DESCRIPTION_LONG></PRODUCT_ID>
 <QUANTITY>2.0</QUANTITY><b:ORDER_UNIT>C62</b:ORDER_UNIT>
 <PRODUCT_PRICE_FIX><b:PRICE_AMOUNT>99.50</b:PRICE_AMOUNT><b:PRICE_QUANTITY>1</b:PRICE_QUANTITY>
 <TAX_DETAILS_FIX><b:TAX>0.19</b:TAX></TAX_DETAILS_FIX></PRODUCT_PRICE_FIX>
 <PRICE_LINE_AMOUNT>199.00</PRICE_LINE_AMOUNT></ORDER_ITEM></ORDER_ITEM_LIST>
<ORDER_SUMMARY><TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM><TOTAL_AMOUNT>199.00</TOTAL_AMOUNT></ORDER_SUMMARY>
</ORDER>""".encode()

OPENTRANS_10 = """<?xml version="1.0" encoding="UTF-8"?>
<ORDER_LIST><ORDER xmlns="http://www.opentrans.org/XMLSchema/1.0" version="1.0">
<ORDER_HEADER><ORDER_INFO><ORDER_ID>W-12</ORDER_ID><ORDER_DATE>2026-10-05T08:00:00</ORDER_DATE>
<ORDER_PARTIES><BUYER_PARTY><PARTY><ADDRESS><NAME></NAME><NAME2>Grün</NAME2><NAME3>Jörg</NAME3>
<STREET>Schloßgasse 4</STREET><ZIP>98574</ZIP><CITY>Schmalkalden</CITY><COUNTRY>DE</COUNTRY>
</ADDRESS></PARTY></BUYER_PARTY></ORDER_PARTIES><PRICE_CURRENCY>EUR</PRICE_CURRENCY>
</ORDER_INFO></ORDER_HEADER><ORDER_ITEM_LIST><ORDER_ITEM><LINE_ITEM_ID>1</LINE_ITEM_ID>
<ARTICLE_ID><SUPPLIER_AID>R-1</SUPPLIER_AID><DESCRIPTION_SHORT>Dachrinne, größer</DESCRIPTION_SHORT>
</ARTICLE_ID><QUANTITY>2</QUANTITY><ORDER_UNIT>1</ORDER_UNIT><ARTICLE_PRICE type="gros_list">
<PRICE_AMOUNT>11.90</PRICE_AMOUNT><PRICE_LINE_AMOUNT>23.80</PRICE_LINE_AMOUNT><TAX>0.19</TAX>
</ARTICLE_PRICE></ORDER_ITEM></ORDER_ITEM_LIST><ORDER_SUMMARY><TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>
<TOTAL_AMOUNT>23.80</TOTAL_AMOUNT></ORDER_SUMMARY></ORDER></ORDER_LIST>""".encode("latin-1")

ORDERX = """﻿<?xml version="1.0" encoding="UTF-8"?>
<rsm:SCRDMCCBDACIOMessageStructure
 xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:128"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:128">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
 <ram:ID>urn:order-x.eu:1p0:basic</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>OX-1</ram:ID><ram:TypeCode>231</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="203">202611022359</udt:DateTimeString>
 </ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
 <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>
 <ram:LineStatusCode>6</ram:LineStatusCode>
 </ram:AssociatedDocumentLineDocument>
 <ram:SpecifiedTradeProduct><ram:SellerAssignedID>Z-1</ram:SellerAssignedID>
 <ram:Name>Ziegel naturrot</ram:Name></ram:SpecifiedTradeProduct>
 <ram:SpecifiedLineTradeAgreement>
  <ram:BuyerOrderReferencedDocument><ram:LineID>5</ram:LineID></ram:BuyerOrderReferencedDocument>
  <ram:GrossPriceProductTradePrice><ram:ChargeAmount>1.70</ram:ChargeAmount>
   <ram:AppliedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator>
   </ram:ChargeIndicator><ram:ActualAmount>0.20</ram:ActualAmount></ram:AppliedTradeAllowanceCharge>
  </ram:GrossPriceProductTradePrice>
  <ram:NetPriceProductTradePrice><ram:ChargeAmount>1.50</ram:ChargeAmount>
  </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
 <ram:SpecifiedLineTradeDelivery><ram:RequestedQuantity unitCode="H87">120</ram:RequestedQuantity>
  <ram:AgreedQuantity unitCode="H87">100</ram:AgreedQuantity></ram:SpecifiedLineTradeDelivery>
 <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
  <ram:CategoryCode>AE</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent>
  </ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>
  <ram:LineTotalAmount>150.00</ram:LineTotalAmount>
  </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
 <ram:SellerTradeParty><ram:Name>Ziegelwerk Muster</ram:Name></ram:SellerTradeParty>
 <ram:BuyerTradeParty><ram:Name>Dachdeckerei Schön</ram:Name>
  <ram:DefinedTradeContact><ram:PersonName>Anna Schön</ram:PersonName></ram:DefinedTradeContact>
  <ram:PostalTradeAddress><ram:PostcodeCode>01500</ram:PostcodeCode>
  <ram:LineOne>Lange Gasse 7</ram:LineOne><ram:CityName>Pirna</ram:CityName>
  <ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
  <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE999999991</ram:ID>
  </ram:SpecifiedTaxRegistration></ram:BuyerTradeParty>
 <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>B-3</ram:IssuerAssignedID>
 </ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:OrderCurrencyCode>EUR</ram:OrderCurrencyCode>
 <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
 <ram:LineTotalAmount>150.00</ram:LineTotalAmount>
 <ram:TaxBasisTotalAmount>150.00</ram:TaxBasisTotalAmount>
 <ram:TaxTotalAmount currencyID="EUR">0.00</ram:TaxTotalAmount>
 <ram:GrandTotalAmount>150.00</ram:GrandTotalAmount>
 </ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:SCRDMCCBDACIOMessageStructure>""".encode()

ADDRESS_CSV = (
    "Kundennummer;Firma;Vorname;Nachname;Straße;PLZ;Ort;Telefon;E-Mail;Land;Sonstiges\r\n"
    "K1;Müller & Söhne;;;Hauptstraße 12 a;01067;Dresden;0351 1;info@mueller.example;D;x\r\n"
    'K2;;Käthe;Groß;"Am Weg 3";"8001";Zürich;;;Schweiz;\r\n'
).encode("cp1252")

ARTICLE_CSV = (
    "Artikelnummer,Bezeichnung,ME,Preis,PE,Warengruppe\n"
    'A-1,"Schraube, verzinkt",Stk,"1.234,50",100,W1\n'
    'A-2,Dübel,Pck,"3,20",,W1\n'
).encode()

DATANORM_4 = (
    "V 011126" + "Großhandel Muster".ljust(40) + "Preisliste".ljust(40) + "".ljust(35) + "04EUR\r\n"
    "T;N;LT1;;1;;Kupferrohr in Stangen,;2;;halbhart, für Trinkwasser;\r\n"
    "A;N;CU15;00;Kupferrohr 15x1;Stange 5 m;1;2;m;45000;R1;02;LT1;\r\n"
    "B;N;CU15;CU15;;;0;0;0;4000000000020;;21;0;1;;;\r\n"
    "A;N;ALT1;00;Altes Rohr;;1;0;St;100;R1;02;;\r\n"
    "A;L;ALT1;00;;;;;;;;;;\r\n"
    "D;N;CU15;1;F;;Maß: 15 x 1 mm;;;;;\r\n"
    "P;A;CU15;2;39000;;;;;;;FREMD;1;500;;;;;;;\r\n"
).encode("cp850") + b"\x1a"

DATANORM_5 = (
    "V;050;A;20261101;EUR;Muster GmbH;Produktdaten;;;;;;;;;\r\n"
    "T;N;K1;1;01;Wärmepumpe, Außengerät;\r\nT;N;K1;1;02;Schall 35 dB;\r\n"
    "A;N;WP-1;Wärmepumpe 8 kW;Außengerät;PCE;1;1;899900;RG;HG;WG;;;;;;;;;1;;3;K1;;;;;;\r\n"
).encode("cp850")

VCARD_30 = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Weiß;Jürgen;;Herr;\r\nFN:Jürgen Weiß\r\n"
    "ORG:Weiß GmbH;Einkauf\r\n"
    "ADR;TYPE=WORK:;;Ringstraße 9;Jena;;07743;Deutschland\r\nTEL;TYPE=CELL:0170 1\r\n"
    "EMAIL:weiss@weiss.example\r\nEND:VCARD\r\n"
).encode()
VCARD_21 = (
    b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;K=E4the\n"
    b"ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;Gartenstra=C3=9Fe 5;K=C3=B6ln;;50667;\n"
    b"TEL;WORK;FAX:0221 2\nEND:VCARD\n"
)
VCARD_40 = (
    b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Eva Lang\r\nN:Lang;Eva;;;\r\n"
    b"ADR;TYPE=home:;;Weg 1;Ulm;;89073;Deutschland\r\nTEL;VALUE=uri:tel:+49-731-1\r\nEND:VCARD\r\n"
)


def orderx_pdf(xml: bytes = ORDERX) -> bytes:
    """A blank PDF that carries `xml` as its Order-X attachment."""
    from facturx import generate_from_binary
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    blank = io.BytesIO()
    writer.write(blank)
    made: bytes = generate_from_binary(
        blank.getvalue(), xml, flavor="order-x", level="basic", check_xsd=False,
        check_schematron=False, orderx_type="order",
    )  # fmt: skip
    return made


PDF = "orderx.pdf"

ALL_SAMPLES = {
    "ubl-order.xml": UBL_ORDER,
    "ubl-quotation.xml": UBL_QUOTATION,
    "ubl-response.xml": UBL_RESPONSE,
    "ubl-simple.xml": UBL_SIMPLE,
    "ubl-despatch.xml": UBL_DESPATCH,
    "opentrans.xml": OPENTRANS_ORDER,
    "opentrans10.xml": OPENTRANS_10,
    "orderx.xml": ORDERX,
    "addresses.csv": ADDRESS_CSV,
    "articles.csv": ARTICLE_CSV,
    "datanorm4.001": DATANORM_4,
    "datanorm5.001": DATANORM_5,
    "card21.vcf": VCARD_21,
    "card30.vcf": VCARD_30,
    "card40.vcf": VCARD_40,
}
"""Every sample but the PDF, which is made on demand."""
