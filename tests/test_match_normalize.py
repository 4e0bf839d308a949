"""Keys of e-mails, domains and addresses, value by value."""

from odoo.tests import BaseCase, tagged

from ..tools.normalize import (
    address_key,
    are_numbered_apart,
    email_compare,
    email_key,
    is_office,
    key_hash,
    mail_domain,
    mailbox_name,
    mailbox_says,
    own_domain,
    web_domain,
)
from ..tools.normalize_mail_hosts import _neighbours, _slips
from ..tools.normalize_mailbox import name_before

EMAILS = [
    # case, tags, dots where the host ignores them
    ('John.Doe+news@GMail.com', ['johndoe@gmail.com']),
    ('johndoe@googlemail.com', ['johndoe@gmail.com']),
    ('John.Doe+news@Acme.com', ['john.doe@acme.com']),
    ('john@mail.acme.1', []),
    ('john-doe@acme.com', ['john-doe@acme.com']),
    ('john-shop@yahoo.fr', ['john@yahoo.fr']),
    ('john-shop@ymail.com', ['john@ymail.com']),
    ('j.o-h_n@pm.me', ['john@proton.me']),
    ('ivan-petrov@ya.ru', ['ivan.petrov@yandex.ru']),
    ('john@me.com', ['john@icloud.com']),
    ('+32475@acme.com', ['+32475@acme.com']),
    # near misses of very common hosts, and hosts that only look like one
    ('john@gmial.com', ['john@gmail.com']),
    ('john@gmai.com', ['john@gmail.com']),
    ('john@gmail.con', ['john@gmail.com']),
    ('john@hotnail.com', ['john@hotmail.com']),
    ('john@hotmial.fr', ['john@hotmail.fr']),
    ('john@yaho.co.uk', ['john@yahoo.co.uk']),
    ('john@outlok.com', ['john@outlook.com']),
    ('john@icould.com', ['john@icloud.com']),
    ('john@mail.com', ['john@mail.com']),
    ('john@ymail.com', ['john@ymail.com']),
    ('john@email.com', ['john@email.com']),
    ('john@gail.com', ['john@gail.com']),
    ('john@grail.com', ['john@grail.com']),
    ('john@cloud.com', ['john@cloud.com']),
    ('john@gmx.net', ['john@gmx.net']),
    ('john@gmx.de', ['john@gmx.de']),
    ('john@acmee.com', ['john@acmee.com']),
    # international names, as they are read and as they are sent
    ('info@Müller.de', ['info@xn--mller-kva.de']),
    ('info@xn--mller-kva.de', ['info@xn--mller-kva.de']),
    ('info@XN--MLLER-KVA.de', ['info@xn--mller-kva.de']),
    ('info@straße.de', ['info@strasse.de']),
    ('info@xn--strae-oqa.de', ['info@strasse.de']),
    ('почта@пример.рф', ['почта@xn--e1afmkfd.xn--p1ai']),
    ('ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', ['taro@example.jp']),
    ('\u200bjohn@acme.com\u200b', ['john@acme.com']),
    # several, and what stands around them
    ('a@acme.com, B@acme.com; a@ACME.com', ['a@acme.com', 'b@acme.com']),
    ('"Doe, John" <john@acme.com>', ['john@acme.com']),
    ("mailto:o'brien@acme.co.uk", ["o'brien@acme.co.uk"]),
    ("'john@acme.com'", ['john@acme.com']),
    ('john@acme.com.', ['john@acme.com']),
    ('john at acme.com john@acme.com', ['john@acme.com']),
    # nothing
    *((text, []) for text in (
        '', None, False, 'john', '@', 'john@', '@acme.com', 'john@acme', 'john@@acme.com', 'john@acme..com',
        '.john@acme.com', 'jo..hn@acme.com', 'john.@acme.com', 'john@-acme.com', 'john@127.0.0.1', 'john@acme.c',
        'a@b@acme.com')),
]

MAIL_DOMAINS = [
    ('john@mail.sales.acme.com', 'acme.com'), ('john@shop.acme.co.uk', 'acme.co.uk'),
    ('john@googlemail.com', 'gmail.com'), ('john@gmial.com', 'gmail.com'), ('info@müller.de', 'xn--mller-kva.de'),
    ('john@acme.onmicrosoft.com', 'acme.onmicrosoft.com'), ('a@one.com, b@two.com', 'one.com'), ('nobody', ''),
    ('', ''), (None, ''),
]

WEBSITES = [
    ('https://www.shop.acme.co.uk/x', 'acme.co.uk'), ('acme.com', 'acme.com'), ('HTTP://WWW.ACME.COM', 'acme.com'),
    ('www.acme.com.au:8069/web?db=a#b', 'acme.com.au'), ('//acme.com.br/a', 'acme.com.br'),
    ('http:acme.co.jp', 'acme.co.jp'), ('https://john:secret@acme.com/', 'acme.com'),
    ('a http://acme.com', ''),
    ('acme.com, other.com', 'acme.com'), ('john@acme.com', 'acme.com'), ('https://www.müller.de', 'xn--mller-kva.de'),
    ('例え。jp', 'xn--r8jz45g.jp'), ('acme.com.', 'acme.com'), ('acme.github.io', 'acme.github.io'),
    ('shop.acme.co.za', 'acme.co.za'), ('www.acme.asso.fr', 'acme.asso.fr'), ('co.acme.de', 'acme.de'),
    ('www.gov.uk', 'gov.uk'), ('acme.odoo.com', 'acme.odoo.com'), ('www2.acme.eu', 'acme.eu'),
    *((text, '') for text in ('', None, False, 'n/a', 'none', 'localhost:8069', 'www.acme', 'http://127.0.0.1/',
        '-', 'http://', 'acme .com')),
]

ADDRESSES = [
    ('Rue Neuve 12 bte 3', '1000', 'BE', '1000 12'), ('12, rue neuve', 'B-1000', None, '1000 12'),
    ('Rue Neuve 12A', '1000', None, '1000 12'), ('Rue Neuve 12 bis', 'BE 1000', None, '1000 12'),
    ('Rue Neuve 12, 1000 Bruxelles', '1000', 'BE', '1000 12'), ('Rue du 11 Novembre 25', '75001', 'FR', '75001 25'),
    ('25 rue du 11 Novembre', '75001', 'FR', '75001 25'), ('350 5th Ave, Floor 21', '10118-0110', 'US', '10118 350'),
    ('350 Fifth Avenue #2100', '10118', 'US', '10118 350'), ('Hauptstr. 12-14', '01067', 'DE', '01067 12'),
    ('Hauptstraße 12', 'D-01067', None, '01067 12'), ('Hauptstr 12', '1067', 'DE', '01067 12'),
    ('Calle Mayor, 12, 3º B', '28013', 'ES', '28013 12'), ('C/ Mayor 12, 3 B', '28013', 'ES', '28013 12'),
    ('Flat 3, 12 High Street', 'SW1A 1AA', 'GB', 'sw1a1aa 12'), ('12 High St', 'sw1a1aa', 'GB', 'sw1a1aa 12'),
    ('ul. Marszałkowska 12/34 m. 5', '00-950', 'PL', '00950 12'),
    ('ул. Ленина, д. 12, кв. 5', '101000', 'RU', '101000 12'), ('銀座1丁目2番3号', '〒104-0061', 'JP', '1040061 1'),
    ('銀座1-2-3', '1040061', 'JP', '1040061 1'), ('شارع الملك ١٢', '١١٥٦٤', 'SA', '11564 12'),
    ('No. 12, 3rd Cross', '560001', 'IN', '560001 12'), ('Keizersgracht 012', '1015 CN', 'NL', '1015cn 12'),
    ('3rd Floor, 12 High Street', 'SW1A 1AA', None, 'sw1a1aa 12'),
    ('Fifth Avenue #2100, 350 East', '10118', 'US', '10118 350'),
    # the 0 that a spreadsheet drops, and what is too short or too long for a postcode
    ('12 High St', '800', 'AU', '0800 12'), ('High St 5', '123', 'DE', '00123 5'), ('High St 5', '12', 'DE', ''),
    ('12 High St', '12345-6789', 'US', '12345 12'), ('12 High St', '12345-6789', 'VN', '123456789 12'),
    ('High St 5', 'AB', None, ''), ('High St 5', 'ABCDEFGHIJK1', None, 'abcdefghijk1 5'),
    ('High St 5', 'ABCDEFGHIJKL1', None, ''),
    *((street, code, None, '') for street, code in (
        ('Rue Neuve', '1000'), ('Rue Neuve 12', ''), ('Rue Neuve 12', None), (None, '1000'), (False, False),
        ('PO Box 123', '1000'), ('Postfach 123', '1000'),
        ('Rue Neuve 12', '00000'), ('0', '1000'), ('Rue Neuve 12', '12'))),
]


@tagged('post_install', '-at_install')
class TestMatchNormalize(BaseCase):

    def test_email(self):
        for text, expected in EMAILS:
            self.assertEqual(email_key(text), tuple(expected), text)

    def test_mail_domain(self):
        for text, expected in MAIL_DOMAINS:
            self.assertEqual(mail_domain(text), expected, text)

    def test_web_domain(self):
        for text, expected in WEBSITES:
            self.assertEqual(web_domain(text), expected, text)

    def test_email_slips(self):
        for one, other, expected in [
            ('eva.peeters@acme.com', 'eva.peters@acme.com', 'near'),
            ('eva.peeters@acme.com', 'eva.peeters@acne.com', 'near'),
            ('eva.peeters@acme.com', 'evapeeters@gmail.com', 'compatible'),
            ('eva.peeters@acme.com', 'eva_peeters@acme.com', 'compatible'),
            # another number is another mailbox, and the first letter tells relatives from each other
            ('jan.peeters1@acme.com', 'jan.peeters2@acme.com', 'compatible'),
            ('epeeters@acme.com', 'fpeeters@acme.com', 'other'),
            ('info@acme.com', 'info@other.com', 'other'), ('contact@acme.com', 'contact@other.com', 'other'),
            ('eva@acme.com', '', 'other'), ('eva@acme.com', 'EVA@acme.com', 'same'),
            # a slip of the host is one of the same mailbox; short ones are too easily alike
            ('eva@koffiehuis.be', 'eva@koffiehuls.be', 'near'), ('eva@koffiehuis.be', 'wim@koffiehuls.be', 'other'),
            ('evapp@acme.com', 'evapq@acme.com', 'near'), ('evap@acme.com', 'evaq@acme.com', 'other'),
            ('e.vap@acme.com', 'evap@other.com', 'other'), ('e.vapp@acme.com', 'evapp@other.com', 'compatible'),
        ]:
            self.assertEqual(email_compare(one, other), expected, (one, other))
            self.assertEqual(email_compare(other, one), expected, (other, one))

    def test_numbers_tell_namesakes_apart(self):
        for one, other, expected in [
            ('jan.peeters@acme.com', 'jan.peeters2@acme.com', True), ('jan1@acme.com', 'jan2@ACME.com', True),
            ('jan2@acme.com', 'jan.2@acme.com', False), ('jan@acme.com', 'jan2@other.com', False),
            ('jan@gmail.com', 'jan2@gmail.com', False), ('', 'jan2@acme.com', False), ('', '', False),
        ]:
            self.assertIs(are_numbered_apart(one, other), expected, (one, other))
            self.assertIs(are_numbered_apart(other, one), expected, (other, one))

    def test_mailbox(self):
        for email, expected in [
            ('eva.peeters@acme.com', 'eva peeters'), ('Eva_Peeters77@acme.com', 'eva peeters'),
            ('evapeeters@acme.com', ''), ("eva.o'brien@acme.com", ''), ('e.peeters@acme.com', ''),
            ('customer.service@acme.com', ''), ('e.p@acme.com', ''), ('info@acme.com', ''), ('', ''),
        ]:
            self.assertEqual(mailbox_name(email), expected, email)
        for email, name, expected in [
            ('eva.peeters@acme.com', 'Eva Peeters', True), ('epeeters@acme.com', 'Eva Peeters', True),
            ('evap@acme.com', 'Eva Peeters', False), ('peeterse@acme.com', 'Peeters, Eva', True),
            ('goetz.mueller@acme.com', 'Götz Müller', True), ('wim.claes@acme.com', 'Eva Peeters', False),
            ('info@acme.com', 'Info Desk', False), ('eva.peters@acme.com', 'Eva Peeters', True),
            ('eva@acme.com', 'Eva', False),
            # both words somewhere in it, or one and little more than the initial of another
            ('evapeetersshop@acme.com', 'Eva Peeters', True), ('epeeters@acme.com', 'Eva Maria Peeters', True),
            ('jpeeters@acme.com', 'Jo Peeters', True), ('epeeters@acme.com', 'E Peeters', False),
            ('peeters@acme.com', 'Eva Peeters', False), ('elpeeters@acme.com', 'Elsa Peeters', True),
            ('eltpeeters@acme.com', 'Elsa Peeters', False), ('ppeeters@acme.com', 'Paul Peeters', False),
        ]:
            self.assertIs(mailbox_says(email, name), expected, (email, name))
        self.assertTrue(is_office('Info@acme.com'))
        self.assertFalse(is_office('eva@acme.com'))

    def test_name_before(self):
        for email, expected in [
            ('"Eva Peeters" <eva@acme.com>', 'Eva Peeters'), ('Eva <eva@acme.com>', 'Eva'), ('eva@acme.com', ''),
            ('<eva@acme.com>', ''), ('', ''), (False, ''),
        ]:
            self.assertEqual(name_before(email), expected, email)

    def test_neighbours_on_the_keyboard(self):
        near = _neighbours()
        for letter, expected in [
            ('q', 'wa'), ('p', 'ol'), ('a', 'sqwz'), ('l', 'kop'), ('g', 'fhtyvb'), ('z', 'xas'), ('m', 'njk'),
            ('w', 'qeas'), ('e', 'wrsd'), ('r', 'etdf'), ('u', 'yihj'), ('d', 'sferxc'), ('k', 'jliom'), ('c', 'xvdf'),
        ]:
            self.assertEqual(near[letter], set(expected), letter)

    def test_slips_of_a_host(self):
        """The first letter is right, or left out of its place, or doubled."""
        self.assertEqual(_slips('qp'), {
            'pq', 'q', 'qpp', 'qo', 'ql', 'qop', 'qlp', 'qqp'})
        self.assertEqual(_slips('qpz') & {'pqz', 'qzp', 'qz', 'qp', 'qpzz', 'zpq', 'qpx', 'qpxz'}, {
            'pqz', 'qzp', 'qz', 'qp', 'qpzz', 'qpx', 'qpxz'})
        self.assertNotIn('gmail', _slips('gmail'))

    def test_own_domain(self):
        for email, website, expected in [
            ('eva@mail.acme.co.uk', '', 'acme.co.uk'), ('eva@gmail.com', 'https://www.acme.com/shop', 'acme.com'),
            ('eva@hotmail.fr', '', ''), ('', 'acme.com', 'acme.com'), ('', 'gmail.com', ''), ('', '', ''),
        ]:
            self.assertEqual(own_domain(email, website), expected, (email, website))

    def test_address(self):
        for street, code, country, expected in ADDRESSES:
            self.assertEqual(address_key(street, code, country), expected, (street, code))

    def test_hash(self):
        for kind, value, expected in [
            ('email', 'john@acme.com', -6262284670521554523), ('phone', '3225550101', 7583113785432000803),
            ('company', '山田商事', -3226960762460498271), ('', '', -7712737833812065720),
        ]:
            self.assertEqual(key_hash(kind, value), expected, (kind, value))
        self.assertNotEqual(key_hash('company', 'acme.com'), key_hash('web', 'acme.com'))
        self.assertNotEqual(key_hash('a', 'bc'), key_hash('ab', 'c'))
