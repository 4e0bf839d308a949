"""Everything that can point at a lead, found from the registry and the
database and not from a list."""

from typing import NamedTuple

from odoo import api, models, tools


class Reference(NamedTuple):
    """A column whose rows point at leads.

    ``kind`` says how:

    - ``key``: an id
    - ``link``: an id in the table of a many2many; ``other`` is its second column
    - ``text``: 'crm.lead,42'
    - ``company``: an id per company
    - ``property``: in the property called ``other``; ``container`` is the
      column of its definition's record and the ids of those that have it,
      empty where all rows share one definition
    - ``default``: a default value, as JSON
    - ``filter``: the domain of a saved filter, as text

    ``condition`` limits the rows ``t`` (``t.model = 'crm.lead'``), or is empty.
    """

    model: str
    table: str
    column: str
    kind: str = 'key'
    condition: str = ''
    other: str = ''
    container: tuple = ()

    def is_plain(self):
        """:return: whether it is an id in a table that is not of leads: such
            rows of several merges are moved together"""
        return self.kind in ('key', 'link') and self.model != 'crm.lead'

    @property
    def name(self):
        return f'{self.table}.{self.column}' + f':{self.other}' * (self.kind == 'property')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    @api.model
    def _get_lead_references(self):
        """:return: list of :class:`Reference`: all columns that move with a
            merge; an override may add some or leave some out"""
        return [
            *(Reference(*values) for values in self._get_lead_references_cached()),
            *self._find_property_references()]

    @api.model
    @tools.ormcache()
    def _get_lead_references_cached(self):
        references = {
            **self._find_foreign_keys(), **self._find_model_id_pairs(),
            **self._find_value_references(), **self._find_lead_links()}
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
        own = {
            'crm_lead_merge', 'crm_lead_conversion', 'crm_lead_match_key', 'crm_lead_not_same', 'crm_lead_job_item',
            'ir_model_data'}
        for model in self.env.registry.values():
            if model._transient:
                own.add(model._table)
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation and (
                        model._transient or (model._name or '').startswith('crm.lead.merge')
                        # the tags and the like of a lead follow the rules of values
                        or model._name == 'crm.lead' and field.comodel_name != 'crm.lead'):
                    own.add(field.relation)
        return own

    @api.model
    def _find_foreign_keys(self):
        """Columns of any model or table with a foreign key to leads, and
        many2one fields whose foreign key could not be made."""
        by_table = self._get_models_by_table()
        links = {}
        keys = set(self.env['base.partner.merge.automatic.wizard']._get_fk_on('crm_lead'))
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.type == 'many2many' and field.store and field.relation:
                    links[field.relation] = (model._name, {field.column1, field.column2})
                elif (field.type == 'many2one' and field.comodel_name == 'crm.lead'
                        and field.store and not field.company_dependent
                        and model._auto and not model._abstract):
                    keys.add((model._table, field.name))
        references = {}
        for table, column in sorted(keys):
            if table in links:
                model, columns = links[table]
                if model == 'crm.lead' or len(columns) < 2:
                    continue
                other = (columns - {column}).pop()
                reference = Reference(model, table, column, 'link', '', other)
            elif table == 'crm_lead':
                if column == 'merged_into_id':
                    continue
                reference = Reference('crm.lead', table, column)
            elif table in by_table or 'id' in tools.sql.table_columns(self.env.cr, table):
                reference = Reference(by_table.get(table, table), table, column)
            else:
                continue
            references[reference.name] = reference
        return references

    @api.model
    def _find_lead_links(self):
        """Leads that others name in a many2many from lead to lead."""
        references = {}
        for field in self._fields.values():
            if field.type == 'many2many' and field.store and field.comodel_name == 'crm.lead':
                condition = (
                    f"t.{field.column1} NOT IN (SELECT id FROM crm_lead WHERE merged_into_id IS NOT NULL)")
                reference = Reference(
                    'crm.lead', field.relation, field.column2, 'link', condition, field.column1)
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
                    condition = f"t.{model_field} = 'crm.lead'"
                    if model._fields[model_field].type == 'many2one':
                        condition = f"t.{model_field} = {self.env['ir.model']._get_id('crm.lead')}"
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
            'ir.attachment': " AND t.res_field IS NULL",
        }.get(model, '')

    @api.model
    def _find_value_references(self):
        """Reference fields, many2one fields with a value per company, and
        default values of fields that name a lead."""
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
        default = Reference(
            'ir.default', 'ir_default', 'json_value', 'default',
            "t.field_id IN (SELECT id FROM ir_model_fields WHERE relation = 'crm.lead'"
            " AND ttype IN ('many2one', 'many2many'))")
        saved = Reference('ir.filters', 'ir_filters', 'domain', 'filter')
        return {**references, default.name: default, saved.name: saved}
