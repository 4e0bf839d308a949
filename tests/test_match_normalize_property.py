"""What holds for the keys of every text."""

import unittest

from odoo.tests import BaseCase, tagged

from ..tools.normalize import (
    address_key,
    company_key,
    email_key,
    key_hash,
    mail_domain,
    person_compare,
    person_key,
    phone_key,
    web_domain,
)
from ..tools.normalize_mail_hosts import SAME_HOST, TYPOS
from ..tools.normalize_person_names import FULL_NAMES, PARTICLES, TITLES
from ..tools.normalize_text import edits, fold, plain

try:
    from hypothesis import example, given, settings
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    given = None

if given:
    letters = 'aeiouxzAEOUßéüñøæłđığşİşžЖёйщЯіΣςάουϊおカ゛ガー山田株式会社김철가يةأَמיםשָׁไทยำทำाटीक्1٢９'
    pieces = st.sampled_from([
        'Acme', 'Müller', 'Zoo', 'de', 'La', 'The', 'and', 'und', '&', 'SA', 'S.A.', 's.r.o.', 'Sp.', 'z', 'o.o.', 'AS',
        'A/S', 'GmbH', 'Co.', 'KG', 'Ltd', 'private', 'ООО', 'АД', 'Ромашка', '株式会社', '(株)', '山田', '주식회사',
        'شركة', 'בע"מ', 'Y', 'E', 'b', 'San', 've', 'Tic.', 'Bob', 'Kate', 'Саша', 'van', 'den', 'Vandenberg', 'Mr.',
        'Dr', 'M.', "O'Brien", 'Jean-Pierre', '様', ',', '(x)', '12', '12bis', 'bte', '3', 'No.', '1000', '+32', '02',
        'ext', '@', 'a@b.com', 'xn--', 'www.', 'http://', '.co.uk'])
    glue = st.sampled_from([' ', '', '.', '-', ', ', '  '])
    texts = st.one_of(
        st.text(max_size=30), st.text(st.sampled_from(letters + " .,'-&/()"), max_size=25),
        st.lists(st.tuples(pieces, glue), max_size=7).map(lambda parts: ''.join(one + sign for one, sign in parts)))
    # words that are no legal forms, titles or small words, and no short forms of names
    word = st.sampled_from([
        'acme', 'Müller', 'Groß', 'Łódź', 'Ørsted', 'Ромашка', 'Щукин', 'Κυψέλη', 'Παπαδόπουλος', 'استثمار', 'כהן',
        'Zorg', 'ÉTOILE', 'İstanbul', 'Nguyễn', 'Đức', 'Bauer', 'Jacques', 'Þór', 'टाटा'])
    short = st.text(st.sampled_from('abc'), max_size=6)


def by_definition(one, other):
    """The edits between two words, counted the slow way."""
    if not one or not other:
        return len(one) + len(other)
    best = min(by_definition(one[1:], other) + 1, by_definition(one, other[1:]) + 1,
               by_definition(one[1:], other[1:]) + (one[0] != other[0]))
    if one[:2] == other[:2][::-1] and len(one) > 1 and len(other) > 1:
        best = min(best, by_definition(one[2:], other[2:]) + 1)
    return best


@tagged('post_install', '-at_install')
class TestMatchNormalizeTables(BaseCase):

    def test_short_forms_lead_to_names_at_once(self):
        self.assertFalse(set(FULL_NAMES) & set(FULL_NAMES.values()))
        self.assertFalse((set(FULL_NAMES) | set(FULL_NAMES.values())) & (TITLES | PARTICLES))

    def test_typos_lead_to_hosts_at_once(self):
        self.assertFalse(set(TYPOS) & set(TYPOS.values()))
        self.assertFalse(set(SAME_HOST) & set(SAME_HOST.values()))


@tagged('post_install', '-at_install')
@unittest.skipUnless(given, "needs the Python package hypothesis")
class TestMatchNormalizeProperty(BaseCase):

    if given:
        @settings(max_examples=400, deadline=None, derandomize=True)
        @given(text=texts, other=texts, country=st.sampled_from([None, 'BE', 'us', 'IT', 'XX', '']))
        @example(text='\ud800', other='\x00', country='\ud800')
        def test_anything_can_be_asked(self, text, other, country):
            keys = [function(text) for function in (company_key, person_key, mail_domain, web_domain)]
            for key in (*keys, phone_key(text, country), address_key(text, other, country)):
                self.assertIsInstance(key, str)
                self.assertEqual(key, key.strip())
                self.assertTrue(-2 ** 63 <= key_hash('any', key) < 2 ** 63)
            self.assertIsInstance(email_key(text), tuple)
            self.assertIn(person_compare(text, other), ('same', 'compatible', 'near', 'other'))

        @settings(max_examples=600, deadline=None, derandomize=True)
        @given(text=texts)
        def test_the_key_of_a_key_is_the_key(self, text):
            for function in (fold, plain, company_key, person_key, web_domain):
                key = function(text)
                self.assertEqual(function(key), key, (function.__name__, text))
            self.assertEqual(web_domain(mail_domain(text)), mail_domain(text), text)
            for address in email_key(text):
                self.assertEqual(email_key(address), (address,), text)
            number = phone_key(text, 'BE')
            if 8 <= len(number) <= 15:
                self.assertEqual(phone_key(f'+{number}'), number, text)

        @settings(max_examples=200, deadline=None, derandomize=True)
        @given(words=st.lists(word, min_size=1, max_size=4), data=st.data())
        def test_order_and_case_do_not_matter(self, words, data):
            mixed = ' '.join(data.draw(st.permutations(words)))
            name = ' '.join(words)
            for function in (company_key, person_key):
                self.assertTrue(function(name))
                for other in (mixed, mixed.upper(), mixed.lower(), f'  {mixed} . '):
                    self.assertEqual(function(other), function(name), (function.__name__, other))
            form = data.draw(st.sampled_from([
                'GmbH', 's.r.o.', 'S.A.', 'Ltd.', 'A/S', '& Co. KG', 'Sp. z o.o.', ', Inc.', 'ООО']))
            self.assertEqual(company_key(f'{mixed} {form}'), company_key(name))

        @settings(max_examples=200, deadline=None, derandomize=True)
        @given(local=st.from_regex(r'[a-z][a-z0-9]{0,8}(\.[a-z0-9]{1,5})?', fullmatch=True),
               tag=st.from_regex(r'[a-z0-9]{1,5}', fullmatch=True),
               host=st.sampled_from(['acme.com', 'gmail.com', 'yahoo.fr', 'müller.de', 'acme.co.uk']))
        def test_mail_case_and_tags_do_not_matter(self, local, tag, host):
            expected = email_key(f'{local}@{host}')
            self.assertEqual(len(expected), 1)
            for other in (f'{local}+{tag}@{host}', f'{local}@{host}'.upper(), f' "A, B" <{local}@{host}>;'):
                self.assertEqual(email_key(other), expected, other)

        @settings(max_examples=200, deadline=None, derandomize=True)
        @given(number=st.from_regex(r'[1-9][0-9]{7}', fullmatch=True))
        def test_phone_notation_does_not_matter(self, number):
            if len(set(number)) < 2:
                return
            two = f'{number[:2]} {number[2:4]}-{number[4:6]}.{number[6:]}'
            expected = '45' + number
            for text, country in [(f'+45{number}', None), (f'+45 {two}', 'BE'), (f'0045 {two}', 'DK'), (two, 'DK'),
                                  (f'{two} ext 12', 'DK')]:
                self.assertEqual(phone_key(text, country), expected, text)

        @settings(max_examples=300, deadline=None, derandomize=True)
        @given(one=texts, other=texts)
        def test_comparing_has_no_direction(self, one, other):
            answer = person_compare(one, other)
            self.assertEqual(person_compare(other, one), answer)
            if person_key(one):
                self.assertEqual(person_compare(one, one), 'same')
                self.assertEqual(answer == 'same', person_key(one) == person_key(other))

        @settings(max_examples=200, deadline=None, derandomize=True)
        @given(one=short, other=short, most=st.integers(0, 4))
        def test_edits(self, one, other, most):
            self.assertEqual(edits(one, other, most), min(by_definition(one, other), most + 1), (one, other))
