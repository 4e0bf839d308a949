"""Keys of phone numbers, value by value, with the package `phonenumbers` and without."""

import sys
from importlib.util import module_from_spec
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import normalize_phone
from ..tools.normalize import phone_compare, phone_end, phone_key

# number, country, key: the same with phonenumbers and without
PHONES = [
    ('+3225550101', None, '3225550101'), ('+32 2 555 01 01', None, '3225550101'),
    ('0032 2 555 01 01', None, '3225550101'), ('02 555 01 01', 'BE', '3225550101'),
    ('02/555.01.01', 'be', '3225550101'), ('+32 (0)2 555-01-01', 'FR', '3225550101'),
    ('tel:+32-2-555-01-01', None, '3225550101'), ('02 555 01 01 ext. 12', 'BE', '3225550101'),
    ('02 555 01 01 / 0475 12 34 56', 'BE', '3225550101'), ('Tel, 02 555 01 01', 'BE', '3225550101'),
    ('06 12 34 56 78', 'FR', '33612345678'), ('+330612345678', None, '33612345678'),
    ('+33 (0)6 12 34 56 78', None, '33612345678'), ('020 7946 0958', 'GB', '442079460958'),
    ('020 7946 0958', 'UK', '442079460958'), ('+44 20 7946 0958', None, '442079460958'),
    ('030/1234567', 'DE', '49301234567'), ('+49 (30) 123-4567', None, '49301234567'),
    ('(212) 555-0100', 'US', '12125550100'), ('1-212-555-0100 x5', 'US', '12125550100'),
    ('+1 212 555 0100 #5', None, '12125550100'), ('02 1234 5678', 'IT', '390212345678'),
    ('+39 02 1234 5678', None, '390212345678'), ('8 (495) 123-45-67', 'RU', '74951234567'),
    ('+7 495 123 45 67', None, '74951234567'), ('03-1234-5678', 'JP', '81312345678'),
    ('010-1234-5678', 'KR', '821012345678'), ('06 1 234 5678', 'HU', '3612345678'),
    ('+52 1 55 1234 5678', None, '525512345678'), ('+5215512345678', None, '525512345678'),
    ('+525512345678', None, '525512345678'), ('٠١٠١٢٣٤٥٦٧٨', 'EG', '201012345678'),
    ('＋３２ ２ ５５５ ０１ ０１', None, '3225550101'), ('02 555 01 01', None, '25550101'),
    ('025550101', 'XX', '25550101'),
    # what is dialled before a number inside the country only, and the country's own code without a sign
    ('8 612 34567', 'LT', '37061234567'), ('612 34567', 'LT', '37061234567'), ('370 612 34567', 'LT', '37061234567'),
    ('8612345678', 'LT', '3708612345678'), ('80 29 123-45-67', 'BY', '375291234567'),
    ('8 029 123-45-67', 'BY', '375291234567'), ('06 20 123 4567', 'HU', '36201234567'),
    ('36 20 123 45 67', 'HU', '36201234567'), ('1 212 555 0100', 'CA', '12125550100'),
    ('8 495 123 45 67', 'KZ', '74951234567'), ('7 495 123 45 67', 'RU', '74951234567'),
    ('495 123-45-67', 'RU', '74951234567'), ('32 2 555 01 01', 'BE', '3225550101'),
    ('32 475 12 34 56', 'BE', '32475123456'), ('49 30 1234567', 'DE', '49301234567'),
    ('32 12 34 56', 'BE', '3232123456'), ('32 123 45 67', 'BE', '32321234567'),
    ('375 29 123 456', 'BY', '37537529123456'),
    # an extension in capitals, and one on a line of its own
    ('02 555 01 01 EXT. 12', 'BE', '3225550101'), ('02 555 x\n1 23', 'BE', ''),
    # zeros that are dialled from abroad and zeros that are not
    ('0549 882345', 'SM', '3780549882345'), ('01 23 45 67 89', 'CI', '2250123456789'),
    ('0039 02 1234 5678', None, '390212345678'), ('044 668 18 00', 'CH', '41446681800'),
    ('04-1234567', 'AE', '97141234567'), ('098765 43210', 'IN', '919876543210'),
    ('+44 (0) 20 7946 0958', None, '442079460958'), ('+4402079460958', None, '442079460958'),
    ('+49030 1234567', None, '49301234567'), ('+47012345678', None, '47012345678'),
    # 00 and brackets in front
    ('0032 2 555 01 01', 'FR', '3225550101'), ('00 32 2 555 01 01', None, '3225550101'),
    ('( 0032) 2 555 01 01', 'FR', '3225550101'), ('(+32) 2 555 01 01', None, '3225550101'),
    ('00493012345678', 'DE', '493012345678'), ('0033612345678', 'BE', '33612345678'),
    # the shortest and the longest number, and one that only looks as if it had Mexico's old 1
    ('12345', 'BE', ''), ('123456', 'BE', '32123456'), ('+123456', None, '123456'),
    ('12345678901234567', 'XX', '12345678901234567'), ('123456789012345678', 'XX', ''),
    ('+521551234567', None, '521551234567'), ('+3232323232', None, '3232323232'),
    *((text, 'BE', '') for text in ('', None, False, 'none', '112', '-', '+', '0000000000', '+11111111111',
        '1' * 40, 'ext')),
]
# Only the package knows that the 0 is not dialled there. What is no code of a country does not get in its way.
WITH_PACKAGE = [
    ('00353 01 234 5678', country, '35312345678') for country in (None, '', 'BE', 'B', 'BEL', '12', 'ЖЖ', 'É1')]


@tagged('post_install', '-at_install')
class TestMatchNormalizePhone(BaseCase):

    def test_phone(self):
        for number, country, expected in PHONES:
            self.assertEqual(phone_key(number, country), expected, (number, country))

    def test_phone_without_phonenumbers(self):
        self.addCleanup(phone_key.cache_clear)
        with patch.object(normalize_phone, 'phonenumbers', None):
            phone_key.cache_clear()  # what the package has read before is kept
            self.test_phone()

    def test_phone_with_phonenumbers(self):
        if not normalize_phone.phonenumbers:
            self.skipTest("The package is not installed.")
        for number, country, expected in WITH_PACKAGE:
            self.assertEqual(phone_key(number, country), expected, (number, country))

    def test_loads_without_phonenumbers(self):
        spec = normalize_phone.__spec__
        module = module_from_spec(spec)
        with patch.dict(sys.modules, phonenumbers=None):
            spec.loader.exec_module(module)
        self.assertIsNone(module.phonenumbers)
        self.assertEqual(module.phone_key('00353 01 234 5678'), '353012345678')

    def test_sanitized_phones_are_not_parsed(self):
        phone_key.cache_clear()
        with patch.object(normalize_phone, '_parsed', side_effect=AssertionError):
            self.assertEqual(phone_key('+3225550101', 'FR'), '3225550101')
            self.assertEqual(phone_key('+390212345678'), '390212345678')

    def test_phone_end(self):
        for number, country, expected in [
            ('+32475123456', None, '475123456'), ('0475 12 34 56', 'FR', '475123456'),
            ('020 7946 0958', 'GB', '079460958'), ('x', 'BE', ''), ('', None, ''),
        ]:
            self.assertEqual(phone_end(number, country), expected, number)

    def test_phone_slips(self):
        for one, other, expected in [
            ('+32475123456', '+32475123457', 'near'), ('+32475123456', '+32475123465', 'near'),
            ('+32475123456', '+3247512345', 'near'), ('+32475123456', '+32475123411', 'other'),
            ('+32475123456', '', 'other'),
            # written alike, in two countries
            ('02 555 01 01', '02/555.01.01', 'near'),
        ]:
            self.assertEqual(phone_compare(one, other), expected, (one, other))
