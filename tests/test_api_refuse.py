"""What a program is told when nothing was done, sentence by sentence."""

from odoo.exceptions import AccessError, LockError, MissingError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.lead_api_error import LeadApiError
from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiRefuse(ApiCase):

    def setUp(self):
        super().setUp()
        self.lead = self.make_lead(name='Grinder', email_from='zoe@koffiehuis.example.com')
        self.other = self.make_lead(name='Mixer')
        self.theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        self.files = "The argument attachments has to be a list of up to 20 objects with a name and data in base64."

    def assertSays(self, *cases):
        """:param cases: method, its arguments, code and sentence; nothing is
            changed by any of them"""
        before = self.database()
        for method, arguments, code, sentence in cases:
            with self.subTest(method, **arguments):
                error = self.assertRefused(code, method, **arguments)
                self.assertEqual(error.args[0], sentence)
        self.assertSameDatabase(before)

    def test_arguments(self):
        outside = new_test_user(self.env, 'conv_outside', groups='base.group_portal')
        self.assertSays(
            ('lead_find_similar', {}, 'invalid_argument', "Give either lead_ids or values."),
            ('lead_find_similar', {'lead_ids': self.lead.ids, 'values': {}}, 'invalid_argument',
             "Give either lead_ids or values."),
            ('lead_find_similar', {'values': {'colour': 'red', 'age': 2}}, 'invalid_argument',
             "Similar leads are not found by age or colour."),
            ('lead_find_similar', {'lead_ids': self.lead.ids, 'threshold': 'x'}, 'invalid_argument',
             "The argument threshold has to be a number."),
            ('lead_find_similar', {'values': 'x'}, 'invalid_argument', "The argument values has to be an object."),
            ('lead_merge', {'lead_ids': 'x'}, 'invalid_argument',
             "The argument lead_ids has to be a list of 1 to 500 ids."),
            ('lead_merge', {'lead_ids': []}, 'invalid_argument',
             "The argument lead_ids has to be a list of 1 to 500 ids."),
            ('lead_convert', {'lead_id': True}, 'invalid_argument', "The argument lead_id has to be an id."),
            ('lead_convert', {'lead_id': self.lead.id, 'title': 7}, 'invalid_argument',
             "The argument title has to be a text."),
            ('lead_convert', {'lead_id': self.lead.id, 'ignore_checklist': 1}, 'invalid_argument',
             "The argument ignore_checklist has to be true or false."),
            ('lead_convert', {'lead_id': self.lead.id, 'customer': 'new'}, 'invalid_argument',
             "The argument customer has to be one of these: create, exist, or nothing."),
            ('lead_convert', {'lead_id': self.lead.id, 'customer': 'exist'}, 'invalid_argument',
             "Give partner_id together with the customer “exist”, and only then."),
            ('lead_convert', {'lead_id': self.lead.id, 'user_id': outside.id}, 'invalid_argument',
             f"The user with number {outside.id} is no salesperson, but somebody from outside."),
            ('lead_undo_merge', {'merge_id': 'x'}, 'invalid_argument', "The argument merge_id has to be an id."))

    def test_arguments_there_are_not(self):
        before = self.database()
        error = self.assertRefused('invalid_argument', 'lead_convert', lead_id=self.lead.id, colour='red')
        self.assertRegex(error.args[0], r"^The arguments do not fit \(.*colour.*\)\. See which there are\.$")
        self.assertSameDatabase(before)

    def test_enquiries(self):
        self.assertSays(
            ('lead_enquire', {'values': {}}, 'invalid_argument', "An enquiry needs a name: what it is about."),
            ('lead_enquire', {'values': {'name': ' '}}, 'invalid_argument',
             "An enquiry needs a name: what it is about."),
            ('lead_enquire', {'values': {'name': 'A', 'colour': 'red'}}, 'invalid_argument',
             "An enquiry has no value called colour."),
            ('lead_enquire', {'values': {'name': 'A', 'merged_into_id': self.lead.id}}, 'invalid_argument',
             "An enquiry has no value called merged_into_id."),
            ('lead_enquire', {'values': {'name': 'A', 'date_deadline': 'soon'}}, 'invalid_argument',
             "The argument values.date_deadline has to be a date, as in 2026-01-31."),
            ('lead_enquire', {'values': {'name': 'A', 'partner_id': 2 ** 31 - 1}}, 'not_found',
             "There is no record with number 2147483647."),
            ('lead_enquire', {'values': {'name': 'A'}, 'attachments': 'x'}, 'invalid_argument', self.files),
            ('lead_enquire', {'values': {'name': 'A'}, 'attachments': [{'name': 'a', 'data': ''}] * 21},
             'invalid_argument', self.files),
            ('lead_enquire', {'values': {'name': 'A'}, 'attachments': [{'name': 'a'}]}, 'invalid_argument', self.files),
            ('lead_enquire', {'values': {'name': 'A'}, 'attachments': [{'name': 'a', 'data': '%'}]},
             'invalid_argument', self.files),
            ('lead_enquire', {'values': {'name': 'A'}, 'attachments': [{'name': '', 'data': 'YQ=='}]},
             'invalid_argument', self.files),
            ('lead_enquire', {'values': {'name': 'A'}, 'request_key': ''}, 'invalid_argument',
             "A request_key has 1 to 200 characters."),
            ('lead_enquire', {'values': {'name': 'A'}, 'request_key': 'k' * 201}, 'invalid_argument',
             "A request_key has 1 to 200 characters."))

    def test_records(self):
        ids = (self.lead + self.other).ids
        both = self.theirs + self.make_lead(name='Theirs, too', user_id=self.colleague.id)
        self.assertSays(
            ('lead_convert', {'lead_id': 2 ** 31 - 1}, 'not_found', "There is no record with number 2147483647."),
            ('lead_convert', {'lead_id': self.theirs.id}, 'no_access',
             f"You have no access to the record with number {self.theirs.id}."),
            ('lead_merge', {'lead_ids': [self.lead.id, 2 ** 31 - 2, 2 ** 31 - 1]}, 'not_found',
             "There is no record with number 2147483646 or 2147483647."),
            ('lead_merge', {'lead_ids': [self.lead.id, *both.ids]}, 'no_access',
             f"You may not change the record with number {both[0].id} or {both[1].id}. Ask its salesperson or a sales"
             " manager."),
            ('lead_convert', {'lead_id': self.lead.id, 'fingerprint': 'x'}, 'changed',
             "“Grinder” changed since its options were asked for. Ask for them again, then convert it."),
            ('lead_merge', {'lead_ids': ids, 'master_id': self.theirs.id}, 'invalid_argument',
             "The record that is to survive is not among those to merge."),
            ('lead_merge', {'lead_ids': ids, 'chosen': {'type': self.lead.id}}, 'invalid_argument',
             "A value was chosen for a field that cannot be chosen."),
            ('lead_merge', {'lead_ids': ids, 'chosen': {'phone': self.theirs.id}}, 'invalid_argument',
             "A value was chosen from a record that is not among those to merge."),
            ('lead_merge', {'lead_ids': ids, 'fingerprints': {str(self.theirs.id): 'x'}}, 'invalid_argument',
             "There are fingerprints of records that are not among those to merge."),
            ('lead_merge', {'lead_ids': ids, 'fingerprints': {str(ids[0]): 'x', str(ids[1]): 'x'}}, 'changed',
             "Nothing was merged, as this changed since the preview: “Grinder” and “Mixer”. Ask for a preview again,"
             " then merge."),
            ('lead_merge', {'lead_ids': ids[:1]}, 'refused', "Select at least two records to merge."))

    def test_what_is_done_already(self):
        merge_id = self.Lead.lead_merge((self.lead + self.other).ids, request_key='once')['merge_id']
        third = self.make_lead(name='Third', type='opportunity')
        self.assertSays(
            ('lead_merge', {'lead_ids': [self.other.id, third.id]}, 'already_merged',
             f"The record with number {self.other.id} was merged into the record with number {self.lead.id}."
             " Use that one instead."),
            ('lead_merge', {'lead_ids': [self.lead.id, third.id], 'request_key': 'once'}, 'key_reused',
             "This request_key was sent before with another request. Make a new one for each."),
            ('lead_convert', {'lead_id': third.id}, 'already_converted', "“Third” is already an opportunity."))
        self.Lead.lead_undo_merge(merge_id)
        self.assertSays(
            ('lead_undo_merge', {'merge_id': merge_id}, 'already_undone', "This merge was undone already."))

    def test_what_is_no_plain_value(self):
        """By XML-RPC there are dates and bytes as well."""
        self.assertSays(
            ('lead_merge', {'lead_ids': (self.lead + self.other).ids, 'chosen': {'phone': b'x'}, 'request_key': 'k'},
             'invalid_argument', "The arguments may be texts, numbers, true, false, lists and objects only."))

    def test_what_odoo_refuses_has_a_code(self):
        for error, code in (
                (MissingError("It is gone."), 'not_found'), (LockError("Locked."), 'busy'),
                (AccessError("Not yours."), 'no_access'), (UserError("Not so."), 'refused')):
            with self.subTest(code):
                with self.assertRaises(LeadApiError) as caught, self.Lead.with_user(self.seller)._api_guard():
                    raise error
                self.assertEqual(caught.exception.context['code'], code)
