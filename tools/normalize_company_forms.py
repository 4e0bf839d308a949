"""Legal forms of the world's main languages, and other words in a company's name
that tell it from no other."""

import re
import unicodedata

from .normalize_text import fold

# Two letters, or a word as well: a form only at the end of a name.
_AT_END = set("""
    ab ag as bv cv dd eg ek ev ew gk hb hf kb kg kk ks kv lp nv ou oy pt rl sa sc se sk sl yk
    co company cie cia asa spa sas sal sac sau sia snc gie sca sll slp slu cic
""".split())
# A form at the beginning as well: SARL Dupont, UAB Vilnius, AB Volvo, PT Astra, Stichting Brood.
AT_START = set("""
    ab as ou oy pt uab sia sas sci firma fa ets etablissements stichting gie gaec
""".split())
# Nothing else than a form, wherever it stands.
ANYWHERE = {fold(form) for form in """
    ltd limited liability llc llp lllp inc incorporated incorp corp corporation plc pllc pty pvt pte unltd cio
    gmbh ggmbh gesmbh mbh mbb partg partgmbb kgaa ohg ug haftungsbeschränkt gbr ekfr ekfm aktiengesellschaft
    kommanditgesellschaft eingetragener
    sarl sarlu eurl sasu sprl bvba cvba vof scrl scrlfs scs selarl scop eirl asbl vzw ivzw sagl
    besloten naamloze vennootschap
    srl srls sapa scarl ltda lda eireli epp unipessoal anónima anônima slne
    oyj aps amba ivs fmba enk ans tmi asoy aktiebolag aktieselskab osakeyhtiö
    sp spzoo spk spj sro spol doo jdoo dooel kft zrt nyrt kkt
    ooo zao oao pao tov eood ood ead jsc pjsc ojsc cjsc
    şti şirketi anonim tbk bhd sdn fzco fze fzc fzllc wll saog saoc psc kabushiki kaisha
""".split()}
FORMS = _AT_END | AT_START | ANYWHERE

# Several words that are a form only together.
PHRASES = re.compile(r'(?:' + '|'.join((
    r'sp\W*z\W*o\W*o\b', r'spolka\s+z\s+ograniczona\s+odpowiedzialnoscia\b', r'spolka\s+akcyjna\b',
    r's\W*a\W*(?:p\W*i\W*)?(?:b\W*)?\b(?:de|en)\W+c\W*v\b',
    r's\W+(?:de|en)\W+r\W*l\b(?:\W*de\W+c\W*v\b)?', r's\W+en\W+c\b',
    r's\W+r\W*o\b', r'sp\W+[jkp]\b',
    r'private\s+limited\b', r'public\s+limited\s+company\b',
    r'(?:societe|sociedad|sociedade)\s+anonym[ae]\b', r'societe\s+a\s+responsabilite\s+limitee\b',
    r'societa\s+(?:per\s+azioni|a\s+responsabilita\s+limitata)\b',
    r'sociedad\s+(?:de\s+responsabilidad\s+)?limitada\b',
    r'gesellschaft\s+(?:mit\s+beschrankter\s+haftung|m\W*b\W*h)\b', r'ges\W*m\W*b\W*h\b',
    r'san\W+ve\W+tic\b', r'sanayi\s+ve\s+ticaret\b',
    r'gmbh\W*(?:and|und)?\W*co\b(?:\W*kg(?:aa)?\b)?')) + ')')

# Forms in other scripts, as they are written: as Latin letters they would be words (АД, ИП).
_NATIVE_WORDS = """
    ООО ЗАО ПАО ОАО АО НАО ИП ТОВ ЧП ФОП ПП ПрАТ ПАТ ТОО ОДО УП ЧУП ЕООД ООД АД ЕАД ЕТ ДОО СЗР ДООЕЛ НКО ГУП МУП
    ΑΕ ΕΠΕ ΙΚΕ ΟΕ ΕΕ ΑΒΕΕ ΑΕΒΕ ΜΕΠΕ בעמ שותפות شركة مؤسسة شمم شمع ذمم شمل ش.م.م ش.م.ع ذ.م.م ش.م.ل المحدودة
    А.Д. Д.О.О. Α.Ε. Ε.Π.Ε. Ι.Κ.Ε. Ο.Ε. Ε.Ε. Α.Β.Ε.Ε. Ε.П. บริษัท จำกัด มหาชน หจก लिमिटेड लि प्राइवेट प्रा
"""
_NATIVE_PARTS = """
    株式会社 有限会社 合同会社 合資会社 合名会社 一般社団法人 社団法人 財団法人 (株) (有) (同)
    股份有限公司 有限责任公司 有限責任公司 有限公司 股份公司 股份有限 公司
    주식회사 유한회사 유한책임회사 (주) (유)
"""


def _native():
    """The pattern of forms in other scripts. Those of Chinese, Japanese and Korean
    are written to the name without a space."""
    marks = {'parts': _NATIVE_PARTS.split(), 'words': _NATIVE_WORDS.split()}
    for name, forms in marks.items():
        forms = sorted({unicodedata.normalize('NFKC', form) for form in forms}, key=lambda form: (-len(form), form))
        marks[name] = '|'.join(re.escape(form).replace(r'\.', r'\.\s?') for form in forms)
    hebrew = r'בע["\'״׳]+מ'
    return re.compile(rf"{marks['parts']}|{hebrew}|(?<![^\W_])(?:{marks['words']})(?![^\W_])", re.IGNORECASE)


NATIVE = _native()

# Articles and "and". Of one letter they are words too, see the rule of the links.
SMALL = {fold(word) for word in """
    the le la les el los las der die das den dem het il lo gli de det al
    and und et en og och ja oraz és ve kai şi
""".split()}

ABBREVIATED = {
    'intl': 'international', 'int': 'international', 'natl': 'national', 'bros': 'brothers', 'gebr': 'gebruder',
    'mfg': 'manufacturing', 'mgmt': 'management', 'assoc': 'associates', 'svcs': 'services', 'svc': 'service',
    'univ': 'university', 'centre': 'center', 'theatre': 'theater', 'ind': 'industries',
    'engg': 'engineering', 'tech': 'technology', 'technologies': 'technology', 'holdings': 'holding', 'grp': 'group',
    'solns': 'solutions', 'laboratories': 'labs', 'laboratory': 'labs', 'lab': 'labs',
}
