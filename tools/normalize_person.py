"""Keys of persons' names, and how two names go together."""

import re
from functools import lru_cache

from .normalize_person_names import FULL_NAMES, HONORIFICS, PARTICLES, TITLES
from .normalize_text import CJK, edits, fold, words

_ASIDE = re.compile(r'\([^()]*\)')
_GLUED = re.compile(r'(?:van(?:den|der|de))+(?=[a-z]{4})')
_CJK = re.compile(f'[{CJK}]')


def person_key(name):
    """The words of a name without titles, sorted, short forms of first names in
    full: "Dupont, Marie" is "Mme Marie Dupont".

    :return: '' if the name has nothing but titles
    """
    return ' '.join(_parts(name)) if name else ''


@lru_cache(maxsize=16384)
def _parts(name, in_full=True):
    """The words of a key, sorted; `in_full=False` keeps short forms.

    :rtype: tuple: one name is compared with many
    """
    if '(' in name:
        name = _ASIDE.sub(' ', name) if _ASIDE.sub('', name).strip() else name
    found = {_trimmed(word) for word in words(name)} - TITLES
    if len(found) > 2 and not found.isdisjoint(PARTICLES):
        full = {word for word in found - PARTICLES if len(word) > 1}
        # where two words stay, it was a family name
        found = found - PARTICLES if len(full) > 1 else found
    return tuple(sorted({FULL_NAMES.get(word, word) for word in found} if in_full else found))


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
    full = _parts(one), _parts(other)
    answer = _compared(*full)
    if answer != 'other':
        return answer
    # Max may be Maximilian, but Maxwell too
    said = _parts(one, in_full=False), _parts(other, in_full=False)
    return _compared(*said) if said != full else answer


def are_in_other_scripts(one, other):
    """Whether one name is in Latin letters and one in signs that have no letters
    here (Chinese, Arabic): they may be one name, and nobody can tell."""
    return fold(one).isascii() != fold(other).isascii()


def _compared(one, other):
    """How the words of two names go together."""
    if one == other:
        return 'same' if one else 'other'
    # both orders of the question have the same answer
    few, many = (one, other) if (len(one), one) <= (len(other), other) else (other, one)
    shared = {part for part in few if part in many and len(part) > 1}
    if not shared and {part[0] for part in few}.isdisjoint([part[0] for part in many]):
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
        found = next((name for name in many if _slip(part, name)), None)
        if not found:
            return False
        many.remove(found)
    return True


def _slip(one, other):
    """Whether two words differ by no more than a slip. Where a sign is a word,
    and in short words, one other letter is another name."""
    short, long = sorted((len(one), len(other)))
    if short < 3 or long < 4 or _CJK.match(one) or _CJK.match(other):
        return False
    most = 1 if short < 8 else 2
    return edits(one, other, most) <= most
