"""What the part of an e-mail address before the @ says: whose mailbox it is.

Many mailboxes bear the name of their owner (eva.peeters@, epeeters@), and people
take it along to another host. Those of an office (info@, sales@) say nothing."""

import re

from .normalize_mail import email_key, mail_domain, web_domain
from .normalize_mail_hosts import MAILBOX_HOSTS, MAILBOX_NAMES, OFFICES
from .normalize_person import person_compare
from .normalize_text import edits, fold, words

_NO_LETTERS = re.compile(r'[^a-z]+')
_DIGITS = re.compile(r'\d+')
_SEPARATORS = re.compile(r'[._-]')
_NAME_BEFORE = re.compile(r'\s*"?([^"<@]+)"?\s*<')


def name_before(email):
    """:return: the name that stands before an address ("Eva Peeters" <eva@...>),
        else ''"""
    found = _NAME_BEFORE.match(email) if email and '<' in email else None
    return found[1].strip() if found else ''


def is_mailbox_host(domain):
    """Whether a domain is that of a host where anybody may have a mailbox."""
    return domain in MAILBOX_HOSTS or domain.partition('.')[0] in MAILBOX_NAMES


def own_domain(email, website):
    """The registered domain of who writes: that of the e-mail address, or of the
    website where the mailbox is at a host for everybody.

    :return: '' if there is none
    """
    domain = mail_domain(email)
    if not domain or is_mailbox_host(domain):
        domain = web_domain(website)
    return '' if is_mailbox_host(domain) else domain


def is_office(email):
    """Whether the first address in a field is that of an office."""
    return next(iter(email_key(email)), '').partition('@')[0] in OFFICES


def mailbox_name(email):
    """The name that an address reads as: eva.peeters@ is "eva peeters".

    :return: '' if it does not read as one
    """
    local = _local(email)
    parts = [_DIGITS.sub('', part) for part in _SEPARATORS.split(local)] if local else []
    parts = [part for part in parts if part]
    if len(parts) != 2 or not all(part.isalpha() and len(part) > 1 for part in parts) or OFFICES & set(parts):
        return ''
    return ' '.join(parts) if max(map(len, parts)) > 2 else ''


def mailbox_says(email, name):
    """Whether an address bears a name: two of its words, or one with the initial
    of another (epeeters@, eva.p@)."""
    letters = _NO_LETTERS.sub('', fold(_local(email)))
    parts = [part for part in words(name) if len(part) > 1] if letters else ()
    if len(parts) < 2:
        return False
    if sum(len(part) > 2 and part in letters for part in parts) > 1:
        return True
    initials = {part[0] for part in parts}
    for part in parts:
        if len(part) > 3 and part in letters:
            rest = letters.replace(part, '', 1)
            if 0 < len(rest) < 3 and rest[0] in initials and rest[0] != part[0]:
                return True
    spelled = mailbox_name(email)
    return bool(spelled) and person_compare(spelled, name) in ('same', 'near')


def email_compare(one, other):
    """How two different addresses go together.

    :return: 'near' if one is a slip of the other; 'compatible' if both mailboxes
        have the same letters; 'other', also where one is missing
    """
    one, other = (next(iter(email_key(text)), '') for text in (one, other))
    if not one or not other:
        return 'other'
    if one == other:
        return 'same'
    (mine, _at, host), (theirs, _at, at) = one.partition('@'), other.partition('@')
    if _are_near(mine, theirs) if host == at else mine == theirs and len(host) > 6 and edits(host, at, 1) == 1:
        return 'near'
    mine, theirs = _NO_LETTERS.sub('', mine), _NO_LETTERS.sub('', theirs)
    return 'compatible' if mine == theirs and len(mine) > 4 and mine not in OFFICES else 'other'


def are_numbered_apart(one, other):
    """Whether two addresses are at the domain of one company, with other numbers:
    jan.peeters2@ is not jan.peeters@. At a host for everybody one person may
    have both."""
    one, other = (next(iter(email_key(text)), '') for text in (one, other))
    (mine, _at, host), (theirs, _at, at) = one.partition('@'), other.partition('@')
    return host == at and _DIGITS.findall(mine) != _DIGITS.findall(theirs) and not is_mailbox_host(mail_domain(one))


def _are_near(mine, theirs):
    """Whether two mailboxes of a host differ by a slip. Another number or sign is
    another mailbox: namesakes get one. The first letter is often all that tells
    relatives at work from each other."""
    if mine[0] != theirs[0] or min(len(mine), len(theirs)) < 5:
        return False
    return _NO_LETTERS.findall(mine) == _NO_LETTERS.findall(theirs) and edits(mine, theirs, 1) == 1


def _local(email):
    """What stands before the @ of the first address, '' if that is an office."""
    local = next(iter(email_key(email)), '').partition('@')[0]
    return '' if local in OFFICES else local
