"""Merging unasked."""

from odoo import api, models


class CrmLeadDuplicate(models.Model):
    _inherit = 'crm.lead.duplicate'

    @api.model
    def _find_automatic(self, threshold=None, salespeople=None, group_id=None):
        """Rentals are looked at by a person."""
        found = super()._find_automatic(threshold, salespeople, group_id)
        leads = self.env['crm.lead'].browse(lead_id for sure in found for lead_id in sure.lead_ids)
        rentals = set(leads.filtered('is_rental').ids)
        return [sure for sure in found if rentals.isdisjoint(sure.lead_ids)]
