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
