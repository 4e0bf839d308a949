"""The programs of doc/api.md, as they stand there, run against a real server."""

import json

from odoo.tests import tagged

from .program_common import ProgramCase


@tagged('post_install', '-at_install')
class TestApiProgram(ProgramCase):

    document = 'api.md'

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        said = {'contact_name': 'Zoë Peeters', 'email_from': 'zoe@koffiehuis.example.com'}
        self.first, self.second = self.make_lead(name='First', **said), self.make_lead(name='Second', **said)
        # a request has a transaction of its own
        self.env['crm.lead.match.key'].sudo()._make_pending()

    def check_program(self, heading):
        ended_well, printed = self.run_program(heading)
        self.assertTrue(ended_well, printed)
        self.assertEqual(json.loads(printed), {'merged_ids': self.second.ids, 'lead_id': self.first.id})
        self.assertEqual((self.first.type, self.first.partner_id.name), ('opportunity', 'Zoë Peeters'))
        self.assertEqual(self.second.sudo().merged_into_id, self.first)

    def check_refused(self, heading, said, **program):
        ended_well, printed = self.run_program(heading, **program)
        self.assertFalse(ended_well, printed)
        self.assertIn(said, printed)
        self.assertEqual(self.first.type, 'lead')

    def test_all_programs_are_tried(self):
        self.assertEqual(
            {heading: language for heading, (language, _text) in self.programs.items()},
            {'requests': 'python', 'odoorpc': 'python', 'JavaScript': 'js', 'XML-RPC': 'python'})

    def test_requests(self):
        self.check_program('requests')

    def test_odoorpc(self):
        self.check_program('odoorpc')

    def test_javascript(self):
        self.check_program('JavaScript')

    def test_xmlrpc(self):
        self.check_program('XML-RPC')

    def test_refused(self):
        """Nobody else is similar: there is one record, and nothing to merge."""
        self.second.sudo().unlink()
        for heading, said in (
            ('requests', '422 refused: Select at least two records to merge.'),
            ('odoorpc', 'refused: Select at least two records to merge.'),
            ('JavaScript', '422 refused: Select at least two records to merge.'),
            ('XML-RPC', 'refused: Select at least two records to merge.'),
        ):
            with self.subTest(heading=heading):
                self.check_refused(heading, said)
