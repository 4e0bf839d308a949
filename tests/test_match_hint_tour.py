from odoo.tests import HttpCase, tagged

from .hint_common import HintCase


class HintTourCase(HintCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        cls.colleague.password = 'conv_colleague'
        cls.lead.sudo().name = 'Tour: mine'

    def look(self, tour, lead=None, login='conv_seller'):
        lead = lead or self.lead
        self.start_tour(f'/odoo/action-crm.crm_lead_all_leads/{lead.id}', tour, login=login)


@tagged('post_install', '-at_install')
class TestMatchHintTour(HintTourCase):
    browser_size = '1400x900'

    def test_ask_from_the_form_and_the_owner_sees_it(self):
        self.look('crm_lead_conversion_match_hint')
        self.assertEqual(len(self.activities()), 1)
        self.assertEqual(self.lead.contact_name, 'Eva Peeters-Maes')
        self.look('crm_lead_conversion_match_hint_owner', self.theirs, 'conv_colleague')

    def test_ask_from_the_dialog(self):
        self.look('crm_lead_conversion_match_hint_dialog')
        self.assertEqual(len(self.activities()), 1)
        self.assertEqual(self.lead.type, 'lead')


@tagged('post_install', '-at_install')
class TestMatchHintPhoneTour(HintTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_ask_from_the_form(self):
        self.look('crm_lead_conversion_match_hint')
        self.assertEqual(len(self.activities()), 1)

    def test_ask_from_the_dialog(self):
        self.look('crm_lead_conversion_match_hint_dialog')
        self.assertEqual(len(self.activities()), 1)
