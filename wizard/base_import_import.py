"""The import screen, for leads."""

from odoo import models

# as many as the screen sends at once by itself; whoever wants less chose so
SCREEN_LIMIT = 2000
ROWS_AT_ONCE = 10000


class BaseImport(models.TransientModel):
    _inherit = 'base_import.import'

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import all leads of a file or none: the screen sends a longer file in
        portions, and each would stay although a later one fails. A smaller
        portion that somebody chose is left as it is.

        :return: as Odoo's own; each message says in which line of the file it is
        """
        if self.res_model != 'crm.lead':
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        if (options.get('limit') or 0) >= SCREEN_LIMIT:
            options = {**options, 'limit': ROWS_AT_ONCE}
        skipped = options.get('skip') or 0
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        if any('rows' in message for message in result['messages']):
            self._name_lines(result, skipped, bool(options.get('has_headers')))
        return result

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
