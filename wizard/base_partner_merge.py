"""Odoo's dialog to merge contacts."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_foreign_keys(self, src_partners, dst_partner):
        """The leads of merged contacts change their customer without the ORM:
        their match keys are made anew."""
        lead_ids = (src_partners | dst_partner)._get_keyed_leads()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        dst_partner._mark_leads(lead_ids)
        return result
