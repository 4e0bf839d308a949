"""Converting from outside, by real clients on a real server."""

import json
import xmlrpc.client

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestConvertRpc(ConvertCase, HttpCase):

    def setUp(self):
        super().setUp()
        self.seller.password = 'conv_seller'
        self.colleague.password = 'conv_colleague'
        self.proxy = self.xmlrpc_object

    @mute_logger('odoo.addons.rpc.controllers.xmlrpc', 'odoo.http')
    def call(self, model, method, *args, login='conv_seller', **kwargs):
        uid = self.env['res.users'].search([('login', '=', login)]).id
        return self.proxy.execute_kw(
            self.env.cr.dbname, uid, login, model, method, list(args), kwargs)

    def open_dialog(self, lead, login='conv_seller', **values):
        context = {'active_model': 'crm.lead', 'active_id': lead.id, 'active_ids': lead.ids}
        wizard = self.call(
            'crm.lead2opportunity.partner', 'create', {'lead_id': lead.id, **values},
            login=login, context=context)
        return wizard, context

    def test_convert_and_undo_by_xmlrpc(self):
        lead = self.make_lead(contact_name='Jan Smets')
        wizard, context = self.open_dialog(
            lead, action='create', opportunity_name='By RPC', expected_revenue=500)
        action = self.call(
            'crm.lead2opportunity.partner', 'action_apply', [wizard], context=context)
        self.assertEqual(action['res_id'], lead.id)
        lead.invalidate_recordset()
        self.assertEqual(
            (lead.type, lead.name, lead.expected_revenue, lead.partner_id.name),
            ('opportunity', 'By RPC', 500, 'Jan Smets'))
        result = self.call('crm.lead', 'action_undo_conversion', [lead.id])
        self.assertIn('is a lead again', result['params']['title'])
        lead.invalidate_recordset()
        self.assertEqual((lead.type, lead.name), ('lead', 'Espresso machines for the canteen'))

    def test_dialog_without_context(self):
        """A program that knows nothing of active_ids."""
        lead = self.make_lead()
        wizard = self.call(
            'crm.lead2opportunity.partner', 'create', {'lead_id': lead.id, 'action': 'nothing'})
        self.call('crm.lead2opportunity.partner', 'action_apply', [wizard])
        lead.invalidate_recordset()
        self.assertEqual(lead.type, 'opportunity')
        self.assertFalse(lead.partner_id)
        leads = self.make_lead(name='A') + self.make_lead(name='B')
        wizard = self.call('crm.lead2opportunity.partner.mass', 'create', {
            'lead_tomerge_ids': [(6, 0, leads.ids)], 'deduplicate': False, 'action': 'nothing'})
        self.call('crm.lead2opportunity.partner.mass', 'action_mass_convert', [wizard])
        leads.invalidate_recordset()
        self.assertEqual(leads.mapped('type'), ['opportunity', 'opportunity'])

    def test_right_is_checked_not_only_in_the_view(self):
        lead = self.make_lead(name='Secret deal')
        for values in ({'lead_id': lead.id}, {'lead_id': lead.id, 'action': 'nothing'}):
            with self.assertRaises(xmlrpc.client.Fault) as caught:
                wizard = self.call(
                    'crm.lead2opportunity.partner', 'create', values, login='conv_colleague')
                self.call('crm.lead2opportunity.partner', 'action_apply', [wizard],
                          login='conv_colleague')
            self.assertNotIn('Secret', caught.exception.faultString)
        lead.invalidate_recordset()
        self.assertEqual(lead.type, 'lead')

    def test_private_methods_are_not_to_be_called(self):
        lead = self.make_lead()
        for method in ('_snapshot_values', '_snapshot_restore', '_finish_conversions',
                       '_create_conversions'):
            with self.assertRaises(xmlrpc.client.Fault):
                self.call('crm.lead', method, [lead.id])

    def call_json(self, key, lead):
        return self.url_open(
            '/json/2/crm.lead/action_undo_conversion', data=json.dumps({'ids': lead.ids}),
            headers={'Authorization': f'Bearer {key}', 'Content-Type': 'application/json',
                     'X-Odoo-Database': self.env.cr.dbname})

    def test_json2_with_an_api_key(self):
        key = self.env['res.users.apikeys'].with_user(self.seller).sudo()._generate(
            'rpc', 'test', None)
        lead = self.make_lead()
        lead.convert_opportunity(False)
        self.env.cr.flush()
        response = self.call_json(key, lead)
        self.assertEqual(response.status_code, 200, response.text)
        lead.invalidate_recordset()
        self.assertEqual(lead.type, 'lead')
        with mute_logger('odoo.http'):
            again = self.call_json(key, lead)
        self.assertEqual(again.status_code, 422)
        self.assertIn('could be undone', again.json()['message'])
