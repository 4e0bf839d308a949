"""The part of matching that the database does: which leads share something
with the ones asked for, and how common that is."""

import json
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.evidence import BLOCKS, Keys, Shared
from .crm_lead_match_key import COLUMNS

_SINGLE = ('partner', 'entity', 'person', 'company', 'domain', 'address')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _search_similar(self, leads):
        """Ask the database for the leads that share something with some.

        :param dict leads: {number: lead}; that of a lead being typed is negative
        :return: list of tuples: number of the lead asked for; what it says
            (a :class:`Keys`); how common that is ({kind: Shared}); list of
            dicts with what those that share something say (``keys``), their
            ``lead_id``, ``type``, ``active``, ``won_status``, ``priority`` and ``declared``
            (what they shared when somebody said they are not the same, or None)
        """
        keys = self.env['crm.lead.match.key'].sudo()
        keys._make_pending()
        typed, names = [], {}
        for number, lead in leads.items():
            if number < 0:
                said = lead._get_said(keys)
                names[number] = (
                    said['contact_name'], said['partner_name'], said['email_from'], next(iter(said['phones']), ''))
                typed += [
                    dict(zip(COLUMNS, (number, *row[1:]), strict=True)) for row in keys._get_rows(said)]
        asked, found = {}, defaultdict(dict)
        rows = self._query_similar([number for number in leads if number > 0], typed)
        # of an address with more leads than were read, some may be of others
        hot = [] if self.env.su else [
            (row[0], email) for row in rows if row[4] and max(
                (leads for kind, leads in zip(row[4], row[5], strict=True) if kind == 'email'), default=0)
            > BLOCKS['email'] for email in filter(None, row[1])]
        for number, emails, phones, others, *common, lead_id, texts, kind, active, won, priority, declared in (
                *rows, *(self._query_same_address(hot) if hot else ())):
            is_asked = common[0] is not None
            said = Keys(
                tuple(filter(None, emails)), tuple(filter(None, phones)), *(value or 0 for value in others),
                *(text or '' for text in (is_asked and names.get(number) or texts)))
            if is_asked:
                # of two addresses the rarer one counts
                asked[number] = said, {
                    kind: Shared(*counts) for kind, *counts in sorted(zip(*common, strict=True), reverse=True)}
            else:
                found[number][lead_id] = {
                    'keys': said, 'lead_id': lead_id, 'type': kind, 'active': active, 'won_status': won,
                    'priority': priority, 'declared': declared}
        return [(number, *about, [*found[number].values()]) for number, about in asked.items()]

    @api.model
    def _query_same_address(self, addresses):
        """:param addresses: list of (number of the lead asked for, key of an
            address that too many share to read all of them)
        :return: rows as :meth:`_query_similar`, the first that the user may read"""
        return self.env.execute_query(SQL(
            "SELECT asked.number, theirs.*, NULL, NULL, NULL, other.id, ARRAY["
            "           %(name)s, other.partner_name, other.email_from, COALESCE(other.phone_sanitized, other.phone)],"
            "       other.type, other.active, other.won_status, other.priority, ("
            "       SELECT said.evidence FROM crm_lead_not_same AS said WHERE said.active AND said.kind = 'pair'"
            "          AND said.lead_id = LEAST(asked.number, other.id)"
            "          AND said.other_id = GREATEST(asked.number, other.id))"
            "  FROM (VALUES %(addresses)s) AS asked(number, email)"
            " CROSS JOIN LATERAL (SELECT lead.id FROM crm_lead_match_key AS k"
            "        JOIN crm_lead AS lead ON lead.id = k.lead_id"
            "        WHERE k.email = asked.email AND lead.id <> asked.number AND lead.merged_into_id IS NULL"
            "          AND %(readable)s ORDER BY lead.id LIMIT %(most)s) AS hit"
            "  JOIN crm_lead AS other ON other.id = hit.id"
            " CROSS JOIN LATERAL (SELECT %(arrays)s FROM crm_lead_match_key AS key"
            "        WHERE key.lead_id = hit.id) AS theirs",
            name=self.env['crm.lead.match.key']._get_contact_name('other'), readable=self._get_match_access(),
            addresses=SQL(", ").join(SQL("(%s, %s::int8)", number, email) for number, email in addresses),
            most=BLOCKS['email'], arrays=SQL(self.env['crm.lead.match.key']._get_key_arrays('key'))))

    @api.model
    def _query_similar(self, saved, typed):
        """:return: rows: first those of the leads asked for, with how common
            their values are, then the leads that share one, without it"""
        return self.env.execute_query(SQL(
            "SELECT hit.asked_id, hit.emails, hit.phones, hit.others, hit.kinds, hit.leads, hit.names, lead.id,"
            "       ARRAY[%(name)s, lead.partner_name, lead.email_from, COALESCE(lead.phone_sanitized, lead.phone)],"
            "       lead.type, lead.active, lead.won_status, lead.priority, ("
            "       SELECT said.evidence FROM crm_lead_not_same AS said WHERE said.active AND said.kind = 'pair'"
            "          AND said.lead_id = LEAST(hit.asked_id, lead.id)"
            "          AND said.other_id = GREATEST(hit.asked_id, lead.id))"
            "  FROM crm_lead_match_search(%(saved)s::int[], %(typed)s::jsonb) AS hit"
            "  LEFT JOIN crm_lead AS lead ON lead.id = hit.lead_id"
            " WHERE hit.kinds IS NOT NULL OR lead.merged_into_id IS NULL AND %(readable)s",
            name=self.env['crm.lead.match.key']._get_contact_name(), saved=saved, typed=json.dumps(typed),
            readable=self._get_match_access()))

    def _get_said(self, keys):
        """What a lead that is being typed says.

        :return: dict, see ``crm.lead.match.key._read_said``
        """
        self.ensure_one()
        lead = self.sudo()
        country = lead.country_id or (
            lead.company_id or lead.company_id.search([], order='id', limit=1)).country_id
        entity = lead.partner_id.commercial_partner_id
        name = lead.contact_name
        if not name and '<' in (lead.email_from or ''):
            name = lead.email_from.partition('<')[0].strip(' "')
        return {
            'id': 0, 'email_from': lead.email_from, 'partner_name': lead.partner_name,
            'contact_name': name, 'website': lead.website, 'street': lead.street, 'zip': lead.zip,
            'country': country.code, 'phones': [lead[field] for field in keys._get_phone_fields()],
            'partner': lead.partner_id._origin.id, 'entity': entity._origin.id if entity.is_company else None}

    @api.model
    def _get_match_access(self):
        """:return: SQL condition on ``lead``: the user may read it"""
        if self.env.su:
            return SQL("TRUE")
        readable = self.with_context(active_test=False)._search([])
        if readable.is_empty():
            return SQL("FALSE")
        readable.add_where("crm_lead.id = lead.id")
        return SQL("EXISTS (%s)", readable.select(SQL("1")))


class CrmLeadMatchKey(models.Model):
    _inherit = 'crm.lead.match.key'

    def init(self):
        """The search as a function of the database, which keeps its plan: to
        make one anew takes longer than to find the leads of one."""
        self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS crm_lead_match_search"))
        self.env.cr.execute(SQL(
            "CREATE FUNCTION crm_lead_match_search(saved int[], typed jsonb)"
            " RETURNS TABLE (asked_id int, lead_id int, emails int8[], phones int8[], others int8[],"
            " kinds text[], leads int8[], names int8[])"
            # of a value that thousands share a few are read, and not first
            # looked up where they all are
            " LANGUAGE plpgsql STABLE ROWS 10 SET enable_bitmapscan TO off SET enable_seqscan TO off"
            " SET plan_cache_mode TO force_generic_plan"
            " AS %s", self._get_search_function()))

    @api.model
    def _get_search_function(self):
        """:return: str, the body of the function"""
        columns = ", ".join(COLUMNS[1:])
        types = ", ".join(f"{name} int8" for name in COLUMNS[1:])
        values = ", ".join(f"('{kind}', {most}, asked.{kind}::int8)" for kind, most in BLOCKS.items())
        # of each kind no more than one more than may share it, and none of
        # what is known to be shared by more
        hits = " UNION ALL ".join(
            f"SELECT value.asked_id, value.kind, value.most, value.value, k.lead_id, k.person"
            f"  FROM value CROSS JOIN LATERAL (SELECT key.lead_id, key.person FROM crm_lead_match_key AS key"
            f"        WHERE key.{kind} = value.value LIMIT {most + 1}) AS k"
            f" WHERE value.kind = '{kind}' AND value.common IS NULL"
            for kind, most in BLOCKS.items())
        return f"""
#variable_conflict use_column
BEGIN RETURN QUERY
WITH asked AS MATERIALIZED (
    SELECT key.lead_id AS asked_id, {columns} FROM crm_lead_match_key AS key WHERE key.lead_id = ANY(saved)
     UNION ALL SELECT lead_id, {columns} FROM jsonb_to_recordset(typed) AS t(lead_id int, {types})),
value AS MATERIALIZED (
    SELECT asked.asked_id, each.kind, each.most, each.value, CASE WHEN each.kind <> 'email' THEN (
               SELECT ARRAY[common.count, common.names]::int8[] FROM crm_lead_match_common AS common
                WHERE common.value = each.value AND common.count > each.most) END AS common
      FROM asked CROSS JOIN LATERAL (VALUES {values}) AS each(kind, most, value) WHERE each.value IS NOT NULL),
hit AS MATERIALIZED ({hits}),
counted AS MATERIALIZED (
    SELECT asked_id, kind, most, value, count(*) AS leads, count(DISTINCT person) AS names
      FROM hit GROUP BY asked_id, kind, most, value),
pair AS (
    SELECT DISTINCT hit.asked_id, hit.lead_id FROM hit JOIN counted USING (asked_id, kind, value)
     WHERE (counted.leads <= counted.most OR counted.kind = 'email') AND hit.lead_id <> hit.asked_id),
known AS (
    SELECT asked_id, kind, leads, names FROM counted
     UNION ALL SELECT asked_id, kind, common[1], common[2] FROM value WHERE common IS NOT NULL),
shared AS MATERIALIZED (
    SELECT asked_id, array_agg(kind) AS kinds, array_agg(leads) AS leads, array_agg(names) AS names
      FROM known GROUP BY asked_id)
SELECT asked.asked_id, asked.asked_id, {self._get_key_arrays('asked')}, shared.kinds, shared.leads, shared.names
  FROM asked JOIN shared USING (asked_id) GROUP BY asked.asked_id, shared.kinds, shared.leads, shared.names
 UNION ALL
SELECT pair.asked_id, pair.lead_id, theirs.*, NULL, NULL, NULL
  FROM pair CROSS JOIN LATERAL (SELECT {self._get_key_arrays('key')} FROM crm_lead_match_key AS key
                                 WHERE key.lead_id = pair.lead_id) AS theirs;
END"""

    @api.model
    def _get_key_arrays(self, table):
        """:return: str, SQL of the keys of a lead, of all its rows together"""
        maxima = ", ".join(f"max({table}.{name})" for name in _SINGLE)
        return f"array_agg({table}.email), array_agg({table}.phone), ARRAY[{maxima}]"
