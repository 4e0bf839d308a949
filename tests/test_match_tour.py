from odoo.tests import HttpCase, tagged

from .common import ConvertCase


class MatchTourCase(ConvertCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        says = {'contact_name': 'Eva Peeters', 'phone': '+32 9 555 01 01', 'partner_name': 'Koffiehuis Tour'}
        cls.lead = cls.make_lead(name='Tour: form', email_from='eva.peeters@tour.example.com', **says)
        cls.call = cls.make_lead(name='Tour: call', **says)
        for name, action in (('Tour: won', 'action_set_won'), ('Tour: lost', 'action_set_lost')):
            other = cls.make_lead(
                name=name, type='opportunity', contact_name=False, phone='+32 9 555 01 01')
            getattr(other.sudo(), action)()

    def look(self, tour):
        self.start_tour(f'/odoo/action-crm.crm_lead_all_leads/{self.lead.id}', tour, login='conv_seller')


@tagged('post_install', '-at_install')
class TestMatchTour(MatchTourCase):
    browser_size = '1400x900'

    def test_similar_leads_with_strength_and_reasons(self):
        self.look('crm_lead_conversion_match')

    def test_merge_and_declare_from_the_cards(self):
        self.look('crm_lead_conversion_match_cards')
        self.assertEqual(self.lead.merge_record_ids.mapped('state'), ['undone'])
        self.assertEqual((self.call.active, self.call.merged_into_id.id), (True, False))


@tagged('post_install', '-at_install')
class TestMatchPhoneTour(MatchTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_merge_and_declare_from_the_cards(self):
        self.look('crm_lead_conversion_match_cards')
        self.assertEqual(self.lead.merge_record_ids.mapped('state'), ['undone'])
        self.assertEqual((self.call.active, self.call.merged_into_id.id), (True, False))
