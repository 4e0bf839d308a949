"""Short forms and spellings of first names, titles, and the small words of family names."""

from .normalize_text import fold

# One name a line: how it is kept, and what is written for it. The usual name of a short form that has several (Max);
# one that has several usual names (Alex, Chris, Sam, Pat) stands for none: as their beginning it goes with each.
_NAMES = """
    abigail abby
    alexander sasha sascha sacha sanya shura aleksandr aleksander alexandre alexandr xander olek alec alek
    alexandra aleksandra
    alfred alf alfie
    andrew andy drew
    anthony tony antony
    arthur artie art
    barbara barb barbie babs basia
    benjamin ben benny benji
    bernard bernie
    charles charlie charley chuck chas
    christopher topher kristopher
    cynthia cindy
    daniel dan danny
    david dave davy davey
    deborah deb debbie debbi debra debora
    donald donnie donny
    dorothy dot dottie dolly
    edward ed eddie eddy ned ted teddy
    eleanor nell nelly ellie
    elizabeth elisabeth liz lizzie lizzy beth betty betsy bess eliza libby lisbeth lisl liesl sissi els liesbeth bep
    emily emmy
    frances fran francie
    frederick fred freddie freddy frederic frederik fredrik fredrick rik
    gabriel gabe
    geoffrey geoff jeff jeffrey jeffery
    gerald gerry jerry
    gregory greg gregg
    harold hal
    henry hank harry
    isabella bella
    jacob jake
    james jim jimmy jamie jimmie
    jennifer jen jenn jenny jennie
    jessica jess jessie
    john johnny jack johnnie jackie
    jonathan jon jonny johnathan
    joseph joe joey josef jozef sepp seppi beppo jupp jef sjef joska jozsi
    joshua josh
    judith judy
    katherine kate katie kathy cathy catherine katharine kathryn catharine kitty kay cathryn
    kenneth ken kenny
    lawrence larry laurence
    leonard len lenny
    louis lou louie
    margaret peggy maggie meg marge margie madge
    martha marthe
    mary molly polly
    matthew matt mathew matty
    michael mike mick micky mickey mikey micheal
    mohammed muhammad mohamed mohammad muhammed mohamad
    nathaniel nate nat
    nicholas nick nicky nicolas nikolas nickolas
    oliver ollie olli
    pamela pam
    patricia patty trish tricia patsy
    patrick paddy
    peter pete
    philip phil phillip philippe
    raymond ray
    rebecca becky becca rebekah
    reginald reg reggie
    richard rick ricky dick rich richie dickie
    robert rob bob bobby robbie bobbie
    ronald ron ronnie
    russell russ
    samuel sammy
    stephen steve steven stevie
    susan sue susie suzie
    terence terry terrence
    theodore theo
    thomas tom tommy tommi
    timothy tim timmy
    tobias toby
    victoria vicky vicki vickie
    vincent vince vinnie
    virginia ginny
    walter walt wally
    william bill billy will willie billie
    zachary zach zack zachery

    andreas andi
    anton toni
    bernhard bernd
    franz franzl
    franziska franzi
    friedrich fritz
    georg schorsch
    gerhard gerd
    heinrich heiner
    joachim jochen achim
    johannes hans hannes johann hansi
    karl carl kalle
    katharina kathi käthe kati catharina
    leopold poldi
    ludwig wiggerl
    manfred manni
    margarete gretel grete
    maria mitzi mieke masha marusya
    matthias mathias hias
    maximilian max maxi
    michaela michi
    rudolf rudi rudolph
    sebastian basti seb sebi sebastien
    siegfried sigi siggi
    stefan stephan
    susanne susi
    therese resi
    ulrich uli ulli
    wilhelm willi
    wolfgang wolfi wolf

    christophe tof
    claudine clo
    guillaume guigui
    jacques jacquot
    jean jeannot
    mathieu matthieu
    nathalie natalie
    sebastienne
    stephanie steph stephie steffi
    veronique vero
    yves yvon

    antonius toon
    cornelis cees kees
    franciscus frans
    hendrik henk
    jacobus koos
    matthijs thijs
    pieter piet
    willem wim pim

    alejandro jano
    concepcion concha conchi
    consuelo chelo
    dolores lola
    eduardo lalo edu
    enrique quique kike
    fernando nando
    francisco paco pancho curro chico
    gregorio goyo
    guadalupe lupe
    guillermo memo guille
    ignacio nacho
    inmaculada inma
    jesus chus chuy
    jose pepe ze
    josefa pepa
    luis lucho luiz
    manuel manolo lolo
    mercedes merche
    montserrat montse
    rafael rafa
    roberto beto
    rosario charo
    santiago santi
    teresa tere

    alessandro sandro
    antonio tonino toninho
    domenico mimmo
    elisabetta betta
    filippo pippo
    francesco checco
    giovanni gianni nanni
    giuseppe peppe beppe peppino pino
    lorenzo renzo
    luigi gigi
    salvatore toto

    agnieszka aga
    andrzej jędrek
    elżbieta ela
    jakub kuba
    jan janek
    katarzyna kasia
    krzysztof krzysiek
    małgorzata gosia małgosia
    piotr piotrek
    stanisław staszek
    tomasz tomek
    wojciech wojtek
    zbigniew zbyszek

    aleksei alexei alexey aleksey alyosha alesha lyosha lesha
    anastasia anastasiya nastya
    anna ania anya anni annie
    boris borya
    dmitri dmitrii dmitry dmitriy dima mitya
    ekaterina yekaterina katya
    evgeny evgenii yevgeny evgeniy zhenya
    grigori grigorii grisha
    irina ira
    ivan vanya
    konstantin kostya
    lyudmila lyuda
    mikhail misha
    natalia natalya nataliya natasha
    nikolai nikolay kolya
    olga olya
    pavel pasha
    pyotr petr petya
    sergei sergey serezha seryozha
    svetlana sveta
    tatiana tatyana tanya
    vladimir volodya vova wladimir
    vyacheslav slava
    yuri yurii yury yuriy yura

    ferenc feri
    istván pista isti
    lászló laci
    sándor sanyi
    zoltán zoli
    dimitrios dimitris
    georgios giorgos yiorgos
    ioannis giannis yannis
    konstantinos kostas
    nikolaos nikos
    panagiotis panos
    ibrahim ibo
    süleyman suleiman sulayman
    yusuf youssef yousef yousuf youssouf
    hussein husein hussain hussien
    ahmed ahmad
    abdullah abdallah
"""
FULL_NAMES = {short: full for full, *forms in (fold(line).split() for line in _NAMES.splitlines() if line.strip())
              for short in forms}

TITLES = {fold(word) for word in """
    mr mrs ms miss mister dr drs prof professor doctor sir esq hon rev phd md mba msc bsc
    herr herrn frau fräulein hr fr ing dipl mag kfm kffr med rer jur hc dkfm
    mme mlle mmes madame monsieur mademoiselle maître docteur professeur
    dhr mevr mevrouw meneer mw ir
    sr sra srta srs señor señora señorita senhor senhora doutor doutora dott dottssa dottore dottoressa dra
    sig sigra signor signora signore avv geom rag arch lic
    pani paní inż mgr mudr judr
    gospodin gospozha kyrios kyria bayan sayın
    and und et
""".split()}

# Part of a family name, and left out or glued to it as people like. Not those that are names too (Le, Do, Du, La).
PARTICLES = {fold(word) for word in """
    van von der den de des del della dello di da dos das los las zu zum zur ter el al bin ibn af av
""".split()}

# Japanese, Chinese and Korean forms of address, behind the name.
HONORIFICS = ('様', 'さん', '氏', '殿', '先生', '女士', '小姐', '님', '씨')
