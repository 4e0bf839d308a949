"""Keys of e-mail addresses, and the domains of addresses and websites.

A domain is what its owner registered: mail.acme.co.uk and www.acme.co.uk are
acme.co.uk. The whole list of public suffixes is long and changes; here are
those that companies write. Sites under a suffix that is missing share one
domain, which is then so common that it weighs little."""

import re
from functools import lru_cache

from .normalize_mail_hosts import DASHES_ARE_TAGS, SAME_HOST, SHARED, SIGNS_DO_NOT_COUNT, SUFFIXES, TYPOS
from .normalize_text import plain

_SIMPLE = re.compile(r'[a-z0-9_%&+-]+(?:\.[a-z0-9_%&+-]+)*@[a-z0-9.-]+\Z')
_AROUND = re.compile(r'[\s<>,;:"()\[\]\\]+')
_LOCAL = re.compile(r'[^\s.]+(?:\.[^\s.]+)*\Z')
_LABEL = re.compile(r'[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\Z')
_LAST_LABEL = re.compile(r'(?:[a-z]{2,}|xn--[a-z0-9-]+)\Z')
_SCHEME = re.compile(r'\s*(?:[a-z][a-z0-9+-]*:(?=/)|https?:|mailto:)?/*')
_END_OF_HOST = re.compile(r'[\s/?#,;|\\]')


@lru_cache(maxsize=16384)
def email_key(text):
    """The addresses in a field, each in one spelling. A field may hold several,
    with names around them.

    :return: tuple, in the order of the text, without repetition; empty if
        nothing there is an address
    """
    if not text or '@' not in text and text.isascii():
        return ()
    text = plain(text)
    if _SIMPLE.match(text):
        address = _canonical(text)
        return (address,) if address else ()
    found = (_canonical(part.strip("'")) for part in _AROUND.split(text) if '@' in part)
    return tuple(dict.fromkeys(address for address in found if address))


def mail_domain(text):
    """The registered domain of the first address in a field, '' if there is none."""
    for address in email_key(text):
        return _registered(address.rpartition('@')[2])
    return ''


def web_domain(text):
    """The registered domain of a website, '' if the text has none."""
    if not text:
        return ''
    text = plain(text)
    host = _END_OF_HOST.split(_SCHEME.sub('', text, count=1), maxsplit=1)[0]
    host = _host(host.rpartition('@')[2].partition(':')[0])
    return _registered(host) if host else ''


def _canonical(address):
    """One address, or '' if it is none."""
    local, at, host = address.partition('@')
    if not at or not _LOCAL.match(local):
        return ''
    host = _host(host)
    if not host:
        return ''
    host = TYPOS.get(host, host)
    host = SAME_HOST.get(host, host)
    local = local.partition('+')[0] or local  # +news@ is an address of its own
    if host in DASHES_ARE_TAGS or host.startswith('yahoo.'):
        local = local.partition('-')[0] or local
    for sign, instead in SIGNS_DO_NOT_COUNT.get(host, ()):
        local = local.replace(sign, instead) or local
    return f'{local}@{host}'


@lru_cache(maxsize=16384)
def _host(name):
    """The name of a host in one spelling, '' if it cannot be one."""
    labels = [_label(label) for label in name.rstrip('.').split('.')]
    if len(labels) < 2 or not all(map(_LABEL.match, labels)) or not _LAST_LABEL.match(labels[-1]):
        return ''
    return '.'.join(labels)


def _label(label):
    """One part of a host name. An international one may come as it is read or as
    it is sent (xn--...), and was written by old rules (ss for ß) or new ones."""
    if label.isascii() and not label.startswith('xn--'):
        return label
    try:
        sent = label[4:].encode('ascii').decode('punycode') if label.startswith('xn--') else label
        read = plain(sent)
        if not read.isascii():
            return 'xn--' + read.encode('punycode').decode('ascii')
        return label if sent.isascii() else read
    except UnicodeError:
        return label


@lru_cache(maxsize=16384)
def _registered(host):
    """What of a host was registered: one label before the public suffix."""
    labels = host.split('.')
    size = 2
    if len(labels) > 2 and ('.'.join(labels[-2:]) in SHARED or labels[-2] in SUFFIXES.get(labels[-1], ())):
        size = 3
    if labels[0] == 'www' and len(labels) <= size:
        labels = labels[1:]
    return '.'.join(labels[-size:]) if len(labels) > 1 else ''
