"""Everything that can point at a lead, found from the registry and the
database and not from a list, and moving it from merged leads to their master
record: one statement per kind of reference, whatever the number of rows."""

import json
from collections import defaultdict
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

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def _move_references(self, master, counted):
        """Let what points at these leads point at ``master``. A row that may
        not stand there twice (a unique index) stays where it is.

        :param counted: result of :meth:`_count_references`
        :return: {reference name: list of [row id or other id, former lead id]}
        """
        moved = {}
        movers = {
            'key': self._move_key, 'link': self._move_link,
            'text': self._move_text, 'company': self._move_company,
        }
        unique = self._get_unique_columns()
        for reference in counted:
            rows = movers[reference.kind](reference, master, unique.get(reference.table, ()))
            if rows:
                moved[reference.name] = [list(row) for row in rows]
        (self | master)._notify_moved(moved, counted)
        return moved

    @api.model
    @tools.ormcache()
    def _get_unique_columns(self):
        """:return: {table with references: list of sets of columns that are
            unique together}"""
        result = defaultdict(list)
        tables = sorted({reference.table for reference in self._get_lead_references()})
        for table, columns in self.env.execute_query(SQL(
            "SELECT c.relname, array_agg(a.attname::text) FROM pg_index i"
            "  JOIN pg_class c ON c.oid = i.indrelid"
            "  JOIN LATERAL unnest(i.indkey) AS k(number) ON true"
            "  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number"
            " WHERE i.indisunique AND c.relname = ANY(%s)"
            "   AND c.relnamespace = current_schema::regnamespace"
            " GROUP BY c.relname, i.indexrelid", tables,
        )):
            result[table].append({column for column in columns if column})
        return dict(result)

    def _get_rank(self, reference, columns, master):
        """:return: SQL that is 1 for the row that may stand at the master"""
        others = [SQL.identifier('t', name) for name in sorted(columns - {reference.column})]
        key = SQL("TRUE")
        if others:
            # empty values are never the same for a unique index
            key = SQL(
                "%s, CASE WHEN num_nulls(%s) > 0 THEN t.ctid END",
                SQL(", ").join(others), SQL(", ").join(others))
        return SQL(
            "row_number() OVER (PARTITION BY %s ORDER BY (t.%s = %s) DESC, t.%s)",
            key, SQL.identifier(reference.column), master.id, SQL.identifier(reference.column))

    def _move_key(self, reference, master, unique):
        column = SQL.identifier(reference.column)
        ranks = [
            self._get_rank(reference, columns, master)
            for columns in unique if reference.column in columns
        ]
        return self.env.execute_query(SQL(
            "WITH ranked AS (SELECT t.id, t.%(column)s AS origin, %(rank)s AS rank"
            "                  FROM %(table)s AS t WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = %(master)s FROM ranked"
            " WHERE t.id = ranked.id AND ranked.origin <> %(master)s AND ranked.rank = 1"
            " RETURNING t.id, ranked.origin",
            column=column, table=SQL.identifier(reference.table), master=master.id,
            rank=SQL("GREATEST(%s)", SQL(", ").join(ranks)) if ranks else SQL("1"),
            condition=(self | master)._get_reference_condition(reference)))

    def _move_link(self, reference, master, unique):
        return self.env.execute_query(SQL(
            "WITH ranked AS (SELECT t.%(other)s AS other, t.%(column)s AS origin, %(rank)s AS rank"
            "                  FROM %(table)s AS t WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = %(master)s FROM ranked"
            " WHERE t.%(other)s = ranked.other AND t.%(column)s = ranked.origin"
            "   AND ranked.origin <> %(master)s AND ranked.rank = 1"
            " RETURNING ranked.other, ranked.origin",
            column=SQL.identifier(reference.column), other=SQL.identifier(reference.other),
            table=SQL.identifier(reference.table), master=master.id,
            rank=self._get_rank(reference, {reference.column, reference.other}, master),
            condition=(self | master)._get_reference_condition(reference)))

    def _move_text(self, reference, master, unique):
        column = SQL.identifier(reference.column)
        return self.env.execute_query(SQL(
            "WITH found AS (SELECT t.id, split_part(t.%(column)s, ',', 2)::int AS origin"
            "                 FROM %(table)s AS t WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = %(value)s FROM found WHERE t.id = found.id"
            " RETURNING t.id, found.origin",
            column=column, table=SQL.identifier(reference.table),
            value=f'crm.lead,{master.id}', condition=self._get_reference_condition(reference)))

    def _move_company(self, reference, master, unique):
        column = SQL.identifier(reference.column)
        return self.env.execute_query(SQL(
            "WITH found AS ("
            "  SELECT t.id, t.%(column)s AS origin, jsonb_object_agg(each.key, CASE WHEN"
            "         each.value IN %(texts)s THEN to_jsonb(%(master)s) ELSE to_jsonb(each.value::int) END)"
            "         AS value"
            "    FROM %(table)s AS t, jsonb_each_text(t.%(column)s) AS each"
            "   WHERE %(condition)s GROUP BY t.id)"
            " UPDATE %(table)s AS t SET %(column)s = found.value FROM found WHERE t.id = found.id"
            " RETURNING t.id, found.origin",
            column=column, table=SQL.identifier(reference.table), master=master.id,
            texts=tuple(map(str, self.ids)), condition=self._get_reference_condition(reference)))

    @api.model
    def _get_free_condition(self, reference, origin):
        """:return: SQL that keeps a row where it is, if another one has taken
            its place since"""
        conditions = [SQL("TRUE")]
        sets = [{reference.column, reference.other}] if reference.kind == 'link' else [
            columns for columns in self._get_unique_columns().get(reference.table, ())
            if reference.kind == 'key' and reference.column in columns]
        for columns in sets:
            same = SQL(" AND ").join([
                SQL("taken.%s = %s", SQL.identifier(reference.column), origin),
                *(SQL("taken.%s = t.%s", SQL.identifier(name), SQL.identifier(name))
                  for name in sorted(columns - {reference.column}))])
            conditions.append(SQL(
                "NOT EXISTS (SELECT 1 FROM %s AS taken WHERE %s)",
                SQL.identifier(reference.table), same))
        return SQL(" AND ").join(conditions)

    def _notify_moved(self, moved, references):
        """What these leads and the moved rows have in memory is read again,
        and what depends on the moved columns is computed anew."""
        self.invalidate_recordset(flush=False)
        for reference in references:
            rows = moved.get(reference.name)
            if rows and reference.model in self.env:
                Model = self.env[reference.model].sudo()
                Model.invalidate_model(flush=False)
                if reference.kind != 'link' and reference.column in Model._fields:
                    # sudo: the move is not limited to what the user may see
                    Model.browse(row[0] for row in rows).modified([reference.column])

    # ------------------------------------------------------------
    # Moving back
    # ------------------------------------------------------------

    def _move_references_back(self, moved):
        """Undo of :meth:`_move_references` from this master record. What has
        been moved on or deleted since stays as it is.

        :param dict moved: its result
        """
        self.ensure_one()
        references = {reference.name: reference for reference in self._get_lead_references()}
        known = {name: rows for name, rows in moved.items() if name in references}
        self.env.flush_all()
        for name, rows in known.items():
            reference = references[name]
            column, table = SQL.identifier(reference.column), SQL.identifier(reference.table)
            if reference.kind == 'company':
                origin = SQL("(item->1)")
            elif reference.kind == 'text':
                origin = SQL("('crm.lead,' || (item->>1))")
            else:
                origin = SQL("(item->>1)::int")
            key = SQL.identifier(reference.other if reference.kind == 'link' else 'id')
            self.env.cr.execute(SQL(
                "UPDATE %(table)s AS t SET %(column)s = %(origin)s"
                "  FROM jsonb_array_elements(%(rows)s::jsonb) AS item"
                " WHERE t.%(key)s = (item->>0)::int AND %(condition)s AND %(free)s",
                table=table, column=column, origin=origin, key=key,
                rows=json.dumps(rows), free=self._get_free_condition(reference, origin),
                condition=self._get_reference_condition(reference)))
        former = {row[1] for rows in known.values() for row in rows if isinstance(row[1], int)}
        (self | self.browse(former))._notify_moved(known, [references[name] for name in known])
