"""Bulk work that merges: what becomes of each item."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import crm_lead_job, crm_lead_job_item
from .job_common import JobCase

_ITEM_LOGGER = 'odoo.addons.crm_lead_conversion.models.crm_lead_job_item'


@tagged('post_install', '-at_install')
class TestJobMerge(JobCase):

    def test_few_are_done_at_once(self):
        one, two = self.make_group(), self.make_group(3)
        job = self.start('merge', self.items_to_merge(one, two), name='Two groups')
        self.assertEqual((job.state, job.user_id, job.name), ('done', self.seller, 'Two groups'))
        self.assertEqual(self.outcomes(job), [
            ('done', 'Merged into “Group 0”.'), ('done', 'Merged into “Group 0”: 2 records.')])
        self.assertEqual(job.sudo().item_ids.mapped('lead_id.id'), [one[0].id, two[0].id])
        self.assertEqual(job.sudo().item_ids.mapped('merge_id.origin'), ['bulk', 'bulk'])
        self.assertEqual(job.sudo().item_ids.merge_id, (one[0] + two[0]).sudo().merge_record_ids)
        self.assertEqual(job.item_ids.mapped('name'), ['Group 0 and Group 1', 'Group 0, Group 1, and Group 2'])
        self.assertEqual((job.total_count, job.done_count, job.progress), (2, 2, 100))

    def test_more_are_left_to_the_scheduled_actions(self):
        groups = [self.make_group() for _number in range(3)]
        triggers = self.env['ir.cron.trigger'].sudo()
        before = triggers.search_count([])
        with patch.object(crm_lead_job, '_AT_ONCE', 2):
            job = self.start('merge', self.items_to_merge(*groups))
        self.assertEqual((job.state, job.waiting_count, job.progress), ('running', 3, 0))
        self.assertEqual(triggers.search_count([]), before + 3)
        self.assertFalse(any(group[1].merged_into_id for group in groups))
        self.work()
        self.assertEqual((job.state, job.done_count, job.progress), ('done', 3, 100))
        self.assertTrue(all(group[1].merged_into_id == group[0] for group in groups))

    def test_what_may_be_read_and_not_changed(self):
        group, fine = self.make_group(), self.make_group()
        self.env['ir.rule'].create({
            'name': 'Somebody else keeps this one', 'model_id': self.env['ir.model']._get_id('crm.lead'),
            'domain_force': [('id', '!=', group[1].id)], 'perm_read': False})
        job = self.start('merge', self.items_to_merge(group, fine))
        self.assertEqual([state for state, _outcome in self.outcomes(job)], ['failed', 'done'])
        self.assertEqual(
            self.outcomes(job)[0][1],
            "You may read “Group 1” but not change it. Ask its salesperson or a sales manager.")
        self.assertFalse(group.sudo().merged_into_id)

    def test_the_chosen_record_survives(self):
        group = self.make_group()
        self.start('merge', [{'lead_ids': group.ids, 'master_id': group[1].id}])
        self.assertEqual(group[0].merged_into_id, group[1])

    def test_what_cannot_be_merged_is_named(self):
        merged, gone, both_gone = self.make_group(), self.make_group(), self.make_group()
        lost, won, secret = self.make_group(), self.make_group(), self.make_group()
        archived, fine = self.make_group(3), self.make_group()
        merged.merge_opportunity()
        gone[1].sudo().unlink()
        both_gone.sudo().unlink()
        lost[1].action_set_lost()
        won[1].stage_id = self.stage_won
        archived[2].active = False
        secret[1].sudo().user_id = self.colleague
        job = self.start('merge', self.items_to_merge(
            merged, gone, both_gone, lost, won, archived, secret, fine, fine[:1]))
        self.assertEqual(self.outcomes(job), [
            ('skipped', 'Merged into “Group 0” already.'),
            ('skipped', 'The other records were deleted in the meantime.'),
            ('skipped', 'The records were deleted in the meantime.'),
            ('skipped', 'Not merged, as it was won, lost or archived: “Group 1”.'),
            ('skipped', 'Not merged, as it was won, lost or archived: “Group 1”.'),
            ('done', 'Merged into “Group 0”.'
                     ' Not merged, as it was won, lost or archived: “Group 2”.'),
            ('failed', f'You have no access to the record with number {secret[1].id}. Ask a sales manager.'),
            ('done', 'Merged into “Group 0”.'),
            ('skipped', 'There is only one record.'),
        ])
        self.assertEqual(job.item_ids[6].name, f'Group 0 and Number {secret[1].id}')
        self.assertFalse(secret.sudo().merged_into_id)
        self.assertEqual((job.state, job.done_count, job.skipped_count, job.failed_count), ('done', 2, 6, 1))

    def test_a_group_that_overlaps_goes_into_the_same_record(self):
        leads = self.make_group(3)
        job = self.start('merge', self.items_to_merge(leads[:2], leads[1:]))
        self.assertEqual([state for state, _outcome in self.outcomes(job)], ['done', 'done'])
        self.assertEqual(leads[1:].merged_into_id, leads[0])

    def merge_fails(self, error):
        """Merge two groups; the first of them meets an error after it began."""
        one, two = self.make_group(), self.make_group()
        crm_lead = self.registry['crm.lead']
        original = crm_lead._archive_as_merged

        def archive(records, way):
            original(records, way)
            if one[0].id in way.values():
                raise error

        with patch.object(crm_lead, '_archive_as_merged', archive):
            job = self.start('merge', self.items_to_merge(one, two))
        self.assertFalse(one.merged_into_id)
        self.assertTrue(all(one.mapped('active')))
        self.assertEqual(two[1].merged_into_id, two[0])
        return job, one

    def test_a_refusal_is_said_and_does_not_stop_the_others(self):
        job, _leads = self.merge_fails(UserError('This one not.'))
        self.assertEqual(self.outcomes(job)[0], ('failed', 'This one not.'))
        self.assertEqual(job.state, 'done')

    @mute_logger(_ITEM_LOGGER)
    def test_what_nobody_thought_of_is_said_in_plain_words(self):
        job, _leads = self.merge_fails(ZeroDivisionError('secret value'))
        state, outcome = self.outcomes(job)[0]
        self.assertEqual(state, 'failed')
        self.assertIn('Please tell your administrator', outcome)
        self.assertNotIn('secret', outcome)

    def test_changed_at_the_same_time_is_tried_again(self):
        for error in (SerializationFailure(), LockError('locked')):
            job, leads = self.merge_fails(error)
            self.assertEqual(job.state, 'running')
            self.assertEqual(self.outcomes(job)[0], (
                'waiting', 'Somebody else is changing Group 0 and Group 1: it is tried again.'))
            self.work()
            self.assertEqual((job.state, job.done_count), ('done', 2))
            self.assertEqual(leads[1].merged_into_id, leads[0])

    def test_changed_by_somebody_time_and_again(self):
        group = self.make_group()
        with patch.object(self.registry['crm.lead'], '_lock_for_merge', side_effect=LockError('locked')), \
                patch.object(crm_lead_job_item, '_RETRY_SECONDS', 0):
            job = self.start('merge', self.items_to_merge(group))
            for _turn in range(5):
                self.work()
        self.assertEqual(self.outcomes(job), [(
            'failed', 'Somebody else was changing Group 0 and Group 1 each of the 5 times it was tried.'
                      ' Nothing was changed. Do it again later.')])
        self.assertEqual(job.state, 'done')

    def test_tried_again_later_calls_the_workers_for_then(self):
        group = self.make_group()
        with patch.object(self.registry['crm.lead'], '_lock_for_merge', side_effect=LockError('locked')):
            job = self.start('merge', self.items_to_merge(group))
            self.work()
        later = job.item_ids.retry_at
        self.assertTrue(later)
        self.assertEqual(self.env['ir.cron.trigger'].sudo().search_count([('call_at', '=', later)]), 3)

    def test_records_that_are_not_kept(self):
        self.env['ir.config_parameter'].sudo().set_param('crm_lead_conversion.keep_merged', 'False')
        group = self.make_group()
        self.env.ref('sales_team.group_sale_salesman')
        job = self.start('merge', self.items_to_merge(group), user=self.manager)
        self.assertEqual(self.outcomes(job), [('done', 'Merged into “Group 0”.')])
        self.assertFalse(group[1].exists())
        self.assertFalse(job.sudo().item_ids.merge_id)

    def test_nothing_to_do(self):
        with self.assertRaisesRegex(UserError, 'nothing to do'):
            self.start('merge', [])

    def test_finished_jobs_are_deleted_after_a_while(self):
        group = self.make_group()
        old, new = self.start('merge', self.items_to_merge(group)), self.start('merge', self.items_to_merge(group))
        old.sudo().done_date = '2020-01-01 00:00:00'
        merge = old.sudo().item_ids.merge_id
        self.env['crm.lead.job'].sudo()._gc_jobs()
        self.assertEqual((old + new).exists(), new)
        self.assertEqual(merge.exists().state, 'done')
