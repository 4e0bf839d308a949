"""What is asked for under a key is done once: one after the other, and at the
same moment."""
# pylint: disable=invalid-commit

from datetime import timedelta
from functools import partial

from odoo import fields
from odoo.tests import tagged

from ..tools.lead_api_error import LeadApiError
from .api_common import ApiCase
from .connection_common import ConnectionCase


@tagged('post_install', '-at_install')
class TestApiRequest(ApiCase):

    def setUp(self):
        super().setUp()
        self.first, self.second = self.make_lead(name='First'), self.make_lead(name='Second')
        self.leads = self.first | self.second

    def test_merge_once(self):
        answer = self.Lead.lead_merge(self.leads.ids, request_key='a')
        before = self.database()
        self.assertEqual(self.Lead.lead_merge(self.leads.ids, request_key='a'), answer)
        # not given, null and false are the same
        self.assertEqual(self.Lead.lead_merge(self.leads.ids, False, None, request_key='a'), answer)
        self.assertSameDatabase(before)
        self.assertEqual(len(self.first.merge_record_ids), 1)

    def test_convert_once(self):
        answer = self.Lead.lead_convert(self.first.id, customer='create', request_key='a')
        self.assertEqual(self.Lead.lead_convert(self.first.id, customer='create', request_key='a'), answer)
        self.assertEqual(len(self.first.conversion_ids), 1)
        # what became of it since is another matter
        self.Lead.lead_undo_conversion(self.first.id)
        self.assertEqual(self.Lead.lead_convert(self.first.id, customer='create', request_key='a'), answer)
        self.assertEqual(self.first.type, 'lead')

    def test_without_key(self):
        self.Lead.lead_convert(self.first.id)
        self.assertRefused('already_converted', 'lead_convert', self.first.id)

    def test_key_of_another_request(self):
        third = self.make_lead(name='Third')
        self.Lead.lead_merge(self.leads.ids, request_key='a')
        self.assertRefused('key_reused', 'lead_merge', [self.first.id, third.id], request_key='a')
        self.assertRefused('key_reused', 'lead_convert', third.id, request_key='a')
        self.assertRefused('key_reused', 'lead_merge', self.leads.ids, team_id=self.team.id, request_key='a')

    def test_key_of_another_user(self):
        self.Lead.lead_convert(self.first.id, request_key='a')
        theirs = self.make_lead(name='Theirs', user_id=self.colleague.id)
        answer = self.Lead.with_user(self.colleague).lead_convert(theirs.id, request_key='a')
        self.assertEqual(answer['lead_id'], theirs.id)

    def test_refused_is_not_kept(self):
        self.assertRefused('refused', 'lead_merge', self.first.ids, request_key='a')
        self.assertEqual(self.Lead.lead_merge(self.leads.ids, request_key='a')['lead_id'], self.first.id)

    def test_keys_that_are_none(self):
        for key in ('', 'x' * 201, 7, 'a\0'):
            with self.subTest(key=key):
                self.assertRefused('invalid_argument', 'lead_convert', self.first.id, request_key=key)

    def test_forgotten(self):
        self.Lead.lead_convert(self.first.id, request_key='old')
        self.Lead.lead_convert(self.second.id, request_key='new')
        requests = self.env['crm.lead.request'].search([('user_id', '=', self.seller.id)])
        requests.filtered(lambda request: request.key == 'old').date = fields.Datetime.now() - timedelta(days=31)
        requests._gc_requests()
        self.assertEqual(requests.exists().mapped('key'), ['new'])


@tagged('post_install', '-at_install', 'database_breaking')
class TestApiRequestAtOnce(ConnectionCase):

    def setUp(self):
        super().setUp()
        self.ids = self.in_transaction(lambda env: env['crm.lead'].create([
            {'name': f'Wanted {number}', 'type': 'lead', 'user_id': False} for number in range(4)]).ids)
        self.addCleanup(self.in_transaction, self.clean)

    def clean(self, env):
        env['crm.lead'].browse(self.ids).exists()._unlink_merged()
        env['crm.lead.request'].search([('key', 'like', 'at once')]).unlink()

    def ask_at_once(self, key, *groups):
        """:return: what came of each: the answer, a code, or an exception's name"""
        outcomes = [None] * len(groups)

        def merge(number, env):
            try:
                answer = env['crm.lead'].lead_merge(groups[number], request_key=key)
                env.cr.commit()
                outcomes[number] = answer
            except LeadApiError as error:
                env.cr.rollback()
                outcomes[number] = error.context['code']
            except Exception as error:  # noqa: BLE001  the server repeats these
                env.cr.rollback()
                outcomes[number] = type(error).__name__

        self.at_once([partial(merge, number) for number in range(len(groups))], seconds=30)
        return outcomes

    def check(self, env):
        """:return: the records of merges, undone for the next turn"""
        merges = env['crm.lead.merge'].search([('master_id', 'in', self.ids), ('state', '=', 'done')])
        for merge in merges.sorted('id', reverse=True):
            merge.action_undo()
        return len(merges)

    def test_the_same_at_once(self):
        for turn in range(6):
            key = f'at once {turn}'
            outcomes = self.ask_at_once(key, self.ids[:2], self.ids[:2])
            answers = [outcome for outcome in outcomes if isinstance(outcome, dict)]
            self.assertTrue(answers, outcomes)
            for outcome in outcomes:
                self.assertIn(outcome, (answers[0], 'busy', 'SerializationFailure'))
            # sent again, it is answered
            self.assertEqual(self.ask_at_once(key, self.ids[:2]), answers[:1])
            self.assertEqual(self.in_transaction(self.check), 1)

    def test_two_with_one_key_at_once(self):
        """They do not touch the same records: the key alone keeps them apart."""
        for turn in range(6):
            key = f'at once, two {turn}'
            outcomes = self.ask_at_once(key, self.ids[:2], self.ids[2:])
            answers = [outcome for outcome in outcomes if isinstance(outcome, dict)]
            self.assertEqual(len(answers), 1, outcomes)
            self.assertIn(outcomes[1 - outcomes.index(answers[0])], ('key_reused', 'SerializationFailure'))
            self.assertEqual(self.in_transaction(self.check), 1)
