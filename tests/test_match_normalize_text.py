"""Texts as match keys have them: folded, in words, and how far two spellings are from each other."""

from odoo.tests import BaseCase, tagged

from ..tools.normalize_text import edits, fold, plain, words

# The first and the last of each kind of sign that spelling leaves out: between letters it is as if it were not there.
LEFT_OUT = [
    0x0300, 0x036f,  # accents
    0x0591, 0x05bd, 0x05bf, 0x05c1, 0x05c2, 0x05c4, 0x05c5, 0x05c7,  # points of Hebrew
    0x0640, 0x064b, 0x065f, 0x0670, 0x06d6, 0x06ed,  # stretching, vowels and reading marks of Arabic
    0x00ad, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060, 0x2064, 0xfeff,  # without width
]
# What stands next to them in the table of signs: it parts words, or is a letter.
APART = [0x05be, 0x05c0, 0x05c3, 0x05c6, 0x200a, 0x2010, 0x2029, 0x202f, 0x205f]
LETTERS = [0x063f, 0x0641, 0x064a, 0x066f, 0x0671, 0x06d5, 0x06ee]
# The signs of these scripts that are no letters to Python, and the punctuation that follows them.
SIGNS = [
    0x0900, 0x0963, 0x0df3, 0x0e3a, 0x0e4e, 0x0ecd, 0x1039, 0x17d3,
]
STOPS = [0x0964, 0x0965, 0x0df4, 0x0e4f, 0x104a, 0x17d4]
FOLDED = [
    ('٠١٢٣٤٥٦٧٨٩', '0123456789'), ('۰۱۲۳۴۵۶۷۸۹', '0123456789'), ('०१२३४५६७८९', '0123456789'),
    ('০১২৩৪৫৬৭৮৯', '0123456789'), ('๐๑๒๓๔๕๖๗๘๙', '0123456789'), ('０１２３４５６７８９', '0123456789'),
    ('Müller', 'muller'), ('MUELLER', 'muller'), ('Bauer', 'bauer'), ('Jacques', 'jacques'), ('Goethe', 'gothe'),
    ('Щукин', 'shchukin'), ('Ουρανός', 'ouranos'), ('Þór', 'thor'), ('’´‘ʼ', "''''"), ('„“', '""'),
    ('٪ۺ॰ৰ๚', '٪ۺ॰ৰ๚'),  # what follows the digits
]
PLAIN = [
    ('ÉVA@ACME.COM', 'éva@acme.com'), ('ｅｖａ＠ａｃｍｅ．ｃｏｍ', 'eva@acme.com'), ('acme。com', 'acme.com'),
    ('acme｡com', 'acme.com'), ('e\u200bva\u00ad@acme.com', 'eva@acme.com'), ('Straße', 'strasse'),
    ('a\u200ab', 'a b'), ('a\u205fb', 'a b'), ('a\u202fb', 'a b'),  # spaces, next to what has no width
]
WORDS = [
    ('Acme, Inc.', ['acme', 'inc']), ("L'Oréal `x`", ['loreal', 'x']), ('a_b', ['a', 'b']), ('É_è', ['e', 'e']),
    ('山田 商事', ['山田商事']), ('Acme 山田 x 商事', ['acme', '山田商事', 'x']), ('山 Acme', ['山', 'acme']), ('', []),
]


@tagged('post_install', '-at_install')
class TestMatchNormalizeText(BaseCase):

    def test_signs_that_spelling_leaves_out(self):
        for sign in LEFT_OUT:
            self.assertEqual(words(f'к{chr(sign)}т'), ['kt'], hex(sign))
            self.assertEqual(words(f'ב{chr(sign)}ג'), ['בג'], hex(sign))

    def test_signs_that_part_words(self):
        for sign in APART:
            self.assertEqual(words(f'к{chr(sign)}т'), ['k', 't'], hex(sign))
        for sign in STOPS:
            self.assertEqual(words(f'क{chr(sign)}ख'), ['क', 'ख'], hex(sign))

    def test_letters_and_signs_that_stay(self):
        for sign in LETTERS:
            self.assertEqual(len(words(f'к{chr(sign)}т')[0]), 3, hex(sign))
        for sign in SIGNS:
            self.assertEqual(words(f'क{chr(sign)}ख'), [f'क{chr(sign)}ख'], hex(sign))

    def test_fold(self):
        for text, expected in FOLDED:
            self.assertEqual(fold(text), expected, text)

    def test_plain(self):
        for text, expected in PLAIN:
            self.assertEqual(plain(text), expected, text)

    def test_words(self):
        for text, expected in WORDS:
            self.assertEqual(words(text), expected, text)

    def test_edits(self):
        for one, other, most, expected in [
            ('', '', 1, 0), ('abc', 'abc', 0, 0), ('abc', 'abd', 0, 1), ('ab', 'cd', 0, 1), ('a', '', 1, 1),
            ('a', 'b', 1, 1),
            ('ab', 'ba', 1, 1), ('ab', 'cd', 1, 2), ('ab', 'bc', 1, 2), ('ab', 'bc', 2, 2), ('abc', 'abcde', 1, 2),
            ('abcd', 'abdc', 1, 1), ('abcd', 'badc', 1, 2), ('abcd', 'badc', 2, 2), ('xabcy', 'xbacy', 2, 1),
            ('kitten', 'sitting', 3, 3), ('kitten', 'sitting', 2, 3), ('abcdef', 'abc', 2, 3), ('abcdef', 'abc', 3, 3),
            ('abcdefgh', 'abdcefhg', 2, 2), ('abcdefgh', 'badcfehg', 4, 4), ('abcdefgh', 'badcfehg', 3, 4),
            ('abcdefgh', 'zyxwvuts', 3, 4), ('abxcd', 'cdxab', 3, 4), ('ca', 'abc', 3, 3),
            ('abcd', 'cdef', 2, 3), ('xbcdeaebcdey', 'abcde', 8, 7),
        ]:
            self.assertEqual(edits(one, other, most), expected, (one, other, most))
            self.assertEqual(edits(other, one, most), expected, (other, one, most))
