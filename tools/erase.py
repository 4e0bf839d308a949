"""The words by which a person is found in texts: whole, however they are spaced
and whatever their case."""

import re

from markupsafe import escape

# fewer characters are found everywhere
_SHORTEST = 3


def get_pattern(terms):
    """:param terms: names, addresses and numbers; empty ones say nothing
    :return: regular expression, for PostgreSQL, that finds any of them, or None"""
    found = set()
    for term in terms:
        words = (term or '').split()
        if len(''.join(words)) >= _SHORTEST:
            # as it is, and as it stands in a text with markup
            found.update((' '.join(words), str(escape(' '.join(words)))))
    escaped = [
        re.sub(r'([^\w\s])', r'\\\1', term).replace(' ', r'\s+') for term in sorted(found, key=len, reverse=True)]
    return f"(?<![[:alnum:]])(?:{'|'.join(escaped)})(?![[:alnum:]])" if escaped else None
