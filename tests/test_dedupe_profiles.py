"""Which pairs are worth comparing: never fewer than those that come to the
strength. Plain Python, next to the comparison itself."""

import random
from itertools import product
from math import log2

from odoo.tests import BaseCase, tagged

from ..tools.evidence import Shared, Weight, evidence, total
from ..tools.profiles import ADDRESS_STEPS, PERSON_STEPS, SHIFTS, SIZE, STEPS, get_reachable

# of each kind what the database can see, in the order of its numbers, and what that may be in truth
SEEN = {
    'email': [('none', ['none']), ('other', ['other']), ('compatible', ['compatible', 'other']),
              ('near', ['near', 'compatible', 'other']), ('same', ['same'])],
    'phone': [('none', ['none']), ('other', ['other']), ('near', ['near', 'other']), ('same', ['same'])],
    'customer': [
        ('none', [('none', 'none')]), ('other', [('other', 'other'), ('other', 'none')]),
        ('within', [('compatible', 'same'), ('other', 'same')]),
        ('same', [('same', 'same'), ('same', 'none'), ('compatible', 'same'), ('compatible', 'none')])],
    'company': [
        ('none', ['none']), ('other', ['other']), ('near', ['near', 'other']),
        *((leads, ['same']) for leads in (2, 33, 257, 1025, 4097))],
    'domain': [('none', ['none']), ('other', ['other']), *((leads, ['same']) for leads in (2, 33, 257, 1025, 4097))],
    'address': [('none', ['none']), ('other', ['other']), *((leads, ['same']) for leads in (2, 33, 1025))]}
PERSONS = [
    ['same'], ['mailbox'], ['near', 'compatible', 'script', 'other'], ['script', 'other'], ['other'],
    ['mailbox', 'none', 'other'], ['none', 'other'], ['nobody', 'none'],
    ['same', 'near', 'compatible', 'mailbox', 'script', 'other', 'none', 'nobody'], ['same'], ['same']]
PERSON_LEADS = {9: 51, 10: 401}
FINDINGS = {
    'email': ('same', 'near', 'compatible', 'other'), 'phone': ('same', 'near', 'other'),
    'partner': ('same', 'compatible', 'other'), 'entity': ('same', 'other'), 'company': ('same', 'near', 'other'),
    'domain': ('same', 'other'), 'address': ('same', 'other'),
    'person': ('same', 'near', 'compatible', 'mailbox', 'script', 'other')}
STATES = ('same', 'alike', 'mailbox', 'script', 'other', 'none', 'nobody')


def number_of(parts, persons):
    """:param dict parts: {kind: number of what is seen}
    :return: int, the profile"""
    return sum(part << SHIFTS[kind] for kind, part in parts.items()) + (persons << SHIFTS['names'])


def most(parts, persons, weights):
    """The most bits that a pair of such a profile comes to, by the comparison."""
    shared = {
        kind: Shared(SEEN[kind][part][0]) for kind, part in parts.items() if isinstance(SEEN[kind][part][0], int)}
    if persons in PERSON_LEADS:
        shared['person'] = Shared(PERSON_LEADS[persons])
    kinds = list(parts)
    found = []
    for person in PERSONS[persons]:
        for seen in product(*(SEEN[kind][parts[kind]][1] for kind in kinds)):
            one = {**dict(zip(kinds, seen, strict=True)), 'person': person}
            one['partner'], one['entity'] = one.pop('customer')
            found.append(total(one, evidence(one, shared, weights), weights))
    return max(found)


@tagged('post_install', '-at_install')
class TestDedupeProfiles(BaseCase):

    def make_weights(self, seed):
        """Weights that differ for every finding, some of them against it."""
        chance = random.Random(seed)
        weights = {(names, 'prior', 'none'): Weight(chance.uniform(-4, 0)) for names in STATES}
        for names, kind in product(STATES, FINDINGS):
            for finding in FINDINGS[kind]:
                by_leads = chance.uniform(0, 0.8) if finding == 'same' else 0.0
                weights[names, kind, finding] = Weight(chance.uniform(-3, 4), by_leads)
        return weights

    def is_in(self, known, number):
        return bool(known[number // 8] >> number % 8 & 1)

    def test_as_the_comparison(self):
        chance = random.Random(5)
        for seed, least in ((1, 1.5), (2, 6.0)):
            weights = self.make_weights(seed)
            known = get_reachable(weights, least)
            self.assertEqual(len(known), 131072)
            answers = set()
            for _turn in range(120):
                parts = {kind: chance.randrange(len(seen)) for kind, seen in SEEN.items()}
                parts['email'] = chance.randrange(4)  # the same one is always shown
                persons = chance.randrange(len(PERSONS))
                bits = most(parts, persons, weights)
                answers.add(bits >= least)
                self.assertEqual(self.is_in(known, number_of(parts, persons)), bits >= least, (parts, persons, bits))
            self.assertEqual(answers, {True, False})

    def test_the_same_address_is_always_shown(self):
        known = get_reachable({}, 99.0)
        for email in range(5):
            for persons in range(len(PERSONS)):
                number = number_of({'email': email}, persons)
                self.assertEqual(self.is_in(known, number), email == 4, (email, persons))

    def test_exactly_enough_is_enough(self):
        weights = {('same', 'phone', 'same'): Weight(3.0), ('same', 'prior', 'none'): Weight(-1.0)}
        number = number_of({'phone': 3}, 0)
        self.assertTrue(self.is_in(get_reachable(weights, 2.0), number))
        self.assertFalse(self.is_in(get_reachable(weights, 2.001), number))

    def test_common_values_say_nothing_rather_than_less(self):
        weights = {('other', 'company', 'same'): Weight(2.0, 1.0), ('other', 'domain', 'same'): Weight(-2.0, 1.0)}
        # 2 - log2(4096) would be below 0, and -2 is what it is
        for parts, bits in (({'company': 7}, 0.0), ({'company': 7, 'domain': 2}, -2.0)):
            self.assertTrue(self.is_in(get_reachable(weights, bits), number_of(parts, 4)))
            self.assertFalse(self.is_in(get_reachable(weights, bits + 0.001), number_of(parts, 4)))

    def test_what_is_common_says_less(self):
        weights = {
            ('other', 'company', 'same'): Weight(13.0, 1.0), ('other', 'domain', 'same'): Weight(13.0, 1.0),
            ('same', 'person', 'same'): Weight(9.0, 1.0)}
        for parts, persons, bits in (
                *(({kind: first + step}, 4, bits) for kind, first in (('company', 3), ('domain', 2))
                  for step, bits in enumerate((13, 8, 5, 3, 1))),
                ({}, 0, 9), ({}, 9, 9 - log2(50)), ({}, 10, 9 - log2(400))):
            number = number_of(parts, persons)
            self.assertTrue(self.is_in(get_reachable(weights, bits - 1e-6), number), (parts, persons))
            self.assertFalse(self.is_in(get_reachable(weights, bits + 1e-6), number), (parts, persons))

    def test_where_what_is_common_says_more_there_is_no_most(self):
        """An administrator can write such a weight."""
        for weight in (Weight(2.0, 0.0, -1.0), Weight(2.0, 1.0, -1.0)):
            for key, parts, persons in (
                    (('other', 'company', 'same'), {'company': 4}, 4), (('other', 'phone', 'same'), {'phone': 3}, 4),
                    (('same', 'person', 'same'), {}, 0), (('same', 'person', 'same'), {}, 9)):
                number = number_of(parts, persons)
                self.assertTrue(self.is_in(get_reachable({key: weight}, 29.0), number), (weight, key))

    def test_of_what_says_more_the_more_leads_share_it(self):
        """At most 17 leads count."""
        weights = {('other', 'phone', 'same'): Weight(2.0, -1.5, 1.0)}
        self.assertTrue(self.is_in(get_reachable(weights, 8.0), number_of({'phone': 3}, 4)))
        self.assertFalse(self.is_in(get_reachable(weights, 8.001), number_of({'phone': 3}, 4)))

    def test_steps_are_whole_doublings(self):
        """Of the leads that share it besides the one."""
        self.assertEqual([leads - 1 for leads in STEPS], [1, 2 ** 5, 2 ** 8, 2 ** 10, 2 ** 12])
        self.assertEqual([leads - 1 for leads in ADDRESS_STEPS], [1, 2 ** 5, 2 ** 10])
        self.assertEqual([leads - 1 for leads in PERSON_STEPS], [1, 50, 400])

    def test_parts_stand_apart(self):
        """The number of a profile tells all of its parts."""
        top = sum((len(seen) - 1) << SHIFTS[kind] for kind, seen in SEEN.items())
        self.assertEqual(top, 4 | 3 << 3 | 3 << 5 | 7 << 7 | 6 << 10 | 4 << 13)
        self.assertEqual((SHIFTS['names'], SIZE), (16, 1048576))
