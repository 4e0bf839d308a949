"""How far a lead is: entered, being handled, waiting for the customer, closed
or cancelled. The state follows from what Odoo knows of the lead, and setting it
changes that: the two cannot disagree."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.indexes import without_indexes
from .crm_lead_merge import ENGINE

# further ones say more of a lead than the ones before
_ORDER = ('draft', 'open', 'pending', 'done')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    qualification_state = fields.Selection([
        ('draft', 'Draft'),
        ('open', 'Open'),
        ('pending', 'Waiting'),
        ('done', 'Closed'),
        ('cancel', 'Cancelled'),
    ], compute='_compute_qualification_state', store=True, readonly=False,
        tracking=60, copy=False,
        help="Draft: nobody has it yet. Open: somebody works on it. Waiting: for an answer of the customer."
             " Closed: it became a customer or an opportunity. Cancelled: it is lost.")

    def _auto_init(self):
        self._add_qualification_state()
        return super()._auto_init()

    def _add_qualification_state(self):
        """The leads there are get theirs in one statement, and not one by one."""
        if column_exists(self.env.cr, 'crm_lead', 'qualification_state'):
            return
        create_column(self.env.cr, 'crm_lead', 'qualification_state', 'varchar')
        with without_indexes(self.env.cr, 'crm_lead'):
            self.env.cr.execute(SQL(
                "UPDATE crm_lead SET qualification_state = CASE"
                "       WHEN type = 'opportunity' THEN 'done' WHEN won_status = 'lost' THEN 'cancel'"
                "       WHEN user_id IS NOT NULL THEN 'open' ELSE 'draft' END"
                # an opportunity that never was a lead has none
                " WHERE type <> 'opportunity' OR date_conversion IS NOT NULL"))

    @api.depends('type', 'active', 'won_status', 'user_id')
    def _compute_qualification_state(self):
        for lead in self:
            state = lead.qualification_state
            # a merged one stays what it was
            lead.qualification_state = state if lead.merged_into_id else self._get_qualification_state(
                state, lead.type, lead.won_status, bool(lead.user_id))

    @api.model
    def _get_qualification_state(self, state, kind, won_status, has_user):
        """:param str state: what it was
        :param str kind: lead or opportunity
        :param bool has_user: whether it has a salesperson
        :return: the state that fits"""
        if kind == 'opportunity':
            # what never was a lead has none
            return state and 'done'
        if won_status == 'lost':
            return 'cancel'
        if state in ('open', 'pending', 'done'):
            return state
        return 'open' if has_user or state == 'cancel' else 'draft'

    # ------------------------------------------------------------
    # Setting it
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A file may say how far a lead is."""
        states = {place: vals['qualification_state'] for place, vals in enumerate(vals_list)
                  if vals.get('qualification_state')}
        vals_list = [*vals_list]
        for place, state in states.items():
            vals = vals_list[place] = dict(vals_list[place])
            if state == 'draft':
                # nobody has it, and not whoever imports it
                vals.setdefault('user_id', False)
            if state in ('draft', 'cancel'):
                del vals['qualification_state']
        leads = super().create(vals_list)
        stated = leads.browse(leads[place].id for place in states)
        stated.filtered(lambda lead: lead.type == 'opportunity')._write_state(False)
        if lost := leads.browse(leads[place].id for place, state in states.items() if state == 'cancel'):
            lost.action_set_lost()
        return leads

    def write(self, vals):
        """:raise UserError: if the lead cannot be in such a state"""
        state = vals.get('qualification_state')
        if not state or self.env.context.get('crm_lead_qualification') is ENGINE:
            # a program may make leads of opportunities again
            again = self.browse()
            if vals.get('type') == 'lead':
                again = self.filtered(lambda lead: lead.type == 'opportunity')
            result = super().write(vals)
            for state, leads in again.filtered(lambda lead: lead.qualification_state in (False, 'done')).grouped(
                    lambda lead: 'open' if lead.user_id else 'draft').items():
                leads._write_state(state)
            return result
        rest = {name: value for name, value in vals.items() if name != 'qualification_state'}
        result = super().write(rest) if rest else True
        self.filtered(lambda lead: lead.qualification_state != state)._set_qualification_state(state)
        return result

    def _write_state(self, state):
        """Write a state that fits what else is known of these leads."""
        if self:
            self.with_context(crm_lead_qualification=ENGINE).write({'qualification_state': state})

    def _follow_state(self):
        """Let the state follow what an undo put back, unnoticed by the ORM."""
        self.env.add_to_compute(self._fields['qualification_state'], self)
        self.flush_recordset(['qualification_state'])

    def _set_qualification_state(self, state):
        for lead in self:
            if reason := lead._get_state_refusal(state):
                raise UserError(reason)
        if state == 'cancel':
            self.action_set_lost()
            return
        if lost := self.filtered(lambda lead: lead.won_status == 'lost'):
            lost.action_restore()
        self.filtered(lambda lead: lead.qualification_state != state)._write_state(state)

    def _get_state_refusal(self, state):
        """:return: why the lead cannot be set to a state, or False"""
        self.ensure_one()
        name = self.display_name
        if self.type == 'opportunity':
            return self.env._("“%s” is an opportunity already: its time as a lead is over.", name)
        if state == 'draft' and self.user_id:
            # sudo: only the name of the salesperson
            return self.env._(
                "“%(lead)s” has a salesperson, %(user)s. Draft are leads that nobody has yet.",
                lead=name, user=self.sudo().user_id.name)
        if state == 'done' and not self.partner_id:
            return self.env._(
                "“%s” is closed by converting it into a customer or an opportunity. To give it up, mark it as lost.",
                name)
        return False

    # ------------------------------------------------------------
    # What happens to a lead
    # ------------------------------------------------------------

    def _mail_track(self, tracked_fields, initial_values):
        """A lead that was lost or restored says so already."""
        if self.won_status != initial_values.get('won_status', self.won_status):
            initial_values = {
                name: value for name, value in initial_values.items() if name != 'qualification_state'}
        return super()._mail_track(tracked_fields, initial_values)

    def _fit_qualification(self, result, snapshots):
        """The state of what these records become together.

        :param dict result: {field name: JSON value} of the merge, changed here
        :param dict snapshots: {id: values} of the records
        """
        states = [snapshots[lead.id].get('qualification_state') for lead in self]
        known = [one for one in states if one in _ORDER]
        state = max(known, key=_ORDER.index) if known else next(filter(None, states), None)
        lost = not result.get('active') and 'cancel' in states
        result['qualification_state'] = self._get_qualification_state(
            state, result.get('type'), 'lost' if lost else 'pending', bool(result.get('user_id'))) or None


class CrmLeadMerge(models.Model):
    _inherit = 'crm.lead.merge'

    def _undo(self):
        """What people changed since stays, and may ask for another state."""
        remarks = super()._undo()
        self.master_id._follow_state()
        return remarks


class CrmLeadConversion(models.Model):
    _inherit = 'crm.lead.conversion'

    def _restore_lead(self):
        """What people changed since stays, and may ask for another state."""
        remarks = super()._restore_lead()
        self.lead_id._follow_state()
        return remarks
