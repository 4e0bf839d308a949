"""Enquiries by e-mail."""

from odoo import SUPERUSER_ID, api, models

from .crm_lead_enquiry import Enquiry


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """The mail gateway posts the message on the record that this returns.
        A program that calls it gets a lead, as ever: it looks at no lead that
        its user may not see.

        :return: the lead that was created, or the record of the same customer
            that the enquiry was added to
        """
        if not self.env.su:
            return super().message_new(msg_dict, custom_values=custom_values)
        enquiry = Enquiry('mail')
        lead = super(CrmLead, self.with_context(crm_lead_enquiry=enquiry)).message_new(
            msg_dict, custom_values=custom_values)
        # whoever delivers mail has no say in it
        target = lead.with_user(SUPERUSER_ID)._finish_enquiry(enquiry)
        if not enquiry.is_attached:
            return lead.with_env(self.env)
        target = target.with_env(self.env)
        target._reopen_waiting(msg_dict.get('author_id'))
        return target.with_context(crm_lead_enquiry=enquiry)
