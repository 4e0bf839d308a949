"""Enquiries for a record that somebody else is changing, on two real connections."""
# pylint: disable=invalid-commit

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from .connection_common import ConnectionCase

EVA = {'contact_name': 'Eva Peeters', 'email_from': 'eva@at-once.example.com', 'partner_name': 'At Once BV'}


@tagged('post_install', '-at_install', 'database_breaking')
class TestEnquiryConcurrent(ConnectionCase):

    def setUp(self):
        super().setUp()
        self.team_id, self.lead_id = self.in_transaction(self.make)
        self.addCleanup(self.in_transaction, self.clean)

    def make(self, env):
        env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        team = env['crm.team'].create({
            'name': 'At Once', 'similar_enquiry': 'attach', 'similar_enquiry_strength': 60})
        lead = env['crm.lead'].create(
            {'name': 'Open', 'type': 'lead', 'user_id': False, 'team_id': team.id, **EVA})
        return team.id, lead.id

    def clean(self, env):
        env['crm.lead'].search([('team_id', '=', self.team_id)])._unlink_merged()
        env['crm.team'].browse(self.team_id).unlink()

    def deliver(self, env, number=1):
        return env['mail.thread'].message_process('crm.lead', (
            f"From: Eva Peeters <eva@at-once.example.com>\r\nTo: x@elsewhere.example.com\r\n"
            f"Message-ID: <{number}@at-once.example.com>\r\nSubject: Wanted\r\n\r\nTwo, please."
        ).encode(), custom_values={'team_id': self.team_id, 'type': 'lead'})

    def check_apart(self, env, lead_id):
        lead = env['crm.lead'].browse(lead_id)
        self.assertEqual(
            (lead.name, lead.active, lead.merged_into_id.id, lead.email_normalized),
            ('Wanted', True, False, 'eva@at-once.example.com'))
        self.assertIn("Two, please.", lead.message_ids[:1].body)
        self.assertEqual(lead.duplicate_lead_ids.ids, [self.lead_id, lead_id])

    def test_added_where_nobody_changes_it(self):
        self.assertEqual(self.in_transaction(self.deliver), self.lead_id)

    def test_somebody_is_changing_it(self):
        with self.registry.cursor() as cr:
            lead = api.Environment(cr, SUPERUSER_ID, {})['crm.lead'].browse(self.lead_id)
            lead.name = 'Changing'
            lead.flush_recordset()
            new_id = self.in_transaction(self.deliver)
        self.assertNotEqual(new_id, self.lead_id)
        self.in_transaction(lambda env: self.check_apart(env, new_id))

    def test_somebody_changed_it_at_the_same_moment(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertTrue(env['crm.lead'].browse(self.lead_id).name)
            self.in_transaction(lambda other: other['crm.lead'].browse(self.lead_id).write({'name': 'Changed'}))
            new_id = self.deliver(env)
        self.assertNotEqual(new_id, self.lead_id)
        self.in_transaction(lambda env: self.check_apart(env, new_id))

    def test_two_at_once(self):
        """At worst two leads: whatever the database could not serialize is sent again, nothing is lost."""
        outcomes = [None, None]

        def deliver(number):
            def work(env):
                try:
                    outcomes[number] = self.deliver(env, number)
                    env.cr.commit()
                except Exception as error:  # noqa: BLE001  the server repeats these
                    env.cr.rollback()
                    outcomes[number] = type(error).__name__
            return work

        self.at_once([deliver(0), deliver(1)], seconds=30)
        for number, outcome in enumerate(outcomes):
            if outcome == 'SerializationFailure':
                outcomes[number] = self.in_transaction(lambda env, number=number: self.deliver(env, number))
        self.assertIn(self.lead_id, outcomes)
        found = self.in_transaction(lambda env: env['mail.message'].search([
            ('message_id', 'in', ['<0@at-once.example.com>', '<1@at-once.example.com>'])]).mapped('res_id'))
        self.assertEqual(sorted(found), sorted(outcomes))
