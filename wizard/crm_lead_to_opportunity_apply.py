"""The convert dialog: what its button does."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..models.crm_lead_outside import one_record
from ..tools.wording import label, quote


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    @one_record
    def action_apply(self):
        """Convert (or merge), all or nothing for one lead; of several, those
        that can be, and say for each of the others why not.

        :return: action that opens the opportunity, or the result of several
        :raise UserError: in plain words, with nothing changed
        """
        self = self._with_conversion_log()
        leads = self._get_leads_to_convert()
        if self._is_single() and leads <= self._get_own_opportunities():
            # the same dialog sent twice: the work is done
            return leads.redirect_lead_opportunity_view()
        leads = self._take_convertible(leads)
        if self.name == 'merge':
            self._check_merge()
        leads = self._lock_leads(leads)
        self = self.with_context(active_ids=leads.ids)
        action = super().action_apply()
        # nobody looks at the dialog any more
        self.env.remove_to_compute(self._fields['duplicated_lead_ids'], self)
        log = self._get_conversion_log()
        if not log.in_job:
            leads._tell_of_given(log.given)
        return self._get_result_action(action)

    # ------------------------------------------------------------
    # Which leads
    # ------------------------------------------------------------

    def _with_conversion_log(self):
        """:return: this dialog with the log of what it does in its context"""
        if self._get_conversion_log():
            return self
        leads = self.env['crm.lead']._with_conversion_log(
            origin='dialog' if self._is_single() else 'mass',
            customer_action=self.action if self.name == 'convert' else False)
        return self.with_env(leads.env)

    def _get_conversion_log(self):
        return self.env['crm.lead']._get_conversion_log()

    def _is_single(self):
        """:return: whether the dialog was applied to one lead, whose title,
            revenue and success rate it shows"""
        log = self._get_conversion_log()
        if log:
            return log.origin == 'dialog'
        return self.name == 'merge' or len(self._get_leads_to_convert()) == 1

    def _get_leads_to_convert(self):
        """:return: the records asked for, unchecked: the user may have lost
            the right to read some. Several ticked ones, else the one the
            dialog was opened for."""
        # sudo: only which one it is
        lead_id = self.sudo().lead_id.id
        ids = self._get_active_lead_ids()
        if self.name == 'merge' or not (len(ids) > 1 or lead_id in ids):
            ids = [lead_id] if lead_id else []
        return self.env['crm.lead'].browse(ids)

    def _get_own_opportunities(self):
        """:return: what this dialog made: not refused if it is sent again"""
        # sudo: only which they are; the right to change them is checked right here
        own = {*self.sudo().converted_lead_ids.ids, *self._get_conversion_log().merged_ids}
        leads = self.env['crm.lead'].browse(own).exists()
        return leads._filtered_access('write').filtered(
            lambda lead: lead.type == 'opportunity' and lead.won_status == 'pending')

    def _take_convertible(self, leads):
        """Keep those that can be converted, and note the reasons of the rest.

        :raise UserError: if none is left
        """
        log = self._get_conversion_log()
        log.refusals.update((leads - self._get_own_opportunities())._get_conversion_refusals())
        return self._without_refused(leads)

    def _without_refused(self, leads):
        refusals = self._get_conversion_log().refusals
        leads = leads.browse(lead.id for lead in leads if lead not in refusals)
        if not leads:
            raise UserError("\n".join(refusals.values()) or self.env._(
                "There is nothing to convert. Select at least one lead."))
        return leads

    def _lock_leads(self, leads):
        """Nobody else may convert or change them until this is done.

        :return: those that could be locked; the others are noted as refused
        :raise UserError: if it is none, or somebody changed the lead since
            the dialog was opened
        """
        wanted = leads | self.duplicated_lead_ids if self.name == 'merge' else leads
        locked = wanted.try_lock_for_update(allow_referencing=True)
        busy = {lead: lead._get_busy_refusal() for lead in wanted - locked}
        if busy and self.name == 'merge':
            raise UserError("\n".join(busy.values()))
        log = self._get_conversion_log()
        log.refusals.update(busy)
        log.busy.update(busy)
        leads = self._without_refused(leads)
        if self._is_single():
            self._check_unchanged()
        return leads

    def _check_unchanged(self):
        lead = self.lead_id
        if self in self.env.records_to_compute(self._fields['lead_fingerprint']):
            # it was opened just now, by this very request
            self.lead_fingerprint = False
        # nor is what it wrote a change by somebody else
        if not self.lead_fingerprint or lead in self._get_own_opportunities() \
                or lead.write_date == self.env.cr.now():
            return
        now = lead._snapshot_values()
        if lead._get_conversion_fingerprint(now.get(lead.id, {})) != self.lead_fingerprint:
            # sudo: only the name of who changed it
            raise UserError(self.env._(
                "“%(lead)s” was changed by %(user)s while this dialog was open. Close the dialog,"
                " look at the lead, and convert it again.",
                lead=lead.display_name, user=lead.sudo().write_uid.name or ''))
        if self.name == 'convert':
            # nobody else changes it until it is converted: it is locked
            self._get_conversion_log().before = now

    # ------------------------------------------------------------
    # Converting
    # ------------------------------------------------------------

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        """One lead: all or nothing. Several: one that fails is noted in the
        log and does not stop the others."""
        if not leads._get_conversion_log():
            leads = leads._with_conversion_log(origin='program')
        if user_ids:
            # the salespeople take turns over all of the same work
            turn = leads._get_conversion_log().turn % len(user_ids)
            user_ids = [*user_ids[turn:], *user_ids[:turn]]
        if len(leads) <= 1:
            self._convert_together(leads, user_ids, team_id)
            return
        try:
            with self.env.cr.savepoint():
                self._convert_together(leads, user_ids, team_id)
        except UserError:
            self._convert_one_by_one(leads, user_ids, team_id)

    def _convert_one_by_one(self, leads, user_ids, team_id):
        log = leads._get_conversion_log()
        log.created.clear()
        log.ahead.clear()
        log.given.clear()
        known = leads._get_known_candidates()
        done = 0
        for lead in leads:
            # the salespeople take turns over those that can be converted
            user_id = user_ids[done % len(user_ids):][:1] if user_ids else user_ids
            if known:
                # what was created with one that failed is gone
                known.clear()
            try:
                with self.env.cr.savepoint():
                    self._convert_together(lead, user_id, team_id)
                done += 1
            except UserError as error:
                log.refusals[lead] = label(self.env, quote(self.env, lead.display_name), str(error))
                log.failed.add(lead)
                log.given.pop(lead.id, None)

    def _convert_together(self, leads, user_ids, team_id):
        # pylint: disable=missing-return
        typed = self.name == 'convert' and self._is_single()
        converted = leads.filtered(lambda lead: lead.type == 'lead')
        with leads._record_conversion():
            if typed:
                self._write_opportunity_values(leads)
            allocated = leads._is_only_ours('convert_opportunity') and self._convert_ahead(leads, user_ids, team_id)
            # pylint: disable=super-method-mismatch
            # the part of _convert_and_allocate() that runs once or lead by lead
            super()._convert_and_allocate(leads, [] if allocated else user_ids, team_id=team_id)
            # sudo: from here on, as the lead may be a colleague's now
            if team_id and not user_ids and not allocated:
                # only a team was chosen: Odoo would ignore it
                self._get_leads_to_allocate(leads).sudo()._handle_salesmen_assignment(team_id=team_id)
            elif typed and not team_id and (in_team := leads.sudo().filtered('team_id')):
                in_team.team_id = False
            for lead in leads.sudo():
                lead._check_customer_company(lead.partner_id)
        self.sudo().converted_lead_ids |= converted

    def _write_opportunity_values(self, lead):
        """Write what was typed; a success rate that was not touched stays the
        computed one."""
        wanted = {
            'name': self.opportunity_name or lead.name,
            'expected_revenue': self.expected_revenue,
        }
        values = {name: value for name, value in wanted.items() if value != lead[name]}
        if float_compare(self.probability, self.lead_probability, precision_digits=2):
            if not 0 <= self.probability < 100:
                raise UserError(self.env._(
                    "A success rate is at least 0 and less than 100 %. For a deal that is won,"
                    " convert the lead first and mark the opportunity as won then."))
            values['probability'] = self.probability
        if values:
            lead.write(values)

    def _convert_handle_partner(self, lead, action, partner_id):
        if lead.id in lead._get_conversion_log().ahead:
            return
        if action == 'nothing':
            lead.customer_declined = not lead.partner_id
            return
        partner = self.env['res.partner'].browse(partner_id)
        lead._check_customer_company(partner | self.commercial_partner_id)
        super()._convert_handle_partner(lead, action, partner_id)

    # ------------------------------------------------------------
    # Result
    # ------------------------------------------------------------

    def _get_result_action(self, action):
        """:param dict action: what Odoo returns: the first opportunity
        :return: the same for one; a list for several"""
        # sudo: some may be a colleague's now
        converted = self.sudo().converted_lead_ids.exists()
        if len(converted) > 1:
            return converted._get_converted_action()
        result = converted or converted.browse(self._get_conversion_log().merged_ids)
        if result and not result.sudo(False).has_access('read'):
            return self._get_given_away_action(result)
        return action

    def _get_given_away_action(self, lead):
        """:param lead: the opportunity, which the user can no longer open
        :return: action that says who has it now"""
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'title': self.env._("“%s” is an opportunity now", lead.display_name),
                'message': self.env._("It was given to %s.", lead.user_id.name or lead.team_id.name),
                'next': self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_action_pipeline'),
            },
        }
