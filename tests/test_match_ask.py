"""Asking the owner of a record that one may not read."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .hint_common import SECRETS, HintCase


@tagged('post_install', '-at_install')
class TestMatchAsk(HintCase):

    def ask(self, lead=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (lead or self.lead).action_ask_owner()

    def test_ask(self):
        before = self.activities()
        action = self.ask()
        self.assertEqual(
            (action['tag'], action['params']),
            ('display_notification', {
                'type': 'success', 'message': "The owner was asked, and can now get in touch with you."}))
        activity = self.activities() - before
        self.assertEqual(
            (activity.user_id, activity.summary, activity.res_id, activity.activity_type_id),
            (self.colleague, "Same customer as a lead of Sanne Seller?", self.theirs.id,
             self.env.ref('mail.mail_activity_data_todo')))
        note = str(activity.note)
        self.assertIn("has “Grinder”, of Eva Peeters, Koffiehuis Gent.", note)
        self.assertIn("It seems to be of the customer of this record: ", note)
        self.assertIn("same phone +32 9 555 01 01", note)
        self.assertIn(
            '<a class="o_mail_redirect" href="#" data-oe-model="res.partner"'
            f' data-oe-id="{self.seller.partner_id.id}">@Sanne Seller</a>', note)
        # what the owner may not read himself is not told, and no link leads there
        self.assertNotIn('data-oe-model="crm.lead"', note)
        self.assertNotIn('eva.peeters@koffiehuis.example.com', note)
        # the owner may open it
        self.assertEqual(activity.with_user(self.colleague).res_name, 'Zebrawood tables')
        self.assertIn(activity, self.env['mail.activity'].with_user(self.colleague).search([]))

    def test_who_asked_learns_nothing(self):
        told = repr(self.ask())
        activity = self.activities()
        with self.assertRaises(AccessError):
            activity.with_user(self.seller).read(['note'])
        for name, values in (('write', {'note': 'x'}), ('unlink', None)):
            with self.assertRaises(AccessError):
                getattr(activity.with_user(self.seller), name)(*([values] if values else []))
        with self.assertRaises(AccessError):
            self.env['crm.lead.ask'].with_user(self.seller).search([])
        self.assertNotIn(self.seller.partner_id, self.theirs.sudo().message_partner_ids)
        messages = self.env['mail.message'].with_user(self.seller).search([
            ('model', '=', 'crm.lead'), ('res_id', 'in', (self.lead + self.theirs).ids)])
        self.assertEqual(set(messages.mapped('res_id')), set(self.lead.ids))
        self.assertIn("The owner of a similar record was asked who is to go on.", repr(messages.mapped('body')))
        told += repr(messages.read(['body', 'subject'])) + repr(self.lead.read())
        for secret in SECRETS:
            self.assertNotIn(secret, told)

    def test_asked_twice(self):
        self.ask()
        today = self.lead.env['ir.qweb.field.date'].value_to_html(self.env.cr.now().date(), {})
        hint = self.hint()
        self.assertEqual(hint['asked'], f"The owner was asked on {today}.")
        action = self.ask()
        self.assertEqual(action['params'], {'type': 'info', 'message': f"The owner was asked on {today}."})
        self.assertEqual(len(self.activities()), 1)
        # nor when it was done with meanwhile, or taken for the same owner's next record
        self.activities().with_user(self.colleague).action_done()
        self.theirs.sudo().copy({'user_id': self.colleague.id})
        self.assertEqual(self.ask()['params']['type'], 'info')
        self.assertEqual(len(self.activities()), 1)

    def test_asked_at_the_same_moment(self):
        [hidden] = self.lead._find_hidden()[self.lead]
        self.lead._ask_owners([hidden])
        self.lead._ask_owners([hidden])
        self.assertEqual(len(self.activities()), 1)
        self.assertEqual(len(self.env['crm.lead.ask'].search([('lead_id', '=', self.lead.id)])), 1)

    def test_another_lead_asks_for_itself(self):
        other = self.make_lead(name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        self.ask()
        self.assertFalse(self.hint(other)['asked'])
        self.ask(other)
        self.assertEqual(len(self.activities()), 2)

    def test_each_owner_is_asked_once_of_the_strongest(self):
        self.theirs.sudo().copy({
            'name': 'Zebrawood shelves', 'contact_name': 'Wim Claes', 'user_id': self.colleague.id})
        third = new_test_user(
            self.env, 'conv_third', groups='base.group_user,sales_team.group_sale_salesman', name='Quagga Third')
        other = self.theirs.sudo().copy({'user_id': third.id})
        before = self.env['mail.activity'].search([])
        self.ask()
        asked = self.env['mail.activity'].search([]) - before
        self.assertEqual({activity.user_id: activity.res_id for activity in asked}, {
            self.colleague: self.theirs.id, third: other.id})

    def test_no_more_than_five_owners(self):
        for number in range(7):
            user = new_test_user(
                self.env, f'conv_owner_{number}', groups='base.group_user,sales_team.group_sale_salesman')
            self.theirs.sudo().copy({'user_id': user.id})
        before = self.env['mail.activity'].search([])
        self.ask()
        self.assertEqual(len(self.env['mail.activity'].search([]) - before), 5)
        self.assertEqual(self.ask()['params']['type'], 'info')
        self.assertEqual(len(self.env['mail.activity'].search([]) - before), 5)

    def test_owner_who_left(self):
        """The leader of the team is asked, or else a sales manager."""
        self.colleague.active = False
        self.other_team.user_id = self.all_leads
        self.ask()
        self.assertEqual(self.activities().user_id, self.all_leads)
        self.env['crm.lead.ask'].search([]).unlink()
        self.activities().unlink()
        self.other_team.user_id = False
        self.ask()
        self.assertTrue(self.activities().user_id.has_group('sales_team.group_sale_manager'))

    def test_nobody_to_ask(self):
        self.colleague.active = False
        managers = self.env['res.users'].search([
            ('all_group_ids', 'in', self.env.ref('sales_team.group_sale_manager').ids)])
        managers.write({'group_ids': [(3, group.id) for group in managers.all_group_ids.filtered(
            lambda group: self.env.ref('sales_team.group_sale_manager') in group.all_implied_ids)]})
        with self.assertRaisesRegex(UserError, "nobody who could be asked about “Grinder”"):
            self.ask()
        self.assertFalse(self.env['crm.lead.ask'].search([('lead_id', '=', self.lead.id)]))

    def test_owner_in_another_company(self):
        self.theirs.sudo().unlink()
        theirs = self.make_elsewhere()
        with self.assertRaisesRegex(UserError, "no colleague to ask about “Grinder”"):
            self.ask()
        self.allow('company')
        lead = self.lead.with_context(allowed_company_ids=self.company.ids)
        self.ask(lead)
        activity = theirs.sudo().activity_ids
        self.assertEqual(activity.user_id, self.seller_elsewhere)
        self.assertIn("same phone +32 9 555 01 01", str(activity.note))

    def test_owner_who_may_read_the_lead_gets_a_link(self):
        self.env['ir.rule'].create({
            'name': 'Those of Service are for their owners', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': f"['|', ('team_id', '!=', {self.other_team.id}), ('user_id', '=', user.id)]"})
        self.colleague.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        self.ask()
        self.assertIn(f'data-oe-model="crm.lead" data-oe-id="{self.lead.id}">Grinder</a>', str(self.activities().note))

    def test_context_of_a_program_changes_nothing(self):
        self.ask(self.lead.with_context(
            mail_activity_automation_skip=True, mail_activity_quick_update=True, default_user_id=self.seller.id))
        self.assertEqual(self.activities().user_id, self.colleague)
        self.assertTrue(self.env['mail.message'].search([
            ('model', '=', 'crm.lead'), ('res_id', '=', self.theirs.id), ('message_type', '=', 'user_notification'),
            ('partner_ids', 'in', self.colleague.partner_id.ids)]))

    def test_refused(self):
        self.allow('no')
        with self.assertRaisesRegex(UserError, "An administrator can allow it"):
            self.ask()
        self.allow('team')
        with self.assertRaisesRegex(UserError, "no colleague to ask about “Grinder”"):
            self.ask(self.lead.with_user(self.manager))
        for user in (
                self.env.ref('base.public_user'), new_test_user(self.env, 'conv_portal', groups='base.group_portal'),
                self.colleague, self.seller_elsewhere):
            with self.assertRaises(AccessError):
                self.ask(self.lead.with_user(user))
        nobody = new_test_user(self.env, 'conv_nobody', groups='base.group_user')
        self.env['ir.model.access'].create({
            'name': 'leads', 'model_id': self.env['ir.model']._get_id('crm.lead'), 'perm_read': True,
            'group_id': self.env.ref('base.group_user').id})
        with self.assertRaisesRegex(AccessError, "Only salespeople"):
            self.ask(self.lead.with_user(nobody))
        self.assertFalse(self.activities())

    def test_merging_keeps_that_it_was_asked(self):
        self.ask()
        other = self.make_lead(name='Older', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        first = (self.lead + other)._merge_opportunity(auto_unlink=False)
        self.assertTrue(self.hint(first)['asked'])
        first.sudo().merge_record_ids[:1].with_user(self.seller).action_undo()
        self.assertTrue(self.hint()['asked'])
        self.assertFalse(self.hint(other)['asked'])

    def test_merged_into_what_was_asked_for(self):
        self.ask()
        master = (self.lead + self.theirs).with_user(self.manager)._merge_opportunity(auto_unlink=False)
        self.assertIs(self.hint(master, self.manager), False)
