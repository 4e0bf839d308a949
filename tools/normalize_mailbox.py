"""What the part of an e-mail address before the @ says: whose mailbox it is.

Many mailboxes bear the name of their owner (eva.peeters@, epeeters@), and people
take it along to another host. Those of an office (info@, sales@) say nothing."""

import re
from functools import lru_cache
from typing import NamedTuple

from .normalize_mail import email_key, mail_domain, web_domain
from .normalize_mail_hosts import MAILBOX_HOSTS, MAILBOX_NAMES, OFFICES
from .normalize_person import person_compare
from .normalize_text import edits, fold, words

_NO_LETTERS = re.compile(r'[^a-z]+')
_DIGITS = re.compile(r'\d+')
_SEPARATORS = re.compile(r'[._-]')
_NAME_BEFORE = re.compile(r'\s*"?([^"<@]+)"?\s*<')


class Mailbox(NamedTuple):
    """The first address in a field, taken apart."""
    address: str
    local: str
    host: str
    letters: str  # of the part before the @
    signs: list  # what stands between them
    numbers: list


@lru_cache(maxsize=16384)
def _mailbox(email):
    """:rtype: Mailbox: one address is compared with many
    :return: None if there is no address in the field"""
    for address in email_key(email):
        local, _at, host = address.partition('@')
        return Mailbox(
            address, local, host, _NO_LETTERS.sub('', local), _NO_LETTERS.findall(local), _DIGITS.findall(local))
    return None


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
    mailbox = _mailbox(email)
    return bool(mailbox) and mailbox.local in OFFICES


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
    parts = _get_parts(name) if letters else ()
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


@lru_cache(maxsize=16384)
def _get_parts(name):
    """:return: tuple of the words of a name that are no initials"""
    return tuple(part for part in words(name) if len(part) > 1)


def email_compare(one, other):
    """How two different addresses go together.

    :return: 'near' if one is a slip of the other; 'compatible' if both mailboxes
        have the same letters; 'other', also where one is missing
    """
    mine, theirs = _mailbox(one), _mailbox(other)
    if not mine or not theirs:
        return 'other'
    if mine.address == theirs.address:
        return 'same'
    if mine.host == theirs.host:
        is_slip = _are_near(mine, theirs)
    else:
        is_slip = mine.local == theirs.local and len(mine.host) > 6 and edits(mine.host, theirs.host, 1) == 1
    if is_slip:
        return 'near'
    letters = mine.letters
    return 'compatible' if letters == theirs.letters and len(letters) > 4 and letters not in OFFICES else 'other'


def are_numbered_apart(one, other):
    """Whether two addresses are at the domain of one company, with other numbers:
    jan.peeters2@ is not jan.peeters@. At a host for everybody one person may
    have both."""
    mine, theirs = _mailbox(one), _mailbox(other)
    if not mine or not theirs:
        return False
    return mine.host == theirs.host and mine.numbers != theirs.numbers and not is_mailbox_host(mail_domain(one))


def _are_near(mine, theirs):
    """Whether two mailboxes of a host differ by a slip. Another number or sign is
    another mailbox: namesakes get one. The first letter is often all that tells
    relatives at work from each other."""
    if mine.signs != theirs.signs:
        return False
    mine, theirs = mine.local, theirs.local
    return mine[0] == theirs[0] and min(len(mine), len(theirs)) > 4 and edits(mine, theirs, 1) == 1


def _local(email):
    """What stands before the @ of the first address, '' if that is an office."""
    mailbox = _mailbox(email)
    return mailbox.local if mailbox and mailbox.local not in OFFICES else ''
