"""Bulk work: converting leads, set-based as far as nothing fails."""

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from .crm_lead_convert_log import ConversionLog
from .crm_lead_outside import one_record

_DIALOG = 'crm.lead2opportunity.partner.mass'
# Fields of the dialog that a job takes along; of several records their ids.
OPTIONS = (
    'action', 'user_id', 'team_id', 'partner_id', 'deduplicate', 'force_assignment', 'checklist_overridden',
    'user_ids', 'also_merge_ids')


class CrmLeadJob(models.Model):
    _inherit = 'crm.lead.job'

    @api.model
    def _get_convert_name(self, count):
        """:return: what converting so many leads is called"""
        return self.env._("Convert a lead into an opportunity") if count == 1 else self.env._(
            "Convert %s leads into opportunities", count)

    @api.model
    def _note_conversion(self, log):
        """Keep what became of leads that were converted in the request, as if
        it had been bulk work: shown and taken back in the same way.

        :param log: of that conversion
        :return: the job, done
        """
        Item, leads, now = self.env['crm.lead.job.item'], log.asked, fields.Datetime.now()
        outcomes = Item._get_convert_outcomes(leads, log, *log.last_ids)
        names = self._get_convert_names(leads, log)
        job = self._create_job(
            'convert', name=self._get_convert_name(len(leads)), state='done', done_date=now)
        # sudo: nobody writes items but the engine
        Item.sudo().create([{
            'job_id': job.id, 'sequence': place, 'name': names[lead.id], 'data': {'lead_ids': lead.ids}, 'date': now,
            # nobody tries it again
            **(outcomes[lead.id] or {'state': 'failed', 'outcome': log.refusals[lead]}),
        } for place, lead in enumerate(leads)])
        return self.browse(job.id)

    @api.model
    def _get_convert_names(self, leads, log):
        """:return: {lead id: what it is called}; one that the user may not read
            is a number"""
        refused = leads.filtered(lambda lead: lead in log.refusals)
        # sudo: what was not refused the user could change, and may have given away since
        known = refused.exists()._filtered_access('read').sudo() | (leads - refused).sudo().exists()
        names = {**log.names, **{lead.id: lead.display_name for lead in known}}
        return {lead_id: names.get(lead_id) or self.env._("Number %s", lead_id) for lead_id in leads._ids}

    @one_record
    def action_open_leads(self):
        """:return: action that opens what was converted, as far as the user may
            read it
        :raise UserError: if that is nothing
        :raise AccessError: if the user may not see the job"""
        self.check_access('read')
        # sudo: which these are; they are read as the user
        items = self.env['crm.lead.job.item'].sudo().search([('job_id', '=', self.id), ('state', '=', 'done')])
        leads = items.lead_id.sudo(False)._filtered_access('read')
        if not leads:
            raise UserError(self.env._("There is nothing to open: what was converted is a colleague's now, or gone."))
        return leads.redirect_lead_opportunity_view() if len(leads) == 1 else leads._get_converted_action()


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    def _do_convert(self):
        """Convert the lead of each item, with those it was put together with."""
        if not self.env[_DIALOG].has_access('create'):
            self._set_outcome('failed', self.env._("You may not convert leads any more. Ask a sales manager."))
            return
        bundles = self.grouped(lambda item: item.leader_id or item)
        for leader in self.browse(leader.id for leader in bundles)._in_turn():
            bundles[leader]._convert_bundle(bundles[leader]._get_scope(leader))

    def _get_scope(self, leader):
        """:param leader: item that stands for these
        :return: leads that those of these items may be merged with: each other,
            and what was taken before them where all were too many to be taken at once"""
        # sudo: for the engine only; ids, each checked as the user
        engine = self.sudo()
        if not engine.job_id.options.get('deduplicate'):
            return self._get_leads()
        return (self + engine.search([('leader_id', '=', leader.id), ('state', '=', 'done')]))._get_leads()

    def _convert_bundle(self, scope):
        """All at once; where that does not go, in halves, down to the lead that
        fails: it is known then, and does not stop the others.

        :param scope: leads these may be merged with
        """
        if len(self) == 1:
            self._attempt(lambda: self._convert(scope)[self])
        elif self and not self._convert_together(scope):
            middle = len(self) // 2
            for half in (self[:middle], self[middle:]):
                half._convert_bundle(scope)

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
        also = scope.browse()
        if options.get('deduplicate', True):
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
        kept = {*self._get_converted(leads, log, last_conversion)}
        leads._tell_of_given({
            lead_id: whom for lead_id, whom in log.given.items() if lead_id not in kept})
        outcomes = self._get_convert_outcomes(leads, log, last_merge, last_conversion)
        return {item: outcomes[item._get_data()['lead_ids'][0]] for item in self}

    @api.model
    def _get_last_ids(self):
        """:return: pair: ids of the last merge and the last conversion"""
        # sudo: numbers only
        return tuple(
            self.env[model].sudo().search([], order='id desc', limit=1).id or 0
            for model in ('crm.lead.merge', 'crm.lead.conversion'))

    @api.model
    def _get_convert_outcomes(self, leads, log, last_merge, last_conversion):
        """:return: {lead id: parameters of :meth:`_set_outcome`}, None for one
            that somebody else is changing"""
        into = {lead.id: log.get_last(lead.id) for lead in leads}
        # sudo: the user may have given the opportunities away
        merges = self.env['crm.lead.merge'].sudo().search(
            [('id', '>', last_merge), ('master_id', 'in', list(into.values()))], order='id')
        by_lead = {lead.id: merge.id for merge in merges for lead in merge.merged_ids}
        by_lead.update({
            merge.master_id.id: merge.id for merge in merges if merge.master_id.id not in by_lead})
        conversions = self._get_converted(leads, log, last_conversion)
        existing = {lead.id: lead for lead in leads.browse(set(into.values())).sudo().exists()}
        remarks = {lead.id: text for lead, text in log.remarks.items()}
        # an error while it was converted, or no right to do it; else there was nothing to do
        log.failed |= set(leads.exists() - leads.exists()._filtered_access('write'))
        outcomes = {}
        # a conversion belongs to the lead itself, else to the first that went into it
        for lead in leads.sorted(lambda lead: lead.id != into[lead.id]):
            last = into[lead.id]
            outcomes[lead.id] = lead._get_convert_outcome(
                log, existing.get(last, leads.browse()), by_lead.get(lead.id), conversions.pop(last, False),
                remarks.get(lead.id))
        return outcomes

    @api.model
    def _get_converted(self, leads, log, last_conversion):
        """:return: {lead id: id of its new conversion} of what these leads are now"""
        # sudo: the user may have given the opportunities away
        return {
            conversion.lead_id.id: conversion.id
            for conversion in self.env['crm.lead.conversion'].sudo().search([
                ('id', '>', last_conversion),
                ('lead_id', 'in', [log.get_last(lead_id) for lead_id in leads._ids])])}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_convert_outcome(self, log, result, merge_id, conversion_id, remark):
        """:param result: the record that this lead is now
        :return: parameters of ``crm.lead.job.item._set_outcome``, None if
            somebody else is changing it"""
        if self in log.busy:
            return None
        links = {
            'lead_id': result.id, 'merge_id': merge_id,
            'conversion_ids': [(6, 0, [conversion_id] if conversion_id else [])]}
        if self in log.refusals:
            return {**links, 'outcome': log.refusals[self], 'state': 'failed' if self in log.failed else 'skipped'}
        if self != result.sudo(False):
            outcome = self.env._("Merged into “%s”.", result.display_name)
        else:
            outcome = remark or self.env._("Converted into an opportunity.")
        return {**links, 'outcome': outcome, 'state': 'done'}
