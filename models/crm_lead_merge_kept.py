"""The records that were merged: kept as they were, archived, out of sight,
pointing at the record they went into. Who may read that one may read them."""

from collections import Counter
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.steps import get_last


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    merged_into_id = fields.Many2one(
        'crm.lead', 'Merged into', readonly=True, copy=False, index='btree_not_null',
        ondelete='cascade')
    merged_lead_ids = fields.One2many(
        'crm.lead', 'merged_into_id', 'Merged Records', readonly=True,
        domain=[('merged_into_id', '!=', False)], context={'active_test': False})

    # ------------------------------------------------------------
    # Out of sight
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, active_test=True, bypass_access=False, **kwargs):
        """Merged records are found by nobody who does not ask for them by
        ``merged_into_id``. The ORM itself reads records with the keyword
        ``active_test=False``: hiding them there would break reading by id."""
        domain = Domain(domain)
        asked_for = any(
            leaf.field_expr.split('.')[0] == 'merged_into_id' for leaf in domain.iter_conditions())
        if not asked_for and active_test:
            domain &= Domain('merged_into_id', '=', False)
        if not asked_for or bypass_access or self.env.su:
            return super()._search(
                domain, *args, active_test=active_test, bypass_access=bypass_access, **kwargs)
        self.browse().check_access('read')
        query = super()._search(domain, *args, active_test=active_test, bypass_access=True, **kwargs)
        if not query.is_empty():
            query.add_where(self._get_kept_access(query))
        return query

    @api.model
    def _get_kept_access(self, query):
        """:return: SQL condition on the leads of ``query``: the user's rules,
            or for a merged one that they allow the record it is in now"""
        # sudo: the rules themselves are not limited by the user's rights
        model = self.sudo().with_context(active_test=False)
        rules = self.env['ir.rule']._compute_domain(self._name, 'read').optimize_full(model)
        return SQL(
            "(%s OR %s)", rules._to_sql(model, self._table, query),
            self._get_readable_through(self._table, 'merged_into_id'))

    @api.model
    def _get_readable_through(self, alias, column):
        """Access by the record that a merged one is in now.

        :param str alias: of a table in a query
        :param str column: the one that names a lead
        :return: SQL condition: the user may read that lead, or the record that
            it is in now, through chains of merges
        """
        readable = self.with_context(active_test=False)._search([])
        if readable.is_empty():
            return SQL("FALSE")
        readable.add_where("crm_lead.id IN (SELECT way.id FROM way)")
        # asked per row: few rows are looked at, and all leads are many
        return SQL(
            "EXISTS (WITH RECURSIVE way(id) AS (SELECT %s UNION SELECT lead.merged_into_id FROM way"
            "   JOIN crm_lead AS lead ON lead.id = way.id WHERE lead.merged_into_id IS NOT NULL) %s)",
            SQL.identifier(alias, column), readable.select(SQL("1")))

    def _check_access(self, operation):
        """Who may read the record a merged one went into may read that too."""
        result = super()._check_access(operation)
        if not result or operation != 'read' or self.env.su or not any(self._ids):
            return result
        # whoever may read no lead at all reads no merged one
        if super(CrmLead, self.browse())._check_access(operation):
            return result
        forbidden, make_error = result
        forbidden -= forbidden._filter_read_through_master()
        return (forbidden, make_error) if forbidden else None

    def _filter_read_through_master(self):
        """:return: those that were merged into a record the user may read"""
        # sudo: only where a record went
        kept = self.sudo().filtered('merged_into_id').sudo(False)
        if not kept:
            return kept
        current = kept._get_current_ids()
        readable = set(self.browse(set(current.values()))._filtered_access('read').ids)
        return kept.filtered(lambda lead: current[lead.id] in readable)

    def fetch(self, field_names=None):
        try:
            return super().fetch(field_names)
        except AccessError:
            # the ORM asks the database by the rules of the record itself
            through = self._filter_read_through_master()
            if not through:
                raise
            super(CrmLead, self - through).fetch(field_names)
            names = self._fields if field_names is None else field_names
            # sudo: the right to read their master was checked, fields that
            # are not for the user stay out
            return super(CrmLead, through.sudo()).fetch([
                name for name in names if self._has_field_access(self._fields[name], 'read')])

    # ------------------------------------------------------------
    # Where they are now
    # ------------------------------------------------------------

    def _get_current_ids(self):
        """:return: {id: id of the record it is in now, through chains of
            merges; its own if it was not merged}"""
        # sudo: only where a record went; reading it is checked by its reader
        leads = self.sudo()
        steps = {}
        while leads := leads.filtered(
                lambda lead: not lead.active and lead.merged_into_id and lead.id not in steps):
            steps.update((lead.id, lead.merged_into_id.id) for lead in leads)
            leads = leads.merged_into_id
        return {lead_id: get_last(steps, lead_id) for lead_id in self._ids}

    def _resolve_merged(self):
        """:return: these records, or for those that were merged the records
            they are in now, through chains of merges; each once"""
        current = self._get_current_ids()
        return self.browse(dict.fromkeys(current[lead.id] for lead in self))

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    def _compute_won_status(self):
        """Merged records were archived, but not lost: what they were stays."""
        kept = self.filtered(lambda lead: not lead.active and lead.merged_into_id)
        for lead in kept:
            lead.won_status = lead.won_status
        return super(CrmLead, self - kept)._compute_won_status()

    @api.model
    def _keep_what_people_wrote(self):
        """What other records compute from leads is not computed anew where
        people may edit it: it may be theirs."""
        for field in list(self.env.fields_to_compute()):
            if not field.readonly and field.model_name != 'crm.lead':
                self.env.remove_to_compute(field, self.env.records_to_compute(field))

    def _archive_as_merged(self, way):
        """Archive by SQL on these columns alone: writing ``active`` would close
        the record, mark it lost and feed the statistics.

        :param dict way: {id of each of these: id of its master record}
        """
        counts = Counter(way.values())
        with (self | self.browse(counts))._out_of_sight_changes():
            self.env.cr.execute(SQL(
                "UPDATE crm_lead AS lead SET active = lead.active AND way.id = way.master_id,"
                "       merged_into_id = NULLIF(way.master_id, way.id),"
                "       merge_count = CASE WHEN way.id = way.master_id THEN COALESCE(lead.merge_count, 0) + way.count"
                "                          ELSE lead.merge_count END"
                "  FROM unnest(%s::int[], %s::int[], %s::int[]) AS way(id, master_id, count)"
                " WHERE lead.id = way.id",
                [*way, *counts], [*way.values(), *counts], [*(0 for _id in way), *counts.values()]))
            self.env['crm.lead.match.key']._mark([*way, *counts])

    @contextmanager
    def _out_of_sight_changes(self):
        """Around statements that hide these records or show them again: what
        records of other models derive from them is computed anew, nothing of
        the records themselves."""
        names = [
            name for name, field in self._fields.items()
            if field.store and (field.type == 'many2one' or name in ('active', 'merged_into_id'))]
        self.env.flush_all()
        with self.env.protecting([field for field in self._fields.values() if field.store], self):
            self.modified(names, before=True)
            yield
            self.invalidate_recordset(flush=False)
            self.modified(names)
            self._keep_what_people_wrote()
            self.env.flush_all()

    def _revive_merged(self, master, active_before):
        """Undo of :meth:`_archive_as_merged`."""
        with (self | master)._out_of_sight_changes():
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET merge_count = NULLIF(GREATEST(merge_count - %s, 0), 0) WHERE id = %s",
                len(active_before), master.id))
            self.env['crm.lead.match.key']._mark([*self.ids, master.id])
            for active in (True, False):
                ids = [lead.id for lead in self if active_before.get(str(lead.id), True) is active]
                if ids:
                    self.env.cr.execute(SQL(
                        "UPDATE crm_lead SET active = %s, merged_into_id = NULL WHERE id IN %s",
                        active, tuple(ids)))
