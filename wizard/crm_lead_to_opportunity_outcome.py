"""The convert dialog of several leads: where something was refused or has to be
looked at, what became of each is kept as bulk work that is done."""

from odoo import models


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    def _with_conversion_log(self):
        """A worker of bulk work comes with a log, and keeps the outcomes itself."""
        if self._get_conversion_log():
            return super()._with_conversion_log()
        result = super()._with_conversion_log()
        if not result._is_single():
            log = result._get_conversion_log()
            log.asked = self._get_leads_to_convert()
            log.last_ids = self.env['crm.lead.job.item']._get_last_ids()
        return result

    def _get_result_action(self, action):
        log = self._get_conversion_log()
        if log.asked and (log.refusals or log.remarks):
            return self.env['crm.lead.job']._note_conversion(log)._get_action()
        return super()._get_result_action(action)
