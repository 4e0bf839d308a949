import json

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # Equality searches of the customer of a lead; Odoo has no index for them.
    _lead_email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL")
    _lead_phone_sanitized_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
    _lead_lower_name_idx = models.Index("(lower(btrim(name)))")

    def _get_usage_ignored_columns(self):
        """Foreign keys to contacts that are no use of a contact by others:
        its own parts, logs and caches, and what only names the conversion.

        :return: set of ``(table, column)``; an override adds to it
        """
        return {
            ('res_partner_res_partner_category_rel', 'partner_id'),
            ('crm_lead_conversion', 'partner_created_id'),
            ('crm_lead_conversion', 'company_created_id'),
            ('crm_lead2opportunity_partner', 'partner_id'),
            ('crm_lead2opportunity_partner', 'commercial_partner_id'),
            ('crm_lead2opportunity_partner_mass', 'partner_id'),
            ('crm_lead2opportunity_partner_mass', 'commercial_partner_id'),
        }

    def _find_usage(self):
        """Where these contacts are used, apart from themselves: any foreign
        key, followers aside any row that points to them by model and id, and
        any default or property.

        Call it as superuser: a use that the user may not see is a use too.

        :return: set of models' names (or table names where no model has one)
        """
        if not self:
            return set()
        self.env.flush_all()
        return self._find_usage_by_key() | self._find_usage_by_reference()

    def _find_usage_by_key(self):
        ids = tuple(self.ids)
        ignored = self._get_usage_ignored_columns()
        checks = []
        relations = self.env['base.partner.merge.automatic.wizard']._get_fk_on('res_partner')
        for table, column in relations:
            if (table, column) in ignored or table.startswith('base_partner_merge_'):
                continue
            condition = SQL("%s IN %s", SQL.identifier(column), ids)
            if table == 'res_partner':
                # the created company and its created contact are one thing
                condition = SQL("%s AND id NOT IN %s", condition, ids)
            checks.append(SQL(
                "SELECT %s WHERE EXISTS (SELECT 1 FROM %s WHERE %s)",
                table, SQL.identifier(table), condition))
        rows = self.env.execute_query(SQL(" UNION ALL ").join(checks))
        model_by_table = {
            model._table: name for name, model in self.env.registry.items()
            if not model._abstract
        }
        return {model_by_table.get(table, table) for [table] in rows}

    def _find_usage_by_reference(self):
        """Rows that name a contact by model and id. A contact's own log of
        its creation and its default followers are no use."""
        used = set()
        ids = tuple(self.ids)
        checks = {
            'mail.message': SQL(
                "SELECT 1 FROM mail_message WHERE model = 'res.partner' AND res_id IN %s"
                " AND message_type NOT IN ('notification', 'auto_comment', 'user_notification')",
                ids),
            'mail.activity': SQL(
                "SELECT 1 FROM mail_activity WHERE res_model = 'res.partner' AND res_id IN %s", ids),
            'ir.attachment': SQL(
                "SELECT 1 FROM ir_attachment WHERE res_model = 'res.partner'"
                " AND res_id IN %s AND res_field IS NULL", ids),
            'ir.default': SQL(
                "SELECT 1 FROM ir_default JOIN ir_model_fields f ON f.id = field_id"
                " WHERE f.relation = 'res.partner' AND json_value IN %s",
                tuple(map(str, self.ids))),
            'ir.model.data': SQL(
                "SELECT 1 FROM ir_model_data WHERE model = 'res.partner' AND res_id IN %s", ids),
        }
        for name, query in checks.items():
            if self.env.execute_query(SQL("%s LIMIT 1", query)):
                used.add(name)
        return used | self._find_usage_by_field()

    def _find_usage_by_field(self):
        """Fields of type reference and many2one by model, of any model."""
        used = set()
        handled = {'mail.message', 'mail.activity', 'ir.attachment', 'mail.followers'}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto or name in handled:
                continue
            for field in model._fields.values():
                if not field.store or not field.column_type:
                    continue
                column = SQL.identifier(field.name)
                if field.type == 'reference':
                    condition = SQL("%s IN %s", column, tuple(f'res.partner,{i}' for i in self.ids))
                elif field.type == 'many2one_reference' and self._is_stored(model, field.model_field):
                    condition = SQL(
                        "%s = 'res.partner' AND %s IN %s",
                        SQL.identifier(field.model_field), column, tuple(self.ids))
                elif field.company_dependent and field.comodel_name == 'res.partner':
                    condition = SQL(
                        "EXISTS (SELECT 1 FROM jsonb_each_text(%s) AS each WHERE each.value IN %s)",
                        column, tuple(map(str, self.ids)))
                elif field.type == 'properties':
                    condition = self._get_property_condition(field, column)
                else:
                    continue
                if self.env.execute_query(SQL(
                    "SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(model._table), condition,
                )):
                    used.add(name)
        return used

    def _get_property_condition(self, field, column):
        """:return: condition on rows whose properties name one of these contacts"""
        container = self.env.registry[field.model_name]._fields[field.definition_record].comodel_name
        definition = self.env[container]._fields[field.definition_record_field]
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT property->>'name' FROM %s, jsonb_array_elements(%s) AS property"
            " WHERE property->>'comodel' = 'res.partner'",
            SQL.identifier(self.env[container]._table), SQL.identifier(definition.name)))
        conditions = [
            SQL("%s @> %s::jsonb", column, json.dumps({name: value}))
            for [name] in rows for record_id in self.ids for value in (record_id, [record_id])
        ]
        return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")

    @staticmethod
    def _is_stored(model, field_name):
        field = model._fields.get(field_name)
        return bool(field and field.store and field.type in ('char', 'selection'))
