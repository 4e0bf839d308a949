"""Bulk work that is cancelled, and taken back."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import crm_lead_job
from .job_common import JobCase


@tagged('post_install', '-at_install')
class TestJobUndo(JobCase):

    def test_undo_all_leaves_the_database_as_it_was(self):
        leads = self.make_group(4, email_from='eva@undo.example.com')
        leads[1].message_post(body='Hello')
        other = self.make_group(3)
        before = self.database()
        job = self.start('merge', self.items_to_merge(leads[:2], leads[2:], leads[1:3], other))
        self.assertEqual(job.done_count, 4)
        self.assertTrue(job.can_undo)
        action = job.action_undo_all()
        undo = self.env['crm.lead.job'].with_user(self.seller).browse(action['res_id'])
        self.assertEqual((undo.kind, undo.name, undo.undone_job_id), ('undo', 'Undo: Merge', job))
        self.assertEqual(self.outcomes(undo), [('done', 'Merge undone.')] * 4)
        self.assertEqual(set(undo.item_ids.mapped('name')), {'Merge into Group 0', 'Merge into Group 2'})
        self.assertSameDatabase(before)
        self.assertFalse(job.can_undo)
        with self.assertRaisesRegex(UserError, 'can be taken back any more'):
            job.action_undo_all()

    def test_what_was_taken_back_already_or_cannot_be(self):
        one, two, three = self.make_group(), self.make_group(), self.make_group()
        job = self.start('merge', self.items_to_merge(one, two, three))
        merges = job.sudo().item_ids.mapped('merge_id')
        self.undo(one[0])
        later = self.make_lead(name='Later')
        (two[0] + later).merge_opportunity()
        three[0].sudo().user_id = self.colleague
        undo = self.start('undo', [{'merge_id': merge.id} for merge in merges])
        (first, said), second, third = self.outcomes(undo)
        self.assertEqual((first, said), ('skipped', 'Taken back already by Sanne Seller.'))
        self.assertEqual(second, (
            'failed', 'Other records were merged into “Group 0” later. Undo that merge first.'))
        self.assertEqual(third[0], 'failed')
        self.assertEqual(three[1].sudo().merged_into_id, three[0])

    def test_with_several_workers_the_last_is_taken_back_first(self):
        leads = self.make_group(3)
        job = self.start('merge', self.items_to_merge(leads[:2], leads[1:]))
        with patch.object(crm_lead_job, '_AT_ONCE', 0):
            undo = self.env['crm.lead.job'].browse(job.action_undo_all()['res_id'])
        # another worker has the first item; this one comes to the second
        undo.sudo().item_ids[1]._work()
        self.assertEqual(undo.sudo().item_ids.mapped('state'), ['waiting', 'waiting'])
        self.work()
        self.assertEqual(undo.sudo().item_ids.mapped('state'), ['done', 'done'])
        self.assertFalse(leads.merged_into_id)

    def test_cancel(self):
        groups = [self.make_group() for _number in range(3)]
        with patch.object(crm_lead_job, '_AT_ONCE', 0):
            job = self.start('merge', self.items_to_merge(*groups))
        job.sudo().item_ids[0]._work()
        self.assertEqual((job.done_count, job.waiting_count), (1, 2))
        job.action_cancel()
        self.assertEqual((job.state, job.cancel_user_id), ('cancelled', self.seller))
        self.assertEqual(self.outcomes(job)[1:], [
            ('skipped', 'Cancelled by Sanne Seller before it was done.')] * 2)
        self.work()
        self.assertEqual([bool(group[1].merged_into_id) for group in groups], [True, False, False])
        with self.assertRaisesRegex(UserError, 'finished already'):
            job.action_cancel()
        job.action_undo_all()
        self.assertFalse(groups[0][1].merged_into_id)

    def test_what_is_in_progress_is_cancelled_first(self):
        with patch.object(crm_lead_job, '_AT_ONCE', 0):
            job = self.start('merge', self.items_to_merge(self.make_group()))
        self.assertFalse(job.can_undo)
        with self.assertRaisesRegex(UserError, 'Cancel it first'):
            job.action_undo_all()

    def test_conversions_are_taken_back(self):
        leads = self.make_group(3)
        before = self.database()
        job = self.start('convert', [{'lead_ids': leads.ids}], options={'action': 'nothing'})
        self.assertEqual(job.done_count, 3)
        self.assertEqual(leads.mapped('type'), ['opportunity'] * 3)
        undo = self.env['crm.lead.job'].browse(job.action_undo_all()['res_id'])
        self.assertEqual(undo.sudo().item_ids.mapped('outcome'), ['Conversion undone: it is a lead again.'] * 3)
        self.assertEqual(leads.mapped('type'), ['lead'] * 3)
        after = self.database()
        self.assertEqual(after['crm_lead'], before['crm_lead'])
