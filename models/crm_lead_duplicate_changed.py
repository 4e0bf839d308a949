"""Leads that changed, compared with all others: which of what they share
something with can be similar at all is asked the database, as for all leads."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.evidence import BLOCKS, Shared
from .crm_lead_duplicate_pair import WHOLE_TABLES, planned_without
from .crm_lead_duplicate_profile import get_laid_out, get_profile


class CrmLeadDuplicatePair(models.Model):
    _inherit = 'crm.lead.duplicate.pair'

    @api.model
    def _find_of(self, lead_ids):
        """What is similar to some open leads.

        :param list lead_ids: ids of the leads
        :return: list of (lead id, higher lead id, bits, kinds), as ``crm.lead._find_similar`` has them
        """
        self.env['crm.lead.match.key'].sudo()._make_pending()
        hits, asked = self._find_hits(lead_ids), set(lead_ids)
        pairs = self._find_candidates_among(list({
            (lead_id, other) if lead_id < other else (other, lead_id)
            for _shared, found in hits.values() for lead_id in asked.intersection(found) for other in found
            if lead_id != other}))
        # sudo: the whole database is compared; who sees a group is asked where groups are shown
        said = self.env['crm.lead'].sudo()._query_said({lead_id for pair in pairs for lead_id in pair}, [])
        return self._compare(
            pairs, {lead_id: one['keys'] for lead_id, one in said.items()},
            {value: shared for value, (shared, _found) in hits.items()})

    @api.model
    def _find_hits(self, lead_ids):
        """:param list lead_ids: ids of leads
        :return: {(kind, value): (Shared, ids of the leads)} of what they say; of
            what too many share no leads, but of an address the first"""
        kinds = list(BLOCKS)
        with planned_without(self.env.cr, *WHOLE_TABLES):
            rows = self.env.execute_query(SQL(" UNION ALL ").join(SQL(
                "SELECT %(place)s, mine.value, count(*), count(DISTINCT hit.person), array_agg(hit.lead_id)"
                "  FROM (SELECT DISTINCT %(kind)s AS value FROM crm_lead_match_key"
                # what is known to be shared by too many is not read once more
                "         WHERE lead_id = ANY(%(ids)s::int[]) AND %(kind)s IS NOT NULL AND %(known)s) AS mine"
                " CROSS JOIN LATERAL (SELECT lead_id, person FROM crm_lead_match_key AS key"
                "                      WHERE key.%(kind)s = mine.value LIMIT %(most)s) AS hit"
                " GROUP BY mine.value HAVING count(*) > 1",
                place=place, kind=SQL.identifier(kind), ids=as_array(lead_ids), most=most + 1,
                known=SQL("TRUE") if kind == 'email' else SQL(
                    "NOT EXISTS (SELECT FROM crm_lead_match_common AS common WHERE common.value = %s"
                    "               AND common.count > %s)", SQL.identifier('crm_lead_match_key', kind), most))
                for place, (kind, most) in enumerate(BLOCKS.items())))
        return {
            (kind := kinds[place], value): (
                Shared(leads, names), found if kind == 'email' or leads <= BLOCKS[kind] else ())
            for place, value, leads, names, found in rows}

    @api.model
    def _find_candidates_among(self, pairs):
        """Those of some pairs that can be similar, of open leads that may be in
        one group.

        :param list pairs: (lead id, higher lead id)
        :return: list of the same, in order
        """
        if not pairs:
            return []
        reachable = self._get_reachable(self.env['crm.lead']._get_similar_threshold())
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        ones, others = zip(*pairs, strict=True)
        with planned_without(self.env.cr, *WHOLE_TABLES):
            return sorted(self.env.execute_query(SQL(
                "WITH lead AS MATERIALIZED ("
                # who has several addresses has several rows, and each says only a part
                "   SELECT laid_out.*, count(*) OVER (PARTITION BY lead_id) > 1 AS several"
                "     FROM (%(laid_out)s) AS laid_out)"
                " SELECT DISTINCT a.lead_id, b.lead_id"
                "   FROM unnest(%(ones)s::int[], %(others)s::int[]) AS pair(one, other)"
                "   JOIN lead AS a ON a.lead_id = pair.one JOIN lead AS b ON b.lead_id = pair.other"
                "  WHERE (a.company_id = b.company_id OR a.company_id IS NULL OR b.company_id IS NULL)"
                "    AND (a.several OR b.several OR get_bit(%(reachable)s::bytea, %(profile)s) = 1)",
                laid_out=get_laid_out(SQL("key.lead_id = ANY(%s::int[])", as_array({*ones, *others}))),
                ones=as_array(ones), others=as_array(others),
                reachable=reachable, profile=get_profile())))
