"""The record of a conversion: who sees it, its note, how long it is kept."""

import hashlib
import json
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.wording import percent


class CrmLeadConversion(models.Model):
    _name = 'crm.lead.conversion'
    _inherit = ['crm.lead.log']
    _description = 'Conversion of a Lead'
    _rec_name = 'lead_id'

    _log_lead_field = 'lead_id'

    lead_id = fields.Many2one(
        'crm.lead', 'Opportunity', required=True, readonly=True, index=True, ondelete='cascade')
    user_id = fields.Many2one(string='Converted by')
    date = fields.Datetime('Converted on')
    origin = fields.Selection([
        ('dialog', 'Convert dialog'),
        ('mass', 'Conversion of several leads'),
        ('program', 'Assignment, mail link or program'),
        ('customer', 'Convert to customer'),
    ], required=True, readonly=True,
        help="Where it was converted. All but “Convert to customer” made an opportunity of it.")
    customer_action = fields.Selection([
        ('create', 'Create a new customer'),
        ('exist', 'Link to an existing customer'),
        ('each_exist_or_create', 'Use existing customer or create'),
        ('nothing', 'Do not link to a customer'),
    ], 'Customer Choice', readonly=True)
    partner_created_id = fields.Many2one(
        'res.partner', 'Created Customer', readonly=True, index='btree_not_null',
        ondelete='set null')
    company_created_id = fields.Many2one(
        'res.partner', 'Created Company', readonly=True, index='btree_not_null',
        ondelete='set null')
    state = fields.Selection(
        [('done', 'Converted'), ('undone', 'Undone')],
        default='done', required=True, readonly=True)
    # The values may hold fields that are not for everybody: for the engine only.
    values_before = fields.Json(readonly=True, groups='base.group_system')
    values_after = fields.Json(readonly=True, groups='base.group_system')
    can_undo = fields.Boolean(compute='_compute_can_undo')

    @api.depends('state', 'values_before')
    def _compute_can_undo(self):
        for conversion in self:
            # sudo: only whether there is something to take back, not what
            conversion.can_undo = bool(
                conversion.state == 'done' and conversion.sudo().values_before)

    # ------------------------------------------------------------
    # Note
    # ------------------------------------------------------------

    @api.model
    def _get_hash(self, values):
        """:return: short text that is the same for the same JSON values"""
        text = json.dumps(values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _get_note(self):
        """:return: Markup for the chatter: who, how, and the choices made"""
        self.ensure_one()
        user = self.user_id.name
        title = {
            'dialog': lambda: self.env._("Converted into an opportunity by %s.", user),
            'mass': lambda: self.env._(
                "Converted into an opportunity by %s, together with other leads.", user),
            'program': lambda: self.env._(
                "Converted into an opportunity by assignment, a link or a program, as %s.", user),
            'customer': lambda: self.env._("Converted into a customer by %s.", user),
        }[self.origin]()
        return Markup("<p>%s</p><ul>%s</ul>") % (
            title, Markup().join(Markup("<li>%s</li>") % line for line in self._get_note_lines()))

    def _get_note_lines(self):
        """:return: list of sentences of the note; an override adds to it"""
        lead = self.lead_id
        lines = [self._get_customer_line()]
        if lead.user_id:
            lines.append(self.env._("Salesperson: %s", lead.user_id.name))
        if lead.team_id:
            lines.append(self.env._("Sales team: %s", lead.team_id.name))
        if self.origin == 'dialog':
            lines += self._get_changed_lines()
        return lines

    def _get_changed_lines(self):
        """:return: what the dialog let the user type, where it was changed"""
        lead = self.lead_id
        shown = {
            'name': str,
            'expected_revenue': lambda value: formatLang(
                self.env, value or 0, currency_obj=lead.company_currency),
            'probability': lambda value: percent(self.env, value),
        }
        before, after = self.values_before or {}, self.values_after or {}
        return [
            self.env._("%(field)s: %(before)s → %(after)s",
                       field=lead._fields[name]._description_string(self.env),
                       before=show(before.get(name)), after=show(after[name]))
            for name, show in shown.items() if name in after
        ]

    def _get_customer_line(self):
        partner = self.lead_id.partner_id
        if self.partner_created_id:
            return self.env._("Customer created: %s", partner.display_name)
        if partner and (self.values_after or {}).get('partner_id'):
            return self.env._("Customer linked: %s", partner.display_name)
        if partner:
            return self.env._("Customer as before: %s", partner.display_name)
        if self.customer_action == 'nothing':
            return self.env._("No customer linked, as chosen")
        return self.env._("No customer linked")

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.model
    def _get_undo_days(self):
        """:return: days for which a conversion can be undone, 0 for ever"""
        return max(self.env['crm.lead']._get_merge_number('undo_days', 0), 0)

    @api.autovacuum
    def _gc_undo_values(self):
        """Delete what is needed to undo conversions older than the system
        parameter ``crm_lead_conversion.undo_days`` says (0: keep for ever)."""
        days = self._get_undo_days()
        if not days:
            return
        limit = fields.Datetime.now() - timedelta(days=days)
        self.search([('date', '<', limit), ('values_before', '!=', False)]).write({
            'values_before': False, 'values_after': False})
