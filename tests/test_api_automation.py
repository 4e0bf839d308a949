"""Automation rules follow conversions, merges and their undo, a webhook among
them: the examples of doc/api.md."""

import json
from unittest.mock import patch

import requests

from odoo.tests import tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiAutomation(ApiCase):

    def setUp(self):
        super().setUp()
        if 'base.automation' not in self.env:
            self.skipTest('base_automation is not installed: there are no automation rules.')
        self.first, self.second = self.make_lead(name='First'), self.make_lead(name='Second')
        self.leads = self.first | self.second

    def add_rule(self, model, trigger, fields, **values):
        """A rule as doc/api.md describes it: it tells a webhook."""
        model_id = self.env['ir.model']._get_id(model)
        return self.env['base.automation'].create({
            'name': f'{model} {trigger}', 'model_id': model_id, 'trigger': trigger,
            'action_server_ids': [(0, 0, {
                'name': 'Tell', 'model_id': model_id, 'state': 'webhook', 'usage': 'base_automation',
                'webhook_url': 'https://hook.example.com/leads',
                'webhook_field_ids': [(6, 0, [self.env['ir.model.fields']._get_ids(model)[name] for name in fields])],
            })], **values})

    def add_undo_rule(self, model, fields):
        states = self.env['ir.model.fields.selection'].search(
            [('field_id.model', '=', model), ('field_id.name', '=', 'state'), ('value', '=', 'undone')])
        return self.add_rule(model, 'on_state_set', fields, trg_selection_field_id=states.id)

    def told(self, work):
        """:return: list of what the webhook got"""
        posted = []

        def post(url, data, **_options):
            self.assertEqual(url, 'https://hook.example.com/leads')
            posted.append(json.loads(data))
            answer = requests.Response()
            answer.status_code = 200
            return answer

        with patch.object(requests, 'post', post):
            work()
            self.env.cr.flush()
            self.env.cr.postcommit.run()
        return [{name: value for name, value in one.items() if name != '_action'} for one in posted]

    def test_merged(self):
        self.add_rule('crm.lead.merge', 'on_create', ['master_id', 'merged_ids'])
        [told] = self.told(lambda: self.Lead.lead_merge(self.leads.ids))
        self.assertEqual(told, {
            '_model': 'crm.lead.merge', '_id': self.first.merge_record_ids.id, 'id': self.first.merge_record_ids.id,
            'master_id': self.first.id, 'merged_ids': self.second.ids})

    def test_converted(self):
        self.add_rule('crm.lead.conversion', 'on_create', ['lead_id', 'partner_created_id'])
        [told] = self.told(lambda: self.Lead.lead_convert(self.first.id))
        self.assertEqual((told['_model'], told['lead_id']), ('crm.lead.conversion', self.first.id))

    def test_got_a_customer(self):
        """A rule that waits for a field hears of what converting writes."""
        lead = self.make_lead(name='Third', contact_name='Eva Peeters', email_from='eva@zuid.example.com')
        self.add_rule('crm.lead', 'on_create_or_write', ['name', 'partner_id'], trigger_field_ids=[
            (6, 0, [self.env['ir.model.fields']._get_ids('crm.lead')['partner_id']])])
        [told] = self.told(lambda: self.Lead.lead_convert(lead.id, customer='create'))
        self.assertEqual((told['_id'], told['partner_id']), (lead.id, lead.sudo().partner_id.id))
        self.assertEqual(lead.sudo().partner_id.name, 'Eva Peeters')

    def test_undone(self):
        self.add_undo_rule('crm.lead.merge', ['master_id', 'state'])
        self.add_undo_rule('crm.lead.conversion', ['lead_id', 'state'])
        answer = self.Lead.lead_merge(self.leads.ids)
        self.assertEqual(self.told(lambda: None), [])
        [told] = self.told(lambda: self.Lead.lead_undo_merge(answer['merge_id']))
        self.assertEqual((told['master_id'], told['state']), (self.first.id, 'undone'))
        self.Lead.lead_convert(self.second.id)
        [told] = self.told(lambda: self.Lead.lead_undo_conversion(self.second.id))
        self.assertEqual((told['lead_id'], told['state']), (self.second.id, 'undone'))

    def test_refused(self):
        """What is not done is not told."""
        self.add_rule('crm.lead.merge', 'on_create', ['master_id'])
        self.assertEqual(self.told(lambda: self.assertRefused('refused', 'lead_merge', self.first.ids)), [])
