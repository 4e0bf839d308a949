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

    def test_given_to_a_colleague(self):
        leads = self.make_lead(name='A') + self.make_lead(name='B')
        self.mass_dialog(leads, user_ids=self.colleague, force_assignment=True).action_mass_convert()
        self.assertEqual(leads.sudo().user_id, self.colleague)
        self.assertEqual(leads.sudo().mapped('type'), ['opportunity', 'opportunity'])

    def test_nothing_is_merged_into_a_refused_one(self):
        good = self.make_lead(name='Good', email_from='dup@cafe.example.com')
        bad = self.make_lead(name='Bad', email_from='dup@cafe.example.com', probability=100)
        other = self.make_lead(name='Other')
        action = self.mass_dialog(good + bad + other).action_mass_convert()
        self.assertTrue(good.exists())
        self.assertEqual((good.type, bad.type, other.type), ('opportunity', 'lead', 'opportunity'))
        outcome = self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])
        self.assertEqual(outcome.converted_count, 2)
        self.assertEqual(outcome.line_ids.lead_id, bad)

    def test_seven_of_one_customer_do_not_stop_the_others(self):
        seven = self.env['crm.lead'].union(*(
            self.make_lead(name=f'Lead {i}', email_from='dup@cafe.example.com') for i in range(7)))
        other = self.make_lead(name='Other')
        action = self.mass_dialog(seven + other, deduplicate=True).action_mass_convert()
        left = seven.filtered('active')
        self.assertEqual(left, seven[0])
        self.assertEqual((left + other).mapped('type'), ['opportunity', 'opportunity'])
        outcome = self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])
        self.assertIn('Merged into “Lead 0”: “Lead 1”, “Lead 2”, “Lead 3”', outcome.line_ids.reason)

    def test_one_that_fails_does_not_stop_the_others(self):
        foreign = self.env['res.company'].create({'name': 'Second House'})
        self.manager.company_ids += foreign
        customer = self.env['res.partner'].create({'name': 'Shared then'})
        good, bad, late = (self.make_lead(name=name, contact_name=name)
                           for name in ('Good', 'Bad', 'Late'))
        bad.partner_id = customer
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s", [foreign.id, customer.id])
        customer.invalidate_recordset()
        action = self.mass_dialog(good + bad + late, user=self.manager).action_mass_convert()
        self.assertEqual((good.type, late.type), ('opportunity', 'opportunity'))
        self.assertEqual(bad.sudo().type, 'lead')
        self.assertEqual((good + late).partner_id.mapped('name'), ['Good', 'Late'])
        self.assertEqual(len((good + late).conversion_ids), 2)
        outcome = self.env[action['res_model']].with_user(self.manager).browse(action['res_id'])
        self.assertEqual(outcome.converted_count, 2)
        self.assertIn('Second House', outcome.line_ids.reason)

    def test_a_switchboard_is_no_customer_unasked(self):
        self.env['res.partner'].create({
            'name': 'Lotte Peeters', 'email': 'lotte@aurora.example.com', 'phone': '+32 2 555 01 01'})
        lead = self.make_lead(
            contact_name='Ann Other', email_from='ann@aurora.example.com', phone='+32 2 555 01 01')
        self.mass_dialog(lead + self.make_lead(name='Second')).action_mass_convert()
        self.assertEqual(lead.partner_id.name, 'Ann Other')
        self.assertEqual(lead.email_from, 'ann@aurora.example.com')
        same = self.make_lead(
            contact_name='Lotte PEETERS', email_from='private@else.example.com', phone='+32 2 555 01 01')
        self.env['res.partner'].search([('name', '=', 'Ann Other')]).active = False
        self.mass_dialog(same + self.make_lead(name='Third')).action_mass_convert()
        self.assertEqual(same.partner_id.name, 'Lotte Peeters')

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
