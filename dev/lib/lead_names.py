"""Names of people for the lead generator, the frequent first; where a script is not Latin: native|Latin.

Last names have a long tail in every country. It is put together from parts, so that a common name is common and
most names are rare, as among real people.
"""

from __future__ import annotations

from typing import NamedTuple


class Names(NamedTuple):
    first: tuple[str, ...]
    last: tuple[str, ...]
    # a rare last name is one of each: beginnings and endings
    heads: tuple[str, ...]
    tails: tuple[str, ...]


def _names(first: str, last: str, heads: str, tails: str) -> Names:
    """A `_` in a word stands for a space; first names come as two lists, men's and women's, taken in turns."""

    def words(text: str) -> tuple[str, ...]:
        return tuple(word.replace("_", " ").replace("~", "") for word in text.split())

    men, women = (words(part) for part in first.split("/"))
    turns = tuple(name for pair in zip(men, women, strict=True) for name in pair)
    return Names(turns, words(last), words(heads), words(tails))


_FRENCH = _names(
    """Jean Pierre Michel Philippe Nicolas Thomas Julien François Alexandre Laurent David Olivier Christophe Antoine
    Mathieu Guillaume Stéphane Éric Frédéric Sébastien Jérôme Benoît Jean-Pierre Jean-Luc Hugo Lucas Théo Maxime
    Rémi Gérard Cédric Loïc Étienne Yves Bruno Gilles Mohamed Karim Arnaud Xavier /
    Marie Nathalie Isabelle Sophie Catherine Julie Céline Sandrine Camille Aurélie Émilie Valérie Christine Anne
    Claire Laura Léa Manon Chloé Pauline Hélène Élodie Marie-Claire Anne-Sophie Charlotte Mathilde Audrey Virginie
    Delphine Florence Martine Véronique Agnès Fatima Inès Zoé Caroline Amélie Brigitte Margaux""",
    """Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia David
    Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet François Martinez Legrand
    Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont
    Lopez Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Benoît""",
    """Bel Beau Chau Mont Cham Pas Per Bar Bou Cor Cour Del Des Fau Gal Gau Gran Jac Lan Lar Mal Mar Mou Pel Pou
    Rav Ri Rou Sau Ser Tar Tho Val Var Ver Vil Bris Cas Coul Duch""",
    """teau tier pin ret lard nier nard dier din don gnon lin mont quet rand reau ron roux san sard taud tel ton val
    vert villard vin voisin zac champ court bois mel dot""",
)
_DUTCH_FIRST = """Jan Peter Johan Luc Marc Dirk Koen Bart Wim Tom Jeroen Pieter Kris Geert Stijn Hans Willem Henk Kees
    Joost Maarten Sander Ruben Lars Daan Bram Thijs Niels Jef Guido Erik Filip Frank Rik Sven Yannick Joris Ludo
    Gert-Jan Bas /
    Maria Anna Ann An Els Ingrid Sofie Katrien Hilde Linda Monique Nele Lieve Evelien Marijke Femke Anouk Sanne Lotte
    Emma Julie Eva Lisa Karin Petra Annelies Griet Sara Inge Wendy Saskia Marieke Tinne Bieke Veerle Mieke Ilse Daphne
    Noor Fleur"""
_DUTCH_HEADS = """van_der_Lin van_der_Mo van_den_Ber van_den_Bro van_de_Wal De_Bo De_Gro De_Smo Vander Van_Bel Van_Cau
    Van_Hoo Van_Lan Van_Rom Ver Verhaa Vermeu Ven Roo Sche Schou Slo Stee Stra Timmer Wes Wou Zand Hooge Kuy Lam Mee
    Noor Oos Poel Raes Baek Claer Dier Goos"""
_BELGIAN = _names(
    _DUTCH_FIRST,
    """Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De_Smedt Dubois Lambert Dupont Vermeulen
    Pauwels
    Hermans Aerts Michiels Lemmens Martens Desmet Van_Damme Smets Claeys Leclercq De_Backer Segers Baert Cools Verhoeven
    Thys Verbeke Lenaerts De_Clercq Bogaert Wauters Simon Martin Leroy Denis Lejeune Stevens Coppens Van_de_Velde
    Hendrickx De_Vos Van_den_Broeck Christiaens Vandenberghe Moens Timmermans Geerts Nijs Carlier Gérard Renard""",
    _DUTCH_HEADS,
    """kens ghe man mans ck cke lde le ns rt ts ters veld hout donck brouck straeten voort winckel ncke gem kerke haute
    eert aert mont""",
)
_DUTCH = _names(
    _DUTCH_FIRST,
    """de_Jong Jansen de_Vries van_den_Berg van_Dijk Bakker Janssen Visser Smit Meijer de_Boer Mulder de_Groot Bos
    Vos Peters
    Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer Kok Jacobs de_Haan Vermeulen
    van_den_Heuvel van_der_Veen van_den_Broek de_Bruijn van_der_Heijden Schouten van_Beek Willems van_Vliet
    van_de_Ven Hoekstra Maas Verhoeven Koster van_Dam van_der_Wal Prins Blom Huisman Peeters Kuipers Postma""",
    _DUTCH_HEADS,
    """stra ma sma huis man mans ker kers veld hout dam berg donk laar sen sma vliet poort wijk horst meer kamp burg zen
    stel rink""",
)
_GERMAN = _names(
    """Thomas Michael Andreas Peter Stefan Christian Klaus Wolfgang Jürgen Martin Frank Markus Uwe Bernd Matthias Jörg
    Alexander Daniel Tobias Sebastian Jan Florian Felix Lukas Jonas Maximilian Günter Heinz Karl-Heinz Hans-Peter Rainer
    Dirk Holger Sven Björn Götz Mehmet Ali Ulrich Torsten /
    Sabine Susanne Petra Andrea Claudia Monika Birgit Martina Stefanie Nicole Anja Julia Katharina Anna Laura Lena Sarah
    Ursula Renate Christine Heike Kerstin Silke Ulrike Barbara Brigitte Gabriele Jana Sandra Tanja Bärbel Käthe
    Anne-Marie Franziska Johanna Maria Marie Ayşe Fatma Jutta""",
    """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
    Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann
    Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung
    Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Yılmaz Öztürk""",
    """Alt Bach Birk Brand Buch Eber Eich Eisen Feld Finken Gold Grün Hasel Hein Hell Hoch Holz Kalk Kirch Kron Licht
    Linden Mühl Nieder Ober Reh Rosen Roß Sand Schön Schwarz Sonnen Stein Stern Tann Thal Unter Wald Weid Wind""",
    """bach berg berger brand burg dorf eck er feld felder haus hauser hof hofer mann meier müller rich stein ner ler
    wald zel""",
)
_SPANISH = _names(
    """Antonio José Manuel Francisco Juan David Javier Daniel Carlos Jesús Alejandro Miguel José_Luis Rafael Pedro
    Ángel Pablo Fernando Sergio Luis Jorge Alberto Álvaro Diego Adrián Raúl Juan_Carlos Iván Rubén Óscar Ramón Andrés
    Enrique Vicente Joaquín Eduardo Víctor Santiago Ignacio Marcos /
    María María_Carmen Carmen Ana Isabel Laura Cristina Marta Dolores Lucía Pilar Elena Sara Paula Raquel Ana_María
    Rosa Beatriz Mercedes Patricia Nuria Silvia Rocío Julia Irene Alba Montserrat Andrea Teresa Encarnación Mónica
    Sofía Inés Concepción Eva Sonia Lorena Susana Ángela Noelia""",
    """García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno
    Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina
    Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos
    Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores""",
    """García_ Rodríguez_ González_ Fernández_ López_ Martínez_ Sánchez_ Pérez_ Gómez_ Martín_ Jiménez_ Ruiz_ Díaz_
    Moreno_
    Muñoz_ Romero_ Navarro_ Torres_ Ramos_ Gil_ Serrano_ Blanco_ Molina_ Castro_ Ortiz_ Rubio_ Sanz_ Vega_ Soto_
    Pons_""",
    """Aguilar Arias Bravo Cabrera Campos Carmona Crespo Duran Esteban Ferrer Fuentes Giménez Herrero Hidalgo Ibáñez
    Lorenzo Mora Nieto Pascual Pastor Reyes Rojas Román Sáez Santana Santiago Soler Vargas Vicente Zamora Izquierdo
    Redondo Benítez Montero Caballero Arroyo Marcos Ballesteros Quintana Valero Rivas Heredia Estrada Bermúdez""",
)
_ITALIAN = _names(
    """Marco Giuseppe Andrea Francesco Antonio Luca Giovanni Alessandro Roberto Stefano Paolo Mario Luigi Davide Matteo
    Angelo Simone Massimo Vincenzo Fabio Salvatore Claudio Federico Daniele Lorenzo Riccardo Gianluca Nicolò Pietro
    Giorgio Alberto Michele Domenico Franco Enrico Sergio Bruno Carlo Maurizio Pasquale /
    Maria Anna Giulia Francesca Laura Chiara Sara Silvia Paola Elena Valentina Federica Martina Giovanna Rosa Alessandra
    Angela Elisa Simona Roberta Barbara Daniela Cristina Ilaria Patrizia Stefania Claudia Lucia Teresa Alice Sofia
    Aurora Beatrice Carla Monica Marta Serena Giorgia Caterina Noemi""",
    """Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca Mancini Costa
    Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo
    Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis D'Angelo Marchetti Parisi Villa Conte Ferri Bianco Monti
    Fabbri Grassi Pellegrini Palumbo Sanna Farina Rizzi Cattaneo Bernardi Caputo Valentini Fiore D'Amico Testa""",
    """Al Bal Bar Bel Ber Bon Bor Cal Cam Can Car Cas Cor Dal Fal Fer Fran Gal Gar Gras Lam Lor Mal Man Mar Maz Mer
    Mon Mor Pal Pas Pel Pic Por Ros Sal San Scar Tor Val Ver Vol Zan""",
    """acci aldi ari asso atti avalli azzi elli ellini eri etti ieri igni ini inelli iroli ise isi olini oni onti orelli
    ossi otti ucci uzzi anti ardi""",
)
_ENGLISH = _names(
    """James John David Michael Robert William Richard Thomas Paul Mark Andrew Christopher Daniel Matthew Stephen Joseph
    Charles Anthony Steven Peter Edward Benjamin Alexander Samuel Jonathan Nicholas Simon Ryan Jack Harry George Oliver
    Kevin Brian Timothy Gregory Patrick Kenneth Donald Mohammed /
    Mary Sarah Elizabeth Jennifer Susan Karen Margaret Emma Jessica Laura Rebecca Katherine Lisa Claire Helen Rachel
    Patricia Linda Barbara Nancy Sandra Deborah Victoria Charlotte Emily Olivia Sophie Amy Michelle Angela Christine
    Samantha Hannah Joanne Alison Megan Kimberly Cynthia Dorothy Maria""",
    """Smith Johnson Williams Jones Brown Taylor Davies Wilson Evans Thomas Roberts Walker Wright Robinson Thompson
    White Hughes Edwards Green Hall Wood Harris Clarke Lewis Jackson Martin Anderson Turner Hill Cooper Ward Morris
    Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker Price Bennett Young
    Griffiths Mitchell Kelly Cook Garcia Rodriguez Miller Nguyen O'Brien O'Connor McDonald McCarthy Patel Khan Singh""",
    """Ash Black Brad Bright Brook Bur Chester Clay Cole Cran Dal Dun East Ed Fair Far Hal Har Hart Haw Hazel High Hol
    Hunt Kings Lang Law Lock Mar Mill Nor North Oak Pem Rad Red Ross Ruther Shel Stan Sut Thorn Wake Wal West Whit
    Win""",
    """bury by combe cott croft den field ford gate ham hurst land ley low man more ridge shaw stead ton wards well
    wick wood worth""",
)
_BRAZILIAN = _names(
    """José João Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Daniel Marcelo Bruno Eduardo
    Felipe Rodrigo Manoel Mateus André Fernando Fábio Leonardo Gustavo Guilherme Leandro Tiago Anderson Ricardo Márcio
    Jorge Sebastião Alexandre Roberto Edson Diego Vítor Sérgio /
    Maria Ana Francisca Antônia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila Amanda Bruna Jéssica
    Letícia
    Júlia Luciana Vanessa Mariana Gabriela Vera Vitória Larissa Cláudia Beatriz Rita Luana Sônia Renata Eliane Josefa
    Simone Natália Cristiane Carla Débora Rosângela Jaqueline Rosa""",
    """Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida
    Lopes
    Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso
    Ramos Gonçalves Santana Teixeira da_Silva dos_Santos de_Oliveira de_Souza Araújo Moraes Castro Pinto""",
    """Silva_ Santos_ Oliveira_ Souza_ Rodrigues_ Ferreira_ Alves_ Pereira_ Lima_ Gomes_ Costa_ Ribeiro_ Martins_
    Carvalho_
    Almeida_ Lopes_ Soares_ Vieira_ Rocha_ Dias_ Nunes_ Ramos_""",
    """Azevedo Barros Batista Borges Braga Brito Campos Coelho Correia Cunha Duarte Farias Figueiredo Fonseca Guimarães
    Leite Medeiros Melo Miranda Monteiro Neves Nogueira Pires Queiroz Reis Sales Sampaio Tavares Torres Xavier""",
)
_POLISH = _names(
    """Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz Mateusz
    Wojciech
    Mariusz Dariusz Zbigniew Jerzy Maciej Rafał Robert Kamil Józef Jacek Dawid Tadeusz Szymon Ryszard /
    Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Magdalena Joanna Aleksandra Zofia Monika
    Teresa Natalia Julia Karolina Marta Beata Dorota Halina Jadwiga Janina Alicja Jolanta Grażyna Iwona Irena
    Paulina""",
    """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski
    Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król
    Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Dudek Stępień Adamczyk Jaworski Malinowski Pawlak""",
    """Bara Bory Chmie Czar Dobro Dra Gała Góra Grzy Jago Kali Koło Kra Lipi Łuka Mile Ocho Ostro Pola Rado Rogo Sado
    Sie Soko Woli Zale Ża""",
    "bski cki czak czyk dzki kowski lak lewski lski nek niak nicki nowski rowski rski siak siewicz wicz wski",
)
_JAPANESE = _names(
    """健|Ken 誠|Makoto 隆|Takashi 浩|Hiroshi 大輔|Daisuke 翔太|Shota 健太|Kenta 拓也|Takuya 蓮|Ren 一郎|Ichiro /
    恵子|Keiko 裕子|Yuko 陽子|Yoko 美咲|Misaki 愛|Ai 由美子|Yumiko 真由美|Mayumi 葵|Aoi 結衣|Yui 直美|Naomi""",
    """佐藤|Sato 鈴木|Suzuki 高橋|Takahashi 田中|Tanaka 伊藤|Ito 渡辺|Watanabe
    山本|Yamamoto 中村|Nakamura 小林|Kobayashi 加藤|Kato 吉田|Yoshida 山田|Yamada 佐々木|Sasaki 山口|Yamaguchi
    松本|Matsumoto 井上|Inoue
    木村|Kimura 林|Hayashi 清水|Shimizu 斎藤|Saito""",
    "藤|Fuji 松|Matsu 竹|Take 高|Taka 小|O 大|Oo 西|Nishi 北|Kita 石|Ishi 岩|Iwa 森|Mori 杉|Sugi 長|Naga 福|Fuku",
    "田|da 川|kawa 山|yama 村|mura 本|moto 井|i 野|no 原|hara 島|shima 沢|zawa 谷|ya 岡|oka 崎|saki 口|guchi",
)
_CHINESE = _names(
    "伟|Wei 强|Qiang 磊|Lei 军|Jun 洋|Yang 勇|Yong 杰|Jie 涛|Tao 明|Ming 建国|Jianguo / "
    "芳|Fang 娜|Na 敏|Min 静|Jing 秀英|Xiuying 丽|Li 艳|Yan 婷|Ting 雪梅|Xuemei 小红|Xiaohong",
    """王|Wang 李|Li 张|Zhang 刘|Liu 陈|Chen 杨|Yang 黄|Huang 赵|Zhao 吴|Wu 周|Zhou 徐|Xu 孙|Sun 马|Ma 朱|Zhu 胡|Hu
    郭|Guo 何|He 高|Gao 林|Lin 罗|Luo 郑|Zheng 梁|Liang 谢|Xie 宋|Song 唐|Tang 许|Xu 韩|Han 冯|Feng 邓|Deng 曹|Cao""",
    "欧|Ou 司|Si 上|Shang 诸|Zhu 东|Dong",
    "阳|yang 马|ma 官|guan 葛|ge 方|fang",
)
_RUSSIAN = _names(
    """Александр|Aleksandr Сергей|Sergey Владимир|Vladimir Андрей|Andrey Алексей|Aleksey Дмитрий|Dmitry Николай|Nikolay
    Иван|Ivan Евгений|Evgeny Михаил|Mikhail Юрий|Yury Виктор|Viktor /
    Елена|Elena Татьяна|Tatyana Наталья|Natalya Ольга|Olga Ирина|Irina Светлана|Svetlana Анна|Anna Марина|Marina
    Екатерина|Ekaterina Людмила|Lyudmila Юлия|Yulia Надежда|Nadezhda""",
    """Иванов|Ivanov Смирнов|Smirnov Кузнецов|Kuznetsov Попов|Popov Васильев|Vasilyev Петров|Petrov Соколов|Sokolov
    Михайлов|Mikhaylov Новиков|Novikov Фёдоров|Fyodorov Морозов|Morozov Волков|Volkov Алексеев|Alekseev Лебедев|Lebedev
    Семёнов|Semyonov Егоров|Egorov Павлов|Pavlov Козлов|Kozlov""",
    """Бел|Bel Бор|Bor Вор|Vor Гор|Gor Дуб|Dub Зим|Zim Кал|Kal Кор|Kor Лаз|Laz Мак|Mak Ник|Nik Рум|Rum Сав|Sav
    Тит|Tit Фил|Fil""",
    "ин|in ов|ov ев|ev аков|akov енко|enko ский|sky анов|anov енков|enkov унов|unov атов|atov",
)

NAMES = {
    "BE": _BELGIAN,
    "FR": _FRENCH,
    "DE": _GERMAN,
    "NL": _DUTCH,
    "ES": _SPANISH,
    "IT": _ITALIAN,
    "GB": _ENGLISH,
    "US": _ENGLISH,
    "BR": _BRAZILIAN,
    "PL": _POLISH,
    "JP": _JAPANESE,
    "CN": _CHINESE,
    "RU": _RUSSIAN,
}
FAMILY_NAME_FIRST = {"JP", "CN"}
# What people also call themselves.
SHORT_NAMES = dict(
    pair.split(":")
    for pair in """
    James:Jim David:Dave Michael:Mike Robert:Bob William:Bill Richard:Rick Thomas:Tom Andrew:Andy Christopher:Chris
    Daniel:Dan Matthew:Matt Stephen:Steve Joseph:Joe Charles:Charlie Anthony:Tony Steven:Steve Edward:Ed Benjamin:Ben
    Alexander:Alex Samuel:Sam Jonathan:Jon Nicholas:Nick Timothy:Tim Gregory:Greg Patrick:Pat Kenneth:Ken Donald:Don
    Elizabeth:Liz Jennifer:Jenny Susan:Sue Margaret:Maggie Jessica:Jess Rebecca:Becky Katherine:Kate Patricia:Pat
    Barbara:Barb Deborah:Debbie Victoria:Vicky Samantha:Sam Kimberly:Kim Johan:Jo Pieter:Piet Willem:Wim Maarten:Maart
    Katrien:Trien Annelies:Lies Sebastian:Basti Maximilian:Max Alexandre:Alex Nicolas:Nico Frédéric:Fred Sébastien:Seb
    Guillaume:Guy Christophe:Chris Jean-Pierre:Jp Antonio:Toni José:Pepe Francisco:Paco Manuel:Manolo Dolores:Lola
    Alessandro:Ale Giuseppe:Beppe Francesco:Franco Luigi:Gigi Stefanie:Steffi Susanne:Susi Katharina:Kathi Michał:Michaś
    Katarzyna:Kasia Małgorzata:Gosia Aleksandra:Ola Joanna:Asia Tomasz:Tomek Krzysztof:Krzysiek Eduardo:Edu Rafael:Rafa
    """.split()
)
