"""From lead to opportunity: what may be converted, the log of what a
conversion does, and the way back."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError


class ConversionLog:
    """What happens during one conversion. It travels in the context of the
    records; a program outside cannot send such an object."""

    def __init__(self, origin, customer_action=False):
        self.origin = origin
        self.customer_action = customer_action
        self.created = {}
        self.recording = False
        self.merged_ids = set()
        self.refusals = {}
        self.remarks = {}

    def add_created(self, lead, partners, customer):
        """Note what was created for a lead: its customer and/or its company."""
        contact = partners & customer
        self.created[lead.id] = {
            'partner_created_id': contact.id,
            'company_created_id': (partners - contact).id,
        }


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
            for vals in vals_list:
                if vals.get('team_id') and 'type' not in vals:
                    # sudo: only the box of the team is asked
                    team = self.env['crm.team'].sudo().browse(vals['team_id']).exists()
                    vals['type'] = self._get_type_for_teams(team)
        return super().create(vals_list)

    # ------------------------------------------------------------
    # What may be converted
    # ------------------------------------------------------------

    def _get_conversion_refusals(self):
        """Why records cannot be converted, in words for the user.

        :return: {record: sentence} of those that cannot; an override adds to
            it. A record the user may not read is not named in it.
        """
        refusals = {}
        existing = self.exists()
        readable = existing._filtered_access('read')
        for lead in self - existing:
            refusals[lead] = self.env._(
                "The lead with number %s was deleted in the meantime.", lead.id)
        for lead in existing - readable:
            refusals[lead] = self.env._(
                "You have no access to the record with number %s. Ask a sales manager.", lead.id)
        writable = readable._filtered_access('write')
        for lead in readable:
            reason = lead._get_conversion_refusal(lead in writable)
            if reason:
                refusals[lead] = reason
        return refusals

    def _get_conversion_refusal(self, writable):
        """:return: why this one readable record is not converted, or False"""
        self.ensure_one()
        name = self.display_name
        if not writable:
            return self.env._(
                "You may read “%s” but not change it. Ask its salesperson or a sales manager"
                " to convert it.", name)
        if not self.active:
            if self.won_status == 'lost':
                return self.env._("“%s” is lost. Restore it first, then convert it.", name)
            return self.env._("“%s” is archived. Unarchive it first, then convert it.", name)
        if self.type == 'opportunity':
            return self.env._(
                "“%s” is already an opportunity. You find it in the pipeline.", name)
        if self.won_status == 'won' or self.probability == 100:
            return self.env._(
                "“%s” is won or has a success rate of 100 %%. Set a lower success rate (and"
                " another stage) first, then convert it.", name)
        return False

    def _check_convertible(self):
        """:raise UserError: if one of these records cannot be converted"""
        refusals = self._get_conversion_refusals()
        if refusals:
            raise UserError("\n".join(refusals.values()))

    def _get_conversion_fingerprint(self):
        """A short text that differs as soon as somebody changed one of the
        lead's own values; what the system recomputes by itself is left out.

        :rtype: str
        """
        self.ensure_one()
        values = self._snapshot_values().get(self.id, {})
        own = {
            name: value for name, value in values.items()
            if not self._fields[name].compute or not self._fields[name].readonly
        }
        if self.is_automated_probability:
            own.pop('probability', None)
        return self.env['crm.lead.conversion']._get_hash(own)

    # ------------------------------------------------------------
    # Converting
    # ------------------------------------------------------------

    def _get_conversion_log(self):
        log = self.env.context.get('crm_lead_conversion_log')
        return log if isinstance(log, ConversionLog) else None

    def _with_conversion_log(self, **values):
        """:return: these records with a new log that goes along with them"""
        return self.with_context(crm_lead_conversion_log=ConversionLog(**values))

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Convert, and keep a :class:`crm.lead.conversion` of it, so that a
        conversion by assignment, by the link of a mail or by a program can be
        undone as one of the dialog can."""
        if not self._get_conversion_log():
            self._remember_conversion()
        return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)

    def _remember_conversion(self):
        """Note the values before a conversion that comes alone. Assignment
        converts lead by lead: what is kept of them is written for all of them
        at once, when the transaction is about to end."""
        pending = self.env.cr.precommit.data.setdefault('crm_lead_conversion.before', {})
        if not pending:
            self.env.cr.precommit.add(self.browse()._finish_conversions)
        leads = self.filtered(lambda lead: lead.type == 'lead' and lead.id not in pending)
        pending.update(leads._snapshot_values())

    @api.model
    def _finish_conversions(self):
        """Keep the conversions noted since the transaction began."""
        before = self.env.cr.precommit.data.pop('crm_lead_conversion.before', {})
        leads = self.browse(before).exists()
        # sudo: assignment may have given the lead to somebody else
        converted = leads.sudo().filtered(lambda lead: lead.type == 'opportunity')
        converted._create_conversions(ConversionLog('program'), before)

    def _convert_opportunity_data(self, customer, team_id=False):
        """An opportunity that is assigned once more keeps the date on which
        it was converted. The team stays where nobody chose another one: Odoo
        computes it anew as the type changes."""
        values = super()._convert_opportunity_data(customer, team_id)
        if self.team_id.use_opportunities:
            values.setdefault('team_id', self.team_id.id)
        if self.type == 'opportunity' and self.date_conversion:
            values.pop('date_conversion', None)
        return values

    @contextmanager
    def _record_conversion(self):
        """Around everything that belongs to converting these records (their
        log goes along in the context): compares before and after, and keeps a
        record and a note for each that became an opportunity.

        Within it, a further call records nothing of its own.
        """
        log = self._get_conversion_log()
        leads = self.filtered(lambda lead: lead.type == 'lead')
        if log.recording or not leads:
            yield
            return
        log.recording = True
        before = leads._snapshot_values()
        try:
            yield
        finally:
            log.recording = False
        converted = leads.filtered(lambda lead: lead.type == 'opportunity')
        converted._create_conversions(log, before)

    def _create_conversions(self, log, before):
        if not self:
            return
        after = self._snapshot_values()
        # sudo: only the engine may create these, whoever converts
        conversions = self.env['crm.lead.conversion'].sudo().create([
            lead._prepare_conversion_values(log, before[lead.id], after[lead.id])
            for lead in self
        ])
        self._message_log_batch(bodies={
            conversion.lead_id.id: conversion._get_note() for conversion in conversions
        })

    def _prepare_conversion_values(self, log, before, after):
        """:return: values of the ``crm.lead.conversion`` of this lead"""
        self.ensure_one()
        changed = [name for name in after if before.get(name) != after[name]]
        return {
            'lead_id': self.id,
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'origin': log.origin,
            'customer_action': log.customer_action,
            'values_before': {name: before.get(name) for name in changed},
            'values_after': {name: after[name] for name in changed},
            **log.created.get(self.id, {}),
        }

    def _merge_opportunity(self, *args, **kwargs):
        result = super()._merge_opportunity(*args, **kwargs)
        log = self._get_conversion_log()
        if log:
            log.merged_ids.add(result.id)
        return result

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

    # ------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------

    def action_undo_conversion(self):
        """Undo the last conversion of this opportunity; for whoever may
        convert it.

        :return: action that says what was kept and shows the record anew
        :raise UserError: if there is none to undo
        :raise AccessError: if the user may not change the record
        """
        self.ensure_one()
        self.check_access('write')
        self._finish_conversions()
        # sudo: whoever may change the opportunity may undo its conversion
        conversion = self.sudo().conversion_ids.filtered(
            lambda record: record.state == 'done').sorted('id')[-1:]
        if not conversion:
            raise UserError(self.env._(
                "There is no conversion of “%s” that could be undone.", self.display_name))
        return conversion.sudo(False).action_undo()
