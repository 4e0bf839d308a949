"""What two leads have in common, and how sure that makes it. Plain Python."""

from odoo.tests import BaseCase, tagged

from ..tools.evidence import Keys, Shared, Weight, compare, evidence, names_of, strength

EVA = Keys(emails=(11,), phones=(21, 22), person=31, company=41, domain=51, contact_name='Eva Peeters',
           partner_name='Koffiehuis Gent')


@tagged('post_install', '-at_install')
class TestMatchEvidence(BaseCase):

    def test_findings(self):
        cases = (
            # another lead, and what is found
            (Keys(), {'email': 'none', 'phone': 'none', 'person': 'none', 'company': 'none', 'domain': 'none'}),
            (EVA, {'email': 'same', 'phone': 'same', 'person': 'same', 'company': 'same', 'domain': 'same'}),
            (Keys(emails=(12, 11), phones=(29,)), {'email': 'same', 'phone': 'other'}),
            (Keys(emails=(12,), phones=(22,)), {'email': 'other', 'phone': 'same'}),
            (Keys(person=32, contact_name='Eva Peters'), {'person': 'near'}),
            (Keys(person=33, contact_name='E. Peeters'), {'person': 'compatible'}),
            (Keys(person=34, contact_name='Wim Claes'), {'person': 'other'}),
            (Keys(company=42, partner_name='Koffiehuis'), {'company': 'near'}),
            (Keys(company=43, partner_name='Bakkerij Claes'), {'company': 'other'}),
        )
        for other, expected in cases:
            found = compare(EVA, other)
            self.assertEqual({kind: found[kind] for kind in expected}, expected)
            self.assertEqual(compare(other, EVA), found)

    def test_names(self):
        for finding, names in (
                ('same', 'same'), ('near', 'alike'), ('compatible', 'alike'), ('other', 'other'), ('none', 'none')):
            self.assertEqual(names_of({'person': finding}), names)

    def test_weight_falls_with_how_many_share_the_value(self):
        weights = {('same', 'phone', 'same'): Weight(8, 1, 2)}
        found = {'person': 'same', 'phone': 'same'}
        for shared, bits in (
                (Shared(2, 1), 8), (Shared(3, 1), 7), (Shared(5, 1), 6), (Shared(2, 2), 6), (Shared(5, 4), 2),
                (Shared(1, 0), 8)):
            self.assertEqual(evidence(found, {'phone': shared}, weights), {'phone': bits})
        self.assertEqual(evidence(found, {}, weights), {'phone': 8})

    def test_weights_depend_on_the_names(self):
        weights = {('same', 'company', 'same'): Weight(6), ('other', 'company', 'same'): Weight(-1)}
        for person, bits in (('same', {'company': 6}), ('other', {'company': -1}), ('none', {})):
            self.assertEqual(evidence({'person': person, 'company': 'same'}, {}, weights), bits)

    def test_strength(self):
        found = {'person': 'same'}
        for prior, bits, expected in (
                (0, {}, 50), (0, {'email': 1}, 67), (0, {'email': 2}, 80), (-3, {'email': 1, 'phone': 1}, 33),
                (0, {'email': 99}, 100), (0, {'email': -99}, 0)):
            weights = {('same', 'prior', 'none'): Weight(prior)}
            self.assertEqual(strength(found, bits, weights), expected)
        self.assertEqual(strength(found, {'email': 1}, {}), 67)
