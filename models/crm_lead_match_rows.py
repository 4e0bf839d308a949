"""Similar leads of rows that are to become leads: among the leads there are and
among the rows before, without creating any of them."""

from collections import defaultdict
from itertools import islice, takewhile

from odoo import api, models

from ..tools.evidence import BLOCKS, Shared, compare, evidence, without
from .crm_lead_match_key import COLUMNS
from .crm_lead_match_search import get_typed_keys

_PLACES = [(kind, COLUMNS.index(kind)) for kind in BLOCKS]
# rows that the database is asked about at once
_AT_ONCE = 1000


class RowsSaid:
    """What the rows of a file say, and which of them say the same."""

    def __init__(self, rows):
        """:param dict rows: {number: rows of keys, in the order of ``COLUMNS``}"""
        self._rows = rows
        self._numbers, self._persons = defaultdict(list), defaultdict(set)
        for number, own in rows.items():
            person = own[0][COLUMNS.index('person')]
            for said in self._get_values(own):
                self._numbers[said].append(number)
                if person:
                    self._persons[said].add(person)

    @staticmethod
    def _get_values(own):
        """:return: set of (kind, value) of what a row says"""
        return {(kind, one[at]) for kind, at in _PLACES for one in own if one[at] is not None}

    def get_sharing(self, number, shared):
        """Which rows before say the same as a row.

        :param dict shared: {kind: Shared} of the leads there are; counts the
            rows of the file as well from now on, as if all were leads
        :return: sorted list of numbers
        """
        found, counted = set(), {}
        for said in self._get_values(self._rows[number]):
            kind, others = said[0], self._numbers[said]
            known = shared.get(kind, Shared(0, 0))
            common = Shared(known.leads + len(others), max(known.names, len(self._persons[said]), 1))
            # of two addresses the rarer one counts
            counted[kind] = min(counted.get(kind, common), common)
            if common.leads <= BLOCKS[kind] or kind == 'email':
                found.update(takewhile(number.__gt__, islice(others, BLOCKS[kind])))
        shared.update(counted)
        return sorted(found)


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _find_similar_rows(self, said):
        """Which leads that the user may read, and which rows before, are of the
        same customer as rows that are to become leads. Two statements for a
        thousand rows.

        :param dict said: {number of the row: what it says, see
            ``crm.lead.match.key._read_said``}, in the order of the file
        :return: {number: list of dicts as of :meth:`_find_similar`, the
            strongest first, leads before rows} of rows that are like another;
            of a row that it is like there is ``row``, its number, in place of
            ``lead_id``
        """
        # sudo: keys belong to the engine; what is found is read as the user
        keys = self.env['crm.lead.match.key'].sudo()
        keys._make_pending()
        denied = self.env['crm.lead.not.same'].sudo()._get_denied_values()
        rows = {number: keys._get_rows(one) for number, one in said.items()}
        mine = {number: without(get_typed_keys(rows[number], one), denied) for number, one in said.items()}
        file, result, numbers = RowsSaid(rows), {}, list(rows)
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start:start + _AT_ONCE]
            # those that are typed have negative numbers
            hits = self._query_hits([], {-1 - number: rows[number] for number in some})
            leads = self._query_said(set().union(*(one.lead_ids for one in hits.values())), []) if hits else {}
            for lead in leads.values():
                lead['keys'] = without(lead['keys'], denied)
            for number in some:
                hit = hits.get(-1 - number)
                shared = dict(hit.shared) if hit else {}
                before = file.get_sharing(number, shared)
                others = [
                    *({**leads[lead_id], 'row': None} for lead_id in sorted(hit.lead_ids if hit else ())
                      if lead_id in leads),
                    *({'row': other, 'lead_id': None, 'keys': mine[other]} for other in before)]
                if matches := self._weigh_rows(mine[number], others, shared):
                    result[number] = matches
        return result

    @api.model
    def _weigh_rows(self, mine, others, shared):
        """:param Keys mine: what a row says
        :param list others: of dicts with the ``keys`` of those that share something
        :param dict shared: {kind: Shared}
        :return: list of those that are shown as similar, the strongest first"""
        scale, least = self.env['crm.lead.match.weight']._get_scale(), self._get_similar_threshold()
        result = []
        for match in others:
            found = compare(mine, match['keys'])
            match.update(found=found, keys=(mine, match['keys']))
            if rated := scale.rate(found, shared, least, least):
                match.update(strength=rated[0], total=rated[1], shared=shared, others=others)
                result.append(match)
        return sorted(result, key=lambda match: (
            -match['strength'], match['row'] is not None, match['lead_id'] or match['row']))

    @api.model
    def _add_match_bits(self, match):
        """What each finding weighs is found out for matches that are put in words."""
        match['bits'] = evidence(match['found'], match['shared'], self.env['crm.lead.match.weight']._get_table())
