"""The extended methods of converting count."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.tests.common import ConvertCase


@tagged('post_install', '-at_install')
class TestExampleConvert(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create({
            'name': 'Eva Peeters', 'email': 'eva@koffiehuis.example.com', 'phone': '+32 9 555 01 01', 'ref': 'K-7'})

    def test_get_conversion_refusals(self):
        lead = self.make_lead(is_on_hold=True)
        with self.assertRaisesRegex(UserError, "“Espresso machines for the canteen” is on hold. Release it first."):
            self.convert(lead)
        lead.is_on_hold = False
        self.convert(lead)
        self.assertEqual(lead.type, 'opportunity')

    def test_find_customer_candidates(self):
        lead = self.make_lead(email_from='eva@koffiehuis.example.com')
        self.assertEqual(self.dialog(lead).partner_id, self.customer)
        self.customer.is_supplier_only = True
        self.assertFalse(self.dialog(lead).partner_id)

    def test_is_sure_customer(self):
        lead = self.make_lead(email_from='eva@koffiehuis.example.com')
        self.assertEqual(lead._find_matching_partner(), self.customer)
        self.customer.is_key_account = True
        self.assertFalse(lead._find_matching_partner())

    def test_find_matching_partner(self):
        self.assertFalse(self.make_lead(email_from='other@example.com')._find_matching_partner())
        lead = self.make_lead(email_from='other@example.com', customer_number='K-7')
        self.assertEqual(lead._find_matching_partner(), self.customer)

    def test_prepare_customer_values(self):
        lead = self.make_lead(contact_name='Wim Claes', customer_number='K-8')
        self.convert(lead, action='create')
        self.assertEqual(lead.partner_id.ref, 'K-8')

    def test_convert_opportunity_data(self):
        rental, purchase = self.make_lead(is_rental=True), self.make_lead()
        self.convert(rental)
        self.convert(purchase)
        self.assertEqual((rental.priority, purchase.priority), ('2', '0'))

    def test_prepare_conversion_values_and_note_lines(self):
        lead = self.make_lead(is_rental=True, rental_days=4)
        self.convert(lead)
        self.assertTrue(self.env['crm.lead.conversion'].search([('lead_id', '=', lead.id)]).is_rental)
        self.assertIn("A rental of 4 days", " ".join(lead.message_ids.mapped('body')))

    def test_get_usage_ignored_columns(self):
        lead = self.make_lead(contact_name='Wim Claes')
        self.convert(lead, action='create')
        partner = lead.partner_id
        self.env['crm.rental.request'].create({'name': 'Two weeks', 'partner_id': partner.id})
        lead.action_undo_conversion()
        self.assertEqual(lead.type, 'lead')
        self.assertFalse(partner.exists())
