"""The extended methods of merging count."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.tests.merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestExampleMerge(MergeCase):

    def setUp(self):
        super().setUp()
        self.first = self.make_lead(name='First', lock_code='', rental_days=3, customer_number='K-7')
        self.second = self.make_lead(name='Second', lock_code='4711', rental_days=4)
        self.both = self.first | self.second

    def preview(self):
        return self.env['crm.merge.opportunity'].with_user(self.seller).get_merge_preview(self.both.ids)

    def test_get_master_record(self):
        self.second.is_rental = True
        self.assertEqual(self.both.merge_opportunity(), self.second)

    def test_get_merge_specs(self):
        self.assertFalse(self.both.merge_opportunity().lock_code)

    def test_merge_get_fields_specific(self):
        self.assertEqual(self.both.merge_opportunity().rental_days, 7)

    def test_get_lead_references(self):
        request = self.env['crm.rental.request'].create({'name': 'Two weeks', 'lead_number': self.second.id})
        self.both.merge_opportunity()
        request.invalidate_recordset()
        self.assertEqual(request.lead_number, self.first.id)
        self.undo(self.first)
        request.invalidate_recordset()
        self.assertEqual(request.lead_number, self.second.id)

    def test_get_tables_not_moved(self):
        log = self.env['crm.rental.log'].create({'lead_id': self.second.id, 'text': 'Called'})
        self.both.merge_opportunity()
        log.invalidate_recordset()
        self.assertEqual(log.lead_id, self.second)

    def test_redirect_merged(self):
        self.both.merge_opportunity()
        request = self.env['crm.rental.request'].create({'name': 'Two weeks', 'lead_number': self.second.id})
        self.assertEqual(request.lead_number, self.first.id)

    def test_get_merge_refusals(self):
        self.second.is_on_hold = True
        refusals = {record['id']: record['refusal'] for record in self.preview()['records']}
        self.assertEqual(refusals, {self.first.id: '', self.second.id: "It is on hold. Release it first."})

    def test_is_choosable(self):
        fields = {field['name']: field for field in self.preview()['fields']}
        self.assertTrue(fields['name']['choosable'])
        self.assertFalse(fields['rental_days']['choosable'])
        dialog = self.env['crm.merge.opportunity'].with_user(self.seller).create({
            'opportunity_ids': self.both.ids, 'chosen_sources': {'rental_days': self.second.id}})
        with self.assertRaises(UserError):
            dialog.action_merge()

    def test_get_preview_group(self):
        groups = {field['name']: field['group'] for field in self.preview()['fields']}
        self.assertEqual((groups['customer_number'], groups['rental_days']), ('contact', 'sales'))

    def test_merge_dependences(self):
        self.env['crm.rental.request'].create({'name': 'Two weeks', 'lead_id': self.second.id})
        self.both.merge_opportunity()
        self.assertIn(
            "1 merged, of rental requests there are now 1",
            self.env['crm.rental.log'].search([('lead_id', '=', self.first.id)]).mapped('text'))

    def test_announce(self):
        self.both.merge_opportunity()
        self.undo(self.first)
        texts = self.env['crm.rental.log'].search([('lead_id', '=', self.first.id)]).mapped('text')
        self.assertEqual([text for text in texts if text in ('merged', 'undone')], ['merged', 'undone'])
