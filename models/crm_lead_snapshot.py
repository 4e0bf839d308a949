"""The stored values of leads as they stand in the database, and putting them
back exactly. Conversion keeps such values so that it can be taken back."""

import json
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

# What the ORM keeps for itself: an undo is a change too, these say so.
LOG_COLUMNS = {'id', 'create_uid', 'create_date', 'write_uid', 'write_date'}

# What only merging writes: where a record is, and how many are in it.
MERGE_COLUMNS = {'merged_into_id', 'merge_count'}

# Dates that their computation sets to the moment it runs.
COMPUTED_TO_NOW = {'date_open', 'date_last_stage_update', 'date_closed', 'date_conversion'}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _snapshot_fields(self):
        """Names of the fields a snapshot holds: every stored field of the
        model with a column or a relation table of its own, those of other
        addons and custom ones included.

        :return: pair of lists of field names: columns, many2many relations
        """
        columns, relations = [], []
        for name, field in self._fields.items():
            if not field.store or name in LOG_COLUMNS or name in MERGE_COLUMNS:
                continue
            if field.type == 'many2many':
                relations.append(name)
            elif field.column_type:
                columns.append(name)
        return columns, relations

    def _snapshot_values(self):
        """Read the stored values as the database has them, in one statement.

        :return: {lead id: {field name: JSON value}}; a many2many is a sorted
            list of ids, a translated or properties field its raw object
        """
        if not self.ids:
            return {}
        columns, relations = self._snapshot_fields()
        self.flush_recordset([*columns, *relations])
        parts = [SQL("to_jsonb(lead)")]
        for name in relations:
            field = self._fields[name]
            parts.append(SQL(
                "jsonb_build_object(%s, COALESCE((SELECT jsonb_agg(rel.%s ORDER BY rel.%s)"
                " FROM %s AS rel WHERE rel.%s = lead.id), '[]'::jsonb))",
                name,
                SQL.identifier(field.column2), SQL.identifier(field.column2),
                SQL.identifier(field.relation), SQL.identifier(field.column1),
            ))
        rows = self.env.execute_query(SQL(
            "SELECT lead.id, %s FROM crm_lead AS lead WHERE lead.id IN %s",
            SQL(" || ").join(parts), tuple(self.ids),
        ))
        names = {*columns, *relations}
        return {
            lead_id: {name: value for name, value in values.items() if name in names}
            for lead_id, values in rows
        }

    def _snapshot_restore(self, values, checked=False):
        """Put stored values back as they were, without tracking, mail or
        recomputation of the lead itself: some fields would compute to *now*.
        What other models derive from these values is recomputed.

        :param dict values: {field name: JSON value} of :meth:`_snapshot_values`
        :param bool checked: the values were read just now: what they point to
            is there
        :return: names of many2one and many2many fields whose record is gone,
            so that their value could not be put back (whole or in part)
        """
        self.ensure_one()
        columns, relations = self._snapshot_fields()
        values = {name: value for name, value in values.items() if name in {*columns, *relations}}
        values, gone = (values, []) if checked else self._snapshot_without_gone(values)
        self._snapshot_put({self.id: values})
        return gone

    def _snapshot_put(self, values):
        """Put stored values on several leads at once, as
        :meth:`_snapshot_restore` does on one.

        :param dict values: {lead id: {field name: JSON value}} of these leads
        """
        columns, relations = self._snapshot_fields()
        leads = self.filtered(lambda lead: values[lead.id])
        if not leads:
            return
        self.env.flush_all()
        own_fields = [field for field in self._fields.values() if field.store]
        changed = leads._group_by_names({lead.id: values[lead.id] for lead in leads})
        with self.env.protecting(own_fields, leads):
            for records, names in changed:
                records.modified(names, before=True)
            self._snapshot_write_columns({
                lead.id: own for lead in leads
                if (own := {name: values[lead.id][name] for name in columns if name in values[lead.id]})})
            for name in relations:
                if of_name := {lead.id: values[lead.id][name] for lead in leads if name in values[lead.id]}:
                    self._snapshot_write_relation(self._fields[name], of_name)
                    self.env[self._fields[name].comodel_name].invalidate_model(flush=False)
            leads.invalidate_recordset(flush=False)
            for records, names in changed:
                records.modified(names)
            self._keep_what_people_wrote()
            self.env.flush_all()

    def _group_by_names(self, names):
        """:param dict names: {lead id: names of fields} of these leads
        :return: list of pairs: records, and the names that are said of exactly
            these: what the ORM does for a name is done once"""
        of_name, together = defaultdict(list), defaultdict(list)
        for lead in self:
            for name in names[lead.id]:
                of_name[name].append(lead.id)
        for name, ids in of_name.items():
            together[tuple(ids)].append(name)
        return [(self.browse(ids), of_ids) for ids, of_ids in together.items()]

    def _recompute_derived(self, names=None):
        """Compute anew what derives from other values of these leads alone.
        Dates are left out, they would compute to *now*, and so are
        computations that feed editable fields as well.

        :param dict names: {lead id: names of fields that changed}; all may
            have, if not given
        """
        stored = [
            field for name, field in self._fields.items() if field.store and self._is_recomputable(name)]
        changed = [(self, None)] if names is None else self._group_by_names(names)
        for leads, of_these in changed:
            dependents = stored if of_these is None else {
                field for name in of_these for field in self.env.registry.get_dependent_fields(self._fields[name])}
            for field in stored:
                if field in dependents:
                    self.env.add_to_compute(field, leads)
        self.env.flush_all()

    @api.model
    def _is_recomputable(self, name):
        field = self._fields[name]
        return bool(field.compute and field.readonly) and name not in COMPUTED_TO_NOW and all(
            other.readonly for other in self._fields.values() if other.compute == field.compute)

    def _snapshot_without_gone(self, values):
        """Leave out of ``values`` what points to records deleted since."""
        kept, gone = {}, []
        for name, value in values.items():
            found = self._snapshot_existing(self._fields[name], value)
            if found != value:
                gone.append(name)
            if found or not value:
                kept[name] = found
        return kept, gone

    def _snapshot_existing(self, field, value):
        """:return: the stored value without what points to deleted records"""
        if not value:
            return value
        if field.company_dependent and field.type == 'many2one':
            return {
                company: record_id for company, record_id in value.items()
                if not record_id or self._snapshot_exists(field.comodel_name, [record_id])
            }
        if field.type == 'many2one':
            return value if self._snapshot_exists(field.comodel_name, [value]) else None
        if field.type == 'many2many':
            return self._snapshot_exists(field.comodel_name, value)
        if field.type == 'reference' and not field.company_dependent:
            model, _comma, record_id = value.partition(',')
            return value if self._snapshot_exists(model, [int(record_id or 0)]) else None
        return value

    def _snapshot_exists(self, model, ids):
        # sudo: only whether the records still exist is asked
        return self.env[model].sudo().browse(ids).exists().ids if model in self.env else []

    @api.model
    def _snapshot_write_columns(self, values):
        """:param dict values: {lead id: {column: JSON value}}; a column that
            is not named for a lead keeps what it has"""
        if not values:
            return
        columns = SQL(", ").join(
            SQL.identifier(name) for name in dict.fromkeys(name for own in values.values() for name in own))
        self.env.cr.execute(SQL(
            "UPDATE crm_lead AS lead SET (%(columns)s, write_uid, write_date) ="
            " (SELECT %(columns)s, %(uid)s, %(now)s FROM jsonb_populate_record(lead, item.said))"
            "  FROM jsonb_each(%(values)s::jsonb) AS item(id, said)"
            " WHERE lead.id = item.id::int",
            columns=columns, uid=self.env.uid, now=self.env.cr.now(), values=json.dumps(values),
        ))
        self.env['crm.lead.match.key']._mark(values)

    @api.model
    def _snapshot_write_relation(self, field, values):
        """:param dict values: {lead id: ids}"""
        relation, own, other = (
            SQL.identifier(name) for name in (field.relation, field.column1, field.column2))
        pairs = [(lead_id, other_id) for lead_id, ids in values.items() for other_id in ids]
        self.env.cr.execute(SQL(
            "WITH wanted AS (SELECT * FROM unnest(%(leads)s::int[], %(others)s::int[]) AS pair(own_id, other_id)),"
            " gone AS (DELETE FROM %(relation)s AS rel WHERE rel.%(own)s = ANY(%(ids)s) AND NOT EXISTS ("
            "    SELECT 1 FROM wanted WHERE wanted.own_id = rel.%(own)s AND wanted.other_id = rel.%(other)s))"
            " INSERT INTO %(relation)s (%(own)s, %(other)s) SELECT own_id, other_id FROM wanted"
            " ON CONFLICT DO NOTHING",
            relation=relation, own=own, other=other, ids=list(values),
            leads=[lead_id for lead_id, _other_id in pairs], others=[other_id for _lead_id, other_id in pairs]))
