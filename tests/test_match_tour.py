from odoo.tests import HttpCase, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestMatchTour(ConvertCase, HttpCase):

    def test_similar_leads_with_strength_and_reasons(self):
        self.seller.password = 'conv_seller'
        says = {'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01', 'partner_name': 'Koffiehuis Tour'}
        lead = self.make_lead(name='Tour: form', email_from='eva.peeters@tour.example.com', **says)
        self.make_lead(name='Tour: call', **says)
        for name, action in (('Tour: won', 'action_set_won'), ('Tour: lost', 'action_set_lost')):
            other = self.make_lead(
                name=name, type='opportunity', contact_name=False, phone='+32 9 555 01 01')
            getattr(other.sudo(), action)()
        self.start_tour(
            f'/odoo/action-crm.crm_lead_all_leads/{lead.id}', 'crm_lead_conversion_match', login='conv_seller')
