from odoo import api, fields, models, tools


class CrmLeadCheck(models.Model):
    _name = 'crm.lead.check'
    _description = 'Point of the Checklist for a Lead'
    _order = 'sequence, id'

    name = fields.Char('To Be Ticked', required=True, translate=True)
    sequence = fields.Integer(default=10)
    team_id = fields.Many2one('crm.team', required=True, index=True, ondelete='cascade')

    @api.model
    @tools.ormcache()
    def _get_by_team(self):
        """:return: {team id: tuple of ids in order}; most teams have none, and
            assignment asks for each lead"""
        # sudo: which ones there are, whoever asks first
        return {
            team.id: checks._ids
            for team, checks in self.sudo().search([]).grouped('team_id').items()}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
