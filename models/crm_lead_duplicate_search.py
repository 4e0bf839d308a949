"""The part of a scan that the database does: which of all pairs of leads that
share something can be similar at all. Only those are compared."""

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.collecting import without_gc
from ..tools.evidence import BLOCKS, Shared, compare, least_bits, promised, shared_values, without
from ..tools.normalize import name_before
from ..tools.profiles import get_reachable
from .crm_lead_duplicate_pair import planned_without
from .crm_lead_duplicate_profile import OPEN, PROFILE_COLUMNS, get_laid_out, get_profile
from .crm_lead_match_search import get_keys

# pairs that are compared at once
_BATCH = 20_000
_SEVERAL = SQL("SELECT lead_id FROM crm_lead_match_key GROUP BY lead_id HAVING count(*) > 1")
# the columns of keys and texts that are compared, as of ``crm.lead._query_said``
_SAID = SQL(
    "lead_id, contact_name, partner_name, email_from, said_number, email, phone, partner, entity, person, company,"
    " domain, address")


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
        # in the order of the index they are counted in passing
        with planned_without(cr, 'enable_hashagg', 'enable_sort'):
            cr.execute(SQL("CREATE TEMP TABLE crm_lead_scan_several AS %s", _SEVERAL))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_value AS %s", SQL(" UNION ALL ").join(SQL(
                "SELECT %(place)s::int2 AS kind, %(kind)s::int8 AS value, count(*)::int AS leads,"
                "       %(names)s::int AS names"
                "  FROM crm_lead_match_key WHERE %(kind)s IS NOT NULL GROUP BY %(kind)s"
                " HAVING count(*) > 1",
                place=place, kind=SQL.identifier(kind), names=SQL(
                    # most values are of one lead: only those of several are looked up
                    "(SELECT count(DISTINCT key.person) FROM crm_lead_match_key AS key"
                    "  WHERE key.%(kind)s = crm_lead_match_key.%(kind)s)", kind=SQL.identifier(kind),
                ) if kind in named else SQL("1"))
                for place, kind in enumerate(BLOCKS))))
        cr.execute(SQL("CREATE INDEX ON crm_lead_scan_value (value)"))
        # how many different keys there are is all that matters, and a few rows say it
        cr.execute(SQL("SET LOCAL default_statistics_target = 10"))
        cr.execute(SQL("ANALYZE crm_lead_scan_value"))
        # only what shares something is laid out; what most share is asked first
        sharing = SQL(" OR ").join(SQL(
            "key.%s IN (SELECT value FROM crm_lead_scan_value WHERE kind = %s AND leads <= %s)",
            SQL.identifier(kind), place, most) for place, (kind, most) in reversed(list(enumerate(BLOCKS.items()))))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_lead AS %s", get_laid_out(SQL(
                "(%s) AND key.lead_id NOT IN (SELECT lead_id FROM crm_lead_scan_several)", sharing), True)))
        cr.execute(SQL("CREATE INDEX ON crm_lead_scan_lead (lead_id)"))
        cr.execute(SQL(
            "CREATE TEMP TABLE crm_lead_scan_pair (one int, other int, slice int, PRIMARY KEY (one, other))"))
        cr.execute(SQL(
            "ANALYZE crm_lead_scan_lead (%s)", SQL(", ").join(SQL.identifier(name) for name in ('lead_id', *BLOCKS))))

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
            " WHERE %s ORDER BY several.lead_id", several, OPEN))]

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
        # how many leads share a value of the kind the database guesses too low, and compares each with each
        with planned_without(self.env.cr, 'enable_nestloop'):
            self.env.cr.execute(SQL(
                "WITH mine AS MATERIALIZED ("
                "   SELECT %(columns)s FROM crm_lead_scan_lead AS lead"
                "     JOIN crm_lead_scan_value AS value ON value.value = lead.%(kind)s AND value.kind = %(place)s"
                "      AND value.leads <= %(most)s"
                # what is joined with each other lies together: less memory is read
                "    WHERE abs(lead.%(kind)s %% %(parts)s) = %(part)s ORDER BY lead.%(kind)s)"
                " INSERT INTO crm_lead_scan_pair (one, other, slice)"
                " SELECT a.lead_id, b.lead_id, %(number)s FROM mine AS a JOIN mine AS b"
                "     ON b.%(kind)s = a.%(kind)s AND b.lead_id > a.lead_id"
                "  WHERE (a.company_id = b.company_id OR a.company_id IS NULL OR b.company_id IS NULL)"
                "    AND get_bit(%(reachable)s::bytea, %(profile)s) = 1"
                " ON CONFLICT DO NOTHING",
                columns=SQL(", ").join(SQL.identifier('lead', name) for name in PROFILE_COLUMNS),
                kind=SQL.identifier(kind), place=place, most=BLOCKS[kind], parts=parts, part=part, number=number,
                reachable=reachable, profile=get_profile(kind)))
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
                said = self._read_laid_out({lead_id for pair in pairs for lead_id in pair})
                self._keep(self._compare(pairs, said), scan)
            if len(pairs) < _BATCH:
                return
            last = pairs[-1]

    @api.model
    @without_gc()
    def _read_laid_out(self, lead_ids):
        """:return: {lead id: Keys}, what these leads said when they were laid out"""
        return {
            lead_id: get_keys(keys, contact or name_before(address), company, address, number)
            for lead_id, contact, company, address, number, *keys in self.env.execute_query(SQL(
                "SELECT %s FROM crm_lead_scan_lead WHERE lead_id = ANY(%s::int[])", _SAID, as_array(lead_ids)))}

    @api.model
    @without_gc()
    def _compare(self, pairs, said, counted=None):
        """:param pairs: list of (lead id, higher lead id)
        :param dict said: {lead id: Keys}
        :param dict counted: {(kind, value): Shared} of what the pairs share; None
            for what was laid out
        :return: list of (lead id, higher lead id, bits, kinds) of the similar
            ones, as ``crm.lead._find_similar`` has them"""
        # sudo: what somebody declared counts for all
        NotSame = self.env['crm.lead.not.same'].sudo()
        denied, spoken_of = NotSame._get_denied_values(), NotSame._get_spoken_of()
        declared = NotSame._get_declared(
            [lead_id for pair in pairs for lead_id in pair]) if spoken_of else {}
        scale, found = self.env['crm.lead.match.weight']._get_scale(), []
        least = least_bits(self.env['crm.lead']._get_similar_threshold())
        if denied:
            said = {lead_id: without(keys, denied) for lead_id, keys in said.items()}
        for one, other in pairs:
            if one in said and other in said:
                mine, theirs = said[one], said[other]
                apart = declared.get((one, other)) if declared else None
                if not apart or not shared_values(mine, theirs) <= set(apart.evidence or ()):
                    each = compare(mine, theirs)
                    weighed = scale.weigh(each)
                    if promised(each, weighed[2], least) >= least:
                        found.append((one, other, each, weighed, mine, theirs))
        kept = []
        for (one, other, each, weighed, *_keys), shared in zip(found, self._get_common(found, counted), strict=True):
            bits = promised(each, scale.total(weighed, shared), least)
            if bits >= least:
                kept.append((one, other, bits, self._get_kinds(each)))
        return kept

    @api.model
    def _get_common(self, found, counted):
        """:param found: list of tuples (lead id, higher lead id, findings, what
            they weigh, what the one says, what the other one says)
        :return: list of dicts {kind: Shared}, how common what each pair shares
            is, counted as when the similar leads of one are looked up"""
        same = [
            [(kind, value) for kind in weighed[1] if kind in BLOCKS for value in _get_same(kind, mine, theirs)]
            for _one, _other, _each, weighed, mine, theirs in found]
        shared, common = self._get_shared({one for each in same for one in each}, counted), []
        for each in same:
            its = {}
            for kind, value in each:
                # of two addresses the rarer one counts
                its[kind] = min(its.get(kind, shared[kind, value]), shared[kind, value])
            common.append(its)
        return common

    @api.model
    def _get_shared(self, wanted, counted):
        """:param set wanted: pairs (kind, value)
        :param counted: as of :meth:`_compare`
        :return: {(kind, value): Shared}"""
        kinds = list(BLOCKS)
        if counted is None:
            counted = {
                (kinds[place], value): Shared(leads, names)
                for place, value, leads, names in self.env.execute_query(SQL(
                    "SELECT kind, value, leads, names FROM crm_lead_scan_value WHERE value = ANY(%s::int8[])",
                    as_array({value for _kind, value in wanted})))}
        shared = {
            one: common for one in wanted if (common := counted.get(one)) and common.leads <= BLOCKS[one[0]]}
        if missing := [value for kind, value in wanted if (kind, value) not in shared]:
            common = {value: Shared(leads, names) for value, leads, names in self.env.execute_query(SQL(
                "SELECT value, count, names FROM crm_lead_match_common WHERE value = ANY(%s::int8[])",
                as_array(missing)))}
            shared.update(
                ((kind, value), common.get(value, Shared(BLOCKS[kind] + 1, 1)))
                for kind, value in wanted if (kind, value) not in shared)
        return shared


def _get_same(kind, mine, theirs):
    """:return: the values of a kind that both leads have"""
    if kind in ('email', 'phone'):
        return [value for value in getattr(mine, f'{kind}s') if value in getattr(theirs, f'{kind}s')]
    return (getattr(mine, kind),)
