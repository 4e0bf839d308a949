"""Similar leads by the method for programs, as a salesperson."""

from odoo.tests import tagged
from odoo.tools import SQL

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestApiFind(ApiCase):

    def setUp(self):
        super().setUp()
        said = {'email_from': 'zoe@koffiehuis.example.com', 'contact_name': 'Zoë Peeters', 'phone': '+32 9 555 01 01'}
        self.lead, self.other = self.make_lead(name='One', **said), self.make_lead(name='Other', **said)
        self.theirs = self.make_lead(name='Theirs', user_id=self.colleague.id, **said)
        self.said = said

    def test_of_leads(self):
        alone = self.make_lead(name='Alone', email_from='somebody@else.example.com')
        found = self.Lead.lead_find_similar([alone.id, self.lead.id])['results']
        self.assertEqual([result['lead_id'] for result in found], [alone.id, self.lead.id])
        self.assertEqual(found[0]['matches'], [])
        [match] = found[1]['matches']
        strength = self.lead._find_similar()[self.lead][0]['strength']
        self.assertEqual(match['reasons'], self.other.with_context(
            similar_to_lead_id=self.lead.id).match_reason.split('; '))
        self.assertEqual({**match, 'reasons': ..., 'same': sorted(match['same'])}, {
            'lead_id': self.other.id, 'name': 'Other', 'type': 'lead', 'active': True, 'strength': strength,
            'reasons': ..., 'same': ['domain', 'email', 'person', 'phone'],
            'may_be_merged': True, 'proposed': strength >= 95})

    def test_of_values(self):
        [result] = self.Lead.lead_find_similar(values=self.said)['results']
        self.assertIs(result['lead_id'], False)
        self.assertEqual({match['lead_id'] for match in result['matches']}, {self.lead.id, self.other.id})
        [result] = self.Lead.lead_find_similar(values={'email_from': 'nobody@at.example.com'})['results']
        self.assertEqual(result['matches'], [])

    def test_threshold(self):
        self.assertTrue(self.Lead.lead_find_similar(self.lead.ids, threshold=0)['results'][0]['matches'])
        self.assertFalse(self.Lead.lead_find_similar(self.lead.ids, threshold=101)['results'][0]['matches'])

    def test_as_odoo_defines_it(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        [match] = self.Lead.lead_find_similar(self.lead.ids)['results'][0]['matches']
        self.assertEqual(match, {
            'lead_id': self.other.id, 'name': 'Other', 'type': 'lead', 'active': True, 'strength': 0, 'reasons': [],
            'same': [], 'may_be_merged': True, 'proposed': False})

    def test_refusals(self):
        for code, options in (
            ('invalid_argument', {}),
            ('invalid_argument', {'lead_ids': self.lead.ids, 'values': self.said}),
            ('invalid_argument', {'values': {'user_id': 1}}),
            ('invalid_argument', {'values': {'email_from': 1}}),
            ('invalid_argument', {'values': {'partner_id': 'x'}}),
            ('not_found', {'values': {'partner_id': 2**31 - 1}}),
            # the most there may be, and one more
            ('not_found', {'lead_ids': list(range(2**31 - 500, 2**31))}),
            ('invalid_argument', {'lead_ids': list(range(2**31 - 501, 2**31))}),
            ('no_access', {'lead_ids': self.theirs.ids}),
        ):
            with self.subTest(code=code, **options):
                self.assertRefused(code, 'lead_find_similar', **options)

    def test_those_that_read_only(self):
        """They work where nothing can be written: on a copy of the database."""
        self.env.flush_all()
        with self.cr.savepoint() as savepoint:
            self.env.cr.execute(SQL("SET TRANSACTION READ ONLY"))
            self.env.invalidate_all()
            self.assertTrue(self.Lead.lead_find_similar(self.lead.ids)['results'][0]['matches'])
            self.assertTrue(self.Lead.lead_find_similar(values=self.said)['results'][0]['matches'])
            self.assertEqual(self.Lead.lead_conversion_options(self.lead.id)['lead_id'], self.lead.id)
            self.assertTrue(self.Lead.lead_merge_preview((self.lead | self.other).ids)['fields'])
            self.assertTrue(self.Lead.lead_resolve(self.lead.ids)['results'])
            self.assertTrue(self.Lead.lead_api_version()['version'])
            savepoint.rollback()
        for name in ('lead_find_similar', 'lead_conversion_options', 'lead_merge_preview', 'lead_resolve',
                     'lead_api_version'):
            self.assertTrue(getattr(type(self.Lead), name)._readonly, name)

    def test_version(self):
        # sudo: what is installed
        module = self.env['ir.module.module'].sudo()._get('crm_lead_conversion')
        self.assertEqual(self.Lead.lead_api_version(), {'version': module.latest_version})
