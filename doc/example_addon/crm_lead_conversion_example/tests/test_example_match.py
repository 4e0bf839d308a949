"""The extended methods of matching, and of merging unasked, count."""

from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.tests.dedupe_common import AutomaticCase

_EVA = {
    'contact_name': 'Eva Peeters', 'partner_name': 'Koffiehuis Gent BV', 'email_from': 'eva@koffiehuis.example.com'}


@tagged('post_install', '-at_install')
class TestExampleMatch(AutomaticCase):

    def setUp(self):
        super().setUp()
        self.one, self.two = self.make_lead(name='One', **_EVA), self.make_lead(name='Two', **_EVA)

    def similar(self, lead):
        return {match['lead_id'] for match in lead._find_similar()[lead]}

    def test_find_similar(self):
        self.assertIn(self.two.id, self.similar(self.one))
        self.one.is_on_hold = True
        self.assertEqual(self.similar(self.one), set())

    def test_get_source_fields(self):
        """An answer that was kept is not given once more."""
        self.assertIn(self.two, self.one._find_mergeable(include_lost=True)[self.one])
        self.one.is_on_hold = True
        self.assertFalse(self.one._find_mergeable(include_lost=True)[self.one])

    def test_find_mergeable(self):
        self.assertIn(self.two, self.one._find_mergeable()[self.one])
        self.one.is_rental = True
        self.assertFalse(self.one._find_mergeable()[self.one])
        self.assertIn(self.two, self.one._find_mergeable(include_lost=True)[self.one])

    def test_may_be_merged(self):
        self.two.priority = '3'
        self.assertNotIn(self.two, self.one._find_mergeable()[self.one])
        self.assertIn(self.two, self.one._find_mergeable(include_lost=True)[self.one])

    def test_get_match_reasons(self):
        self.two.priority = '3'
        [result] = self.one.lead_find_similar(lead_ids=self.one.ids)['results']
        reasons = {match['lead_id']: match['reasons'] for match in result['matches']}
        self.assertIn("of the highest priority", reasons[self.two.id])

    def test_get_phone_fields(self):
        belgian = {'contact_name': 'Wim Claes', 'country_id': self.belgium.id}
        site = self.make_lead(name='Site', rental_phone='+32 9 555 07 07', **belgian)
        caller = self.make_lead(name='Caller', phone='09/555.07.07', **belgian)
        self.assertIn(site.id, self.similar(caller))

    def test_find_automatic(self):
        self.switch_on()
        (self.one | self.two | self.eva | self.call).is_rental = True
        self.scan_and_merge()
        self.assertFalse(self.merges())
        (self.one | self.two | self.eva | self.call).is_rental = False
        self.scan_and_merge()
        self.assertTrue(self.merges())
