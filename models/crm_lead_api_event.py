"""What other programs can follow: conversions, merges and their undo, told on
the bus. Automation rules follow the records themselves, ``crm.lead.conversion``
and ``crm.lead.merge``."""

import re

from odoo import api, models

# {model of the record: what its creation is called}
_CREATED = {'crm.lead.conversion': 'converted', 'crm.lead.merge': 'merged'}
_CHANNEL = re.compile(r'crm_lead_conversion/([1-9][0-9]{0,9})')


class CrmLeadLog(models.AbstractModel):
    _inherit = 'crm.lead.log'

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if event := _CREATED.get(self._name):
            records._announce(event)
        return records

    def _finish_undo(self):
        result = super()._finish_undo()
        self._announce('undone')
        return result

    def _announce(self, event):
        """Tell those who follow one of the leads. Ids only, and nothing is asked
        for it: assignment converts many.

        :param str event: ``converted``, ``merged`` or ``undone``
        """
        bus = self.env['bus.bus']
        for record in self.sudo():  # sudo: the undo may have taken the lead from the user
            lead = record[self._log_lead_field]
            leads = lead | record.merged_ids if 'merged_ids' in self._fields else lead
            message = {'model': self._name, 'id': record.id, 'lead_id': lead.id, 'lead_ids': leads.ids}
            for one in leads:
                # who listens there may read it: see _build_bus_channel_list
                bus._sendone((one, 'crm_lead_conversion'), f'crm_lead_conversion/{event}', message)


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """A client names a lead, ``crm_lead_conversion/<id>``, and hears of it
        if it may read it. That name itself is no channel."""
        asked = [(channel, _CHANNEL.fullmatch(channel)) for channel in channels if isinstance(channel, str)]
        named = {channel: int(found[1]) for channel, found in asked if found and int(found[1]) < 2**31}
        channels = [channel for channel in channels if channel not in named]
        if named and self.env.user._is_internal():
            leads = self.env['crm.lead'].browse(named.values()).exists()
            channels += [(lead, 'crm_lead_conversion') for lead in leads._filtered_access('read')]
        return super()._build_bus_channel_list(channels)
