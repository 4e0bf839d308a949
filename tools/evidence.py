"""How sure it is that two leads are of the same customer, and why.

Two leads are compared kind by kind: their addresses, phones, names ... agree,
are alike, differ, or one of them says nothing. Each finding has a weight; that
of an agreement falls with the number of leads that share the value: of two
leads with a phone number of their own that is much, of two of five thousand
with the number of a switchboard nothing. The weights add up to the odds that
the two are the same customer, and those to a strength from 0 to 100.

Plain Python without the ORM: the screens, jobs and tests read the same answer."""

from math import exp, log, log2
from typing import NamedTuple

from .normalize import company_compare, person_compare

KINDS = ('email', 'phone', 'partner', 'entity', 'person', 'company', 'domain', 'address')

_NAMES = {'same': 'same', 'compatible': 'alike', 'near': 'alike', 'other': 'other', 'none': 'none'}


class Keys(NamedTuple):
    """What a lead says, as match keys; 0 or empty where it says nothing.

    A key is any number that is the same for the same thing."""
    emails: tuple = ()
    phones: tuple = ()
    partner: int = 0
    entity: int = 0  # the company a customer belongs to
    person: int = 0
    company: int = 0
    domain: int = 0
    address: int = 0
    contact_name: str = ''
    partner_name: str = ''


class Weight(NamedTuple):
    """Of one finding, in bits: one more doubles the odds."""
    bits: float
    per_doubling: float = 0.0  # less for each doubling of the leads that share the value
    per_name: float = 0.0  # less for each doubling of the different persons among them


class Shared(NamedTuple):
    """How common a value is that two leads share."""
    leads: int = 2
    names: int = 1


def compare(one, other):
    """What comes of comparing two leads.

    :param Keys one, other: the leads
    :return: {kind: 'same', 'near', 'compatible', 'other' or 'none'}; 'none' if
        one of them says nothing
    """
    found = {}
    for kind, mine, theirs in (
            ('email', one.emails, other.emails), ('phone', one.phones, other.phones)):
        if not mine or not theirs:
            found[kind] = 'none'
        elif mine == theirs:
            found[kind] = 'same'
        else:
            found[kind] = 'other' if set(mine).isdisjoint(theirs) else 'same'
    for kind, mine, theirs in (
            ('partner', one.partner, other.partner), ('entity', one.entity, other.entity),
            ('domain', one.domain, other.domain), ('address', one.address, other.address)):
        found[kind] = 'none' if not mine or not theirs else 'same' if mine == theirs else 'other'
    for kind, mine, theirs, closer in (
            ('person', one.person, other.person, lambda: person_compare(one.contact_name, other.contact_name)),
            ('company', one.company, other.company, lambda: company_compare(one.partner_name, other.partner_name))):
        found[kind] = 'none' if not mine or not theirs else 'same' if mine == theirs else closer()
    return found


def names_of(found):
    """:return: what the names of the persons have in common: 'same', 'alike',
        'other' or 'none'"""
    return _NAMES[found['person']]


def evidence(found, shared, weights):
    """The weight of each finding.

    :param dict found: result of :func:`compare`
    :param dict shared: {kind: Shared} of what is the same
    :param dict weights: {(names, kind, finding): Weight}
    :return: {kind: bits}
    """
    names, bits = names_of(found), {}
    for kind, finding in found.items():
        weight = weights.get((names, kind, finding))
        if weight is None:
            continue
        bits[kind] = weight.bits
        if finding == 'same' and (weight.per_doubling or weight.per_name):
            common = shared.get(kind, Shared())
            bits[kind] -= weight.per_doubling * log2(max(common.leads - 1, 1)) + weight.per_name * log2(
                max(common.names, 1))
    return bits


def strength(found, bits, weights):
    """From weights to a strength.

    :param dict found: result of :func:`compare`
    :param dict bits: result of :func:`evidence`
    :param dict weights: as there; the kind 'prior' is where everybody starts
    :return: int from 0 to 100
    """
    prior = weights.get((names_of(found), 'prior', 'none'), Weight(0.0)).bits
    total = max(min(prior + sum(bits.values()), 30.0), -30.0)
    return round(100 / (1 + exp(-total * log(2))))
