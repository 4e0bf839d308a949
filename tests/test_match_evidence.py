"""What two leads have in common, and how sure that makes it. Plain Python."""

import csv

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..tools.evidence import (
    BLOCKS,
    COMMON,
    Keys,
    Scale,
    Shared,
    Weight,
    compare,
    doublings,
    evidence,
    least_bits,
    names_of,
    promised,
    shared_values,
    strength,
    strength_of,
    total,
    without,
)
from ..tools.normalize import (
    company_key,
    email_key,
    key_hash,
    mailbox_name,
    own_domain,
    person_key,
    phone_end,
)

EVA = Keys(emails=(11,), phones=(21, 22), person=31, company=41, domain=51, contact_name='Eva Peeters',
           partner_name='Koffiehuis Gent')


def says(name='', email='', phone='', company='', partner=0, entity=0):
    """:return: Keys of a lead that says this"""
    def number(kind, text):
        return key_hash(kind, text) if text else 0
    end = phone_end(phone, 'BE')
    return Keys(
        emails=tuple(number('email', one) for one in email_key(email)), phones=(number('phone', end),) if end else (),
        partner=partner, entity=entity, person=number('person', person_key(name or mailbox_name(email))),
        company=number('company', company_key(company)), domain=number('domain', own_domain(email, '')),
        contact_name=name, partner_name=company, email=email, phone=phone)


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

    def test_nothing_said(self):
        self.assertEqual(Keys(), ((), (), 0, 0, 0, 0, 0, 0, '', '', '', ''))
        self.assertEqual((Weight(1.5), Shared()), ((1.5, 0.0, 0.0), (2, 1)))

    def test_how_many_may_share(self):
        """As doc/matching.md says."""
        self.assertEqual(COMMON, 50)
        self.assertEqual(BLOCKS, {
            'email': 200, 'phone': 50, 'partner': 50, 'in_company': 50, 'in_domain': 50, 'person': 50,
            'company': 30, 'domain': 20, 'address': 20})

    def test_customers(self):
        for mine, theirs, partner, entity in (
                # partner and entity of each: a person, a company, persons of one company, of two
                ((7, 0), (7, 0), 'same', 'none'), ((7, 9), (7, 9), 'same', 'same'),
                ((9, 9), (9, 9), 'compatible', 'same'), ((9, 9), (7, 9), 'compatible', 'same'),
                ((7, 9), (8, 9), 'other', 'same'), ((9, 9), (7, 5), 'other', 'other'),
                ((5, 5), (7, 9), 'other', 'other'), ((7, 0), (8, 0), 'other', 'none'),
                ((7, 9), (0, 0), 'none', 'none')):
            one, other = Keys(partner=mine[0], entity=mine[1]), Keys(partner=theirs[0], entity=theirs[1])
            for found in (compare(one, other), compare(other, one)):
                self.assertEqual((found['partner'], found['entity']), (partner, entity), (mine, theirs))

    def test_persons_that_only_one_names(self):
        eva = Keys(contact_name='Eva Peeters', person=31, emails=(11,), email='eva@cafe.example')
        for nameless, person in (
                (Keys(), 'none'), (Keys(person=31, email='eva.peeters@cafe.example'), 'mailbox'),
                (Keys(email='peeters.eva@cafe.example', emails=(12,)), 'mailbox'),
                # an office, and what says nothing
                (Keys(email='info@cafe.example', emails=(12,)), 'other'),
                (Keys(email='info@cafe.example', emails=(11,)), 'none'),
                (Keys(email='xq7@cafe.example', emails=(12,)), 'none'),
                (Keys(email='wim.claes@cafe.example', emails=(12,), person=34), 'other')):
            self.assertEqual(compare(eva, nameless)['person'], person, nameless)
            self.assertEqual(compare(nameless, eva)['person'], person, nameless)
        self.assertEqual(compare(Keys(), Keys())['person'], 'nobody')
        self.assertEqual(compare(Keys(person=31), Keys())['person'], 'nobody')
        self.assertEqual(compare(Keys(person=31), Keys(person=34))['person'], 'none')
        self.assertEqual(
            compare(eva, Keys(contact_name='山田太郎', person=35))['person'], 'script')
        self.assertEqual(compare(eva, Keys(contact_name='山田太郎'))['person'], 'none')

    def test_without(self):
        said = EVA._replace(email='eva@cafe.example', phone='09 555 01 01')
        for denied, expected in (
                ((), said), ((99,), said), ((11,), said._replace(emails=(), email='')),
                ((21,), said._replace(phones=(22,))), ((21, 22), said._replace(phones=(), phone='')),
                ((41,), said._replace(company=0)), ((51,), said._replace(domain=0)), ((31,), said)):
            self.assertEqual(without(said, denied), expected, denied)

    def test_shared_values(self):
        self.assertEqual(shared_values(EVA, Keys(emails=(11,), phones=(22, 23), person=31, company=42)), {
            'email:11', 'phone:22', 'person:31'})
        self.assertEqual(
            shared_values(Keys(partner=7, entity=9, domain=1, address=2, company=3),
                          Keys(partner=7, entity=8, domain=1, address=3, company=4)),
            {'partner:7', 'domain:1'})
        self.assertEqual(shared_values(Keys(), Keys()), set())
        # by its key, not as it is written
        written = Keys(emails=(11,), phones=(22,), email='eva@cafe.example', phone='09 555 01 01')
        self.assertEqual(shared_values(written, written), {'email:11', 'phone:22'})

    def test_names(self):
        for finding, names in (
                ('same', 'same'), ('near', 'alike'), ('compatible', 'alike'), ('mailbox', 'mailbox'),
                ('script', 'script'), ('other', 'other'), ('none', 'none'), ('nobody', 'nobody')):
            self.assertEqual(names_of({'person': finding}), names)

    def test_weight_falls_with_how_many_share_the_value(self):
        weights = {('same', 'phone', 'same'): Weight(8, 1, 2)}
        found = {'person': 'same', 'phone': 'same'}
        for shared, bits in (
                (Shared(2, 1), 8), (Shared(3, 1), 7), (Shared(5, 1), 6), (Shared(2, 2), 6), (Shared(5, 4), 2),
                (Shared(1, 0), 8)):
            self.assertEqual(evidence(found, {'phone': shared}, weights), {'phone': bits})
        self.assertEqual(evidence(found, {}, weights), {'phone': 8})
        # what is only alike is not shared
        self.assertEqual(
            evidence({'person': 'script'}, {'person': Shared(9, 9)}, {('script', 'person', 'script'): Weight(3, 1, 1)}),
            {'person': 3})

    def test_weight_that_rises_with_how_many_share_the_value(self):
        """Many leads of few persons are of one who asks often; what is common is not."""
        weights = {('none', 'phone', 'same'): Weight(3, -1, 2)}
        found = {'person': 'none', 'phone': 'same'}
        for shared, bits in (
                (Shared(2, 1), 3), (Shared(3, 1), 4), (Shared(5, 2), 3), (Shared(17, 1), 7), (Shared(50, 1), 7),
                (Shared(51, 1), 3), (Shared(5000, 1), 3), (Shared(17, 16), 0)):
            self.assertEqual(evidence(found, {'phone': shared}, weights), {'phone': bits}, shared)
            scale = Scale({**weights, ('none', 'prior', 'none'): Weight(1)})
            self.assertEqual(scale.total(scale.weigh(found), {'phone': shared}), bits + 1, shared)
        self.assertEqual((doublings(17, False), doublings(17, True), doublings(33, True)), (4, 4, 4))
        self.assertEqual((doublings(1025, False), doublings(1025, True), doublings(1, True)), (10, 0, 0))

    def test_namesakes_in_a_company(self):
        for one, other, expected in (
                ('jan.peeters@acme.com', 'jan.peeters2@acme.com', 'other'),
                ('jan.peeters@acme.com', 'jan_peeters@acme.com', 'compatible'),
                ('jan.peeters@gmail.com', 'jan.peeters2@gmail.com', 'compatible'),
                ('jan.peeters@acme.com', 'jan.peeters2@gmail.com', 'compatible'),
                ('jan.peeters@acme.com', 'jan.peters@acme.com', 'near')):
            found = compare(Keys(emails=(1,), email=one), Keys(emails=(2,), email=other))
            self.assertEqual(found['email'], expected, (one, other))

    def test_weights_depend_on_the_names(self):
        weights = {('same', 'company', 'same'): Weight(6), ('other', 'company', 'same'): Weight(-1)}
        for person, bits in (('same', {'company': 6}), ('other', {'company': -1}), ('none', {})):
            self.assertEqual(evidence({'person': person, 'company': 'same'}, {}, weights), bits)

    def test_each_finding_has_its_weight(self):
        findings = ('same', 'near', 'compatible', 'mailbox', 'script', 'other', 'nobody', 'none')
        weights = {('same', 'phone', finding): Weight(number) for number, finding in enumerate(findings, 1)}
        for finding, bits in zip(findings, (1, 2, 3, 4, 5, 6, 7, None), strict=True):
            self.assertEqual(
                evidence({'person': 'same', 'phone': finding}, {}, weights), {'phone': bits} if bits else {}, finding)

    def test_strength(self):
        found = {'person': 'same'}
        for prior, bits, expected in (
                (0, {}, 50), (0, {'email': 1}, 67), (0, {'email': 2}, 80), (-3, {'email': 1, 'phone': 1}, 33),
                (0, {'email': 99}, 100), (0, {'email': -99}, 0)):
            weights = {('same', 'prior', 'none'): Weight(prior)}
            self.assertEqual(strength(found, bits, weights), expected)
        self.assertEqual(strength(found, {'email': 1}, {}), 67)

    def test_least_bits(self):
        """A strength is rounded: the fewest bits that come to it, and not to one less."""
        for least in range(1, 100):
            self.assertEqual(strength_of(least_bits(least) + 2e-6), least)
            self.assertEqual(strength_of(least_bits(least) - 1e-5), least - 1)
        self.assertEqual(strength_of(least_bits(100) + 2e-6), 100)
        self.assertLess(least_bits(0), -16)
        self.assertGreater(least_bits(101), 16)

    def test_the_same_address_is_always_shown(self):
        for email, bits, expected in (('same', 3, 10), ('same', 12, 12), ('near', 3, 3), ('other', 3, 3), ('zz', 3, 3)):
            self.assertEqual(promised({'email': email}, bits, 10), expected)
        for email, bits, least, expected in (
                ('same', -5.0, 0, (55, least_bits(55))), ('same', -5.0, 55, (55, least_bits(55))),
                ('same', -5.0, 56, None), ('same', 5.0, 97, (97, 5.0)), ('same', 5.0, 98, None),
                ('near', -5.0, 0, (3, -5.0)), ('near', -5.0, 3, (3, -5.0)), ('near', -5.0, 4, None),
                ('near', -29.0, 0, (0, -29.0))):
            scale = Scale({('same', 'prior', 'none'): Weight(bits)})
            self.assertEqual(scale.rate({'person': 'same', 'email': email}, {}, 55, least), expected)

    def test_how_common_it_is_counts_before_it_is_left_out(self):
        scale = Scale({('same', 'phone', 'same'): Weight(4, 1)})
        found = {'person': 'same', 'email': 'none', 'phone': 'same'}
        self.assertEqual(scale.rate(found, {'phone': Shared(2)}, 55, 94), (94, 4.0))
        self.assertEqual(scale.rate(found, {'phone': Shared(5)}, 55, 80), (80, 2.0))
        for leads in (2, 5):
            self.assertIsNone(scale.rate(found, {'phone': Shared(leads)}, 55, 95))

    def test_no_more_than_sure(self):
        for bits, expected in ((40, 30.0), (30, 30.0), (29.5, 29.5), (-29.5, -29.5), (-40, -30.0)):
            self.assertEqual(total({'person': 'same'}, {'email': bits}, {}), expected)
            scale = Scale({('same', 'prior', 'none'): Weight(bits)})
            self.assertEqual(scale.total(scale.weigh({'person': 'same'}), {}), expected)

    def test_the_most_that_it_can_come_to(self):
        found = {'person': 'same', 'phone': 'same', 'email': 'same'}
        for weight, most in ((Weight(8, 1, 2), 13), (Weight(8), 13), (Weight(8, -1), 17), (Weight(8, -9), 30),
                             (Weight(8, 0, -1), 30)):
            scale = Scale({
                ('same', 'prior', 'none'): Weight(-1), ('same', 'person', 'same'): Weight(2),
                ('same', 'phone', 'same'): weight, ('same', 'email', 'same'): Weight(4, 1)})
            self.assertEqual(scale.weigh(found)[2], most, weight)

    def test_scale(self):
        """Weighs as evidence does, and learns nothing wrong from what it weighed before."""
        scale = Scale({
            ('same', 'prior', 'none'): Weight(-1), ('same', 'person', 'same'): Weight(2, 1),
            ('same', 'phone', 'same'): Weight(8, 1, 2), ('same', 'email', 'same'): Weight(3),
            ('same', 'email', 'other'): Weight(-4)})
        found = {'person': 'same', 'phone': 'same', 'email': 'same'}
        for shared, bits in (
                ({}, 12), ({'phone': Shared(3, 1)}, 11), ({'phone': Shared(5, 4)}, 6), ({'phone': Shared(99, 99)}, 4),
                ({'person': Shared(9, 1)}, 9), ({'phone': Shared(2, 2), 'person': Shared(3, 1)}, 9), ({}, 12)):
            self.assertAlmostEqual(scale.total(scale.weigh(found), shared), bits, 6)
        self.assertEqual(set(scale.weigh(found)[1]), {'person', 'phone'}, "what depends on how common it is")
        for finding, names in (('script', 'script'), ('near', 'alike'), ('other', 'other')):
            alike = Scale({(names, 'person', finding): Weight(3, 1, 1)})
            self.assertAlmostEqual(
                alike.total(alike.weigh({'person': finding}), {'person': Shared(9, 9)}), 3, 6, finding)
        self.assertAlmostEqual(scale.total(scale.weigh({**found, 'email': 'other'}), {}), 5, 6)
        self.assertAlmostEqual(scale.total(scale.weigh({**found, 'email': 'none'}), {}), 9, 6)
        self.assertAlmostEqual(scale.total(scale.weigh({**found, 'person': 'other'}), {}), 0, 6)


# Two leads as they are written, and whether they are shown as similar: name, e-mail, phone, company; then how many
# leads and how many persons share a value that is not their own.
SIMILAR = [
    (('Eva Peeters', 'eva@cafe.example'), ('', 'EVA@cafe.example'), {}),
    (('Eva Peeters', 'eva.peeters@gmail.com'), ('E. Peeters', 'evapeeters+shop@googlemail.com'), {}),
    (('Eva Peeters', '', '0475 12 34 56'), ('Peeters, Eva', '', '+32475123456'), {}),
    (('Eva Peeters', '', '0475 12 34 56'), ('Eva Peters', '', '+32475123456'), {}),
    (('Eva Peeters', '', '0475 12 34 56'), ('E. Peeters', '', '+32475123456'), {}),
    (('Eva Peeters', '', '0475 12 34 56'), ('', '', '+32475123456'), {}),
    (('Eva Peeters', '', '0475 12 34 56'), ('', '', '+32475123456'), {'phone': (12, 2)}),
    (('Eva Peeters', '', '0475 12 34 56', 'Koffie'), ('', '', '+32475123456', 'Koffie'), {'phone': (12, 2)}),
    (('Eva Peeters', 'eva@a.example', '0475 12 34 56'), ('Eva Peeters', 'eva@b.example', '+32475123456'), {}),
    # the same person at the same company or domain, whatever else differs
    (('Bob Maes', 'bob@a.example', '09 555 01 01', 'Koffie BV'),
     ('Robert Maes', 'rm@b.example', '09 555 77 23', 'KOFFIE'), {}),
    (('Bob Maes', 'bob@a.example', '09 555 01 01', 'Koffie BV'),
     ('Robert Maes', 'rm@b.example', '09 555 77 23', 'KOFFIE'), {'company': (20, 15)}),
    (('Eva Peeters', 'eva@cafe.example', '09 555 01 01'), ('Eva Peeters', 'e.p@cafe.example', '09 555 77 23'), {}),
    (('Eva Peeters', 'eva@cafe.example'), ('Eva Peeters', 'e.p@cafe.example'), {'domain': (9, 6)}),
    (('Eva Peeters', '', '', 'Koffie BV'), ('Eva Peters', '', '', 'Koffie'), {}),
    (('Eva Peeters', 'eva@cafe.example'), ('Eva Peters', '', '', ''), {'domain': (2, 2)}),
    (('', '', '09 555 01 01', 'Koffie BV'), ('', '', '+3295550101', 'Koffie'), {}),
]
NOT_SIMILAR = [
    # colleagues, a switchboard, an office, a family, namesakes
    (('Eva Peeters', 'eva@cafe.example', '09 555 01 01', 'Koffie'),
     ('Wim Claes', 'wim@cafe.example', '09 555 77 23', 'Koffie'), {}),
    (('Eva Peeters', 'eva@cafe.example', '09 555 01 01', 'Koffie'),
     ('Wim Claes', 'wim@cafe.example', '09 555 01 01', 'Koffie'), {'phone': (9, 7)}),
    (('Eva Peeters', '', '09 555 01 01', 'Koffie'), ('', '', '09 555 01 01', 'Koffie'), {'phone': (60, 40)}),
    (('Eva Peeters', '', '0475 12 34 56'), ('', '', '+32475123456'), {'phone': (12, 9)}),
    (('Eva Peeters', '', '0475 12 34 56'), ('', '', '+32475123456'), {'phone': (500, 3)}),
    (('Eva Peeters', '', '09 555 01 01', 'Koffie'), ('', 'info@cafe.example', '09 555 01 01', 'Koffie'), {}),
    (('Eva Peeters', 'eva@gmail.com', '09 555 01 01'), ('Jan Peeters', 'jan@gmail.com', '09 555 01 01'), {}),
    (('Jan Peeters', 'jan1@gmail.com', '0475 12 34 56'), ('Jan Peeters', 'jan2@gmail.com', '0476 65 43 21'), {}),
    (('Jan Peeters', 'jan.peeters@koffie.example', '', 'Koffie'),
     ('Jan Peeters', 'jan.peeters2@koffie.example', '', 'Kofie'), {'domain': (30000, 20000), 'person': (40, 1)}),
    (('Jan Peeters', '', '', 'Koffie'), ('Jan Peeters', '', '', 'Koffie'),
     {'company': (30000, 31), 'person': (40, 1)}),
]


@tagged('post_install', '-at_install')
class TestMatchWeights(BaseCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open('crm_lead_conversion/data/crm.lead.match.weight.csv') as file:
            cls.weights = {
                (row['names'], row['kind'], row['finding']): Weight(
                    float(row['bits']), float(row['per_doubling']), float(row['per_name']))
                for row in csv.DictReader(file)}

    def strength(self, one, other, shared):
        found = compare(one, other)
        shared = {kind: Shared(*counts) for kind, counts in shared.items()}
        sure = strength(found, evidence(found, shared, self.weights), self.weights)
        scale = Scale(self.weights)
        self.assertEqual(strength_of(scale.total(scale.weigh(found), shared)), sure)
        return sure

    def test_what_is_similar(self):
        for one, other, shared in SIMILAR:
            self.assertGreaterEqual(self.strength(says(*one), says(*other), shared), 55, (one, other))
        for one, other, shared in NOT_SIMILAR:
            self.assertLess(self.strength(says(*one), says(*other), shared), 55, (one, other))

    def test_customers(self):
        for name, other, partners, similar in (
                # partner and company of each: the same person, and only the same company
                ('Eva Peeters', '', ((7, 0), (7, 0)), True), ('', '', ((7, 0), (7, 0)), True),
                ('Eva Peeters', 'Wim Claes', ((7, 0), (7, 0)), True),
                ('Eva Peeters', 'Eva Peeters', ((9, 9), (9, 9)), True), ('', '', ((9, 9), (9, 9)), True),
                ('Eva Peeters', 'Wim Claes', ((9, 9), (9, 9)), False), ('Eva Peeters', '', ((9, 9), (9, 9)), False),
                ('Eva Peeters', 'Wim Claes', ((7, 9), (8, 9)), False)):
            one, two = (says(who, partner=partner, entity=entity)
                        for who, (partner, entity) in zip((name, other), partners, strict=True))
            self.assertIs(self.strength(one, two, {}) >= 55, similar, (name, other, partners))

    def test_order_of_findings(self):
        """What is nearer never weighs less, and what differs never more than nothing."""
        allowed = {('none', 'company')}  # within a company a phone may be the switchboard
        # the name of the person says which weights count: it has no order of its own
        for names, kind in {key[:2] for key in self.weights if key[1] not in ('prior', 'person')}:
            found = {key[2]: weight.bits for key, weight in self.weights.items() if key[:2] == (names, kind)}
            order = [found[finding] for finding in ('same', 'near', 'compatible') if finding in found]
            self.assertEqual(order, sorted(order, reverse=True), (names, kind))
            self.assertLessEqual(found['other'], 0)
            if (names, kind) not in allowed:
                self.assertGreaterEqual(order[-1], 0)
