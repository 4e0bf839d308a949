"""From lead to opportunity."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead_outside import one_record


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    type = fields.Selection(default=lambda self: self._default_type())
    conversion_ids = fields.One2many(
        'crm.lead.conversion', 'lead_id', 'Conversions', readonly=True)

    @api.model
    def _default_type(self):
        """Lead where Leads are in use for the user and for the team: a member
        of teams without Leads makes opportunities."""
        team_id = self.env.context.get('default_team_id')
        # sudo: only the box of the teams is asked
        if isinstance(team_id, int):
            teams = self.env['crm.team'].sudo().browse(team_id).exists()
        else:
            teams = self.env.user.sudo().crm_team_ids
        return self._get_type_for_teams(teams)

    @api.model
    def _get_type_for_teams(self, teams):
        if not self.env.user.has_group('crm.group_use_lead'):
            return 'opportunity'
        return 'opportunity' if teams and not any(teams.mapped('use_leads')) else 'lead'

    @api.model_create_multi
    def create(self, vals_list):
        """A new record becomes what its team works with, unless its type is
        given."""
        if not self.env.context.get('default_type'):
            untyped = [vals for vals in vals_list if vals.get('team_id') and 'type' not in vals]
            # sudo: only the box of the teams is asked
            teams = self.env['crm.team'].sudo().browse({vals['team_id'] for vals in untyped})
            types = {team.id: self._get_type_for_teams(team) for team in teams.exists()}
            for vals in untyped:
                if vals['team_id'] in types:
                    vals['type'] = types[vals['team_id']]
        return super().create(vals_list)

    # ------------------------------------------------------------
    # Converting
    # ------------------------------------------------------------

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Convert, and keep a :class:`crm.lead.conversion` of it, so that a
        conversion by assignment, by the link of a mail or by a program can be
        undone as one of the dialog can."""
        log = self._get_conversion_log()
        if not log:
            self._remember_conversion()
        elif log.ahead.issuperset(self._ids):
            return True
        return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)

    def _get_convertible(self):
        """:return: those that Odoo's ``convert_opportunity`` would not pass over"""
        return self.filtered(lambda lead: lead.active and lead.won_status != 'won')

    def _write_converted(self, given):
        """Make leads opportunities of their customers, a write for all that get
        the same values.

        :param dict given: {lead id: values of the salesperson and team it is given to}
        """
        groups = defaultdict(list)
        given_away = self.filtered(
            lambda lead: given.get(lead.id, {}).get('user_id', lead.user_id.id) != lead.user_id.id)
        # Odoo computes the team anew as the type changes, and reads all members of a team to find that it may stay:
        # where the salesperson stays it does, whoever is a member
        keeping = (self - given_away).filtered('team_id.use_opportunities')
        with self.env.protecting([self._fields['team_id']], keeping):
            for lead in self:
                values = lead._convert_opportunity_data(lead.partner_id)
                if lead in given_away:
                    # the team is to suit the one who gets it
                    values.pop('team_id', None)
                groups[tuple(sorted({**values, **given.get(lead.id, {})}.items()))].append(lead.id)
            for values, ids in groups.items():
                self.browse(ids).write(dict(values))

    def _convert_opportunity_data(self, customer, team_id=False):
        """An opportunity that is assigned once more keeps the date on which
        it was converted. The team stays where nobody chose another one: Odoo
        computes it anew as the type changes."""
        values = super()._convert_opportunity_data(customer, team_id)
        team = self.team_id
        if self not in self.env.protected(self._fields['team_id']) and team.use_opportunities and self.user_id \
                and self.user_id not in team.member_ids | team.user_id:
            values.setdefault('team_id', team.id)
        if self.type == 'opportunity' and self.date_conversion:
            values.pop('date_conversion', None)
        return values

    # ------------------------------------------------------------
    # What is shown then
    # ------------------------------------------------------------

    def redirect_lead_opportunity_view(self):
        """The dialog may have given the record to somebody else: it decides
        itself what the user sees then."""
        # sudo: what is shown of it is decided by the dialog, which checks it
        records = self.sudo() if self._get_conversion_log() else self
        return super(CrmLead, records).redirect_lead_opportunity_view()

    def _get_converted_action(self):
        """:return: action that lists these opportunities"""
        action = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_opportunities')
        action.update({
            'name': self.env._("Converted into Opportunities"),
            'domain': [('id', 'in', self.ids)],
            'context': {'create': False},
            'views': sorted(action['views'], key=lambda view: view[1] != 'list'),
        })
        return action

    def _get_convert_action(self):
        """:return: action that opens the dialog to convert these leads
        :raise UserError: if there are none"""
        if not self:
            raise UserError(self.env._("There are no open leads left to convert."))
        action = self.env['ir.actions.act_window']._for_xml_id('crm.action_crm_send_mass_convert')
        action['context'] = {
            'active_model': 'crm.lead', 'active_ids': self.ids, 'active_id': self[0].id}
        return action

    # ------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------

    @one_record
    def action_undo_conversion(self):
        """Undo the last conversion of this record, into an opportunity or a
        customer; for whoever may change it.

        :return: action that says what was kept and shows the record anew
        :raise UserError: if there is none to undo
        :raise AccessError: if the user may not change the record
        """
        self.check_access('write')
        self._finish_conversions()
        # sudo: whoever may change the opportunity may undo its conversion
        conversion = self.sudo().conversion_ids.filtered(
            lambda record: record.state == 'done').sorted('id')[-1:]
        if not conversion:
            raise UserError(self.env._(
                "There is no conversion of “%s” that could be undone.", self.display_name))
        return conversion.sudo(False).action_undo()
