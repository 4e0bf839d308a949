"""Leads from outside: the programs of doc/create_leads.md, as they stand there,
run against a real server by the programs that people run them with."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_path, mute_logger

from .common import ConvertCase

# dev/test says where one is if the machine has none
NODE = 'CRM_LEAD_CONVERSION_NODE'
PROGRAMS = {'python': ('python3', '.py'), 'js': ('node', '.mjs'), 'sh': ('sh', '.sh')}
# what the old ways log at every call, and every refusal
mute_refusals = mute_logger(
    'odoo.http', 'odoo.addons.rpc.controllers.xmlrpc', 'odoo.addons.rpc.controllers.jsonrpc',
    'odoo.addons.base.models.res_users', 'odoo.addons.base.models.ir_model', 'odoo.sql_db')


def read_programs():
    """:return: {heading: (language, text)} of the document"""
    text = Path(file_path('crm_lead_conversion/doc/create_leads.md')).read_text(encoding='utf-8')
    found = {}
    for section in text.split('\n## ')[1:]:
        for language, program in re.findall(r'^```(\w+)\n(.*?)^```$', section, re.MULTILINE | re.DOTALL):
            found[section.partition('\n')[0]] = language, program
    return found


@tagged('post_install', '-at_install')
class TestQualifyRpc(ConvertCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programs = read_programs()
        cls.web_team = cls.env['crm.team'].create({'name': 'Website', 'use_leads': True, 'member_ids': []})
        cls.tag = cls.env['crm.tag'].create({'name': 'Contact form'})
        cls.portal = new_test_user(cls.env, 'conv_portal', groups='base.group_portal', name='Pia Portal')

    def key_of(self, user):
        # sudo: what the dialog of the user does once the password was given again
        return self.env['res.users.apikeys'].with_user(user).sudo()._generate(None, 'website', None)

    def leads(self):
        return self.env['crm.lead'].with_user(self.seller).search(
            [('email_normalized', '=', 'zoe@koffiehuis.example.com')])

    @mute_refusals
    def run_program(self, heading, user=None, replace=(), key=None):
        """Run a program of the document, with the placeholders filled.

        :param replace: pairs of texts to put in place of others
        :return: whether it went well, and what it printed
        """
        user = user or self.seller
        language, text = self.programs[heading]
        text = text.replace('your-login', user.login)
        for old, new in (
            ('https://odoo.example.com', self.base_url()), ('your-database', self.env.cr.dbname),
            ('your-api-key', key or self.key_of(user)), *replace,
        ):
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.env.flush_all()
        program, ending = PROGRAMS[language]
        program = os.environ.get(NODE, program) if program == 'node' else program
        for needed in (program, *(['curl'] if language == 'sh' else [])):
            if not shutil.which(needed):
                self.skipTest(f'{needed} is missing on this machine: {heading} of doc/create_leads.md was not tried.')
        with tempfile.TemporaryDirectory() as folder, self.allow_requests(all_requests=True):
            path = Path(folder, f'lead{ending}')
            path.write_text(text, encoding='utf-8')
            done = subprocess.run(
                # Odoo limits its memory, and so that of what it starts: too little for node
                ['sh', '-c', 'ulimit -S -v unlimited; exec "$0" "$1"', program, path],
                capture_output=True, text=True, encoding='utf-8', timeout=60, check=False,
                env={'PATH': os.environ['PATH'], 'PYTHONIOENCODING': 'utf-8'})
        self.env.invalidate_all()
        return done.returncode == 0, done.stdout + done.stderr

    def check_lead(self, heading):
        ended_well, printed = self.run_program(heading)
        self.assertTrue(ended_well, printed)
        [lead] = self.leads()
        said = json.loads(printed)
        self.assertEqual(said[0] if isinstance(said, list) else said, {'id': lead.id, 'qualification_state': 'draft'})
        self.assertEqual(
            (lead.name, lead.contact_name, lead.partner_name, lead.email_from, lead.phone),
            ('Machines for the canteen', 'Zoë Peeters', 'Koffiehuis Gent BV', 'zoe@koffiehuis.example.com',
             '+32 9 555 01 01'))
        self.assertEqual(str(lead.description), '<p>Two machines, please.<br>Price &lt; 5000 €</p>')
        self.assertEqual(
            (lead.team_id, lead.tag_ids, lead.user_id.id, lead.type, lead.create_uid),
            (self.web_team, self.tag, False, 'lead', self.seller))
        return lead

    def check_refused(self, heading, said, **program):
        ended_well, printed = self.run_program(heading, **program)
        self.assertFalse(ended_well, printed)
        self.assertIn(said, printed)
        self.assertFalse(self.leads())

    def test_all_programs_are_tried(self):
        self.assertEqual(
            {heading: language for heading, (language, _text) in self.programs.items()},
            {'Python': 'python', 'JavaScript': 'js', 'curl': 'sh', 'XML-RPC': 'python', 'JSON-RPC': 'js'})

    def test_python(self):
        self.check_lead('Python')

    def test_javascript(self):
        self.check_lead('JavaScript')

    def test_curl(self):
        self.check_lead('curl')

    def test_xmlrpc(self):
        self.check_lead('XML-RPC')

    def test_jsonrpc(self):
        self.check_lead('JSON-RPC')

    def test_similar_at_once(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'evidence')
        first = self.check_lead('Python')
        self.assertTrue(self.run_program('Python')[0])
        second = self.leads() - first
        self.assertEqual(second.duplicate_lead_ids - second, first)

    # ------------------------------------------------------------
    # What goes wrong
    # ------------------------------------------------------------

    def test_wrong_key(self):
        for heading, said in (
            ('Python', '401 Invalid apikey'), ('JavaScript', '401 Invalid apikey'), ('curl', 'error: 401'),
            ('XML-RPC', 'Odoo knows no such login with this key'),
            ('JSON-RPC', 'Odoo knows no such login with this key'),
        ):
            with self.subTest(heading=heading):
                self.check_refused(heading, said, key='f' * 40)

    def test_key_of_a_portal_user(self):
        for heading, said in (
            ('Python', "403 You are not allowed to access 'Sales Team'"),
            ('JavaScript', "403 You are not allowed to access 'Sales Team'"), ('curl', 'error: 403'),
            ('XML-RPC', "You are not allowed to access 'Sales Team'"),
            ('JSON-RPC', "You are not allowed to access 'Sales Team'"),
        ):
            with self.subTest(heading=heading):
                self.check_refused(heading, said, user=self.portal)
        self.check_refused('Python', "403 You are not allowed to create 'Lead'", user=self.portal, replace=[
            ("id_of('crm.team', 'Website')", 'False'), ("[[4, id_of('crm.tag', 'Contact form')]]", '[]')])

    def test_value_that_does_not_fit(self):
        for heading, said in (
            ('Python', "500 Wrong value for crm.lead.qualification_state: 'asleep'"),
            ('JavaScript', "500 Wrong value for crm.lead.qualification_state: 'asleep'"),
            ('curl', "Value 'asleep' not found in selection field 'Qualification State'"),
            ('XML-RPC', "Wrong value for crm.lead.qualification_state: 'asleep'"),
            ('JSON-RPC', "Wrong value for crm.lead.qualification_state: 'asleep'"),
        ):
            with self.subTest(heading=heading):
                self.check_refused(heading, said, replace=[('draft', 'asleep')])

    def test_other_statuses(self):
        for old, new, said in (
            ("'phone'", "'fone'", "500 Invalid field 'fone' in 'crm.lead'"),
            ("'name': 'Machines for the canteen'", "'name': False", '422 '),
            ("'crm.lead', 'create'", "'crm.leed', 'create'", "404 the model 'crm.leed' does not exist"),
        ):
            with self.subTest(new=new):
                self.check_refused('Python', said, replace=[(old, new)])
        self.check_refused('curl', 'error: 404', replace=[(self.env.cr.dbname, 'no-such-database')])

    def test_name_that_is_not_found(self):
        for heading, said in (
            ('Python', 'Odoo has no crm.team called Nowhere'), ('JavaScript', 'Odoo has no crm.team called Nowhere'),
            ('curl', "No matching record found for name 'Nowhere' in field 'Sales Team'"),
            ('XML-RPC', 'Odoo has no crm.team called Nowhere'), ('JSON-RPC', 'Odoo has no crm.team called Nowhere'),
        ):
            with self.subTest(heading=heading):
                self.check_refused(heading, said, replace=[('Website', 'Nowhere')])
