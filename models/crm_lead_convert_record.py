"""The record that is kept of a conversion, so that it can be undone."""

from collections import defaultdict
from contextlib import contextmanager

from odoo import api, fields, models

from .crm_lead_convert_log import ConversionLog


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _remember_conversion(self):
        """Note the values before a conversion that comes alone. Assignment
        converts lead by lead: what is kept of them is written for all of them
        at once, when the transaction is about to end."""
        pending = self.env.cr.precommit.data.setdefault('crm_lead_conversion.before', {})
        leads = self.filtered(lambda lead: lead.type == 'lead' and lead.id not in pending)
        if not leads:
            return
        if not pending:
            self.env.cr.precommit.add(self.browse()._finish_conversions)
        for lead_id, values in leads._snapshot_values().items():
            pending[lead_id] = (self.env.uid, values)

    @api.model
    def _finish_conversions(self):
        """Keep the conversions noted since the transaction began."""
        pending = self.env.cr.precommit.data.pop('crm_lead_conversion.before', {})
        by_user = defaultdict(dict)
        for lead_id, (uid, values) in pending.items():
            by_user[uid][lead_id] = values
        for uid, before in by_user.items():
            # sudo: assignment may have given the lead to somebody else
            self.with_user(uid).sudo().browse(before)._create_conversions(ConversionLog('program'), before)

    @contextmanager
    def _record_conversion(self):
        """Around everything that belongs to converting these records (their
        log goes along in the context): compares before and after, and keeps a
        record and a note for each that became an opportunity.

        Within it, a further call records nothing of its own.
        """
        log = self._get_conversion_log()
        leads = self.filtered(lambda lead: lead.type == 'lead')
        if log.recording or not leads:
            yield
            return
        log.recording = True
        before, log.before = log.before, None
        if before is None or before.keys() != set(leads._ids):
            before = leads._snapshot_values()
        try:
            yield
        finally:
            log.recording = False
        # sudo: the conversion may have given the lead to somebody else
        leads.sudo()._create_conversions(log, before)

    def _create_conversions(self, log, before):
        """Keep a record and a note of those that became an opportunity, and
        are still there.

        :param dict before: {lead id: values} of :meth:`_snapshot_values`
        """
        after = self._snapshot_values()
        converted = [lead_id for lead_id in self._ids if after.get(lead_id, {}).get('type') == 'opportunity']
        self.browse(converted)._keep_conversions(log, before, after)

    def _keep_conversions(self, log, before, after):
        """Keep a record and a note of what these became.

        :param dict before: {lead id: values} of :meth:`_snapshot_values`
        :param dict after: the same of now
        """
        if not self:
            return
        # sudo: only the engine may create these, whoever converts
        conversions = self.env['crm.lead.conversion'].sudo().create([
            lead._prepare_conversion_values(log, before[lead.id], after[lead.id])
            for lead in self
        ])
        self._note_conversions({conversion.lead_id.id: conversion._get_note() for conversion in conversions})

    def _prepare_conversion_values(self, log, before, after):
        """:return: values of the ``crm.lead.conversion`` of this lead"""
        self.ensure_one()
        changed = [name for name in after if before.get(name) != after[name]]
        return {
            'lead_id': self.id,
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'origin': 'program' if log.by_program else log.origin,
            'customer_action': log.customer_action,
            'values_before': {name: before.get(name) for name in changed},
            'values_after': {name: after[name] for name in changed},
            **log.created.get(self.id, {}),
        }
