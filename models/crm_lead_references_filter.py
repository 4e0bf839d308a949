"""Saved searches that name a merged lead by its id: they would find nothing,
as merged records are out of sight."""

import ast

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _move_saved_filters(self, master):
        """Let saved filters that name these leads by id name their master.

        :return: {'ir_filters.domain': list of [id, old text, new text]}
        """
        rows = self.env.execute_query(SQL(
            "SELECT id, domain FROM ir_filters WHERE model_id = 'crm.lead' AND domain ~ %s",
            rf"\m({'|'.join(map(str, self.ids))})\M"))
        changed = [
            [filter_id, text, new] for filter_id, text in rows
            if (new := self._replace_in_domain(text, set(self.ids), master.id)) != text]
        self._write_saved_filters(changed, 2)
        return {'ir_filters.domain': changed} if changed else {}

    @api.model
    def _move_saved_filters_back(self, rows):
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
            self.env['ir.filters'].invalidate_model(['domain'], flush=False)
            self.env.registry.clear_cache()

    @api.model
    def _replace_in_domain(self, text, ids, master_id):
        """:param str text: domain of a saved filter
        :return: the text with the ids replaced in conditions on ``id``, the
            same where it has none or is more than a plain list"""
        try:
            domain = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return text
        if not isinstance(domain, list):
            return text
        found = False
        for place, leaf in enumerate(domain):
            if not (isinstance(leaf, (list, tuple)) and len(leaf) == 3 and leaf[0] == 'id'):
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
