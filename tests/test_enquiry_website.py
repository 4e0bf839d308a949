"""Enquiries by the form on the website, where Odoo's addon for it is installed."""

import json

from odoo.tests import HttpCase, tagged

from .common import ConvertCase

EVA = {'contact_name': 'Eva Novak', 'email_from': 'eva@cafe.example.com', 'partner_name': 'Cafe Central'}


@tagged('post_install', '-at_install')
class TestEnquiryWebsite(ConvertCase, HttpCase):

    def setUp(self):
        super().setUp()
        if self.env['ir.module.module']._get('website_crm').state != 'installed':
            self.skipTest("website_crm is not installed")
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        self.env['website'].search([]).write(
            {'crm_default_team_id': self.team.id, 'crm_default_user_id': self.colleague.id})
        self.team.write({'similar_enquiry': 'attach', 'similar_enquiry_strength': 80})

    def send_form(self, files=None, **values):
        """Fill in the form as a visitor does.

        :return: what the page gets"""
        return json.loads(self.url_open('/website/form/crm.lead', data={
            'name': 'Espresso machine', **EVA, 'phone': '+32 2 555 01 01',
            'description': 'Two machines, please.', **values}, files=files).text)

    def test_added(self):
        lead = self.make_lead(**EVA)
        lead.qualification_state = 'pending'
        answer = self.send_form(
            files={'plan[0][0]': ('plan.pdf', b'%PDF-1.4 plan', 'application/pdf')},
            **{'How did you find us?': 'By a friend'})
        self.env.invalidate_all()
        # the page says thank you, as ever
        self.assertEqual(list(answer), ['id'])
        card = self.env['crm.lead'].browse(answer['id'])
        self.assertEqual((card.merged_into_id, card.active), (lead, False))
        self.assertEqual(self.env['crm.lead'].search([('email_normalized', '=', 'eva@cafe.example.com')]), lead)
        self.assertEqual(
            (lead.name, lead.user_id, lead.qualification_state, lead.phone),
            ('Espresso machines for the canteen', self.seller, 'open', '+32 2 555 01 01'))
        message = lead.message_ids.filtered(
            lambda message: message.message_type == 'comment' and message.subtype_id == self.env.ref(
                'mail.mt_comment'))
        self.assertEqual(len(message), 1)
        self.assertEqual(message.subject, 'Espresso machine')
        for said in ('Eva Novak', 'Cafe Central', '+32 2 555 01 01', 'Two machines, please.',
                     'How did you find us? : By a friend'):
            self.assertIn(said, message.body)
        self.assertIn('eva@cafe.example.com', message.email_from)
        self.assertEqual(
            (message.attachment_ids.name, message.attachment_ids.raw, message.attachment_ids.res_id),
            ('plan.pdf', b'%PDF-1.4 plan', lead.id))
        self.assertIn(self.seller.partner_id, message.sudo().notified_partner_ids)
        self.assertTrue(lead.message_ids.filtered(
            lambda note: 'This enquiry arrived by a form on the website at Machines.' in note.body))
        self.assertNotIn(self.colleague.partner_id, lead.message_partner_ids)

    def test_undone(self):
        lead = self.make_lead(**EVA)
        card = self.env['crm.lead'].browse(self.send_form()['id'])
        self.env.invalidate_all()
        lead.merge_record_ids.with_user(self.seller).action_undo()
        self.assertEqual(
            (card.active, card.merged_into_id.id, card.name, card.phone),
            (True, False, 'Espresso machine', '+32 2 555 01 01'))
        self.assertIn('Two machines, please.', card.description)
        self.assertFalse(lead.phone)

    def test_first_enquiry_creates(self):
        lead = self.env['crm.lead'].browse(self.send_form()['id'])
        self.assertEqual(
            (lead.name, lead.active, lead.user_id, lead.merge_count, lead.qualification_state),
            ('Espresso machine', True, self.colleague, 0, 'open'))

    def test_team_that_creates(self):
        self.team.similar_enquiry = 'create'
        lead = self.make_lead(**EVA)
        created = self.env['crm.lead'].browse(self.send_form()['id'])
        self.assertFalse(created.merged_into_id)
        self.assertFalse(lead.merge_count)

    def test_another_company(self):
        there = self.env['res.company'].create({'name': 'There'})
        self.seller.company_ids |= there
        theirs = self.make_lead(**EVA, team_id=False, company_id=there.id)
        self.assertEqual(theirs.company_id, there)
        created = self.env['crm.lead'].browse(self.send_form()['id'])
        self.assertFalse(created.merged_into_id or theirs.merge_count)

    def test_form_that_is_refused(self):
        lead = self.make_lead(**EVA)
        self.assertEqual(self.send_form(team_id='nowhere'), {'error_fields': ['team_id']})
        self.env.invalidate_all()
        self.assertFalse(lead.merge_count)
