from odoo.tests import HttpCase, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestQualifyTour(ConvertCase, HttpCase):

    def test_from_the_menu_to_the_next_step(self):
        self.seller.password = 'conv_seller'
        lead = self.make_lead(name='Tour: urgent', priority='3')
        self.make_lead(name='Tour: other')
        self.start_tour('/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_qualify', login='conv_seller')
        lead.invalidate_recordset()
        self.assertEqual(lead.qualification_state, 'pending')
        self.assertEqual(lead.step_id, self.env.ref('crm_lead_conversion.crm_lead_step_renewed_contact'))

    def test_from_the_lead_to_its_customer_and_back(self):
        self.seller.password = 'conv_seller'
        self.env['res.partner'].create([
            {'name': f'Tour: Eva {number}', 'email': 'eva@tour.example.com'} for number in ('One', 'Two')])
        lead = self.make_lead(name='Tour: asked twice', email_from='eva@tour.example.com', contact_name='Eva')
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.start_tour(f'/odoo/crm.lead/{lead.id}', 'crm_lead_conversion_qualify_customer', login='conv_seller')
        lead.invalidate_recordset()
        self.assertEqual((lead.partner_id.name, lead.qualification_state), ('Tour: Eva Two', 'done'))
