"""Converting by the methods for programs, as a salesperson."""

from odoo.tests import tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiConvert(ApiCase):

    def setUp(self):
        super().setUp()
        self.lead = self.make_lead(
            email_from='zoe@koffiehuis.example.com', contact_name='Zoë Peeters', expected_revenue=900)

    def customer(self, **values):
        return self.env['res.partner'].create({'email': 'zoe@koffiehuis.example.com', **values})

    def test_options(self):
        partner = self.customer(name='Zoë Peeters')
        other = self.make_lead(
            name='Once more', email_from='zoe@koffiehuis.example.com', contact_name='Zoë Peeters')
        options = self.Lead.lead_conversion_options(self.lead.id)
        [similar] = options.pop('similar')
        self.assertEqual((similar['lead_id'], similar['name']), (other.id, 'Once more'))
        self.assertGreaterEqual(similar['strength'], 55)
        self.assertTrue(similar['reasons'])
        self.assertEqual(len(options.pop('fingerprint')), 32)
        self.assertEqual(options, {
            'lead_id': self.lead.id, 'name': 'Espresso machines for the canteen',
            'proposed': 'merge' if similar['proposed'] else 'convert', 'customer': 'exist', 'partner_id': partner.id,
            'candidates': [{
                'partner_id': partner.id, 'name': 'Zoë Peeters', 'reason': 'same e-mail (zoe@koffiehuis.example.com)'}],
            'title': 'Espresso machines for the canteen', 'expected_revenue': 900.0,
            'currency': self.env.company.currency_id.name, 'probability': self.lead.probability,
            'user_id': self.seller.id, 'team_id': self.team.id, 'checks_left': []})

    def test_as_proposed(self):
        answer = self.Lead.lead_convert(self.lead.id)
        conversion = self.lead.conversion_ids
        self.assertEqual(answer, {
            'lead_id': self.lead.id, 'conversion_id': conversion.id, 'merge_id': False,
            'partner_id': self.lead.partner_id.id, 'partner_created': True, 'readable': True})
        self.assertEqual((self.lead.type, self.lead.partner_id.name), ('opportunity', 'Zoë Peeters'))
        self.assertEqual((conversion.origin, conversion.user_id), ('program', self.seller))

    def test_as_told(self):
        partner = self.customer(name='Koffiehuis Gent BV', is_company=True)
        answer = self.Lead.lead_convert(
            self.lead.id, partner_id=partner.id, title='Two machines', expected_revenue=0, probability=25.5,
            user_id=self.colleague.id, team_id=self.other_team.id)
        self.assertEqual((answer['partner_id'], answer['partner_created'], answer['readable']), (False, False, False))
        lead = self.lead.sudo()
        self.assertEqual(
            (lead.name, lead.expected_revenue, lead.probability, lead.partner_id, lead.user_id, lead.team_id),
            ('Two machines', 0, 25.5, partner, self.colleague, self.other_team))

    def test_without_customer(self):
        self.assertFalse(self.Lead.lead_convert(self.lead.id, customer='nothing')['partner_id'])
        self.assertTrue(self.lead.customer_declined)

    def test_several_customers_fit(self):
        partners = self.customer(name='Zoë Peeters') | self.customer(name='Zoë P.')
        error = self.assertRefused('choice_needed', 'lead_convert', self.lead.id)
        self.assertEqual(error.context['partner_ids'], partners.ids)
        self.assertEqual(self.lead.type, 'lead')
        self.assertEqual(
            self.Lead.lead_convert(self.lead.id, customer='exist', partner_id=partners[1].id)['partner_id'],
            partners[1].id)

    def test_merged(self):
        other = self.make_lead(name='Running', type='opportunity', email_from='zoe@koffiehuis.example.com')
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.merge_into', 'most_advanced')
        answer = self.Lead.lead_convert(self.lead.id, merge_ids=other.ids)
        merge = other.merge_record_ids
        self.assertEqual((answer['lead_id'], answer['merge_id'], answer['conversion_id']), (other.id, merge.id, False))
        self.assertEqual(self.lead.sudo().merged_into_id, other)

    def test_undo(self):
        conversion_id = self.Lead.lead_convert(self.lead.id)['conversion_id']
        answer = self.Lead.lead_undo_conversion(self.lead.id)
        self.assertEqual((answer['lead_id'], answer['conversion_id']), (self.lead.id, conversion_id))
        self.assertIn('Zoë Peeters', answer['message'])
        self.assertEqual((self.lead.type, self.lead.partner_id.id), ('lead', False))
        self.assertRefused('refused', 'lead_undo_conversion', self.lead.id)

    def test_changed_meanwhile(self):
        mark = self.Lead.lead_conversion_options(self.lead.id)['fingerprint']
        self.lead.phone = '+32 9 555 01 01'
        self.assertEqual(self.assertRefused(
            'changed', 'lead_convert', self.lead.id, fingerprint=mark).context['lead_ids'], self.lead.ids)
        mark = self.Lead.lead_conversion_options(self.lead.id)['fingerprint']
        self.assertEqual(self.Lead.lead_convert(self.lead.id, fingerprint=mark)['lead_id'], self.lead.id)

    def test_checklist(self):
        self.team.check_ids = [(0, 0, {'name': 'Budget known'})]
        self.team.has_checklist = True
        self.assertRefused('refused', 'lead_convert', self.lead.id)
        self.assertRefused('refused', 'lead_convert', self.lead.id, ignore_checklist=True)
        as_manager = self.env['crm.lead'].with_user(self.manager)
        self.assertEqual(as_manager.lead_conversion_options(self.lead.id)['checks_left'], ['Budget known'])
        self.assertRefused('refused', 'lead_convert', self.lead.id, user=self.manager)
        self.assertTrue(as_manager.lead_convert(self.lead.id, ignore_checklist=True)['conversion_id'])

    def test_refusals(self):
        opportunity = self.make_lead(type='opportunity')
        lost = self.make_lead(active=False, probability=0)
        for code, lead_id, options in (
            ('already_converted', opportunity.id, {}),
            ('refused', lost.id, {}),
            ('refused', self.lead.id, {'probability': 100}),
            ('not_found', self.lead.id, {'partner_id': 2**31 - 1}),
            ('not_found', 2**31 - 1, {}),
            ('invalid_argument', self.lead.id, {'customer': 'each_exist_or_create'}),
            ('invalid_argument', self.lead.id, {'customer': 'exist'}),
            ('invalid_argument', self.lead.id, {'customer': 'create', 'partner_id': self.env.user.partner_id.id}),
            ('invalid_argument', self.lead.id, {'expected_revenue': '900'}),
            ('invalid_argument', self.lead.id, {'expected_revenue': float('nan')}),
            ('invalid_argument', self.lead.id, {'title': 'a\0b'}),
            ('invalid_argument', self.lead.id, {'title': '\ud800'}),
            ('invalid_argument', self.lead.id, {'ignore_checklist': 1}),
            ('invalid_argument', False, {}),
            ('invalid_argument', [self.lead.id], {}),
        ):
            with self.subTest(code=code, lead_id=lead_id, **options):
                self.assertRefused(code, 'lead_convert', lead_id, **options)
        self.assertEqual(self.lead.type, 'lead')
