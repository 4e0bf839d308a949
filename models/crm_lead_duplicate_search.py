"""The part of a scan that the database does: which of all pairs of leads that
share something can be similar at all. Only those are compared."""

from string import ascii_lowercase

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.evidence import BLOCKS, Shared, compare, least_bits, promised, shared_values, without
from ..tools.profiles import PERSON_STEPS, SEEN, SHIFTS, STEPS, get_reachable

# pairs that are compared at once
_BATCH = 20_000
_OPEN = SQL("lead.active AND lead.won_status = 'pending' AND lead.merged_into_id IS NULL")
_SEVERAL = SQL("SELECT lead_id FROM crm_lead_match_key GROUP BY lead_id HAVING count(*) > 1")
# of two emails letters before the @ alone tell what differs
_NO_LETTERS = "0123456789._-+"

# What the two leads a and b are to each other, as a number (see tools/profiles.py): a part for each kind.
_PROFILE = {
    'email': """
        CASE WHEN a.email IS NULL OR b.email IS NULL THEN {email[none]} WHEN a.email = b.email THEN {email[same]}
             WHEN a.host = b.host AND a.signs = b.signs AND abs(length(a.local) - length(b.local)) < 2
                  AND (left(a.local, 2) = left(b.local, 2) OR right(a.local, 3) = right(b.local, 3))
               OR a.local = b.local AND abs(length(a.host) - length(b.host)) < 2
                  AND (left(a.host, 3) = left(b.host, 3) OR right(a.host, 4) = right(b.host, 4)) THEN {email[near]}
             WHEN a.letters = b.letters THEN {email[compatible]} ELSE {email[other]} END""",
    'phone': """
        CASE WHEN a.phone IS NULL OR b.phone IS NULL THEN {phone[none]} WHEN a.phone = b.phone THEN {phone[same]}
             WHEN a.number IS NULL OR b.number IS NULL THEN {phone[near]}
             WHEN abs(length(a.number) - length(b.number)) < 2
                  AND (left(a.number, 7) = left(b.number, 7) OR right(a.number, 4) = right(b.number, 4))
             THEN {phone[near]} ELSE {phone[other]} END""",
    'partner': """
        CASE WHEN a.partner IS NULL OR b.partner IS NULL THEN {customer[none]}
             WHEN a.partner = b.partner THEN {customer[same]}
             WHEN a.entity = b.entity THEN {customer[within]} ELSE {customer[other]} END""",
    'company': """
        CASE WHEN a.company IS NULL OR b.company IS NULL THEN {company[none]}
             WHEN a.company = b.company THEN {company[same 2]} + (a.firms << {shift[company]})
             WHEN left(a.firm, 3) = left(b.firm, 3) OR substr(a.firm, 2, 4) = substr(b.firm, 2, 4)
               OR strpos(b.firm, split_part(a.firm, ' ', 1)) > 0
               OR strpos(a.firm, split_part(b.firm, ' ', 1)) > 0 THEN {company[near]}
             ELSE {company[other]} END""",
    'domain': """
        CASE WHEN a.domain IS NULL OR b.domain IS NULL THEN {domain[none]}
             WHEN a.domain = b.domain THEN {domain[same 2]} + (a.domains << {shift[domain]})
             ELSE {domain[other]} END""",
    'address': """
        CASE WHEN a.address IS NULL OR b.address IS NULL THEN {address[none]}
             WHEN a.address = b.address THEN {address[same]} ELSE {address[other]} END""",
    'person': """
        CASE WHEN a.named = 2 OR b.named = 2 THEN 8
             WHEN a.person = b.person THEN
                  CASE WHEN a.named = 1 AND b.named = 1 THEN CASE a.persons WHEN 1 THEN 9 WHEN 2 THEN 10 ELSE 0 END
                       ELSE 1 END
             WHEN a.named = 1 AND b.named = 1 THEN
                  CASE WHEN a.words && b.words OR left(a.full_name, 3) = left(b.full_name, 3)
                         OR right(a.full_name, 3) = right(b.full_name, 3) THEN 2
                       WHEN a.ascii AND b.ascii THEN 4 ELSE 3 END
             WHEN a.named = 1 THEN CASE WHEN {says_a} THEN 5 ELSE 6 END
             WHEN b.named = 1 THEN CASE WHEN {says_b} THEN 5 ELSE 6 END
             ELSE 7 END << {shift[names]}"""}
# The same of two leads that were found by sharing a value of the kind.
_SHARED = {
    'email': "{email[same]}", 'phone': "{phone[same]}", 'partner': "{customer[same]}",
    'company': "{company[same 2]} + (a.firms << {shift[company]})",
    'domain': "{domain[same 2]} + (a.domains << {shift[domain]})", 'address': "{address[same]}",
    'person': """
        CASE WHEN a.named = 2 OR b.named = 2 THEN 8
             WHEN a.named = 1 AND b.named = 1 THEN CASE a.persons WHEN 1 THEN 9 WHEN 2 THEN 10 ELSE 0 END
             ELSE 1 END << {shift[names]}"""}


def _get_profile(kind):
    """:param str kind: that the two leads share
    :return: SQL, the profile of the leads a and b"""
    def says(named, nameless):
        return " OR ".join(
            f"strpos({nameless}.local, left({named}.words[{place}], 3)) > 0" for place in (1, 2, 3))

    numbers = {
        kind: {one: place << SHIFTS[kind] for place, one in enumerate(seen)} for kind, seen in SEEN.items()}
    parts = {**_PROFILE, kind: _SHARED[kind]} if kind in _SHARED else _PROFILE
    return SQL(" + ".join(
        f"({part})" for part in parts.values()
    ).format(says_a=says('a', 'b'), says_b=says('b', 'a'), shift=SHIFTS, **numbers))


class CrmLeadDuplicatePair(models.Model):
    _inherit = 'crm.lead.duplicate.pair'

    @api.model
    def _prepare_scan(self):
        """Lay out what a scan reads again and again: the values that some leads
        share, and the open leads, in tables that last as long as the connection.

        Leads with several addresses or numbers are not among them, see
        :meth:`_get_leads_with_several`."""
        cr = self.env.cr
        weights = self.env['crm.lead.match.weight']._get_table()
        # counting persons takes long, and is done where their number weighs
        named = {kind for (_names, kind, _finding), weight in weights.items() if weight.per_name}
        # rows of a few numbers: to sort them on disk takes longer
        cr.execute(SQL("SET LOCAL work_mem = '192MB'"))
        cr.execute(SQL("SET LOCAL jit = off"))
        for name in ('several', 'value', 'lead', 'pair'):
            cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(f'crm_lead_scan_{name}')))
        cr.execute(SQL("CREATE TEMP TABLE crm_lead_scan_several AS %s", _SEVERAL))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_value AS %s", SQL(" UNION ALL ").join(SQL(
                "SELECT %(place)s::int2 AS kind, %(kind)s::int8 AS value, count(*)::int AS leads,"
                "       %(names)s::int AS names"
                "  FROM crm_lead_match_key WHERE %(kind)s IS NOT NULL GROUP BY %(kind)s"
                " HAVING count(*) > 1",
                place=place, kind=SQL.identifier(kind), names=SQL("count(DISTINCT person)" if kind in named else "1"))
                for place, kind in enumerate(BLOCKS))))
        cr.execute(SQL("CREATE INDEX ON crm_lead_scan_value (value)"))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_lead AS"
            " SELECT key.*, lead.company_id,"
            "        CASE WHEN lead.contact_name <> '' THEN 1 WHEN lead.email_from ~ '[<(\"]' THEN 2"
            "             ELSE 0 END AS named,"
            "        lower(lead.contact_name) AS full_name,"
            "        string_to_array(lower(lead.contact_name), ' ') AS words,"
            "        octet_length(lead.contact_name) = length(lead.contact_name) AS ascii,"
            "        split_part(mail.said, '@', 1) AS local, split_part(mail.said, '@', 2) AS host,"
            "        translate(split_part(mail.said, '@', 1), %(signs)s, '') AS letters,"
            "        translate(split_part(mail.said, '@', 1), %(letters)s, '') AS signs,"
            "        lead.phone_sanitized AS number, lower(lead.partner_name) AS firm,"
            "        width_bucket(firms.leads, %(steps)s) - 1 AS firms,"
            "        width_bucket(domains.leads, %(steps)s) - 1 AS domains,"
            "        width_bucket(persons.leads, %(person_steps)s) - 1 AS persons"
            "  FROM crm_lead_match_key AS key JOIN crm_lead AS lead ON lead.id = key.lead_id"
            "  LEFT JOIN crm_lead_scan_value AS firms ON firms.value = key.company AND firms.kind = %(company)s"
            "  LEFT JOIN crm_lead_scan_value AS domains ON domains.value = key.domain AND domains.kind = %(domain)s"
            "  LEFT JOIN crm_lead_scan_value AS persons"
            "         ON persons.value = key.person AND persons.kind = %(person)s"
            " CROSS JOIN LATERAL (SELECT COALESCE(lead.email_normalized, lower(lead.email_from)) AS said) AS mail"
            " WHERE %(open)s AND NOT EXISTS (SELECT FROM crm_lead_scan_several AS several"
            "                                 WHERE several.lead_id = key.lead_id)",
            signs=_NO_LETTERS, letters=ascii_lowercase, open=_OPEN,
            steps=list(STEPS),
            person_steps=list(PERSON_STEPS),
            **{kind: list(BLOCKS).index(kind) for kind in ('company', 'domain', 'person')}))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_pair (one int, other int, slice int, PRIMARY KEY (one, other))"))
        cr.execute(SQL("ANALYZE crm_lead_scan_value"))
        cr.execute(SQL("ANALYZE crm_lead_scan_lead"))

    @api.model
    def _is_prepared(self):
        [[found]] = self.env.execute_query(SQL("SELECT to_regclass('pg_temp.crm_lead_scan_pair') IS NOT NULL"))
        return found

    @api.model
    def _get_leads_with_several(self):
        """:return: list of ids of the open leads with several rows of keys: there
            are few, and each is looked up like one that is shown"""
        several = SQL("SELECT lead_id FROM crm_lead_scan_several") if self._is_prepared() else _SEVERAL
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT several.lead_id FROM (%s) AS several JOIN crm_lead AS lead ON lead.id = several.lead_id"
            " WHERE %s ORDER BY several.lead_id", several, _OPEN))]

    @api.model
    @tools.ormcache('threshold')
    def _get_reachable(self, threshold):
        # a change of the weights clears the cache
        return get_reachable(self.env['crm.lead.match.weight']._get_table(), least_bits(threshold))

    @api.model
    def _find_candidates(self, place, part, parts):
        """The pairs that share a value of one kind and can be similar.

        :param int place: of the kind in ``BLOCKS``
        :param int part: only values with this remainder
        :param int parts: of that many parts
        :return: int, number of the slice in which they are
        """
        kind, number = list(BLOCKS)[place], place * parts + part
        reachable = self._get_reachable(self.env['crm.lead']._get_similar_threshold())
        # to compile such an expression takes longer than to evaluate it
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        self.env.cr.execute(SQL("SET LOCAL work_mem = '192MB'"))
        self.env.cr.execute(SQL(
            "WITH mine AS MATERIALIZED ("
            "   SELECT lead.* FROM crm_lead_scan_lead AS lead"
            "     JOIN crm_lead_scan_value AS value ON value.value = lead.%(kind)s AND value.kind = %(place)s"
            "      AND value.leads <= %(most)s"
            "    WHERE abs(lead.%(kind)s %% %(parts)s) = %(part)s)"
            " INSERT INTO crm_lead_scan_pair (one, other, slice)"
            " SELECT a.lead_id, b.lead_id, %(number)s FROM mine AS a JOIN mine AS b"
            "     ON b.%(kind)s = a.%(kind)s AND b.lead_id > a.lead_id"
            "  WHERE (a.company_id = b.company_id OR a.company_id IS NULL OR b.company_id IS NULL)"
            "    AND get_bit(%(reachable)s::bytea, %(profile)s) = 1"
            " ON CONFLICT DO NOTHING",
            kind=SQL.identifier(kind), place=place, most=BLOCKS[kind], parts=parts, part=part, number=number,
            reachable=reachable, profile=_get_profile(kind)))
        return number

    @api.model
    def _compare_candidates(self, number, scan):
        """Compare the pairs of a slice, and keep those that are similar.

        :param int number: of the slice
        """
        last = (0, 0)
        while True:
            pairs = self.env.execute_query(SQL(
                "SELECT one, other FROM crm_lead_scan_pair WHERE slice = %s AND (one, other) > (%s, %s)"
                " ORDER BY one, other LIMIT %s", number, *last, _BATCH))
            if pairs:
                self._keep(self._compare(pairs), scan)
            if len(pairs) < _BATCH:
                return
            last = pairs[-1]

    @api.model
    def _compare(self, pairs):
        """:param pairs: list of (lead id, higher lead id)
        :return: list of (lead id, higher lead id, bits, kinds) of the similar
            ones, as ``crm.lead._find_similar`` has them"""
        NotSame = self.env['crm.lead.not.same'].sudo()
        denied, spoken_of = NotSame._get_denied_values(), NotSame._get_spoken_of()
        # sudo: the whole database is compared; who sees a group is asked where groups are shown
        said = self.env['crm.lead'].sudo()._query_said({lead_id for pair in pairs for lead_id in pair}, [])
        declared = NotSame._get_declared(
            [lead_id for pair in pairs for lead_id in pair]) if spoken_of else {}
        scale, found = self.env['crm.lead.match.weight']._get_scale(), []
        if denied:
            for one in said.values():
                one['keys'] = without(one['keys'], denied)
        for one, other in pairs:
            if one in said and other in said:
                mine, theirs = said[one]['keys'], said[other]['keys']
                apart = declared.get((one, other)) if declared else None
                if not apart or not shared_values(mine, theirs) <= set(apart.evidence or ()):
                    each = compare(mine, theirs)
                    found.append((one, other, each, scale.weigh(each), mine, theirs))
        return self._get_similar(found, scale)

    @api.model
    def _get_similar(self, found, scale):
        """:param found: list of tuples (lead id, higher lead id, findings, what
            they weigh, what the one says, what the other one says)
        :return: as :meth:`_compare`"""
        shared = self._get_shared(found)
        least = least_bits(self.env['crm.lead']._get_similar_threshold())
        kept = []
        for one, other, each, weighed, mine, theirs in found:
            common = {
                kind: min(known) for kind in weighed[1] if kind in BLOCKS and (known := [
                    shared[kind, value] for value in _get_same(kind, mine, theirs) if (kind, value) in shared])}
            bits = promised(each, scale.total(weighed, common), least)
            if bits >= least:
                kept.append((one, other, bits, self._get_kinds(each)))
        return kept

    @api.model
    def _get_shared(self, found):
        """:return: {(kind, value): Shared} of what the pairs share, counted as
            when the similar leads of one are looked up"""
        kinds = list(BLOCKS)
        wanted = {
            (kind, value) for _one, _other, _each, weighed, mine, theirs in found
            for kind in weighed[1] if kind in BLOCKS for value in _get_same(kind, mine, theirs)}
        values = list({value for _kind, value in wanted})
        shared = {
            (kinds[place], value): Shared(leads, names) for place, value, leads, names in self.env.execute_query(SQL(
                "SELECT kind, value, leads, names FROM crm_lead_scan_value WHERE value = ANY(%s::int8[])", values))
            if leads <= BLOCKS[kinds[place]]}
        if missing := [value for kind, value in wanted if (kind, value) not in shared]:
            common = {value: Shared(leads, names) for value, leads, names in self.env.execute_query(SQL(
                "SELECT value, count, names FROM crm_lead_match_common WHERE value = ANY(%s::int8[])", missing))}
            shared.update(
                ((kind, value), common.get(value, Shared(BLOCKS[kind] + 1, 1)))
                for kind, value in wanted if (kind, value) not in shared)
        return shared


def _get_same(kind, mine, theirs):
    """:return: list of the values of a kind that both leads have"""
    if kind in ('email', 'phone'):
        return [value for value in getattr(mine, f'{kind}s') if value in getattr(theirs, f'{kind}s')]
    return [getattr(mine, kind)]
