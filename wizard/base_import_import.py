"""The import screen, for leads."""

from odoo import api, models

from ..models.crm_lead_qualify_import_similar import SimilarRows

# as many as the screen sends at once by itself; whoever wants less chose so
SCREEN_LIMIT = 2000
ROWS_AT_ONCE = 10000


class BaseImport(models.TransientModel):
    _inherit = 'base_import.import'

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import all leads of a file or none: the screen sends a longer file in
        portions, and each would stay although a later one fails. A smaller
        portion that somebody chose is left as it is.

        The option ``similar_rows`` says what becomes of rows that are surely a
        lead that is there: ``'create'`` (if it is not given), ``'skip'`` or
        ``'attach'``.

        :return: as Odoo's own; each message says in which line of the file it
            is, and ``similar`` what the rows are like, see
            ``crm.lead._get_similar_report``
        :raise UserError: if ``similar_rows`` is something else
        """
        if self.res_model != 'crm.lead':
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        if (options.get('limit') or 0) >= SCREEN_LIMIT:
            options = {**options, 'limit': ROWS_AT_ONCE}
        skipped = options.get('skip') or 0
        rows = self._get_similar_rows(options, dryrun)
        if dryrun:
            # what is written in a test is gone afterwards: not what was there before
            # sudo: keys belong to the engine
            self.env['crm.lead.match.key'].sudo()._make_pending()
            self.env.flush_all()
        result = super(BaseImport, self.with_context(crm_lead_similar_rows=rows)).execute_import(
            fields, columns, options, dryrun=dryrun)
        if dryrun:
            # what the test filled in and created is gone again
            self.env['crm.lead.match.key']._drop_answers()
            self.env.invalidate_all(flush=False)
        if rows and result.get('binary_filenames'):
            self._keep_files_of_created(result, rows)
        if any('rows' in message for message in result['messages']):
            self._name_lines(result, skipped, bool(options.get('has_headers')))
        return result

    def parse_preview(self, options, count=10):
        """What becomes of rows like an existing lead is asked where similar leads
        are found: then the options say so."""
        result = super().parse_preview(options, count=count)
        if self.res_model == 'crm.lead' and self.env['crm.lead']._is_matching_by_evidence() and 'options' in result:
            result['options'] = {'similar_rows': 'create', **result['options']}
        return result

    def _get_similar_rows(self, options, dryrun):
        """:return: what is asked about the rows of an import; None if nothing is"""
        leads = self.env['crm.lead']
        way = leads._check_similar_way(options.get('similar_rows') or 'create')
        if not dryrun and way == 'create' or not leads._is_matching_by_evidence():
            return None
        first_line = 1 + (options.get('skip') or 0) + bool(options.get('has_headers'))
        return SimilarRows(way, is_test=dryrun, file_name=self.file_name or '', first_line=first_line)

    @api.model
    def _keep_files_of_created(self, result, rows):
        """The screen sends the files that rows name, in the order of the records
        that were created."""
        gone = {row for row, fate in rows.fates.items() if fate.way != 'create'}
        result['binary_filenames'] = {
            field: [name for row, name in enumerate(names) if row not in gone]
            for field, names in result['binary_filenames'].items()}

    def _name_lines(self, result, skipped, titles):
        """Say of what line of the file a message is. The screen says so only
        where there are several in a column, counts without the line of the
        titles and those imported before, and shows one for all rows of which
        the same is said.

        :param dict result: of the import; its messages are changed
        :param int skipped: rows imported before
        :param bool titles: whether the first line holds the titles
        """
        names = result['name'] = ['', *result['name']] if titles and result['name'] else result['name']
        for message in result['messages']:
            if 'rows' not in message:
                continue
            first, last = (message['rows'][key] + skipped + titles for key in ('from', 'to'))
            message['rows'] = {'from': first, 'to': last}
            message['record'] = first + 1
            name = names[first] if first < len(names) else ''
            message['message'] = self.env._(
                "Line %(line)s (“%(name)s”): %(reason)s", line=first + 1, name=name, reason=message['message'],
            ) if name else self.env._(
                "Line %(line)s: %(reason)s", line=first + 1, reason=message['message'])
