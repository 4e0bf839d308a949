"""Keys of company names: what is left of a name without its legal form, in a
fixed order of words."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .normalize_company_forms import ABBREVIATED, ANYWHERE, AT_START, FORMS, NATIVE, PHRASES, SMALL
from .normalize_text import edits, fold, words

# H & M, S.A., J. P. and A/S: single letters with a sign between them belong together.
_INITIALS = re.compile(r'(?<!\w)(\w)(?:\s*[.&/+])+\s*(?=\w(?!\w))')
_SIGNS = re.compile(r"[.&/+'`]")
_BEYOND_LATIN = re.compile('[\u0370-\u1dff\u2c00-\U0010ffff]')
_ARTICLE = re.compile(r"(?<!\w)l['`]\s*(?=\w\w)")
_LINKS = {'y', 'e', 'i'}


@lru_cache(maxsize=16384)
def company_key(name):
    """What two spellings of one company have in common: its words without legal
    forms, articles and "and", sorted.

    :return: '' if nothing is left: a legal form alone says nothing
    """
    if not name:
        return ''
    if not name.isascii() and _BEYOND_LATIN.search(name):
        name = NATIVE.sub(' ', unicodedata.normalize('NFKC', name))
    text = fold(name)
    if _SIGNS.search(text):
        text = _ARTICLE.sub('', _INITIALS.sub(r'\1', text))
    return ' '.join(_sorted(_without_forms(words(PHRASES.sub(' ', text)))))


def _without_forms(found):
    """The words of a name without its legal forms and small words.

    A form of two letters may be a word or initials (AG Insurance, SE Electronics):
    it goes only where forms stand."""
    found = [ABBREVIATED.get(word, word) for word in found if word not in ANYWHERE]
    found = [word for word in found if word not in SMALL] or found
    if sum(len(word) > 1 and word not in FORMS for word in found) > 1:
        found = [word for word in found if word not in _LINKS]
    while found and found[-1] in FORMS:
        del found[-1]
    while found and found[0] in AT_START:
        del found[0]
    return found


def _sorted(found):
    """The words in a fixed order. One that would be a legal form in another place
    does not get to that place, so that the key of a key is the same key."""
    forms = [word for word in found if word in FORMS]
    others = sorted(word for word in found if word not in FORMS) if forms else sorted(found)
    first = 1 if len(others) > 1 else 0
    return others[:first] + forms + others[first:] if forms else others


def company_compare(one, other):
    """How two company names go together.

    :return: 'same'; 'near' if one only says less ("Acme" and "Acme Gent") or
        they are spelled almost alike; 'other', also where a name is missing
    """
    mine, theirs = _compared(one), _compared(other)
    if not mine or not theirs:
        return 'other'
    if mine.key == theirs.key:
        return 'same'
    few = min(mine, theirs, key=lambda company: len(company.words))
    if few.is_telling and few.words <= mine.words and few.words <= theirs.words:
        return 'near'
    one, other = mine.joined, theirs.joined
    if one == other:
        return 'near'
    short = min(len(one), len(other))
    most = 0 if short < 5 else 1 if short < 9 else 2
    return 'near' if most and edits(one, other, most) <= most else 'other'


class Company(NamedTuple):
    """The name of a company, as it is compared."""
    key: str
    words: frozenset
    joined: str
    is_telling: bool  # whether one of its words is no short one


@lru_cache(maxsize=16384)
def _compared(name):
    """:rtype: Company: one name is compared with many
    :return: None if nothing is left of the name"""
    key = company_key(name)
    if not key:
        return None
    found = key.split()
    return Company(key, frozenset(found), key.replace(' ', ''), max(map(len, found)) > 3)
