"""A further method for programs, and what is done when something is told."""

from odoo import api, models

from odoo.addons.crm_lead_conversion.models.crm_lead_api import for_programs


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @for_programs
    def lead_hold(self, lead_ids=None, request_key=None):
        """Put leads on hold, by a program.

        :param list lead_ids: ids
        :param str request_key: done once for each
        :return: dict: ``job_id``
        """
        lead_ids = self._api_value('lead_ids', lead_ids, 'ids', required=True)
        leads = self._api_browse(lead_ids, 'write')
        return self._api_once(request_key, 'lead_hold', {'lead_ids': lead_ids}, lambda: {
            'job_id': self.env['crm.lead.job']._start('hold', [{'lead_ids': lead.ids} for lead in leads]).id})


class CrmLeadLog(models.AbstractModel):
    _inherit = 'crm.lead.log'

    def _announce(self, event):
        """The log of rentals keeps what was told on the bus."""
        result = super()._announce(event)
        for record in self.sudo():  # sudo: as super(), the lead may be somebody else's by now
            self.env['crm.rental.log'].sudo().create({'lead_id': record[self._log_lead_field].id, 'text': event})
        return result
