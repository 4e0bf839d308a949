"""Odoo's page /doc and doc/api.md show the methods for programs as they are."""

import inspect
import re
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_path

from ..tools.lead_api_error import CODES
from .common import SELLER_GROUPS

METHODS = (
    'lead_find_similar', 'lead_enquire', 'lead_resolve', 'lead_conversion_options', 'lead_convert',
    'lead_undo_conversion', 'lead_merge_preview', 'lead_merge', 'lead_undo_merge', 'lead_api_version')


@tagged('post_install', '-at_install')
class TestApiDoc(HttpCase):

    def test_page(self):
        if not self.env.ref('api_doc.group_allow_doc', raise_if_not_found=False):
            self.skipTest('api_doc is not installed: there is no page /doc.')
        new_test_user(self.env, 'conv_writer', groups=f'{SELLER_GROUPS},api_doc.group_allow_doc')
        self.authenticate('conv_writer', 'conv_writer')
        methods = self.url_open('/doc/crm.lead.json', timeout=60).json()['methods']
        for name in METHODS:
            with self.subTest(method=name):
                shown = methods[name]
                self.assertEqual((shown['module'], shown['model']), ('crm_lead_conversion', 'crm.lead'))
                self.assertTrue(shown['doc'])
                self.assertEqual(shown['return']['annotation'], 'dict')
                self.assertIn('dict with', shown['return']['doc'])
                self.assertIn('no_access', shown['raise']['LeadApiError'])
                self.assertIn('model', shown['api'])
                signature = inspect.signature(getattr(self.env['crm.lead'], name))
                self.assertEqual(list(shown['parameters']), list(signature.parameters))
                for parameter in shown['parameters'].values():
                    self.assertTrue(parameter['annotation'])
                    self.assertTrue(parameter['doc'])

    def test_document(self):
        """Every method, argument and code is in the document, and no other."""
        text = Path(file_path('crm_lead_conversion/doc/api.md')).read_text(encoding='utf-8')
        rows = [
            [cell.strip() for cell in line.strip('|').split('|')]
            for line in text.splitlines() if line.startswith('| `')]
        listed = {row[0].strip('`'): row for row in rows if row[0].startswith('`lead_') and len(row) == 3}
        methods = {name: listed[name] for name in listed if hasattr(self.env['crm.lead'], name)}
        self.assertEqual(set(METHODS), set(methods))
        for name, row in methods.items():
            arguments = set(inspect.signature(getattr(self.env['crm.lead'], name)).parameters)
            said = set(re.findall(r'`(\w+)`', row[1]))
            if name == 'lead_merge':
                said |= set(re.findall(r'`(\w+)`', methods['lead_merge_preview'][1]))
            self.assertEqual(said, arguments, name)
        codes = {row[0].strip('`'): int(row[1]) for row in rows if len(row) == 4}
        self.assertEqual(codes, CODES)
