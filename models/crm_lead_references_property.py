"""Properties that name leads: users define them at any time."""

from odoo import api, models, tools
from odoo.tools import SQL

from .crm_lead_references import Reference


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _find_property_references(self):
        """Properties that name leads. Users define them, so that they are
        looked up each time, in one statement.

        :return: list of :class:`Reference`
        """
        columns = self._get_property_columns()
        if not columns:
            return []
        self.env.flush_all()
        found = {}
        for number, container_id, name in self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s, c.id, entry->>'name' FROM %s AS c, jsonb_array_elements(c.%s) AS entry"
                " WHERE c.%s @> '[{\"comodel\": \"crm.lead\"}]'"
                "   AND entry->>'comodel' = 'crm.lead'",
                number, SQL.identifier(container), SQL.identifier(definition),
                SQL.identifier(definition))
            for number, (_model, _table, _column, _record, container, definition) in enumerate(columns)
        )):
            found.setdefault((number, name), []).append(container_id)
        return [
            Reference(model, table, column, 'property', '', name, (record, tuple(sorted(ids))))
            for (number, name), ids in sorted(found.items())
            for model, table, column, record, _container, _definition in [columns[number]]
        ]

    @api.model
    @tools.ormcache()
    def _get_property_columns(self):
        """:return: tuple of (model, table, column, column of the definition's
            record or '', table of the definitions, column of the definition)"""
        columns = []
        for name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != 'properties' or not field.store or not field.definition_record:
                    continue
                record = model._fields[field.definition_record]
                container = self.env[record.comodel_name]
                definition = container._fields[field.definition_record_field]
                if definition.store and definition.column_type:
                    columns.append((
                        name, model._table, field.name,
                        record.name if record.store and record.column_type else '',
                        container._table, definition.name))
        return tuple(columns)
