"""Similar leads of the whole database, by twos: what groups of duplicates are
made of. And which leads changed since they were compared."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.evidence import KINDS
from .crm_lead_match_key import CHANGED, COLUMNS, NOTED

# What speaks for two leads; the number of each is its bit in `kinds`.
REASONS = (
    ('email', 'same'), ('email', 'near'), ('email', 'compatible'), ('phone', 'same'), ('phone', 'near'),
    ('partner', 'same'), ('partner', 'compatible'), ('entity', 'same'), ('person', 'same'), ('person', 'near'),
    ('person', 'compatible'), ('person', 'mailbox'), ('company', 'same'), ('company', 'near'), ('domain', 'same'),
    ('address', 'same'))
_BITS = {reason: 1 << place for place, reason in enumerate(REASONS)}


class CrmLeadDuplicatePair(models.Model):
    """Two open leads that are similar, found by a scan. For the engine only:
    who may read which of them is asked where groups are shown."""

    _name = 'crm.lead.duplicate.pair'
    _description = 'Pair of Similar Leads'
    _log_access = False

    # found by the index on both
    one_id = fields.Many2one('crm.lead', required=True, ondelete='cascade')
    other_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    bits = fields.Float(readonly=True)
    kinds = fields.Integer(readonly=True)
    scan_id = fields.Many2one('crm.lead.duplicate.scan', readonly=True, ondelete='set null')

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
            ones, others, bits, kinds = (list(column) for column in zip(*rows, strict=True))
            self.env.cr.execute(SQL(
                "INSERT INTO crm_lead_duplicate_pair (one_id, other_id, bits, kinds, scan_id)"
                " SELECT one, other, bits, kinds, %s FROM unnest(%s::int[], %s::int[], %s::float8[], %s::int[])"
                "     AS found(one, other, bits, kinds)"
                # a lead that was deleted meanwhile
                "  JOIN crm_lead AS mine ON mine.id = one JOIN crm_lead AS theirs ON theirs.id = other"
                " ON CONFLICT (one_id, other_id) DO UPDATE"
                "    SET bits = EXCLUDED.bits, kinds = EXCLUDED.kinds, scan_id = EXCLUDED.scan_id",
                scan.id or None, ones, others, bits, kinds))

    @api.model
    def _get_connected(self, lead_ids):
        """:param lead_ids: ids of leads, or None for all
        :return: {(one id, other id): (bits, kinds)} of these leads and all that
            hang together with them, by however many steps"""
        if lead_ids is None:
            return {(one, other): rest for one, other, *rest in self.env.execute_query(SQL(
                "SELECT one_id, other_id, bits, kinds FROM crm_lead_duplicate_pair"))}
        found, asked, known = {}, set(lead_ids), set()
        while asked:
            known |= asked
            rows = self.env.execute_query(SQL(
                "SELECT one_id, other_id, bits, kinds FROM crm_lead_duplicate_pair WHERE one_id = ANY(%(ids)s)"
                " UNION ALL"
                " SELECT one_id, other_id, bits, kinds FROM crm_lead_duplicate_pair WHERE other_id = ANY(%(ids)s)",
                ids=list(asked)))
            found.update(((one, other), rest) for one, other, *rest in rows)
            asked = {lead_id for one, other, *_rest in rows for lead_id in (one, other)} - known
        return found


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
            "  WHERE EXISTS (SELECT FROM crm_lead_duplicate_scan)", list(lead_ids))

    @api.model
    def _note(self, lead_ids):
        if lead_ids:
            self.env.cr.execute(self._get_note(lead_ids))

    @api.model
    def _note_pending(self):
        """Note what was opened or closed, at the end of the transaction. Whose
        keys are made anew is noted with them."""
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


def get_key_columns():
    """:return: SQL, the columns of a lead's keys as a text that changes when one of them does"""
    return SQL("ROW(%s)::text", SQL(", ").join(SQL.identifier('key', name) for name in COLUMNS[1:]))
