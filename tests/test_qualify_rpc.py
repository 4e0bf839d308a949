"""Leads from outside: the programs of doc/create_leads.md, as they stand there,
run against a real server by the programs that people run them with."""

import json

from odoo.tests import tagged

from .program_common import ProgramCase


@tagged('post_install', '-at_install')
class TestQualifyRpc(ProgramCase):

    document = 'create_leads.md'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.web_team = cls.env['crm.team'].create({'name': 'Website', 'use_leads': True, 'member_ids': []})
        cls.tag = cls.env['crm.tag'].create({'name': 'Contact form'})

    def leads(self):
        return self.env['crm.lead'].with_user(self.seller).search(
            [('email_normalized', '=', 'zoe@koffiehuis.example.com')])

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
