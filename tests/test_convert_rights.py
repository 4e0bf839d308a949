from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertRights(ConvertCase):
    """Who sees and may change the records of conversions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(name='Secret deal')
        cls.lead.convert_opportunity(False)
        cls.env.cr.flush()
        cls.conversion = cls.lead.sudo().conversion_ids

    def test_who_reads_the_opportunity_reads_its_conversion(self):
        Conversion = self.env['crm.lead.conversion']
        for user, count in ((self.seller, 1), (self.manager, 1), (self.colleague, 0)):
            found = Conversion.with_user(user).search([('id', '=', self.conversion.id)])
            self.assertEqual(len(found), count, user.name)
            self.assertEqual(
                Conversion.with_user(user).search_count([('id', '=', self.conversion.id)]), count)
        self.conversion.with_user(self.seller).read(['user_id', 'date'])
        with self.assertRaises(AccessError) as caught:
            self.conversion.with_user(self.colleague).read(['lead_id'])
        self.assertNotIn('Secret', str(caught.exception))

    def test_lost_opportunities_count_too(self):
        self.lead.action_set_lost()
        self.assertTrue(self.env['crm.lead.conversion'].with_user(self.seller).search(
            [('id', '=', self.conversion.id)]))

    def test_values_are_for_the_engine_only(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.conversion.with_user(user).read(['values_before'])
            self.assertNotIn('values_before', self.conversion.with_user(user).read()[0])

    def test_nobody_creates_changes_or_deletes_them(self):
        for user in (self.seller, self.manager):
            conversion = self.conversion.with_user(user)
            with self.assertRaises(AccessError):
                conversion.write({'state': 'undone'})
            with self.assertRaises(AccessError):
                conversion.unlink()
            with self.assertRaises(AccessError):
                self.env['crm.lead.conversion'].with_user(user).create(
                    {'lead_id': self.lead.id, 'date': '2025-01-01', 'origin': 'dialog'})

    def test_users_without_sales_see_nothing(self):
        plain = new_test_user(self.env, 'conv_plain2', groups='base.group_user')
        portal = new_test_user(self.env, 'conv_portal', groups='base.group_portal')
        for user in (plain, portal, self.env.ref('base.public_user')):
            with self.assertRaises(AccessError):
                self.env['crm.lead.conversion'].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.conversion.with_user(user).action_undo()
            with self.assertRaises(AccessError):
                self.lead.with_user(user).action_undo_conversion()

    def test_context_from_outside_cannot_switch_the_record_off(self):
        lead = self.make_lead(name='Forged').with_context(crm_lead_conversion_log={'recording': True})
        lead.convert_opportunity(False)
        self.env.cr.flush()
        self.assertEqual(len(lead.sudo().conversion_ids), 1)

    def test_context_from_outside_cannot_keep_a_note_out_of_the_chatter(self):
        self.lead.with_user(self.seller).with_context(crm_lead_conversion_track=[]).action_undo_conversion()
        self.assertIn('this is a lead again', self.lead.message_ids[0].body)

    def test_context_from_outside_cannot_stop_a_conversion(self):
        lead = self.make_lead(name='Forged').with_context(crm_lead_conversion_chosen={})
        lead.convert_opportunity(False, user_ids=self.seller.ids)
        self.assertEqual(lead.type, 'opportunity')

    def test_undo_needs_no_right_to_delete_contacts(self):
        lead = self.make_lead(name='With customer', contact_name='Jan')
        self.convert(lead, action='create')
        partner = lead.partner_id
        with self.assertRaises(AccessError):
            partner.with_user(self.seller).unlink()
        lead.action_undo_conversion()
        self.assertFalse(partner.exists())
