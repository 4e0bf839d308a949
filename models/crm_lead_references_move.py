"""Moving what points at merged leads to their master record, and back: one
statement per kind of reference, whatever the number of rows."""

import json
from collections import defaultdict

from odoo import api, models, tools
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

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
