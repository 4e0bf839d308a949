"""Countries, towns, streets and telephone numbers for the lead generator.

In a pattern `#` is any digit and `N` one from 2 to 8: the numbers are ones that the country could give out.
"""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    name: str
    zip: str
    phone: str


class Country(NamedTuple):
    code: str
    share: int
    languages: tuple[str, ...]
    calling_code: str
    # what a national number begins with
    trunk: str
    mobile: tuple[str, ...]
    towns: tuple[Town, ...]
    streets: tuple[str, ...]
    # street and number as they are written
    address: str


def _country(code, share, languages, calling_code, trunk, mobile, towns, streets, address="{street} {number}"):
    return Country(
        code,
        share,
        tuple(languages.split()),
        calling_code,
        trunk,
        tuple(pattern.strip() for pattern in mobile.split(",")),
        tuple(Town(*(part.strip() for part in town.split("/"))) for town in towns.split(",")),
        tuple(street.strip() for street in streets.split(",")),
        address,
    )


COUNTRIES = (
    _country(
        "BE",
        160,
        "nl_BE nl_BE nl_BE fr_BE fr_BE",
        "32",
        "0",
        "47# ## ## ##, 49# ## ## ##, 48N ## ## ##",
        """Antwerpen/2#00/3 N## ## ##, Brussel/10#0/2 N## ## ##, Gent/90#0/9 2## ## ##, Bruxelles/11#0/2 N## ## ##,
        Liège/40#0/4 2## ## ##, Charleroi/60#0/71 3# ## ##, Brugge/8000/50 3# ## ##, Namur/5000/81 2# ## ##,
        Leuven/300#/16 2# ## ##, Mechelen/2800/15 2# ## ##, Hasselt/3500/11 2# ## ##, Kortrijk/8500/56 2# ## ##,
        Mons/7000/65 3# ## ##, Aalst/9300/53 7# ## ##, Sint-Niklaas/9100/3 7## ## ##, Tournai/7500/69 2# ## ##""",
        """Kerkstraat, Stationsstraat, Molenstraat, Nieuwstraat, Schoolstraat, Dorpsstraat, Rue de l'Église, Rue Haute,
        Gentsesteenweg, Brusselsesteenweg, Rue de la Station, Avenue Louise, Chaussée de Wavre, Veldstraat, Meir,
        Industrielaan, Bredestraat, Kapellestraat, Rue Neuve, Place Saint-Pierre, Lindenlaan, Beukenlaan,
        Kouterstraat""",
    ),
    _country(
        "FR",
        160,
        "fr_FR",
        "33",
        "0",
        "6 1# ## ## ##, 6 8# ## ## ##, 6 2# ## ## ##, 7 8# ## ## ##",
        """Paris/750##/1 4# ## ## ##, Marseille/130##/4 91 ## ## ##, Lyon/6900#/4 78 ## ## ##,
        Toulouse/31#00/5 61 ## ## ##,
        Nice/06#00/4 93 ## ## ##, Nantes/44#00/2 40 ## ## ##, Strasbourg/67#00/3 88 ## ## ##, Lille/59#00/3 20 ## ## ##,
        Bordeaux/33#00/5 56 ## ## ##, Rennes/35#00/2 99 ## ## ##, Reims/51100/3 26 ## ## ##,
        Grenoble/38#00/4 76 ## ## ##,
        Dijon/21000/3 80 ## ## ##, Angers/49#00/2 41 ## ## ##, Saint-Étienne/42#00/4 77 ## ## ##""",
        """rue de la Paix, rue Victor Hugo, avenue Jean Jaurès, rue de la République, place de l'Église, rue du Moulin,
        avenue du Général de Gaulle, boulevard Voltaire, rue Pasteur, chemin des Vignes, rue des Écoles, rue du Château,
        impasse des Lilas, rue Gambetta, allée des Tilleuls, quai de la Gare, route de Lyon, rue Saint-Jean""",
        "{number}, {street}",
    ),
    _country(
        "DE",
        140,
        "de_DE",
        "49",
        "0",
        "151 2#######, 160 9#######, 171 N######, 172 N######, 175 N######, 176 2#######",
        """Berlin/10###/30 N#######, Hamburg/20###/40 N#######, München/80###/89 N#######, Köln/50###/221 N######,
        Frankfurt am Main/60###/69 N#######, Stuttgart/70###/711 N######, Düsseldorf/40###/211 N######,
        Leipzig/04###/341 N######, Dortmund/44###/231 N######, Bremen/28###/421 N######, Dresden/01###/351 N######,
        Hannover/30###/511 N######, Nürnberg/90###/911 N######, Freiburg/79###/761 N######, Mainz/55###/6131 N#####""",
        """Hauptstraße, Schulstraße, Gartenstraße, Bahnhofstraße, Dorfstraße, Bergstraße, Birkenweg, Lindenstraße,
        Kirchstraße, Waldstraße, Ringstraße, Schillerstraße, Goethestraße, Industriestraße, Am Markt, Mühlenweg,
        Rosenstraße, Wiesenweg, Feldstraße, Marktplatz, Kaiserstraße, Steinweg""",
    ),
    _country(
        "NL",
        120,
        "nl_NL",
        "31",
        "0",
        "6 1# ## ## ##, 6 2# ## ## ##, 6 5# ## ## ##, 6 4# ## ## ##",
        """Amsterdam/10## LK/20 N## ## ##, Rotterdam/30## BR/10 N## ## ##, Den Haag/25## DG/70 3## ## ##,
        Utrecht/35## AX/30 2## ## ##, Eindhoven/56## TV/40 2## ## ##, Groningen/97## HN/50 3## ## ##,
        Tilburg/50## PM/13 5## ## ##, Almere/13## WK/36 5## ## ##, Breda/48## ZC/76 5## ## ##,
        Nijmegen/65## SJ/24 3## ## ##,
        Haarlem/20## EB/23 5## ## ##, Arnhem/68## GR/26 3## ## ##, Maastricht/62## NL/43 3## ## ##""",
        """Kerkstraat, Dorpsstraat, Schoolstraat, Molenweg, Hoofdstraat, Julianastraat, Wilhelminastraat, Nieuwstraat,
        Stationsweg, Beatrixstraat, Prins Hendrikkade, Lange Voorhout, Industrieweg, Herengracht, Markt, Eikenlaan,
        Parallelweg, Burgemeester Jansenlaan, Oude Gracht, Zandweg""",
    ),
    _country(
        "ES",
        80,
        "es_ES",
        "34",
        "",
        "60# ### ###, 61# ### ###, 62# ### ###, 65# ### ###, 66# ### ###, 69# ### ###",
        """Madrid/280##/91 N## ## ##, Barcelona/080##/93 N## ## ##, Valencia/460##/96 3## ## ##,
        Sevilla/410##/95 4## ## ##,
        Zaragoza/500##/976 N# ## ##, Málaga/290##/95 2## ## ##, Murcia/300##/968 2# ## ##, Bilbao/480##/94 4## ## ##,
        Alicante/030##/96 5## ## ##, Valladolid/470##/983 3# ## ##""",
        """Calle Mayor, Calle Real, Avenida de la Constitución, Plaza de España, Calle del Carmen, Calle San José,
        Calle Nueva, Gran Vía, Avenida de Andalucía, Calle de la Iglesia, Paseo de Gracia, Ronda Norte,
        Calle del Sol""",
        "{street}, {number}",
    ),
    _country(
        "IT",
        80,
        "it_IT",
        "39",
        "",
        """320 ### ####, 328 ### ####, 333 ### ####, 338 ### ####, 340 ### ####, 347 ### ####, 349 ### ####,
        392 ### ####""",
        """Roma/001##/06 N### ####, Milano/201##/02 N### ####, Napoli/801##/081 N## ####, Torino/101##/011 N## ####,
        Palermo/901##/091 N## ####, Genova/161##/010 N## ####, Bologna/401##/051 N## ####, Firenze/501##/055 N## ####,
        Bari/701##/080 5## ####, Verona/371##/045 8## ####, Padova/351##/049 8## ####""",
        """Via Roma, Via Garibaldi, Corso Vittorio Emanuele, Via Mazzini, Via Dante, Piazza del Duomo, Via Cavour,
        Via Verdi, Via Marconi, Viale della Libertà, Via XX Settembre, Via dei Mille, Via San Francesco""",
        "{street}, {number}",
    ),
    _country(
        "GB",
        80,
        "en_GB",
        "44",
        "0",
        "771# ######, 778# ######, 797# ######, 780# ######",
        """London/E# #RT/20 7### ####, London/SW1# #PA/20 8### ####, Manchester/M# #AB/161 N## ####,
        Birmingham/B# #LX/121 4## ####, Leeds/LS# #DJ/113 2## ####, Glasgow/G# #QS/141 N## ####,
        Liverpool/L# #BN/151 N## ####, Edinburgh/EH# #HD/131 N## ####, Bristol/BS# #UF/117 9## ####,
        Cardiff/CF# #GW/29 2### ####, Sheffield/S# #TZ/114 2## ####""",
        """High Street, Station Road, Church Lane, Main Street, Park Road, London Road, Victoria Road, Green Lane,
        Manor Road, Kings Road, Queens Road, Mill Lane, The Crescent, School Lane, Springfield Close, Albert Street""",
        "{number} {street}",
    ),
    _country(
        "US",
        80,
        "en_US",
        "1",
        "",
        """917 N## ####, 310 N## ####, 773 N## ####, 832 N## ####, 602 N## ####, 267 N## ####, 415 N## ####,
        786 N## ####""",
        """New York/100##/212 N## ####, Los Angeles/900##/213 N## ####, Chicago/606##/312 N## ####,
        Houston/770##/713 N## ####, Phoenix/850##/602 N## ####, Philadelphia/191##/215 N## ####,
        San Francisco/941##/415 N## ####, Austin/787##/512 N## ####, Seattle/981##/206 N## ####,
        Boston/021##/617 N## ####,
        Springfield/627##/217 N## ####, Miami/331##/305 N## ####""",
        """Main St, Oak St, Maple Ave, 2nd St, Park Ave, Washington Blvd, Cedar Ln, Elm St, Lake Dr, Hill Rd, Pine St,
        Broadway, Sunset Blvd, Lincoln Ave, Jefferson St, River Rd, 5th Avenue""",
        "{number} {street}",
    ),
    _country(
        "BR",
        40,
        "pt_BR",
        "55",
        "0",
        "11 98### ####, 21 98### ####, 31 98### ####, 41 98### ####, 51 98### ####, 71 98### ####",
        """São Paulo/01###-0##/11 3### ####, Rio de Janeiro/20###-0##/21 2### ####,
        Belo Horizonte/30###-0##/31 3### ####,
        Curitiba/80###-0##/41 3### ####, Porto Alegre/90###-0##/51 3### ####, Salvador/40###-0##/71 3### ####""",
        """Rua das Flores, Avenida Paulista, Rua São João, Avenida Brasil, Rua XV de Novembro, Rua da Paz,
        Rua Sete de Setembro,
        Avenida Atlântica, Rua do Comércio, Rua Tiradentes""",
        "{street}, {number}",
    ),
    _country(
        "PL",
        30,
        "pl_PL",
        "48",
        "",
        "50# ### ###, 60# ### ###, 69# ### ###, 51# ### ###",
        """Warszawa/00-###/22 N## ## ##, Kraków/30-###/12 N## ## ##, Łódź/90-###/42 N## ## ##,
        Wrocław/50-###/71 3## ## ##,
        Poznań/60-###/61 8## ## ##, Gdańsk/80-###/58 3## ## ##""",
        """ul. Polna, ul. Leśna, ul. Słoneczna, ul. Krótka, ul. Szkolna, ul. Ogrodowa, ul. Lipowa, al. Jerozolimskie,
        Rynek Główny""",
    ),
    _country(
        "JP",
        12,
        "ja_JP",
        "81",
        "0",
        "90 N### ####, 80 N### ####, 70 N### ####",
        "東京都/10#-00##/3 3### ####, 大阪市/53#-00##/6 6### ####, 名古屋市/46#-00##/52 N## ####",
        "千代田区丸の内, 中央区銀座, 北区梅田, 中区栄, 西区みなとみらい, 港区六本木",
        "{street}{number}",
    ),
    _country(
        "CN",
        10,
        "zh_CN",
        "86",
        "",
        "138 #### ####, 139 #### ####, 158 #### ####, 186 #### ####, 135 #### ####",
        "北京/1000##/10 6### ####, 上海/2000##/21 6### ####, 广州/5100##/20 8### ####, 深圳/5180##/755 8### ####",
        "中山路, 人民路, 解放路, 建设路, 南京路, 长安街",
        "{street}{number}号",
    ),
    _country(
        "RU",
        8,
        "ru_RU",
        "7",
        "8 ",
        "903 ### ## ##, 916 ### ## ##, 926 ### ## ##, 905 ### ## ##",
        "Москва/10####/495 N## ## ##, Санкт-Петербург/19####/812 N## ## ##, Казань/420###/843 2## ## ##",
        "ул. Ленина, ул. Советская, пр. Мира, ул. Гагарина, ул. Садовая, Невский пр.",
        "{street}, {number}",
    ),
)
# Mailbox hosts of private people, by country: the frequent first.
MAILBOX_HOSTS = {
    "BE": "gmail.com hotmail.com telenet.be skynet.be outlook.be proximus.be yahoo.fr icloud.com".split(),
    "FR": "gmail.com orange.fr hotmail.fr free.fr wanadoo.fr yahoo.fr laposte.net sfr.fr outlook.fr".split(),
    "DE": "gmail.com web.de gmx.de t-online.de freenet.de hotmail.de outlook.de posteo.de googlemail.com".split(),
    "NL": "gmail.com hotmail.com ziggo.nl kpnmail.nl outlook.com xs4all.nl home.nl live.nl".split(),
    "ES": "gmail.com hotmail.com hotmail.es yahoo.es outlook.es icloud.com".split(),
    "IT": "gmail.com libero.it hotmail.it virgilio.it alice.it tiscali.it yahoo.it".split(),
    "GB": "gmail.com hotmail.co.uk btinternet.com yahoo.co.uk outlook.com sky.com icloud.com".split(),
    "US": "gmail.com yahoo.com hotmail.com aol.com icloud.com comcast.net outlook.com".split(),
    "BR": "gmail.com hotmail.com uol.com.br bol.com.br yahoo.com.br terra.com.br".split(),
    "PL": "gmail.com wp.pl o2.pl onet.pl interia.pl".split(),
    "JP": "gmail.com yahoo.co.jp docomo.ne.jp outlook.jp".split(),
    "CN": "qq.com 163.com 126.com sina.com gmail.com".split(),
    "RU": "mail.ru yandex.ru gmail.com bk.ru rambler.ru".split(),
}
