"""Merging unasked: what is merged, and what never is."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .dedupe_common import AutomaticCase

_SCAN = 'crm_lead_conversion.ir_cron_crm_lead_duplicate_scan'


@tagged('post_install', '-at_install')
class TestDedupeAutomatic(AutomaticCase):

    def test_off_unless_switched_on(self):
        self.assertNothingMerged()
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_merge_after_a_scan(self):
        self.switch_on()
        job = self.scan_and_merge()
        odoobot = self.env.ref('base.user_root')
        self.assertEqual((job.kind, job.state, job.user_id, job.company_id), (
            'merge', 'done', odoobot, self.env.company))
        self.assertEqual(self.outcomes(job), [('done', "Merged into “Grinder”.")])
        self.assertEqual(self.call.sudo().merged_into_id, self.eva.sudo())
        self.assertEqual((self.found(), self.groups(state='merged').lead_count), ([], 1))
        merge = self.merges().with_user(self.seller)
        self.assertEqual((merge.user_id, merge.master_id, merge.merged_ids), (odoobot, self.eva, self.call))
        self.assertEqual((merge.strength, merge.reason), (
            100, "same e-mail; same phone; same person; same company name; same web or mail domain"))
        self.assertTrue(merge.can_undo)

    def test_nothing_is_merged_within_the_scan(self):
        self.switch_on()
        self.scan()
        self.assertFalse(self.call.sudo().merged_into_id)
        self.assertEqual(self.env['crm.lead.job'].search([]).state, 'running')

    def test_note_says_it(self):
        self.switch_on()
        self.scan_and_merge()
        note = self.eva.message_ids[0].body
        self.assertIn("Merged into this record automatically, with a strength of 100 of 100 (same e-mail;", note)
        self.assertIn("choose Undo on the page Merges", note)
        other = self.make_lead(name='By hand')
        (self.eva + other)._merge_opportunity()
        self.assertNotIn("automatically", self.eva.message_ids[0].body)
        self.assertEqual(self.eva.merge_record_ids[0].strength, 0)

    def test_after_what_changed_is_compared(self):
        self.scan()
        # what is noted bears the time at which this transaction began
        self.env['crm.lead.duplicate.scan'].search([]).date = fields.Datetime.now() - timedelta(minutes=5)
        self.switch_on()
        cron = self.env.ref(_SCAN)
        self.make_lead(name='Again', contact_name='Jan Claes', phone='+32 3 555 77 12', partner_name='Bakkerij Claes',
                       email_from='jan@claes.example.com')
        self.other.write({'partner_name': 'Bakkerij Claes', 'email_from': 'jan@claes.example.com'})
        self.env.flush_all()
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=600):
            cron.with_user(cron.user_id).ir_actions_server_id.run()
        self.work()
        self.assertEqual(self.merges().mapped('master_id.name'), ['Bakery', 'Grinder'])

    def test_no_job_where_there_is_nothing_to_merge(self):
        self.switch_on()
        self.scan_and_merge()
        self.assertEqual(len(self.scan_and_merge()), 1)

    def test_what_waits_is_not_started_again(self):
        self.switch_on()
        self.scan()
        self.scan()
        job = self.env['crm.lead.job'].search([])
        self.assertEqual((len(job), job.total_count), (1, 1))

    # ------------------------------------------------------------
    # How sure
    # ------------------------------------------------------------

    def test_below_the_strength(self):
        self.call.sudo().write({'email_from': False, 'partner_name': False})
        strength = self.eva._find_similar()[self.eva][0]['strength']
        self.switch_on(merge_threshold=str(strength), auto_merge_threshold=str(strength + 1))
        self.assertNothingMerged()
        self.switch_on(auto_merge_threshold=str(strength))
        self.scan_and_merge()
        self.assertEqual(self.merges().strength, strength)

    def test_never_below_the_strength_of_other_ways(self):
        self.switch_on(merge_threshold='97', auto_merge_threshold='60')
        Duplicate = self.env['crm.lead.duplicate']
        self.assertEqual(Duplicate._get_automatic_threshold(), 97)
        for value, expected in (('nonsense', 97), ('99', 99), (False, 97)):
            self.set_parameter('auto_merge_threshold', value)
            self.assertEqual(Duplicate._get_automatic_threshold(), expected)

    def test_every_pair_counts(self):
        """A group is as strong as the mean of its joins; here each pair has to be."""
        third = self.make_lead(
            name='Third', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV', phone='+32 9 555 01 01',
            email_from='eva.peeters@koffiehuis.example.com')
        self.scan()
        self.assertEqual(self.found(), [['Call', 'Grinder', 'Third']])
        Duplicate = self.env['crm.lead.duplicate']
        [sure] = Duplicate._find_automatic(95, False)
        self.assertEqual((sure.lead_ids, sure.strength), ([self.eva.id, self.call.id, third.id], 100))
        pair = (min(self.call.id, third.id), max(self.call.id, third.id))
        self.env.cr.execute(SQL(
            "UPDATE crm_lead_duplicate_pair SET bits = 4.3 WHERE one_id = %s AND other_id = %s", *pair))
        self.assertEqual([sure.strength for sure in Duplicate._find_automatic(95, False)], [95])
        self.assertEqual(Duplicate._find_automatic(96, False), [])
        self.env.cr.execute(SQL(
            "DELETE FROM crm_lead_duplicate_pair WHERE one_id = %s AND other_id = %s", *pair))
        self.assertEqual(Duplicate._find_automatic(1, False), [])
        self.assertEqual(self.groups().score, 100)

    # ------------------------------------------------------------
    # What is never merged unasked
    # ------------------------------------------------------------

    def test_different_salespeople(self):
        self.call.sudo().user_id = self.colleague
        self.switch_on()
        self.assertNothingMerged()
        self.switch_on(auto_merge_salespeople='True')
        self.scan_and_merge()
        self.assertEqual(self.eva.user_id, self.seller)
        self.assertEqual(len(self.merges()), 1)

    def test_of_nobody_and_of_one(self):
        self.call.sudo().user_id = False
        # that of a lead follows its salesperson
        (self.eva + self.call).sudo().company_id = self.env.company
        self.switch_on()
        job = self.scan_and_merge()
        self.assertEqual(self.outcomes(job), [('done', "Merged into “Grinder”.")])
        self.assertEqual(self.eva.user_id, self.seller)

    def test_with_and_without_a_company(self):
        self.env['res.company'].create({'name': 'Other Company'})
        self.team.sudo().company_id = False
        for lead, company in ((self.eva, self.env.company), (self.call, False)):
            lead.sudo().write({'user_id': False, 'team_id': False, 'company_id': company and company.id})
        self.switch_on()
        self.assertNothingMerged()
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        self.call.sudo().company_id = self.env.company
        self.scan_and_merge()
        self.assertEqual(len(self.merges()), 1)

    def test_with_and_without_a_company_where_there_is_but_one(self):
        self.team.sudo().company_id = False
        for lead, company in ((self.eva, self.env.company), (self.call, False)):
            lead.sudo().write({'user_id': False, 'team_id': False, 'company_id': company and company.id})
        self.switch_on()
        self.patch(type(self.env['crm.lead.duplicate']), '_has_several_companies', lambda groups: False)
        self.scan_and_merge()
        self.assertEqual(len(self.merges()), 1)

    def test_a_job_for_each_company(self):
        """Who sees a job sees what its records are called."""
        theirs = self.env['res.company'].create({'name': 'Other Company'})
        (self.eva + self.call).sudo().write({'user_id': False, 'team_id': False, 'company_id': self.env.company.id})
        for name in ('Their first', 'Their second'):
            self.make_lead(
                name=name, contact_name='Ann Wouters', phone='+32 2 555 66 66', partner_name='Wouters NV',
                email_from='ann@wouters.example.com', user_id=False, team_id=False, company_id=theirs.id,
                country_id=self.belgium.id)
        their_manager = new_test_user(
            self.env, 'conv_their', name='Tim Their', groups='sales_team.group_sale_manager',
            company_id=theirs.id, company_ids=[(6, 0, theirs.ids)])
        self.switch_on()
        jobs = self.scan_and_merge()
        self.assertEqual(jobs.company_id, self.env.company + theirs)
        self.assertEqual([job.item_ids.mapped('state') for job in jobs], [['done'], ['done']])
        for user, name in ((self.manager, 'Grinder'), (their_manager, 'Their first')):
            seen = self.env['crm.lead.job'].with_user(user).search([])
            self.assertEqual(len(seen), 1)
            self.assertIn(name, seen.item_ids.name)
            self.assertEqual(self.env['crm.lead.merge'].with_user(user).search([]).master_id.name, name)
        self.assertFalse(self.env['crm.lead.job'].with_user(self.seller).search([]))

    def test_different_companies(self):
        theirs = self.env['res.company'].create({'name': 'Other Company'})
        (self.eva + self.call).sudo().write({'user_id': False, 'team_id': False, 'country_id': self.belgium.id})
        self.scan()
        group = self.groups()
        self.eva.sudo().company_id, self.call.sudo().company_id = self.env.company, theirs
        self.switch_on()
        self.assertEqual(group.sudo().state, 'new')
        self.assertFalse(self.env['crm.lead.duplicate']._merge_automatically())
        self.assertNothingMerged()

    def test_won_lost_and_archived(self):
        self.scan()
        self.switch_on()
        Duplicate = self.env['crm.lead.duplicate']
        self.assertEqual(len(Duplicate._find_automatic()), 1)
        for action, back in (('action_set_lost', 'action_unarchive'), ('action_archive', 'action_unarchive')):
            getattr(self.call.sudo(), action)()
            self.assertEqual(Duplicate._find_automatic(), [])
            getattr(self.call.sudo(), back)()
            self.assertEqual(len(Duplicate._find_automatic()), 1)
        self.call.sudo().write({'type': 'opportunity'})
        self.call.sudo().action_set_won()
        self.assertEqual(Duplicate._find_automatic(), [])

    def test_declared_not_the_same(self):
        """Not even where something new speaks for it."""
        self.call.sudo().partner_name = False
        self.call.with_context(similar_to_lead_id=self.eva.id).action_not_same()
        self.switch_on()
        self.assertNothingMerged()
        self.call.sudo().partner_name = 'Koffiehuis Gent BV'
        self.assertNothingMerged()
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        self.call.with_context(similar_to_lead_id=self.eva.id).not_same_id.action_take_back()
        self.scan_and_merge()
        self.assertEqual(len(self.merges()), 1)

    def test_ignored(self):
        self.scan()
        self.groups(self.seller).action_ignore()
        self.switch_on()
        self.assertNothingMerged()

    def test_checklist(self):
        """A lead that is merged with an opportunity is converted."""
        check = self.env['crm.lead.check'].create({'name': 'Budget known', 'team_id': self.team.id})
        self.eva.sudo().type = 'opportunity'
        self.switch_on()
        self.assertNothingMerged()
        self.call.sudo().check_ids = check
        self.scan_and_merge()
        self.assertEqual(len(self.merges()), 1)

    def test_checklist_of_leads_alone(self):
        self.env['crm.lead.check'].create({'name': 'Budget known', 'team_id': self.team.id})
        self.switch_on()
        self.scan_and_merge()
        self.assertEqual((len(self.merges()), self.eva.type), (1, 'lead'))

    def test_two_customers(self):
        first, second = self.env['res.partner'].create([{'name': 'Eva Peeters'}, {'name': 'Eva P.'}])
        self.eva.sudo().with_context(tracking_disable=True).partner_id = first
        self.call.sudo().partner_id = second
        for lead in (self.eva, self.call):
            lead.sudo().write({
                'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01', 'partner_name': 'Koffiehuis Gent BV',
                'email_from': 'eva.peeters@koffiehuis.example.com'})
        self.scan()
        self.env.cr.execute("UPDATE crm_lead_duplicate_pair SET bits = 20")
        self.env.cr.execute("UPDATE crm_lead_duplicate SET score = 100")
        self.assertEqual(self.env['crm.lead.duplicate']._find_automatic(), [])
        self.call.sudo().partner_id = first
        self.assertEqual(len(self.env['crm.lead.duplicate']._find_automatic()), 1)

    def test_more_than_a_person_may_merge(self):
        self.make_lead(
            name='Third', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV', phone='+32 9 555 01 01',
            email_from='eva.peeters@koffiehuis.example.com')
        self.switch_on(max_records='2')
        self.assertNothingMerged()
        self.switch_on(max_records='3')
        self.scan_and_merge()
        self.assertEqual(self.merges().merged_count, 2)

    def test_where_it_could_not_be_undone(self):
        self.switch_on(keep_merged='False')
        self.assertNothingMerged()
        self.assertTrue(self.call.exists())
        self.switch_on(keep_merged='True', matching='odoo')
        self.assertNothingMerged()

    def test_what_an_addon_refuses(self):
        self.switch_on()
        with patch.object(
                type(self.env['crm.lead']), '_get_merge_refusals', lambda leads: {leads[0]: "Under contract."}):
            job = self.scan_and_merge()
        self.assertEqual(self.outcomes(job), [('skipped', "Under contract.")])
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    # ------------------------------------------------------------
    # What changes before it is done
    # ------------------------------------------------------------

    def test_switched_off_before_it_is_done(self):
        self.switch_on()
        self.scan()
        self.set_parameter('auto_merge', False)
        self.work()
        job = self.env['crm.lead.job'].search([])
        self.assertEqual(self.outcomes(job), [(
            'skipped', "Not merged: automatic merging was switched off in the meantime.")])

    def test_changed_before_it_is_done(self):
        self.switch_on()
        self.scan()
        self.call.write({'email_from': False, 'phone': False, 'partner_name': False})
        self.work()
        job = self.env['crm.lead.job'].search([])
        self.assertEqual(self.outcomes(job), [(
            'skipped', "Not merged: something changed since the records were compared."
                       " Somebody has to look at this group.")])
        self.assertFalse(self.merges())

    def test_given_to_another_before_it_is_done(self):
        self.switch_on()
        self.scan()
        self.call.sudo().user_id = self.colleague
        self.work()
        self.assertEqual(self.env['crm.lead.job'].search([]).item_ids.state, 'skipped')
