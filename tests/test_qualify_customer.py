"""A lead becomes a customer, an opportunity, or both, in either order."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestQualifyCustomer(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(
            contact_name='Eva Novak', partner_name='Cafe Central', email_from='eva@cafe.example.com',
            phone='+32 2 555 01 01', street='Main Street 1', zip='1000', city='Brussels',
            country_id=cls.belgium.id, function='Owner', website='https://cafe.example.com')

    def make_customer(self, **values):
        return self.env['res.partner'].create(values)

    def opened(self, action):
        self.assertEqual((action['type'], action['res_model']), ('ir.actions.act_window', 'res.partner'))
        return self.env['res.partner'].browse(action['res_id'])

    def choose(self, lead, **values):
        """Press the button, choose ``values`` in the dialog, and press its button."""
        action = lead.action_convert_to_partner()
        self.assertEqual(action['res_model'], 'crm.lead.to.partner')
        form = Form(self.env['crm.lead.to.partner'].with_user(lead.env.user).with_context(**action['context']))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_apply()

    def test_created_with_the_data_of_the_lead(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        self.assertEqual(customer, self.lead.partner_id)
        self.assertEqual(
            (customer.name, customer.parent_id.name, customer.email, customer.phone, customer.function,
             customer.user_id),
            ('Eva Novak', 'Cafe Central', 'eva@cafe.example.com', '+32 2 555 01 01', 'Owner', self.seller))
        self.assertEqual((customer.parent_id.city, customer.parent_id.country_id), ('Brussels', self.belgium))
        self.assertEqual(
            (self.lead.type, self.lead.qualification_state, self.lead.active), ('lead', 'done', True))
        [conversion] = self.lead.conversion_ids
        self.assertEqual(
            (conversion.origin, conversion.customer_action, conversion.partner_created_id,
             conversion.company_created_id, conversion.user_id),
            ('customer', 'create', customer, customer.parent_id, self.seller))
        note = self.lead.message_ids[0].body
        self.assertIn("Converted into a customer by Sanne Seller.", note)
        self.assertIn("Customer created: Cafe Central, Eva Novak", note)

    def test_the_one_that_fits_is_linked(self):
        customer = self.make_customer(name='Eva', email='eva@cafe.example.com')
        self.assertEqual(self.opened(self.lead.action_convert_to_partner()), customer)
        self.assertEqual((self.lead.partner_id, self.lead.qualification_state), (customer, 'done'))
        self.assertEqual(
            (self.lead.conversion_ids.customer_action, self.lead.conversion_ids.partner_created_id.ids), ('exist', []))

    def test_of_several_a_person_chooses(self):
        first = self.make_customer(name='Eva', email='eva@cafe.example.com')
        second = self.make_customer(name='Eva N', email='eva@cafe.example.com')
        action = self.lead.action_convert_to_partner()
        dialog = Form(self.env['crm.lead.to.partner'].with_user(self.seller).with_context(**action['context']))
        self.assertEqual([choice['id'] for choice in dialog.candidate_choices], [first.id, second.id])
        self.assertFalse(dialog.partner_id)
        self.assertEqual(self.lead.qualification_state, 'open')
        self.assertEqual(self.opened(self.choose(self.lead, partner_id=second)), second)
        self.assertEqual((self.lead.partner_id, self.lead.qualification_state), (second, 'done'))

    def test_of_several_none(self):
        for name in ('Eva', 'Eva N'):
            self.make_customer(name=name, email='eva@cafe.example.com')
        customer = self.opened(self.choose(self.lead, action='create'))
        self.assertEqual(customer.name, 'Eva Novak')

    def test_one_that_fits_by_phone_alone_is_asked_for(self):
        board = self.make_customer(
            name='Reception of the House', phone='+32 2 555 01 01', email='desk@house.example.com')
        self.assertEqual(self.lead.action_convert_to_partner()['res_model'], 'crm.lead.to.partner')
        self.assertEqual(self.opened(self.choose(self.lead)), board)

    def test_pressed_twice(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        self.assertEqual(self.opened(self.lead.action_convert_to_partner()), customer)
        self.assertEqual(len(self.lead.conversion_ids), 1)

    def test_a_customer_that_is_linked_already_closes_the_lead(self):
        customer = self.make_customer(name='Eva')
        self.lead.partner_id = customer
        self.assertEqual(self.opened(self.lead.action_convert_to_partner()), customer)
        self.assertEqual(self.lead.qualification_state, 'done')

    def test_customer_first_then_opportunity_and_back(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        self.convert(self.lead)
        self.assertEqual(
            (self.lead.type, self.lead.partner_id, self.lead.qualification_state), ('opportunity', customer, 'done'))
        self.lead.action_undo_conversion()
        self.assertEqual(
            (self.lead.type, self.lead.partner_id, self.lead.qualification_state), ('lead', customer, 'done'))
        action = self.lead.action_undo_conversion()
        self.assertEqual(
            action['params']['title'],
            "The conversion of “Espresso machines for the canteen” into a customer is undone")
        self.assertEqual(
            (self.lead.type, self.lead.partner_id.ids, self.lead.qualification_state), ('lead', [], 'open'))
        self.assertFalse(customer.exists())

    def test_opportunity_first_then_customer(self):
        self.convert(self.lead, action='nothing')
        self.assertTrue(self.lead.customer_declined)
        customer = self.opened(self.lead.action_convert_to_partner())
        self.assertEqual(
            (self.lead.type, self.lead.partner_id, self.lead.customer_declined), ('opportunity', customer, False))
        self.lead.action_undo_conversion()
        self.assertEqual((self.lead.type, self.lead.partner_id.ids), ('opportunity', []))
        self.lead.action_undo_conversion()
        self.assertEqual(self.lead.type, 'lead')

    def test_undo_keeps_a_customer_that_is_used(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        self.make_lead(name='Second', partner_id=customer.id)
        message = self.lead.action_undo_conversion()['params']['message']
        self.assertIn("is used elsewhere", message)
        self.assertTrue(customer.exists())
        self.assertFalse(self.lead.partner_id)

    def test_stays_under_my_leads_but_not_under_my_current_leads(self):
        self.lead.action_convert_to_partner()
        Lead = self.env['crm.lead'].with_user(self.seller)
        mine = [('type', '=', 'lead'), ('user_id', '=', self.seller.id)]
        self.assertIn(self.lead, Lead.search(mine))
        self.assertNotIn(
            self.lead, Lead.search([*mine, ('qualification_state', 'in', ('draft', 'open', 'pending'))]))

    def test_stat_buttons_of_the_customer(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        deal = self.make_lead(name='Deal', type='opportunity', partner_id=customer.id)
        foreign = self.make_lead(name='Foreign', partner_id=customer.id, user_id=self.colleague.id)
        for partner in (customer, customer.parent_id):
            seen = partner.with_user(self.seller)
            self.assertEqual((seen.lead_count, seen.converted_count), (1, 1), partner.name)
            self.assertEqual(
                self.env['crm.lead'].with_user(self.seller).search(seen.action_view_leads()['domain']), self.lead)
            self.assertEqual(
                self.env['crm.lead'].with_user(self.seller).search(seen.action_view_opportunity()['domain']), deal)
            self.assertEqual(partner.with_user(self.manager).lead_count, 2)
        self.assertTrue(foreign)

    def test_stat_button_counts_lost_ones_and_no_merged_cards(self):
        customer = self.opened(self.lead.action_convert_to_partner())
        self.make_lead(name='Lost', partner_id=customer.id).action_set_lost()
        other = self.make_lead(name='Twice', partner_id=customer.id)
        (self.lead + other)._merge_opportunity(max_length=0)
        self.assertEqual(customer.with_user(self.seller).lead_count, 2)

    # ------------------------------------------------------------
    # Refused
    # ------------------------------------------------------------

    def assertRefused(self, lead, message):
        with self.assertRaisesRegex(UserError, message):
            lead.action_convert_to_partner()

    def test_refused(self):
        lost, kept = self.make_lead(name='Lost'), self.make_lead(name='Archived', probability=20)
        lost.action_set_lost()
        kept.active = False
        self.assertRefused(lost, "“Lost” is lost. Restore it first")
        self.assertRefused(kept, "“Archived” is archived. Unarchive it first")
        gone = self.make_lead(name='Gone')
        gone.sudo().unlink()
        self.assertRefused(gone, "was deleted in the meantime")
        foreign = self.make_lead(name='Foreign', user_id=self.colleague.id)
        self.assertRefused(foreign, "You have no access to the record with number")
        merged = self.make_lead(name='Merged')
        (self.lead + merged)._merge_opportunity(max_length=0)
        self.assertRefused(merged, "merged|archived")
        self.assertFalse((lost + kept + foreign + merged).sudo().partner_id)

    def test_customer_of_another_company_is_refused(self):
        company = self.env['res.company'].create({'name': 'Elsewhere'})
        customer = self.make_customer(name='Eva', company_id=company.id)
        self.make_customer(name='Eva', email='eva@cafe.example.com')
        self.make_customer(name='Eva N', email='eva@cafe.example.com')
        fitting = [partner.id for partner, _kind in self.lead._find_customer_candidates()[self.lead]]
        self.assertEqual(len(fitting), 2)
        self.assertNotIn(customer.id, fitting)
        self.lead.company_id = self.env.company
        with self.assertRaisesRegex(UserError, "belongs to the company Elsewhere"):
            self.lead.sudo()._convert_to_partner(customer)
        self.assertFalse(self.lead.partner_id)

    def test_dialog_by_rpc_for_a_lead_of_somebody_else(self):
        foreign = self.make_lead(name='Foreign', user_id=self.colleague.id)
        Dialog = self.env['crm.lead.to.partner'].with_user(self.seller)
        with self.assertRaisesRegex(UserError, "You have no access to the record"):
            Dialog.create({'lead_id': foreign.id, 'action': 'create'}).action_apply()
        with self.assertRaisesRegex(UserError, "You have no access to the record"):
            Dialog.with_context(default_lead_id=foreign.id).default_get(['lead_id'])
