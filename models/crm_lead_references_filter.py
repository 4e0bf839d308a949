"""Saved searches that name a merged lead by its id: they would find nothing,
as merged records are out of sight."""

import ast

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _move_saved_filters(self, reference, master):
        """Let saved filters that name these leads by id name their master.

        :return: list of [id, old text, new text]
        """
        rows = self.env.execute_query(SQL(
            "SELECT t.id, t.model_id, t.domain FROM ir_filters AS t WHERE %s",
            self._get_reference_condition(reference, self | master)))
        changed = [
            [filter_id, text, new] for filter_id, model, text in rows
            if (new := self._replace_in_domain(model, text, set(self.ids), master.id)) != text]
        self._write_saved_filters(changed, 2)
        return changed

    def _move_saved_filters_back(self, _reference, rows, _cards):
        """Undo of :meth:`_move_saved_filters`, where nobody changed them since."""
        current = dict(self.env.execute_query(SQL(
            "SELECT id, domain FROM ir_filters WHERE id = ANY(%s)", [row[0] for row in rows])))
        self._write_saved_filters([row for row in rows if current.get(row[0]) == row[2]], 1)

    @api.model
    def _write_saved_filters(self, rows, place):
        if rows:
            self.env.cr.execute(SQL(
                "UPDATE ir_filters SET domain = new.domain FROM unnest(%s::int[], %s::text[])"
                " AS new(id, domain) WHERE ir_filters.id = new.id",
                [row[0] for row in rows], [row[place] for row in rows]))

    @api.model
    def _replace_in_domain(self, model, text, ids, master_id):
        """:param str model: the one the filter is for
        :param str text: domain of a saved filter
        :return: the text with the ids replaced in conditions on leads, the
            same where it has none or is more than a plain list"""
        try:
            domain = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return text
        if not isinstance(domain, list):
            return text
        found = False
        for place, leaf in enumerate(domain):
            if not (isinstance(leaf, (list, tuple)) and len(leaf) == 3 and self._is_about_leads(model, leaf[0])):
                continue
            value = leaf[2]
            if isinstance(value, (list, tuple)):
                new = type(value)(dict.fromkeys(master_id if one in ids else one for one in value))
            else:
                new = master_id if value in ids else value
            if new != value:
                found = True
                domain[place] = type(leaf)((leaf[0], leaf[1], new))
        return repr(domain) if found else text

    @api.model
    def _is_about_leads(self, model, path):
        """:param str path: left side of a condition on records of ``model``
        :return: whether it is compared with ids of leads"""
        for name in str(path).split('.'):
            if model not in self.env or name not in self.env[model]._fields:
                return False
            if name == 'id':
                return model == 'crm.lead'
            model = self.env[model]._fields[name].comodel_name
        return model == 'crm.lead'
