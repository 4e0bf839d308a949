"""What doc/comparison.md says of Odoo: with the settings that give its own way back, as nothing else can be compared
in one database."""

from odoo.tests import tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestDocOdoo(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, value in (('merge_into', 'most_advanced'), ('keep_merged', 'False'), ('matching', 'odoo')):
            cls.env['ir.config_parameter'].set_param(f'crm_lead_conversion.{name}', value)

    def setUp(self):
        super().setUp()
        self.first = self.make_lead(name='First')
        self.second = self.make_lead(name='Second')
        self.created_on(self.first, '2026-01-01')
        self.created_on(self.second, '2026-01-02')

    def merge(self):
        self.env.flush_all()
        return (self.first | self.second).merge_opportunity(auto_unlink=True)

    def test_merged_records_are_deleted(self):
        self.assertEqual(self.merge(), self.first)
        self.assertFalse(self.second.exists())
        self.assertFalse(self.env['crm.lead.merge'].search([('master_id', '=', self.first.id)]))

    def test_the_most_advanced_survives(self):
        self.second.type = 'opportunity'
        self.assertEqual(self.merge(), self.second)

    def test_custom_fields_are_lost(self):
        self.add_field('crm.lead', 'x_machine', 'char')
        self.second.sudo()['x_machine'] = 'Duetto'
        self.assertFalse(self.merge().sudo()['x_machine'])

    def test_what_points_at_it_is_emptied(self):
        self.add_model('x_call', on_delete='set null')
        call = self.env['x_call'].create({'x_lead_id': self.second.id})
        self.merge()
        call.invalidate_recordset()
        self.assertFalse(call['x_lead_id'])

    def test_statements_grow_with_messages(self):
        self.count_merging(1)
        self.assertGreater(self.count_merging(30), self.count_merging(3) + 20)

    def test_the_first_of_several_customers_is_taken(self):
        customers = self.env['res.partner'].create([
            {'name': name, 'email': 'office@koffiebrug.example.com'} for name in ('Utrecht', 'Amersfoort')])
        lead = self.make_lead(email_from='office@koffiebrug.example.com')
        self.assertIn(self.dialog(lead).partner_id, customers)

    def test_all_with_one_address_are_proposed(self):
        """Also those that name different persons."""
        one = self.make_lead(contact_name='Eva Peeters', email_from='office@koffiehuis.example.com')
        other = self.make_lead(contact_name='Wim Claes', email_from='office@koffiehuis.example.com')
        form = self.dialog(one)
        self.assertEqual(form.name, 'merge')
        self.assertIn(other, form.duplicated_lead_ids)
