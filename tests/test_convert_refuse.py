from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertRefuse(ConvertCase):

    def assertRefused(self, lead, text):
        """Opening the dialog and applying an open one are both refused."""
        values = lead.sudo().read()
        with self.assertRaisesRegex(UserError, text):
            self.dialog(lead)
        self.assertEqual(lead.sudo().read(), values)

    def test_won(self):
        lead = self.make_lead()
        lead.sudo().action_set_won()
        self.assertRefused(lead, 'Espresso machines.* is won or has a success rate of 100 %')

    def test_rate_of_100(self):
        self.assertRefused(self.make_lead(probability=100), 'success rate of 100 %. Set a lower')

    def test_lost(self):
        lead = self.make_lead()
        lead.action_set_lost()
        self.assertRefused(lead, 'Espresso machines.* is lost. Restore it first')

    def test_archived(self):
        self.assertRefused(
            self.make_lead(active=False, probability=20), 'is archived. Unarchive it first')

    def test_already_an_opportunity(self):
        self.assertRefused(
            self.make_lead(type='opportunity'), 'is already an opportunity. You find it')

    def test_deleted(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        lead_id = lead.id
        lead.sudo().unlink()
        with self.assertRaisesRegex(UserError, f'number {lead_id} was deleted'):
            self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
                active_id=lead_id, active_ids=[lead_id]).default_get(['lead_id'])
        self.assertFalse(wizard.exists().lead_id)

    def test_not_readable_names_nothing(self):
        secret = self.make_lead(name='Secret deal', user_id=self.colleague.id)
        with self.assertRaises(UserError) as caught:
            self.dialog(secret)
        self.assertNotIn('Secret', str(caught.exception))
        self.assertIn(str(secret.id), str(caught.exception))

    def test_readable_but_not_writable(self):
        lead = self.make_lead(user_id=self.colleague.id)
        self.env['ir.rule'].create({
            'name': 'everybody reads', 'model_id': self.env.ref('crm.model_crm_lead').id,
            'groups': [(4, self.env.ref('sales_team.group_sale_salesman').id)],
            'domain_force': "[(1, '=', 1)]",
            'perm_read': True, 'perm_write': False, 'perm_create': False, 'perm_unlink': False})
        self.assertRefused(lead, 'You may read .*Espresso machines.* but not change it')

    def test_changed_meanwhile(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        lead.sudo().with_user(self.manager).name = 'Changed by somebody'
        self.written_later(lead)
        with self.assertRaisesRegex(
                UserError, 'Changed by somebody.* was changed by Mona Manager while'):
            wizard.action_apply()
        self.assertEqual(lead.type, 'lead')
        self.assertFalse(lead.partner_id)

    def test_converted_meanwhile(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        lead.sudo().with_user(self.manager).convert_opportunity(False)
        before = lead.read()
        with self.assertRaisesRegex(UserError, 'already an opportunity'):
            wizard.action_apply()
        self.assertEqual(lead.read(), before)

    def test_scoring_in_the_background_is_no_change(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        self.env.cr.execute(
            "UPDATE crm_lead SET automated_probability = 77, probability = 77 WHERE id = %s", [lead.id])
        self.written_later(lead)
        wizard.action_apply()
        self.assertEqual(lead.type, 'opportunity')

    def test_right_lost_while_the_dialog_is_open(self):
        lead = self.make_lead()
        wizard = self.dialog(lead).save()
        lead.sudo().user_id = self.colleague
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(lead.sudo().type, 'lead')

    def test_merge_without_anything_to_merge(self):
        wizard = self.dialog(self.make_lead()).save()
        wizard.name = 'merge'
        with self.assertRaisesRegex(UserError, 'no other record to merge'):
            wizard.action_apply()

    def test_merge_with_a_deal_won_meanwhile(self):
        opportunity = self.make_lead(
            type='opportunity', email_from='dup@cafe.example.com', name='Old deal')
        lead = self.make_lead(email_from='dup@cafe.example.com', name='New enquiry')
        form = self.dialog(lead)
        form.name = 'merge'
        wizard = form.save()
        opportunity.sudo().action_set_won()
        with self.assertRaisesRegex(UserError, 'Old deal.* was won in the meantime'):
            wizard.action_apply()
        self.assertTrue(lead.exists())
        self.assertEqual(lead.type, 'lead')

    def test_parent_company_of_another_company(self):
        other = self.env['res.company'].create({'name': 'Second House'})
        parent = self.env['res.partner'].create(
            {'name': 'Foreign parent', 'is_company': True, 'company_id': other.id})
        self.manager.company_ids += other
        lead = self.make_lead(contact_name='Jan').with_user(self.manager).with_context(
            allowed_company_ids=(self.env.company + other).ids)
        wizard = self.dialog(lead).save()
        wizard.commercial_partner_id = parent
        with self.assertRaisesRegex(UserError, 'belongs to the company Second House'):
            wizard.action_apply()

    def test_refusal_cannot_be_switched_off_from_outside(self):
        lead = self.make_lead(probability=100)
        wizard = self.env['crm.lead2opportunity.partner.mass'].with_user(self.seller).create({
            'lead_tomerge_ids': [(6, 0, lead.ids)], 'action': 'nothing',
            'converted_lead_ids': [(6, 0, lead.ids)]})
        wizard.write({'converted_lead_ids': [(6, 0, lead.ids)]})
        self.assertFalse(wizard.converted_lead_ids)
        forged = {'refusals': {}, 'checklist_overridden': True, 'recording': True}
        for dialog in (wizard, wizard.with_context(crm_lead_conversion_log=forged)):
            with self.assertRaisesRegex(UserError, '100 %'):
                dialog.action_mass_convert()
        self.assertEqual(lead.type, 'lead')

    def test_the_dialog_tells_nothing_of_a_lead_one_may_not_read(self):
        secret = self.make_lead(name='Secret deal', expected_revenue=777, user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            wizard = self.env['crm.lead2opportunity.partner'].with_user(self.seller).create({
                'lead_id': secret.id, 'action': 'nothing', 'name': 'convert', 'partner_id': False,
                'duplicated_lead_ids': [], 'commercial_partner_id': False,
                'user_id': False, 'team_id': False})
            wizard.read(['opportunity_name', 'expected_revenue', 'probability', 'lead_fingerprint'])

    def test_a_user_without_sales_rights(self):
        user = self.env['res.users'].search([('login', '=', 'conv_plain')]) or self.env[
            'res.users'].with_context(no_reset_password=True).create({
                'name': 'Plain', 'login': 'conv_plain',
                'group_ids': [(6, 0, [self.env.ref('base.group_user').id])]})
        lead = self.make_lead()
        with self.assertRaises(AccessError):
            self.env['crm.lead2opportunity.partner'].with_user(user).with_context(
                active_id=lead.id, active_ids=lead.ids).create({'lead_id': lead.id})
