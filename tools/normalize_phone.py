"""Keys of phone numbers: the digits of the international number, however it is
written and whatever is dialled behind it.

`phonenumbers` reads them where it is installed, as it does for Odoo. Without it
the main calling codes are known here and give the same key for the usual ways
of writing a number; a number of which the country is not known keeps its last
significant digits, with the package and without."""

import re
from contextlib import suppress
from functools import lru_cache

try:
    import phonenumbers
except ImportError:  # Odoo runs without it too
    phonenumbers = None

from .normalize_text import edits

_SANITIZED = re.compile(r'\+[1-9][0-9]{7,14}\Z')
_EXTENSION = re.compile(
    r'(?:;?ext?\b|extn|extension|poste|durchwahl|anexo|ramal|interno|doorkies|доб|内線|(?<![a-z])x|#|~).*\Z',
    re.IGNORECASE | re.DOTALL)
_NEXT_NUMBER = re.compile(r'[,;|\n\r]| / | or | ou | oder | of | o | y | und | and | et ', re.IGNORECASE)
_IN_BRACKETS = re.compile(r'\(\s*0\s*\)')
_DIGITS = re.compile(r'\d')
_END = 9  # digits that tell a number from others; in front of them is the country
_LEAST, _MOST = 6, 17  # digits; what is shorter is an extension or a service, what is longer no number

# Calling codes of countries for which a written 0 before the number is not dialled from abroad.
_WITHOUT_ZERO = {'31', '32', '33', '41', '43', '44', '46', '49', '61', '64', '81', '82', '90'}
_CODES = dict(pair.split('=') for pair in (
    'US=1 CA=1 PR=1 DO=1 RU=7 KZ=7 EG=20 ZA=27 GR=30 NL=31 BE=32 FR=33 ES=34 HU=36 IT=39 VA=39 RO=40 CH=41 AT=43 GB=44'
    ' DK=45 SE=46 NO=47 PL=48 DE=49 PE=51 MX=52 CU=53 AR=54 BR=55 CL=56 CO=57 VE=58 MY=60 AU=61 ID=62 PH=63 NZ=64 SG=65'
    ' TH=66 JP=81 KR=82 VN=84 CN=86 TR=90 IN=91 PK=92 AF=93 LK=94 MM=95 IR=98 MA=212 DZ=213 TN=216 LY=218 SN=221 ML=223'
    ' CI=225 MU=230 NG=234 CM=237 CD=243 AO=244 RW=250 ET=251 KE=254 TZ=255 UG=256 MZ=258 ZM=260 MG=261 RE=262 ZW=263'
    ' PT=351 LU=352 IE=353 IS=354 AL=355 MT=356 CY=357 FI=358 BG=359 LT=370 LV=371 EE=372 MD=373 AM=374 BY=375 AD=376'
    ' MC=377 SM=378 UA=380 RS=381 ME=382 HR=385 SI=386 BA=387 MK=389 CZ=420 SK=421 LI=423 GT=502 SV=503 HN=504 NI=505'
    ' CR=506 PA=507 GP=590 BO=591 EC=593 GF=594 PY=595 MQ=596 UY=598 HK=852 MO=853 KH=855 LA=856 BD=880 TW=886 LB=961'
    ' JO=962 SY=963 IQ=964 KW=965 SA=966 YE=967 OM=968 AE=971 IL=972 BH=973 QA=974 MN=976 NP=977 AZ=994 GE=995 UZ=998'
).split())
# What is dialled before a number inside the country only, and how many digits the number has.
_LONG_DISTANCE = {'1': ('1', (10,)), '7': ('8', (10,)), '36': ('06', (8, 9)), '370': ('8', (8,)), '375': ('80', (9,))}
_KEEP_ZERO = {'39', '378', '225'}


@lru_cache(maxsize=16384)
def phone_key(number, country_code=None):
    """The international number in digits, without + and extension.

    :param number: in any notation; of several numbers the first counts
    :param country_code: two letters, for numbers without international prefix
    :return: '' if that is no phone number
    """
    if not number:
        return ''
    if _SANITIZED.match(number) and not (number[3] == '0' and number[1:3] in _WITHOUT_ZERO):
        digits = number[1:]
    else:
        digits = _parsed(number, country_code)
    if len(digits) == 13 and digits.startswith('521'):
        digits = '52' + digits[3:]  # Mexico's mobiles had a 1 of their own until 2019
    return digits if len(set(digits)) > 1 else ''


def phone_end(number, country_code=None):
    """The last nine digits of the international number: the same where the country
    of a lead is not known and its number was read as one of another country.

    :return: '' if that is no phone number
    """
    return phone_key(number, country_code)[-_END:]


def phone_compare(one, other):
    """How two different numbers go together.

    :return: 'near' if one digit is missing, wrong or swapped with the next;
        'other', also where one is missing
    """
    one, other = phone_key(one), phone_key(other)
    return 'near' if one and other and edits(one, other, 1) <= 1 else 'other'


def _parsed(number, country_code):
    """The digits of a number that is written in a notation of people."""
    number = next((part for part in _NEXT_NUMBER.split(number) if len(_DIGITS.findall(part)) >= _LEAST), number).strip()
    number = _EXTENSION.sub('', number) or number
    digits = _DIGITS.findall(number)
    if not _LEAST <= len(digits) <= _MOST or len(set(digits)) == 1:
        return ''
    country_code = _country(country_code)
    if phonenumbers:
        if number.startswith('00') and not country_code:
            number = '+' + number[2:]
        with suppress(phonenumbers.NumberParseException):
            read = phonenumbers.parse(number, country_code)
            if phonenumbers.is_possible_number(read):
                return f'{read.country_code}{phonenumbers.national_significant_number(read)}'
    return _by_codes(number, country_code)


@lru_cache(maxsize=512)
def _country(code):
    """The code of a country as the tables have it, None if it cannot be one."""
    code = (code or '').strip().upper()
    return {'UK': 'GB', 'EL': 'GR'}.get(code, code) if len(code) == 2 and code.isascii() and code.isalpha() else None


def _by_codes(number, country):
    """The digits by the calling codes alone."""
    international = number.lstrip('( \t').startswith(('+', '＋', '00'))
    digits = ''.join(str(int(digit)) for digit in _DIGITS.findall(_IN_BRACKETS.sub('', number)))
    if international:
        digits = digits.lstrip('0')
        code = digits[:2]
        return code + digits[2:].lstrip('0') if code in _WITHOUT_ZERO else digits
    code = _CODES.get(country)
    if not code:
        return digits.lstrip('0')
    before, sizes = _LONG_DISTANCE.get(code, ('', (8,)))
    if before and digits.startswith(before) and len(digits) - len(before) in sizes:
        digits = digits[len(before):]
    elif digits.startswith(code) and len(digits) >= len(code) + min(sizes):
        digits = digits[len(code):]
    return code + (digits if code in _KEEP_ZERO else digits.lstrip('0'))
