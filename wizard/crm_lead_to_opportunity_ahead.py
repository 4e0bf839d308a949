"""The convert dialog: what Odoo does lead by lead, done for all of them at once."""

from odoo import models


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    def _convert_ahead(self, leads, user_ids, team_id):
        """What Odoo does lead by lead, done for all of them at once.

        :return: whether they were given to salespeople and teams as well
        """
        # looked at before anything is written: it depends on the success rate, which is computed
        # anew with each
        convertible = leads._get_convertible()
        # what is tracked is read before as well, of all of them
        leads._prepare_tracking()
        rest = leads.filtered('active')
        if leads._is_only_odoos(type(self), '_convert_handle_partner'):
            rest -= self._give_customers_ahead(leads)
        for lead in rest:
            self._convert_handle_partner(lead, self.action, self.partner_id.id or lead.partner_id.id)
        allocates = convertible == leads and leads._is_only_ours('_handle_salesmen_assignment')
        given = self._get_allocation(leads, user_ids, team_id) if allocates else {}
        log = leads._get_conversion_log()
        log.tracked.update(leads._ids)
        try:
            convertible._write_converted(given)
        finally:
            log.tracked.clear()
        log.ahead.update(leads._ids)
        return allocates

    def _get_leads_to_allocate(self, leads):
        return leads if self.force_assignment else leads.filtered(lambda lead: not lead.user_id)

    def _get_allocation(self, leads, user_ids, team_id):
        """:return: {lead id: values of the salesperson and team it is given to}"""
        values = {'team_id': team_id} if team_id else {}
        leads = self._get_leads_to_allocate(leads)
        if not user_ids:
            return dict.fromkeys(leads._ids, values)
        return {
            lead_id: {**values, 'user_id': user_ids[place % len(user_ids)]} for place, lead_id in enumerate(leads._ids)}

    def _give_customers_ahead(self, leads):
        """Create and link together what Odoo does one by one.

        :return: those of the leads that have their customer now
        """
        if self.action != 'create' or self.partner_id:
            # with Odoo, a customer that was chosen counts all the same
            return leads.browse()
        return self._create_missing_customers(leads.filtered(lambda lead: lead.active and not lead.partner_id))

    def _create_missing_customers(self, leads):
        """:param leads: those to which no customer fits
        :return: those of them that have one now"""
        if not leads or self.commercial_partner_id or not leads._is_only_ours('_create_customer'):
            return leads.browse()
        leads.with_context(default_user_id=self.user_id.id)._create_customers_together()
        return leads.filtered('partner_id')
