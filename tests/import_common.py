"""Driving the models behind the import screen as its client does."""

import csv
import io

import xlsxwriter

from .common import ConvertCase

HEADERS = (
    'Opportunity', 'Contact Name', 'Company Name', 'Email', 'Phone', 'Country',
    'Sales Team', 'Salesperson', 'Step', 'Tags', 'Priority')

SIMILAR_TITLES = ('External ID', 'Opportunity', 'Contact Name', 'Company Name', 'Email', 'Phone', 'City', 'Tags')
# contact, company and address of the lead that is there
NORA = ('Nora Claes', 'Azure BV', 'nora.claes@azure.example.com')


def csv_file(rows, separator=',', encoding='utf-8'):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def xlsx_file(rows):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {'in_memory': True})
    sheet = book.add_worksheet('Leads')
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


class ImportCase(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env['crm.tag'].create([{'name': 'Bean-to-cup'}, {'name': 'Fairs'}])
        cls.step = cls.env.ref('crm_lead_conversion.crm_lead_step_first_call')

    def rows(self, count):
        """The headers and ``count`` rows that differ, all good."""
        return [HEADERS, *(
            (f'Lead {number}', f'Person {number}', f'Firm {number}', f'p{number}@firm{number}.example.com',
             f'+32 2 {5550000 + number}', 'Belgium', 'Machines', 'Sanne Seller', 'First Call',
             'Bean-to-cup,Fairs', 'High')
            for number in range(1, count + 1))]

    def screen(self, content, name='leads.csv', **context):
        """The import screen after a file was chosen, in the list of leads
        unless ``context`` says otherwise.

        :return: the import, and the options that the screen goes on with
        """
        screen = self.env['base_import.import'].with_user(self.seller).with_context(
            **{'default_type': 'lead', **context}).create({
                'res_model': 'crm.lead', 'file': content, 'file_name': name,
                'file_type': 'text/csv' if name.endswith('.csv') else False})
        options = {
            'has_headers': True, 'advanced': True, 'keep_matches': False, 'limit': 2000, 'skip': 0,
            'encoding': '', 'separator': '', 'quoting': '"', 'date_format': '', 'datetime_format': '',
            'float_thousand_separator': ',', 'float_decimal_separator': '.', 'sheet': '', 'sheets': [],
            'tracking_disable': True, 'fallback_values': {}, 'name_create_enabled_fields': {},
            'import_set_empty_fields': [], 'import_skip_records': []}
        preview = screen.parse_preview(options)
        self.assertNotIn('error', preview)
        return screen, preview

    def press(self, screen, preview, test=False, track=False, **options):
        """Press *Test* or *Import*: portion by portion, as the client does.

        :param bool track: whether *Track history during import* is ticked
        :return: the answers of the server, one a portion
        """
        matches = preview['matches'] or {}
        headers = preview['headers']
        fields = ['/'.join(matches.get(column, [])) or False for column in range(len(headers))]
        answers, skip = [], 0
        while skip is not None:
            answers.append(screen.with_context(tracking_disable=not track).execute_import(
                fields, [header.strip().lower() for header in headers],
                {**preview['options'], 'skip': skip, **options}, dryrun=test))
            bad = any(message['type'] == 'error' for message in answers[-1]['messages'])
            skip = None if bad else answers[-1]['nextrow'] or None
        return answers

    def import_rows(self, rows, **screen):
        """Import rows from a CSV file.

        :return: the leads, and the messages for the person who imports
        """
        answers = self.press(*self.screen(csv_file(rows), **screen))
        ids = [lead_id for answer in answers for lead_id in answer.get('ids') or ()]
        return self.env['crm.lead'].browse(ids), [
            message for answer in answers for message in answer['messages']]


class SimilarImportCase(ImportCase):
    """A lead of the seller, and files with rows that are like it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contact, company, address = NORA
        cls.known = cls.make_lead(
            name='Azure chairs', contact_name=contact, partner_name=company, email_from=address)
        cls.before = cls.count()

    @classmethod
    def count(cls):
        return cls.env['crm.lead'].with_context(active_test=False).search_count([])

    def file(self, *rows, titles=None):
        return csv_file([titles or SIMILAR_TITLES, *rows])

    def nora(self, xid='', title='Office chairs', **values):
        """A row of the customer of the lead that is there."""
        contact, company, address = NORA
        said = {
            'contact': contact, 'company': company, 'email': address, 'phone': '', 'city': '', 'tags': '', **values}
        return (xid, title, *said.values())

    def wim(self, xid='', title='Wim', phone='', city=''):
        """A row of another one."""
        return (xid, title, 'Wim Maes', 'Maes NV', 'wim@maes.example.com', phone, city, '')

    def eva(self):
        return ('', 'Eva', 'Eva Peeters', '', '', '', '', '')

    def run_import(self, *rows, test=False, **options):
        """:return: the answer of the server to *Test* or *Import*"""
        [answer] = self.press(*self.screen(self.file(*rows)), test=test, **options)
        self.env.invalidate_all()
        return answer

    def lines(self, answer, way):
        """:return: what is told of the rows that are skipped, attached or created"""
        return [line for group in answer['similar']['groups'] if group['way'] == way for line in group['lines']]
