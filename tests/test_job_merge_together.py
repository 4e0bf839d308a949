"""Groups that bulk work merges together: the same becomes of them as when each
is merged alone."""

import json
import unittest
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..models import crm_lead_job_merge
from .job_common import JobCase
from .merge_any import AnyLeadsCase, Rollback, example, st
from .merge_common import LEFT_OUT

if st:
    from hypothesis import HealthCheck, Phase, given, settings

# The records of bulk work and merges are compared by what they say.
OWN = ('crm_lead_merge', 'crm_lead_merge_rel', 'crm_lead_job', 'crm_lead_job_item')
# What differs of course between two new rows.
OF_THE_MOMENT = ['id', 'message_id', 'date', 'write_date', 'create_date']


def in_order(value):
    """Lists of rows in any order are the same."""
    if isinstance(value, dict):
        return {key: in_order(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=json.dumps)
    return value


class TogetherCase(JobCase):

    def count_together(self, work):
        """:return: how many groups were merged together each time"""
        sizes, crm_lead = [], self.registry['crm.lead']
        original = crm_lead._apply_merge_plans

        def apply(records, plans, origin):
            sizes.append(len(plans))
            return original(records, plans, origin)

        with patch.object(crm_lead, '_apply_merge_plans', apply):
            work()
        return sizes


@tagged('post_install', '-at_install')
class TestMergedTogether(TogetherCase):

    def test_each_group_costs_next_to_nothing(self):
        def count(groups):
            items = self.items_to_merge(*[self.make_group() for _number in range(groups)])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.start('merge', items)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        count(3)
        self.assertLessEqual(count(18) - count(3), 15)

    def test_a_group_that_fails_is_alone_in_it(self):
        groups = [self.make_group() for _number in range(8)]
        crm_lead = self.registry['crm.lead']
        original = crm_lead._archive_as_merged

        def archive(records, way):
            if groups[5][0].id in way.values():
                raise ZeroDivisionError
            return original(records, way)

        with patch.object(crm_lead, '_archive_as_merged', archive), \
                self.assertLogs('odoo.addons.crm_lead_conversion.models.crm_lead_job_item', 'ERROR') as logged:
            job = self.start('merge', self.items_to_merge(*groups))
        self.assertEqual([state for state, _outcome in self.outcomes(job)], ['done'] * 5 + ['failed'] + ['done'] * 2)
        self.assertEqual(len(logged.records), 1)
        self.assertEqual(groups[5].merged_into_id, groups[5].browse())

    def test_those_that_need_more_are_merged_alone(self):
        self.add_field('crm.lead', 'x_parent_id', 'many2one', relation='crm.lead')
        self.addCleanup(self.registry.reset_changes)
        groups = [self.make_group() for _number in range(4)]
        groups[1][0].sudo().x_parent_id = groups[0][1]
        sizes = self.count_together(lambda: self.start('merge', self.items_to_merge(*groups, groups[3])))
        self.assertEqual(sizes, [3, 1])
        self.assertEqual([group[1].merged_into_id for group in groups], [group[0] for group in groups])
        self.assertEqual(groups[1][0].sudo().x_parent_id, groups[0][0])

    def test_what_others_do_in_a_merge_is_done(self):
        """Group by group, if another addon extends the merge itself; and in
        Odoo's hook for what hangs on the records."""
        crm_lead, seen = self.registry['crm.lead'], []

        def merge_dependences(master, absorbed):
            seen.append((master.id, absorbed.ids))

        groups = [self.make_group(3) for _number in range(3)]
        merge_dependences.__module__ = 'odoo.addons.other'
        with patch.object(crm_lead, '_is_only_ours', lambda records, method: method != '_merge_dependences'), \
                patch.object(crm_lead, '_merge_dependences', merge_dependences):
            sizes = self.count_together(lambda: self.start('merge', self.items_to_merge(*groups)))
        self.assertEqual(sizes, [3])
        self.assertEqual(seen, [(group[0].id, group[1:].ids) for group in groups])
        groups = [self.make_group() for _number in range(3)]
        with patch.object(crm_lead, '_is_only_ours', lambda records, method: method != '_merge_opportunity'):
            sizes = self.count_together(lambda: self.start('merge', self.items_to_merge(*groups)))
        self.assertEqual(sizes, [1, 1, 1])

    def test_undone_one_by_one(self):
        groups = [self.make_group(3, city='Gent') for _number in range(3)]
        for group in groups:
            group[2].message_post(body='Hello')
            group[1].description = '<p>Wants tea</p>'
        before = self.database()
        self.assertEqual(self.count_together(lambda: self.start('merge', self.items_to_merge(*groups))), [3])
        self.assertIn('Wants tea', groups[1][0].description)
        for group in groups[1], groups[0], groups[2]:
            self.undo(group[0])
        self.assertSameDatabase(before)


@tagged('post_install', '-at_install')
@unittest.skipUnless(st, "needs the Python package hypothesis")
class TestMergedTogetherProperty(AnyLeadsCase, TogetherCase):

    def get_last_ids(self):
        tables = self.env.execute_query(SQL(
            "SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_name)"
            " WHERE columns.table_schema = current_schema AND tables.table_schema = current_schema"
            "   AND table_type = 'BASE TABLE' AND column_name = 'id'"))
        return {table: self.env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))[0][0] or 0
                for [table] in tables}

    def get_rows(self, last_ids):
        """The whole database: {table: rows}; new rows without what differs of
        course; and what the records of merges and items say."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        result = {}
        for [table] in self.env.execute_query(SQL(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema")):
            if table in OWN or table in LEFT_OUT and table not in ('crm_lead_match_key', 'crm_lead_duplicate_todo'):
                continue
            row = SQL("to_jsonb(t) - 'write_date' - 'write_uid'")
            if table in last_ids:
                row = SQL(
                    "CASE WHEN t.id > %s THEN to_jsonb(t) - %s::text[] ELSE %s END",
                    last_ids[table], OF_THE_MOMENT, row)
            result[table] = sorted(row[0] for row in self.env.execute_query(SQL(
                "SELECT (%s)::text FROM %s AS t", row, SQL.identifier(table))))
        merges = self.env['crm.lead.merge'].sudo().search([('id', '>', last_ids['crm_lead_merge'])])
        result['merges'] = sorted((in_order({
            'into': merge.master_id.id, 'merged': merge.merged_ids.ids, 'origin': merge.origin, 'plan': merge.plan,
            'counts': [merge.merged_count, merge.moved_count, merge.combined_count, merge.aside_count],
            'messages': merge.message_data, 'undo': {
                **merge.undo_data, 'copies': [checksum for _id, checksum in merge.undo_data['copies']]},
        }) for merge in merges), key=lambda merge: merge['into'])
        return result

    def merge(self, groups, last_ids, together):
        """:return: what the database is like then, and how the groups were
            merged; nothing of it stays"""
        try:
            with self.env.cr.savepoint(), \
                    patch.object(crm_lead_job_merge, '_TOGETHER', 100 if together else 1):
                jobs = []
                sizes = self.count_together(
                    lambda: jobs.append(self.start('merge', [{'lead_ids': ids} for ids in groups])))
                rows = self.get_rows(last_ids)
                rows['outcomes'] = self.outcomes(jobs[0])
                raise Rollback
        except Rollback:
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        return rows, sizes

    if st:
        @settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(examples=st.lists(st.lists(example, min_size=2, max_size=3), min_size=3, max_size=5))
        def compare(self, examples):
            try:
                with self.env.cr.savepoint():
                    groups = [[
                        self.new_lead(number, {**values, 'lead': {**values['lead'], 'active': number < 2}}).id
                        for number, values in enumerate(each)] for each in examples]
                    self.env.flush_all()
                    self.env.cr.precommit.run()
                    last_ids = self.get_last_ids()
                    alone, sizes = self.merge(groups, last_ids, together=False)
                    self.assertEqual(set(sizes), {1})
                    together, sizes = self.merge(groups, last_ids, together=True)
                    self.sizes += sizes
                    self.assertEqual(set(together), set(alone))
                    for table, rows in alone.items():
                        self.assertEqual(together[table], rows, table)
                    raise Rollback
            except Rollback:
                self.env.invalidate_all()
                self.env.registry.clear_cache()

        def test_the_same_as_each_alone(self):
            self.sizes = []
            self.compare()
            self.assertGreater(len([size for size in self.sizes if size > 1]), 3)
