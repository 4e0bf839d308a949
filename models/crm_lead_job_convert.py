"""Bulk work: converting leads, set-based as far as nothing fails."""

import logging

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .crm_lead_convert import ConversionLog

_logger = logging.getLogger(__name__)

_DIALOG = 'crm.lead2opportunity.partner.mass'
# Fields of the dialog that a job takes along; of several records their ids.
OPTIONS = (
    'action', 'user_id', 'team_id', 'partner_id', 'deduplicate', 'force_assignment', 'checklist_overridden',
    'user_ids', 'also_merge_ids')


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    def _do_convert(self):
        """Convert the lead of each item, with those it was put together with."""
        if not self.env[_DIALOG].has_access('create'):
            self._set_outcome('failed', self.env._("You may not convert leads any more. Ask a sales manager."))
            return
        bundles = self.grouped(lambda item: item.leader_id or item)
        for leader in self._in_turn():
            bundles.get(leader, leader.browse())._convert_bundle()

    def _convert_bundle(self):
        """All at once; where that does not go, lead by lead: the one that fails
        is known then, and does not stop the others."""
        scope = self._get_leads()
        if len(self) > 1 and self._convert_together(scope):
            return
        for item in self:
            item._attempt(lambda item=item: item._convert(scope)[item])

    def _get_leads(self):
        # sudo: for the engine only; ids, each checked as the user
        return self.env['crm.lead'].browse(lead_id for item in self.sudo() for lead_id in item.data['lead_ids'])

    def _convert_together(self, scope):
        """:return: whether it went through; if not, nothing was changed"""
        try:
            with self.env.cr.savepoint():
                outcomes = self._convert(scope, busy_later=False)
        except Exception:  # noqa: BLE001  whatever it is, it is said of the lead it happens to
            return False
        conversions = {
            item.id: command[2] for item, values in outcomes.items() if values
            for command in values.pop('conversion_ids')}
        for item, values in outcomes.items():
            if values:
                item._set_outcome(**values)
            else:
                item._try_later()
        self._set_conversions(conversions)
        return True

    @api.model
    def _set_conversions(self, conversions):
        """Note what items converted, for all of them at once.

        :param dict conversions: {item id: ids of conversions}
        """
        items, ids = [], []
        for item_id, conversion_ids in conversions.items():
            items += [item_id] * len(conversion_ids)
            ids += conversion_ids
        self.flush_model(['conversion_ids'])
        self.env.cr.execute(SQL(
            "INSERT INTO crm_lead_job_item_conversion_rel (item_id, conversion_id)"
            " SELECT * FROM unnest(%s::int[], %s::int[]) ON CONFLICT DO NOTHING", items, ids))
        self.invalidate_model(['conversion_ids'], flush=False)

    def _convert(self, scope, busy_later=True):
        """Convert the leads of these items by the dialog of several leads.

        :param scope: leads they may be merged with
        :param bool busy_later: raise if somebody else is changing one
        :return: {item: parameters of :meth:`_set_outcome`}, None for one that
            somebody else is changing
        """
        leads, options = self._get_leads(), self.sudo().job_id.options  # sudo: ids, each checked as the user
        log = ConversionLog('mass', customer_action=options.get('action') or False)
        log.turn, log.in_job = self[:1].sequence, True
        last_merge, last_conversion = self._get_last_ids()
        dialog = self.env[_DIALOG].with_context(
            active_model='crm.lead', active_ids=leads.ids, crm_lead_conversion_log=log)
        values = {name: options[name] for name in OPTIONS if name in options}
        also = scope | scope.browse(options.get('also_merge_ids', ()))
        try:
            dialog.create({
                **values,
                'lead_tomerge_ids': [(6, 0, leads.exists()._filtered_access('read').ids)],
                'user_ids': [(6, 0, options.get('user_ids') or [])],
                'also_merge_ids': [(6, 0, also.exists()._filtered_access('read').ids)],
            }).action_mass_convert()
        except UserError:
            if not all(lead in log.refusals for lead in leads):
                raise
        if busy_later and log.busy:
            raise LockError("")
        # the rest is told when the job is over, see crm.lead.job._tell
        kept = {*self._get_converted(log, last_conversion)}
        leads._tell_of_given({
            lead_id: whom for lead_id, whom in log.given.items() if lead_id not in kept})
        return self._get_convert_outcomes(log, last_merge, last_conversion)

    @api.model
    def _get_last_ids(self):
        """:return: pair: ids of the last merge and the last conversion"""
        # sudo: numbers only
        return tuple(
            self.env[model].sudo().search([], order='id desc', limit=1).id or 0
            for model in ('crm.lead.merge', 'crm.lead.conversion'))

    def _get_convert_outcomes(self, log, last_merge, last_conversion):
        """:return: as :meth:`_convert`"""
        leads = self._get_leads()
        into = {lead.id: log.get_last(lead.id) for lead in leads}
        # sudo: the user may have given the opportunities away
        merges = self.env['crm.lead.merge'].sudo().search(
            [('id', '>', last_merge), ('master_id', 'in', list(into.values()))], order='id')
        by_lead = {lead.id: merge.id for merge in merges for lead in merge.merged_ids}
        by_lead.update({
            merge.master_id.id: merge.id for merge in merges if merge.master_id.id not in by_lead})
        conversions = self._get_converted(log, last_conversion)
        existing = leads.browse(set(into.values())).sudo().exists()
        remarks = {lead.id: text for lead, text in log.remarks.items()}
        # an error while it was converted, or no right to do it; else there was nothing to do
        log.failed |= set(leads.exists() - leads.exists()._filtered_access('write'))
        outcomes = {}
        # a conversion belongs to the lead itself, else to the first that went into it
        for item in sorted(self, key=lambda item: (lead_id := item._get_lead_id()) != into[lead_id]):
            lead_id = item._get_lead_id()
            outcomes[item] = item._get_convert_outcome(
                log, existing.filtered(lambda lead, last=into[lead_id]: lead.id == last),
                by_lead.get(lead_id), conversions.pop(into[lead_id], False), remarks.get(lead_id))
        return outcomes

    def _get_converted(self, log, last_conversion):
        """:return: {lead id: id of its new conversion} of what the leads of these items are now"""
        # sudo: the user may have given the opportunities away
        return {
            conversion.lead_id.id: conversion.id
            for conversion in self.env['crm.lead.conversion'].sudo().search([
                ('id', '>', last_conversion),
                ('lead_id', 'in', [log.get_last(lead_id) for lead_id in self._get_leads()._ids])])}

    def _get_lead_id(self):
        return self._get_data()['lead_ids'][0]

    def _get_convert_outcome(self, log, result, merge_id, conversion_id, remark):
        """:param result: the record that the lead of this item is now
        :return: parameters of :meth:`_set_outcome`, None if somebody else is
            changing it"""
        lead = self._get_leads()
        if lead in log.busy:
            return None
        links = {
            'lead_id': result.id, 'merge_id': merge_id,
            'conversion_ids': [(6, 0, [conversion_id] if conversion_id else [])]}
        if lead in log.refusals:
            return {**links, 'outcome': log.refusals[lead], 'state': 'failed' if lead in log.failed else 'skipped'}
        if lead != result.sudo(False):
            outcome = self.env._("Merged into “%s”.", result.display_name)
        else:
            outcome = remark or self.env._("Converted into an opportunity.")
        return {**links, 'outcome': outcome, 'state': 'done'}


class CrmLeadJob(models.Model):
    _inherit = 'crm.lead.job'

    # the salespeople hear once of all that a job gave them, and only then
    to_tell = fields.Boolean(readonly=True, groups='base.group_system')

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, 'to_tell': vals['kind'] == 'convert'} for vals in vals_list])

    def _finish(self):
        done = super()._finish()
        done._tell()
        return done

    def _tell(self):
        """Tell the salespeople which leads these jobs gave them, of each job
        once, when nothing of it waits."""
        over = self.filtered('to_tell')
        waiting = self.env['crm.lead.job.item']._read_group(
            [('job_id', 'in', over.ids), ('state', '=', 'waiting')], ['job_id'])
        for job in (over - self.browse(job.id for job, in waiting)).try_lock_for_update(allow_referencing=True):
            job.to_tell = False
            try:
                with self.env.cr.savepoint():
                    job.with_env(job._get_user_env(None)).env['crm.lead']._tell_of_given(job._get_given())
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                # what was converted stays so
                _logger.exception("Bulk work %s: the salespeople were not told", job.ids)

    def _get_given(self):
        """:return: as ``crm.lead._tell_of_given`` wants it, of what this job
            gave to somebody else who has it still"""
        rows = self.env.execute_query(SQL(
            "SELECT lead.id, users.partner_id FROM crm_lead_job_item AS item"
            "  JOIN crm_lead_job_item_conversion_rel AS rel ON rel.item_id = item.id"
            "  JOIN crm_lead_conversion AS conversion ON conversion.id = rel.conversion_id"
            "  JOIN crm_lead AS lead ON lead.id = conversion.lead_id"
            "  JOIN res_users AS users ON users.id = lead.user_id AND users.active"
            " WHERE item.job_id = %s AND lead.user_id IS DISTINCT FROM %s"
            "   AND conversion.values_after->'user_id' = to_jsonb(lead.user_id) ORDER BY lead.id",
            self.id, self.user_id.id or None))
        return {lead_id: ((partner_id,), 'mail.message_user_assigned') for lead_id, partner_id in rows}
