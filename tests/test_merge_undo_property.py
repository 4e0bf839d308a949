"""Merging and undoing, whatever the records: every row that there was is as
it was, compared over the whole database."""

import json
import unittest

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ConvertCase

try:
    from hypothesis import Phase, given, settings
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    given = None

if given:
    lead = st.fixed_dictionaries({
        'type': st.sampled_from(['lead', 'opportunity']),
        'active': st.booleans(),
        'description': st.sampled_from([False, '<p>Same</p>', '<p>Other</p>']),
        'phone': st.sampled_from([False, '+32 2 555 01 01', '02/555.77.88']),
        'email_from': st.sampled_from([False, 'eva@alone.example.com']),
        'street': st.sampled_from([False, 'Kaai 5']),
        'city': st.sampled_from([False, 'Gent']),
        'expected_revenue': st.sampled_from([0, 1234.56]),
        'probability': st.sampled_from([0, 12.34, 50]),
        'priority': st.sampled_from(['0', '1', '3']),
        'x_tags': st.sets(st.integers(0, 2)),
        'x_followers': st.sets(st.integers(0, 2)),
        'x_messages': st.integers(0, 3),
        'x_activities': st.integers(0, 2),
        'x_files': st.integers(0, 2),
        'x_meetings': st.integers(0, 1),
        'x_property': st.booleans(),
        'x_customer': st.booleans(),
    })

# What an undo may leave: rows of our own, notes, and what is only passing.
LEFT_OUT = ('crm_lead_merge', 'crm_lead_merge_rel', 'bus_bus', 'mail_notification', 'ir_logging')


class Rollback(Exception):
    """Ends one example without a trace."""


@tagged('post_install', '-at_install')
@unittest.skipUnless(given, "needs the Python package hypothesis")
class TestMergeUndoProperty(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env['crm.tag'].create([{'name': f'Tag {i}'} for i in range(3)])
        cls.partners = cls.env['res.partner'].create([{'name': f'Partner {i}'} for i in range(3)])
        cls.team.lead_properties_definition = [
            {'name': 'beans', 'string': 'Beans', 'type': 'char'}]

    def new_lead(self, number, values):
        options = {key: value for key, value in values.items() if key.startswith('x_')}
        record = self.make_lead(
            name=f'Lead {number}',
            tag_ids=[(6, 0, [self.tags[i].id for i in options['x_tags']])],
            partner_id=self.partners[number % 3].id if options['x_customer'] else False,
            **({'lead_properties': {'beans': f'Sort {number}'}} if options['x_property'] else {}),
            **{key: value for key, value in values.items() if not key.startswith('x_')})
        for i in options['x_followers']:
            record.message_subscribe(self.partners[i].ids)
        for i in range(options['x_messages']):
            record.message_post(body=f'Message {i}', subject='Subject')
        for i in range(options['x_activities']):
            activity = record.activity_schedule(
                'mail.mail_activity_data_todo', user_id=self.seller.id, summary=f'Activity {i}')
            if i:
                activity.action_done()
        self.env['ir.attachment'].create([
            {'name': f'{i}.txt', 'raw': b'x', 'res_model': 'crm.lead', 'res_id': record.id}
            for i in range(options['x_files'])])
        self.env['calendar.event'].create([
            {'name': 'Meeting', 'start': '2025-01-01 10:00:00', 'stop': '2025-01-01 11:00:00',
             'opportunity_id': record.id} for _i in range(options['x_meetings'])])
        return record

    def database(self):
        """{table: {row: number}} of the whole database."""
        self.env.flush_all()
        tables = [row[0] for row in self.env.execute_query(SQL(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1"))]
        result = {}
        for table in tables:
            if table not in LEFT_OUT:
                result[table] = {row[0] for row in self.env.execute_query(SQL(
                    "SELECT md5((to_jsonb(t) - 'write_date' - 'write_uid')::text) FROM %s AS t",
                    SQL.identifier(table)))}
        # 0.0 and 0.00 are the same amount
        result['crm_lead'] = {json.dumps(row[0], sort_keys=True) for row in self.env.execute_query(
            SQL("SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM crm_lead AS t"))}
        return result

    if given:
        # no shrinking: one example takes a second
        @settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
        @given(leads=st.lists(lead, min_size=2, max_size=4))
        def test_every_row_is_as_it_was(self, leads):
            try:
                with self.env.cr.savepoint():
                    records = self.env['crm.lead'].with_user(self.seller).union(*(
                        self.new_lead(number, values) for number, values in enumerate(leads)))
                    before = self.database()
                    master = records.merge_opportunity()
                    self.assertEqual(master, records[0])
                    record = master.merge_record_ids
                    self.assertEqual(record.left_count, 0)
                    self.assertEqual(records[1:].merged_into_id, master)
                    record.with_user(self.seller).action_undo()
                    after = self.database()
                    for table, rows in before.items():
                        self.assertFalse(rows - after[table], table)
                        if table != 'mail_message':  # the notes of merge and undo
                            self.assertFalse(after[table] - rows, table)
                    raise Rollback
            except Rollback:
                self.env.invalidate_all()
