from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertSeveral(ConvertCase):

    def outcomes(self, action, user=None):
        """:return: the job that says what became of each lead, and {name: (state,
            outcome)}"""
        self.assertEqual(action['res_model'], 'crm.lead.job')
        job = self.env['crm.lead.job'].with_user(user or self.seller).browse(action['res_id'])
        return job, {item.name: (item.state, item.outcome) for item in job.item_ids}

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
        job, outcomes = self.outcomes(action)
        self.assertEqual((job.name, job.state), ('Convert 6 leads into opportunities', 'done'))
        self.assertEqual((job.done_count, job.skipped_count, job.failed_count), (2, 3, 1))
        self.assertEqual(outcomes, {
            'Good one': ('done', 'Converted into an opportunity.'),
            'Good two': ('done', 'Converted into an opportunity.'),
            'Lost one': ('skipped', '“Lost one” is lost. Restore it first, then convert it.'),
            'Opportunity': ('skipped', '“Opportunity” is already an opportunity. You find it in the pipeline.'),
            'Won one': ('skipped', '“Won one” is won or has a success rate of 100 %. Set a lower success rate (and'
                                   ' another stage) first, then convert it.'),
            f'Number {secret.id}': (
                'failed', f'You have no access to the record with number {secret.id}. Ask a sales manager.'),
        })
        self.assertEqual(job.action_open_leads()['domain'], [('id', 'in', good.ids)])
        self.assertEqual(job.item_ids[2].action_open_lead()['res_id'], lost.id)
        job.action_undo_all()
        self.assertEqual(good.mapped('type'), ['lead', 'lead'])

    def test_where_all_went_well_nothing_is_kept(self):
        leads = self.make_lead(name='A') + self.make_lead(name='B')
        jobs = self.env['crm.lead.job'].search_count([])
        action = self.mass_dialog(leads, deduplicate=False).action_mass_convert()
        self.assertEqual((action['res_model'], action['domain']), ('crm.lead', [('id', 'in', leads.ids)]))
        self.assertEqual(self.env['crm.lead.job'].search_count([]), jobs)

    def test_what_was_given_away_is_named_and_not_opened(self):
        leads = self.make_lead(name='A') + self.make_lead(name='B')
        won = self.make_lead(name='Won', probability=100)
        action = self.mass_dialog(
            leads + won, user_ids=self.colleague, force_assignment=True).action_mass_convert()
        job, outcomes = self.outcomes(action)
        self.assertEqual(sorted(outcomes), ['A', 'B', 'Won'])
        with self.assertRaisesRegex(UserError, "a colleague's now"):
            job.action_open_leads()
        with self.assertRaises(AccessError):
            job.with_user(self.colleague).action_open_leads()

    def test_what_somebody_else_is_changing_failed(self):
        leads = self.make_lead(name='A') + self.make_lead(name='B') + self.make_lead(name='Busy')
        dialog = self.mass_dialog(leads, deduplicate=False)
        with patch.object(type(leads), 'try_lock_for_update', lambda records, **_kw: records - leads[2]):
            _job, outcomes = self.outcomes(dialog.action_mass_convert())
        self.assertEqual(outcomes['Busy'], (
            'failed', 'Somebody else is changing or converting “Busy” right now. Look at it again in a moment.'))
        self.assertEqual(leads.mapped('type'), ['opportunity', 'opportunity', 'lead'])

    def test_merged_ones_keep_their_names_though_they_are_deleted(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        same = self.make_lead(name='One', email_from='dup@cafe.example.com') + self.make_lead(
            name='Two', email_from='dup@cafe.example.com')
        _job, outcomes = self.outcomes(self.mass_dialog(same, deduplicate=True).action_mass_convert())
        self.assertEqual(outcomes, {
            'One': ('done', 'Merged into “One”: “Two”'), 'Two': ('done', 'Merged into “One”.')})

    def test_a_won_one_ticked_first_stops_nobody(self):
        leads = self.make_lead(name='Won', probability=100) + self.make_lead(name='Good')
        dialog = self.mass_dialog(leads)
        self.assertFalse(dialog.lead_id)
        _job, outcomes = self.outcomes(dialog.action_mass_convert())
        self.assertEqual(
            {name: state for name, (state, _text) in outcomes.items()}, {'Won': 'skipped', 'Good': 'done'})

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
        job, outcomes = self.outcomes(action)
        self.assertEqual((job.done_count, outcomes['Bad'][0]), (2, 'skipped'))

    def test_seven_of_one_customer_do_not_stop_the_others(self):
        seven = self.env['crm.lead'].union(*(
            self.make_lead(name=f'Lead {i}', email_from='dup@cafe.example.com') for i in range(7)))
        other = self.make_lead(name='Other')
        action = self.mass_dialog(seven + other, deduplicate=True).action_mass_convert()
        left = seven.filtered('active')
        self.assertEqual(left, seven[0])
        self.assertEqual((left + other).mapped('type'), ['opportunity', 'opportunity'])
        job, outcomes = self.outcomes(action)
        self.assertIn('Merged into “Lead 0”: “Lead 1”, “Lead 2”, “Lead 3”', outcomes['Lead 0'][1])
        self.assertEqual(outcomes['Lead 6'], ('done', 'Merged into “Lead 0”.'))
        self.assertEqual(job.done_count, 8)
        job.action_undo_all()
        self.assertTrue(all(seven.mapped('active')))
        self.assertEqual((seven + other).mapped('type'), ['lead'] * 8)

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
        job, outcomes = self.outcomes(action, self.manager)
        self.assertEqual((job.done_count, outcomes['Bad'][0]), (2, 'failed'))
        self.assertIn('Second House', outcomes['Bad'][1])

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
        _job, outcomes = self.outcomes(action)
        self.assertRegex(outcomes[lead.name][1], 'converted without a customer, as several fit: .*Twin 1.*Twin 2')
        self.assertEqual(len(twins.exists()), 2)
