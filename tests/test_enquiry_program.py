"""Enquiries that programs hand in, as a salesperson with own documents."""

import base64
import json
from datetime import datetime

from odoo.tests import HttpCase, tagged

from .api_common import ApiCase
from .program_common import mute_refusals

EVA = {
    'contact_name': 'Eva Peeters', 'email_from': 'eva@koffiehuis.example.com', 'partner_name': 'Koffiehuis BV'}
WANTED = {'name': 'Grinder', **EVA}
FILE = {'name': 'plan.pdf', 'data': base64.b64encode(b'%PDF-1.4 plan').decode()}


@tagged('post_install', '-at_install')
class TestEnquiryProgram(ApiCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        cls.team.with_user(cls.manager).write({
            'similar_enquiry': 'attach', 'similar_enquiry_strength': 80, 'company_id': cls.env.company.id})

    def enquire(self, values=None, user=None, **arguments):
        return self.Lead.with_user(user or self.seller).lead_enquire(
            {**WANTED, 'team_id': self.team.id, **(values or {})}, **arguments)

    def message_of(self, lead):
        return lead.message_ids.filtered(lambda message: message.message_type == 'comment')[:1]

    def test_created(self):
        tag = self.env['crm.tag'].create({'name': 'Fair'})
        answer = self.enquire(
            {'phone': '+32 9 555 01 01', 'tag_ids': tag.ids, 'priority': '2', 'date_deadline': '2026-01-31'},
            message="Two, please.\nPrice < 5000 €", attachments=[FILE])
        lead = self.Lead.browse(answer['lead_id'])
        self.assertEqual(answer, {
            'lead_id': lead.id, 'created': True, 'attached_to': False, 'strength': 0, 'reasons': [],
            'merge_id': False})
        self.assertEqual(
            (lead.name, lead.phone, lead.tag_ids, lead.priority, str(lead.date_deadline), lead.team_id, lead.user_id),
            ('Grinder', '+32 9 555 01 01', tag, '2', '2026-01-31', self.team, self.seller))
        message = self.message_of(lead)
        self.assertEqual(str(message.body), '<p>Two, please.<br>Price &lt; 5000 €</p>')
        self.assertEqual((message.attachment_ids.name, message.attachment_ids.raw), ('plan.pdf', b'%PDF-1.4 plan'))
        self.assertIn('eva@koffiehuis.example.com', message.email_from)

    def test_added(self):
        lead = self.make_lead(**EVA)
        lead.qualification_state = 'pending'
        tag = self.env['crm.tag'].create({'name': 'Fair'})
        answer = self.enquire(
            {'phone': '+32 9 555 01 01', 'description': '<p>For the bar</p>', 'tag_ids': tag.ids},
            message="Two, please.", attachments=[FILE])
        [merge] = lead.merge_record_ids
        self.assertEqual(
            (answer['lead_id'], answer['created'], answer['attached_to'], answer['merge_id'], answer['strength']),
            (lead.id, False, lead.id, merge.id, merge.strength))
        self.assertIn('same e-mail eva@koffiehuis.example.com', answer['reasons'][0])
        self.assertEqual((merge.origin, merge.user_id), ('enquiry', self.seller))
        self.assertEqual((lead.name, lead.qualification_state), ('Espresso machines for the canteen', 'open'))
        # what the lead lacked
        self.assertEqual(lead.phone, '+32 9 555 01 01')
        message = self.message_of(lead)
        self.assertEqual(message.subject, 'Grinder')
        for said in ('Eva Peeters', 'Koffiehuis BV', '+32 9 555 01 01', 'Tags: Fair', 'For the bar',
                     'Two, please.'):
            self.assertIn(said, message.body)
        self.assertEqual((message.attachment_ids.name, message.attachment_ids.res_id), ('plan.pdf', lead.id))
        self.assertTrue(lead.message_ids.filtered(
            lambda note: 'This enquiry arrived by a program at Machines.' in note.body))

    def test_undone(self):
        lead = self.make_lead(**EVA)
        answer = self.enquire(message="Two, please.", attachments=[FILE])
        [enquiry_id] = self.Lead.lead_undo_merge(answer['merge_id'])['restored_ids']
        enquiry = self.Lead.browse(enquiry_id)
        self.assertIn("Two, please.", self.message_of(enquiry).body)
        self.assertEqual(self.message_of(enquiry).attachment_ids.res_id, enquiry.id)
        self.assertFalse(self.message_of(lead))

    def test_once(self):
        lead = self.make_lead(**EVA)
        answer = self.enquire(message="Two, please.", request_key='a')
        self.assertEqual(self.enquire(message="Two, please.", request_key='a'), answer)
        self.assertEqual(lead.merge_count, 1)
        with self.assertRaises(Exception) as caught:
            self.enquire(message="Three, please.", request_key='a')
        self.assertEqual(caught.exception.context['code'], 'key_reused')

    def test_not_to_what_the_user_may_not_see(self):
        theirs = self.make_lead(**EVA, user_id=self.colleague.id)
        answer = self.enquire()
        self.assertEqual((answer['created'], answer['reasons']), (True, []))
        self.assertNotEqual(answer['lead_id'], theirs.id)
        self.assertFalse(theirs.sudo().merge_record_ids)

    def test_not_in_another_company(self):
        there = self.env['res.company'].create({'name': 'There'})
        self.seller.company_ids |= there
        theirs = self.make_lead(**EVA, team_id=False, company_id=there.id)
        Lead = self.Lead.with_context(allowed_company_ids=[self.env.company.id, there.id])
        answer = Lead.lead_enquire({**WANTED, 'team_id': self.team.id})
        self.assertTrue(answer['created'])
        self.assertEqual(Lead.browse(answer['lead_id']).company_id, self.env.company)
        self.assertFalse(theirs.merge_record_ids)

    def test_team_that_creates(self):
        self.team.similar_enquiry = 'create'
        self.make_lead(**EVA)
        self.assertTrue(self.enquire()['created'])

    def test_plain_create_is_odoos(self):
        lead = self.make_lead(**EVA)
        created = self.Lead.create({**WANTED, 'team_id': self.team.id})
        self.assertNotEqual(created, lead)
        self.assertFalse(lead.merge_record_ids)

    def test_refused(self):
        before = self.Lead.search_count([])
        for code, values, arguments in (
            ('invalid_argument', {'name': ' '}, {}),
            ('invalid_argument', {'name': 7}, {}),
            ('invalid_argument', {'fone': '1'}, {}),
            ('invalid_argument', {'merged_into_id': 1}, {}),
            ('invalid_argument', {'create_uid': 1}, {}),
            ('invalid_argument', {'message_ids': [1]}, {}),
            ('invalid_argument', {'priority': 'high'}, {}),
            ('invalid_argument', {'expected_revenue': '900'}, {}),
            ('invalid_argument', {'date_deadline': 'tomorrow'}, {}),
            ('invalid_argument', {'tag_ids': 7}, {}),
            ('not_found', {'team_id': 2**31 - 1}, {}),
            ('not_found', {'tag_ids': [2**31 - 1]}, {}),
            ('invalid_argument', {}, {'message': 7}),
            ('invalid_argument', {}, {'attachments': {'name': 'a'}}),
            ('invalid_argument', {}, {'attachments': [{'name': 'a'}]}),
            ('invalid_argument', {}, {'attachments': [{'name': 'a', 'data': 'no base64!'}]}),
            ('invalid_argument', {}, {'attachments': [{'name': '', 'data': ''}]}),
            ('invalid_argument', {}, {'attachments': [FILE] * 21}),
            ('invalid_argument', {}, {'request_key': ''}),
        ):
            with self.subTest(values=values, **arguments):
                self.assertRefused(code, 'lead_enquire', {**WANTED, **values}, **arguments)
        self.assertRefused('invalid_argument', 'lead_enquire', None)
        # XML-RPC knows dates
        day = datetime(2026, 1, 31)
        for more in ({}, {'request_key': 'a'}):
            self.assertRefused('invalid_argument', 'lead_enquire', {**WANTED, 'date_deadline': day}, **more)
        self.assertEqual(self.Lead.search_count([]), before)


@tagged('post_install', '-at_install')
class TestEnquiryRpc(ApiCase, HttpCase):

    @mute_refusals
    def test_by_each_protocol(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        self.team.write({
            'similar_enquiry': 'attach', 'similar_enquiry_strength': 80, 'company_id': self.env.company.id})
        # sudo: what the dialog of the user does once the password was given again
        key = self.env['res.users.apikeys'].with_user(self.seller).sudo()._generate(None, 'program', None)
        lead = self.make_lead(**EVA)
        self.env.flush_all()
        arguments = {
            'values': {**WANTED, 'team_id': self.team.id}, 'message': 'Two, please.', 'attachments': [FILE]}

        def by_json2(**more):
            return self.url_open(
                '/json/2/crm.lead/lead_enquire', data=json.dumps({**arguments, **more}), timeout=60, headers={
                    'Authorization': f'Bearer {key}', 'X-Odoo-Database': self.env.cr.dbname,
                    'Content-Type': 'application/json'})

        refused = by_json2(attachments='plan.pdf')
        self.assertEqual((refused.status_code, refused.json()['context']['code']), (422, 'invalid_argument'))
        answers = [
            by_json2().json(),
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.seller.id, key, 'crm.lead', 'lead_enquire', [], arguments)]
        for answer in answers:
            self.assertEqual((answer['attached_to'], answer['created']), (lead.id, False))
        self.env.invalidate_all()
        self.assertEqual(lead.merge_count, 2)
        files = self.env['ir.attachment'].search([('res_model', '=', 'crm.lead'), ('res_id', '=', lead.id)])
        self.assertEqual(files.mapped('name'), ['plan.pdf', 'plan.pdf'])
