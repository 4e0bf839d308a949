"""Rows of a file that are like a lead that is there, or like a row before: the
test of the import says so, and an option says what becomes of them."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import crm_lead_qualify_import_report
from ..models.crm_lead_qualify_import_similar import Fate, SimilarRows
from .import_common import NORA, SimilarImportCase

SAME = 'same e-mail nora.claes@azure.example.com'


@tagged('post_install', '-at_install')
class TestQualifyImportSimilar(SimilarImportCase):

    # ------------------------------------------------------------
    # The test of the import
    # ------------------------------------------------------------

    def test_a_test_names_the_line_the_lead_and_the_reasons(self):
        answer = self.run_import(self.wim(), self.nora(), test=True)
        self.assertEqual((answer['messages'], len(answer['ids'])), ([], 2))
        self.assertEqual(answer['similar']['counts'], {'created': 2, 'skipped': 0, 'attached': 0})
        [group] = answer['similar']['groups']
        self.assertEqual(
            (group['title'], group['more']), ('Will be created, although they are like another: 1', ''))
        [line] = group['lines']
        self.assertTrue(line.startswith(f'Line 3 (“Office chairs”): like “Azure chairs” (strength 100): {SAME}'), line)
        self.assertIn('same person', line)
        self.assertEqual(self.count(), self.before)

    def test_a_test_names_lines_of_the_file(self):
        answer = self.run_import(self.wim(), ('', 'Else', 'Eva Peeters', '', '', '', '', ''), self.wim(), test=True)
        [line] = self.lines(answer, 'create')
        self.assertTrue(line.startswith('Line 4 (“Wim”): like line 2 of this file (strength 100): same e-mail'), line)

    def test_a_test_says_what_the_option_will_do(self):
        for way, title in (
                ('skip', 'Will be skipped, as they are surely like another: 2'),
                ('attach', 'Will be added to the lead they are surely like: 2')):
            answer = self.run_import(self.nora(), self.wim(), self.wim(), test=True, similar_rows=way)
            self.assertEqual([group['title'] for group in answer['similar']['groups']], [title])
            self.assertEqual(answer['similar']['counts']['created'], 1)
            self.assertEqual(self.count(), self.before)
            self.assertFalse(self.known.message_ids)

    def test_rows_are_as_similar_as_the_leads_they_become(self):
        rows = [self.nora(), self.wim(phone='+32 2 255 01 01'), self.nora(contact='Nora Claas', email=''),
                self.wim(phone='+32 2 255 01 01'), self.nora(contact='', phone='+32 2 255 01 01')]
        told = {}
        self.run_import(*rows, test=True)
        lead = self.env['crm.lead'].with_user(self.seller)
        titles = ('name', 'contact_name', 'partner_name', 'email_from', 'phone')
        asked = SimilarRows('create', is_test=True)
        ids = lead.with_context(crm_lead_similar_rows=asked).load(titles, [row[1:6] for row in rows])['ids']
        for row, matches in asked.matches.items():
            told[row] = [(match['lead_id'] or ids[match['row']], match['strength']) for match in matches]
        found = lead.browse(ids)._find_similar()
        self.assertEqual(sorted(told), [0, 2, 3, 4])
        for row, matches in told.items():
            saved = {match['lead_id']: match['strength'] for match in found[lead.browse(ids[row])]}
            self.assertEqual(
                dict(matches), {lead_id: strength for lead_id, strength in saved.items()
                                if lead_id not in ids or ids.index(lead_id) < row})

    def test_nothing_similar_is_nothing_to_tell(self):
        answer = self.run_import(self.wim(), test=True)
        self.assertEqual((answer['messages'], answer['similar']['groups'], answer['similar']['summary']), ([], [], ''))

    def test_a_hundred_lines_in_full_and_the_number_of_the_others(self):
        with patch.object(crm_lead_qualify_import_report, 'MOST_LINES', 2):
            answer = self.run_import(*[self.nora()] * 3, self.wim(), self.wim(), test=True)
        [group] = answer['similar']['groups']
        self.assertEqual((len(group['lines']), group['more']), (2, 'and 2 more lines'))

    def test_lines_count_on_in_later_portions(self):
        answers = self.press(*self.screen(self.file(self.wim(), self.eva(), self.nora())), test=True, limit=2)
        [line] = self.lines(answers[1], 'create')
        self.assertTrue(line.startswith('Line 4 (“Office chairs”): like “Azure chairs”'), line)

    def test_only_errors_are_told_where_there_are_any(self):
        with mute_logger('odoo.sql_db'):
            answer = self.run_import(self.nora(), self.nora(title=''), test=True)
        self.assertEqual([message['type'] for message in answer['messages']], ['error'])
        self.assertIs(answer['similar'], False)

    def test_an_import_of_all_rows_looks_for_nothing(self):
        answer = self.run_import(self.nora())
        self.assertEqual(len(answer['ids']), 1)
        self.assertNotIn('similar', answer)

    # ------------------------------------------------------------
    # Skipping
    # ------------------------------------------------------------

    def test_skip(self):
        answer = self.run_import(self.nora(), self.wim('w1'), self.wim('w2', 'Wim again'), similar_rows='skip')
        [lead] = self.env['crm.lead'].browse(answer['ids'])
        self.assertEqual((lead.name, self.count()), ('Wim', self.before + 1))
        self.assertEqual(answer['similar']['counts'], {'created': 1, 'skipped': 2, 'attached': 0})
        self.assertEqual(
            answer['similar']['summary'], 'Rows of new leads: 1 created, 2 skipped, 0 added to an existing lead.')
        first, second = self.lines(answer, 'skip')
        self.assertIn('Line 2 (“Office chairs”): like “Azure chairs”', first)
        self.assertIn('Line 4 (“Wim again”): like line 3 of this file', second)
        self.assertEqual((self.known.phone, self.known.message_ids.ids), (False, []))
        self.assertFalse(self.env['ir.model.data'].search([('name', '=', 'w2')]))

    def test_skip_all_and_skip_again(self):
        for _time in range(2):
            answer = self.run_import(self.nora('n1'), similar_rows='skip')
            self.assertEqual((answer['ids'], answer['messages'], self.count()), ([], [], self.before))

    def test_less_than_sure_is_created(self):
        """Almost the same name at the same company: shown, not skipped."""
        for way in ('skip', 'attach'):
            answer = self.run_import(
                self.nora(contact='Nora Claas', email='nora@shop.example.com'), test=True, similar_rows=way)
            self.assertEqual(answer['similar']['counts'], {'created': 1, 'skipped': 0, 'attached': 0})
            [line] = self.lines(answer, 'create')
            self.assertIn('like “Azure chairs” (strength 75): person spelled almost the same', line)

    def test_who_says_the_same_as_two_goes_with_the_first(self):
        answer = self.run_import(*[self.nora(title=f'Row {number}') for number in range(3)], similar_rows='skip')
        self.assertEqual(answer['ids'], [])
        self.assertEqual(len(self.lines(answer, 'skip')), 3)

    def test_won_and_lost_leads_take_no_row(self):
        self.known.stage_id = self.stage_won
        self.assertEqual(len(self.run_import(self.nora(), similar_rows='skip')['ids']), 1)

    def test_lost_leads_take_no_row(self):
        self.known.action_set_lost()
        for way in ('skip', 'attach'):
            answer = self.run_import(self.nora(contact='Nora Claes'), similar_rows=way, test=True)
            self.assertEqual(answer['similar']['counts'], {'created': 1, 'skipped': 0, 'attached': 0})

    def test_rows_of_won_deals_are_created(self):
        titles = ('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Stage')
        [answer] = self.press(*self.screen(self.file(('Old deal', *NORA, 'Sold'), titles=titles)), similar_rows='skip')
        self.assertEqual(self.env['crm.lead'].browse(answer['ids']).won_status, 'won')

    def test_nobody_is_told_of_a_lead_that_is_skipped(self):
        """Though the history is tracked: then a new salesperson gets a message."""
        self.known.user_id = self.seller
        titles = ('Opportunity', 'Contact Name', 'Company Name', 'Email', 'Salesperson')
        rows = [('Skipped', *NORA, 'Carl Colleague'), ('New', 'Wim Maes', 'Maes NV', 'wim@maes.example.com', '')]
        screen, preview = self.screen(self.file(*rows, titles=titles))
        messages = self.env['mail.message'].search_count([])
        mails = self.env['mail.mail'].search_count([])
        answer = self.press(screen.with_context(mail_create_nolog=True), preview, similar_rows='skip', track=True)[0]
        self.env.flush_all()
        self.assertEqual(len(answer['ids']), 1)
        self.assertFalse(self.env['mail.message'].search(
            [('notified_partner_ids', 'in', self.colleague.partner_id.ids)]))
        self.assertEqual(
            (self.env['mail.mail'].search_count([]) - mails, self.env['mail.message'].search_count([]) - messages),
            (0, 0))

    # ------------------------------------------------------------
    # What counts as a row of its own
    # ------------------------------------------------------------

    def test_an_external_id_that_is_there_updates_as_ever(self):
        self.env['ir.model.data'].create({
            'module': '__import__', 'name': 'azure', 'model': 'crm.lead', 'res_id': self.known.id})
        for way in ('skip', 'attach'):
            answer = self.run_import(self.nora('azure', f'Renamed {way}', phone='+32 9 555 01 01'), similar_rows=way)
            self.assertEqual((answer['ids'], self.known.name), (self.known.ids, f'Renamed {way}'))
            self.assertEqual(answer['similar']['counts'], {'created': 0, 'skipped': 0, 'attached': 0})
        self.assertEqual((self.known.phone, self.count()), ('+32 9 555 01 01', self.before))

    def test_what_a_row_updates_counts_for_the_rows_after(self):
        self.env['ir.model.data'].create({
            'module': '__import__', 'name': 'azure', 'model': 'crm.lead', 'res_id': self.known.id})
        answer = self.run_import(
            ('azure', 'Azure chairs', 'Wim Maes', 'Maes NV', 'wim@maes.example.com', '', '', ''), self.wim(),
            similar_rows='skip')
        self.assertEqual((answer['ids'], self.count()), (self.known.ids, self.before))

    def test_files_that_rows_name_go_to_the_leads_that_were_created(self):
        rows = SimilarRows('skip')
        rows.fates.update({0: Fate('create'), 1: Fate('skip'), 2: Fate('create')})
        result = {'binary_filenames': {'x_card': ['a.png', 'b.png', 'c.png']}}
        self.env['base_import.import']._keep_files_of_created(result, rows)
        self.assertEqual(result['binary_filenames'], {'x_card': ['a.png', 'c.png']})

    # ------------------------------------------------------------
    # Bad input, and programs
    # ------------------------------------------------------------

    def test_no_such_way(self):
        for way in ('merge', 'Skip', ['skip'], 7):
            with self.assertRaisesRegex(UserError, 'does not say what becomes of rows'):
                self.run_import(self.nora(), similar_rows=way)
        self.assertEqual(self.count(), self.before)

    def test_where_odoo_finds_similar_leads(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        screen, preview = self.screen(self.file(self.nora()))
        self.assertNotIn('similar_rows', preview['options'])
        [answer] = self.press(screen, preview, test=True)
        self.assertNotIn('similar', answer)
        with self.assertRaisesRegex(UserError, 'Create all rows'):
            self.press(screen, preview, similar_rows='skip')

    def test_the_screen_offers_the_option_for_leads(self):
        options = self.screen(self.file(self.nora()))[1]['options']
        self.assertEqual(options.pop('similar_rows'), 'create')
        screen = self.env['base_import.import'].create({
            'res_model': 'res.partner', 'file': b'Name\nNora', 'file_name': 'a.csv', 'file_type': 'text/csv'})
        self.assertNotIn('similar_rows', screen.parse_preview(options)['options'])

    def test_load_as_ever_without_the_context(self):
        result = self.load()
        self.assertEqual((len(result['ids']), sorted(result)), (1, ['ids', 'messages', 'nextrow']))

    def test_load_with_the_context(self):
        result = self.load(crm_lead_similar_rows='skip')
        self.assertEqual((result['ids'], result['similar']['counts']['skipped']), ([], 1))
        self.assertIn('Line 1 (“Chairs”): like “Azure chairs”', self.lines(result, 'skip')[0])
        with self.assertRaisesRegex(UserError, '“nothing” does not say'):
            self.load(crm_lead_similar_rows='nothing')

    def load(self, **context):
        return self.env['crm.lead'].with_user(self.seller).with_context(**context).load(
            ['name', 'contact_name', 'partner_name', 'email_from'], [['Chairs', *NORA]])

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def test_statements_do_not_grow_with_the_rows(self):
        """As many for each further row as if nothing was looked for; fewer where
        rows are skipped or attached."""
        def count(size, way, test):
            rows = [row for number in range(size // 2) for row in (
                self.nora(title=f'Row {number}'), self.wim(title=f'Wim {number}'))]
            screen, preview = self.screen(self.file(*rows))
            self.env.flush_all()
            self.env.invalidate_all()
            with self.cr.savepoint() as savepoint:
                before = self.env.cr.sql_log_count
                self.press(screen, preview, test=test, similar_rows=way)
                counted = self.env.cr.sql_log_count - before
                savepoint.rollback()
            self.env.invalidate_all(flush=False)
            return counted

        def get_growth(way, test=False):
            count(20, way, test)  # the first time fills the caches of the server
            return count(40, way, test) - count(20, way, test)

        # for each row one, in which Odoo looks for its team
        self.assertLessEqual(get_growth('create', test=True), get_growth('create') + 1)
        self.assertLessEqual(get_growth('skip'), 20)
        self.assertLessEqual(get_growth('attach'), 20)

    def test_a_way_that_there_is_not(self):
        load = self.env['crm.lead'].with_user(self.seller).with_context(crm_lead_similar_rows='delete').load
        with self.assertRaises(UserError) as caught:
            load(['name'], [['Office chairs']])
        self.assertEqual(
            caught.exception.args[0],
            "“delete” does not say what becomes of rows like an existing lead. Choose one of create, skip, or attach.")
        self.assertEqual(self.count(), self.before)

    def test_odoos_way_finds_no_rows(self):
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.matching', 'odoo')
        load = self.env['crm.lead'].with_user(self.seller).with_context(crm_lead_similar_rows='skip').load
        with self.assertRaisesRegex(UserError, "^Rows like an existing lead are not looked for with Odoo's own way"):
            load(['name'], [['Office chairs']])
        self.assertEqual(self.count(), self.before)
