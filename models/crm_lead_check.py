from odoo import fields, models


class CrmLeadCheck(models.Model):
    _name = 'crm.lead.check'
    _description = 'Point of the Checklist for a Lead'
    _order = 'sequence, id'

    name = fields.Char('To Be Ticked', required=True, translate=True)
    sequence = fields.Integer(default=10)
    team_id = fields.Many2one('crm.team', required=True, index=True, ondelete='cascade')
