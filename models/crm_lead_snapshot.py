"""The stored values of leads as they stand in the database, and putting them
back exactly. Conversion keeps such values so that it can be taken back."""

import json

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
        if not values:
            return gone
        self.env.flush_all()
        own_fields = [field for field in self._fields.values() if field.store]
        with self.env.protecting(own_fields, self):
            self.modified(values, before=True)
            self._snapshot_write_columns({n: values[n] for n in columns if n in values})
            for name in relations:
                if name in values:
                    self._snapshot_write_relation(self._fields[name], values[name])
            self.invalidate_recordset(flush=False)
            for name in relations:
                if name in values:
                    self.env[self._fields[name].comodel_name].invalidate_model(flush=False)
            self.modified(values)
            self._keep_what_people_wrote()
            self.env.flush_all()
        return gone

    def _recompute_derived(self, names=None):
        """Compute anew what derives from other values of these leads alone.
        Dates are left out, they would compute to *now*, and so are
        computations that feed editable fields as well.

        :param names: fields that changed; all may have, if not given
        """
        dependents = None if names is None else {
            field for name in names for field in self.env.registry.get_dependent_fields(self._fields[name])}
        for name, field in self._fields.items():
            if field.store and self._is_recomputable(name) and (
                    dependents is None or field in dependents):
                self.env.add_to_compute(field, self)
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

    def _snapshot_write_columns(self, values):
        if not values:
            return
        columns = SQL(", ").join(SQL.identifier(name) for name in values)
        self.env.cr.execute(SQL(
            "UPDATE crm_lead SET (%(columns)s, write_uid, write_date) ="
            " (SELECT %(columns)s, %(uid)s, %(now)s"
            "    FROM jsonb_populate_record(NULL::crm_lead, %(values)s::jsonb))"
            " WHERE id = %(id)s",
            columns=columns, uid=self.env.uid, now=self.env.cr.now(),
            values=json.dumps(values), id=self.id,
        ))
        self.env['crm.lead.match.key']._mark(self.ids)

    def _snapshot_write_relation(self, field, ids):
        relation, own, other = (
            SQL.identifier(name) for name in (field.relation, field.column1, field.column2))
        self.env.cr.execute(SQL(
            "WITH gone AS (DELETE FROM %(relation)s WHERE %(own)s = %(id)s AND %(other)s <> ALL(%(ids)s))"
            " INSERT INTO %(relation)s (%(own)s, %(other)s) SELECT %(id)s, unnest(%(ids)s::int[])"
            " ON CONFLICT DO NOTHING",
            relation=relation, own=own, other=other, id=self.id, ids=list(ids)))
