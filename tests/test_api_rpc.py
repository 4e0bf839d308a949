"""The methods for programs by each protocol: what comes back, and how a
refusal says its code."""

import json
from xmlrpc.client import Fault

from odoo.tests import HttpCase, tagged

from .api_common import ApiCase
from .program_common import mute_refusals

NOT_THERE = 2**31 - 1


@tagged('post_install', '-at_install')
class TestApiRpc(ApiCase, HttpCase):

    def setUp(self):
        super().setUp()
        said = {'contact_name': 'Zoë Peeters', 'email_from': 'zoe@koffiehuis.example.com'}
        self.first, self.second = self.make_lead(name='First', **said), self.make_lead(name='Second', **said)
        # sudo: what the dialog of the user does once the password was given again
        self.key = self.env['res.users.apikeys'].with_user(self.seller).sudo()._generate(None, 'program', None)
        self.env.flush_all()

    # each returns what the method answers, or (code, sentence)

    def by_json2(self, method, **arguments):
        answer = self.url_open(
            f'/json/2/crm.lead/{method}', data=json.dumps(arguments), timeout=60, headers={
                'Authorization': f'Bearer {self.key}', 'X-Odoo-Database': self.env.cr.dbname,
                'Content-Type': 'application/json'})
        said = answer.json()
        if answer.ok:
            return said
        self.status = answer.status_code
        return said['context']['code'], said['message']

    def by_jsonrpc(self, method, **arguments):
        said = self.url_open('/jsonrpc', timeout=60, headers={'Content-Type': 'application/json'}, data=json.dumps({
            'jsonrpc': '2.0', 'method': 'call', 'params': {'service': 'object', 'method': 'execute_kw', 'args': [
                self.env.cr.dbname, self.seller.id, self.key, 'crm.lead', method, [], arguments]}})).json()
        if 'error' in said:
            data = said['error']['data']
            return data['context']['code'], data['message']
        return said['result']

    def by_xmlrpc(self, method, **arguments):
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.seller.id, self.key, 'crm.lead', method, [], arguments)
        except Fault as fault:
            code, _colon, sentence = fault.faultString.partition(': ')
            return code, sentence

    @mute_refusals
    def check_round(self, ask):
        """Every method once, and one refusal of each kind that comes alone."""
        first, second = self.first.id, self.second.id
        self.assertTrue(ask('lead_api_version')['version'])
        [found] = ask('lead_find_similar', lead_ids=[first])['results']
        self.assertEqual([match['lead_id'] for match in found['matches']], [second])
        [found] = ask('lead_find_similar', values={'email_from': 'zoe@koffiehuis.example.com'})['results']
        self.assertEqual({match['lead_id'] for match in found['matches']}, {first, second})
        preview = ask('lead_merge_preview', lead_ids=[first, second])
        self.assertEqual(preview['master_id'], first)
        merged = ask(
            'lead_merge', lead_ids=[first, second], request_key='once', fingerprints={
                str(record['lead_id']): record['fingerprint'] for record in preview['records']})
        self.assertEqual((merged['lead_id'], merged['merged_ids']), (first, [second]))
        self.assertEqual(ask('lead_merge', lead_ids=[first, second], request_key='other')[0], 'already_merged')
        self.assertEqual(ask('lead_merge', lead_ids=[second, first], request_key='once')[0], 'key_reused')
        self.assertEqual(
            ask('lead_resolve', lead_ids=[second])['results'],
            [{'lead_id': second, 'current_id': first, 'merged': True}])
        self.assertEqual(ask('lead_undo_merge', merge_id=merged['merge_id'])['restored_ids'], [second])
        self.assertEqual(
            ask('lead_undo_merge', merge_id=merged['merge_id']),
            ('already_undone', 'This merge was undone already.'))
        options = ask('lead_conversion_options', lead_id=first)
        self.assertEqual(options['customer'], 'create')
        converted = ask('lead_convert', lead_id=first, customer='create', fingerprint=options['fingerprint'])
        self.assertEqual(converted['lead_id'], first)
        self.assertEqual(
            ask('lead_convert', lead_id=first), ('already_converted', '“First” is already an opportunity.'))
        self.assertTrue(ask('lead_undo_conversion', lead_id=first)['conversion_id'])
        self.assertEqual(ask('lead_convert', lead_id=first, nme='x')[0], 'invalid_argument')
        self.assertEqual(ask('lead_convert')[0], 'invalid_argument')
        self.assertEqual(ask('lead_convert', lead_id=NOT_THERE)[0], 'not_found')
        self.assertEqual(ask('lead_merge', lead_ids=[first])[0], 'refused')
        self.env.invalidate_all()
        self.assertEqual((self.first.type, self.first.partner_id.id, self.second.active), ('lead', False, True))

    def test_json2(self):
        self.check_round(self.by_json2)

    def test_jsonrpc(self):
        self.check_round(self.by_jsonrpc)

    def test_xmlrpc(self):
        self.check_round(self.by_xmlrpc)

    @mute_refusals
    def test_status(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        opportunity = self.make_lead(name='Running', type='opportunity')
        self.env.flush_all()
        for method, arguments, code, status in (
            ('lead_convert', {'lead_id': 'x'}, 'invalid_argument', 422),
            ('lead_convert', {'lead_id': self.first.id, 'sort': 1}, 'invalid_argument', 422),
            ('lead_convert', {'lead_id': NOT_THERE}, 'not_found', 404),
            ('lead_convert', {'lead_id': theirs.id}, 'no_access', 403),
            ('lead_convert', {'lead_id': opportunity.id}, 'already_converted', 409),
            ('lead_convert', {'lead_id': self.first.id, 'fingerprint': 'x'}, 'changed', 409),
            ('lead_merge', {'lead_ids': [self.first.id]}, 'refused', 422),
        ):
            with self.subTest(method=method, **arguments):
                self.assertEqual((self.by_json2(method, **arguments)[0], self.status), (code, status))

    @mute_refusals
    def test_rolled_back(self):
        """What was done before the refusal is undone with it."""
        theirs = self.env['crm.team'].create({'name': 'Elsewhere', 'company_id': self.env['res.company'].create(
            {'name': 'Elsewhere'}).id})
        self.env.flush_all()
        before = self.database()
        self.assertEqual(self.by_json2('lead_convert', lead_id=self.first.id, probability=100)[0], 'refused')
        self.assertEqual(
            self.by_json2('lead_convert', lead_id=self.first.id, customer='create', team_id=theirs.id)[0], 'no_access')
        self.env.invalidate_all()
        self.assertSameDatabase(before)
