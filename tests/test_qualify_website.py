"""Leads from the form on the website and from the plugin in a mail program, where Odoo's addons for
them are installed."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestQualifyWebsite(ConvertCase, HttpCase):

    def need(self, addon):
        if self.env['ir.module.module']._get(addon).state != 'installed':
            self.skipTest(f"{addon} is not installed")

    def send_form(self, **values):
        """Fill in the form as a visitor does.

        :return: the lead"""
        response = self.url_open('/website/form/crm.lead', data={
            'name': 'Espresso machine', 'contact_name': 'Eva Novak', 'email_from': 'eva@cafe.example.com',
            'phone': '+32 2 555 01 01', 'partner_name': 'Cafe Central', 'description': 'Two machines, please.',
            **values})
        return self.env['crm.lead'].browse(json.loads(response.text).get('id', []))

    def test_form_of_a_visitor(self):
        self.need('website_crm')
        self.env['website'].search([]).crm_default_team_id = self.team
        first = self.send_form()
        self.assertEqual(
            (first.name, first.type, first.team_id, first.email_from, first.contact_name, first.partner_name),
            ('Espresso machine', 'lead', self.team, 'eva@cafe.example.com', 'Eva Novak', 'Cafe Central'))
        self.assertEqual(first.qualification_state, 'open' if first.user_id else 'draft')
        self.assertIn("Two machines, please.", first.description)
        second = self.send_form(name='Grinder')
        (first + second).user_id = self.seller
        self.assertEqual(second.with_user(self.seller).duplicate_lead_ids, first + second)

    def test_form_for_a_salesperson_is_open_at_once(self):
        self.need('website_crm')
        self.env['website'].search([]).write(
            {'crm_default_team_id': self.team.id, 'crm_default_user_id': self.seller.id})
        lead = self.send_form()
        self.assertEqual((lead.user_id, lead.qualification_state), (self.seller, 'open'))

    def test_form_sets_nothing_a_visitor_has_no_business_with(self):
        self.need('website_crm')
        lead = self.send_form(
            qualification_state='done', step_id=str(self.env['crm.lead.step'].search([], limit=1).id),
            merged_into_id=str(self.make_lead().id))
        self.assertNotEqual(lead.qualification_state, 'done')
        self.assertFalse(lead.step_id or lead.merged_into_id)

    def plugin(self, key, **params):
        return self.url_open(
            '/mail_plugin/lead/create', json={'params': params}, headers={'Authorization': f'Bearer {key}'})

    def test_plugin_in_a_mail_program(self):
        self.need('crm_mail_plugin')
        key = self.env['res.users.apikeys'].with_user(self.seller)._generate(
            'odoo.plugin.outlook', 'Mail', fields.Datetime.now() + timedelta(days=1))
        customer = self.env['res.partner'].create({'name': 'Eva Novak', 'email': 'eva@cafe.example.com'})
        result = self.plugin(
            key, partner_id=customer.id, email_subject='Espresso machine', email_body='<p>Two, please.</p>').json()
        lead = self.env['crm.lead'].browse(result['result']['lead_id'])
        self.assertEqual(
            (lead.name, lead.partner_id, lead.email_from, lead.user_id, lead.type, lead.qualification_state),
            ('Espresso machine', customer, 'eva@cafe.example.com', self.seller, 'lead', 'open'))
        other = self.make_lead(name='Call', email_from='eva@cafe.example.com')
        self.assertEqual(lead.with_user(self.seller).duplicate_lead_ids, other + lead)

    def test_plugin_with_a_wrong_key(self):
        self.need('crm_mail_plugin')
        before = self.env['crm.lead'].search_count([])
        customer = self.env['res.partner'].create({'name': 'Eva Novak'})
        response = self.plugin('wrong', partner_id=customer.id, email_subject='No', email_body='No')
        self.assertIn('Access token invalid', response.text)
        self.assertEqual(self.env['crm.lead'].search_count([]), before)
