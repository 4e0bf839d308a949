"""What all match keys share: a text without accents, case and punctuation, in
Latin letters where that is simple, and the distance of two spellings."""

import re
import unicodedata

_NO_WIDTH = dict.fromkeys([0x00ad, *range(0x200b, 0x2010), *range(0x202a, 0x202f), *range(0x2060, 0x2065), 0xfeff])
# Marks that spelling leaves out as often as not, besides the accents: points of Hebrew (not its hyphen), vowels and
# stretching of Arabic, and what has no width. In Indic, Thai and kana the marks are the word.
_MARKS = dict.fromkeys([
    *range(0x0591, 0x05be), 0x05bf, 0x05c1, 0x05c2, 0x05c4, 0x05c5, 0x05c7, 0x0640,
    *range(0x064b, 0x0660), 0x0670, *range(0x06d6, 0x06ee), *_NO_WIDTH])


def _pairs(table):
    """{code point: Latin letters} of a text of pairs such as `ж=zh`."""
    return {ord(pair[0]): pair[2:] for pair in table.split()}


_LETTERS = {
    **_pairs('ø=o æ=a œ=o ł=l đ=d ð=d ħ=h ı=i ĸ=k ŋ=n þ=th ŧ=t ƒ=f ə=a ɐ=a ʃ=sh ȷ=j ƀ=b ɨ=i ɓ=b ɗ=d ƙ=k ƴ=y'),
    **_pairs(
        'а=a б=b в=v г=g д=d е=e ж=zh з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch'
        ' ъ= ы=y ь= э=e ю=yu я=ya і=i є=ye ґ=g ј=j љ=lj њ=nj ћ=c ђ=d џ=dz ѕ=dz қ=k ғ=g ң=n ү=u ұ=u һ=h ө=o'),
    **_pairs(
        'α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o'),
    **_pairs('ى=ي ة=ه ک=ك ی=ي ھ=ه ہ=ه ‘=\' ’=\' ‛=\' ʼ=\' ʻ=\' ʹ=\' ′=\' ´=\' ׳=\' “=" ”=" „=" ״="'),
    **{zero + digit: str(digit) for zero in (0x660, 0x6f0, 0x966, 0x9e6, 0xe50) for digit in range(10)},
}

# Mueller is Müller on a keyboard without umlauts; after a vowel or a q (Bauer, Jacques) the e is one of its own.
_UMLAUTS = re.compile(r'([aou])(?<![aeiouq].)e+')
_ACCENTS = re.compile('[\u0300-\u036f]+')  # of Latin, Greek and Cyrillic

_DOTS = {ord(dot): '.' for dot in '。｡．'}
CJK = '\u3005\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003fffd'
_CJK_WORD = re.compile(fr'[{CJK}](?:.*[{CJK}])?\Z')
_ASCII_WORDS = re.compile(r'[a-z0-9]+')
# The signs written above, below and beside Indic, Thai, Lao, Burmese and Khmer letters are no letters to Python.
_MORE_LETTERS = (
    '\u0900-\u0963\u0966-\u0df3\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u1049\u1780-\u17d3\u3099\u309a')
_WORDS = re.compile(fr'(?:[^\W_]|[{_MORE_LETTERS}])+')


def plain(text):
    """A text as machines compare it, for addresses: no case, no difference
    between wide and narrow letters, nothing invisible. Accents stay."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize('NFKC', text.translate(_NO_WIDTH)).casefold()
    return unicodedata.normalize('NFKC', text.translate(_DOTS))


def fold(text):
    """A text as it is compared: no case, no accents, Cyrillic and Greek in Latin
    letters, one form of each sign. Punctuation and spaces stay."""
    if text.isascii():
        return _UMLAUTS.sub(r'\1', text.lower())
    text = unicodedata.normalize('NFKD', text.replace('´', "'").replace('’', "'")).casefold()
    text = _ACCENTS.sub('', text)
    if not text.isascii():  # more than the accents of Western Europe
        text = unicodedata.normalize('NFKD', text).translate(_MARKS).replace('ου', 'ou').translate(_LETTERS)
        text = unicodedata.normalize('NFC', text)
    return _UMLAUTS.sub(r'\1', text)


def words(text):
    """The words of a text, folded, without punctuation. Chinese, Japanese and
    Korean are written with spaces or without: all of it is one word."""
    text = fold(text).replace("'", '').replace('`', '')
    if text.isascii():
        return _ASCII_WORDS.findall(text)
    found = _WORDS.findall(text)
    parts = [word for word in found if _CJK_WORD.match(word)]
    if len(parts) > 1:
        at = found.index(parts[0])
        found = [*found[:at], ''.join(parts), *(word for word in found[at:] if word not in parts)]
    return found


def edits(one, other, most):
    """How many letters have to be inserted, dropped, replaced or swapped with
    their neighbour to make one word the other.

    :param int most: what is of interest
    :return: the number, or `most + 1` if it is more
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if most == 1:
        return _one_edit(one, other)
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    # of the table of all beginnings only what is so near its diagonal that it counts
    size, over = len(other) + 1, most + 1
    before, last = [], [min(column, over) for column in range(size)]
    for row, letter in enumerate(one, 1):
        line = [min(row, over)] + [over] * (size - 1)
        for column in range(max(row - most, 1), min(row + most + 1, size)):
            facing = other[column - 1]
            best = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != facing))
            if row > 1 and column > 1 and letter == other[column - 2] and facing == one[row - 2]:
                best = min(best, before[column - 2] + 1)
            line[column] = best
        if min(line) > most:
            return over
        before, last = last, line
    return min(last[-1], over)


def _one_edit(one, other):
    """As :func:`edits`, of two words of which one is at most a letter longer:
    what most pairs of words are asked."""
    if len(one) > len(other):
        one, other = other, one
    at = 0
    for letter, facing in zip(one, other, strict=False):
        if letter != facing:
            break
        at += 1
    else:
        return len(other) - len(one)
    if len(one) < len(other):
        return 1 if one[at:] == other[at + 1:] else 2
    if one[at + 1:] == other[at + 1:]:
        return 1
    swapped = one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]
    return 1 if swapped else 2
