"""The record of a merge: who, when, what became of everything, and undo."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLeadMerge(models.Model):
    _name = 'crm.lead.merge'
    _description = 'Merge of Leads'
    _order = 'id desc'
    _rec_name = 'master_id'

    master_id = fields.Many2one(
        'crm.lead', 'Merged into', required=True, readonly=True, index=True, ondelete='cascade')
    merged_ids = fields.Many2many(
        'crm.lead', 'crm_lead_merge_rel', 'merge_id', 'lead_id', 'Merged Records', readonly=True,
        domain=['|', ('merged_into_id', '=', False), ('merged_into_id', '!=', False)],
        context={'active_test': False})
    merged_count = fields.Integer('Records', readonly=True)
    user_id = fields.Many2one('res.users', 'Merged by', readonly=True, ondelete='set null')
    date = fields.Datetime('Merged on', required=True, readonly=True)
    origin = fields.Selection([
        ('dialog', 'Merge dialog'),
        ('convert', 'Convert dialog'),
        ('assignment', 'Automatic assignment'),
        ('program', 'Program'),
    ], required=True, readonly=True)
    state = fields.Selection(
        [('done', 'Merged'), ('undone', 'Undone')], default='done', required=True, readonly=True)
    moved_count = fields.Integer('Moved', readonly=True)
    combined_count = fields.Integer('Combined', readonly=True)
    aside_count = fields.Integer('Kept Aside', readonly=True)
    left_count = fields.Integer('Left Behind', readonly=True)
    undo_user_id = fields.Many2one('res.users', 'Undone by', readonly=True, ondelete='set null')
    undo_date = fields.Datetime('Undone on', readonly=True)
    # may hold values of fields that are not for everybody: for the engine only
    undo_data = fields.Json(readonly=True, groups='base.group_system')

    # ------------------------------------------------------------
    # Access: who may read the master record may read its merges
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        masters = self.sudo().master_id._resolve_merged().sudo(False)
        readable = masters._filtered_access('read')
        forbidden = self.filtered(
            lambda record: record.sudo().master_id._resolve_merged().sudo(False) not in readable)
        if forbidden:
            refused = masters - readable
            return forbidden, lambda: refused._check_access('read')[1]()
        return None

    @api.model
    def _get_readable_domain(self):
        """:return: domain of the merges into records the user may read, be
            they merged further or not"""
        leads = self.env['crm.lead'].with_context(active_test=False)._search(
            [('merged_into_id', '=', False)])
        # found by the far fewer records of merges, not by all readable leads
        masters = self.env.execute_query(SQL(
            "WITH RECURSIVE way(master_id, current_id) AS ("
            "   SELECT DISTINCT master_id, master_id FROM crm_lead_merge"
            "   UNION SELECT way.master_id, lead.merged_into_id FROM way"
            "     JOIN crm_lead AS lead ON lead.id = way.current_id"
            "    WHERE lead.merged_into_id IS NOT NULL)"
            " SELECT DISTINCT way.master_id FROM way"
            "   JOIN crm_lead AS lead ON lead.id = way.current_id AND lead.merged_into_id IS NOT NULL"))
        merged_on = self.env['crm.lead'].browse(row[0] for row in masters)
        readable = [
            lead.id for lead in merged_on
            if lead._resolve_merged()._filtered_access('read')]
        return Domain('master_id', 'in', leads) | Domain('master_id', 'in', readable)

    def _get_note(self, absorbed):
        """:return: Markup for the chatter of the master record"""
        self.ensure_one()
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            self.env._("Merged into this record by %s:", self.user_id.name),
            Markup().join(Markup("<li>%s</li>") % lead._get_html_link() for lead in absorbed),
            self.env._(
                "Moved: %(moved)s, combined: %(combined)s, kept aside: %(aside)s, left behind: 0.",
                moved=self.moved_count, combined=self.combined_count, aside=self.aside_count))

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def action_undo(self):
        """Put everything back: the values the merge overwrote, unless somebody
        changed them since, what it moved and nothing else, and the records.

        :return: action that says what was kept
        :raise UserError: if it was undone already, or another merge comes first
        :raise AccessError: if the user could not have merged these records
        """
        self.ensure_one()
        self.check_access('read')
        # sudo: the record belongs to the engine; the right to undo is the
        # right to change all of the records, checked as the user right here
        self_sudo = self.sudo()
        leads = (self_sudo.master_id | self_sudo.merged_ids)
        leads.sudo(False).check_access('write')
        try:
            leads.sorted('id').lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody else is changing one of these records right now. Try again in a"
                " moment.")) from None
        self_sudo._check_undo()
        message = " ".join(self_sudo._undo())
        self_sudo.write({
            'state': 'undone', 'undo_user_id': self.env.uid, 'undo_date': fields.Datetime.now()})
        self_sudo.master_id._message_log(body=Markup("<p>%s</p><p>%s</p>") % (
            self.env._("Merge undone by %s.", self.env.user.name), message))
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'title': self.env._("Merge undone"),
                'message': message,
                'sticky': bool(message),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    def _check_undo(self):
        self.invalidate_recordset(['state'])
        master = self.master_id
        if self.state == 'undone':
            raise UserError(self.env._(
                "This merge was undone already by %s.", self.undo_user_id.name))
        if not self.undo_data:
            raise UserError(self.env._(
                "This merge is too old: what is needed to undo it was deleted, as the settings"
                " say."))
        if master.merged_into_id:
            raise UserError(self.env._(
                "“%(lead)s” was merged into “%(master)s” later. Undo that merge first.",
                lead=master.display_name, master=master.merged_into_id.display_name))
        if master.merge_record_ids.filtered(
                lambda record: record.state == 'done' and record.id > self.id):
            raise UserError(self.env._(
                "Other records were merged into “%s” later. Undo that merge first.",
                master.display_name))

    def _undo(self):
        """:return: list of sentences about what could not be put back"""
        master, data = self.master_id, self.undo_data
        cards = self.merged_ids
        current = master._snapshot_values()[master.id]
        values, kept = self._get_values_to_restore(current)
        master._move_references_back(data['moved'])
        self._remove_subscriptions(data['combined'])
        kept += self._remove_copies(data['copies'])
        gone = master._snapshot_restore(values)
        cards._revive_merged(data['active'])
        if kept or set(values) != set(data['before']):
            master._recompute_derived()
        return self.env['crm.lead.conversion']._get_undo_remarks(kept, gone)

    def _get_values_to_restore(self, current):
        """:return: pair: {field: value} to put back, names of those kept"""
        before, after = self.undo_data['before'], self.undo_data['after']
        lead_fields = self.env['crm.lead']._fields
        values, kept = {}, []
        for name, value in before.items():
            if name not in current:
                continue
            if current[name] == after[name]:
                values[name] = value
            elif lead_fields[name].type == 'many2many':
                added = set(after[name]) - set(value)
                values[name] = sorted(set(current[name]) - added)
            elif not (lead_fields[name].compute and lead_fields[name].readonly):
                kept.append(name)
        return values, kept

    def _remove_subscriptions(self, combined):
        if combined:
            self.env.cr.execute(SQL(
                "DELETE FROM mail_followers_mail_message_subtype_rel"
                " WHERE (mail_followers_id, mail_message_subtype_id) IN %s",
                tuple(map(tuple, combined))))

    def _remove_copies(self, copies):
        """Delete the files of fields that the merge copied.

        :return: names of the fields whose file was replaced since
        """
        if not copies:
            return []
        self.env.cr.execute(SQL(
            "DELETE FROM ir_attachment WHERE (id, checksum) IN %s", tuple(map(tuple, copies))))
        self.master_id.invalidate_recordset(flush=False)
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT res_field FROM ir_attachment WHERE id IN %s",
            tuple(copy[0] for copy in copies)))]

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
            ('date', '<', limit), ('state', '=', 'done'), ('undo_data', '!=', False)], limit=1000)
        old.merged_ids.filtered('merged_into_id')._unlink_merged()
        old.write({'undo_data': False})
