from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestConvertSimilarTour(MergeCase, HttpCase):
    browser_size = '1400x900'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.password = 'conv_seller'
        cls.lead = cls.make_lead(
            name='Tour: form', contact_name='Eva Peeters', phone='+32 9 555 01 01', email_from='eva@tour.example.com',
            partner_name='Koffiehuis Tour')
        cls.call = cls.make_lead(
            name='Tour: call', type='opportunity', contact_name='Eva Peeters', phone='+32 9 555 02 02',
            email_from='eva@tour.example.com', partner_name='Koffiehuis Tour')
        cls.fair = cls.make_lead(
            name='Tour: fair', type='opportunity', contact_name='Hugo Wouters', email_from='eva@tour.example.com',
            partner_name='Bakkerij Tour', phone='+32 2 555 03 03')
        cls.created_on(cls, cls.call, '2024-01-10 09:30:00')
        cls.created_on(cls, cls.fair, '2024-02-10 09:30:00')
        cls.customers = cls.env['res.partner'].create([
            {'name': name, 'email': 'tess@tour.example.com'} for name in ('Tess Tour', 'Theo Tour')])
        cls.to_link = cls.make_lead(name='Tour: customer', email_from='tess@tour.example.com')

    def tour(self, name):
        self.start_tour('/odoo/action-crm.crm_lead_all_leads', name, login='conv_seller')
        self.env.invalidate_all()

    def test_convert_with_matches_unticked(self):
        self.tour('crm_lead_conversion_convert_unticked')
        self.assertEqual((self.lead.type, self.lead.name), ('opportunity', 'Tour: converted'))
        self.assertFalse((self.lead + self.call + self.fair).merged_into_id)

    def test_merge_with_the_preview_inside(self):
        self.tour('crm_lead_conversion_convert_merge')
        self.assertEqual(self.call.merged_into_id, self.lead)
        self.assertEqual((self.lead.type, self.lead.phone), ('opportunity', '+32 9 555 02 02'))
        self.assertFalse(self.fair.merged_into_id)

    def test_link_to_a_customer_by_its_reason(self):
        self.tour('crm_lead_conversion_convert_customer')
        self.assertEqual(self.to_link.partner_id, self.customers[1])

    def test_changed_since(self):
        with mute_logger('odoo.http'):  # where the server notes each refusal
            self.tour('crm_lead_conversion_convert_changed')
        self.assertEqual(self.lead.merged_into_id, self.call)
        self.assertEqual(self.call.city, 'Aalst')


@tagged('post_install', '-at_install')
class TestConvertSimilarPhoneTour(TestConvertSimilarTour):
    browser_size = '390x844'
    touch_enabled = True
