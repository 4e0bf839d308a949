"""The record of a merge: who, when, why, the plan, and the receipt."""

from contextlib import suppress
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..tools.replica import refused_by_primary
from .crm_lead_outside import one_record


class CrmLeadMerge(models.Model):
    _name = 'crm.lead.merge'
    _inherit = ['crm.lead.log']
    _description = 'Merge of Leads'
    _rec_name = 'master_id'

    _log_lead_field = 'master_id'

    master_id = fields.Many2one(
        'crm.lead', 'Merged into', required=True, readonly=True, index=True, ondelete='cascade')
    merged_ids = fields.Many2many(
        'crm.lead', 'crm_lead_merge_rel', 'merge_id', 'lead_id', 'Merged Records', readonly=True,
        domain=['|', ('merged_into_id', '=', False), ('merged_into_id', '!=', False)],
        context={'active_test': False})
    merged_count = fields.Integer('Records', readonly=True)
    user_id = fields.Many2one(string='Merged by')
    date = fields.Datetime('Merged on')
    origin = fields.Selection([
        ('dialog', 'Merge dialog'),
        ('convert', 'Convert dialog'),
        ('mass', 'Conversion of several leads'),
        ('bulk', 'Bulk work'),
        ('assignment', 'Automatic assignment'),
        ('automatic', 'Automatic merging'),
        ('enquiry', 'Enquiry'),
        ('program', 'Program'),
    ], required=True, readonly=True)
    state = fields.Selection(
        [('done', 'Merged'), ('undone', 'Undone')], default='done', required=True, readonly=True)
    moved_count = fields.Integer('Moved', readonly=True)
    combined_count = fields.Integer('Combined', readonly=True)
    aside_count = fields.Integer('Kept Aside', readonly=True)
    left_count = fields.Integer('Left Behind', readonly=True)
    # These may hold values of fields that are not for everybody: for the
    # engine only, see read_plan().
    plan = fields.Json(readonly=True, groups='base.group_system', prefetch=False)
    undo_data = fields.Json(readonly=True, groups='base.group_system', prefetch=False)
    can_undo = fields.Boolean('Can Still Be Undone', compute='_compute_can_undo', search='_search_can_undo')

    @api.depends('state', 'undo_data')
    def _compute_can_undo(self):
        # sudo: only whether there is something to undo it by
        found = self.sudo().search([
            ('id', 'in', self.ids), ('state', '=', 'done'), ('undo_data', '!=', False)])
        for merge in self:
            merge.can_undo = merge._origin.id in found._ids

    @api.model
    def _search_can_undo(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # sudo: only whether there is something to undo it by
        found = self.sudo()._search([('state', '=', 'done'), ('undo_data', '!=', False)])
        # what is searched is subject to the rights of the user all the same
        return Domain('id', 'in', found) if True in value else Domain('id', 'not in', found)

    @api.readonly
    @refused_by_primary
    @one_record
    def read_plan(self):
        """The plan that was carried out, as far as the user may see it.

        :return: dict with ``fields``, a list of dicts with ``name``, ``label``,
            ``value`` (as stored), ``rule``, ``sources`` (ids of the records it
            came from) and ``losing`` ({record id as text: its own value, kept
            aside}); and ``moves``, a list of dicts with ``model``, ``label``
            and ``count``
        :raise AccessError: if the user may not read the master record
        """
        self.check_access('read')
        lead = self.env['crm.lead']
        # sudo: filtered by the groups of the fields right here
        plan = self.sudo().plan or {}
        visible = [
            (name, choice) for name, choice in plan.get('choices', {}).items()
            if name in lead._fields and lead._has_field_access(lead._fields[name], 'read')]
        return {
            'fields': [
                {'name': name, 'label': lead._fields[name]._description_string(self.env), **choice}
                for name, choice in visible],
            'moves': [
                {'model': model, 'label': self._get_model_label(model), 'count': count}
                for model, count in sorted(plan.get('moves', {}).items())],
        }

    @api.model
    def _get_model_label(self, model):
        # sudo: the name of a model is no secret
        return self.env['ir.model'].sudo()._get(model).name or model

    def _get_notice(self):
        """:return: dict of what the client says after a merge, with a button
            that takes it back"""
        self.ensure_one()
        names = {
            'master': self.master_id.display_name, 'count': self.merged_count, 'lead': self.merged_ids[:1].display_name}
        message = self.env._("“%(lead)s” was merged into “%(master)s”", **names) if self.merged_count == 1 else (
            self.env._("%(count)s records were merged into “%(master)s”", **names))
        return {'id': self.id, 'message': message, 'can_undo': self.can_undo}

    def _get_note(self, absorbed):
        """:return: Markup for the chatter of the master record"""
        self.ensure_one()
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            self._get_note_head(),
            Markup().join(Markup("<li>%s</li>") % lead._get_html_link() for lead in absorbed),
            self.env._(
                "Moved: %(moved)s, combined: %(combined)s, kept aside: %(aside)s, left behind: 0.",
                moved=self.moved_count, combined=self.combined_count, aside=self.aside_count))

    def _get_note_head(self):
        return self.env._("Merged into this record by %s:", self.user_id.name)

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.autovacuum
    def _gc_undo_data(self):
        """Delete the kept records, and what is needed to undo, of merges older
        than the system parameter ``crm_lead_conversion.undo_days`` says (0:
        keep for ever)."""
        days = self.env['crm.lead.conversion']._get_undo_days()
        if not days:
            return
        limit = fields.Datetime.now() - timedelta(days=days)
        old = self.search([
            ('date', '<', limit), ('undo_data', '!=', False)], order='id', limit=1000)
        for merge in old:
            # one that something else still needs does not keep the others
            with suppress(UserError, DatabaseError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                if merge.state == 'done':
                    merge.merged_ids.filtered('merged_into_id')._unlink_merged()
                merge.exists()._drop_replaced_files()
                merge.exists().write({'undo_data': False, 'plan': False})

    @api.autovacuum
    def _gc_strays(self):
        """Move what was added to a record by somebody else at the very moment
        it was merged: neither of the two could see the other. It moves to the
        master record, and back with an undo."""
        limit = fields.Datetime.now() - timedelta(days=3)
        for merge in self.search([('date', '>', limit), ('state', '=', 'done'), ('undo_data', '!=', False)]):
            master = merge.master_id
            cards = merge.merged_ids & master.merged_lead_ids
            found = cards._count_references(master) if cards else {}
            moved = cards._move_references(dict.fromkeys(cards.ids, master.id), [
                reference for reference in found if reference.kind == 'key'])[master.id] if found else {}
            if moved:
                messages = dict(merge.message_data or {})
                for lead_id, ids in self.env['crm.lead']._take_moved_messages(moved).items():
                    messages[lead_id] = [*messages.get(lead_id, ()), *ids]
                data = dict(merge.undo_data)
                for name, rows in moved.items():
                    data['moved'] = {**data['moved'], name: [*data['moved'].get(name, ()), *rows]}
                merge.write({'undo_data': data, 'message_data': messages})

    @api.model
    def _note_released(self, name, ids):
        """Keep what merged records lose because it is deleted: the value moves
        into what is needed to undo their merge.

        :param str name: many2one field of ``crm.lead``
        :param list ids: records that are deleted
        """
        self.env.cr.execute(SQL(
            "UPDATE crm_lead_merge AS merge SET undo_data = jsonb_set(merge.undo_data, '{released}',"
            "       COALESCE(merge.undo_data->'released', '[]') || found.released)"
            "  FROM (SELECT rel.merge_id, jsonb_agg(jsonb_build_array(lead.id, %s, lead.%s)) AS released"
            "          FROM crm_lead AS lead JOIN crm_lead_merge_rel AS rel ON rel.lead_id = lead.id"
            "         WHERE lead.merged_into_id IS NOT NULL AND lead.%s = ANY(%s)"
            "         GROUP BY rel.merge_id) AS found"
            " WHERE merge.id = found.merge_id AND merge.state = 'done'"
            "   AND jsonb_typeof(merge.undo_data) = 'object'",
            name, SQL.identifier(name), SQL.identifier(name), list(ids)))
        self.invalidate_model(['undo_data'], flush=False)
