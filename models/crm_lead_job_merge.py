"""Bulk work: merging groups of leads, and taking merges and conversions back."""

import logging

from odoo import models
from odoo.exceptions import LockError, UserError

from ..tools.wording import quote_all
from .crm_lead_merge import MergeOrigin

_logger = logging.getLogger(__name__)

# What is merged together at most: groups, and records of them.
_TOGETHER = 100
_TOGETHER_LEADS = 500


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _do_merge(self):
        """Merge the group of each item: many at once, in order."""
        bundles = self._get_merge_bundles()
        for first in self._in_turn():
            bundles.get(first, first.browse())._merge_bundle()

    def _get_merge_bundles(self):
        """:return: {item: that item and those merged together with it}"""
        bundles, place = {}, 0
        sizes = [len(item._get_data()['lead_ids']) for item in self]
        while place < len(self):
            end, count = place + 1, sizes[place]
            while end < len(self) and end - place < _TOGETHER and count + sizes[end] <= _TOGETHER_LEADS:
                count += sizes[end]
                end += 1
            bundles[self[place]] = self[place:end]
            place = end
        return bundles

    def _merge_bundle(self):
        """All at once; where that does not go, in halves, down to the group that
        fails: it is known then, and does not stop the others."""
        left = self
        if len(self) > 1 and self.env['crm.lead']._is_merged_together():
            try:
                with self.env.cr.savepoint():
                    left -= self._merge_together()
            except Exception:  # noqa: BLE001  whatever it is, it is said of the group it happens to
                middle = len(self) // 2
                for half in (self[:middle], self[middle:]):
                    half._merge_bundle()
                return
        leads = self.env['crm.lead'].browse(lead_id for item in left for lead_id in item._get_data()['lead_ids'])
        for item in left:
            group = leads.browse(item._get_data()['lead_ids']).with_prefetch(leads._prefetch_ids)
            item._attempt(lambda item=item, group=group: item._merge_group(group))
            item._tell_duplicates()

    def _merge_together(self):
        """Merge the groups that nothing speaks against; of the others it is to
        be said why, or they need more than that.

        :return: items that are done
        """
        groups = self._get_groups()
        merges = self.env['crm.lead']._merge_together(
            {master: records for master, records, _left_out in groups.values()}, 'bulk')
        done = self.filtered(lambda item: item in groups and groups[item][0].id in merges)
        for item in done:
            master, records, left_out = groups[item]
            item._set_outcome(**item._get_merge_outcome(master, len(records), left_out, merges[master.id]))
        done._tell_duplicates()
        return done

    def _get_groups(self):
        """:return: {item: triple: master record, the records with it, those
            left out} of the groups that nothing speaks against"""
        ids = {item: dict.fromkeys(item._get_data()['lead_ids']) for item in self}
        leads = self.env['crm.lead'].browse(dict.fromkeys(lead_id for own in ids.values() for lead_id in own)).exists()
        fit = set(leads._filtered_access('read')._filtered_access('write').filtered(
            lambda lead: not lead.merged_into_id)._ids)
        groups, seen = {}, set()
        for item, own in ids.items():
            is_fit = seen.isdisjoint(own) and fit.issuperset(own)
            seen.update(own)
            if not is_fit:
                continue
            records = leads.browse(own).with_prefetch(leads._prefetch_ids)
            left_out = records._get_left_out()
            records -= left_out
            master_id = item._get_data().get('master_id')
            if len(records) > 1 and (not master_id or master_id in records._ids):
                groups[item] = (
                    records.browse(master_id) if master_id else records._get_master_record(), records, left_out)
        return groups

    def _merge_group(self, leads):
        """Merge those of a group that can be. What was won, lost or archived
        since stays as it is, and is named.

        :return: parameters of :meth:`_set_outcome`
        """
        existing = leads.exists()
        self._check_may_change(existing)
        records = existing._resolve_merged()
        self._check_may_change(records)
        left_out = records._get_left_out()
        records -= left_out
        if len(records) < 2:
            return self._get_nothing_to_merge(leads, existing, records, left_out)
        data = self._get_data()
        master_id = leads.browse(data.get('master_id'))._get_current_ids().get(data.get('master_id'))
        said = self._get_merge_origin(master_id if master_id in records._ids else False)
        master = records.with_context(crm_lead_merge_origin=said)._merge_opportunity(max_length=0)
        # sudo: the user may have given it away; without kept records there is none
        merge = master.sudo().merge_record_ids[:1] if self.env['crm.lead']._is_keeping_merged() else False
        return self._get_merge_outcome(master, len(records), left_out, merge)

    def _get_merge_outcome(self, master, count, left_out, merge):
        """:return: parameters of :meth:`_set_outcome`"""
        outcome = self.env._("Merged into “%s”.", master.display_name) if count == 2 else self.env._(
            "Merged into “%(lead)s”: %(count)s records.", lead=master.display_name, count=count - 1)
        if left_out:
            outcome += " " + self._get_left_out_text(left_out)
        return {'state': 'done', 'outcome': outcome, 'lead_id': master.id, 'merge_id': merge and merge.id}

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
            "Not merged, as it was won, lost or archived: %s.", quote_all(self.env, leads.mapped('display_name')))

    def _tell_duplicates(self):
        """Let the groups of duplicates know what became of them."""
        for state, items in self.sudo().grouped('state').items():  # sudo: nobody reads the rest of items
            ids = [item.data['duplicate_id'] for item in items if item.data.get('duplicate_id')]
            if not ids or state == 'waiting':
                continue
            try:
                with self.env.cr.savepoint():
                    self.env['crm.lead.duplicate'].browse(ids)._job_done(items[:1])
            except Exception:
                # what was merged stays merged
                _logger.exception("Bulk work: the groups of duplicates %s were not told", ids)

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


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_left_out(self):
        """:return: those that bulk work does not merge"""
        return self.filtered(lambda lead: not lead.active or lead.won_status != 'pending')
