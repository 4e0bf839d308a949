"""axe-core finds no serious fault in groups of duplicates and bulk work."""

from odoo.tests import tagged

from .accessible_common import AccessibleCase
from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeAccessible(AccessibleCase, DedupeCase):
    browser_size = '1400x900'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare_tour()
        cls.call.email_from = cls.eva.email_from
        cls.make_lead(name='Tour: won', probability=100)

    def test_no_fault_among_duplicates(self):
        self.scan()
        self.env['crm.lead.match.weight'].search([], limit=1).bits += 0.01
        self.start_tour(
            '/odoo/action-crm_lead_conversion.crm_lead_duplicate_action',
            'crm_lead_conversion_accessible_dedupe', login='conv_manager')

    def test_no_fault_in_bulk_work(self):
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_accessible_job', login='conv_seller')
        self.assertEqual(self.eva.type, 'opportunity')


@tagged('post_install', '-at_install')
class TestDedupeAccessibleOnAPhone(TestDedupeAccessible):
    browser_size = '390x844'
    touch_enabled = True
