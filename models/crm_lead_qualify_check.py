"""What has to be ticked before a lead of a team is converted."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    check_ids = fields.Many2many(
        'crm.lead.check', 'crm_lead_check_rel', 'lead_id', 'check_id', 'Checklist', copy=False,
        domain="[('team_id', '=', team_id)]",
        help="What the team wants to be ticked before the lead is converted into an opportunity")
    has_checklist = fields.Boolean(related='team_id.has_checklist')

    def write(self, vals):
        """What was ticked, and by whom, stands in the chatter."""
        if 'check_ids' not in vals:
            return super().write(vals)
        before = {lead: lead.check_ids for lead in self}
        result = super().write(vals)
        bodies = {}
        for lead in self:
            lines = []
            if ticked := lead.check_ids - before[lead]:
                lines.append(self.env._("Ticked: %s", ticked.mapped('name')))
            if taken_back := before[lead] - lead.check_ids:
                lines.append(self.env._("No longer ticked: %s", taken_back.mapped('name')))
            if lines:
                bodies[lead.id] = Markup("<p>%s</p>") % Markup("<br>").join(lines)
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)
        return result

    def _get_checks_left(self):
        """:return: what the team of this lead wants ticked and is not"""
        self.ensure_one()
        if self.type == 'opportunity' or not self.has_checklist:
            return self.env['crm.lead.check']
        # sudo: which points there are, of whatever team the lead is in
        return self.sudo().team_id.check_ids.sudo(self.env.su) - self.check_ids

    def _is_checklist_overridden(self):
        """:return: whether the user may convert leads whose checklist is not
            done: a sales manager, who is asked for it in the dialog"""
        if not (self.env.su or self.env.user.has_group('sales_team.group_sale_manager')):
            return False
        log = self._get_conversion_log()
        return not log or log.origin not in ('dialog', 'mass') or log.checklist_overridden

    def _get_checklist_refusal(self):
        """:return: why this one is not converted yet, or False"""
        if self._is_checklist_overridden():
            return False
        left = self._get_checks_left()
        if not left:
            return False
        names = left.mapped('name')
        if self.env.user.has_group('sales_team.group_sale_manager'):
            return self.env._(
                "“%(lead)s” is not ready to be converted: not ticked on its page Checklist: %(checks)s."
                " Tick “Convert anyway” if it is to be converted all the same.",
                lead=self.display_name, checks=names)
        return self.env._(
            "“%(lead)s” is not ready to be converted. Tick first on its page Checklist: %(checks)s."
            " A sales manager can convert it anyway.", lead=self.display_name, checks=names)

    def _get_conversion_refusal(self):
        return super()._get_conversion_refusal() or self._get_checklist_refusal()

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """:raise UserError: if the checklist of a lead is not done, and the user
            is no sales manager"""
        for lead in self:
            if reason := lead._get_checklist_refusal():
                raise UserError(reason)
        return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)

    def _prepare_conversion_values(self, log, before, after):
        """Note what was not ticked: then a manager, or the system, did it."""
        values = super()._prepare_conversion_values(log, before, after)
        team = self.env['crm.team'].browse(before.get('team_id') or [])
        if team.has_checklist and before.get('type') == 'lead' and log.origin != 'customer':
            left = team.check_ids.filtered(lambda check: check.id not in before.get('check_ids', ()))
            values['checks_left'] = format_list(self.env, left.mapped('name')) or False
        return values


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    checks_left = fields.Char('Not Ticked', readonly=True, help="What was not ticked when it was converted")

    def _get_note_lines(self):
        lines = super()._get_note_lines()
        if self.checks_left:
            lines.append(self.env._("Although not ticked: %s", self.checks_left))
        return lines


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    check_ids = fields.One2many(
        'crm.lead.check', 'team_id', 'Checklist', copy=True,
        help="What has to be ticked on a lead before it is converted into an opportunity")
    # stored: it is read along with the team, and asked for each lead of an assignment
    has_checklist = fields.Boolean(compute='_compute_has_checklist', store=True)

    @api.depends('check_ids')
    def _compute_has_checklist(self):
        for team in self:
            team.has_checklist = bool(team.check_ids)
