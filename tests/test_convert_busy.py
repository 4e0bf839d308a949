"""Where somebody else is at a lead right now, nothing is done, and that is said
of which."""

from unittest.mock import patch

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestConvertBusy(ApiCase):

    def setUp(self):
        super().setUp()
        self.lead = self.make_lead(
            name='Grinder', contact_name='Zoe Claes', email_from='zoe@koffiehuis.example.com')

    def somebody_is_at(self, method='lock_for_update'):
        """As the database answers who comes second: it keeps nobody waiting."""
        return patch.object(self.registry['crm.lead'], method, side_effect=LockError('locked'))

    def test_undo(self):
        self.convert(self.lead, action='create')
        before = self.database()
        with self.somebody_is_at(), self.assertRaises(UserError) as caught:
            self.lead.action_undo_conversion()
        self.assertEqual(
            caught.exception.args[0], "Somebody is changing “Grinder” right now. Try again in a moment.")
        self.assertSameDatabase(before)

    def test_customer(self):
        before = self.database()
        with self.somebody_is_at(), self.assertRaisesRegex(UserError, "“Grinder”"):
            self.lead.action_convert_to_partner()
        self.assertSameDatabase(before)

    def test_merged_as_it_is_converted(self):
        other = self.make_lead(
            name='Mixer', contact_name='Zoe Claes', email_from='zoe@koffiehuis.example.com')
        dialog = self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_id=self.lead.id, active_ids=self.lead.ids).create({'name': 'merge'})
        self.assertEqual(dialog.duplicated_lead_ids, self.lead | other)
        before = self.database()
        with patch.object(
                self.registry['crm.lead'], 'try_lock_for_update', lambda leads, **_how: leads.browse()
        ), self.assertRaises(UserError) as caught:
            dialog.action_apply()
        for name in ('Grinder', 'Mixer'):
            self.assertIn(f"“{name}”", caught.exception.args[0])
        self.assertSameDatabase(before)

    def test_programs(self):
        self.convert(self.lead, action='create')
        before = self.database()
        with self.somebody_is_at():
            error = self.assertRefused('busy', 'lead_undo_conversion', lead_id=self.lead.id)
        self.assertEqual(
            error.args[0],
            "Somebody else is changing one of these records right now. Send the same again in a moment.")
        self.assertSameDatabase(before)
