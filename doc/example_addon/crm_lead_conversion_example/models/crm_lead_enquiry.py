"""Enquiries by e-mail, form or program."""

from odoo import api, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _find_enquiry_target(self, enquiry, values):
        """Each rental is a lead of its own."""
        return self.browse() if values.get('is_rental') else super()._find_enquiry_target(enquiry, values)

    def _filter_enquiry_company(self, company):
        """Nothing is added to what is on hold."""
        # sudo: whose enquiry it is need not see the record
        return super()._filter_enquiry_company(company).filtered(lambda lead: not lead.sudo().is_on_hold)

    @api.model
    def _finish_enquiry(self, enquiry):
        lead = super()._finish_enquiry(enquiry)
        if enquiry.is_attached:
            # sudo: whoever hands in an enquiry
            lead.sudo().enquiry_count += 1
        return lead
