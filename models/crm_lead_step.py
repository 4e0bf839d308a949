from odoo import fields, models


class CrmLeadStep(models.Model):
    _name = 'crm.lead.step'
    _description = 'Step of Qualifying a Lead'
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    team_ids = fields.Many2many(
        'crm.team', string='Sales Teams',
        help="Teams that use this step. Empty: all of them.")
    fold = fields.Boolean('Folded in Kanban')
