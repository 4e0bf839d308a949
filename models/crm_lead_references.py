"""Everything that can point at a lead, found from the registry and the
database and not from a list."""

from typing import NamedTuple

from odoo import api, models, tools
from odoo.tools import SQL


class Reference(NamedTuple):
    """A column whose rows point at leads.

    ``kind`` says how: ``key`` (an id), ``link`` (an id in the table of a
    many2many of another model), ``text`` ('crm.lead,42') or ``company`` (an id
    per company). ``condition`` limits the rows (``model = 'crm.lead'``), or is
    empty. ``other`` is the second column of a link.
    """

    model: str
    table: str
    column: str
    kind: str = 'key'
    condition: str = ''
    other: str = ''

    @property
    def name(self):
        return f'{self.table}.{self.column}'


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    @api.model
    def _get_lead_references(self):
        """:return: list of :class:`Reference`: all columns that move with a
            merge; an override may add some or leave some out"""
        return [Reference(*values) for values in self._get_lead_references_cached()]

    @api.model
    @tools.ormcache()
    def _get_lead_references_cached(self):
        references = {
            **self._find_foreign_keys(), **self._find_model_id_pairs(), **self._find_value_references()}
        ignored = self._get_tables_not_moved()
        return tuple(
            tuple(reference) for name, reference in sorted(references.items())
            if reference.table not in ignored)

    @api.model
    def _get_tables_not_moved(self):
        """:return: names of tables whose rows stay with the merged record:
            our own, what is only for a moment, and the values of the lead"""
        # an external id stays with the record it names: an import or an update
        # of a module is told so, and never writes over the master record
        own = {'crm_lead', 'crm_lead_merge', 'crm_lead_conversion', 'ir_model_data'}
        for model in self.env.registry.values():
            if model._transient:
                own.add(model._table)
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation and (
                        model._transient or model._name == 'crm.lead'
                        or (model._name or '').startswith('crm.lead.merge')):
                    own.add(field.relation)
        return own

    @api.model
    def _find_foreign_keys(self):
        by_table = self._get_models_by_table()
        links = {}
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation:
                    links[field.relation] = (model._name, {field.column1, field.column2})
        references = {}
        keys = self.env['base.partner.merge.automatic.wizard']._get_fk_on('crm_lead')
        for table, column in keys:
            if table in links:
                model, columns = links[table]
                other = (columns - {column}).pop()
                reference = Reference(model, table, column, 'link', '', other)
            elif table in by_table or 'id' in tools.sql.table_columns(self.env.cr, table):
                reference = Reference(by_table.get(table, table), table, column)
            else:
                continue
            references[reference.name] = reference
        return references

    @api.model
    def _get_models_by_table(self):
        return {
            model._table: name for name, model in self.env.registry.items()
            if not model._abstract and model._auto
        }

    @api.model
    def _find_model_id_pairs(self):
        """Rows that name a lead by model and id."""
        references = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if not field.store or field.type not in ('many2one_reference', 'integer'):
                    continue
                for model_field in self._get_model_fields(model, field):
                    condition = f"{model_field} = 'crm.lead'"
                    if model._fields[model_field].type == 'many2one':
                        condition = f"{model_field} = {self.env['ir.model']._get_id('crm.lead')}"
                    condition += self._get_extra_condition(name)
                    reference = Reference(name, model._table, field.name, 'key', condition)
                    references[reference.name] = reference
        return references

    @api.model
    def _get_model_fields(self, model, field):
        """:return: names of the stored fields that say which model an id
            field is for; none if it is an ordinary number"""
        stored = {
            name for name, other in model._fields.items()
            if other.store and other.type in ('char', 'selection', 'many2one')
        }
        if field.type == 'many2one_reference':
            return {field.model_field} & stored
        by_convention = {
            'res_id': ('res_model', 'model'),
            'alias_force_thread_id': ('alias_model_id',),
            'alias_parent_thread_id': ('alias_parent_model_id',),
            'parent_res_id': ('parent_res_model',),
        }.get(field.name, ())
        return {name for name in by_convention[:1 if 'res_model' in stored else None] if name in stored}

    @api.model
    def _get_extra_condition(self, model):
        """Rows of a model that do not move although they name a merged lead."""
        return {
            # the file of a field follows the rule of the field
            'ir.attachment': " AND res_field IS NULL",
        }.get(model, '')

    @api.model
    def _find_value_references(self):
        """Reference fields, and many2one fields with a value per company."""
        references = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if not field.store or not field.column_type:
                    continue
                if field.type == 'reference':
                    kind = 'text'
                elif field.company_dependent and field.comodel_name == 'crm.lead':
                    kind = 'company'
                else:
                    continue
                reference = Reference(name, model._table, field.name, kind)
                references[reference.name] = reference
        return references

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    def _count_references(self):
        """How many rows point at these leads, in one statement.

        :return: {:class:`Reference`: number} of those that have any
        """
        references = self._get_lead_references()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s, count(*) FROM %s AS t WHERE %s",
                number, SQL.identifier(reference.table), self._get_reference_condition(reference))
            for number, reference in enumerate(references)))
        return {references[number]: count for number, count in rows if count}

    def _get_reference_condition(self, reference):
        """:return: SQL condition on rows ``t`` that point at these leads"""
        column = SQL.identifier('t', reference.column)
        if reference.kind == 'text':
            condition = SQL("%s IN %s", column, tuple(f'crm.lead,{i}' for i in self.ids))
        elif reference.kind == 'company':
            condition = SQL(
                "EXISTS (SELECT 1 FROM jsonb_each_text(%s) AS each WHERE each.value IN %s)",
                column, tuple(map(str, self.ids)))
        else:
            condition = SQL("%s IN %s", column, tuple(self.ids))
        if reference.condition:
            # made of names of the registry, no value of a user
            condition = SQL("%s AND t.%s", condition, SQL(reference.condition.replace('%', '%%')))
        return condition
