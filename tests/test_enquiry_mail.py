"""Enquiries by e-mail of customers who already have a lead: raw messages
through the mail gateway, to the alias of a team that adds them to it."""

import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .mail_common import MailCase

EVA = {
    'contact_name': 'Eva Peeters', 'email_from': 'eva@koffiehuis.example.com', 'partner_name': 'Koffiehuis BV'}


@tagged('post_install', '-at_install')
class TestEnquiryMail(MailCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.with_user(cls.manager).write({
            'similar_enquiry': 'attach', 'similar_enquiry_strength': 80, 'company_id': cls.env.company.id})

    def assertApart(self, lead, *others):
        """The enquiry is a lead of its own."""
        self.assertTrue(lead)
        self.assertNotIn(lead.id, [other.id for other in others])
        self.assertEqual(len(self.last_message(lead)), 1)
        for other in others:
            self.assertFalse(self.last_message(other))

    # ------------------------------------------------------------
    # Added
    # ------------------------------------------------------------

    def test_added_to_the_lead_there_is(self):
        lead = self.make_lead(**EVA)
        self.assertEqual(self.deliver(), lead)
        self.assertEqual(self.leads_of(), lead)
        message = self.last_message(lead)
        self.assertEqual(
            (message.subject, message.message_id, message.email_from, message.subtype_id),
            ('Machines for the canteen', '<first@koffiehuis.example.com>', '"Eva Peeters" <eva@koffiehuis.example.com>',
             self.env.ref('mail.mt_comment')))
        self.assertIn('Two machines please.', message.body)
        # the salesperson, who follows the lead, is told as of an answer
        self.assertIn(self.seller.partner_id, message.sudo().notified_partner_ids)

    def test_chatter_says_where_and_why(self):
        other = self.make_lead(name='Somebody else', user_id=self.colleague.id, phone='+32 2 555 01 99')
        lead = self.make_lead(**EVA, user_id=self.seller.id)
        self.deliver()
        note = next(message for message in lead.message_ids if 'This enquiry' in message.body)
        self.assertIn('This enquiry arrived by e-mail at Machines.', note.body)
        self.assertIn('same e-mail eva@koffiehuis.example.com', note.body)
        self.assertIn('choose Undo on the page Merges', note.body)
        # not how many share it: who reads the note may not see those
        self.assertNotIn('shared by', note.body)
        self.assertNotIn(other.name, note.body)
        self.assertEqual(note.subtype_id, self.env.ref('mail.mt_note'))
        [merge] = lead.merge_record_ids
        self.assertEqual((merge.origin, merge.user_id), ('enquiry', self.env.ref('base.user_root')))
        self.assertIn(f"({merge.strength} of 100)", note.body)
        self.assertGreaterEqual(merge.strength, 80)

    def deliver_plan(self):
        """A mail with a file."""
        self.deliver(b'\r\n'.join([
            b'--outer', b'Content-Type: text/plain; charset=utf-8', b'', b'See the plan.',
            b'--outer', b'Content-Type: application/pdf', b'Content-Disposition: attachment; filename=plan.pdf',
            b'Content-Transfer-Encoding: base64', b'', base64.b64encode(b'%PDF-1.4 plan'),
            b'--outer--', b'']), Content_Type='multipart/mixed; boundary=outer')

    def test_files(self):
        lead = self.make_lead(**EVA)
        self.deliver_plan()
        [file] = self.last_message(lead).attachment_ids
        self.assertEqual(
            (file.name, file.raw, file.res_model, file.res_id), ('plan.pdf', b'%PDF-1.4 plan', 'crm.lead', lead.id))

    def test_answer_goes_to_the_same_record(self):
        lead = self.make_lead(**EVA)
        self.deliver()
        answer = self.deliver(
            b'One more thing', Message_ID='<more@koffiehuis.example.com>',
            In_Reply_To='<first@koffiehuis.example.com>', References='<first@koffiehuis.example.com>')
        self.assertEqual(answer, lead)
        self.assertIn('One more thing', self.last_message(lead).body)
        self.assertEqual(len(lead.message_ids.filtered(lambda message: message.message_type == 'email')), 2)

    def test_added_once(self):
        lead = self.make_lead(**EVA)
        self.deliver()
        self.assertFalse(self.deliver())
        self.assertEqual(len(lead.message_ids.filtered(lambda message: message.message_type == 'email')), 1)
        self.assertEqual(lead.merge_count, 1)

    def test_opportunity(self):
        deal = self.make_lead(**EVA, type='opportunity', stage_id=self.stage_new.id, expected_revenue=900)
        self.assertEqual(self.deliver(), deal)
        self.assertEqual(
            (deal.type, deal.stage_id, deal.expected_revenue, deal.user_id, deal.name),
            ('opportunity', self.stage_new, 900, self.seller, 'Espresso machines for the canteen'))

    def test_lead_stays_a_lead(self):
        """Although the team makes opportunities at once."""
        self.other_team.with_user(self.manager).write(
            {'similar_enquiry': 'attach', 'similar_enquiry_strength': 80, 'company_id': self.env.company.id})
        lead = self.make_lead(**EVA)
        self.assertEqual(self.deliver(To='conv-service@own.example.com'), lead)
        self.assertEqual((lead.type, lead.team_id, lead.user_id), ('lead', self.team, self.seller))

    def test_lead_that_nobody_has(self):
        self.team.user_id = self.manager
        lead = self.make_lead(**EVA, user_id=False)
        self.assertEqual(self.deliver(), lead)
        self.assertEqual((lead.user_id.id, lead.qualification_state), (False, 'draft'))

    def test_leader_of_the_team_hears_of_no_lead_that_is_gone(self):
        self.team.user_id = self.manager
        lead = self.make_lead(**EVA)
        messages = self.env['mail.message'].sudo()
        last = messages.search([], order='id desc', limit=1).id
        self.deliver()
        new = messages.search([('id', '>', last)])
        self.assertFalse(new.filtered(lambda message: self.manager.partner_id in message.notified_partner_ids))
        self.assertNotIn(self.manager.partner_id, lead.message_partner_ids)

    def test_waiting_lead_is_reopened(self):
        lead = self.make_lead(**EVA)
        lead.qualification_state = 'pending'
        self.deliver()
        self.assertEqual(lead.qualification_state, 'open')

    def test_program_does_not_reopen(self):
        lead = self.make_lead(**EVA)
        lead.qualification_state = 'pending'
        self.assertEqual(self.deliver(b'I am away', Auto_Submitted='auto-replied'), lead)
        self.assertEqual(lead.qualification_state, 'pending')
        self.assertIn('I am away', self.last_message(lead).body)

    def test_strongest_then_oldest(self):
        weaker = self.make_lead(email_from='eva@koffiehuis.example.com', contact_name='Bart Maes')
        first = self.make_lead(**EVA)
        second = self.make_lead(**EVA)
        self.assertEqual(self.deliver(), first)
        for other in (weaker, second):
            self.assertFalse(self.last_message(other))

    def test_survivor_of_a_merge(self):
        first, second = self.make_lead(**EVA), self.make_lead(**EVA)
        merged = (first + second).merge_opportunity()
        self.assertEqual(self.deliver(), merged)
        self.assertEqual(len(self.last_message(merged)), 1)

    # ------------------------------------------------------------
    # Taken back
    # ------------------------------------------------------------

    def test_undo_makes_it_a_lead_of_its_own(self):
        lead = self.make_lead(**EVA)
        self.deliver_plan()
        [merge] = lead.merge_record_ids
        self.assertEqual(merge.with_user(self.seller).action_undo()['params']['message'], '')
        enquiry = self.leads_of() - lead
        self.assertEqual(
            (enquiry.name, enquiry.email_normalized, enquiry.user_id, enquiry.active),
            ('Machines for the canteen', 'eva@koffiehuis.example.com', self.seller, True))
        self.assertFalse(self.last_message(lead))
        message = self.last_message(enquiry)
        self.assertIn('See the plan.', message.body)
        self.assertEqual(
            message.attachment_ids.mapped(lambda file: (file.name, file.res_id)), [('plan.pdf', enquiry.id)])
        # and so do the answers to it
        answer = self.deliver(
            b'One more thing', Message_ID='<more@koffiehuis.example.com>',
            In_Reply_To='<first@koffiehuis.example.com>', References='<first@koffiehuis.example.com>')
        self.assertEqual(answer, enquiry)

    def test_what_was_taken_back_is_not_merged_automatically(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.auto_merge', 'True')
        lead = self.make_lead(**EVA, phone='+32 9 555 01 01')
        self.deliver()
        lead.merge_record_ids.with_user(self.seller).action_undo()
        enquiry = self.leads_of() - lead
        self.env.flush_all()
        self.assertEqual(
            set(self.env['crm.lead.duplicate'].sudo()._get_taken_apart((lead | enquiry).ids)), {lead.id, enquiry.id})

    # ------------------------------------------------------------
    # Not added
    # ------------------------------------------------------------

    def test_team_that_creates(self):
        self.team.similar_enquiry = 'create'
        lead = self.make_lead(**EVA)
        self.assertApart(self.deliver(), lead)

    def test_new_team_creates(self):
        team = self.env['crm.team'].create({'name': 'New'})
        self.assertEqual((team.similar_enquiry, team.similar_enquiry_strength), ('create', 95))

    def test_not_sure_enough(self):
        """The same address, and another person."""
        lead = self.make_lead(email_from='eva@koffiehuis.example.com', contact_name='Bart Maes')
        [match] = self.env['crm.lead'].with_user(self.seller).new({
            'email_from': '"Eva Peeters" <eva@koffiehuis.example.com>'})._find_similar(1).popitem()[1]
        self.team.similar_enquiry_strength = match['strength'] + 1
        self.assertApart(self.deliver(), lead)
        self.team.similar_enquiry_strength = match['strength']
        self.assertIn(self.deliver(Message_ID='<second@koffiehuis.example.com>'), self.leads_of())

    def test_somebody_else(self):
        lead = self.make_lead(email_from='bart@elsewhere.example.com', contact_name='Bart Maes')
        self.assertApart(self.deliver(), lead)

    def test_won_lost_and_archived(self):
        won = self.make_lead(**EVA, type='opportunity', stage_id=self.stage_won.id)
        lost = self.make_lead(**EVA, type='opportunity')
        lost.action_set_lost()
        archived = self.make_lead(**EVA)
        archived.active = False
        self.assertApart(self.deliver(), won, lost, archived)

    def test_odoos_own_matching(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        lead = self.make_lead(**EVA)
        self.assertApart(self.deliver(), lead)

    def test_without_a_team(self):
        lead = self.make_lead(**EVA)
        lead_id = self.env['mail.thread'].with_user(self.gateway).message_process(
            'crm.lead', b'From: eva@koffiehuis.example.com\r\nTo: x@elsewhere.example.com\r\n'
            b'Message-ID: <none@koffiehuis.example.com>\r\nSubject: Yes\r\n\r\nYes please')
        created = lead.browse(lead_id)
        self.assertFalse(created.team_id)
        self.assertApart(created, lead)

    def test_records_that_are_deleted_after_a_merge(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.keep_merged', 'False')
        lead = self.make_lead(**EVA)
        self.assertEqual(self.deliver(), lead)
        self.assertIn('Two machines please.', self.last_message(lead).body)
        self.assertTrue(lead.message_ids.filtered(lambda message: 'This enquiry arrived by e-mail' in message.body))
        self.assertEqual(self.leads_of(), lead)

    def test_by_a_user_from_outside(self):
        """Whoever calls the method of the gateway gets a lead, and none of others."""
        lead = self.make_lead(**EVA)
        created = self.env['crm.lead'].with_user(self.colleague).message_new(
            {'subject': 'Yes', 'from': 'eva@koffiehuis.example.com'}, {'team_id': self.team.id})
        self.assertNotEqual(created.id, lead.id)
        self.assertFalse(lead.merge_record_ids)

    # ------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------

    def test_never_in_another_company(self):
        here, there = self.env['res.company'].create([{'name': 'Here'}, {'name': 'There'}])
        self.gateway.company_ids |= here + there
        (self.seller + self.colleague).company_ids |= here + there
        theirs = self.make_lead(**EVA, team_id=False, company_id=there.id)
        shared = self.env['crm.lead'].create({'name': 'Shared', **EVA, 'user_id': False, 'team_id': False})
        self.assertEqual((theirs.company_id, shared.company_id.id), (there, False))
        self.team.company_id = here
        alone = self.deliver()
        self.assertEqual(alone.sudo().company_id, here)
        self.assertApart(alone.with_user(self.env.ref('base.user_root')), theirs, shared)
        # the one of the same company takes the next
        self.assertEqual(self.deliver(Message_ID='<second@koffiehuis.example.com>').id, alone.id)
        self.assertFalse((theirs.sudo() | shared).merge_record_ids)

    def test_team_of_no_company(self):
        self.team.company_id = False
        there = self.env['res.company'].create({'name': 'There'})
        (self.seller + self.colleague).company_ids |= there
        theirs = self.make_lead(**EVA, team_id=False, company_id=there.id)
        shared = self.env['crm.lead'].create({'name': 'Shared', **EVA, 'user_id': False, 'team_id': self.team.id})
        self.assertFalse(shared.company_id)
        self.assertEqual(self.deliver().id, shared.id)
        self.assertFalse(self.last_message(theirs.sudo()))

    def test_one_company(self):
        """Odoo writes it on the leads of a salesperson, and not on others."""
        self.team.company_id = False
        self.patch(type(self.env['crm.lead.duplicate']), '_has_several_companies', lambda groups: False)
        lead = self.make_lead(**EVA)
        self.assertTrue(lead.company_id)
        self.assertEqual(self.deliver(), lead)

    # ------------------------------------------------------------
    # What goes wrong
    # ------------------------------------------------------------

    def test_nothing_is_lost_where_it_cannot_be_added(self):
        lead = self.make_lead(**EVA)
        with patch.object(
                type(self.env['crm.lead']), '_check_merge_won', side_effect=UserError("It is not possible.")) as asked:
            created = self.deliver()
        self.assertEqual(asked.call_count, 1)
        self.assertApart(created, lead)
        self.assertTrue(created.message_ids.filtered(
            lambda message: 'could not be added to a similar lead: It is not possible.' in message.body))
