"""Similar leads: which other leads and opportunities are of the same customer,
why, and how sure that is. One definition for every screen and job."""

from itertools import islice

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.evidence import Keys, Shared, compare, evidence, strength
from .crm_lead_match_common import COMMON
from .crm_lead_match_key import COLUMNS

# What leads are found by, and how many may share the value: more are no
# evidence of the same customer, and cost time. Same addresses are all shown.
_BLOCKS = (
    ('email', 200), ('phone', COMMON), ('partner', COMMON), ('in_company', COMMON), ('in_domain', COMMON),
    ('person', 20), ('company', 10), ('domain', 10))
# leads that are looked up along with one that is asked for
_AHEAD = 500
_SHARED = ('email', 'phone', 'person', 'company', 'domain')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    duplicate_lead_ids = fields.Many2many(compute_sudo=False)
    duplicate_lead_count = fields.Integer(compute_sudo=False)

    # Odoo asks for the same address, and has an index for parts of it only
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _is_matching_by_evidence(self):
        return self._get_merge_parameter('matching', 'odoo') == 'evidence'

    @api.model
    def _get_match_threshold(self, name, default):
        """:param str name: 'similar_threshold' or 'merge_threshold'
        :return: int from 0 to 100"""
        try:
            return min(max(int(self._get_merge_parameter(name, default)), 0), 100)
        except ValueError:
            return default

    @api.model
    def _get_similar_threshold(self):
        """:return: strength from which on leads are shown as similar"""
        return self._get_match_threshold('similar_threshold', 67)

    @api.model
    def _get_merge_threshold(self):
        """:return: strength from which on leads are merged unasked"""
        return self._get_match_threshold('merge_threshold', 95)

    # ------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------

    def _find_similar(self, threshold=None):
        """The leads and opportunities that are of the same customer as these,
        among those the user may read; merged ones never. One statement,
        whatever the number of leads.

        Leads that are being typed are compared as they are.

        :param int threshold: least strength, that of the settings if not given
        :return: {lead: list of dicts, the strongest first} with ``lead_id``,
            ``strength`` (0-100), ``found`` ({kind: finding}), ``bits``
            ({kind: weight}), ``shared`` ({kind: Shared}), ``type``, ``active``,
            ``won_status`` and ``priority``
        """
        if threshold is None:
            threshold = self._get_similar_threshold()
        weights = self.env['crm.lead.match.weight']._get_table()
        shown = self._get_similar_threshold()
        # one that is being typed has no number of its own
        asked = {lead.id if isinstance(lead.id, int) else -place: lead for place, lead in enumerate(self, 1)}
        result = {lead: [] for lead in self}
        for row in self._search_similar(asked):
            lead = asked[row['asked_id']]
            if row['lead_id'] == lead._origin.id:
                continue
            match = self._weigh(row, weights)
            if match['found']['email'] == 'same':
                # what the manual promises: the same address is always shown
                match['strength'] = max(match['strength'], shown)
            if match['strength'] >= threshold:
                result[lead].append(match)
        for matches in result.values():
            matches.sort(key=lambda match: (-match['strength'], match['lead_id']))
        return result

    @api.model
    def _weigh(self, row, weights):
        """:param dict row: of :meth:`_search_similar`
        :return: dict, see :meth:`_find_similar`"""
        mine, theirs = (
            Keys(tuple(filter(None, emails)), tuple(filter(None, phones)), *(value or 0 for value in keys),
                 *(name or '' for name in names))
            for emails, phones, keys, names in (row['mine'], row['theirs']))
        found = compare(mine, theirs)
        shared = {kind: Shared(*row['shared'][kind]) for kind in _SHARED if kind in row['shared']}
        bits = evidence(found, shared, weights)
        return {
            'lead_id': row['lead_id'], 'strength': strength(found, bits, weights), 'found': found, 'bits': bits,
            'shared': shared, **{name: row[name] for name in ('type', 'active', 'won_status', 'priority')}}

    @api.model
    def _search_similar(self, leads):
        """Ask the database for the leads that share something with some.

        :param dict leads: {number: lead}
        :return: list of dicts with ``asked_id``, ``lead_id``, ``mine`` and
            ``theirs`` (e-mails, phones, other keys, names), ``shared``
            ({kind: [leads, names]}), ``type``, ``active``, ``won_status`` and ``priority``
        """
        keys = self.env['crm.lead.match.key'].sudo()
        keys._make_pending()
        asked = self._get_asked(keys, leads)
        if asked is None:
            return []
        names = ('asked_id', 'lead_id', 'mine', 'theirs', 'shared', 'type', 'active', 'won_status', 'priority')
        return [dict(zip(names, row, strict=True)) for row in self.env.execute_query(SQL(
            "WITH asked AS MATERIALIZED (%(asked)s),"
            " hit AS MATERIALIZED (%(hits)s),"
            " counted AS (SELECT asked_id, kind, value, count(*) AS leads, count(DISTINCT person) AS names"
            "               FROM hit GROUP BY asked_id, kind, value),"
            " shared AS (SELECT counted.asked_id, jsonb_object_agg(counted.kind, jsonb_build_array("
            "                     GREATEST(counted.leads, COALESCE(common.count, 0)), counted.names)) AS shared"
            "              FROM counted LEFT JOIN crm_lead_match_common AS common ON common.value = counted.value"
            "             GROUP BY counted.asked_id),"
            " pair AS (SELECT DISTINCT hit.asked_id, hit.lead_id FROM hit JOIN counted USING (asked_id, kind, value)"
            "           JOIN (VALUES %(blocks)s) AS block(kind, most) ON block.kind = hit.kind"
            "          WHERE counted.leads <= block.most AND hit.lead_id <> hit.asked_id),"
            " own AS (SELECT asked_id, %(own)s FROM asked GROUP BY asked_id)"
            " SELECT pair.asked_id, pair.lead_id,"
            "        jsonb_build_array(own.emails, own.phones, own.keys, own.names),"
            "        jsonb_build_array(theirs.emails, theirs.phones, theirs.keys,"
            "                          jsonb_build_array(%(contact)s, lead.partner_name)),"
            "        shared.shared, lead.type, lead.active, lead.won_status, lead.priority"
            "   FROM pair JOIN own USING (asked_id) JOIN shared USING (asked_id)"
            "   JOIN crm_lead AS lead ON lead.id = pair.lead_id"
            "   CROSS JOIN LATERAL (SELECT %(keys)s FROM crm_lead_match_key AS k"
            "                        WHERE k.lead_id = pair.lead_id) AS theirs"
            "  WHERE lead.merged_into_id IS NULL AND %(readable)s",
            asked=asked, hits=self._get_hits(),
            blocks=SQL(", ").join(SQL("(%s, %s)", kind, most) for kind, most in _BLOCKS),
            own=SQL("%s, (array_agg(names))[1] AS names", self._get_key_arrays(SQL("asked"))),
            keys=self._get_key_arrays(SQL("k")), contact=keys._get_contact_name(),
            readable=self._get_match_access()))]

    @api.model
    def _get_key_arrays(self, table):
        """:return: SQL of the keys of a lead, of all its rows together"""
        columns = ('partner', 'entity', 'person', 'company', 'domain', 'address')
        return SQL(
            "array_agg(%(t)s.email) AS emails, array_agg(%(t)s.phone) AS phones,"
            " jsonb_build_array(%(maxima)s) AS keys", t=table,
            maxima=SQL(", ").join(SQL("max(%s.%s)", table, SQL.identifier(name)) for name in columns))

    @api.model
    def _get_hits(self):
        """:return: SQL of the leads that share a value with one asked for, of
            each kind no more than one more than may"""
        return SQL(" UNION ALL ").join(
            SQL("SELECT asked.asked_id, %(kind)s::text AS kind, asked.%(column)s::int8 AS value, k.lead_id, k.person"
                "  FROM asked CROSS JOIN LATERAL (SELECT lead_id, person FROM crm_lead_match_key"
                "        WHERE %(column)s = asked.%(column)s LIMIT %(most)s) AS k"
                " WHERE asked.%(column)s IS NOT NULL",
                kind=kind, column=SQL.identifier(kind), most=most + 1)
            for kind, most in _BLOCKS)

    @api.model
    def _get_asked(self, keys, leads):
        """:return: SQL of the rows of keys of leads, with the names they say;
            None if there are none"""
        saved = [number for number in leads if number > 0]
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS[1:]))
        parts = []
        if saved:
            parts.append(SQL(
                "SELECT k.lead_id AS asked_id, %s, jsonb_build_array(%s, lead.partner_name) AS names"
                "  FROM crm_lead_match_key AS k JOIN crm_lead AS lead ON lead.id = k.lead_id"
                " WHERE k.lead_id = ANY(%s)",
                SQL(", ").join(SQL.identifier('k', name) for name in COLUMNS[1:]), keys._get_contact_name(), saved))
        for number, lead in leads.items():
            if number > 0:
                continue
            said = lead._get_said(keys)
            for row in keys._get_rows(said):
                parts.append(SQL(
                    "SELECT %s::int, %s, jsonb_build_array(%s::text, %s::text)",
                    number, SQL(", ").join(SQL("%s::int8", value) for value in row[1:]),
                    said['contact_name'] or '', said['partner_name'] or ''))
        if not parts:
            return None
        if not saved:
            parts[0] = SQL("SELECT * FROM (%s) AS typed(asked_id, %s, names)", parts[0], columns)
        return SQL(" UNION ALL ").join(parts)

    def _get_said(self, keys):
        """What a lead that is being typed says.

        :return: dict, see ``crm.lead.match.key._read_said``
        """
        self.ensure_one()
        lead = self.sudo()
        country = lead.country_id or (lead.company_id or self.env.company).country_id
        name = lead.contact_name
        if not name and '<' in (lead.email_from or ''):
            name = lead.email_from.partition('<')[0].strip(' "')
        return {
            'id': 0, 'email_from': lead.email_from, 'partner_name': lead.partner_name,
            'contact_name': name, 'website': lead.website, 'street': lead.street, 'zip': lead.zip,
            'country': country.code, 'phones': [lead[field] for field in keys._get_phone_fields()],
            'partner': lead.partner_id._origin.id, 'entity': lead.partner_id.commercial_partner_id._origin.id}

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

    # ------------------------------------------------------------
    # Odoo's own questions, answered so
    # ------------------------------------------------------------

    @api.depends_context('uid', 'allowed_company_ids')
    @api.depends(lambda self: sorted(
        {'email_domain_criterion', 'email_normalized', 'partner_id', 'phone_sanitized'}
        | self.env['crm.lead.match.key']._get_source_fields()))
    def _compute_potential_lead_duplicates(self):
        if not self._is_matching_by_evidence():
            # sudo: Odoo looks beyond what the user may read
            super(CrmLead, self.sudo())._compute_potential_lead_duplicates()
            for lead in self:
                lead.duplicate_lead_ids = self.browse(lead.sudo().duplicate_lead_ids.ids)
                lead.duplicate_lead_count = lead.sudo().duplicate_lead_count
            return None
        for lead, matches in self._find_similar().items():
            ids = [match['lead_id'] for match in matches]
            lead.duplicate_lead_ids = self.browse(ids) + lead
            lead.duplicate_lead_count = len(ids)
        return None

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """The same customer's leads that may be merged: open ones; with
        ``include_lost`` lost opportunities as well, won ones never.

        Asked for no lead, with an address and a customer only, those are all
        there is to go by.
        """
        if not self._is_matching_by_evidence():
            return super()._get_lead_duplicates(partner=partner, email=email, include_lost=include_lost)
        if not partner and not email and not self:
            return self.browse()
        # nobody looks at what is merged in a conversion of several or by assignment
        threshold = self._get_similar_threshold() if include_lost else self._get_merge_threshold()
        asked = self or self.new({
            'email_from': email, 'partner_id': partner.id if partner else False, 'contact_name': False,
            'phone': False})
        matches = [
            match for found in asked._find_similar_ahead().values() for match in found
            if match['strength'] >= threshold and self._may_be_merged(match, include_lost)]
        # in Odoo's order
        matches.sort(key=lambda match: (match['priority'] or '', match['lead_id']), reverse=True)
        return self.browse(dict.fromkeys([*(match['lead_id'] for match in matches), *self.ids]))

    def _find_similar_ahead(self):
        """Jobs ask lead by lead: the answer for the leads that were read
        together is got at once, and serves until one of them changes.

        :return: {lead: matches of any strength}
        """
        if not all(isinstance(lead.id, int) for lead in self):
            return self._find_similar(0)
        key = ('crm_lead_conversion.similar', self.env.uid, self.env.su, tuple(self.env.companies.ids))
        known = self.env['crm.lead.match.key']._get_answers().setdefault(key, {})
        if missing := [lead for lead in self if lead.id not in known]:
            ahead = dict.fromkeys([*(lead.id for lead in missing), *islice(
                (lead_id for lead_id in self._prefetch_ids if isinstance(lead_id, int) and lead_id not in known),
                _AHEAD)])
            known.update((lead.id, matches) for lead, matches in self.browse(ahead)._find_similar(0).items())
        return {lead: known[lead.id] for lead in self}

    @api.model
    def _may_be_merged(self, match, include_lost):
        """:param dict match: of :meth:`_find_similar`
        :return: whether a dialog or a job may offer it for merging"""
        if match['won_status'] == 'won':
            return False
        if include_lost:
            return match['type'] == 'opportunity' or match['active']
        return match['active'] and match['won_status'] == 'pending'
