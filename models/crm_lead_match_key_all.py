"""The keys of all leads, made anew at once."""

from itertools import chain

from odoo import api, models
from odoo.tools import SQL

from ..tools.collecting import without_gc

_CHUNK = 10_000


class CrmLeadMatchKey(models.Model):
    _inherit = 'crm.lead.match.key'

    @api.model
    @without_gc()
    def _make_all(self):
        """Make the keys of all leads, in chunks, after installation or an
        update that changes them."""
        self.env.flush_all()
        self.env.cr.execute(SQL("TRUNCATE crm_lead_match_key"))
        indexes = self._drop_indexes()
        [[last]] = self.env.execute_query(SQL("SELECT COALESCE(max(id), 0) FROM crm_lead"))
        for start in range(0, last + 1, _CHUNK):
            rows = list(chain.from_iterable(map(self._get_rows, self._read_said(
                SQL("lead.id BETWEEN %s AND %s", start, start + _CHUNK - 1)))))
            if rows:
                self.env.cr.execute(self._get_insert(rows))
        self._make_indexes(indexes)
        self.env['crm.lead.match.common']._count()

    @api.model
    def _drop_indexes(self):
        """Drop the indexes: made of the whole table they take a tenth of the time
        that they take row by row.

        :return: list of tuples: SQL that makes one, its name, the comment by
            which Odoo knows its definition"""
        rows = self.env.execute_query(SQL(
            "SELECT class.relname, pg_get_indexdef(class.oid), obj_description(class.oid, 'pg_class')"
            "  FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid"
            " WHERE index.indrelid = 'crm_lead_match_key'::regclass AND NOT index.indisunique"))
        for name, *_definition in rows:
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
        return [
            # the database's own words
            (SQL(definition.replace('%', '%%')), name, comment)  # pylint: disable=sql-injection
            for name, definition, comment in rows]

    @api.model
    def _make_indexes(self, indexes):
        """:param list indexes: of :meth:`_drop_indexes`"""
        for definition, name, comment in indexes:
            self.env.cr.execute(definition)
            if comment:
                self.env.cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment))
