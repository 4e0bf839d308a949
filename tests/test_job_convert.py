"""Bulk work that converts: many leads, each with its outcome."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..wizard import crm_lead_to_opportunity_bulk
from .job_common import JobCase, bulk_work_of


@tagged('post_install', '-at_install')
class TestJobConvert(JobCase):

    def convert(self, leads, at_once=False, bundle=50, user=None, also=None, **values):
        """Convert by the dialog, as bulk work.

        :return: the job"""
        dialog = self.mass_dialog(leads, user=user, **values)
        if also:
            dialog.also_merge_ids = also
        with bulk_work_of(bundle, at_once):
            action = dialog.action_mass_convert()
        self.assertEqual(action['res_model'], 'crm.lead.job')
        return self.env['crm.lead.job'].with_user(user or self.seller).browse(action['res_id'])

    def make_leads(self, count, **values):
        return self.env['crm.lead'].union(*(
            self.make_lead(name=f'Lead {number}', **values) for number in range(count)))

    def test_each_lead_has_its_outcome(self):
        leads = self.make_leads(7)
        leads[1].action_set_lost()
        leads[2].type = 'opportunity'
        leads[3].probability = 100
        job = self.convert(leads, action='nothing', bundle=3)
        self.assertEqual((job.name, job.waiting_count), ('Convert 7 leads into opportunities', 7))
        # since the dialog
        leads[4].sudo().unlink()
        leads[5].sudo().user_id = self.colleague
        self.work()
        self.assertEqual(self.outcomes(job), [
            ('done', 'Converted into an opportunity.'),
            ('skipped', '“Lead 1” is lost. Restore it first, then convert it.'),
            ('skipped', '“Lead 2” is already an opportunity. You find it in the pipeline.'),
            ('skipped', '“Lead 3” is won or has a success rate of 100 %. Set a lower success rate (and'
                        ' another stage) first, then convert it.'),
            ('skipped', f'The lead with number {leads[4].id} was deleted in the meantime.'),
            ('failed', f'You have no access to the record with number {leads[5].id}. Ask a sales manager.'),
            ('done', 'Converted into an opportunity.'),
        ])
        self.assertEqual(job.state, 'done')
        self.assertEqual((leads[0] + leads[6]).mapped('type'), ['opportunity'] * 2)
        self.assertEqual(
            job.sudo().item_ids.mapped('conversion_ids.lead_id.id'), [leads[0].id, leads[6].id])

    def test_one_that_fails_is_named_and_stops_nobody(self):
        leads = self.make_leads(4)
        crm_lead = self.registry['crm.lead']
        original = crm_lead._convert_opportunity_data
        for error in (UserError('Not this one.'), ZeroDivisionError()):
            def convert_data(lead, customer, team_id=False, error=error):
                if 'Lead 1' in lead.mapped('name'):
                    raise error
                return original(lead, customer, team_id=team_id)

            with self.subTest(error), patch.object(crm_lead, '_convert_opportunity_data', convert_data):
                job = self.convert(leads, action='nothing', bundle=4)
                with mute_logger('odoo.addons.crm_lead_conversion.models.crm_lead_job_item'):
                    self.work()
                self.assertEqual(job.item_ids.mapped('state'), ['done', 'failed', 'done', 'done'])
                self.assertEqual(leads.mapped('type'), ['opportunity', 'lead', 'opportunity', 'opportunity'])
                job.action_undo_all()
                self.assertEqual(leads.mapped('type'), ['lead'] * 4)

    def test_what_the_dialog_says_of_one_is_its_outcome(self):
        leads = self.make_leads(2)
        with patch.object(
                self.registry['crm.lead'], '_convert_opportunity_data', side_effect=UserError('Not this one.')):
            job = self.convert(leads, action='nothing', bundle=1)
            self.work()
        self.assertEqual(self.outcomes(job), [('failed', 'Not this one.')] * 2)
        self.assertEqual(leads.mapped('type'), ['lead'] * 2)

    def test_one_that_somebody_is_at_is_tried_again(self):
        lead = self.make_leads(1)
        job = self.start('convert', [{'lead_ids': lead.ids}], options={'action': 'nothing'}, at_once=False)
        with patch.object(self.registry['crm.lead'], 'try_lock_for_update', lambda leads, **_how: leads.browse()):
            job.sudo().item_ids._do_convert()
        self.assertEqual(
            self.outcomes(job), [('waiting', 'Somebody else is changing Lead 0: it is tried again.')])
        self.assertEqual((lead.type, job.sudo().item_ids.tries), ('lead', 1))
        self.work()
        self.assertEqual(self.outcomes(job), [('done', 'Converted into an opportunity.')])
        self.assertEqual(lead.type, 'opportunity')

    def test_one_of_several_that_somebody_is_at_keeps_nobody_waiting(self):
        leads = self.make_leads(2)
        job = self.start('convert', [{'lead_ids': leads.ids}], options={'action': 'nothing'}, at_once=False)
        with patch.object(self.registry['crm.lead'], 'try_lock_for_update', lambda some, **_how: some - leads[0]):
            job.sudo().item_ids._do_convert()
        self.assertEqual(self.outcomes(job), [
            ('waiting', 'Somebody else is changing Lead 0: it is tried again.'),
            ('done', 'Converted into an opportunity.')])
        self.assertEqual(leads.mapped('type'), ['lead', 'opportunity'])

    def test_salespeople_share_all_the_leads_in_turn(self):
        leads = self.make_leads(6, user_id=False)
        job = self.convert(
            leads.with_user(self.manager), user=self.manager, action='nothing',
            user_ids=self.seller + self.colleague, bundle=3)
        self.work()
        self.assertEqual(job.done_count, 6)
        self.assertEqual(leads.sudo().mapped('user_id.name'), ['Carl Colleague', 'Sanne Seller'])
        first = leads[0].sudo().user_id
        self.assertEqual([lead.user_id == first for lead in leads.sudo()], [True, False] * 3)

    def test_customers_are_used_or_created(self):
        known = self.env['res.partner'].create({'name': 'Known', 'email': 'known@bulk.example.com'})
        leads = self.make_leads(2) + self.make_lead(contact_name='New Nora', email_from='nora@bulk.example.com')
        leads[0].email_from = 'known@bulk.example.com'
        self.convert(leads, action='each_exist_or_create')
        self.work()
        self.assertEqual(leads[0].partner_id, known)
        self.assertEqual(leads[2].partner_id.name, 'New Nora')

    def same(self, count):
        return self.make_leads(
            count, contact_name='Eva Peeters', email_from='eva@same.example.com', phone='+32 2 555 07 11')

    def test_only_the_selected_are_merged(self):
        *selected, outside = self.same(3)
        leads = self.make_lead(name='Alone') + selected[0] + self.make_lead(name='Another') + selected[1]
        job = self.convert(leads, action='nothing', bundle=2, deduplicate=True)
        self.work()
        self.assertEqual((leads[3].merged_into_id, outside.merged_into_id.id), (leads[1], False))
        self.assertEqual(outside.type, 'lead')
        by_name = {item.name: item for item in job.sudo().item_ids}
        self.assertEqual(by_name['Lead 1'].outcome, 'Merged into “Lead 0”.')
        self.assertEqual(by_name['Lead 1'].lead_id, leads[1])
        self.assertEqual(by_name['Lead 1'].merge_id, leads[1].sudo().merge_record_ids)
        self.assertEqual(by_name['Lead 0'].conversion_ids.lead_id, leads[1])
        self.assertEqual(job.done_count, 4)

    def test_what_was_ticked_outside_is_merged_too(self):
        *selected, outside, other = self.same(4)
        leads = selected[0] + selected[1]
        dialog = self.mass_dialog(leads)
        self.assertEqual(dialog.outside_ids, outside + other)
        self.assertFalse(dialog.also_merge_ids)
        self.convert(leads, action='nothing', deduplicate=True, also=outside)
        self.work()
        self.assertEqual((leads[1] + outside).merged_into_id, leads[0])
        self.assertFalse(other.merged_into_id)

    def test_few_in_the_request_merge_only_the_selected(self):
        *selected, outside = self.same(3)
        leads = selected[0] + selected[1]
        self.mass_dialog(leads, action='nothing', deduplicate=True).action_mass_convert()
        self.assertEqual((leads[1].merged_into_id, outside.merged_into_id.id), (leads[0], False))

    def test_what_cannot_be_merged_is_not_converted_and_named(self):
        leads, alone = self.same(2), self.make_lead(name='Alone')
        refuse = patch.object(self.registry['crm.lead'], 'merge_opportunity', side_effect=UserError('Not these.'))
        said = [f'“{lead.name}” was not merged, and not converted: Not these.' for lead in leads]
        with refuse, self.assertRaises(UserError) as caught:
            self.mass_dialog(leads, action='nothing', deduplicate=True).action_mass_convert()
        self.assertEqual(caught.exception.args[0].splitlines(), said)
        with refuse:
            self.mass_dialog(leads + alone, action='nothing', deduplicate=True).action_mass_convert()
        self.assertEqual((leads + alone).mapped('type'), ['lead', 'lead', 'opportunity'])
        with refuse:
            job = self.convert(leads, action='nothing', deduplicate=True)
            self.work()
        self.assertEqual(self.outcomes(job), [('failed', text) for text in said])

    def test_undo_all_takes_merges_and_conversions_back(self):
        leads = self.same(3) + self.make_leads(2)
        before = self.database()['crm_lead']
        job = self.convert(leads, action='nothing', deduplicate=True, at_once=True)
        self.assertEqual((job.state, job.done_count), ('done', 5))
        self.assertEqual(len(leads.filtered('merged_into_id')), 2)
        undo = self.env['crm.lead.job'].browse(job.action_undo_all()['res_id'])
        self.assertEqual(set(undo.sudo().item_ids.mapped('state')), {'done'})
        self.assertEqual(self.database()['crm_lead'], before)

    def test_as_few_statements_as_in_the_request(self):
        def count(bulk, number):
            leads = self.make_leads(number)
            dialog = self.mass_dialog(leads, action='nothing', deduplicate=False)
            with patch.object(crm_lead_to_opportunity_bulk, '_AT_ONCE', 1 if bulk else 100):
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                dialog.action_mass_convert()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before
        for bulk in (False, True):
            count(bulk, 3)
        request = (count(False, 40) - count(False, 10)) / 30
        bulk = (count(True, 40) - count(True, 10)) / 30
        self.assertLess(bulk, request + 4)
