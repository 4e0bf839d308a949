"""A worker that is killed in the middle of bulk work: the next one goes on, and
nothing is done twice or left half done."""
# pylint: disable=invalid-commit

import os
import random
import signal
import unittest
from functools import partial
from unittest.mock import patch

from odoo import sql_db
from odoo.tests import tagged

from ..models import crm_lead_job_work
from .test_job_workers import JobWorkersCase

# The full measure is 20 and 500; it takes some minutes.
KILLS = int(os.environ.get('CRM_LEAD_JOB_KILLS', 6))
GROUPS = int(os.environ.get('CRM_LEAD_JOB_GROUPS', 12))


@tagged('post_install', '-at_install', 'database_breaking')
@unittest.skipUnless(hasattr(os, 'fork'), "a process is killed as on Unix")
class TestJobKilled(JobWorkersCase):

    def work_and_kill(self, statements, env):
        """Work, and end the own process after so many statements."""
        original, left = sql_db.Cursor.execute, [statements]

        def execute(cursor, *args, **kwargs):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(cursor, *args, **kwargs)

        with patch.object(sql_db.Cursor, 'execute', execute):
            env['crm.lead.job']._cron_work()

    def test_killed_at_random_moments(self):
        groups = self.make_groups(GROUPS)
        job_id = self.start(groups)
        chance = random.Random(1)
        ends = []
        with patch.object(crm_lead_job_work, '_BATCH', 2):
            for _turn in range(KILLS):
                ends.append(self.in_own_process(partial(self.work_and_kill, chance.randint(20, 400)), code=0))
                self.in_transaction(lambda env: self.check_nothing_is_half_done(env, job_id, groups))
        self.assertIn(signal.SIGKILL, ends)
        self.in_transaction(lambda env: env['crm.lead.job']._cron_work())
        self.check_merged(groups, job_id)

    def check_nothing_is_half_done(self, env, job_id, groups):
        items = env['crm.lead.job'].browse(job_id).item_ids
        for item, group in zip(items, groups, strict=True):
            leads = env['crm.lead'].browse(group)
            merged = leads.filtered('merged_into_id')
            self.assertEqual(merged, leads[1:] if item.state == 'done' else leads.browse())
            self.assertIn(item.state, ('waiting', 'done'))
