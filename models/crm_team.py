from odoo import api, fields, models

from .crm_lead_outside import one_record, some_records


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    # a new team follows the setting, as the teams do that are there when it is set
    use_leads = fields.Boolean(
        default=lambda self: self.env.user.has_group('crm.group_use_lead'))
    open_lead_count = fields.Integer('Open Leads', compute='_compute_open_lead_count')

    @api.depends('use_leads')
    def _compute_open_lead_count(self):
        counts = dict(self.env['crm.lead']._read_group(
            self._get_open_lead_domain(), ['team_id'], ['__count']))
        for team in self:
            team.open_lead_count = counts.get(team._origin, 0)

    def _get_open_lead_domain(self):
        return [('team_id', 'in', self.ids), *self.env['crm.lead']._get_open_lead_domain()]

    def _get_open_leads(self):
        """:return: leads of these teams still to be worked on, as the user
            may see them"""
        return self.env['crm.lead'].search(self._get_open_lead_domain())

    @some_records
    def action_convert_open_leads(self):
        """:return: action that opens the convert dialog for the open leads
        :raise UserError: if there are none"""
        return self._get_open_leads()._get_convert_action()

    @one_record
    def action_move_open_leads(self):
        """:return: action that opens the dialog to choose another team"""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_lead_conversion.crm_lead_move_team_action')
        action['context'] = {'default_source_team_id': self.id}
        return action
