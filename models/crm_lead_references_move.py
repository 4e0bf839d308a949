"""Moving what points at merged leads to their master records: one statement
per kind of reference, whatever the number of rows and of masters."""

from collections import defaultdict

from odoo import api, models, tools
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _move_references(self, way, references):
        """Let what points at these leads point at their master records. A row
        that may not stand there twice (a unique index) stays where it is.

        :param dict way: {id of each of these leads: id of its master record};
            where another kind of reference than plain ids moves, all go into
            one
        :param references: those with rows that point at them
        :return: {master id: {reference name: list of [row id or other id,
            former lead id or value, what the row derives from it]}}
        """
        masters = self.browse(dict.fromkeys(way.values()))
        moved = {master.id: {} for master in masters}
        unique = self._get_unique_columns()
        for reference in references:
            if reference.kind in ('key', 'link'):
                move = self._move_key if reference.kind == 'key' else self._move_link
                for row in move(reference, way, unique.get(reference.table, ())):
                    moved[way[row[1]]].setdefault(reference.name, []).append(list(row))
            else:
                move = self._move_saved_filters if reference.kind == 'filter' else self._move_value
                if rows := move(reference, masters):
                    moved[masters.id][reference.name] = [list(row) for row in rows]
        rows = {}
        for each in moved.values():
            for name, own in each.items():
                rows.setdefault(name, []).extend(own)
        (self | masters)._notify_moved(rows, references)
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

    @api.model
    def _get_way(self, way):
        """:return: SQL of a table with the id of each lead and of its master
            record; the master records go nowhere"""
        masters = list(dict.fromkeys(way.values()))
        return SQL("unnest(%s::int[], %s::int[]) AS way(id, master_id)", [*way, *masters], [*way.values(), *masters])

    def _get_rank(self, reference, columns):
        """:return: SQL that is 1 for the row that may stand at the master"""
        others = [SQL.identifier('t', name) for name in sorted(columns - {reference.column})]
        key = SQL("way.master_id")
        if others:
            # empty values are never the same for a unique index
            key = SQL(
                "way.master_id, %s, CASE WHEN num_nulls(%s) > 0 THEN t.ctid END",
                SQL(", ").join(others), SQL(", ").join(others))
        column = SQL.identifier('t', reference.column)
        return SQL("row_number() OVER (PARTITION BY %s ORDER BY (%s = way.master_id) DESC, %s)", key, column, column)

    def _move_key(self, reference, way, unique):
        leads = self | self.browse(way.values())
        ranks = [
            self._get_rank(reference, columns)
            for columns in unique if reference.column in columns
        ]
        derived = self._get_derived_columns(reference)
        return self.env.execute_query(SQL(
            "WITH ranked AS (SELECT t.id, t.%(column)s AS origin, way.master_id, %(rank)s AS rank %(old)s"
            "                  FROM %(table)s AS t JOIN %(way)s ON way.id = t.%(column)s WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = ranked.master_id FROM ranked"
            " WHERE t.id = ranked.id AND ranked.origin <> ranked.master_id AND ranked.rank = 1"
            " RETURNING t.id, ranked.origin %(returned)s",
            column=SQL.identifier(reference.column), table=SQL.identifier(reference.table), way=self._get_way(way),
            rank=SQL("GREATEST(%s)", SQL(", ").join(ranks)) if ranks else SQL("1"),
            old=SQL(", jsonb_build_object(%s) AS old", SQL(", ").join(
                SQL("%s, t.%s", name, SQL.identifier(name)) for name in derived)) if derived else SQL(),
            returned=SQL(", ranked.old") if derived else SQL(),
            # what stands at the master already counts only where it is in the way
            condition=(leads if ranks else self)._get_reference_condition(reference, leads)))

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

    def _move_link(self, reference, way, _unique):
        leads = self | self.browse(way.values())
        return self.env.execute_query(SQL(
            "WITH ranked AS (SELECT t.%(other)s AS other, t.%(column)s AS origin, way.master_id, %(rank)s AS rank"
            "                  FROM %(table)s AS t JOIN %(way)s ON way.id = t.%(column)s WHERE %(condition)s)"
            " UPDATE %(table)s AS t SET %(column)s = ranked.master_id FROM ranked"
            " WHERE t.%(other)s = ranked.other AND t.%(column)s = ranked.origin"
            "   AND ranked.origin <> ranked.master_id AND ranked.rank = 1"
            " RETURNING ranked.other, ranked.origin",
            column=SQL.identifier(reference.column), other=SQL.identifier(reference.other),
            table=SQL.identifier(reference.table), way=self._get_way(way),
            rank=self._get_rank(reference, {reference.column, reference.other}),
            condition=leads._get_reference_condition(reference, leads)))

    def _move_value(self, reference, master):
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
