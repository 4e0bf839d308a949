from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertSeveral(ConvertCase):

    def test_others_are_converted_and_the_rest_is_explained(self):
        good = self.make_lead(name='Good one') + self.make_lead(name='Good two')
        lost = self.make_lead(name='Lost one')
        lost.action_set_lost()
        opportunity = self.make_lead(name='Opportunity', type='opportunity')
        won = self.make_lead(name='Won one', probability=100)
        secret = self.make_lead(name='Secret one', user_id=self.colleague.id)
        rest = lost + opportunity + won + secret
        before = rest.sudo().read(['user_id', 'team_id', 'type', 'partner_id', 'date_conversion'])
        action = self.mass_dialog(
            good + lost + opportunity + won, user_ids=self.seller).with_context(
            active_ids=(good + rest).ids).action_mass_convert()
        self.assertEqual(good.mapped('type'), ['opportunity', 'opportunity'])
        rest.invalidate_recordset()
        self.assertEqual(rest.sudo().read(
            ['user_id', 'team_id', 'type', 'partner_id', 'date_conversion']), before)
        outcome = self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])
        self.assertEqual(outcome.converted_count, 2)
        reasons = {line.lead_id.id: line.reason for line in outcome.line_ids}
        self.assertIn('is lost', reasons[lost.id])
        self.assertIn('already an opportunity', reasons[opportunity.id])
        self.assertIn('100 %', reasons[won.id])
        self.assertIn(f'number {secret.id}', reasons[False])
        self.assertNotIn('Secret', str(reasons))
        opened = outcome.action_open_converted()
        self.assertEqual(opened['domain'], [('id', 'in', good.ids)])

    def test_nothing_to_convert_says_why(self):
        lost = self.make_lead(name='Lost one')
        lost.action_set_lost()
        opportunity = self.make_lead(name='Opportunity', type='opportunity')
        wizard = self.mass_dialog(lost + opportunity)
        with self.assertRaises(UserError) as caught:
            wizard.action_mass_convert()
        self.assertIn('Lost one', str(caught.exception))
        self.assertIn('Opportunity', str(caught.exception))

    def test_title_revenue_and_rate_are_each_leads_own(self):
        one = self.make_lead(name='One', expected_revenue=1)
        two = self.make_lead(name='Two', expected_revenue=2)
        self.mass_dialog(one + two, action='nothing').action_mass_convert()
        self.assertEqual((one + two).mapped('name'), ['One', 'Two'])
        self.assertEqual((one + two).mapped('expected_revenue'), [1, 2])
        self.assertTrue(all((one + two).mapped('customer_declined')))

    def test_salespeople_in_turn_and_team(self):
        leads = self.env['crm.lead'].union(*(
            self.make_lead(name=f'Lead {i}', user_id=False) for i in range(4)))
        self.mass_dialog(
            leads, user=self.manager, user_ids=self.seller + self.colleague,
        ).action_mass_convert()
        self.assertEqual(leads.sudo().user_id, self.seller + self.colleague)
        self.assertEqual(leads[0].sudo().user_id, leads[2].sudo().user_id)
        self.assertEqual(leads[1].sudo().user_id, leads[3].sudo().user_id)

    def test_without_a_choice_everybody_keeps_salesperson_and_team(self):
        mine = self.make_lead(name='Mine', team_id=self.other_team.id)
        nobodys = self.make_lead(name='Nobody', user_id=False, team_id=self.other_team.id)
        wizard = self.mass_dialog(mine + nobodys)
        self.assertFalse(wizard.team_id)
        self.assertFalse(wizard.user_id)
        wizard.force_assignment = True
        wizard.action_mass_convert()
        self.assertEqual(mine.user_id, self.seller)
        self.assertFalse(nobodys.user_id)
        self.assertEqual((mine + nobodys).team_id, self.other_team)

    def test_team_alone_can_be_chosen(self):
        leads = self.make_lead(name='A', user_id=False) + self.make_lead(name='B', user_id=False)
        self.mass_dialog(leads, user=self.manager, team_id=self.other_team).action_mass_convert()
        self.assertEqual(leads.sudo().team_id, self.other_team)
        self.assertFalse(leads.sudo().user_id)

    def test_each_is_recorded_and_can_be_undone(self):
        leads = self.make_lead(name='A', contact_name='Ada') + self.make_lead(
            name='B', contact_name='Bea')
        self.mass_dialog(leads).action_mass_convert()
        self.assertEqual(leads.conversion_ids.mapped('origin'), ['mass', 'mass'])
        partners = leads.partner_id
        self.assertEqual(sorted(partners.mapped('name')), ['Ada', 'Bea'])
        for lead in leads:
            lead.action_undo_conversion()
        self.assertEqual(leads.mapped('type'), ['lead', 'lead'])
        self.assertFalse(partners.exists())

    def test_where_several_customers_fit_none_is_linked(self):
        twins = self.env['res.partner'].create([
            {'name': 'Twin 1', 'email': 'twin@else.example.com'},
            {'name': 'Twin 2', 'email': 'twin@else.example.com'}])
        lead = self.make_lead(email_from='twin@else.example.com')
        other = self.make_lead(name='Other', contact_name='Olga')
        count = self.env['res.partner'].search_count([])
        action = self.mass_dialog(lead + other).action_mass_convert()
        self.assertEqual(lead.type, 'opportunity')
        self.assertFalse(lead.partner_id)
        self.assertEqual(self.env['res.partner'].search_count([]), count + 1)
        outcome = self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])
        self.assertIn('Twin 1', outcome.line_ids.reason)
        self.assertIn('Twin 2', outcome.line_ids.reason)
        self.assertEqual(len(twins.exists()), 2)
