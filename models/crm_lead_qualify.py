"""What a lead goes through before it is an opportunity."""

from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    step_id = fields.Many2one(
        'crm.lead.step', index='btree_not_null', tracking=True, copy=False,
        ondelete='set null', group_expand='_read_group_step_ids',
        domain="['|', ('team_ids', '=', False), ('team_ids', 'in', team_id)]")

    @api.model
    def _read_group_step_ids(self, steps, domain):
        """Show empty steps too: those of the team of the context, or of all."""
        team_id = self.env.context.get('default_team_id')
        wanted = [('team_ids', '=', False)]
        if team_id:
            wanted = ['|', ('team_ids', 'in', [team_id]), *wanted]
        return steps | steps.search(wanted)
