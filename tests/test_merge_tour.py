from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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

    def test_merge_dialog_names_a_won_record(self):
        self.seller.password = 'conv_seller'
        first, second = self.make_lead(name='Tour: first'), self.make_lead(name='Tour: second')
        won = self.make_lead(name='Tour: won', type='opportunity')
        won.sudo().action_set_won()
        action = self.env['ir.actions.act_window'].create({
            'name': 'Of the tour', 'res_model': 'crm.lead', 'view_mode': 'list,form',
            'domain': [('id', 'in', (first + second + won).ids)]})
        with mute_logger('odoo.http'):  # where the server notes each refusal
            self.start_tour(
                f'/odoo/action-{action.id}', 'crm_lead_conversion_merge_dialog', login='conv_seller')
        self.assertEqual(second.merged_into_id, first)
        self.assertEqual((won.merged_into_id.id, first.won_status), (False, 'pending'))
