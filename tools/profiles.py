"""Whether two leads can be similar at all, from little that the database can see.

Comparing two leads well takes Python, and among all leads of a database there
are millions of pairs that share something. So the database says of each pair
in a number, its profile, which kinds agree, differ, or might be spelled almost
alike, and here it is said which profiles can come to a strength at all. Those
pairs are compared, and no others.

Plain Python without the ORM."""

from itertools import product
from math import log2

from .evidence import Weight, most_bits

# from so many leads on that share it, a company or a domain says less, an address, and a name of a person
STEPS = (2, 33, 257, 1025, 4097)
ADDRESS_STEPS = (2, 33, 1025)
PERSON_STEPS = (2, 51, 401)
_SAME = tuple(f'same {leads}' for leads in STEPS)
# What the database sees of each kind, the best that it can be.
SEEN = {
    'email': ('none', 'other', 'compatible', 'near', 'same'),
    'phone': ('none', 'other', 'near', 'same'),
    'customer': ('none', 'other', 'within', 'same'),
    'company': ('none', 'other', 'near', *_SAME),
    'domain': ('none', 'other', *_SAME),
    'address': ('none', 'other', *(f'same {leads}' for leads in ADDRESS_STEPS))}
# Of the names of the persons, which cases (see evidence.py) it can be.
NAMES = (
    ('same',), ('mailbox',), ('alike', 'script', 'other'), ('script', 'other'), ('other',),
    ('mailbox', 'none', 'other'), ('none', 'other'), ('nobody', 'none'),
    ('same', 'alike', 'mailbox', 'script', 'other', 'none', 'nobody'),
    *((f'same {leads}',) for leads in PERSON_STEPS[1:]))
# where the number of each begins in a profile, and how many profiles there are
SHIFTS = {'email': 0, 'phone': 3, 'customer': 5, 'company': 7, 'domain': 10, 'address': 13, 'names': 16}
SIZE = 1 << 20

# the database takes letters for alike that are not
_OR_ELSE = {'near': ('near', 'compatible', 'other'), 'compatible': ('compatible', 'other')}
_PERSON = {
    'same': ('same',), 'alike': ('near', 'compatible'), 'mailbox': ('mailbox',), 'script': ('script',),
    'other': ('other',), 'none': (), 'nobody': ()}
# of two customers: what that means for the customer and for its company
_CUSTOMER = {
    'none': ((), ()), 'same': (('same', 'compatible'), ('same', 'none')),
    'within': (('compatible', 'other'), ('same',)), 'other': (('other',), ('other', 'none'))}


def get_reachable(weights, least):
    """Which profiles can come to so many bits, if all that is not seen speaks
    for it.

    :param dict weights: {(names, kind, finding): Weight}
    :param float least: bits
    :return: bytes, one bit for each profile, as PostgreSQL's ``get_bit`` reads
        them
    """
    most = {names: _get_most(names, weights) for cases in NAMES for names in cases}
    places = [(kind, range(len(seen))) for kind, seen in SEEN.items()]
    known = bytearray(SIZE // 8)
    for number, cases in enumerate(NAMES):
        sums = [
            # of one half of the kinds, by the part of the profile
            [(sum(one << SHIFTS[kind] for (kind, _range), one in zip(half, seen, strict=True)),
              [sum(most[names][kind][one] for (kind, _range), one in zip(half, seen, strict=True)) for names in cases])
             for seen in product(*(each for _kind, each in half))]
            for half in (places[:3], places[3:])]
        missing = [least - most[names]['names'] for names in cases]
        for first, firsts in sums[0]:
            # the same address is always shown
            is_sure = first & 7 == len(SEEN['email']) - 1
            needed = [bits - one for bits, one in zip(missing, firsts, strict=True)]
            for second, seconds in sums[1]:
                if is_sure or any(one >= bits for one, bits in zip(seconds, needed, strict=True)):
                    profile = first | second | number << SHIFTS['names']
                    known[profile >> 3] |= 1 << (profile & 7)
    return bytes(known)


def _get_most(names, weights):
    """:return: {kind: list of the most bits of each of what is seen}, and
        'names' with what the names themselves and the beginning weigh"""
    names, _space, leads = names.partition(' ')

    def most(kind, findings):
        return max((_get_bits(weights.get((names, kind, finding), Weight(0.0)), finding, 1)
                    for finding in findings), default=0.0)

    found = {
        kind: [
            _get_bits(weights.get((names, kind, 'same'), Weight(0.0)), 'same', int(one[5:]) - 1)
            if one.startswith('same ') else 0.0 if one == 'none' else most(kind, _OR_ELSE.get(one, (one,)))
            for one in seen]
        for kind, seen in SEEN.items() if kind != 'customer'}
    found['customer'] = [
        most('partner', partner) + most('entity', entity)
        for partner, entity in (_CUSTOMER[one] for one in SEEN['customer'])]
    found['names'] = weights.get((names, 'prior', 'none'), Weight(0.0)).bits + most('person', _PERSON[names])
    if leads:
        # that a name is common speaks against it
        person = weights.get((names, 'person', 'same'), Weight(0.0))
        found['names'] -= person.per_doubling * log2(int(leads) - 1)
    return found


def _get_bits(weight, finding, others):
    """:param int others: at least so many other leads share it
    :return: float, the most that it can weigh"""
    return most_bits(weight, others + 1) if finding == 'same' else weight.bits
