"""The extended methods of enquiries count."""

from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.tests.common import ConvertCase

_EVA = {
    'contact_name': 'Eva Peeters', 'partner_name': 'Koffiehuis Gent BV', 'email_from': 'eva@koffiehuis.example.com'}


@tagged('post_install', '-at_install')
class TestExampleEnquiry(ConvertCase):

    def setUp(self):
        super().setUp()
        self.team.similar_enquiry = 'attach'
        self.lead = self.make_lead(**_EVA)

    def enquire(self, **values):
        """:return: the record that an enquiry of Eva's is in"""
        Lead = self.env['crm.lead'].with_user(self.seller)
        answer = Lead.lead_enquire(values={'name': 'A grinder', 'team_id': self.team.id, **_EVA, **values})
        return Lead.browse(answer['lead_id'])

    def test_find_enquiry_target(self):
        self.assertEqual(self.enquire(), self.lead)
        self.assertNotEqual(self.enquire(is_rental=True), self.lead)

    def test_filter_enquiry_company(self):
        self.lead.is_on_hold = True
        self.assertNotEqual(self.enquire(), self.lead)

    def test_finish_enquiry(self):
        self.enquire()
        self.assertEqual(self.lead.enquiry_count, 1)
