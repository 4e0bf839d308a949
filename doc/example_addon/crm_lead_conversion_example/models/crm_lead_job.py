"""A further kind of bulk work: putting leads on hold."""

from odoo import fields, models


class CrmLeadJob(models.Model):
    _inherit = 'crm.lead.job'

    kind = fields.Selection(selection_add=[('hold', 'Put on Hold')], ondelete={'hold': 'cascade'})


class CrmLeadJobItem(models.Model):
    _inherit = 'crm.lead.job.item'

    def _do_hold(self):
        for item in self._in_turn():
            item._attempt(item._hold)

    def _hold(self):
        [lead_id] = self._get_data()['lead_ids']
        lead = self.env['crm.lead'].browse(lead_id).exists()
        if not lead:
            return {'state': 'skipped', 'outcome': self.env._("It was deleted.")}
        lead.is_on_hold = True
        return {'state': 'done', 'outcome': self.env._("Put on hold."), 'lead_id': lead_id}
