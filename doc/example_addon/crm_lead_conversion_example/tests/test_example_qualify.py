"""The extended methods of qualifying count."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_lead_conversion.tests.common import ConvertCase


@tagged('post_install', '-at_install')
class TestExampleQualify(ConvertCase):

    def test_get_qualification_state(self):
        lead = self.make_lead()
        lead.action_set_lost()
        self.assertEqual(lead.qualification_state, 'cancel')
        lead.action_unarchive()
        self.assertEqual(lead.qualification_state, 'pending')

    def test_get_state_refusal(self):
        lead = self.make_lead(is_rental=True)
        with self.assertRaisesRegex(UserError, "rentals do not wait"):
            lead.qualification_state = 'pending'

    def test_get_checks_left(self):
        self.team.check_ids = [(0, 0, {'name': 'Water supply'})]
        with self.assertRaisesRegex(UserError, "Water supply"):
            self.convert(self.make_lead())
        rental = self.make_lead(is_rental=True)
        self.convert(rental)
        self.assertEqual(rental.type, 'opportunity')

    def test_is_checklist_overridden(self):
        self.team.check_ids = [(0, 0, {'name': 'Water supply'})]
        customer = self.env['res.partner'].create({'name': 'Eva Peeters', 'is_key_account': True})
        lead = self.make_lead(partner_id=customer.id)
        self.convert(lead)
        self.assertEqual(lead.type, 'opportunity')

    def test_get_history_events(self):
        lead = self.make_lead()
        self.env['crm.rental.request'].with_user(self.seller).create({'name': 'Two weeks', 'lead_id': lead.id})
        self.assertIn(
            ('rental', 'Two weeks'), [(event['kind'], event['text']) for event in lead._get_history_events()])

    def test_entry_checked(self):
        """What an addon looked at itself is not refused by the policy of a team."""
        self.team.similar_entry = 'refuse'
        customer = self.env['res.partner'].create({'name': 'Eva Peeters', 'email': 'eva@koffiehuis.example.com'})
        self.make_lead(partner_id=customer.id)
        lead = {'name': 'Another', 'type': 'lead', 'partner_id': customer.id, 'team_id': self.team.id}
        with self.assertRaises(UserError):
            self.env['crm.lead'].with_user(self.seller).create(lead)
        request = self.env['crm.rental.request'].with_user(self.seller).create({
            'name': 'Two weeks', 'partner_id': customer.id})
        self.assertTrue(request.action_make_lead().is_rental)
