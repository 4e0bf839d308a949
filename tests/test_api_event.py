"""What is told on the bus, and to whom."""

import json
from unittest.mock import MagicMock, patch

from odoo.tests import new_test_user, tagged

from odoo.addons.bus.tests.common import WebsocketCase

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiEvent(ApiCase):

    def setUp(self):
        super().setUp()
        self.first, self.second = self.make_lead(name='First'), self.make_lead(name='Second')
        self.leads = self.first | self.second
        self.events()

    def events(self):
        """:return: {channel: list of (type, payload)} since the last time"""
        self.env.cr.precommit.run()
        rows = self.env['bus.bus'].sudo().search([('message', 'like', 'crm_lead_conversion/')], order='id')
        found = {}
        for row in rows:
            message = json.loads(row.message)
            found.setdefault(tuple(json.loads(row.channel)[1:]), []).append((message['type'], message['payload']))
        rows.unlink()
        return found

    def of_lead(self, lead):
        return ('crm.lead', lead.id, 'crm_lead_conversion')

    def test_merged_and_undone(self):
        merge_id = self.Lead.lead_merge(self.leads.ids)['merge_id']
        said = {'model': 'crm.lead.merge', 'id': merge_id, 'lead_id': self.first.id, 'lead_ids': self.leads.ids}
        channels = (self.of_lead(self.first), self.of_lead(self.second))
        self.assertEqual(self.events(), dict.fromkeys(channels, [('crm_lead_conversion/merged', said)]))
        self.Lead.lead_undo_merge(merge_id)
        self.assertEqual(self.events(), dict.fromkeys(channels, [('crm_lead_conversion/undone', said)]))

    def test_converted_and_undone(self):
        conversion_id = self.Lead.lead_convert(self.first.id)['conversion_id']
        said = {
            'model': 'crm.lead.conversion', 'id': conversion_id, 'lead_id': self.first.id, 'lead_ids': self.first.ids}
        self.assertEqual(self.events(), {self.of_lead(self.first): [('crm_lead_conversion/converted', said)]})
        self.Lead.lead_undo_conversion(self.first.id)
        self.assertEqual(self.events(), {self.of_lead(self.first): [('crm_lead_conversion/undone', said)]})

    def test_by_dialogs_and_code(self):
        self.convert(self.first)
        self.assertEqual(self.events()[self.of_lead(self.first)][0][0], 'crm_lead_conversion/converted')
        self.leads.merge_opportunity()
        self.assertEqual(self.events()[self.of_lead(self.first)][0][0], 'crm_lead_conversion/merged')

    def test_who_may_listen(self):
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        portal = new_test_user(self.env, 'conv_portal', groups='base.group_portal')
        name = f'crm_lead_conversion/{self.first.id}'
        asked = [f'crm_lead_conversion/{number}' for number in (self.first.id, theirs.id, 2**31 - 1, 2**31, '1 ', '')]
        for user, leads in (
            (self.seller, self.first), (self.colleague, theirs), (self.manager, self.first | theirs),
            (portal, self.first.browse()), (self.env.ref('base.public_user'), self.first.browse()),
        ):
            with self.subTest(user=user.login), patch(
                    'odoo.addons.bus.models.ir_websocket.wsrequest', new=MagicMock()):
                channels = self.env['ir.websocket'].with_user(user)._build_bus_channel_list(list(asked))
                self.assertNotIn(name, [channel for channel in channels if isinstance(channel, str)])
                heard = {
                    channel[0].id for channel in channels
                    if isinstance(channel, tuple) and channel[1] == 'crm_lead_conversion'}
                self.assertEqual(heard, set(leads.ids))


@tagged('post_install', '-at_install')
class TestApiEventHeard(ApiCase, WebsocketCase):

    def test_heard(self):
        leads = self.make_lead(name='First') | self.make_lead(name='Second')
        session = self.authenticate('conv_seller', 'conv_seller')
        websocket = self.websocket_connect(cookie=f'session_id={session.sid};')
        self.subscribe(
            websocket, [f'crm_lead_conversion/{leads[1].id}'], self.env['bus.bus']._bus_last_id())
        merge_id = self.Lead.lead_merge(leads.ids)['merge_id']
        self.env.cr.precommit.run()
        self.trigger_notification_dispatching([(leads[1], 'crm_lead_conversion')])
        self.assertIn(
            {'type': 'crm_lead_conversion/merged', 'payload': {
                'model': 'crm.lead.merge', 'id': merge_id, 'lead_id': leads[0].id, 'lead_ids': leads.ids}},
            [notification['message'] for notification in json.loads(websocket.recv())])
