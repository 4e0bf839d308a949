"""What a lead went through, with durations, and the time leads stay in a step."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestQualifyHistory(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second, cls.third = (
            cls.env.ref(f'crm_lead_conversion.crm_lead_step_{name}')
            for name in ('first_call', 'renewed_contact', 'verbal_agreement'))
        cls.steps = cls.first + cls.second + cls.third
        cls.lead = cls.make_lead()
        cls.entered(cls.lead, days=30)

    @classmethod
    def entered(cls, lead, days):
        cls.env.flush_all()
        cls.env.cr.execute(SQL(
            "UPDATE crm_lead SET create_date = now() AT TIME ZONE 'UTC' - %s WHERE id = %s",
            timedelta(days=days), lead.id))
        lead.invalidate_recordset()

    def flush_tracking(self):
        """What is tracked is written at the end of a transaction."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def change(self, lead, days, **values):
        """Write, as if it had been so many days ago."""
        self.flush_tracking()
        before = self.env['mail.tracking.value'].search([], order='id desc', limit=1).id
        lead.write(values)
        self.flush_tracking()
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE mail_tracking_value SET create_date = now() AT TIME ZONE 'UTC' - %s WHERE id > %s",
            timedelta(days=days), before))
        self.env.invalidate_all()

    def history(self, lead=None, user=None):
        lead = lead or self.lead
        return [
            (event['kind'], event['text'], event['duration'], event['user'])
            for event in self.env['crm.lead'].with_user(user or self.seller).get_history_shown(lead.id)]

    def test_states_and_steps_with_durations(self):
        self.change(self.lead, 27, step_id=self.first.id)
        self.change(self.lead, 20, qualification_state='pending')
        self.change(self.lead, 15, step_id=self.second.id)
        self.change(self.lead, 12, qualification_state='open')
        self.assertEqual(self.history(), [
            ('created', "Entered", "", self.env.user.name),
            ('state', "State: Open", "10 days", ""),
            ('step', "Step: First Call", "12 days", "Sanne Seller"),
            ('state', "State: Waiting", "8 days", "Sanne Seller"),
            ('step', "Step: Renewed Contact", "15 days so far", "Sanne Seller"),
            ('state', "State: Open", "12 days so far", "Sanne Seller"),
        ])

    def test_lost_and_restored(self):
        self.change(self.lead, 10, active=False, probability=0)
        self.change(self.lead, 4, active=True, probability=10)
        self.assertEqual(self.history()[1:], [
            ('state', "State: Open", "20 days", ""),
            ('state', "State: Cancelled", "6 days", "Sanne Seller"),
            ('state', "State: Open", "4 days so far", "Sanne Seller"),
        ])

    def test_conversions_and_their_undo(self):
        self.flush_tracking()
        self.convert(self.lead, action='nothing')
        self.flush_tracking()
        self.assertEqual(
            [event for event in self.history() if event[0] in ('conversion', 'undo')],
            [('conversion', "Converted into an opportunity", "after 30 days", "Sanne Seller")])
        self.lead.action_undo_conversion()
        history = self.history()
        self.assertEqual(
            [event[1] for event in history if event[0] in ('conversion', 'undo')],
            ["Converted into an opportunity", "Conversion undone"])
        self.assertEqual(
            [event[1] for event in history if event[0] == 'state'], ["State: Open", "State: Closed", "State: Open"])
        self.lead.action_convert_to_partner()
        self.assertIn(
            ('conversion', "Converted into a customer", "after 30 days", "Sanne Seller"), self.history())

    def test_converted_before_there_were_records_of_it(self):
        deal = self.make_lead(type='opportunity')
        self.entered(deal, 30)
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET date_conversion = create_date + interval '3 days', qualification_state = 'done'"
            " WHERE id = %s", deal.id))
        deal.invalidate_recordset()
        self.assertEqual(self.history(deal)[1:], [
            ('state', "State: Closed", "30 days so far", ""),
            ('conversion', "Converted into an opportunity", "after 3 days", "")])

    def test_merged_records_keep_their_own_history(self):
        other = self.make_lead(name='Call', contact_name='Eva')
        self.entered(other, 20)
        self.change(self.lead, 25, step_id=self.first.id)
        self.change(other, 15, step_id=self.third.id)
        (self.lead + other)._merge_opportunity(max_length=0)
        self.env.invalidate_all()
        survivor = self.history()
        self.assertIn(('merge', "Merged into this one: “Call”", "", "Sanne Seller"), survivor)
        self.assertEqual(
            [event[1:3] for event in survivor if event[0] == 'step'], [("Step: First Call", "25 days so far")])
        card = self.history(other)
        self.assertEqual(
            [event[1] for event in card if event[0] in ('step', 'merge')],
            ["Step: Verbal Agreement", "Merged into “Espresso machines for the canteen”"])
        self.undo(self.lead)
        self.assertIn(('undo', "Merge undone", "", "Sanne Seller"), self.history())

    def test_in_the_language_of_who_looks(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.change(self.lead.with_context(lang='fr_FR'), 20, qualification_state='pending')
        self.seller.lang = 'en_US'
        self.assertIn(('state', "State: Waiting", "20 days so far", "Sanne Seller"), self.history())

    def test_of_others(self):
        foreign = self.make_lead(name='Foreign', user_id=self.colleague.id)
        self.assertEqual(self.history(foreign), [])
        self.assertEqual(self.env['crm.lead'].with_user(self.seller).get_history_shown("1 OR 1=1"), [])
        self.assertEqual(self.env['crm.lead'].with_user(self.seller).get_history_shown(2**31 - 1), [])

    # ------------------------------------------------------------
    # Time in step
    # ------------------------------------------------------------

    def report(self, leads, user=None):
        """{(lead, step): days} of these leads, as a user sees them"""
        self.env.flush_all()
        rows = self.env['crm.lead.step.report'].with_user(user or self.seller).search([('lead_id', 'in', leads.ids)])
        return {(row.lead_id.name, row.step_id.name): round(row.days, 1) for row in rows}

    def test_time_in_step(self):
        self.change(self.lead, 27, step_id=self.first.id)
        self.change(self.lead, 15, step_id=self.second.id)
        self.assertEqual(self.report(self.lead), {
            (self.lead.name, 'First Call'): 12.0, (self.lead.name, 'Renewed Contact'): 15.0})
        rows = self.env['crm.lead.step.report'].with_user(self.seller).search([('lead_id', '=', self.lead.id)])
        self.assertEqual(rows.filtered(lambda row: not row.date_end).step_id, self.second)

    def test_time_in_the_step_it_was_entered_with(self):
        lead = self.make_lead(name='Imported', step_id=self.second.id)
        self.entered(lead, 8)
        self.assertEqual(self.report(lead), {('Imported', 'Renewed Contact'): 8.0})
        self.change(lead, 2, step_id=self.third.id)
        self.assertEqual(
            self.report(lead), {('Imported', 'Renewed Contact'): 6.0, ('Imported', 'Verbal Agreement'): 2.0})

    def test_time_ends_with_the_conversion_and_with_the_loss(self):
        lost = self.make_lead(name='Lost', step_id=self.first.id)
        self.entered(lost, 9)
        lost.action_set_lost()
        self.change(self.lead, 27, step_id=self.first.id)
        self.convert(self.lead, action='nothing')
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET date_closed = create_date + interval '5 days' WHERE id = %s;"
            "UPDATE crm_lead SET date_conversion = create_date + interval '10 days' WHERE id = %s",
            lost.id, self.lead.id))
        self.assertEqual(
            self.report(self.lead + lost), {(self.lead.name, 'First Call'): 7.0, ('Lost', 'First Call'): 5.0})

    def test_time_of_merged_records_is_not_that_of_the_survivor(self):
        other = self.make_lead(name='Call')
        self.entered(other, 20)
        self.change(self.lead, 25, step_id=self.first.id)
        self.change(other, 15, step_id=self.third.id)
        (self.lead + other)._merge_opportunity(max_length=0)
        self.assertEqual(self.report(self.lead + other), {(self.lead.name, 'First Call'): 25.0})
        self.undo(self.lead)
        self.assertEqual(self.report(self.lead + other), {
            (self.lead.name, 'First Call'): 25.0, ('Call', 'Verbal Agreement'): 15.0})

    def test_reported_per_role(self):
        foreign = self.make_lead(name='Foreign', user_id=self.colleague.id, step_id=self.first.id)
        own = self.make_lead(name='Own', step_id=self.first.id)
        self.assertEqual(set(self.report(own + foreign)), {('Own', 'First Call')})
        self.assertEqual(
            set(self.report(own + foreign, self.manager)), {('Own', 'First Call'), ('Foreign', 'First Call')})
        [(step, days)] = self.env['crm.lead.step.report'].with_user(self.manager)._read_group(
            [('lead_id', 'in', (own + foreign).ids)], ['step_id'], ['days:avg'])
        self.assertEqual((step, round(days, 1)), (self.first, 0.0))

    def test_activities_reported_by_state_and_step(self):
        self.lead.step_id = self.first
        self.lead.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id).action_feedback()
        self.env.flush_all()
        self.assertEqual(
            self.env['crm.activity.report'].with_user(self.seller)._read_group(
                [('lead_id', '=', self.lead.id)], ['qualification_state', 'step_id'], ['__count']),
            [('open', self.first, 1)])
