"""From matches to groups. Plain Python."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.clusters import APART, NEVER, Group, group

PAIRS = st.dictionaries(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-6, 12).map(lambda bits: round(bits, 1)))


@tagged('post_install', '-at_install')
class TestClusters(BaseCase):

    def test_two(self):
        self.assertEqual(group({(1, 2): 3.0}, 0.3), [Group([1, 2], 3.0)])
        self.assertEqual(group({(1, 2): 0.2}, 0.3), [])
        self.assertEqual(group({}, 0.3), [])
        self.assertEqual(group({(1, 2): 20 / 3}, 0.3), [Group([1, 2], 6.666667)])

    def test_a_group_is_as_strong_as_its_weakest_join(self):
        self.assertEqual(group({(1, 2): 9.0, (1, 3): 4.0, (2, 3): 2.0}, 0.3), [Group([1, 2, 3], 3.0)])

    def test_one_weak_link_glues_nothing(self):
        pairs = {(1, 2): 9.0, (3, 4): 9.0, (2, 3): 1.0}
        self.assertEqual(group(pairs, 0.3), [Group([1, 2], 9.0), Group([3, 4], 9.0)])
        # (1 - 3) / 4 on average; a strong one does: (8 - 3) / 4
        self.assertEqual(group({**pairs, (2, 3): 8.0}, 0.3), [Group([1, 2, 3, 4], 1.25)])

    def test_a_chain_is_no_group(self):
        chain = {(one, one + 1): 1.5 for one in range(1, 9)}
        self.assertEqual([found.members for found in group(chain, 0.3)], [[1, 2], [3, 4], [5, 6], [7, 8]])

    def test_the_strongest_first(self):
        self.assertEqual(group({(1, 2): 1.0, (2, 3): 5.0}, 0.3), [Group([2, 3], 5.0)])

    def test_what_must_not_be_in_one_group(self):
        pairs = {(1, 2): 20.0, (2, 3): 19.0, (1, 3): NEVER}
        self.assertEqual(group(pairs, 0.3), [Group([1, 2], 20.0)])

    def test_sides(self):
        pairs = {(1, 2): 5.0, (2, 3): 4.0, (1, 3): 5.0}
        self.assertEqual(group(pairs, 0.3, {1: 'a', 2: 'b'}), [Group([1, 3], 5.0)])
        # who is on no side goes with one of them only
        self.assertEqual(group({(1, 2): 5.0, (2, 3): 20.0}, 0.3, {1: 'a', 3: 'b'}), [Group([2, 3], 20.0)])
        self.assertEqual(group(pairs, 0.3, {1: 'a', 2: 'a', 3: None}), [Group([1, 2, 3], 4.5)])

    @settings(max_examples=300, deadline=None)
    @given(PAIRS, st.dictionaries(st.integers(1, 9), st.sampled_from('ab')))
    def test_always(self, pairs, sides):
        found = group(pairs, 0.3, sides)
        members = [one for each in found for one in each.members]
        self.assertEqual(len(members), len(set(members)))
        for each in found:
            self.assertGreater(len(each.members), 1)
            self.assertGreaterEqual(each.bits, 0.3)
            self.assertLessEqual(len({sides[one] for one in each.members if one in sides}), 1)
            # each of them has something with the others
            for one in each.members:
                self.assertTrue(any(
                    pairs.get((min(one, other), max(one, other)), APART) >= 0.3
                    for other in each.members if other != one))
        # who asks in another order gets the same answer
        self.assertEqual(group(dict(reversed(pairs.items())), 0.3, sides), found)

    @settings(max_examples=200, deadline=None)
    @given(PAIRS)
    def test_what_could_be_joined_is_joined(self, pairs):
        found = group(pairs, 0.3)
        inside = {one: place for place, each in enumerate(found) for one in each.members}
        alone = {one for pair in pairs for one in pair} - set(inside)
        for one, other in pairs:
            if one in alone and other in alone:
                self.assertLess(pairs[one, other], 0.3)

    def test_many_with_one_number(self):
        lots = random.Random(1)
        pairs = {tuple(sorted(lots.sample(range(3000), 2))): 1.0 for _one in range(40_000)}
        started = time.process_time()
        self.assertLess(max(len(found.members) for found in group(pairs, 0.3)), 10)
        self.assertLess(time.process_time() - started, 10)
