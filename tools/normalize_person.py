"""Keys of persons' names, and how two names go together."""

import re
from functools import lru_cache
from typing import NamedTuple

from .normalize_person_names import FULL_NAMES, HONORIFICS, PARTICLES, TITLES
from .normalize_text import CJK, edits, fold, words

_ASIDE = re.compile(r'\([^()]*\)')
_GLUED = re.compile(r'(?:van(?:den|der|de))+(?=[a-z]{4})')
_CJK = re.compile(f'[{CJK}]')


@lru_cache(maxsize=16384)
def person_key(name):
    """The words of a name without titles, sorted, short forms of first names in
    full: "Dupont, Marie" is "Mme Marie Dupont".

    :return: '' if the name has nothing but titles
    """
    return ' '.join(_in_full(_get_words(name))) if name else ''


class Spelled(NamedTuple):
    """The words of a name, as they are compared."""
    words: tuple  # sorted
    long: frozenset  # those that are no initials
    initials: frozenset


class Name(NamedTuple):
    """A name with short forms of first names in full, and as it is written."""
    full: Spelled
    said: Spelled


@lru_cache(maxsize=16384)
def _read(name):
    """:rtype: Name: one name is compared with many"""
    found = _get_words(name)
    full, said = _in_full(found), sorted(found)
    spelled = _spelled(full)
    return Name(spelled, spelled if said == full else _spelled(said))


def _spelled(found):
    return Spelled(
        tuple(found), frozenset(word for word in found if len(word) > 1), frozenset(word[0] for word in found))


def _in_full(found):
    """:return: list: words with first names in full, sorted"""
    return sorted({FULL_NAMES.get(word, word) for word in found})


def _get_words(name):
    """:return: set of the words of a name, without titles and particles"""
    if '(' in name:
        name = _ASIDE.sub(' ', name) if _ASIDE.sub('', name).strip() else name
    found = {_trimmed(word) for word in words(name)} - TITLES
    if len(found) > 2 and not found.isdisjoint(PARTICLES):
        full = {word for word in found - PARTICLES if len(word) > 1}
        # where two words stay, it was a family name
        found = found - PARTICLES if len(full) > 1 else found
    return found


def _trimmed(word):
    """A word of a name without what is glued to it."""
    if not word.isascii():
        while word.endswith(HONORIFICS):
            size = max(len(form) for form in HONORIFICS if word.endswith(form))
            if len(word) < size + 2:
                break
            word = word[:-size]
        return word
    if word.startswith('van'):
        return _GLUED.sub('', word)
    return word


def person_compare(one, other):
    """How two names go together; either may also be the key of a name.

    :return: 'same'; 'compatible' if one only says less (initials, no middle
        name, the beginning of a name); 'near' if they are spelled almost alike
        or with other gaps; 'other', also where a name is missing
    """
    if not one or not other:
        return 'other'
    one, other = _read(one), _read(other)
    answer = _compared(one.full, other.full)
    if answer != 'other' or one.said is one.full and other.said is other.full:
        return answer
    # Max may be Maximilian, but Maxwell too
    return _compared(one.said, other.said)


def are_in_other_scripts(one, other):
    """Whether one name is in Latin letters and one in signs that have no letters
    here (Chinese, Arabic): they may be one name, and nobody can tell."""
    return not (one.isascii() and other.isascii()) and _is_latin(one) != _is_latin(other)


@lru_cache(maxsize=4096)
def _is_latin(name):
    return fold(name).isascii()


def _compared(one, other):
    """How the words of two names go together."""
    if one.words == other.words:
        return 'same' if one.words else 'other'
    # both orders of the question have the same answer
    few, many = (one.words, other.words) if (
        len(one.words), one.words) <= (len(other.words), other.words) else (other.words, one.words)
    shared = one.long & other.long
    if not shared and one.initials.isdisjoint(other.initials):
        # most names: neither can be short for the other
        return 'near' if _are_near(few, many, False) else 'other'
    few, many = [part for part in few if part not in shared], [part for part in many if part not in shared]
    if few and ''.join(few) in (''.join(many), ''.join(many[::-1])):
        return 'near'  # Jean-Pierre is Jeanpierre
    if _is_start(few, many):
        return 'compatible'
    left, rest = _without_shortened(few, many)
    if not left or not rest:
        return 'compatible' if shared else 'other'
    return 'near' if _are_near(left, rest, bool(shared)) else 'other'


def _without_shortened(few, many):
    """What remains of both when each initial or beginning has found its name."""
    few, many = list(few), list(many)
    for parts, facing in ((few, many), (many, few)):
        for part in sorted(parts, key=len, reverse=True):
            found = next((name for name in facing if _shortens(part, name)), None)
            if found:
                parts.remove(part)
                facing.remove(found)
    return few, many


def _shortens(part, name):
    """Whether a part is an initial of a name, or its beginning (Alex, Chris)."""
    return name.startswith(part) and (len(part) == 1 < len(name) or 2 < len(part) < 6 and len(part) + 1 < len(name))


def _is_start(few, many):
    """Whether a name is one word, the beginning of the only word of the other:
    a Chinese, Japanese or Korean family name."""
    if len(few) != 1 or len(many) != 1 or not _CJK.match(few[0]):
        return False
    short, long = sorted((few[0], many[0]), key=len)
    return long.startswith(short) and len(long) < 7


def _are_near(left, rest, shared):
    """Whether the words of the shorter name have counterparts that are spelled
    almost alike. Of names that share no word all words have to."""
    if not shared and len(left) != len(rest):
        return False
    few, many = (left, list(rest)) if len(left) <= len(rest) else (rest, list(left))
    for part in few:
        for name in many:
            if _slip(part, name):
                many.remove(name)
                break
        else:
            return False
    return True


def _slip(one, other):
    """Whether two words differ by no more than a slip. Where a sign is a word,
    and in short words, one other letter is another name."""
    short, long = len(one), len(other)
    if short > long:
        short, long = long, short
    most = 1 if short < 8 else 2
    if long - short > most or short < 3 or long < 4:
        return False
    if most == 1 and one[0] != other[0] and one[-1] != other[-1]:
        return False  # no single slip is at both ends
    if not (one.isascii() and other.isascii()) and (_CJK.match(one) or _CJK.match(other)):
        return False
    return edits(one, other, most) <= most
