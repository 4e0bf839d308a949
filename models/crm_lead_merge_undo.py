"""Taking a merge back."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.survivorship import BLOCKS
from .crm_lead_outside import one_record


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    @one_record
    def action_undo(self):
        """Put everything back: the values the merge overwrote, unless somebody
        changed them since, what it moved and nothing else, and the records.

        :return: action that says what was kept
        :raise UserError: if it was undone already, or another merge comes first
        :raise AccessError: if the user could not have merged these records
        """
        # sudo: which records these are; they are checked as the user
        leads = self.sudo().master_id | self.sudo().merged_ids
        merge = self._prepare_undo(leads).with_context(tracking_disable=True, mail_notrack=True)
        leads._finish_tracking()
        merge._check_undo()
        message = " ".join(merge._undo())
        merge._finish_undo()
        merge.master_id._message_log(body=Markup("<p>%s</p><p>%s</p>") % (
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
        if refusal := self._get_undo_refusal():
            raise UserError(refusal)

    def _get_undo_refusal(self):
        """:return: sentence that says why it cannot be undone, empty if it can"""
        master = self.master_id
        if self.state == 'undone':
            return self.env._("This merge was undone already by %s.", self.undo_user_id.name)
        if not self.undo_data:
            return self.env._(
                "This merge is too old: what is needed to undo it was deleted, as the settings"
                " say.")
        if master.merged_into_id:
            return self.env._(
                "“%(lead)s” was merged into “%(master)s” later. Undo that merge first.",
                lead=master.display_name, master=master.merged_into_id.display_name)
        if master.merge_record_ids.filtered(
                lambda record: record.state == 'done' and record.id > self.id):
            return self.env._(
                "Other records were merged into “%s” later. Undo that merge first.",
                master.display_name)
        return ''

    def _undo(self):
        """:return: list of sentences about what could not be put back"""
        master, data = self.master_id, self.undo_data
        cards = self.merged_ids
        values, kept, gone = self._get_undo_values()
        master._move_references_back(self._get_moved(), cards)
        self._remove_subscriptions(data['combined'])
        self._remove_followers(data.get('followers'))
        kept += self._put_files_back(data)
        master._snapshot_restore(values, checked=True)
        cards._revive_merged(master, data['active'])
        if kept or set(values) != set(data['before']):
            master._recompute_derived()
        (master | cards)._follow_customers(data.get('customers') or {})
        return [
            *self.env['crm.lead.conversion']._get_undo_remarks(kept, gone),
            *self._get_released_remarks(data.get('released', ()))]

    def _get_undo_values(self):
        """:return: triple: {field: value} to put back, names of the fields that
            keep a newer value, names of those whose former value was deleted"""
        current = self.master_id._snapshot_values()[self.master_id.id]
        values, kept = self._get_values_to_restore(current)
        # what a person took from a merged record stays, and is named
        kept += [name for name in (self.plan or {}).get('taken', ()) if name not in kept and name in current]
        values, gone = self._without_halves(values)
        return values, kept, gone

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    @api.model
    def _get_undo_blocks(self):
        """:return: list of sets of fields that are put back together or not at
            all: half an address would be nobody's"""
        blocks = {block.name: set(block.fields) for block in BLOCKS}
        # an assignment says nothing about the stage
        blocks['progress'] -= {'date_open', 'date_conversion'}
        return list(blocks.values())

    def _get_values_to_restore(self, current):
        """:return: pair: {field: value} to put back, names of those kept"""
        before, after = self.undo_data['before'], self.undo_data['after']
        lead_fields = self.env['crm.lead']._fields
        changed = {
            name for name, value in after.items()
            if name in current and current[name] != value and not self._is_scoring(name, current)}
        for block in self._get_undo_blocks():
            if changed & block:
                changed |= block & set(after)
        values, kept = {}, []
        for name, value in before.items():
            field = lead_fields.get(name)
            if name not in current or field is None or value == after[name]:
                continue
            if name not in changed:
                values[name] = value
            elif field.type == 'many2many':
                added = set(after[name]) - set(value)
                values[name] = sorted(set(current[name]) - added)
            elif not (field.compute and field.readonly):
                kept.append(name)
        return values, kept

    def _without_halves(self, values):
        """Leave out what points to records deleted since, and the rest of a
        block of which one field is gone.

        :return: pair: {field: value}, names of the fields that are gone
        """
        values, gone = self.master_id._snapshot_without_gone(values)
        left = set().union(*(block for block in self._get_undo_blocks() if block & set(gone)))
        return {name: value for name, value in values.items() if name not in left}, gone

    def _is_scoring(self, name, current):
        """:return: whether a changed success rate is the work of Odoo's
            scoring, which computes it anew every night, and of nobody else"""
        after = self.undo_data['after']
        if name == 'automated_probability':
            return True
        return name == 'probability' and (
            after[name] == after.get('automated_probability')
            and current[name] == current['automated_probability'])

    def _get_released_remarks(self, released):
        """:param released: list of [lead id, field name, id of what was deleted]"""
        lead_fields = self.env['crm.lead']._fields
        return [
            self.env._("“%(lead)s” comes back without its %(field)s, which was deleted.",
                       lead=lead.display_name, field=lead_fields[name]._description_string(self.env))
            for lead_id, name, _record_id in released
            for lead in self.env['crm.lead'].browse(lead_id) if name in lead_fields
        ]

    # ------------------------------------------------------------
    # What the merge added
    # ------------------------------------------------------------

    def _remove_subscriptions(self, combined):
        if combined:
            self.env.cr.execute(SQL(
                "DELETE FROM mail_followers_mail_message_subtype_rel"
                " WHERE (mail_followers_id, mail_message_subtype_id) IN %s",
                tuple(map(tuple, combined))))

    def _remove_followers(self, follower_ids):
        """Those who follow since they were assigned by the merge."""
        if follower_ids:
            self.env['mail.followers'].browse(follower_ids).exists().filtered(
                lambda row: row.res_model == 'crm.lead' and row.res_id == self.master_id.id).unlink()
