"""What is known of mailbox hosts and of domains under which anybody may register."""

# The same mailbox under several names.
SAME_HOST = {other: host for host, others in {
    'gmail.com': 'googlemail.com',
    'icloud.com': 'me.com mac.com',
    'proton.me': 'protonmail.com protonmail.ch pm.me',
    'yandex.ru': 'ya.ru yandex.com yandex.by yandex.kz yandex.ua',
}.items() for other in others.split()}

# Signs before the @ that the host does not look at, with what stands for them.
SIGNS_DO_NOT_COUNT = {
    'gmail.com': (('.', ''),),
    'proton.me': (('.', ''), ('-', ''), ('_', '')),
    'yandex.ru': (('-', '.'),),
}

# Hosts with disposable addresses name-tag@: Yahoo's in all countries (by their names) and these.
DASHES_ARE_TAGS = {'ymail.com', 'rocketmail.com'}

# Mailbox hosts so common that a near miss is a slip of the finger, with the endings they have.
_COMMON = {
    'gmail': 'com',
    'googlemail': 'com',
    'hotmail': 'com fr be es it de nl se no dk ca co.uk com.br com.ar',
    'outlook': 'com fr be es it de pt com.br com.au',
    'yahoo': 'com fr be es it de ca in co.uk co.in co.id com.br com.ar com.mx com.au',
    'icloud': 'com',
    'wanadoo': 'fr',
    'protonmail': 'com',
    'comcast': 'net',
}
# Next to them on the list of typos, but somebody's own name.
_NO_TYPOS = {'gail', 'cloud', 'mail', 'email', 'ymail', 'gmaps'}
_COM = 'con cmo ocm cim cpm vom xom com.com comm coom ccom comn coml c0m co cm om'.split()
_KEYS = ('qwertyuiop', 'asdfghjkl', 'zxcvbnm')


def _neighbours():
    """{letter: those next to it on the keyboard}"""
    found = {}
    for row, keys in enumerate(_KEYS):
        for column, key in enumerate(keys):
            near = {*keys[max(column - 1, 0):column + 2]}
            for line, shift in ((row - 1, 0), (row + 1, -1)):
                if 0 <= line < len(_KEYS):
                    near |= {*_KEYS[line][max(column + shift, 0):column + shift + 2]}
            found[key] = near - {key}
    return found


def _slips(name):
    """What becomes of a word by one slip: two letters swapped, or one left out,
    doubled or mistaken for its neighbour on the keyboard. The first letter is
    right, or other hosts than the common ones come near (ymail, email)."""
    near = _neighbours()
    found = {name[1] + name[0] + name[2:]}
    for at in range(1, len(name)):
        head, letter, tail = name[:at], name[at], name[at + 1:]
        found |= {head + tail, head + letter + letter + tail}
        found |= {head + wrong + tail for wrong in near[letter]}
        found |= {head + wrong + letter + tail for wrong in near[letter]}
        if tail:
            found.add(head + tail[0] + letter + tail[1:])
    found.add(name[0] + name)
    return found - {name} - _NO_TYPOS


TYPOS = {
    'icould.com': 'icloud.com',
    **{f'{slip}.{ending}': f'{name}.{ending}'
       for name, endings in _COMMON.items() for slip in _slips(name) for ending in endings.split()},
    **{f'{name}.{wrong}': f'{name}.com'
       for name in ('gmail', 'hotmail', 'outlook', 'icloud', 'googlemail') for wrong in _COM},
}

# Second-level names under which a country registers, with the countries.
_SECOND = {
    'com': 'ag ar au bd bh bn bo br by bz cn co cu cy do dz ec ee eg es et fj fr ge gh gi gr gt hk hn hr in iq jm jo'
           ' kh kw ky kz lb lv ly mk mm mo mt mv mx my na ng ni np om pa pe pg ph pk pl pr ps pt py qa ro ru sa sb sg'
           ' sl sv sy tj tn tr tt tw ua uy uz ve vn ye',
    'net': 'ar au bd br cn co cy do ec eg ge gr gt hk il in jm kw lb ma mt mx my ng nz om pa pe ph pk pl pt py qa ru'
           ' sa sg sv th tr tw ua uk uy ve vn za',
    'org': 'ar au bd bo br cn co cy do ec eg es ge gr gt hk il in jm kw lb ma mt mx my ng nz om pa pe ph pk pl pt py'
           ' qa ru sa sg sv tr tw ua uk uy ve vn za',
    'co': 'ao at bw cr hu id il in jp ke kr ls ma mz na nz om rs rw th tz ug uk uz ve vi za zm zw',
    'gov': 'ae ar au br cn co cy do eg gr hk ie il in it ng nz om ph pk pl pt qa ru sa sg tr tw ua uk vn za',
    'edu': 'ar au br cn co ec eg gr hk in it lb mt mx my ng om pe ph pk pl pt qa ru sa sg tr tw ua uy ve vn',
    'ac': 'ae at be cn cr cy id il in ir jp ke kr ma nz rs rw th tz ug uk vn za zw',
    'or': 'at cr id jp ke kr th tz ug', 'ne': 'jp ke kr tz ug', 'go': 'cr id jp ke kr th tz ug',
    'gob': 'ar bo cl ec es gt hn mx ni pa pe sv ve', 'gouv': 'bj ci fr ht km ml sn tg', 'gub': 'uy',
    'nom': 'br co es fr pl za', 'asso': 'fr nc re', 'tm': 'fr hu pl ro', 'firm': 'co in ng ro', 'gen': 'in nz tr',
    'biz': 'id pk pl tr ua', 'info': 'hu pl ro tr', 'web': 'do id tr za', 'my': 'id', 'in': 'th ua',
    'id': 'au', 'asn': 'au', 'me': 'uk', 'ltd': 'cy uk', 'plc': 'uk', 'nhs': 'uk', 'sch': 'ae id ng uk',
    'police': 'uk', 'ad': 'jp', 'ed': 'cr jp', 'gr': 'jp', 'lg': 'jp', 'pe': 'kr', 're': 'kr', 'geek': 'nz',
    'school': 'nz za', 'kiwi': 'nz', 'maori': 'nz', 'iwi': 'nz', 'govt': 'nz', 'muni': 'il', 'k12': 'il tr',
    'av': 'tr', 'bel': 'tr', 'dr': 'tr', 'waw': 'pl', 'priv': 'at', 'gv': 'at', 'idv': 'hk tw',
    'adv': 'br', 'arq': 'br', 'art': 'br', 'eco': 'br', 'eng': 'br', 'ind': 'br in', 'inf': 'br', 'jus': 'br',
    'leg': 'br', 'med': 'br', 'odo': 'br', 'srv': 'br', 'tur': 'ar br', 'emp': 'br', 'law': 'za', 'int': 'ar co',
}
SUFFIXES = {}
for _name, _countries in _SECOND.items():
    for _country in _countries.split():
        SUFFIXES.setdefault(_country, set()).add(_name)

# Domains whose subdomains belong to their customers.
SHARED = set(
    'blogspot.com wordpress.com wixsite.com weebly.com webnode.com jimdo.com jimdosite.com squarespace.com webflow.io'
    ' myshopify.com odoo.com github.io gitlab.io herokuapp.com netlify.app vercel.app pages.dev web.app firebaseapp.com'
    ' azurewebsites.net onmicrosoft.com strikingly.com godaddysites.com business.site co.com uk.com us.com eu.com'
    ' de.com gb.net'.split())

# Hosts where anybody may have a mailbox, by their name in any country and by their domain.
MAILBOX_NAMES = set("""
    gmail googlemail hotmail outlook live msn yahoo ymail rocketmail aol icloud gmx proton protonmail zoho fastmail
    tutanota mailbox mailinator yandex rediffmail naver hanmail daum
""".split())
MAILBOX_HOSTS = set("""
    me.com mac.com mail.com email.com pm.me hey.com inbox.com usa.com att.net bellsouth.net sbcglobal.net verizon.net
    comcast.net charter.net cox.net earthlink.net juno.com netzero.net optonline.net frontier.com windstream.net
    rogers.com shaw.ca sympatico.ca telus.net videotron.ca bell.net
    btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk tiscali.co.uk eircom.net
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr numericable.fr bbox.fr club-internet.fr
    web.de t-online.de freenet.de arcor.de posteo.de online.de bluewin.ch hispeed.ch chello.at aon.at
    telenet.be skynet.be proximus.be scarlet.be voo.be pandora.be
    ziggo.nl kpnmail.nl xs4all.nl home.nl planet.nl hetnet.nl upcmail.nl kpnplanet.nl quicknet.nl chello.nl casema.nl
    libero.it virgilio.it alice.it tiscali.it tin.it fastwebnet.it inwind.it
    telefonica.net terra.es ono.com sapo.pt uol.com.br bol.com.br terra.com.br ig.com.br globo.com
    wp.pl o2.pl onet.pl onet.eu interia.pl poczta.fm op.pl tlen.pl seznam.cz centrum.cz email.cz azet.sk freemail.hu
    citromail.hu abv.bg mail.bg online.no telia.com bredband.net comhem.se jubii.dk stofanet.dk luukku.com kolumbus.fi
    mail.ru bk.ru list.ru inbox.ru internet.ru ya.ru rambler.ru ukr.net i.ua meta.ua inbox.lv
    qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com
    docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp nifty.com bigpond.com bigpond.net.au optusnet.com.au
    iinet.net.au tpg.com.au xtra.co.nz mweb.co.za telkomsa.net walla.com walla.co.il
""".split())

# Mailboxes of an office, not of a person.
OFFICES = set("""
    info infos contact kontakt contacto contato contatti sales vente ventes ventas vendas verkoop verkauf office buero
    bureau kantoor admin administration administratie administracion amministrazione accounts accounting billing
    invoice invoices facturatie facturation finance compta boekhouding support service services customer customers care
    help helpdesk hello hallo hola bonjour ciao mail email post team marketing press presse jobs job hr career careers
    orders order commande bestelling shop store webshop web website webmaster reception receptie secretariat
    sekretariat secretaria company no reply noreply do not enquiries enquiry inquiries general department dept booking
    bookings reservations reservation purchasing purchase einkauf inkoop achats compras director manager it data
    privacy legal news newsletter events event partners partner crm test user
""".split())
