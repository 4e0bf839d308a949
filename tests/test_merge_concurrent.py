"""Two people merging overlapping records, on two real connections."""
# pylint: disable=invalid-commit

from functools import partial

from odoo.exceptions import UserError
from odoo.tests import tagged

from .connection_common import ConnectionCase


@tagged('post_install', '-at_install', 'database_breaking')
class TestMergeConcurrent(ConnectionCase):

    def setUp(self):
        super().setUp()
        self.ids = self.in_transaction(lambda env: env['crm.lead'].create([
            {'name': f'Wanted {number}', 'type': 'lead', 'user_id': False} for number in range(3)
        ]).ids)
        self.addCleanup(self.in_transaction, lambda env: [
            env['crm.lead'].browse(self.ids).exists()._unlink_merged()])

    def merge_at_once(self, *groups):
        """Start a merge of each group at the same moment.

        :return: what came of each: 'merged', a sentence or an exception's name
        """
        outcomes = [None] * len(groups)

        def merge(number, env):
            try:
                env['crm.lead'].browse(groups[number])._merge_opportunity(max_length=0)
                env.cr.commit()
                outcomes[number] = 'merged'
            except UserError as error:
                env.cr.rollback()
                outcomes[number] = str(error)
            except Exception as error:  # noqa: BLE001  the server repeats these
                env.cr.rollback()
                outcomes[number] = type(error).__name__

        self.at_once([partial(merge, number) for number in range(len(groups))], seconds=30)
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
