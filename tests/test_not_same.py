"""What people declared different stays so, until something new speaks for it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestNotSame(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(
            name='Grinder', contact_name='Eva Peeters', partner_name='Koffiehuis Gent BV',
            phone='+32 9 555 01 01', email_from='eva.peeters@koffiehuis.example.com')
        cls.other = cls.make_lead(name='Call', contact_name='Eva Peeters', phone='+32 9 555 01 01')

    def in_context(self, lead, **more):
        # as the button of the lead opens them
        return lead.with_context(similar_to_lead_id=self.lead.id, active_test=False, **more)

    def similar(self, lead=None):
        lead = lead or self.lead
        return [match['lead_id'] for match in lead._find_similar()[lead]]

    def test_a_pair(self):
        self.assertEqual((self.similar(), self.similar(self.other)), ([self.other.id], [self.lead.id]))
        self.assertEqual(self.lead.duplicate_lead_count, 1)
        told = self.in_context(self.other).action_not_same()
        self.assertEqual(
            told['params']['message'],
            "“Call” and “Grinder” are not shown as similar any more, unless something new speaks for it.")
        self.assertEqual((self.similar(), self.similar(self.other)), ([], []))
        self.assertEqual(self.lead.duplicate_lead_count, 0)
        self.assertFalse(self.lead._get_lead_duplicates(email=self.lead.email_from))
        said = self.env['crm.lead.not.same'].with_user(self.seller).search([])
        self.assertEqual((said.kind, said.lead_id + said.other_id, said.user_id), (
            'pair', (self.lead + self.other).sorted('id'), self.seller))
        card = self.in_context(self.other)
        self.assertEqual(card.not_same_id, said)
        self.assertEqual(card.match_reason, f"{self.seller.name} said that this is not the same customer")

    def test_something_new_speaks_for_it(self):
        self.in_context(self.other).action_not_same()
        self.other.partner_name = 'Bakkerij Claes'
        self.assertEqual(self.similar(), [])
        self.other.email_from = 'eva.peeters@koffiehuis.example.com'
        self.assertEqual(self.similar(), [self.other.id])
        self.in_context(self.other).action_not_same()
        self.assertEqual(self.similar(), [])
        self.assertEqual(self.env['crm.lead.not.same'].sudo().search_count([]), 1)

    def test_while_the_lead_is_edited(self):
        self.in_context(self.other).action_not_same()
        edited = self.lead.new(origin=self.lead)
        self.assertEqual(edited._find_similar()[edited], [])

    def test_nothing_is_told_of_a_lead_one_may_not_read(self):
        self.in_context(self.other).action_not_same()
        self.lead.sudo().user_id = self.colleague
        card = self.in_context(self.other).with_user(self.seller)
        self.assertFalse(card.not_same_id)
        self.assertFalse(card.match_reason)

    def test_taken_back(self):
        self.in_context(self.other).action_not_same()
        self.in_context(self.other).action_take_back_not_same()
        self.assertEqual(self.similar(), [self.other.id])
        said = self.env['crm.lead.not.same'].sudo().with_context(active_test=False).search([])
        self.assertEqual((said.active, said.back_user_id), (False, self.seller))
        self.assertFalse(self.in_context(self.other).not_same_id)
        with self.assertRaisesRegex(UserError, "Nobody says"):
            self.in_context(self.other).action_take_back_not_same()
        self.in_context(self.other).action_not_same()
        self.assertEqual(self.similar(), [])

    def test_only_who_said_it_or_a_manager_takes_it_back(self):
        self.in_context(self.other).action_not_same()
        said = self.env['crm.lead.not.same'].sudo().search([])
        with self.assertRaisesRegex(AccessError, "Somebody else said so"):
            said.with_user(self.colleague).action_take_back()
        said.with_user(self.manager).action_take_back()
        self.assertFalse(said.active)

    def test_number_of_a_switchboard(self):
        nameless = self.make_lead(name='Nameless', phone='+32 9 555 01 01')
        phone = self.in_context(self.other, not_same_kind='phone')
        told = phone.action_value_says_nothing()
        self.assertEqual(
            told['params']['message'],
            "“+32 9 555 01 01” counts no longer: leads that share it are not similar because of it.")
        self.assertNotIn(nameless.id, self.similar())
        match = next(iter(self.lead._find_similar(0)[self.lead]))
        self.assertEqual((match['lead_id'], match['found']['phone']), (self.other.id, 'none'))
        said = self.env['crm.lead.not.same'].with_user(self.seller).search([])
        self.assertEqual((said.kind, said.value, said.display_name), ('phone', '+32 9 555 01 01', '+32 9 555 01 01'))
        with self.assertRaisesRegex(UserError, "do not share this value"):
            phone.action_value_says_nothing()
        said.action_take_back()
        match = next(iter(self.lead._find_similar(0)[self.lead]))
        self.assertEqual(match['found']['phone'], 'same')

    def test_refused(self):
        stranger = self.make_lead(name='Stranger')
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id, phone='+32 9 555 01 01')
        for lead, context, error, words in (
                (self.other, {}, UserError, "Open the similar leads"),
                (self.other, {'similar_to_lead_id': 'x'}, UserError, "Open the similar leads"),
                (self.other, {'similar_to_lead_id': 2 ** 31 - 1}, UserError, "Open the similar leads"),
                (self.other, {'similar_to_lead_id': self.other.id}, UserError, "Open the similar leads"),
                (stranger, {'similar_to_lead_id': self.lead.id}, UserError, "nothing in common"),
                (self.other, {'similar_to_lead_id': theirs.id}, AccessError, ""),
                (theirs, {'similar_to_lead_id': self.lead.id}, AccessError, "")):
            with self.assertRaisesRegex(error, words):
                lead.with_user(self.seller).with_context(**context).action_not_same()
        for kind in ('partner', 'x', None, ['phone']):
            with self.assertRaises(UserError):
                self.in_context(self.other, not_same_kind=kind).action_value_says_nothing()
        self.assertFalse(self.env['crm.lead.not.same'].sudo().search([]))
        for values in ({'kind': 'phone', 'key': 1}, {'kind': 'pair', 'lead_id': 1, 'other_id': 2}):
            with self.assertRaises(AccessError):
                self.env['crm.lead.not.same'].with_user(self.manager).create(values)

    def test_merge_and_undo_leave_it(self):
        self.in_context(self.other).action_not_same()
        before = self.database()
        (self.lead + self.other)._merge_opportunity(max_length=0)
        self.undo(self.lead)
        self.assertSameDatabase(before)
        self.assertEqual(self.similar(), [])
