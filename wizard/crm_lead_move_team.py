"""Moving the open leads of a team that no longer uses leads."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_lead_outside import one_record


class CrmLeadMoveTeam(models.TransientModel):
    _name = 'crm.lead.move.team'
    _description = 'Move Leads to Another Team'

    source_team_id = fields.Many2one('crm.team', 'From', required=True, readonly=True)
    lead_count = fields.Integer(
        'Leads You May Move', compute='_compute_lead_count', compute_sudo=False)
    team_id = fields.Many2one(
        'crm.team', 'To Team', required=True,
        domain="[('use_leads', '=', True), ('id', '!=', source_team_id)]")

    @api.depends('source_team_id')
    def _compute_lead_count(self):
        for wizard in self:
            wizard.lead_count = len(wizard._get_leads())

    def _get_leads(self):
        return self.source_team_id._get_open_leads()._filtered_access('write')

    @one_record
    def action_move(self):
        """Move the open leads that the user may change.

        :return: action that closes the dialog and says how many moved
        :raise UserError: if none is left, or the team takes no leads
        """
        if not self.team_id.use_leads:
            raise UserError(self.env._(
                "The team “%s” does not use leads. Choose another one.", self.team_id.name))
        leads = self._get_leads()
        if not leads:
            raise UserError(self.env._(
                "There are no open leads left in “%s” that you may move.", self.source_team_id.name))
        leads.write({'team_id': self.team_id.id})
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "Leads moved to %(team)s: %(count)s", count=len(leads), team=self.team_id.name),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
