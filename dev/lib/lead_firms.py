"""Words for companies, titles of leads and brands for the lead generator."""

from __future__ import annotations

# Trades, by language: what a company does, as its name says it.
TRADES = {
    "nl": "Bouw Bakkerij Garage Schilderwerken Transport Tuinen Elektro Verzekeringen Advies Logistiek Dakwerken",
    "fr": "Boulangerie Garage Menuiserie Transports Électricité Assurances Conseil Plomberie Jardins Traiteur",
    "de": "Bau Bäckerei Autohaus Malerbetrieb Spedition Elektrotechnik Versicherungen Beratung Metallbau Druckerei",
    "es": "Construcciones Panadería Talleres Transportes Instalaciones Seguros Consultores Muebles Reformas Viajes",
    "it": "Costruzioni Panificio Autofficina Trasporti Impianti Assicurazioni Consulenze Arredamenti Ceramiche Viaggi",
    "en": "Builders Bakery Garage Transport Electrical Insurance Consulting Plumbing Logistics Software",
    "pt": "Construções Padaria Oficina Transportes Engenharia Seguros Consultoria Móveis Informática Turismo",
    "pl": "Budownictwo Piekarnia Transport Elektryka Ubezpieczenia Doradztwo Meble Ogrody",
    "ja": "建設 電機 運輸 商事 食品 不動産",
    "zh": "建筑 电子 贸易 物流 科技 食品",
    "ru": "Строй Транс Электро Консалт Мебель Торг",
}
TRADES = {language: tuple(words.split()) for language, words in TRADES.items()}
# Legal forms, by country: written out, then how else people write it; nothing is one of these ways.
LEGAL_FORMS = {
    "BE": ("BV", "BVBA", "NV", "SRL", "SA", "VOF"),
    "FR": ("SARL", "SAS", "SA", "EURL", "SASU"),
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "UG (haftungsbeschränkt)"),
    "NL": ("B.V.", "BV", "V.O.F.", "N.V."),
    "ES": ("S.L.", "S.A.", "SLU", "S.L.U."),
    "IT": ("S.r.l.", "S.p.A.", "S.n.c.", "SRL"),
    "GB": ("Ltd", "Limited", "PLC", "LLP"),
    "US": ("Inc.", "LLC", "Corp.", "Inc"),
    "BR": ("Ltda", "S.A.", "ME", "EIRELI"),
    "PL": ("Sp. z o.o.", "S.A.", "sp. j."),
    "JP": ("株式会社", "有限会社"),
    "CN": ("有限公司", "股份有限公司"),
    "RU": ("ООО", "АО"),
}
OTHER_FORMS = {
    "BV": "B.V.",
    "BVBA": "bvba",
    "NV": "N.V.",
    "SRL": "S.R.L.",
    "SARL": "S.A.R.L.",
    "SAS": "S.A.S.",
    "GmbH": "G.m.b.H.",
    "GmbH & Co. KG": "GmbH und Co KG",
    "B.V.": "BV",
    "V.O.F.": "vof",
    "S.L.": "SL",
    "S.A.": "SA",
    "S.r.l.": "srl",
    "S.p.A.": "SpA",
    "Ltd": "Limited",
    "Limited": "Ltd.",
    "Inc.": "Incorporated",
    "LLC": "L.L.C.",
    "Corp.": "Corporation",
    "Ltda": "Ltda.",
    "Sp. z o.o.": "Spółka z o.o.",
    "株式会社": "(株)",
    "ООО": "ooo",
}
AND_SONS = {
    "nl": "& Zonen",
    "fr": "& Fils",
    "de": "& Söhne",
    "es": "e Hijos",
    "it": "& Figli",
    "en": "& Sons",
    "pt": "& Filhos",
}
FORM_FIRST = {"JP", "RU"}
# Invented names are put together from these.
SYLLABLES = (
    "al an ar be bel bo ca cor da del di do el en fa flo gal gra ha in ka ko la lo lu ma me mi mo na no nu or pa "
    "pri qua ra re ri ro sa se si so sol ta te ti to tri va ve vi vo xa za ze"
).split()
ENDINGS = "tec tech soft net lux plan form med bio data logic group line works lab pro tex mar gen".split()
# The same name over the door in many towns; each shop is a customer of its own.
BRANDS = (
    """Fit Corner/fitcorner, Pizza Bella/pizzabella, Brico Plus/bricoplus, Hotel Astor/hotelastor,
    Pearl Optics/pearloptics, """
    "Easy Drive/easydrive, Green Salad Bar/greensaladbar, Kids Academy/kidsacademy, Casa Verde/casaverde, "
    """Auto Quick/autoquick, Sleep Well/sleepwell, Home Keys/homekeys, Fresh & Go/freshandgo,
    Clean Express/cleanexpress, """
    """Speed Print/speedprint, La Maison du Pain/lamaisondupain, Apotheke am Markt/apothekeammarkt,
    Burger Yard/burgeryard"""
)
BRANDS = tuple(tuple(brand.strip().split("/")) for brand in BRANDS.split(","))
# The one account in which every fifth lead works.
GIANT_NAME, GIANT_DOMAIN = "Euronova Telecom", "euronova.example"
PRODUCTS = {
    "nl": "zonnepanelen, een nieuwe website, kantoormeubelen, onderhoudscontract, laadpaal, CRM-software, badkamer",
    "fr": "panneaux solaires, un nouveau site web, mobilier de bureau, contrat d'entretien, borne de recharge",
    "de": "Solaranlage, neue Webseite, Büromöbel, Wartungsvertrag, Wallbox, CRM-Software, Badsanierung",
    "es": "placas solares, nueva página web, mobiliario de oficina, contrato de mantenimiento, software CRM",
    "it": "pannelli solari, nuovo sito web, mobili per ufficio, contratto di manutenzione, software CRM",
    "en": "solar panels, a new website, office furniture, maintenance contract, charging point, CRM software",
    "pt": "painéis solares, novo site, móveis de escritório, contrato de manutenção, software de CRM",
    "pl": "panele słoneczne, nowa strona internetowa, meble biurowe, umowa serwisowa",
    "ja": "太陽光パネル, ホームページ制作, オフィス家具",
    "zh": "太阳能板, 网站建设, 办公家具",
    "ru": "солнечные панели, новый сайт, офисная мебель",
}
PRODUCTS = {language: tuple(word.strip() for word in words.split(",")) for language, words in PRODUCTS.items()}
TITLES = {
    "nl": "Offerte {product}/Aanvraag {product}/{who}: {product}/Interesse in {product}/Contactformulier website",
    "fr": "Demande de devis : {product}/{who} - {product}/Intéressé par {product}/Formulaire de contact",
    "de": "Anfrage {product}/Angebot {product}/{who}: {product}/Kontaktformular/Rückruf erbeten: {product}",
    "es": "Presupuesto {product}/Consulta {product}/{who} - {product}/Formulario de contacto",
    "it": "Preventivo {product}/Richiesta {product}/{who} - {product}/Modulo di contatto",
    "en": "Quote for {product}/Enquiry: {product}/{who} - {product}/Website contact form/Call back: {product}",
    "pt": "Orçamento {product}/{who} - {product}/Formulário de contato",
    "pl": "Oferta {product}/Zapytanie {product}/{who} - {product}",
    "ja": "{product}のお見積り/{who} {product}/お問い合わせ",
    "zh": "{product}报价/{who} {product}/网站留言",
    "ru": "Заявка: {product}/{who} - {product}/Обратный звонок",
}
TITLES = {language: tuple(titles.split("/")) for language, titles in TITLES.items()}
