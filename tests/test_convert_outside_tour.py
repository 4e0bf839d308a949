from odoo.tests import HttpCase, tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestConvertOutsideTour(MergeCase, HttpCase):
    browser_size = '1400x900'

    def test_tick_what_was_not_selected(self):
        self.seller.password = 'conv_seller'
        same = {'contact_name': 'Eva Peeters', 'email_from': 'eva@tour.example.com', 'phone': '+32 9 555 01 01'}
        selected = self.make_lead(name='Tour: selected 0', **same) + self.make_lead(name='Tour: selected 1')
        call, fair = (self.make_lead(name=name, type='opportunity', **same) for name in ('Tour: call', 'Tour: fair'))
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_convert_outside', login='conv_seller')
        self.env.invalidate_all()
        self.assertEqual((call.merged_into_id, fair.merged_into_id.id), (selected[0], False))
        self.assertEqual(selected.mapped('type'), ['opportunity', 'opportunity'])


@tagged('post_install', '-at_install')
class TestConvertOutsidePhoneTour(TestConvertOutsideTour):
    browser_size = '390x844'
    touch_enabled = True
