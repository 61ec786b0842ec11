"""The word lists of address matching, all folded (see `folding`), in one place.

General knowledge of German, Austrian and Swiss addresses; nothing here was taken from a data set.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATED_NAMES",
    "ACADEMIC",
    "COMMON_SURNAMES",
    "COMPANY_ENDINGS",
    "COMPANY_SALUTATIONS",
    "COMPANY_WORDS",
    "CONNECTIVES",
    "FREE_MAIL",
    "GENERATIONS",
    "GENERIC_WORDS",
    "LEGAL_FORMS",
    "PARTICLES",
    "PLACE_WORDS",
    "SALUTATIONS",
    "SAME_GIVEN",
    "STREET_WORDS",
    "TRADE_WORDS",
]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SALUTATIONS: dict[str, str] = {
    "herr": "m", "herrn": "m", "hr": "m", "hrn": "m", "mr": "m", "sir": "m",
    "frau": "f", "fr": "f", "frl": "f", "fraeulein": "f", "mrs": "f", "ms": "f", "madame": "f",
    "familie": "", "fam": "", "eheleute": "", "ehel": "",
}  # fmt: skip
"""Salutation -> gender, or empty where it tells none."""

COMPANY_SALUTATIONS = _set("firma fa")

ACADEMIC = _set(
    "dr prof professor dipl ing diplom ingenieur mag magister med dent vet jur rer nat "
    "phil oec habil hc ddr phd mba msc bsc llm kfm kffr betriebsw arch techn mult"
)
"""Titles; the two-letter ones are none where they stand last."""

GENERATIONS = {
    "jun": "jun", "jr": "jun", "junior": "jun", "juniorin": "jun",
    "sen": "sen", "sr": "sen", "senior": "sen",
    "ii": "ii", "iii": "iii",
}  # fmt: skip
"""What tells father and son of the same name apart."""

PARTICLES = _set(
    "von van de den der dem des zu zum zur vom ten ter del della di da do dos al el la le af av"
)
ABBREVIATED_NAMES = {"v": "von", "vd": "von der", "z": "zu"}
"""Abbreviated particles, between given name and surname only."""

CONNECTIVES = _set("und u and et e inh inhaber inhaberin geb geborene")

LEGAL_FORMS: tuple[tuple[str, str], ...] = (
    # Longest first: the first that fits is taken. Spelling -> canonical form.
    ("gesellschaft mit beschraenkter haftung und co kommanditgesellschaft", "gmbh co kg"),
    ("gesellschaft mit beschraenkter haftung", "gmbh"),
    ("unternehmergesellschaft haftungsbeschraenkt", "ug"),
    ("partnerschaftsgesellschaft mbb", "partg"),
    ("gesellschaft buergerlichen rechts", "gbr"),
    ("kommanditgesellschaft auf aktien", "kgaa"),
    ("ug haftungsbeschraenkt und co kg", "ug co kg"),
    ("ug haftungsbeschraenkt co kg", "ug co kg"),
    ("offene handelsgesellschaft", "ohg"),
    ("eingetragene genossenschaft", "eg"),
    ("eingetragener kaufmann", "ek"),
    ("eingetragene kauffrau", "ek"),
    ("eingetragener verein", "ev"),
    ("g m b h und co kg", "gmbh co kg"),
    ("g m b h co kg", "gmbh co kg"),
    ("gmbh und co kgaa", "gmbh co kgaa"),
    ("gmbh und co ohg", "gmbh co ohg"),
    ("gmbh und co k g", "gmbh co kg"),
    ("gmbh und co kg", "gmbh co kg"),
    ("gmbh u co kg", "gmbh co kg"),
    ("gmbh co kgaa", "gmbh co kgaa"),
    ("gmbh co ohg", "gmbh co ohg"),
    ("gmbh co k g", "gmbh co kg"),
    ("gmbh co kg", "gmbh co kg"),
    ("gmbh cie kg", "gmbh co kg"),
    ("gmbh und co", "gmbh co kg"),
    ("gmbh co", "gmbh co kg"),
    ("ug und co kg", "ug co kg"),
    ("ug co kg", "ug co kg"),
    ("ag und co kg", "ag co kg"),
    ("ag co kg", "ag co kg"),
    ("kommanditgesellschaft", "kg"),
    ("aktiengesellschaft", "ag"),
    ("genossenschaft", "eg"),
    ("ug haftungsbeschraenkt", "ug"),
    ("ges m b h", "gmbh"),
    ("gesellschaft mbh", "gmbh"),
    ("ges mbh", "gmbh"),
    ("gesmbh", "gmbh"),
    ("g m b h", "gmbh"),
    ("g gmbh", "ggmbh"),
    ("ggmbh", "ggmbh"),
    ("gmbh", "gmbh"),
    ("mbh", "gmbh"),
    ("partg mbb", "partg"),
    ("partgmbb", "partg"),
    ("partg", "partg"),
    ("und co kg", "kg"),
    ("u co kg", "kg"),
    ("co kg", "kg"),
    ("und co ohg", "ohg"),
    ("co ohg", "ohg"),
    ("und co", "kg"),
    ("e kfm", "ek"),
    ("e kfr", "ek"),
    ("e k", "ek"),
    ("e v", "ev"),
    ("e g", "eg"),
    ("e u", "eu"),
    ("g b r", "gbr"),
    ("o h g", "ohg"),
    ("k g", "kg"),
    ("a g", "ag"),
    ("kgaa", "kgaa"),
    ("haftungsbeschraenkt", "ug"),
    ("ek", "ek"),
    ("ev", "ev"),
    ("eg", "eg"),
    ("gbr", "gbr"),
    ("ohg", "ohg"),
    ("kg", "kg"),
    ("ag", "ag"),
    ("se", "se"),
    ("ug", "ug"),
    ("og", "og"),
    ("stiftung", "stiftung"),
    ("sarl", "sarl"),
    ("gesbr", "gbr"),
    ("ltd", "ltd"),
    ("limited", "ltd"),
    ("inc", "inc"),
    ("llc", "llc"),
    ("plc", "plc"),
    ("b v", "bv"),
    ("bv", "bv"),
    ("n v", "nv"),
    ("s a", "sa"),
    ("s r l", "srl"),
    ("srl", "srl"),
    ("sp z o o", "spzoo"),
    ("spol s r o", "sro"),
    ("s r o", "sro"),
    ("aps", "aps"),
    ("oy", "oy"),
    ("asa", "asa"),
)

COMPANY_WORDS = _set(
    "amt stadt gemeinde landkreis kreis bundesamt finanzamt landesamt kirche "
    "kirchengemeinde schule gymnasium grundschule kindergarten kita klinik klinikum "
    "krankenhaus praxis kanzlei apotheke hotel gasthof gasthaus restaurant pension cafe "
    "bistro hof werk werke verein verband bund club hausverwaltung verwaltung wohnungsbau "
    "wohnbau immobilien baugesellschaft genossenschaft elektro sanitaer heizung bau holz "
    "metall dach spenglerei klempnerei glaserei malerbetrieb tischlerei schreinerei "
    "zimmerei autohaus spedition logistik handel handels vertrieb technik service "
    "services solutions systems system gruppe group holding partner architekten "
    "ingenieurbuero planungsbuero buero steuerberater rechtsanwaelte versicherung bank "
    "sparkasse volksbank brauerei metzgerei fleischerei baeckerei friseur salon "
    "gaertnerei druckerei verlag labor weg eigentuemergemeinschaft "
    "wohnungseigentuemergemeinschaft institut akademie universitaet hochschule museum "
    "theater feuerwehr polizei post bahn stadtwerke zweckverband"
)
COMPANY_ENDINGS: tuple[str, ...] = (
    "bau", "technik", "handel", "vertrieb", "betrieb", "werke", "werk", "service", "haus", "hof",
    "deckerei", "schreinerei", "tischlerei", "schlosserei", "baeckerei", "metzgerei", "spenglerei",
    "gesellschaft", "verwaltung", "handwerk", "elektro", "systeme", "logistik", "bank", "kasse",
    "amt", "schule", "verein", "verband", "gemeinde", "buero", "praxis", "kanzlei", "hotel",
)  # fmt: skip
"""Endings that make a longer word (four letters more) a company's."""

TRADE_WORDS = _set(
    "bau elektro sanitaer heizung dach holz metall technik service services handel "
    "handels vertrieb betrieb meisterbetrieb gruppe group holding partner gesellschaft "
    "international deutschland soehne sohn gebrueder gebr inh immobilien verwaltung "
    "hausverwaltung solutions systems systeme dachdeckerei bedachungen bedachung "
    "spenglerei klempnerei malerbetrieb maler tischlerei schreinerei zimmerei "
    "bauunternehmen bauunternehmung niederlassung filiale zweigstelle abteilung firma "
    "hotel gasthof autohaus spedition logistik und der die das fuer dachbau holzbau "
    "metallbau hochbau tiefbau stahlbau fensterbau ladenbau moebelbau gartenbau "
    "innenausbau trockenbau anlagenbau maschinenbau landschaftsbau haustechnik "
    "elektrotechnik kaeltetechnik sanitaertechnik klimatechnik heizungsbau wohnbau "
    "wohnungsbau baugesellschaft bauelemente bautechnik elektroinstallation"
)
"""Words that many companies carry: they say little about which one it is."""

GENERIC_WORDS = TRADE_WORDS | COMPANY_WORDS
"""Words that say what a company is, not which one."""

COMMON_SURNAMES = _set(
    "mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schaefer "
    "koch bauer richter klein wolf schroeder neumann schwarz zimmermann braun krueger "
    "hofmann hartmann lange schmitt werner schmitz krause meier lehmann schmid schulze "
    "maier koehler herrmann koenig walter mayer huber kaiser fuchs peters lang scholz "
    "moeller weiss jung hahn schubert vogel friedrich keller guenther frank berger "
    "winkler roth beck lorenz baumann franke albrecht schuster simon ludwig boehm winter "
    "kraus martin schumacher kraemer vogt stein jaeger otto sommer gross seidel heinrich "
    "brandt haas schreiber graf dietrich ziegler kuhn kuehn pohl engel horn busch "
    "bergmann yilmaz kaya demir nowak nguyen gruber bauer moser steiner"
)

_GIVEN_GROUPS = """
hans johannes johann hannes
sepp josef joseph beppo
fritz friedrich friedhelm
heinz heinrich heiner
willi willy wilhelm
karl carl
max maximilian
michael michel michi
andreas andi andy
thomas tom
stefan stephan steffen
matthias mathias matthes
christoph christof
christian chris
klaus claus nikolaus nicolas niklas
dieter dietrich
guenter guenther
walter walther
werner wernher
kurt curt konrad conrad
ralf ralph
rolf rudolf rudi rolph
juergen joerg georg schorsch
peter pit
paul paulus
bernd bernhard bernhardt
gerd gerhard gert gerhardt
alex alexander sascha
toni anton
ludwig lutz
manfred manni
wolfgang wolf wolfi
franz francis
siegfried sigi
hubert hubertus
eduard edi edgar
eugen eugene
robert bob rob
benjamin ben benny
daniel dan dani
david dave
tobias tobi
sebastian basti bastian
florian flo
jakob jacob
lukas lucas luca
philipp philip phillip
markus marcus mark marc
dirk dierk
detlef detlev
volker folker
marcel marzel
oliver olli
patrick patrik
uli ulrich ulli
valentin velten
martin marten
mohammed muhammad mohamed mehmet muhammed
ahmed ahmad ahmet
hussein huseyin hueseyin
ali aly
ivan iwan
sergej sergei sergey
dmitri dimitri dimitrij
jewgeni evgeni evgenij jewgenij
juri yuri jurij
elisabeth lisa liesel elsbeth lisbeth else ilse
katharina kathrin katrin kathi katja kaethe
margarete margarethe margret grete gretel margarita
maria marie mia mariechen
anna anne anni annette
johanna hanna hannah
christine christina kristina tina kristin christin
barbara baerbel babsi
susanne susi sanne susanna
gabriele gabi gaby
ursula uschi ulla
brigitte gitte gitti birgit
angelika angela geli
monika moni
renate renata
ingrid inge ingeborg
helene helena lena leni
magdalena magda lena
theresa therese resi teresa
franziska franzi
veronika vroni
jutta judith
sabine bine
petra petronella
karin carin karen
claudia klaudia
cornelia conny nelly
doris dorothea dorothee thea
eva evi
gisela gisa
heike heidi adelheid
irmgard irma
karoline caroline carolin karolin
sophie sofie sophia sofia
stefanie stephanie steffi
silvia sylvia silke
melanie meli
natascha natalia nathalie natalie
nicole nikole nicola
rebecca rebekka
sara sarah
tanja tatjana
ute uta
vera verena
yvonne ivonne
"""

SAME_GIVEN: dict[str, frozenset[int]] = {}
"""Given name -> the groups of names it may be a short form or another spelling of."""
for _number, _group in enumerate(_GIVEN_GROUPS.strip().splitlines()):
    for _name in _group.split():
        SAME_GIVEN[_name] = SAME_GIVEN.get(_name, frozenset()) | {_number}

STREET_WORDS = {
    "strasse": "str", "str": "str", "straase": "str", "stasse": "str", "strase": "str",
    "platz": "pl", "pl": "pl", "plz": "pl",
    "weg": "weg", "wg": "weg",
    "allee": "allee",
    "gasse": "gasse",
    "ring": "ring", "damm": "damm", "ufer": "ufer", "chaussee": "chaussee",
    "sankt": "sankt", "st": "sankt",
    "doktor": "dr", "dr": "dr", "professor": "prof", "prof": "prof",
    "boulevard": "boulevard", "blvd": "boulevard", "bd": "boulevard",
}  # fmt: skip
"""Words of a street -> their one form."""

PLACE_WORDS = {
    "st": "sankt", "skt": "sankt", "sankt": "sankt", "sct": "sankt",
    "a": "am", "am": "am", "an": "an", "d": "der", "der": "der",
    "b": "bei", "bei": "bei", "i": "in", "im": "im", "in": "in",
    "o": "ob", "ob": "ob", "v": "vor", "vor": "vor", "n": "neckar", "m": "main", "rh": "rhein",
    "bd": "bad", "bad": "bad", "gr": "gross", "gross": "gross", "kl": "klein", "klein": "klein",
    "ndb": "niederbayern", "obb": "oberbayern", "opf": "oberpfalz",
    "wue": "wuerttemberg", "wuertt": "wuerttemberg", "westf": "westfalen", "thuer": "thueringen",
    "sachs": "sachsen", "holst": "holstein", "oberbay": "oberbayern",
}  # fmt: skip
"""Words of a place -> their one form (`a.M.` becomes `am main`, `St.` becomes `sankt`)."""

FREE_MAIL = _set(
    "gmx.de gmx.net gmx.at gmx.ch web.de t-online.de gmail.com googlemail.com yahoo.de "
    "yahoo.com outlook.de outlook.com hotmail.de hotmail.com live.de freenet.de aol.com "
    "aol.de icloud.com me.com arcor.de posteo.de mailbox.org bluewin.ch aon.at "
    "vodafone.de 1und1.de online.de"
)
"""Providers whose domain says nothing about the company."""
