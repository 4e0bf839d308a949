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
        :return: {reference name: list of [row id or other id, former lead id
            or value, what the row derives from it]}
        """
        moved = {}
        movers = {
            'key': self._move_key, 'link': self._move_link, 'filter': self._move_saved_filters}
        unique = self._get_unique_columns()
        for reference in counted:
            move = movers.get(reference.kind, self._move_value)
            if rows := move(reference, master, unique.get(reference.table, ())):
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
        derived = self._get_derived_columns(reference)
        return self.env.execute_query(SQL(
            "WITH ranked AS (SELECT t.id, t.%(column)s AS origin, %(rank)s AS rank %(old)s"
            "                  FROM %(table)s AS t WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = %(master)s FROM ranked"
            " WHERE t.id = ranked.id AND ranked.origin <> %(master)s AND ranked.rank = 1"
            " RETURNING t.id, ranked.origin %(returned)s",
            column=column, table=SQL.identifier(reference.table), master=master.id,
            rank=SQL("GREATEST(%s)", SQL(", ").join(ranks)) if ranks else SQL("1"),
            old=SQL(", jsonb_build_object(%s) AS old", SQL(", ").join(
                SQL("%s, t.%s", name, SQL.identifier(name)) for name in derived)) if derived else SQL(),
            returned=SQL(", ranked.old") if derived else SQL(),
            condition=(self | master)._get_reference_condition(reference, self | master)))

    @api.model
    def _get_derived_columns(self, reference):
        """What a row stores of the lead it points at, computed when the row
        moves: an undo puts it back as it was, which need not be what would be
        computed now.

        :return: sorted list of columns of the same table
        """
        return sorted(field.name for field in self._get_dependents(reference) if field.readonly)

    @api.model
    def _get_dependents(self, reference):
        """:return: stored fields of the rows that are computed from the column"""
        if reference.kind != 'key' or reference.model not in self.env or reference.table == 'crm_lead':
            return []
        field = self.env[reference.model]._fields.get(reference.column)
        return [] if field is None else [
            other for other in self.env.registry.get_dependent_fields(field)
            if other.model_name == reference.model and other.store and other.column_type]

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
            condition=(self | master)._get_reference_condition(reference, self | master)))

    def _move_value(self, reference, master, unique):
        """Rows that hold the id within a value of another form."""
        column = SQL.identifier('t', reference.column)
        old = SQL("to_jsonb(%s)", column)
        if reference.kind == 'text':
            new = SQL("%s", f'crm.lead,{master.id}')
        elif reference.kind == 'company':
            new = SQL(
                "(SELECT jsonb_object_agg(each.key, CASE WHEN each.value = ANY(%s) THEN to_jsonb(%s)"
                " ELSE to_jsonb(each.value::int) END) FROM jsonb_each_text(%s) AS each)",
                [str(i) for i in self.ids], master.id, column)
        else:
            old = self._get_json_value(reference)
            # each lead once, in the order they stand there
            several = SQL(
                "(SELECT jsonb_agg(one.id ORDER BY one.place) FROM (SELECT CASE WHEN item::int = ANY(%s)"
                " THEN %s ELSE item::int END AS id, min(place) AS place"
                " FROM jsonb_array_elements_text(%s) WITH ORDINALITY AS items(item, place)"
                " GROUP BY 1) AS one)", self.ids, master.id, old)
            new = self._set_json_value(reference, SQL(
                "CASE WHEN jsonb_typeof(%s) = 'array' THEN %s ELSE to_jsonb(%s) END",
                old, several, master.id))
        return self.env.execute_query(SQL(
            "WITH found AS (SELECT t.id, %(old)s AS old, %(new)s AS new FROM %(table)s AS t"
            "                WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = found.new FROM found WHERE t.id = found.id"
            " RETURNING t.id, found.old",
            old=old, new=new, table=SQL.identifier(reference.table),
            column=SQL.identifier(reference.column),
            condition=self._get_reference_condition(reference, self | master)))

    @api.model
    def _set_json_value(self, reference, value):
        """:return: SQL of the column of a row ``t`` with another JSON value"""
        if reference.kind == 'default':
            return SQL("(%s)::text", value)
        return SQL(
            "jsonb_set(%s, ARRAY[%s], %s)", SQL.identifier('t', reference.column),
            reference.other, value)

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
                # sudo: the move is not limited to what the user may see
                Model = self.env[reference.model].sudo()
                Model.invalidate_model(flush=False)
                if reference.kind in ('default', 'filter'):
                    self.env.registry.clear_cache()
                elif reference.kind != 'link' and reference.column in Model._fields:
                    Model.browse(row[0] for row in rows).modified([reference.column])
                    self._keep_what_people_wrote()

    # ------------------------------------------------------------
    # Moving back
    # ------------------------------------------------------------

    def _move_references_back(self, moved, cards):
        """Undo of :meth:`_move_references` from this master record. What has
        been moved on or deleted since stays as it is.

        :param dict moved: its result
        :param cards: the records they came from
        """
        self.ensure_one()
        references = {reference.name: reference for reference in self._get_lead_references()}
        known = {references[name]: rows for name, rows in moved.items() if name in references}
        self.env.flush_all()
        backward = {
            'key': self._move_key_back, 'link': self._move_key_back,
            'filter': self._move_saved_filters_back}
        for reference, rows in known.items():
            move_back = backward.get(reference.kind, self._move_value_back)
            move_back(reference, rows, cards)
        (self | cards)._notify_moved(moved, known)
        self.env.flush_all()
        for reference, rows in known.items():
            self._restore_derived(reference, rows)

    def _move_key_back(self, reference, rows, cards):
        kept = set(cards.ids)
        origin = SQL("(item->>1)::int")
        self.env.cr.execute(SQL(
            "UPDATE %(table)s AS t SET %(column)s = %(origin)s"
            "  FROM jsonb_array_elements(%(rows)s::jsonb) AS item"
            " WHERE t.%(key)s = (item->>0)::int AND %(condition)s AND %(free)s",
            table=SQL.identifier(reference.table), column=SQL.identifier(reference.column),
            origin=origin, key=SQL.identifier(reference.other if reference.kind == 'link' else 'id'),
            rows=json.dumps([row for row in rows if row[1] in kept]),
            free=self._get_free_condition(reference, origin),
            condition=self._get_reference_condition(reference, self | cards, back=True)))

    def _move_value_back(self, reference, rows, cards):
        """Where the value was edited since, only what the merge replaced goes
        back."""
        old = {row[0]: row[1] for row in rows}
        value = SQL("to_jsonb(%s)", SQL.identifier('t', reference.column))
        if reference.kind in ('property', 'default'):
            value = self._get_json_value(reference)
        current = self.env.execute_query(SQL(
            "SELECT t.id, %s FROM %s AS t WHERE t.id = ANY(%s) AND %s",
            value, SQL.identifier(reference.table), list(old),
            self._get_reference_condition(reference, self | cards, back=True)))
        back = {row_id: self._put_back(old[row_id], now, set(cards.ids)) for row_id, now in current}
        new = SQL("item.value #>> '{}'")
        if reference.kind == 'company':
            new = SQL("item.value")
        elif reference.kind in ('property', 'default'):
            new = self._set_json_value(reference, SQL("item.value"))
        self.env.cr.execute(SQL(
            "UPDATE %s AS t SET %s = %s FROM jsonb_each(%s::jsonb) AS item WHERE t.id = item.key::int",
            SQL.identifier(reference.table), SQL.identifier(reference.column), new, json.dumps(back)))

    def _put_back(self, old, now, cards):
        """:param old: value before the merge: an id, a text, a list of ids or
            {company: id}
        :param now: the value that names this master record now
        :return: the value with what it named before"""
        if isinstance(old, dict) and isinstance(now, dict):
            return {**now, **{
                key: one for key, one in old.items() if one in cards and now.get(key) == self.id}}
        if isinstance(old, list) and isinstance(now, list):
            named = [one for one in old if one in cards]
            place = now.index(self.id)
            rest = [one for one in now if one not in named]
            result = rest if self.id in old else [one for one in rest if one != self.id]
            if sorted(result + named) == sorted(old):
                return old
            return result[:place] + named + result[place:]
        return old

    def _restore_derived(self, reference, rows):
        """Put back what the rows that went back had stored of their lead."""
        names = [
            name for name in self._get_derived_columns(reference)
            if any(len(row) > 2 and name in row[2] for row in rows)]
        if not names:
            return
        self.env.cr.execute(SQL(
            "UPDATE %(table)s AS t SET (%(columns)s) = (SELECT %(olds)s"
            "         FROM jsonb_populate_record(NULL::%(table)s, item->2) AS old)"
            "  FROM jsonb_array_elements(%(rows)s::jsonb) AS item"
            " WHERE t.id = (item->>0)::int AND t.%(column)s = (item->>1)::int",
            table=SQL.identifier(reference.table), column=SQL.identifier(reference.column),
            columns=SQL(", ").join(SQL.identifier(name) for name in names),
            olds=SQL(", ").join(self._get_old_column(reference, name) for name in names),
            rows=json.dumps(rows)))
        self.env[reference.model].invalidate_model(names, flush=False)

    @api.model
    def _get_old_column(self, reference, name):
        """:return: SQL of a value as it was; empty, if it names a record that
            was deleted since"""
        field, column = self.env[reference.model]._fields[name], SQL.identifier('old', name)
        if field.type != 'many2one':
            return column
        return SQL(
            "(SELECT there.id FROM %s AS there WHERE there.id = %s)",
            SQL.identifier(self.env[field.comodel_name]._table), column)
