from odoo.tests import HttpCase, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestMergeTour(ConvertCase, HttpCase):

    def test_old_link_leads_to_the_master_and_undo(self):
        self.seller.password = 'conv_seller'
        master = self.make_lead(name='Tour: master')
        merged = self.make_lead(name='Tour: merged')
        master.message_post(body='Said on the master')
        merged.message_post(body='Said on the merged one')
        (master + merged).merge_opportunity()
        self.start_tour(
            f'/odoo/action-crm.crm_lead_all_leads/{merged.id}', 'crm_lead_conversion_merge',
            login='conv_seller')
        self.assertTrue(merged.active)
        self.assertFalse(merged.merged_into_id)
