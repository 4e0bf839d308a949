"""What a lead goes through before it is an opportunity."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead_outside import one_record


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

    @one_record
    def action_next_step(self):
        """Go to the next step of the lead's team.

        :return: True
        :raise UserError: if it is at the last one, or an opportunity already
        """
        self.check_access('write')
        if self.type == 'opportunity':
            raise UserError(self.env._(
                "“%s” is an opportunity already: its steps as a lead are done.", self.display_name))
        steps = self.env['crm.lead.step'].search([
            '|', ('team_ids', '=', False), ('team_ids', 'in', self.team_id.ids)])
        ahead = steps[steps.ids.index(self.step_id.id) + 1:] if self.step_id in steps else steps
        if not ahead:
            raise UserError(self.env._(
                "“%(lead)s” is at the last step, %(step)s. Convert it, or mark it as lost.",
                lead=self.display_name, step=self.step_id.name or self.env._("none")))
        self.step_id = ahead[0]
        # nothing cannot be sent by XML-RPC
        return True
