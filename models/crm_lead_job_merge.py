"""Bulk work: merging groups of leads, and taking merges and conversions back."""

import logging

from odoo import models
from odoo.exceptions import LockError, UserError

from .crm_lead_merge import MergeOrigin

_logger = logging.getLogger(__name__)


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _do_merge(self):
        """Merge the group of each item. The leads of all items are read together."""
        ids = dict.fromkeys(lead_id for item in self for lead_id in item._get_data()['lead_ids'])
        together = self.env['crm.lead'].browse(ids)
        for item in self._in_turn():
            leads = together.browse(item._get_data()['lead_ids']).with_prefetch(together._prefetch_ids)
            item._attempt(lambda item=item, leads=leads: item._merge_group(leads))
            item._tell_duplicate()

    def _merge_group(self, leads):
        """Merge those of a group that can be. What was won, lost or archived
        since stays as it is, and is named.

        :return: parameters of :meth:`_set_outcome`
        """
        existing = leads.exists()
        self._check_may_change(existing)
        records = existing._resolve_merged()
        self._check_may_change(records)
        left_out = records.filtered(lambda lead: not lead.active or lead.won_status != 'pending')
        records -= left_out
        if len(records) < 2:
            return self._get_nothing_to_merge(leads, existing, records, left_out)
        data = self._get_data()
        master_id = leads.browse(data.get('master_id'))._get_current_ids().get(data.get('master_id'))
        said = self._get_merge_origin(master_id if master_id in records._ids else False)
        master = records.with_context(crm_lead_merge_origin=said)._merge_opportunity(max_length=0)
        outcome = self.env._("Merged into “%s”.", master.display_name) if len(records) == 2 else self.env._(
            "Merged into “%(lead)s”: %(count)s records.", lead=master.display_name, count=len(records) - 1)
        if left_out:
            outcome += " " + self._get_left_out_text(left_out)
        return {
            'state': 'done', 'outcome': outcome, 'lead_id': master.id,
            # sudo: the user may have given it away; without kept records there is none
            'merge_id': master.sudo().merge_record_ids[:1].id if self.env['crm.lead']._is_keeping_merged() else False,
        }

    def _get_merge_origin(self, master_id):
        """:param master_id: the record that survives; the policy decides if empty
        :return: :class:`MergeOrigin` of what this item merges"""
        return MergeOrigin('bulk', master_id)

    def _check_may_change(self, leads):
        """:raise UserError: if the user may not change one of them"""
        readable = leads._filtered_access('read')
        for lead in leads - readable:
            raise UserError(lead._get_access_refusal())
        for lead in readable - readable._filtered_access('write'):
            raise UserError(self.env._(
                "You may read “%s” but not change it. Ask its salesperson or a sales manager.", lead.display_name))

    def _get_nothing_to_merge(self, leads, existing, records, left_out):
        """:return: parameters of :meth:`_set_outcome` of a group of which less
            than two are left"""
        one = records or left_out[:1]
        if left_out:
            outcome = self._get_left_out_text(left_out)
        elif existing.filtered('merged_into_id'):
            outcome = self.env._("Merged into “%s” already.", one.display_name)
        elif leads - existing:
            outcome = self.env._("The other records were deleted in the meantime.") if existing else self.env._(
                "The records were deleted in the meantime.")
        else:
            outcome = self.env._("There is only one record.")
        return {'state': 'skipped', 'outcome': outcome, 'lead_id': one.id}

    def _get_left_out_text(self, leads):
        return self.env._(
            "Not merged, as it was won, lost or archived: %s.", ", ".join(f"“{lead.display_name}”" for lead in leads))

    def _tell_duplicate(self):
        """Let the group of duplicates know what became of it."""
        duplicate_id = self._get_data().get('duplicate_id')
        # sudo: nobody writes items but the engine
        item = self.sudo()
        if not duplicate_id or item.state == 'waiting':
            return
        try:
            with self.env.cr.savepoint():
                self.env['crm.lead.duplicate'].browse(duplicate_id)._job_done(item)
        except Exception:
            # what was merged stays merged
            _logger.exception("Bulk work: the group of duplicates %s was not told", duplicate_id)

    # ------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------

    def _get_items_to_undo(self):
        """:return: list of items of a job that takes back what these did and
            that can still be taken back, the last first"""
        merges = self.merge_id.filtered('can_undo')
        conversions = self.conversion_ids.filtered('can_undo')
        # what was merged, was merged before it was converted
        records = sorted(
            [*merges, *conversions],
            key=lambda record: (record.date, record._name == 'crm.lead.conversion', record.id), reverse=True)
        return [
            {'conversion_id' if record._name == 'crm.lead.conversion' else 'merge_id': record.id}
            for record in records]

    def _do_undo(self):
        """Take the merge or the conversion of each item back."""
        for item in self._in_turn():
            data = item._get_data()
            if data.get('merge_id'):
                record = self.env['crm.lead.merge'].browse(data['merge_id'])
            else:
                record = self.env['crm.lead.conversion'].browse(data['conversion_id'])
            item._attempt(lambda item=item, record=record: item._undo_record(record))

    def _undo_record(self, record):
        """:return: parameters of :meth:`_set_outcome`
        :raise UserError: if it cannot be taken back"""
        if not record.exists():
            return {'state': 'skipped', 'outcome': self.env._("The record was deleted in the meantime.")}
        # sudo: only whether it is done, and which lead it is about
        record_sudo = record.sudo()
        lead = record_sudo[record._log_lead_field]
        if record_sudo.state == 'undone':
            return {
                'state': 'skipped', 'lead_id': lead.id,
                'outcome': self.env._("Taken back already by %s.", record_sudo.undo_user_id.name)}
        try:
            message = record.action_undo()['params']['message']
        except UserError as error:
            if self._has_earlier():
                # another worker is about to take back what came later
                raise LockError(str(error)) from error
            raise
        outcome = self.env._("Merge undone.") if record._name == 'crm.lead.merge' else self.env._(
            "Conversion undone: it is a lead again.")
        return {'state': 'done', 'lead_id': lead.id, 'outcome': f"{outcome} {message}".strip()}

    def _has_earlier(self):
        """:return: whether an item that comes before this one still waits"""
        # sudo: items of the user's own job
        item = self.sudo()
        return bool(item.search_count(
            [('job_id', '=', item.job_id.id), ('state', '=', 'waiting'), ('id', '<', item.id)], limit=1))
