"""Keys of addresses: postcode and street number. Streets have too many spellings."""

import re

from .normalize_text import fold

_ZIP_SIGNS = re.compile(r'[^\w]|_')
_ZIP_COUNTRY = re.compile(r'(?:[a-z]{1,3}-\s*|[a-z]{2}\s+)(?=\d{3})')
_ZIP_PLUS_FOUR = re.compile(r'(\d{5})-?\d{4}\Z')
# Countries with postcodes of five or four digits: a spreadsheet drops the 0 at the beginning.
_ZIP_DIGITS = {
    **dict.fromkeys('DE FR ES IT US MX FI EE HR RS ME BA UA TR'.split(), 5),
    **dict.fromkeys('AU NO NL ZA'.split(), 4),
}

# What has a number of its own inside the house, or is no house at all.
_INSIDE = set("""
    bte boite box bus apt apartment appt appartement app suite ste unit flat room rm floor fl etage etg stiege stg top
    tur tr door esc escalera piso planta puerta pta int interno scala piano lok kv kvartira of ofis office po postfach
    postbus casilla apartado bp cs tower torre bldg building block blk bloc bat batiment hall local unidade andar sala
    apto cp dept lot m
""".split())
_NUMBERED = re.compile(r'([a-z]+)[.:]?\s*(?:n[or]?[.°]?\s*)?\d+\w*|#\s*\d+\w*')
_FLOOR = re.compile(
    r'(?<!\d)\d{1,3}(?:st|nd|rd|th|e|er|eme|os?|as?|\.)?\s*(?:floor|etage|og|stock|piso|andar|planta|verdieping)\b')
_ORDINAL = re.compile(r'(?<!\d)\d{1,5}(?:st|nd|rd|th|eme|er|e|o|a\.?o)(?!\w)')
_PREFIX = re.compile(r'(?<!\w)(?:no|nr|num|numero|n|d|dom|hs)[.°:]*\s*(?=\d)')
_NUMBER = re.compile(
    r'(?<![a-z0-9])0{0,4}(\d{1,6})(?:\s?[a-d]|\s?(?:bis|ter|quater))?(?:\s*[-/]\s*\d+\w*)*(?![a-z0-9])')
_COUNTERS = re.compile(r'(?<=\d)(?:丁目|番地|番|号|號|호|번지)')
_PARTS = re.compile(r'[,;\n]')


def address_key(street, zip_code, country_code=None):
    """Postcode and street number. The country is no part of it: half of the
    records in a database do not say it, and the postcode does nearly.

    :param str country_code: two letters, to read the postcode
    :return: '' if one of the two is missing
    """
    if not street or not zip_code:
        return ''
    code = _zip(zip_code, country_code)
    number = _number(street, code) if code else ''
    return f'{code} {number}' if number else ''


def _zip(code, country):
    """A postcode without country, spaces and case."""
    code = _ZIP_COUNTRY.sub('', fold(code).strip(), count=1)
    country = (country or '').upper()
    if country == 'US':
        code = _ZIP_PLUS_FOUR.sub(r'\1', code.replace(' ', ''))
    code = _ZIP_SIGNS.sub('', code)
    if code.isdigit() and 3 <= len(code) < _ZIP_DIGITS.get(country, 0):
        code = code.zfill(_ZIP_DIGITS[country])
    return code if 3 <= len(code) <= 12 and code.strip('0') else ''


def _number(street, code):
    """The number of the house, without what follows it (12 bis, 12-14)."""
    text = fold(street)
    if not any(map(str.isdigit, text)):
        return ''
    if not text.isascii():
        text = _COUNTERS.sub('-', text)
    text = _NUMBERED.sub(_outside, _FLOOR.sub(' ', text))
    text = _PREFIX.sub('', _ORDINAL.sub(' ', text))
    fallback = ''
    for part in _PARTS.split(text):
        part = part.strip(' .-')
        for found in _NUMBER.finditer(part):
            number = found[1]
            if number == code or not number.strip('0'):
                continue
            if found.start() == 0 or found.end() == len(part):
                return number
            fallback = number
    return fallback


def _outside(found):
    """What stays of a word with a number."""
    return ' ' if found[1] is None or found[1] in _INSIDE else found[0]
