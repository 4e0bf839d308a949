"""What became, or would become, of rows that are like a lead that is there, in
words: by line of the file."""

from collections import Counter

from odoo import api, models

from ..tools.wording import join_phrases

# lines that are put in words; of the others it is said how many there are
MOST_LINES = 100


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _get_similar_report(self, rows):
        """:param SimilarRows rows: of an import that is done, or tested
        :return: dict with ``counts`` ({'created', 'skipped', 'attached'}: number
            of rows), ``summary`` (sentence, empty if there is nothing to tell)
            and ``groups``, a list of dicts with ``way``, ``title``, ``lines``
            (texts) and ``more`` (text, of lines that are not shown)
        """
        told = {way: [] for way in ('skip', 'attach', 'create')}
        for row in sorted(rows.fates):
            fate = rows.fates[row]
            if fate.way != 'create' or fate.match and rows.is_test:
                told[fate.way].append(row)
        ways = Counter(fate.way for fate in rows.fates.values())
        shown, left = {}, MOST_LINES
        for way, found in told.items():
            shown[way] = found[:left]
            left -= len(shown[way])
        names = self._get_shown_names(rows, shown)
        titles, groups = self._get_similar_titles(rows.is_test), []
        for way, found in told.items():
            if found:
                more = len(found) - len(shown[way])
                left_out = self.env._("and 1 more line") if more == 1 else self.env._("and %s more lines", more)
                groups.append({
                    'way': way, 'title': titles[way](len(found)),
                    'lines': [self._get_similar_line(row, rows, names) for row in shown[way]],
                    'more': left_out if more else ''})
        counts = {'created': ways['create'], 'skipped': ways['skip'], 'attached': ways['attach']}
        return {'counts': counts, 'groups': groups, 'summary': groups and self._get_similar_summary(
            counts, rows.is_test) or ''}

    @api.model
    def _get_shown_names(self, rows, shown):
        """:param dict shown: {way: list of rows} that are put in words
        :return: {lead id: name} of those among them that the user may read"""
        fates = [rows.fates[row] for found in shown.values() for row in found]
        lead_ids = {fate.match['lead_id'] if fate.match else fate.lead_id for fate in fates}
        leads = self.browse(filter(None, lead_ids)).exists()._filtered_access('read')
        return {lead.id: lead.display_name for lead in leads}

    @api.model
    def _get_similar_titles(self, is_test):
        """:return: {way: function of a number of rows, which returns a title}"""
        return {
            'skip': lambda count: self.env._("Will be skipped, as they are surely like another: %s", count),
            'attach': lambda count: self.env._("Will be added to the lead they are surely like: %s", count),
            'create': lambda count: self.env._("Will be created, although they are like another: %s", count),
        } if is_test else {
            'skip': lambda count: self.env._("Skipped, as they are surely like another: %s", count),
            'attach': lambda count: self.env._("Added to the lead they are surely like: %s", count),
            'create': lambda count: self.env._("Created, although they are like another: %s", count),
        }

    @api.model
    def _get_similar_summary(self, counts, is_test):
        if is_test:
            return self.env._(
                "Rows of new leads: %(created)s to create, %(skipped)s to skip, %(attached)s to add to an existing"
                " lead.", **counts)
        return self.env._(
            "Rows of new leads: %(created)s created, %(skipped)s skipped, %(attached)s added to an existing lead.",
            **counts)

    @api.model
    def _get_similar_line(self, row, rows, names):
        """:param dict names: {lead id: name} of what the user may read
        :return: text of one line"""
        fate, title = rows.fates[row], self._get_line_title(row, rows)
        if fate.is_again:
            return self.env._(
                "%(line)s: its external id went to “%(lead)s” with an earlier import",
                line=title, lead=names[fate.lead_id],
            ) if fate.lead_id in names else self.env._(
                "%s: its external id went to another lead with an earlier import", title)
        match = fate.match
        self._add_match_bits(match)
        reasons = join_phrases(self.env, self._get_match_reasons(match))
        if match['row'] is not None:
            return self.env._(
                "%(line)s: like line %(other)s of this file (strength %(strength)s): %(reasons)s",
                line=title, other=rows.first_line + match['row'], strength=match['strength'], reasons=reasons)
        return self.env._(
            "%(line)s: like “%(lead)s” (strength %(strength)s): %(reasons)s",
            line=title, lead=names.get(match['lead_id'], ''), strength=match['strength'], reasons=reasons)

    @api.model
    def _get_line_title(self, row, rows):
        """:return: text that names a row by its line and its title"""
        name = ' '.join(rows.names.get(row, '').split())
        return self.env._("Line %(line)s (“%(name)s”)", line=rows.first_line + row, name=name) if name else self.env._(
            "Line %s", rows.first_line + row)
