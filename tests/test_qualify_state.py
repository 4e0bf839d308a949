"""The state of a lead and what Odoo knows of it never disagree."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestQualifyState(MergeCase):

    def test_draft_until_somebody_has_it(self):
        lead = self.make_lead(user_id=False)
        self.assertEqual(lead.qualification_state, 'draft')
        lead.sudo().user_id = self.seller
        self.assertEqual(lead.qualification_state, 'open')
        # given back it is not entered anew
        lead.sudo().user_id = False
        self.assertEqual(lead.qualification_state, 'open')

    def test_open_at_once_with_a_salesperson(self):
        self.assertEqual(self.make_lead().qualification_state, 'open')

    def test_opportunity_that_never_was_a_lead_has_none(self):
        opportunity = self.make_lead(type='opportunity')
        opportunity.sudo().action_set_lost()
        opportunity.sudo().action_restore()
        opportunity.sudo().action_set_won()
        self.assertFalse(opportunity.qualification_state)

    def test_lost_is_cancelled_and_restored_is_open(self):
        lead = self.make_lead()
        lead.qualification_state = 'pending'
        reason = self.env['crm.lost.reason'].create({'name': 'Too far'})
        self.env['crm.lead.lost'].with_user(self.seller).create(
            {'lost_reason_id': reason.id, 'lead_ids': [(6, 0, lead.ids)]}).action_lost_reason_apply()
        self.assertEqual((lead.qualification_state, lead.active), ('cancel', False))
        lead.action_restore()
        self.assertEqual((lead.qualification_state, lead.active), ('open', True))

    def test_archived_is_not_cancelled(self):
        lead = self.make_lead(probability=20)
        lead.action_archive()
        self.assertEqual((lead.won_status, lead.qualification_state), ('pending', 'open'))

    def test_cancelling_marks_lost_and_opening_restores(self):
        lead = self.make_lead()
        lead.qualification_state = 'cancel'
        self.assertEqual((lead.active, lead.won_status, lead.probability), (False, 'lost', 0))
        lead.qualification_state = 'pending'
        self.assertEqual((lead.active, lead.won_status, lead.qualification_state), (True, 'pending', 'pending'))

    def test_several_at_once(self):
        leads = self.make_lead() + self.make_lead(user_id=False) + self.make_lead()
        leads.write({'qualification_state': 'pending', 'priority': '2'})
        self.assertEqual(leads.mapped('qualification_state'), ['pending'] * 3)
        self.assertEqual(leads.mapped('priority'), ['2'] * 3)

    def test_converted_is_closed_and_undone_is_what_it_was(self):
        lead = self.make_lead()
        lead.qualification_state = 'pending'
        self.convert(lead, action='nothing')
        self.assertEqual((lead.type, lead.qualification_state), ('opportunity', 'done'))
        lead.sudo().action_set_lost()
        self.assertEqual(lead.qualification_state, 'done')
        lead.sudo().action_restore()
        self.assertEqual(lead.qualification_state, 'done')
        lead.action_undo_conversion()
        self.assertEqual((lead.type, lead.qualification_state), ('lead', 'pending'))

    def test_answer_of_the_customer(self):
        lead = self.make_lead(email_from='eva@koffiehuis.example.com')
        lead.qualification_state = 'pending'
        for author, state in ((self.seller.partner_id, 'pending'), (self.env['res.partner'], 'open')):
            lead.sudo().message_update({'author_id': author.id, 'body': 'Yes'})
            self.assertEqual(lead.qualification_state, state)

    def test_states_that_cannot_be(self):
        lead, opportunity = self.make_lead(name='Mine'), self.make_lead(name='Deal', type='opportunity')
        for record, state, said in (
            (lead, 'draft', "“Mine” has a salesperson, Sanne Seller."),
            (lead, 'done', "“Mine” is closed by converting it"),
            (opportunity, 'open', "“Deal” is an opportunity already"),
        ):
            with self.assertRaisesRegex(UserError, said):
                record.qualification_state = state
        self.assertEqual((lead.qualification_state, opportunity.qualification_state), ('open', False))

    def test_draft_again_without_salesperson(self):
        lead = self.make_lead()
        with Form(lead) as form:
            form.user_id = self.env['res.users']
        lead.qualification_state = 'draft'
        self.assertEqual(lead.qualification_state, 'draft')

    def test_created_in_a_state(self):
        for values, expected in (
            ({'qualification_state': 'pending'}, ('pending', True)),
            ({'qualification_state': 'cancel'}, ('cancel', False)),
            ({'qualification_state': 'draft'}, ('draft', True)),
            ({'qualification_state': 'draft', 'user_id': self.seller.id}, ('open', True)),
            ({'qualification_state': 'open', 'type': 'opportunity'}, (False, True)),
        ):
            lead = self.env['crm.lead'].with_user(self.seller).create({'name': 'File', 'type': 'lead', **values})
            self.assertEqual((lead.qualification_state, lead.active), expected, values)

    def test_merged_ones(self):
        first, second = self.make_lead(name='First', user_id=False), self.make_lead(name='Second')
        second.qualification_state = 'pending'
        self.created_on(first, '2024-01-10 09:30:00')
        (first + second).sudo().merge_opportunity()
        first.invalidate_recordset()
        self.assertEqual((first.qualification_state, second.qualification_state), ('pending', 'pending'))
        self.undo(first, user=self.manager)
        self.assertEqual((first.qualification_state, second.qualification_state), ('draft', 'pending'))

    def test_undo_keeps_what_people_did_since(self):
        first, second = self.make_lead(name='First', user_id=False), self.make_lead(name='Second', user_id=False)
        self.created_on(first, '2024-01-10 09:30:00')
        (first + second).sudo().merge_opportunity()
        first.invalidate_recordset()
        self.assertEqual(first.qualification_state, 'draft')
        first.sudo().user_id = self.seller
        self.undo(first, user=self.manager)
        self.assertEqual((first.user_id, first.qualification_state), (self.seller, 'open'))

    def test_made_a_lead_again_by_a_program(self):
        lead = self.make_lead()
        self.convert(lead, action='nothing')
        lead.sudo().write({'type': 'lead'})
        self.assertEqual(lead.qualification_state, 'open')
        self.convert(lead, action='nothing')
        lead.sudo().write({'type': 'lead', 'qualification_state': 'cancel'})
        self.assertEqual((lead.qualification_state, lead.won_status, lead.active), ('cancel', 'lost', False))

    def test_created_in_a_state_where_opportunities_are_listed(self):
        for state, active in (('open', True), ('cancel', False)):
            deal = self.env['crm.lead'].with_user(self.seller).with_context(default_type='opportunity').create(
                {'name': 'File', 'qualification_state': state})
            self.assertEqual((deal.type, deal.qualification_state, deal.active), ('opportunity', False, active))

    def test_merged_into_an_opportunity(self):
        deal, lead = self.make_lead(name='Deal', type='opportunity'), self.make_lead(name='Lead')
        self.created_on(deal, '2024-01-10 09:30:00')
        (deal + lead).merge_opportunity()
        self.assertEqual(deal.qualification_state, 'done')
        self.undo(deal)
        self.assertEqual((deal.qualification_state, lead.qualification_state), (False, 'open'))

    def test_leads_that_were_there_before(self):
        new, mine, lost, deal, converted = leads = [
            self.make_lead(user_id=False), self.make_lead(), self.make_lead(), self.make_lead(type='opportunity'),
            self.make_lead()]
        lost.action_set_lost()
        self.convert(converted, action='nothing')
        expected = {
            new: 'draft', mine: 'open', lost: 'cancel', deal: False, converted: 'done'}
        self.env.flush_all()
        self.env.cr.execute(SQL("ALTER TABLE crm_lead DROP COLUMN qualification_state"))
        self.env['crm.lead']._add_qualification_state()
        self.env.invalidate_all()
        self.assertEqual({lead: lead.qualification_state for lead in leads}, expected)

    def test_changes_are_tracked(self):
        lead = self.make_lead()
        self.env.cr.flush()
        lead.qualification_state = 'pending'
        self.env.cr.flush()
        def tracked():
            return lead.sudo().message_ids.tracking_value_ids.filtered(
                lambda value: value.field_id.name == 'qualification_state').mapped('new_value_char')
        self.assertEqual(tracked(), ['Waiting'])
        # that it is lost is said once
        lead.qualification_state = 'cancel'
        self.env.cr.flush()
        self.assertEqual(tracked(), ['Waiting'])
        self.assertIn('Lost', lead.sudo().message_ids.tracking_value_ids.mapped('new_value_char'))
