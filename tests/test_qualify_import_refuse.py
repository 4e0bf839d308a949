"""What cannot be imported is named by its row and the reason, and then nothing is."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..wizard import base_import_import
from .import_common import HEADERS, ImportCase, csv_file


@tagged('post_install', '-at_install')
class TestQualifyImportRefuse(ImportCase):

    def setUp(self):
        super().setUp()
        self.before = self.env['crm.lead'].search_count([])

    def refused(self, rows, **options):
        """Test the file, then import it all the same.

        :return: {line in the file: its messages}
        """
        screen, preview = self.screen(csv_file(rows))
        for test in (True, False):
            answers = self.press(screen, preview, test=test, **options)
            self.assertFalse(any(answer['ids'] for answer in answers))
            self.assertEqual(self.env['crm.lead'].search_count([]), self.before)
        said = {}
        for message in answers[-1]['messages']:
            line = message['rows']['from'] + 1
            self.assertEqual(message['record'], line)
            said.setdefault(line, []).append(message['message'])
            self.assertIn(f'Line {line}', message['message'])
        return said

    def test_names_that_are_not_known(self):
        rows = self.rows(5)
        bad = dict(zip(HEADERS, rows[3], strict=True))
        for title, value, says in (
                ('Country', 'Atlantis', "'Atlantis' in field 'Country'"),
                ('Sales Team', 'Submarines', "'Submarines' in field 'Sales Team'"),
                ('Salesperson', 'Nobody Known', "'Nobody Known' in field 'Salesperson'"),
                ('Step', 'Second Sight', "'Second Sight' in field 'Step'"),
                ('Tags', 'Fairs,Unheard of', "'Unheard of' in field 'Tags'"),
                ('Priority', 'Extreme', "'Extreme' not found in selection field 'Priority'")):
            said = self.refused([*rows[:3], list({**bad, title: value}.values()), *rows[4:]])
            self.assertEqual(list(said), [4], title)
            self.assertIn(says, said[4][0])
            self.assertIn('Line 4 (“Lead 3”): ', said[4][0])

    def test_every_bad_row_is_named(self):
        rows = [list(row) for row in self.rows(6)]
        rows[2][5] = 'Atlantis'
        rows[5][6] = 'Submarines'
        said = self.refused(rows)
        self.assertEqual(sorted(said), [3, 6])
        self.assertIn('Atlantis', said[3][0])
        self.assertIn('Submarines', said[6][0])

    def test_the_same_reason_is_said_of_each_row(self):
        rows = [list(row) for row in self.rows(4)]
        rows[1][5] = rows[3][5] = 'Atlantis'
        said = self.refused(rows)
        self.assertEqual(sorted(said), [2, 4])
        self.assertEqual(len({message for [message] in said.values()}), 2)

    def test_lines_count_on_after_what_was_imported_before(self):
        rows = [list(row) for row in self.rows(5)]
        rows[4][5] = 'Atlantis'
        screen, preview = self.screen(csv_file(rows))
        answers = self.press(screen, preview, limit=2)
        self.assertEqual(len(answers), 2)
        [message] = answers[1]['messages']
        self.assertIn('Line 5 (“Lead 4”): ', message['message'])
        self.assertEqual(answers[1]['name'][message['rows']['from']], 'Lead 4')

    def test_a_lead_without_title(self):
        rows = [list(row) for row in self.rows(4)]
        rows[3][0] = ''
        # the database says so as well, in the log
        with mute_logger('odoo.sql_db'):
            said = self.refused(rows)
        self.assertEqual(list(said), [4])
        self.assertIn('Opportunity', said[4][0])

    def test_nothing_is_half_imported_where_the_screen_would_send_portions(self):
        """More rows than the screen sends at once, the bad one in the second
        portion."""
        titles = ('Opportunity', 'Country')
        rows = [titles, *((f'Lead {number}', '') for number in range(12)), ('Bad', 'Atlantis')]
        with patch.object(base_import_import, 'SCREEN_LIMIT', 5):
            said = self.refused(rows, limit=5)
        self.assertEqual(list(said), [14])
        self.assertIn('Atlantis', said[14][0])

    def test_a_smaller_portion_that_was_chosen_stays(self):
        screen, preview = self.screen(csv_file(self.rows(5)))
        answers = self.press(screen, preview, limit=2)
        self.assertEqual([len(answer['ids']) for answer in answers], [2, 2, 1])

    def test_tags_are_created_only_if_asked_to(self):
        rows = [('Opportunity', 'Tags'), ('A', 'Fairs,Brand new'), ('B', 'Brand new')]
        self.refused(rows)
        self.assertFalse(self.env['crm.tag'].search([('name', '=', 'Brand new')]))
        screen, preview = self.screen(csv_file(rows))
        [answer] = self.press(screen, preview, name_create_enabled_fields={'tag_ids': True})
        leads = self.env['crm.lead'].browse(answer['ids'])
        self.assertEqual(leads[0].tag_ids.mapped('name'), ['Fairs', 'Brand new'])
        self.assertEqual(leads[1].tag_ids.mapped('name'), ['Brand new'])

    def test_rows_that_name_merged_records(self):
        """By the external id or by the id: neither changes the survivor."""
        first, second = self.make_lead(name='First'), self.make_lead(name='Second')
        self.env['ir.model.data'].create({
            'module': '__import__', 'name': 'lead_second', 'model': 'crm.lead', 'res_id': second.id})
        (first + second).merge_opportunity()
        self.before = self.env['crm.lead'].search_count([])
        said = self.refused([
            ('External ID', 'Opportunity'), ('', 'Good'), ('__import__.lead_second', 'Overwritten')])
        self.assertEqual(list(said), [3])
        self.assertIn('was merged into “First”', said[3][0])
        # the screen offers no column for the id, programs do
        result = self.env['crm.lead'].with_user(self.seller).load(
            ['.id', 'name'], [[False, 'Good'], [str(second.id), 'Overwritten']])
        self.assertFalse(result['ids'])
        self.assertEqual(
            [(message['rows'], message['message']) for message in result['messages']],
            [({'from': 1, 'to': 1}, f"Unknown database identifier '{second.id}'")])
        self.assertEqual((first.name, second.name), ('First', 'Second'))
        self.assertEqual(second.sudo().merged_into_id, first)

    def test_columns_that_only_merging_writes(self):
        other = self.make_lead(name='Other')
        preview = self.screen(csv_file([('Opportunity', 'merged_into_id'), ('A', 'Other')]))[1]
        self.assertEqual(preview['matches'], {0: ['name']})
        result = self.env['crm.lead'].with_user(self.seller).load(
            ['name', 'merged_into_id/.id'], [['Good', ''], ['A', str(other.id)]])
        self.assertFalse(result['ids'])
        self.assertIn('Merge the records', result['messages'][0]['message'])
        self.assertFalse(other.sudo().merged_lead_ids)
