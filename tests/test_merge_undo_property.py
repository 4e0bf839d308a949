"""Merging and undoing, whatever the records, what points at them, who merges
and how the settings are: every row that there was is as it was, compared over
the whole database. ``dev/test`` runs this with crm alone and with the addons
that extend leads installed."""

import unittest

from odoo.tests import tagged

from .merge_any import AnyLeadsCase, Rollback, example, st

if st:
    from hypothesis import HealthCheck, Phase, given, settings

    policy = st.fixed_dictionaries({
        'merge_into': st.sampled_from(['first_created', 'most_advanced']),
        'user': st.sampled_from(['seller', 'manager']),
        'assign': st.booleans(),
    })


@tagged('post_install', '-at_install')
@unittest.skipUnless(st, "needs the Python package hypothesis")
class TestMergeUndoProperty(AnyLeadsCase):

    def merge_and_undo(self, examples, policy):
        parameters = self.env['ir.config_parameter'].sudo()
        parameters.set_param('crm_lead_conversion.merge_into', policy['merge_into'])
        user = {'seller': self.seller, 'manager': self.manager}[policy['user']]
        records = self.env['crm.lead'].with_user(user).union(*(
            self.new_lead(number, values).with_user(user) for number, values in enumerate(examples)))
        before = self.database()
        assignee = self.colleague if policy['assign'] and user == self.manager else self.seller
        master = records._merge_opportunity(
            user_id=assignee.id, team_id=self.team.id if policy['assign'] else False)
        merge = master.sudo().merge_record_ids
        self.assertEqual(len(merge), 1)
        self.assertEqual(merge.left_count, 0)
        self.assertEqual((records - master).sudo().merged_into_id, master)
        if policy['merge_into'] == 'first_created':
            self.assertEqual(master, records[0])
        merge.with_user(user).action_undo()
        self.assertSameDatabase(before)

    if st:
        # no shrinking: one example takes a second
        @settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(examples=st.lists(example, min_size=2, max_size=4), policy=policy)
        def test_every_row_is_as_it_was(self, examples, policy):
            try:
                with self.env.cr.savepoint():
                    self.merge_and_undo(examples, policy)
                    raise Rollback
            except Rollback:
                self.env.invalidate_all()
                self.env.registry.clear_cache()
