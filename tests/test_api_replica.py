"""What only reads can be served by a replica of the database: nothing of it
writes, and what a replica does not know yet the primary says."""
# pylint: disable=invalid-commit

from contextlib import contextmanager
from unittest.mock import patch

from odoo import api, sql_db
from odoo.exceptions import UserError
from odoo.sql_db import Savepoint
from odoo.tests import get_db_name, tagged

from ..tools.lead_api_error import LeadApiError
from .connection_common import ConnectionCase
from .merge_common import MergeCase

ADDON = 'odoo.addons.crm_lead_conversion'
# what people look at, and by which of its methods the web client reads it
SCREENS = (
    'crm.lead', 'crm.lead.merge', 'crm.lead.conversion', 'crm.lead.duplicate', 'crm.lead.not.same', 'crm.lead.step',
    'crm.lead.job', 'crm.lead.job.item', 'crm.lead.duplicate.scan', 'crm.lead.step.report', 'crm.team', 'res.partner')


@tagged('post_install', '-at_install')
class TestReadOnly(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        said = {'contact_name': 'Zoë Peeters', 'email_from': 'zoe@koffiehuis.example.com', 'phone': '+32 9 555 01 01'}
        cls.first, cls.second = cls.make_lead(name='First', **said), cls.make_lead(name='Second', **said)
        cls.master, cls.merged = cls.make_lead(name='Master'), cls.make_lead(name='Merged')
        (cls.master + cls.merged)._merge_opportunity(max_length=0)
        cls.master.convert_opportunity(False)
        cls.merge = cls.master.merge_record_ids
        cls.env['crm.lead.duplicate'].with_user(cls.manager).scan()

    @contextmanager
    def read_only(self):
        """What is written within fails, as it does on a replica, and so does
        what is put off to the end of the transaction."""
        self.env['crm.lead.match.key'].sudo()._make_pending()
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.precommit.clear()
        self.env.registry.clear_all_caches()
        with Savepoint(self.env.cr._obj) as savepoint:
            self.env.cr._obj.execute("SET TRANSACTION READ ONLY")
            yield
            self.env.flush_all()
            self.env.cr.precommit.run()
            savepoint.rollback()

    def get_questions(self):
        """:return: {(model, method): (record or model, arguments)} of all that are marked as reading only"""
        leads, merges = self.env['crm.lead'], self.env['crm.lead.merge']
        ids = [self.first.id, self.second.id]
        return {
            ('crm.lead', 'lead_api_version'): (leads, {}),
            ('crm.lead', 'lead_find_similar'): (leads, {'lead_ids': ids}),
            ('crm.lead', 'lead_find_typed'): (leads, {'values': {'email_from': self.first.email_from}}),
            ('crm.lead', 'lead_resolve'): (leads, {'lead_ids': [*ids, self.merged.id]}),
            ('crm.lead', 'lead_conversion_options'): (leads, {'lead_id': self.first.id}),
            ('crm.lead', 'lead_merge_preview'): (leads, {'lead_ids': ids}),
            ('crm.lead', 'get_deletion_warning'): (self.master, {}),
            ('crm.lead', 'get_import_templates'): (leads, {}),
            ('crm.lead.merge', 'get_merges_shown'): (merges, {'lead_id': self.master.id}),
            ('crm.lead.merge', 'get_undo_outlook'): (self.merge, {}),
            ('crm.lead.merge', 'read_plan'): (self.merge, {}),
            ('crm.merge.opportunity', 'get_merge_preview'): (self.env['crm.merge.opportunity'], {'lead_ids': ids}),
            ('crm.lead2opportunity.partner', 'get_merge_preview'): (
                self.env['crm.lead2opportunity.partner'], {'lead_ids': ids, 'lead_id': ids[0]}),
        }

    def ask(self, method, records, arguments):
        self.env.invalidate_all()
        return getattr(records.with_user(self.seller), method)(**arguments)

    def test_the_same_answer(self):
        for (model, method), question in self.get_questions().items():
            with self.subTest(model=model, method=method):
                answer = self.ask(method, *question)
                self.assertTrue(answer)
                with self.read_only():
                    self.assertEqual(self.ask(method, *question), answer)

    def test_typed_name_and_saved_lead(self):
        for arguments in ({'values': {'name': 'zoe@koffiehuis.example.com'}},
                          {'values': {'phone': '+32 9 555 01 01'}, 'lead_id': self.first.id}):
            with self.read_only():
                self.assertTrue(self.ask('lead_find_typed', self.env['crm.lead'], arguments)['matches'])

    def test_matching_as_odoo(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        with self.read_only():
            found = self.ask('lead_find_similar', self.env['crm.lead'], {'lead_ids': self.first.ids})
            self.assertEqual([match['lead_id'] for match in found['results'][0]['matches']], self.second.ids)

    def test_none_is_left_out(self):
        """Who marks another method has to try it here."""
        ours = {
            (name, method)
            for name, model in self.env.registry.items() for cls in model.mro() if cls.__module__.startswith(ADDON)
            for method, function in vars(cls).items() if getattr(function, '_readonly', False)}
        # that of the two dialogs, which others inherit
        self.assertEqual(ours - {
            (name, 'get_merge_preview') for name in ('crm.lead.merge.dialog', 'crm.lead2opportunity.partner.mass')
        }, set(self.get_questions()))

    def test_writing_fails(self):
        """The test itself: where nothing can fail nothing is proved."""
        with self.assertRaises(sql_db.psycopg2.errors.ReadOnlySqlTransaction), self.assertLogs('odoo.sql_db'), \
                self.env.cr.savepoint(flush=False), self.read_only():
            self.first.name = 'Written'

    def test_screens(self):
        """Everything that the web client may read of a record: Odoo asks a
        replica for it, whatever is computed for it."""
        for user in (self.seller, self.manager):
            for name in SCREENS:
                model = self.env[name].with_user(user)
                if not model.has_access('read'):
                    continue
                fields = {
                    field: {} for field, about in model.fields_get(attributes=['relation']).items()
                    if 'relation' not in about or model.env[about['relation']].has_access('read')}
                with self.subTest(user=user.name, model=name), self.read_only():
                    domain = [('id', 'in', (self.first + self.second + self.master).ids)] if name == 'crm.lead' else []
                    found = model.web_search_read(domain, fields, limit=20, count_limit=100)
                    model.browse([record['id'] for record in found['records'][:3]]).web_read(fields)

    def test_pipeline(self):
        """What the lists, the kanban and the reports ask first."""
        leads = self.env['crm.lead'].with_user(self.seller)
        with self.read_only():
            for group in ('stage_id', 'qualification_state', 'step_id', 'create_date:month'):
                self.assertTrue(leads.web_read_group([], [group], ['__count', 'expected_revenue:sum'])['groups'])
            leads.read_progress_bar([], 'stage_id', {'field': 'activity_state', 'colors': {'planned': 'success'}})
            self.assertTrue(leads.name_search('First'))
            kept = [('merged_into_id', '=', self.master.id), ('active', '=', False)]
            self.assertEqual(leads.search_count(kept), 1)


@tagged('post_install', '-at_install', 'database_breaking')
class TestBehind(ConnectionCase):
    """A replica that is behind: a transaction that began before the records were made."""

    def setUp(self):
        super().setUp()
        self.replica = sql_db.db_connect(get_db_name(), readonly=True).cursor()
        self.addCleanup(self.replica.close)
        self.replica.execute("SELECT 1")
        self.user_id, self.ids = self.in_transaction(self.make)
        self.addCleanup(self.in_transaction, self.remove)
        self.env = api.Environment(self.replica, self.user_id, {})
        self.known = patch(f'{ADDON}.tools.replica.config', {'db_replica_host': 'replica'})

    def make(self, env):
        # one that the replica knows: only the records are new
        user = env['res.users'].search([('login', '=', 'demo')]) or env.ref('base.user_admin')
        leads = env['crm.lead'].create([{
            'name': name, 'type': 'lead', 'user_id': user.id, 'contact_name': 'Zoë Peeters',
            'email_from': 'zoe@koffiehuis.example.com'} for name in ('First', 'Second', 'Third', 'Fourth')])
        (leads[2] + leads[3]).with_user(user)._merge_opportunity(max_length=0)
        self.merge_id = leads[2].merge_record_ids.id
        return user.id, leads[:3].ids

    def remove(self, env):
        env['crm.lead'].browse(self.ids).unlink()

    def ask(self, method, *arguments, records=None, **named):
        return getattr(self.env['crm.lead'] if records is None else records, method)(*arguments, **named)

    def test_find_similar(self):
        with self.assertRaises(LeadApiError) as caught:
            self.ask('lead_find_similar', lead_ids=self.ids[:1])
        self.assertEqual(caught.exception.context['code'], 'not_found')
        with self.known:
            [found] = self.ask('lead_find_similar', lead_ids=self.ids[:1])['results']
        self.assertLessEqual(set(self.ids[1:]), {match['lead_id'] for match in found['matches']})

    def test_find_typed(self):
        with self.assertRaises(LeadApiError):
            self.ask('lead_find_typed', {'contact_name': 'Zoë Peeters'}, self.ids[0])
        with self.known:
            self.assertGreaterEqual(
                self.ask('lead_find_typed', {'contact_name': 'Zoë Peeters'}, self.ids[0])['count'], 2)

    def test_resolve(self):
        asked = {'lead_id': self.ids[0], 'merged': False}
        self.assertEqual(
            self.ask('lead_resolve', self.ids[:1])['results'], [{**asked, 'current_id': False}])
        with self.known:
            self.assertEqual(
                self.ask('lead_resolve', self.ids[:1])['results'], [{**asked, 'current_id': self.ids[0]}])

    def test_previews(self):
        for dialog, more in (('crm.merge.opportunity', {}), (
                'crm.lead2opportunity.partner', {'lead_id': self.ids[0]})):
            with self.subTest(dialog=dialog):
                records = self.env[dialog]
                self.assertEqual(
                    self.ask('get_merge_preview', self.ids[:2], records=records, **more)['gone'], 2)
                with self.known:
                    preview = self.ask('get_merge_preview', self.ids[:2], records=records, **more)
                self.assertEqual((preview['gone'], preview['master_id']), (0, self.ids[0]))
        with self.known:
            self.assertEqual(self.ask('lead_merge_preview', self.ids[:2])['master_id'], self.ids[0])

    def test_undo_outlook(self):
        merge = self.env['crm.lead.merge'].browse(self.merge_id)
        with self.assertRaises(UserError):
            self.ask('get_undo_outlook', records=merge)
        with self.known:
            self.assertTrue(self.ask('get_undo_outlook', records=merge)['will'])

    def test_deletion_warning(self):
        lead = self.env['crm.lead'].browse(self.ids[2])
        with self.known:
            self.assertIn('Merged records kept in what you delete: 1', self.ask('get_deletion_warning', records=lead))

    def test_what_there_is_nowhere(self):
        with self.known, self.assertRaises(LeadApiError) as caught:
            self.ask('lead_find_similar', lead_ids=[2**31 - 1])
        self.assertEqual(caught.exception.context['code'], 'not_found')

    def test_what_is_known_is_not_asked_of_the_primary(self):
        with self.known, patch.object(self.registry, 'cursor', side_effect=AssertionError):
            self.assertEqual(self.ask('lead_find_similar', values={'email_from': 'nobody@there.example.com'}), {
                'results': [{'lead_id': False, 'matches': []}]})
