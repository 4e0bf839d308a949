"""Groups of duplicates in the browser."""

from odoo.tests import HttpCase, tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeTour(DedupeCase, HttpCase):
    browser_size = '1400x900'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare_tour()

    def look(self, tour, login):
        self.scan()
        self.start_tour('/odoo/action-crm_lead_conversion.crm_lead_duplicate_action', tour, login=login)

    def test_merge_a_group(self):
        self.look('crm_lead_conversion_dedupe', 'conv_seller')
        self.assertEqual(self.call.sudo().merged_into_id.id, self.eva.id)
        self.assertEqual(self.found(state='merged'), [['Tour: form']])

    def test_not_the_same(self):
        self.look('crm_lead_conversion_dedupe_ignore', 'conv_seller')
        self.assertEqual(self.found(state='ignored'), [['Tour: call', 'Tour: form']])

    def test_merge_all(self):
        self.look('crm_lead_conversion_dedupe_all', 'conv_manager')
        self.assertEqual(self.call.sudo().merged_into_id.id, self.eva.id)

    def test_look_for_more(self):
        self.look('crm_lead_conversion_dedupe_look', 'conv_manager')
