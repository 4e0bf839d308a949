"""Groups of duplicates: how they change, and what people do with them."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .dedupe_common import DedupeCase


@tagged('post_install', '-at_install')
class TestDedupeGroups(DedupeCase):

    def test_no_weak_link_glues(self):
        # the number is that of both, and nothing else is
        self.make_lead(name='Jan again', contact_name='Jan Claes', phone='+32 3 555 77 12',
                       email_from='jan.claes@mail.example.com')
        self.make_lead(name='Desk', contact_name='Eva Peeters', phone='+32 9 555 01 01',
                       email_from='eva.peeters@koffiehuis.example.com')
        self.other.phone = '+32 9 555 01 01'
        self.scan()
        self.assertFalse(any({'Grinder', 'Jan again'} <= set(names) for names in self.found()))

    def test_not_same(self):
        self.scan()
        self.call.with_context(similar_to_lead_id=self.eva.id).action_not_same()
        self.assertEqual(self.found(), [])
        self.scan()
        self.assertEqual(self.found(), [])
        # a third one does not bring them together again
        self.make_lead(name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01',
                       email_from='eva.peeters@koffiehuis.example.com')
        self.scan()
        self.assertFalse(any({'Call', 'Grinder'} <= set(names) for names in self.found()))
        self.call.with_context(similar_to_lead_id=self.eva.id).action_take_back_not_same()
        self.assertTrue(any({'Call', 'Grinder'} <= set(names) for names in self.found()))

    def test_number_of_a_switchboard(self):
        self.scan()
        self.call.with_context(similar_to_lead_id=self.eva.id, not_same_kind='phone').action_value_says_nothing()
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [])

    def test_ignored_until_something_new(self):
        self.scan()
        group = self.groups(self.seller)
        group.action_ignore()
        self.assertEqual((group.state, group.ignored_user_id), ('ignored', self.seller))
        self.scan()
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual((self.found(), self.found(state='ignored')), ([], [['Call', 'Grinder']]))
        # what does not count as evidence is nothing new
        self.call.referred = 'the fair in Gent'
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [])
        self.call.partner_name = 'Koffiehuis Gent'
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [['Call', 'Grinder']])
        self.assertEqual(self.groups(), group)
        self.assertFalse(group.ignored_user_id)

    def test_ignored_until_another_joins(self):
        self.scan()
        self.groups().action_ignore()
        self.make_lead(name='Third', contact_name='Eva Peeters', phone='+32 9 555 01 01')
        self.scan(fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.found(), [['Call', 'Grinder', 'Third']])

    def test_look_again(self):
        self.scan()
        group = self.groups()
        group.action_ignore()
        group.action_look_again()
        self.assertEqual(self.found(), [['Call', 'Grinder']])

    def test_merge_and_undo(self):
        self.scan()
        group = self.groups(self.seller)
        action = group.action_merge()
        self.assertEqual(action['res_id'], self.eva.id)
        self.assertEqual((group.state, group.lead_count, group.lead_ids), ('merged', 1, self.eva))
        with self.assertRaisesRegex(UserError, "merged already"):
            group.action_merge()
        self.scan()
        self.assertEqual(self.found(), [])
        self.undo(self.eva)
        group.invalidate_recordset()
        self.assertEqual((group.state, group.lead_count, group.expected_revenue), ('new', 2, 150))
        self.assertEqual(group.lead_ids, self.eva + self.call)

    def test_merge_and_undo_leave_no_trace(self):
        self.scan()
        self.env['crm.lead.duplicate.todo'].search([]).unlink()
        before = self.database()
        self.groups(self.seller).action_merge()
        self.undo(self.eva)
        self.assertSameDatabase(before)

    def test_merged_elsewhere(self):
        self.scan()
        group = self.groups()
        (self.eva + self.call)._merge_opportunity(max_length=0)
        group.invalidate_recordset()
        self.assertEqual(group.state, 'merged')

    def test_deleted(self):
        self.scan()
        group = self.groups()
        self.call.with_user(self.manager).unlink()
        self.assertFalse(group.exists())

    def test_merge_several(self):
        self.make_lead(name='Again', contact_name='Jan Claes', phone='+32 3 555 77 12')
        self.scan()
        groups = self.groups(self.seller)
        self.assertEqual(len(groups), 2)
        groups.action_merge()
        groups.invalidate_recordset()
        self.assertEqual(groups.mapped('state'), ['merged', 'merged'])
