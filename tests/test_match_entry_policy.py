"""What a team says about leads that are entered though they are there already."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .api_common import ApiCase


@tagged('post_install', '-at_install')
class TestMatchEntryPolicy(ApiCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.said = {
            'partner_name': 'Azure Interior', 'contact_name': 'Eva Peeters', 'email_from': 'eva@azure.example.com',
            'phone': '+32 9 555 01 01', 'country_id': cls.belgium.id}
        cls.there = cls.make_lead(name='Office chairs', **cls.said)
        cls.team.similar_entry = 'refuse'

    def enter(self, **values):
        return self.Lead.create({'name': 'Chairs again', 'team_id': self.team.id, **self.said, **values})

    def assertEntryRefused(self, **values):
        before = self.Lead.search_count([])
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            self.enter(**values)
        self.assertEqual(self.Lead.search_count([]), before)
        return caught.exception.args[0]

    def test_default(self):
        team = self.env['crm.team'].create({'name': 'New one'})
        self.assertEqual(team.similar_entry, 'tell')
        for policy in ('tell', 'ask'):  # programs are not asked
            self.team.similar_entry = policy
            self.assertTrue(self.enter())
        self.assertEqual(self.Lead.lead_find_typed({**self.said, 'team_id': self.team.id})['policy'], 'ask')

    def test_refused_by_name_and_reason(self):
        sentence = self.assertEntryRefused()
        self.assertIn("“Chairs again” is there already: “Office chairs” (", sentence)
        self.assertIn("same e-mail eva@azure.example.com", sentence)
        self.assertIn("The team “Machines” refuses exact duplicates, so nothing was created.", sentence)

    def test_form(self):
        form = Form(self.Lead.with_context(default_team_id=self.team.id))
        form.name = 'Chairs again'
        for name in ('partner_name', 'contact_name', 'email_from', 'phone'):
            setattr(form, name, self.said[name])
        with self.assertRaises(ValidationError):
            form.save()

    def test_team_of_the_salesperson_is_the_default(self):
        with self.assertRaises(ValidationError):
            self.Lead.create({'name': 'Chairs again', **self.said})
        found = self.Lead.lead_find_typed(self.said)
        self.assertEqual((found['policy'], [match['lead_id'] for match in found['exact']]),
                         ('refuse', [self.there.id]))
        self.assertEqual(self.Lead.lead_find_typed({**self.said, 'team_id': False})['policy'], 'tell')

    def test_other_teams_take_it(self):
        self.assertTrue(self.enter(team_id=self.other_team.id))
        found = self.Lead.lead_find_typed({**self.said, 'team_id': self.other_team.id}, only_exact=True)
        self.assertEqual(found, {'count': 0, 'matches': [], 'exact': [], 'policy': 'tell', 'colleagues': []})

    def test_only_exact_ones(self):
        similar = {**self.said, 'contact_name': 'Hugo Wouters', 'phone': '+32 2 333 01 01',
                   'partner_name': 'Bakkerij Oost'}
        found = self.Lead.lead_find_typed({**similar, 'team_id': self.team.id})
        self.assertEqual((found['count'], found['exact']), (1, []))
        self.assertTrue(self.enter(**similar))

    def test_only_open_ones(self):
        for close in ('won', 'lost', 'merged', 'colleague'):
            with self.subTest(close=close), self.cr.savepoint() as savepoint:
                there = self.there.sudo()
                if close == 'won':
                    there.write({'type': 'opportunity', 'stage_id': self.stage_won.id})
                elif close == 'lost':
                    there.action_set_lost()
                elif close == 'merged':
                    other = self.make_lead(name='Bare', phone='+32 2 111 11 11')
                    self.Lead.lead_merge([other.id, self.there.id], master_id=other.id)
                    other.sudo().write({'phone': False, 'email_from': False, 'partner_name': False})
                else:
                    there.user_id = self.colleague
                self.assertTrue(self.enter(), close)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_several_at_once(self):
        fresh = {'email_from': 'lia@new.example.com', 'contact_name': 'Lia Nys', 'phone': '+32 3 555 06 06',
                 'partner_name': 'Nieuw NV', 'team_id': self.team.id}
        with self.assertRaises(ValidationError) as caught:
            self.Lead.create([{'name': f'Lia {number}', **fresh} for number in range(2)])
        # the first is none: it is the second that is there already
        self.assertTrue(caught.exception.args[0].startswith("“Lia 1” is there already: “Lia 0” ("))
        self.assertEqual(caught.exception.args[0].count("is there already"), 1)

    def test_statements(self):
        """As many for twenty as for two; and none for teams that refuse nothing."""
        def statements(count):
            leads = self.Lead.with_context(crm_lead_entry_checked=True).create([{
                'name': f'New {number}', 'team_id': self.team.id, 'contact_name': f'Lia {count} {number}',
                'phone': f'+32 3 {count:02}{number:02} 06 06'} for number in range(count)])
            return self.asked_anew(lambda: self.Lead.browse(leads.ids)._refuse_exact_duplicates())[0]
        self.assertEqual(statements(20), statements(2))
        self.assertLessEqual(statements(3), 4)
        self.team.similar_entry = 'tell'
        self.assertEqual(statements(5), 0)

    def test_not_for_what_is_no_entry(self):
        self.assertTrue(self.there.copy())
        self.assertTrue(self.Lead.with_context(crm_lead_entry_checked=True).create(
            {'name': 'Wanted', 'team_id': self.team.id, **self.said}))
        self.assertTrue(self.Lead.sudo().create({'name': 'By mail', 'team_id': self.team.id, **self.said}))
        result = self.Lead.load(
            ['name', 'email_from', 'contact_name', 'phone', 'team_id/.id'],
            [['Imported', 'eva@azure.example.com', 'Eva Peeters', '+32 9 555 01 01', str(self.team.id)]])
        self.assertEqual((len(result['ids'] or []), result['messages']), (1, []))

    def test_copy_has_the_context_of_the_call(self):
        copies = self.there.copy()
        self.assertNotIn('crm_lead_entry_checked', copies.env.context)

    def test_created_by_a_name(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.Lead.name_create('Eva Peeters <eva@azure.example.com>')
        lead_id, name = self.Lead.name_create('Lia Nys <lia@new.example.com>')
        lead = self.Lead.browse(lead_id)
        self.assertEqual((name, lead.email_from, lead.contact_name),
                         ('Lia Nys <lia@new.example.com>', 'lia@new.example.com', 'Lia Nys'))
        lead = self.Lead.browse(self.Lead.name_create('+32 3 555 07 07')[0])
        self.assertEqual((lead.phone, lead.email_from), ('+32 3 555 07 07', False))
        lead = self.Lead.browse(self.Lead.name_create('Azure Interior')[0])
        self.assertEqual((lead.partner_name, lead.phone), (False, False))
        self.assertTrue(self.Lead.create({'name': 'Nameless', 'team_id': self.team.id}))

    def test_odoos_matching(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        self.assertTrue(self.enter())
