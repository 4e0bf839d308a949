"""Similar leads of the whole database, by twos: what groups of duplicates are
made of. And which leads changed since they were compared."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import as_array
from ..tools.evidence import KINDS
from .crm_lead_match_key import CHANGED, COLUMNS, NOTED

# What speaks for two leads; the number of each is its bit in `kinds`.
REASONS = (
    ('email', 'same'), ('email', 'near'), ('email', 'compatible'), ('phone', 'same'), ('phone', 'near'),
    ('partner', 'same'), ('partner', 'compatible'), ('entity', 'same'), ('person', 'same'), ('person', 'near'),
    ('person', 'compatible'), ('person', 'mailbox'), ('company', 'same'), ('company', 'near'), ('domain', 'same'),
    ('address', 'same'))
_BITS = {reason: 1 << place for place, reason in enumerate(REASONS)}
_SIDES = ('one_id', 'other_id')
# by which the database reads whole tables: not where some thousand leads of millions are looked up
WHOLE_TABLES = ('enable_seqscan', 'enable_bitmapscan', 'max_parallel_workers_per_gather')


class CrmLeadDuplicatePair(models.Model):
    """Two open leads that are similar, found by a scan. For the engine only:
    who may read which of them is asked where groups are shown."""

    _name = 'crm.lead.duplicate.pair'
    _description = 'Pair of Similar Leads'
    _log_access = False

    # Numbers without foreign keys: to check those costs more than all the rest of writing a pair, and locks the
    # leads. The first is found by the index on both
    one_id = fields.Integer(required=True)
    other_id = fields.Integer(required=True, index=True)
    bits = fields.Float(readonly=True)
    kinds = fields.Integer(readonly=True)
    # the scan that found it
    scan_number = fields.Integer(readonly=True)

    _pair_uniq = models.UniqueIndex("(one_id, other_id)")

    @api.model
    def _get_kinds(self, found):
        """:param dict found: result of ``compare``
        :return: int, one bit for each of ``REASONS`` that holds"""
        return sum(_BITS.get((kind, found[kind]), 0) for kind in KINDS)

    @api.model
    def _keep(self, rows, scan):
        """:param rows: list of (lead id, higher lead id, bits, kinds)
        :param scan: the scan that found them, or none"""
        if rows:
            ones, others, bits, kinds = map(as_array, zip(*rows, strict=True))
            self.env.cr.execute(SQL(
                "INSERT INTO crm_lead_duplicate_pair (one_id, other_id, bits, kinds, scan_number)"
                " SELECT one, other, bits, kinds, %s FROM unnest(%s::int[], %s::int[], %s::float8[], %s::int[])"
                "     AS found(one, other, bits, kinds)"
                " ON CONFLICT (one_id, other_id) DO UPDATE"
                "    SET bits = EXCLUDED.bits, kinds = EXCLUDED.kinds, scan_number = EXCLUDED.scan_number",
                scan.id or None, ones, others, bits, kinds))

    @api.model
    def _get_connected(self, lead_ids):
        """:param lead_ids: ids of leads, or None for all
        :return: {(one id, other id): (bits, kinds)} of these leads and all that
            hang together with them, by however many steps"""
        if lead_ids is None:
            return {(one, other): rest for one, other, *rest in self.env.execute_query(_get_pairs(SQL("TRUE")))}
        found, asked, known = {}, set(lead_ids), set()
        while asked:
            known |= asked
            with planned_without(self.env.cr, *WHOLE_TABLES):
                rows = self.env.execute_query(SQL(" UNION ALL ").join(
                    _get_pairs(SQL("pair.%s = ANY(%s::int[])", SQL.identifier(side), as_array(asked)))
                    for side in _SIDES))
            found.update(((one, other), rest) for one, other, *rest in rows)
            asked = {lead_id for one, other, *_rest in rows for lead_id in (one, other)} - known
        return found

    @api.model
    def _forget(self, lead_ids):
        """:param lead_ids: ids of leads that are deleted"""
        for side in _SIDES:
            self.env.cr.execute(SQL(
                "DELETE FROM crm_lead_duplicate_pair WHERE %s = ANY(%s::int[])", SQL.identifier(side),
                as_array(lead_ids)))


class CrmLeadDuplicateTodo(models.Model):
    """Leads whose keys or state changed, with the moment. Rows are only added:
    whoever writes a lead never waits for a scan, and no scan for them."""

    _name = 'crm.lead.duplicate.todo'
    _description = 'Lead That Changed'
    _log_access = False

    lead_id = fields.Integer(required=True)
    date = fields.Datetime(required=True)
    # the scan that looks at it, or would have if it had been finished
    scan_number = fields.Integer()

    @api.model
    def _take(self, scan):
        """What can be seen now is for this scan. What is written by those who
        began before and end later is for the next one, whenever it happened."""
        self.flush_model()
        self.env.cr.execute(SQL("UPDATE crm_lead_duplicate_todo SET scan_number = %s", scan.id))

    @api.model
    def _get_taken(self, scan):
        """:return: SQL condition of what a scan looks at"""
        return SQL("scan_number = %s AND %s", scan.id, SQL("date >= %s", scan.since) if scan.since else SQL("TRUE"))

    @api.model
    def _get_note(self, lead_ids):
        """:return: SQL that notes that these leads changed; as long as nobody
            has looked for duplicates that says nothing: the first scan looks
            at all leads"""
        return SQL(
            "INSERT INTO crm_lead_duplicate_todo (lead_id, date)"
            " SELECT lead_id, now() AT TIME ZONE 'UTC' FROM unnest(%s::int[]) AS changed(lead_id)"
            "  WHERE EXISTS (SELECT FROM crm_lead_duplicate_scan)", as_array(lead_ids))

    @api.model
    def _note(self, lead_ids):
        if lead_ids:
            self.env.cr.execute(self._get_note(lead_ids))

    @api.model
    def _note_pending(self):
        """Note what was opened or closed, at the end of the transaction. Whose
        keys are made anew is noted with them."""
        # sudo: keys belong to the engine
        self.env['crm.lead.match.key'].sudo()._make_pending()
        data = self.env.cr.precommit.data
        self._note(data.pop(CHANGED, ()))
        # what changes from now on is noted again
        data.pop(NOTED, None)

    @api.model
    def _note_value(self, kind, key):
        """:param str kind: of a value that people said something about
        :param int key: of the value"""
        self._note([row[0] for row in self.env.execute_query(SQL(
            "SELECT lead_id FROM crm_lead_match_key WHERE %s = %s", SQL.identifier(kind), key))])


@contextmanager
def planned_without(cr, *ways):
    """Within, the database goes without some ways of reading tables, where it
    guesses too many or too few rows.

    :param ways: names of its settings
    """
    cr.execute(SQL(
        "SELECT set_config(name, CASE vartype WHEN 'bool' THEN 'off' ELSE '0' END, TRUE), name, setting"
        "  FROM pg_settings WHERE name = ANY(%s)", list(ways)))
    before = cr.fetchall()
    yield
    for _set, name, setting in before:
        cr.execute(SQL("SELECT set_config(%s, %s, TRUE)", name, setting))


def _get_pairs(condition):
    """:param condition: SQL on ``pair``
    :return: SQL of a query for the pairs of leads that there are still"""
    return SQL(
        "SELECT pair.one_id, pair.other_id, pair.bits, pair.kinds FROM crm_lead_duplicate_pair AS pair"
        "  JOIN crm_lead AS one ON one.id = pair.one_id JOIN crm_lead AS other ON other.id = pair.other_id"
        " WHERE %s", condition)


def get_key_columns():
    """:return: SQL, the columns of a lead's keys as a text that changes when one of them does"""
    return SQL("ROW(%s)::text", SQL(", ").join(SQL.identifier('key', name) for name in COLUMNS[1:]))
