"""Several workers at the same job, on real connections."""
# pylint: disable=invalid-commit

from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ..models import crm_lead_job, crm_lead_job_item, crm_lead_job_work
from .connection_common import ConnectionCase


class JobWorkersCase(ConnectionCase):

    def setUp(self):
        super().setUp()
        self.lead_ids = []
        self.addCleanup(self.in_transaction, self.remove)
        self.patch(crm_lead_job, '_AT_ONCE', 0)

    def remove(self, env):
        env['crm.lead.job'].search([]).unlink()
        env['crm.lead'].browse(self.lead_ids).exists()._unlink_merged()
        env['ir.cron.trigger'].search([('cron_id.cron_name', 'like', 'Leads: bulk work')]).unlink()

    def make_groups(self, count, size=3):
        """:return: list of lists of ids, each group to be merged"""
        def make(env):
            leads = env['crm.lead'].create([
                {'name': f'Bulk {number} {place}', 'type': 'lead', 'user_id': False}
                for number in range(count) for place in range(size)])
            for lead in leads:
                lead.message_post(body='Hello')
            return leads.ids
        ids = self.in_transaction(make)
        self.lead_ids += ids
        return [ids[start:start + size] for start in range(0, len(ids), size)]

    def start(self, groups):
        """:return: id of the job"""
        return self.in_transaction(lambda env: env['crm.lead.job']._start(
            'merge', [{'lead_ids': group} for group in groups]).id)

    def check_merged(self, groups, job_id):
        """Every group was merged, once, and its item says so."""
        def check(env):
            job = env['crm.lead.job'].browse(job_id)
            self.assertEqual(job.state, 'done')
            self.assertEqual((job.done_count, job.total_count), (len(groups), len(groups)))
            for item, group in zip(job.item_ids, groups, strict=True):
                leads = env['crm.lead'].browse(group)
                self.assertEqual(leads[1:].merged_into_id, leads[0])
                self.assertEqual(leads[0].merge_record_ids, item.merge_id)
                self.assertEqual(item.merge_id.merged_count, len(group) - 1)
                messages = env['mail.message'].search_count([
                    ('model', '=', 'crm.lead'), ('res_id', '=', leads[0].id), ('body', 'ilike', 'Hello')])
                self.assertEqual(messages, len(group))
        self.in_transaction(check)


@tagged('post_install', '-at_install', 'database_breaking')
class TestJobWorkers(JobWorkersCase):

    def work_at_once(self, count):
        """Let several workers begin at the same moment.

        :return: what each of them raised"""
        errors = []

        def work(env):
            try:
                env['crm.lead.job']._cron_work()
            except Exception as error:  # noqa: BLE001  the test shows it
                env.cr.rollback()
                errors.append(repr(error))

        self.at_once([work] * count, seconds=60)
        return errors

    def test_each_item_is_done_once(self):
        groups = self.make_groups(24)
        job_id = self.start(groups)
        with patch.object(crm_lead_job_work, '_BATCH', 2):
            self.assertEqual(self.work_at_once(3), [])
        self.in_transaction(lambda env: env['crm.lead.job']._finish_running())
        self.check_merged(groups, job_id)

    def test_what_another_worker_has_is_left_alone(self):
        job_id = self.start(self.make_groups(3))
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first = api.Environment(one, SUPERUSER_ID, {})['crm.lead.job.item']
            second = api.Environment(two, SUPERUSER_ID, {})['crm.lead.job.item']
            taken, rest = first._claim(2), second._claim(100)
            self.assertEqual((len(taken), len(rest)), (2, 1))
            self.assertFalse(set(taken.ids) & set(rest.ids))
            one.rollback()
            self.assertEqual(second._claim(100).ids, taken.ids + rest.ids)
            self.assertEqual(rest.job_id.id, job_id)
            two.rollback()

    def test_leads_that_somebody_changes_are_tried_again(self):
        groups = self.make_groups(2)
        job_id = self.start(groups)
        with self.registry.cursor() as cr, patch.object(crm_lead_job_item, '_RETRY_SECONDS', 300):
            api.Environment(cr, SUPERUSER_ID, {})['crm.lead'].browse(groups[0][0]).lock_for_update()
            self.in_transaction(lambda env: env['crm.lead.job']._cron_work())
            cr.rollback()

        def check(env):
            items = env['crm.lead.job'].browse(job_id).item_ids
            self.assertEqual(items.mapped('state'), ['waiting', 'done'])
            self.assertEqual(items[0].tries, 2)
            items.retry_at = False
        self.in_transaction(check)
        self.in_transaction(lambda env: env['crm.lead.job']._cron_work())
        self.check_merged(groups, job_id)

    def test_cancelled_while_it_is_worked_on(self):
        groups = self.make_groups(3)
        job_id = self.start(groups)
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})['crm.lead.job.item']._claim(1)._work()
            self.in_transaction(lambda env: env['crm.lead.job'].browse(job_id).action_cancel())
            cr.commit()
        self.in_transaction(lambda env: env['crm.lead.job']._cron_work())
        self.in_transaction(lambda env: self.assertEqual(
            env['crm.lead.job'].browse(job_id).item_ids.mapped('state'), ['done', 'skipped', 'skipped']))
