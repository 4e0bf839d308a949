"""Leads by e-mail: raw messages through the mail gateway, to a team's alias."""

import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_common import MailCase

# one pixel
PNG = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')


@tagged('post_install', '-at_install')
class TestQualifyMail(MailCase):

    # ------------------------------------------------------------
    # A new message
    # ------------------------------------------------------------

    def test_plain_text(self):
        lead = self.deliver(Content_Type='text/plain; charset=utf-8')
        self.assertEqual(
            (lead.name, lead.email_from, lead.email_normalized, lead.team_id, lead.type),
            ('Machines for the canteen', '"Eva Peeters" <eva@koffiehuis.example.com>',
             'eva@koffiehuis.example.com', self.team, 'lead'))
        self.assertEqual((lead.qualification_state, lead.user_id.id), ('draft', False))
        message = self.last_message(lead)
        self.assertEqual(message.message_id, '<first@koffiehuis.example.com>')
        self.assertIn('Two machines please.', message.body)

    def test_assigned_to_the_leader_of_the_team_it_is_open(self):
        self.team.user_id = self.seller
        lead = self.deliver()
        self.assertEqual((lead.user_id, lead.qualification_state), (self.seller, 'open'))

    def test_known_customer(self):
        customer = self.env['res.partner'].create({'name': 'Eva', 'email': 'eva@koffiehuis.example.com'})
        self.assertEqual(self.deliver().partner_id, customer)

    def test_lead_or_opportunity_as_the_box_of_the_team_says(self):
        lead = self.deliver()
        opportunity = self.deliver(
            To='conv-service@own.example.com', Message_ID='<second@koffiehuis.example.com>')
        self.assertEqual(
            [(one.type, one.team_id, one.qualification_state) for one in lead + opportunity],
            [('lead', self.team, 'draft'), ('opportunity', self.other_team, False)])

    def test_html_with_files_and_an_image_inside(self):
        lead = self.deliver(b'\r\n'.join([
            b'--outer', b'Content-Type: multipart/related; boundary=inner', b'',
            b'--inner', b'Content-Type: multipart/alternative; boundary=texts', b'',
            b'--texts', b'Content-Type: text/plain; charset=utf-8', b'', b'As plain text',
            b'--texts', b'Content-Type: text/html; charset=utf-8', b'',
            'Zwei <b>Maschinen</b> für Café<script>alert(1)</script><img src="cid:logo">'.encode(),
            b'--texts--',
            b'--inner', b'Content-Type: image/png; name=logo.png', b'Content-ID: <logo>',
            b'Content-Transfer-Encoding: base64', b'', base64.b64encode(PNG),
            b'--inner--',
            b'--outer', b'Content-Type: application/pdf', b'Content-Disposition: attachment; filename=plan.pdf',
            b'Content-Transfer-Encoding: base64', b'', base64.b64encode(b'%PDF-1.4 plan'),
            b'--outer', b'Content-Type: text/csv; charset=utf-8',
            b'Content-Disposition: attachment; filename="list.csv"', b'', 'Maß;Größe'.encode(),
            b'--outer--', b'']), Content_Type='multipart/mixed; boundary=outer')
        body = self.last_message(lead).body
        self.assertIn('Zwei <b>Maschinen</b> für Café', body)
        for absent in ('As plain text', 'script', 'cid:logo'):
            self.assertNotIn(absent, body)
        files = self.env['ir.attachment'].with_user(self.seller).search(
            [('res_model', '=', 'crm.lead'), ('res_id', '=', lead.id)])
        self.assertEqual(
            {file.name: file.raw for file in files},
            {'logo.png': PNG, 'plan.pdf': b'%PDF-1.4 plan', 'list.csv': 'Maß;Größe'.encode()})
        self.assertEqual(self.last_message(lead).attachment_ids, files)

    def test_encodings_of_the_text(self):
        for number, (charset, encoding, body, expected) in enumerate((
            ('iso-8859-1', '8bit', 'Café crème'.encode('latin-1'), 'Café crème'),
            ('windows-1251', '8bit', 'Две машины'.encode('windows-1251'), 'Две машины'),
            ('utf-8', 'base64', base64.b64encode('Café, 2 台'.encode()), 'Café, 2 台'),
            ('utf-8', 'quoted-printable', b'Caf=C3=A9 cr=C3=A8=\r\nme', 'Café crème'),
            # what is not true of the text costs its accents, not the lead
            ('utf-8', '8bit', 'Café crème'.encode('latin-1'), 'Caf\ufffd cr\ufffdme'),
            ('us-ascii', '8bit', 'Café'.encode(), 'Caf\ufffd\ufffd'),
            ('iso-8859-1', '8bit', 'Café'.encode(), 'CafÃ©'),
            ('no-such-charset', '8bit', 'Café'.encode(), 'Caf'),
        )):
            with self.subTest(charset=charset, encoding=encoding):
                lead = self.deliver(
                    body, Message_ID=f'<encoding-{number}@koffiehuis.example.com>',
                    Content_Type=f'text/plain; charset={charset}', Content_Transfer_Encoding=encoding)
                self.assertIn(expected, self.last_message(lead).body)
                self.assertEqual((lead.type, lead.qualification_state), ('lead', 'draft'))

    def test_subjects(self):
        for number, (subject, expected) in enumerate((
            ('=?windows-1251?B?y/7k6Cwg7+jg7e4=?=', 'Люди, пиано'),
            ('=?ISO-2022-JP?B?GyRCJWwlOCU5JT8hPBsoQg==?=', 'レジスター'),
            ('=?UTF-8?Q?Kaffeem=C3=BChle_f=C3=BCr?=\r\n =?UTF-8?Q?_das_Caf=C3=A9?=', 'Kaffeemühle für das Café'),
            ('Café without encoding', 'Café without encoding'),
            ('', 'No Subject'),
            (None, 'No Subject'),
        )):
            with self.subTest(subject=subject):
                lead = self.deliver(Subject=subject, Message_ID=f'<subject-{number}@koffiehuis.example.com>')
                self.assertEqual(lead.name, expected)

    def test_names_of_files(self):
        for number, (disposition, expected) in enumerate((
            ("filename*=UTF-8''pr%C3%A9visions%20%D0%BF%D0%BB%D0%B0%D0%BD.pdf", 'prévisions план.pdf'),
            ("filename*0*=UTF-8''pr%C3%A9;\r\n filename*1*=visions;\r\n filename*2=\".pdf\"", 'prévisions.pdf'),
            ('filename="=?UTF-8?B?cHLDqXZpc2lvbnMucGRm?="', 'prévisions.pdf'),
        )):
            with self.subTest(disposition=disposition):
                lead = self.deliver(
                    b'--outer\r\nContent-Type: text/plain\r\n\r\nSee the file\r\n--outer\r\n'
                    b'Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n '
                    + disposition.encode() + b'\r\n\r\n%PDF-1.4\r\n--outer--\r\n',
                    Content_Type='multipart/mixed; boundary=outer',
                    Message_ID=f'<file-{number}@koffiehuis.example.com>')
                self.assertEqual(self.last_message(lead).attachment_ids.mapped('name'), [expected])

    def test_similar_leads_are_found_at_once(self):
        first = self.deliver()
        second = self.deliver(
            Subject='Did you get my mail?', From='EVA@Koffiehuis.example.com',
            Message_ID='<second@koffiehuis.example.com>')
        self.assertNotEqual(first, second)
        self.assertEqual(second.duplicate_lead_count, 1)
        self.assertEqual(second.duplicate_lead_ids - second, first)

    # ------------------------------------------------------------
    # An answer
    # ------------------------------------------------------------

    def test_answer_goes_to_its_lead(self):
        lead, headers = self.waiting_lead()
        self.assertEqual(self.deliver(b'Yes please', **headers), lead)
        self.assertEqual(self.leads_of(), lead)
        self.assertEqual(lead.qualification_state, 'open')
        self.assertIn('Yes please', self.last_message(lead).body)

    def test_answer_in_another_address(self):
        """By what it answers to, whatever it is sent to."""
        lead, headers = self.waiting_lead()
        self.assertEqual(self.deliver(**headers, To='conv-service@own.example.com'), lead)
        self.assertEqual((lead.qualification_state, lead.team_id), ('open', self.team))

    def test_answer_to_a_merged_lead(self):
        survivor = self.make_lead(name='First')
        survivor.qualification_state = 'pending'
        lead, headers = self.waiting_lead()
        merged = (survivor + lead).merge_opportunity()
        self.assertEqual((merged, merged.qualification_state), (survivor, 'pending'))
        self.assertEqual(self.deliver(b'Yes please', **headers), survivor)
        self.assertIn('Yes please', self.last_message(survivor).body)
        self.assertEqual(survivor.qualification_state, 'open')
        self.assertEqual(self.leads_of(), survivor)

    def test_message_to_the_thread_of_a_merged_lead(self):
        """A program that delivers to a lead by its id."""
        survivor = self.make_lead(name='First')
        survivor.qualification_state = 'pending'
        lead = self.waiting_lead()[0]
        (survivor + lead).merge_opportunity()
        self.env['mail.thread'].with_user(self.gateway).message_process(
            'crm.lead', b'From: eva@koffiehuis.example.com\r\nTo: x@elsewhere.example.com\r\n'
            b'Message-ID: <by-id@koffiehuis.example.com>\r\nSubject: Yes\r\n\r\nYes please', thread_id=lead.id)
        self.assertIn('Yes please', self.last_message(survivor).body)
        self.assertEqual((survivor.qualification_state, lead.qualification_state), ('open', 'pending'))

    def test_same_message_twice(self):
        lead = self.deliver()
        self.assertFalse(self.deliver())
        self.assertEqual(self.leads_of(), lead)
        self.assertEqual(len(lead.message_ids.filtered(lambda message: message.message_type == 'email')), 1)

    def test_automatic_answer_is_no_answer(self):
        lead, headers = self.waiting_lead()
        for number, (name, value, expected) in enumerate((
            ('Auto_Submitted', 'auto-replied', 'pending'),
            ('Auto_Submitted', 'auto-replied; owner-email="eva@koffiehuis.example.com"', 'pending'),
            ('X_Autoreply', 'yes', 'pending'),
            ('Precedence', 'auto_reply', 'pending'),
            ('Auto_Submitted', 'no', 'open'),
        )):
            with self.subTest(name=name, value=value):
                headers['Message_ID'] = f'<away-{number}@koffiehuis.example.com>'
                self.assertEqual(self.deliver(b'I am away', **headers, **{name: value}), lead)
                self.assertEqual(self.last_message(lead).message_id, headers['Message_ID'])
                self.assertEqual(lead.qualification_state, expected)
        self.assertEqual(self.leads_of(), lead)

    @mute_logger('odoo.addons.mail.models.mail_thread')
    def test_bounce(self):
        """The address is wrong: that makes no lead, and is no answer."""
        lead, headers = self.waiting_lead()
        self.assertFalse(self.deliver(b'\r\n'.join([
            b'--report', b'Content-Type: text/plain', b'', b'No such mailbox.',
            b'--report', b'Content-Type: message/delivery-status', b'',
            b'Reporting-MTA: dns; mx.koffiehuis.example.com', b'',
            b'Final-Recipient: rfc822; eva@koffiehuis.example.com', b'Action: failed', b'Status: 5.1.1', b'',
            b'--report', b'Content-Type: message/rfc822', b'',
            b'Message-ID: ' + headers['In_Reply_To'].encode(), b'Subject: Our offer', b'', b'Our offer',
            b'--report--', b'']),
            From='MAILER-DAEMON@koffiehuis.example.com', To='conv-bounce@own.example.com',
            Content_Type='multipart/report; report-type=delivery-status; boundary=report'))
        self.assertEqual(self.leads_of(), lead)
        self.assertFalse(self.leads_of('mailer-daemon@koffiehuis.example.com'))
        self.assertEqual((lead.qualification_state, lead.message_bounce), ('pending', 1))
