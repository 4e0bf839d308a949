"""Moving what a merge moved back to the records it came from."""

import json

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

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
