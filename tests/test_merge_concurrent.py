"""Two people merging overlapping records, on two real connections."""
# pylint: disable=invalid-commit

import threading

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install', 'database_breaking')
class TestMergeConcurrent(BaseCase):
    """Commits, and removes what it made: other cases share one transaction."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.ids = self.in_transaction(lambda env: env['crm.lead'].create([
            {'name': f'Wanted {number}', 'type': 'lead', 'user_id': False} for number in range(3)
        ]).ids)
        self.addCleanup(self.in_transaction, lambda env: [
            env['crm.lead'].browse(self.ids).exists()._unlink_merged()])

    def in_transaction(self, work):
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def merge_at_once(self, *groups):
        """Start a merge of each group at the same moment.

        :return: what came of each: 'merged', a sentence or an exception's name
        """
        outcomes = [None] * len(groups)
        start = threading.Barrier(len(groups))

        def merge(number, leads):
            start.wait(10)
            try:
                leads._merge_opportunity(max_length=0)
                leads.env.cr.commit()
                outcomes[number] = 'merged'
            except UserError as error:
                leads.env.cr.rollback()
                outcomes[number] = str(error)
            except Exception as error:  # noqa: BLE001  the server repeats these
                leads.env.cr.rollback()
                outcomes[number] = type(error).__name__

        # the thread that runs the tests holds the lock of the registry: the
        # environments are made here, before the others start
        cursors = [self.registry.cursor() for _group in groups]
        try:
            leads = [
                api.Environment(cr, SUPERUSER_ID, {})['crm.lead'].browse(group)
                for cr, group in zip(cursors, groups, strict=True)]
            threads = [
                threading.Thread(target=merge, args=item, daemon=True) for item in enumerate(leads)]
            with mute_logger('odoo.sql_db'):
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(30)
        finally:
            for cr in cursors:
                cr.close()
        return outcomes

    def test_overlapping_sets(self):
        """One wins, the other changes nothing, none waits for the other."""
        for _turn in range(200):
            outcomes = self.merge_at_once(self.ids[:2], self.ids[1:])
            self.assertIn('merged', outcomes)
            for outcome in outcomes:
                # the server repeats a request that the database could not serialize
                self.assertRegex(
                    outcome, '^(merged|Somebody else is merging or changing .*|SerializationFailure)$')
            self.in_transaction(self.check_and_undo)

    def check_and_undo(self, env):
        records = env['crm.lead.merge'].search([('master_id', 'in', self.ids), ('state', '=', 'done')])
        leads = env['crm.lead'].browse(self.ids)
        merged = leads.filtered('merged_into_id')
        self.assertEqual(sum(records.mapped('merged_count')), len(merged))
        self.assertFalse(any(merged.mapped('active')))
        for record in records.sorted('id', reverse=True):
            record.action_undo()
        self.assertTrue(all(leads.mapped('active')))
        self.assertFalse(leads.merged_into_id)

    def test_the_loser_is_told_where_they_went(self):
        self.in_transaction(lambda env: env['crm.lead'].browse(self.ids[:2]).merge_opportunity())
        with self.assertRaisesRegex(UserError, '“Wanted 1” was merged into “Wanted 0” already'):
            self.in_transaction(lambda env: env['crm.merge.opportunity'].create(
                {'opportunity_ids': [(6, 0, self.ids[1:])]}).action_merge())
        self.in_transaction(
            lambda env: env['crm.lead'].browse(self.ids[0]).merge_record_ids.action_undo() and None)
