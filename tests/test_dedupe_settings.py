"""The settings of merging unasked: what they would do now, and what they refuse."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .dedupe_common import AutomaticCase


@tagged('post_install', '-at_install')
class TestDedupeSettings(AutomaticCase):

    def text(self, **values):
        form = Form(self.env['res.config.settings'])
        for name, value in {'auto_merge': True, **values}.items():
            setattr(form, f'lead_conversion_{name}', value)
        return form.lead_conversion_auto_merge_text

    def save(self, **values):
        with Form(self.env['res.config.settings']) as form:
            for name, value in values.items():
                setattr(form, f'lead_conversion_{name}', value)
        form.record.execute()

    def get(self, name):
        return self.env['ir.config_parameter'].get_param(f'crm_lead_conversion.{name}')

    def test_what_would_be_merged_now(self):
        self.env['crm.lead.duplicate.scan'].search([]).unlink()
        self.assertIn("Nobody has looked for duplicates yet.", self.text())
        self.scan()
        self.assertEqual(self.text(), "1 group of 2 records would be merged now. Each merge can be undone.")
        for number in (1, 2, 3):
            self.make_lead(name=f'Bakery {number}', contact_name='Jan Claes', phone='+32 3 555 77 12',
                           email_from='jan@claes.example.com', partner_name='Bakkerij Claes')
        self.other.write({'email_from': 'jan@claes.example.com', 'partner_name': 'Bakkerij Claes'})
        self.scan()
        self.assertEqual(
            self.text(), "2 groups with 6 records would be merged now. Each merge can be undone.")
        self.assertFalse(self.merges())

    def test_live(self):
        """As chosen, before it is saved."""
        self.call.sudo().user_id = self.colleague
        self.scan()
        nothing = "No group of duplicates would be merged now. Each merge can be undone."
        one = "1 group of 2 records would be merged now. Each merge can be undone."
        self.assertEqual(self.text(), nothing)
        self.assertEqual(self.text(auto_merge_salespeople=True), one)
        self.env.cr.execute("UPDATE crm_lead_duplicate_pair SET bits = 4.3")
        self.assertEqual(self.text(auto_merge_salespeople=True, auto_merge_threshold=96), nothing)
        self.assertIn("Merged records are deleted", self.text(keep_merged='False'))

    def test_nothing_is_counted_as_long_as_it_is_off(self):
        with patch.object(type(self.env['crm.lead.duplicate']), '_find_automatic') as counted:
            self.assertFalse(self.text(auto_merge=False))
        counted.assert_not_called()

    def test_kept(self):
        Duplicate = self.env['crm.lead.duplicate']
        self.assertFalse(Duplicate._is_merging_automatically())
        self.save(auto_merge=True, auto_merge_threshold=98, auto_merge_salespeople=True)
        self.assertTrue(Duplicate._is_merging_automatically() and Duplicate._is_merging_salespeople())
        self.assertEqual(Duplicate._get_automatic_threshold(), 98)
        self.save(auto_merge_salespeople=False, auto_merge=False)
        self.assertFalse(Duplicate._is_merging_automatically() or Duplicate._is_merging_salespeople())

    def test_refused(self):
        for threshold in (94, 0, 101):
            with self.assertRaisesRegex(ValidationError, f"between 95, .* and 100, not at {threshold}"):
                self.save(auto_merge=True, auto_merge_threshold=threshold)
        with self.assertRaisesRegex(ValidationError, "between 97"):
            self.save(auto_merge=True, merge_threshold=97)
        with self.assertRaisesRegex(ValidationError, "nobody could undo it"):
            self.save(auto_merge=True, keep_merged='False')
        # what is off is in nobody's way
        self.save(merge_threshold=97)
        self.assertEqual((self.get('merge_threshold'), self.get('auto_merge')), ('97', False))

    def test_for_administrators(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.env['res.config.settings'].with_user(user).create({'lead_conversion_auto_merge': True})
