"""How sure it is that two leads are of the same customer, and why.

Two leads are compared kind by kind: their addresses, phones, names ... agree,
are alike, differ, or one of them says nothing. Each finding has a weight; that
of an agreement falls with the number of leads that share the value: of two
leads with a phone number of their own that is much, of two of five thousand
with the number of a switchboard nothing. The weights add up to the odds that
the two are the same customer, and those to a strength from 0 to 100.

Plain Python without the ORM: the screens, jobs and tests read the same answer."""

from functools import cache
from math import exp, inf, log, log2
from typing import NamedTuple

from .normalize import (
    are_in_other_scripts,
    are_numbered_apart,
    company_compare,
    email_compare,
    is_office,
    mailbox_says,
    person_compare,
    phone_compare,
)

# more leads than this that share a value are counted once a day and never listed
COMMON = 50
# What leads are found by, and how many may share the value: more are no
# evidence of the same customer, and cost time. Of more leads with the same
# address so many are shown all the same.
BLOCKS = {
    'email': 200, 'phone': COMMON, 'partner': COMMON, 'in_company': COMMON, 'in_domain': COMMON, 'person': COMMON,
    'company': 30, 'domain': 20, 'address': 20}
# Where more leads make a value say more, so many count, and no value that is common: it is that of one who asks often,
# or of a form.
_HELPING = 17
KINDS = ('email', 'phone', 'partner', 'entity', 'person', 'company', 'domain', 'address')

_NAMES = {
    'same': 'same', 'compatible': 'alike', 'near': 'alike', 'mailbox': 'mailbox', 'other': 'other', 'none': 'none',
    'nobody': 'nobody', 'script': 'script'}


class Keys(NamedTuple):
    """What a lead says, as match keys; 0 or empty where it says nothing.

    A key is any number that is the same for the same thing. The texts say more
    where keys differ."""
    emails: tuple = ()
    phones: tuple = ()
    partner: int = 0
    entity: int = 0  # the company a customer is or belongs to
    person: int = 0
    company: int = 0
    domain: int = 0
    address: int = 0
    contact_name: str = ''
    partner_name: str = ''
    email: str = ''
    phone: str = ''


class Weight(NamedTuple):
    """Of one finding, in bits: one more doubles the odds."""
    bits: float
    per_doubling: float = 0.0  # less for each doubling of the leads that share the value, below 0 more
    per_name: float = 0.0  # less for each doubling of the different persons among them


class Shared(NamedTuple):
    """How common a value is that two leads share."""
    leads: int = 2
    names: int = 1


def compare(one, other):
    """What comes of comparing two leads.

    :param Keys one, other: the leads
    :return: {kind: 'same', 'near', 'compatible', 'mailbox', 'other' or 'none'};
        'none' if one of them says nothing
    """
    return {
        'email': _several(one.emails, other.emails) or _addresses(one, other),
        'phone': _several(one.phones, other.phones) or phone_compare(one.phone, other.phone),
        'partner': _partners(one, other),
        'entity': _single(one.entity, other.entity) or 'other',
        'domain': _single(one.domain, other.domain) or 'other',
        'address': _single(one.address, other.address) or 'other',
        'person': _persons(one, other),
        'company': _single(one.company, other.company) or company_compare(one.partner_name, other.partner_name),
    }


def _single(mine, theirs):
    """:return: 'none', 'same', or '' if they differ"""
    return 'none' if not mine or not theirs else 'same' if mine == theirs else ''


def _several(mine, theirs):
    """As :func:`_single`, of several of which one has to be the same."""
    if not mine or not theirs:
        return 'none'
    if len(mine) == len(theirs) == 1:
        return 'same' if mine == theirs else ''
    return '' if set(mine).isdisjoint(theirs) else 'same'


def _addresses(one, other):
    """Of two addresses. Within one company another number is a namesake."""
    found = email_compare(one.email, other.email)
    return 'other' if found == 'compatible' and are_numbered_apart(one.email, other.email) else found


def _partners(one, other):
    """Customers are the same if they are one person. A company goes together with
    itself and its people, and does not say who of them asked."""
    if not one.partner or not other.partner:
        return 'none'
    if one.partner == other.partner and one.partner != one.entity:
        return 'same'
    within = one.entity and one.entity == other.entity and one.entity in (one.partner, other.partner)
    return 'compatible' if within else 'other'


def _persons(one, other):
    """A lead that names nobody may be named by its e-mail address."""
    if one.contact_name and other.contact_name:
        found = _single(one.person, other.person) or person_compare(one.contact_name, other.contact_name)
        return 'script' if found == 'other' and are_in_other_scripts(one.contact_name, other.contact_name) else found
    if one.person and one.person == other.person:
        return 'mailbox'
    if not one.contact_name and not other.contact_name:
        return 'none' if one.person and other.person else 'nobody'
    nameless, named = (one, other) if other.contact_name else (other, one)
    if not nameless.email:
        return 'none'
    if mailbox_says(nameless.email, named.contact_name):
        return 'mailbox'
    # info@ is an office, and eva.peeters@ is Eva Peeters
    apart = nameless.person or is_office(nameless.email)
    return 'other' if apart and set(one.emails).isdisjoint(other.emails) else 'none'


def without(keys, denied):
    """:param Keys keys: what a lead says
    :param denied: the keys that say nothing
    :return: Keys, as if the lead did not say them"""
    if not denied:
        return keys
    emails, phones = (tuple(one for one in own if one not in denied) for own in (keys.emails, keys.phones))
    return keys._replace(
        emails=emails, phones=phones, email=keys.email if emails else '', phone=keys.phone if phones else '',
        company=0 if keys.company in denied else keys.company, domain=0 if keys.domain in denied else keys.domain)


def shared_values(one, other):
    """:param Keys one, other: the leads
    :return: set of texts 'kind:key', what both say"""
    return {
        *(f'email:{key}' for key in one.emails if key in other.emails),
        *(f'phone:{key}' for key in one.phones if key in other.phones),
        *(f'{kind}:{mine}' for kind in KINDS[2:]
          if (mine := getattr(one, kind)) and mine == getattr(other, kind))}


def names_of(found):
    """:return: what the names of the persons have in common: 'same', 'alike',
        'mailbox' (only an e-mail address says the name), 'script' (in other
        letters), 'other', 'none' (one names nobody) or 'nobody' (both)"""
    return _NAMES[found['person']]


def evidence(found, shared, weights):
    """The weight of each finding.

    :param dict found: result of :func:`compare`
    :param dict shared: {kind: Shared} of what is the same
    :param dict weights: {(names, kind, finding): Weight}
    :return: {kind: bits}
    """
    return {
        kind: _get_bits(kind, weight, shared) if finding == 'same' else weight.bits
        for kind, finding, weight in _get_weights(found, weights)}


def _get_weights(found, weights):
    """:return: generator of (kind, finding, Weight) of what has one"""
    names = names_of(found)
    for kind, finding in found.items():
        # what one of them does not say is no evidence
        if finding != 'none' and (weight := weights.get((names, kind, finding))):
            yield kind, finding, weight


def _get_prior(found, weights):
    """:return: float, the bits where everybody starts"""
    return weights.get((names_of(found), 'prior', 'none'), Weight(0.0)).bits


def _get_bits(kind, weight, shared):
    """:return: float, the weight of what is the same, and so common"""
    if not weight.per_doubling and not weight.per_name:
        return weight.bits
    common = shared.get(kind, Shared())
    less = weight.per_doubling * doublings(common.leads, weight.per_doubling < 0)
    less += weight.per_name * log2(max(common.names, 1))
    # what everybody shares says nothing; that a name is common is one more thing against it
    return max(weight.bits - less, min(weight.bits, 0.0)) if kind != 'person' else weight.bits - less


def doublings(leads, is_more):
    """:param int leads: how many share a value
    :param bool is_more: whether it says more the more leads share it
    :return: float, of the leads besides the one"""
    if is_more:
        leads = min(leads, _HELPING) if leads <= COMMON else 2
    return log2(max(leads - 1, 1))


def most_bits(weight, leads=2):
    """:param Weight weight: of what is the same
    :param int leads: at least so many share it
    :return: float, the most that it can weigh, however few persons share it"""
    if weight.per_name < 0:
        return inf  # who may share a value is not limited: there is no most
    if weight.per_doubling < 0:
        return weight.bits - weight.per_doubling * log2(_HELPING - 1)
    return max(weight.bits - weight.per_doubling * log2(leads - 1), min(weight.bits, 0.0))


class Scale:
    """Weighs many pairs: what their findings weigh, however common the values
    are, is found out once for each combination of findings. The same as
    :func:`evidence` and :func:`total`."""

    def __init__(self, weights):
        """:param dict weights: {(names, kind, finding): Weight}"""
        self._weights = weights
        self._known = {}

    def weigh(self, found):
        """:param dict found: result of :func:`compare`
        :return: tuple: bits of the prior and of what does not depend on how common
            a value is; {kind: Weight} of what does; the most bits that it can
            come to, however rare the values are"""
        key = tuple(found.values())
        known = self._known.get(key)
        if known is None:
            bits, depends = _get_prior(found, self._weights), {}
            for kind, finding, weight in _get_weights(found, self._weights):
                if finding == 'same' and (weight.per_doubling or weight.per_name):
                    depends[kind] = weight
                else:
                    bits += weight.bits
            most = min(bits + sum(most_bits(weight) for weight in depends.values()), 30.0)
            known = self._known[key] = bits, depends, most
        return known

    @staticmethod
    def total(weighed, shared):
        """:param weighed: result of :meth:`weigh`
        :param dict shared: {kind: Shared} of what is the same and depends on it
        :return: float, bits from -30 to 30"""
        bits, depends, _most = weighed
        return _limited(bits + sum([_get_bits(kind, weight, shared) for kind, weight in depends.items()]))

    def rate(self, found, shared, shown, least):
        """:param int shown: strength from which on leads are shown
        :param int least: strength that is of interest
        :return: pair: strength (int from 0 to 100), and the bits, see
            :func:`promised`; None if that is less"""
        weighed = self.weigh(found)
        # most of what shares something cannot be the same, however rare that is
        if least and promised(found, weighed[2], least_bits(shown)) < least_bits(least):
            return None
        bits = self.total(weighed, shared)
        strength = promised(found, strength_of(bits), shown)
        return (strength, promised(found, bits, least_bits(shown))) if strength >= least else None


def _limited(bits):
    return max(min(bits, 30.0), -30.0)


def total(found, bits, weights):
    """All that speaks for it and against it.

    :param dict found: result of :func:`compare`
    :param dict bits: result of :func:`evidence`
    :param dict weights: as there; the kind 'prior' is where everybody starts
    :return: float, bits from -30 to 30
    """
    return _limited(_get_prior(found, weights) + sum(bits.values()))


def strength(found, bits, weights):
    """From weights to a strength: as :func:`total`.

    :return: int from 0 to 100
    """
    return strength_of(total(found, bits, weights))


def strength_of(bits):
    """:return: int from 0 to 100"""
    return round(100 / (1 + exp(-bits * log(2))))


def promised(found, bits, least):
    """What the manual promises: a lead with the same address is always shown.

    :param dict found: result of :func:`compare`
    :param bits: what it weighs, or its strength
    :param least: the same from which on leads are shown
    :return: bits or strength
    """
    return max(bits, least) if found['email'] == 'same' else bits


@cache
def least_bits(least):
    """:param int least: a strength
    :return: float, a little less than the fewest bits that come to it"""
    share = min(max(least - 0.5, 0.001), 99.999) / 100
    return log2(share / (1 - share)) - 1e-6
