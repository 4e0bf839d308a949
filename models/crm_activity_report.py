from odoo import fields, models


class CrmActivityReport(models.Model):
    _inherit = 'crm.activity.report'

    qualification_state = fields.Selection(related='lead_id.qualification_state')
    step_id = fields.Many2one(related='lead_id.step_id')
