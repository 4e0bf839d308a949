"""axe-core finds no serious fault in what this addon shows: with a screen
reader, with weak eyes and by the keyboard alone it can be used."""

from odoo.tests import tagged

from .accessible_common import AccessibleCase
from .test_merge_dialog_tour import DialogTourCase


@tagged('post_install', '-at_install')
class TestMergeAccessible(AccessibleCase, DialogTourCase):
    browser_size = '1400x900'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.partner'].create([
            {'name': name, 'email': 'tess@two.example.com'} for name in ('Tess Tour', 'Theo Tour')])
        cls.make_lead(name='Of two customers', email_from='tess@two.example.com')
        (cls.first + cls.second + cls.third).partner_name = 'Koffiehuis Tour'

    def test_no_fault(self):
        self.start_tour(f'/odoo/action-{self.action.id}', 'crm_lead_conversion_accessible', login='conv_seller')
        self.assertEqual(self.first.merge_record_ids.mapped('state'), ['undone'])

    def test_no_fault_among_similar_records(self):
        self.start_tour(
            f'/odoo/action-{self.action.id}', 'crm_lead_conversion_accessible_similar', login='conv_seller')


@tagged('post_install', '-at_install')
class TestMergeAccessibleOnAPhone(TestMergeAccessible):
    browser_size = '390x844'
    touch_enabled = True
