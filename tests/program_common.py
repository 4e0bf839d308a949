"""What the tests share that run the programs of a document, as they stand there,
against a real server, by the programs that people run them with."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import HOST, HttpCase, new_test_user
from odoo.tools import file_path, mute_logger

from .common import ConvertCase

# dev/test says where they are if the machine has none
NODE = 'CRM_LEAD_CONVERSION_NODE'
ODOORPC = 'CRM_LEAD_CONVERSION_ODOORPC'
PROGRAMS = {'python': ('python3', '.py'), 'js': ('node', '.mjs'), 'sh': ('sh', '.sh')}
# what the old ways log at every call, and every refusal
mute_refusals = mute_logger(
    'odoo.http', 'odoo.addons.rpc.controllers.xmlrpc', 'odoo.addons.rpc.controllers.jsonrpc',
    'odoo.addons.base.models.res_users', 'odoo.addons.base.models.ir_model', 'odoo.sql_db')


def read_programs(document):
    """:param str document: name of a file in the folder doc
    :return: {heading: (language, text)} of its sections with a program"""
    text = Path(file_path(f'crm_lead_conversion/doc/{document}')).read_text(encoding='utf-8')
    found = {}
    for section in text.split('\n## ')[1:]:
        for language, program in re.findall(r'^```(\w+)\n(.*?)^```$', section, re.MULTILINE | re.DOTALL):
            if language in PROGRAMS:
                found[section.partition('\n')[0]] = language, program
    return found


class ProgramCase(ConvertCase, HttpCase):

    document = ''

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programs = read_programs(cls.document)
        cls.portal = new_test_user(cls.env, 'conv_portal', groups='base.group_portal', name='Pia Portal')

    def key_of(self, user):
        # sudo: what the dialog of the user does once the password was given again
        return self.env['res.users.apikeys'].with_user(user).sudo()._generate(None, 'website', None)

    def get_address(self, text):
        """:return: pairs of texts: how a program names the server, and where it is"""
        if "'odoo.example.com', 443, 'jsonrpc+ssl'" in text:
            return [("'odoo.example.com', 443, 'jsonrpc+ssl'", f"'{HOST}', {self.http_port()}, 'jsonrpc'")]
        return [('https://odoo.example.com', self.base_url())]

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
            *self.get_address(text), ('your-database', self.env.cr.dbname),
            ('your-api-key', key or self.key_of(user)), *replace,
        ):
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.env.flush_all()
        program, ending = PROGRAMS[language]
        program = os.environ.get(NODE, program) if program == 'node' else program
        # the Python of the server has requests, which is not Python's own
        program = sys.executable if 'import requests' in text else program
        packages = os.environ.get(ODOORPC) if 'import odoorpc' in text else ''
        needed = (program, *(['curl'] if language == 'sh' else []))
        for missing in [*(one for one in needed if not shutil.which(one)), *(['odoorpc'] if packages is None else [])]:
            self.skipTest(f'{missing} is missing on this machine: {heading} of doc/{self.document} was not tried.')
        with tempfile.TemporaryDirectory() as folder, self.allow_requests(all_requests=True):
            path = Path(folder, f'lead{ending}')
            path.write_text(text, encoding='utf-8')
            done = subprocess.run(
                # Odoo limits its memory, and so that of what it starts: too little for node
                ['sh', '-c', 'ulimit -S -v unlimited; exec "$0" "$1"', program, path],
                capture_output=True, text=True, encoding='utf-8', timeout=60, check=False,
                env={'PATH': os.environ['PATH'], 'PYTHONIOENCODING': 'utf-8', 'PYTHONPATH': packages})
        self.env.invalidate_all()
        return done.returncode == 0, done.stdout + done.stderr
