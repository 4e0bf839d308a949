"""What a person sees of a merge afterwards: when, who, which records, and what
taking it back would do."""

from odoo import api, models
from odoo.tools import format_list
from odoo.tools.misc import format_datetime

from ..tools.replica import refused_by_primary
from ..tools.wording import quote_all
from .crm_lead_merge_consequence import SILENT_KINDS
from .crm_lead_outside import one_record


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    @api.model
    @api.readonly
    def get_merges_shown(self, lead_id):
        """The merges into a record, for the panel on its form; in one call.

        :param int lead_id: the record that survived
        :return: list of dicts, the latest first, with ``id``, ``date``,
            ``user``, ``origin``, ``state``, ``undone`` (a sentence, empty if it
            was not), ``leads`` (list of dicts with ``id`` and ``name``),
            ``receipt`` and ``can_undo``; those the user may read
        """
        merges = self.search([('master_id', '=', lead_id)]) if type(lead_id) is int else self
        origins = dict(self._fields['origin']._description_selection(self.env))
        return [{
            'id': merge.id,
            'date': format_datetime(self.env, merge.date, dt_format='short'),
            'user': merge.user_id.name or '',
            'origin': origins[merge.origin],
            'state': merge.state,
            'undone': self.env._(
                "Undone on %(date)s by %(user)s", date=format_datetime(self.env, merge.undo_date, dt_format='short'),
                user=merge.undo_user_id.name or '') if merge.state == 'undone' else '',
            'leads': [{'id': lead.id, 'name': lead.display_name} for lead in merge._get_readable_merged()],
            'receipt': self.env._(
                "Moved %(moved)s, combined %(combined)s, kept aside %(aside)s, left behind %(left)s",
                moved=merge.moved_count, combined=merge.combined_count, aside=merge.aside_count,
                left=merge.left_count),
            'can_undo': merge.can_undo,
        } for merge in merges]

    def _get_readable_merged(self):
        """:return: the merged records that the user may read: after an undo
            they can be somebody else's"""
        # sudo: only which ones; what the user may not read is taken out right here
        return self.sudo().merged_ids.sudo(False)._filtered_access('read')

    @api.readonly
    @refused_by_primary
    @one_record
    def get_undo_outlook(self):
        """What :meth:`action_undo` would do now, said before it is done; reads only.

        :return: dict with ``refusal`` (why it cannot be undone, empty if it
            can), ``will`` and ``stays``, lists of sentences about what is put
            back, and what is not
        :raise AccessError: if the user may not read the master record
        """
        self.check_access('read')
        # sudo: what is needed to undo; only labels and numbers are told
        merge = self.sudo()
        refusal = merge._get_undo_refusal() or self._get_undo_denial()
        if refusal:
            return {'refusal': refusal, 'will': [], 'stays': []}
        values, kept, gone = merge._get_undo_values()
        log, master = self.env['crm.lead.conversion'], merge.master_id.display_name
        shown = {spec.name for spec in self.env['crm.lead']._get_preview_specs()}
        will = [self.env._(
            "Back as they were: %s", quote_all(self.env, self._get_readable_merged().mapped('display_name')))]
        if moves := self._get_moves_back():
            will.append(self.env._("Goes back to them from “%(master)s”: %(moves)s", master=master, moves=moves))
        if labels := log._get_field_labels(shown & set(values)):
            will.append(self.env._("Gets its former value in “%(master)s”: %(fields)s", master=master, fields=labels))
        return {'refusal': '', 'will': will, 'stays': [
            *log._get_undo_remarks(kept, gone),
            *merge._get_released_remarks(merge.undo_data.get('released', ())),
            self.env._("What was written, planned or added since the merge stays with “%s”.", master),
        ]}

    def _get_undo_denial(self):
        """:return: sentence, if the user may not change one of the records"""
        leads = (self.sudo().master_id | self.sudo().merged_ids).sudo(False)  # sudo: which ones; checked right here
        denied = leads - leads._filtered_access('write')
        return self.env._(
            "You may not change %s. Ask the salesperson or a sales manager.",
            quote_all(self.env, denied.mapped('display_name'))) if denied else ''

    def _get_moves_back(self):
        """:return: text: what goes back, by kind"""
        Lead = self.env['crm.lead']
        # sudo: what is needed to undo; numbers only, and what the user has no
        # right to read is named by no name
        moved = self.sudo()._get_moved()
        moves = Lead._without_unreadable(Lead._get_moves_by_model({
            reference: len(moved[reference.name]) for reference in Lead.sudo()._get_lead_references()
            if reference.name in moved and reference.kind not in SILENT_KINDS}))
        return format_list(self.env, [
            Lead._get_move_text(model, count, 0)
            for model, count in sorted(moves.items(), key=lambda item: Lead._get_move_order(*item)) if count])
