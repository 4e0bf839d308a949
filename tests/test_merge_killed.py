"""A process that is killed in the middle of a merge leaves nothing behind."""
# pylint: disable=invalid-commit

import os
import signal
import unittest
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import SQL

from .connection_common import ConnectionCase

# Where the process dies: each is a step of the engine.
STEPS = (
    '_lock_for_merge', '_get_merge_plan', '_move_references', '_combine_followers',
    '_copy_field_files', '_snapshot_put', '_archive_as_merged', '_recompute_derived',
    '_get_merge_receipts', '_message_log_batch',
)
TABLES = ('crm_lead', 'mail_message', 'mail_activity', 'mail_followers', 'crm_lead_merge', 'crm_tag_rel')


@tagged('post_install', '-at_install', 'database_breaking')
@unittest.skipUnless(hasattr(os, 'fork'), "a process is killed as on Unix")
class TestMergeKilled(ConnectionCase):

    def setUp(self):
        super().setUp()
        self.ids = self.in_transaction(self.make_records)
        self.addCleanup(self.in_transaction, lambda env: [
            env['crm.lead'].browse(self.ids).exists()._unlink_merged(),
            env['crm.tag'].search([('name', '=', 'Killed')]).unlink()])

    def make_records(self, env):
        leads = env['crm.lead'].create([
            {'name': f'Wanted {number}', 'type': 'lead', 'user_id': False, 'city': number and 'Gent'}
            for number in range(3)])
        leads[1].tag_ids = env['crm.tag'].create({'name': 'Killed'})
        for lead in leads:
            lead.message_post(body='Hello')
            lead.activity_schedule('mail.mail_activity_data_todo', user_id=SUPERUSER_ID)
        return leads.ids

    def rows(self):
        """All rows of the tables a merge changes."""
        return self.in_transaction(lambda env: {
            table: env.execute_query(SQL(
                "SELECT md5(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text)) FROM %s AS t",
                SQL.identifier(table)))
            for table in TABLES})

    def merge_and_kill(self, step, env):
        original = getattr(self.registry['crm.lead'], step)

        def then_die(records, *args, **kwargs):
            original(records, *args, **kwargs)
            records.env.cr.flush()
            os.kill(os.getpid(), signal.SIGKILL)

        with patch.object(self.registry['crm.lead'], step, then_die):
            env['crm.lead'].browse(self.ids).merge_opportunity()
        env.cr.commit()

    def test_nothing_is_left_wherever_it_dies(self):
        before = self.rows()
        for step in STEPS:
            with self.subTest(step):
                # 1 is not reached by a process that killed itself
                end = self.in_own_process(partial(self.merge_and_kill, step), code=1)
                self.assertEqual(end, signal.SIGKILL)
                self.assertEqual(self.rows(), before)
        # and afterwards it can be done
        self.in_transaction(lambda env: env['crm.lead'].browse(self.ids).merge_opportunity())
        self.assertNotEqual(self.rows(), before)
