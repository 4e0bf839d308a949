"""Leads from files, by the models behind Odoo's import screen."""

from odoo.tests import tagged
from odoo.tools import file_open

from .import_common import HEADERS, ImportCase, csv_file, xlsx_file


@tagged('post_install', '-at_install')
class TestQualifyImport(ImportCase):

    def check_leads(self, leads, count):
        self.assertEqual(len(leads), count)
        self.assertEqual(leads.mapped('name'), [f'Lead {number}' for number in range(1, count + 1)])
        self.assertEqual(set(leads.mapped('type')), {'lead'})
        self.assertEqual(set(leads.mapped('priority')), {'2'})
        for name, expected in (
                ('country_id', self.belgium), ('team_id', self.team), ('user_id', self.seller),
                ('step_id', self.step), ('tag_ids', self.tags)):
            self.assertEqual(leads[name], expected, name)
            self.assertEqual(leads[-1][name], expected, name)
        last = leads[-1]
        self.assertEqual(
            (last.contact_name, last.partner_name, last.email_normalized),
            (f'Person {count}', f'Firm {count}', f'p{count}@firm{count}.example.com'))

    def test_columns_are_matched_by_their_titles(self):
        preview = self.screen(csv_file(self.rows(2)))[1]
        self.assertEqual([preview['matches'][column] for column in range(len(HEADERS))], [
            ['name'], ['contact_name'], ['partner_name'], ['email_from'], ['phone'], ['country_id'],
            ['team_id'], ['user_id'], ['step_id'], ['tag_ids'], ['priority']])

    def test_csv_tested_then_imported(self):
        Lead = self.env['crm.lead']
        before = Lead.search_count([])
        screen, preview = self.screen(csv_file(self.rows(20)))
        self.assertEqual(preview['options']['separator'], ',')
        for answer in self.press(screen, preview, test=True):
            self.assertEqual(answer['messages'], [])
        self.assertEqual(Lead.search_count([]), before)
        [answer] = self.press(screen, preview)
        self.assertEqual((answer['messages'], answer['nextrow']), ([], 0))
        self.check_leads(Lead.browse(answer['ids']), 20)

    def test_csv_of_a_spreadsheet_in_western_europe(self):
        rows = [HEADERS, ('Café crème à Liège', 'Zoë', '', '', '', 'Belgium', '', '', '', '', '')]
        screen, preview = self.screen(csv_file(rows, separator=';', encoding='windows-1252'))
        self.assertEqual(preview['options']['separator'], ';')
        [answer] = self.press(screen, preview)
        lead = self.env['crm.lead'].browse(answer['ids'])
        self.assertEqual(
            (lead.name, lead.contact_name, lead.country_id), ('Café crème à Liège', 'Zoë', self.belgium))

    def test_xlsx(self):
        screen, preview = self.screen(xlsx_file(self.rows(20)), name='leads.xlsx')
        self.assertEqual(preview['options']['sheets'], ['Leads'])
        [answer] = self.press(screen, preview)
        self.assertEqual(answer['messages'], [])
        self.check_leads(self.env['crm.lead'].browse(answer['ids']), 20)

    def test_ten_thousand_rows_at_once(self):
        screen, preview = self.screen(csv_file(self.rows(10000)))
        self.assertTrue(preview['batch'])
        answer, *rest = self.press(screen, preview)
        self.assertEqual(answer['messages'], [])
        # the client asks once more: it cannot know that a full portion was the last
        self.assertEqual([more['ids'] for more in rest], [[]])
        self.check_leads(self.env['crm.lead'].browse(answer['ids']), 10000)

    def test_a_name_is_looked_up_once(self):
        """Statements for each further row: one, in which Odoo looks for its stage."""
        counts = []
        for size in (20, 40):
            screen, preview = self.screen(csv_file(self.rows(size)))
            before = self.env.cr.sql_log_count
            self.press(screen, preview)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess((counts[1] - counts[0]) / 20, 2)

    def test_similar_leads_are_found_among_what_was_imported(self):
        known = self.make_lead(
            contact_name='Person 2', phone='+32 2 555 00 02', email_from='p2@firm2.example.com')
        screen, preview = self.screen(csv_file(self.rows(3)))
        leads = self.env['crm.lead'].with_user(self.seller).browse(self.press(screen, preview)[0]['ids'])
        self.assertEqual(leads[1].duplicate_lead_ids - leads[1], known)
        self.assertFalse((leads[0].duplicate_lead_ids | leads[2].duplicate_lead_ids) & known)

    # ------------------------------------------------------------
    # The type: where the screen was opened, else as the team's box says
    # ------------------------------------------------------------

    def test_type_follows_the_list_that_the_screen_was_opened_in(self):
        rows = [('Opportunity', 'Sales Team'), ('A', 'Machines'), ('B', 'Service')]
        for kind in ('lead', 'opportunity'):
            leads, messages = self.import_rows(rows, default_type=kind)
            self.assertEqual((messages, leads.mapped('type')), ([], [kind, kind]))

    def test_type_follows_the_box_of_the_team(self):
        self.other_team.use_leads = False
        rows = [('Opportunity', 'Sales Team'), ('A', 'Machines'), ('B', 'Service')]
        leads, messages = self.import_rows(rows, default_type=False)
        self.assertEqual((messages, leads.mapped('type')), ([], ['lead', 'opportunity']))

    def test_type_in_a_column(self):
        leads = self.import_rows([('Opportunity', 'Type'), ('A', 'Lead'), ('B', 'Opportunity')])[0]
        self.assertEqual(leads.mapped('type'), ['lead', 'opportunity'])

    # ------------------------------------------------------------
    # The template
    # ------------------------------------------------------------

    def test_template_is_offered_and_can_be_imported(self):
        Lead = self.env['crm.lead'].with_user(self.seller)
        [pipeline] = Lead.with_context(default_type='opportunity').get_import_templates()
        self.assertEqual(pipeline['label'], 'Import Template for Leads & Opportunities')
        [template] = Lead.with_context(default_type='lead').get_import_templates()
        self.assertEqual(template['label'], 'Import Template for Leads')
        with file_open(template['template'].lstrip('/'), 'rb') as file:
            screen, preview = self.screen(file.read())
        matches = {
            header: preview['matches'].get(column)
            for column, header in enumerate(preview['headers'])}
        self.assertNotIn(None, matches.values(), matches)
        self.assertEqual(len({path for [path] in matches.values()}), len(matches))
        [answer] = self.press(screen, preview)
        self.assertEqual(answer['messages'], [])
        leads = self.env['crm.lead'].browse(answer['ids'])
        self.assertEqual(
            leads.mapped('name'), ['Two espresso machines for the canteen', 'Grinder for the bar'])
        self.assertEqual(leads[0].step_id, self.step)
        self.assertEqual(leads.mapped('priority'), ['1', '0'])
        self.assertEqual(leads.mapped('country_id.code'), ['BE', 'DE'])
        self.assertEqual(leads.mapped('qualification_state'), ['open', 'draft'])

    def test_qualification_states_by_name(self):
        rows = [('Opportunity', 'Qualification State'), *(
            (label, label) for label in ('Draft', 'Open', 'Waiting', 'Closed', 'Cancelled'))]
        leads, messages = self.import_rows(rows)
        self.assertEqual(messages, [])
        self.assertEqual(
            leads.mapped('qualification_state'), ['draft', 'open', 'pending', 'done', 'cancel'])
